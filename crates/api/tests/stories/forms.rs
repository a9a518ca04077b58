//! Letters and bulletins as files: in which form, under which name, and from what was frozen.

use axum::http::StatusCode;
use domain::{Month, Period, Week};
use serde_json::json;
use store::Frozen;

use crate::{
    county::{COUNTY, County, GRID, NEIGHBOURS, OTHER_TOWN, TOWN, Who},
    samples::signal,
};

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// A county with one issued letter, and the address of it.
async fn with_letter() -> (County, String) {
    let county = County::new().await;
    let draft = county.sweep(&[signal(GRID, NEIGHBOURS, county.now())]).await.remove(0);
    county.issue(&draft).await;
    (county, format!("/v1/advisories/{}/letter", draft.id))
}

/// Keeps a bulletin of this town as the crank does; answers its address.
async fn with_bulletin(county: &County, town: &str, document: Option<String>) -> String {
    let week = Week::parse("2026-W47").unwrap();
    format!("/v1/bulletins/{}", kept(county, town, week, document).await)
}

async fn kept(county: &County, area: &str, period: impl Into<Period>, document: Option<String>) -> String {
    let compose = |_, _| (Frozen { html: "<p>一页</p>".to_owned(), document }, vec![]);
    let kept = county.store.keep_bulletin(&area.into(), period, county.now(), county.now(), compose).await;
    kept.unwrap().unwrap().id.to_string()
}

#[tokio::test]
async fn a_letter_is_a_page_a_docx_or_a_pdf_under_its_chinese_name() {
    let (county, letter) = with_letter().await;
    let page = county.get(Who::Analyst, &letter).await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(county.get(Who::Analyst, &format!("{letter}?format=html")).await.bytes, page.bytes);
    for (format, kind, magic, shown) in
        [("docx", DOCX, &b"PK"[..], "attachment"), ("pdf", "application/pdf", b"%PDF", "inline")]
    {
        let file = county.get(Who::Analyst, &format!("{letter}?format={format}")).await;
        assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, kind), "{}", file.text());
        assert!(file.bytes.starts_with(magic));
        let name = file.header("content-disposition");
        // 关于…
        assert!(
            name.starts_with(&format!("{shown}; filename=\"document.{format}\"; filename*=UTF-8''%E5%85%B3")),
            "{name}"
        );
        let again = county.get(Who::Town, &format!("{letter}?format={format}")).await;
        assert!(again.bytes == file.bytes, "the same frozen document gives the same {format}");
    }
    let seals = county.get(Who::Town, &letter.replace("letter", "seals")).await.json();
    let forms: Vec<&str> =
        seals.as_array().unwrap().iter().map(|seal| seal["form"].as_str().unwrap()).collect();
    assert_eq!(forms, ["docx", "html", "pdf"], "each file is sealed once, however often it is fetched");
    let unknown = county.get(Who::Analyst, &format!("{letter}?format=doc")).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_draft_has_its_files_too() {
    let county = County::new().await;
    let draft = county.sweep(&[signal(GRID, NEIGHBOURS, county.now())]).await.remove(0);
    let file = county.get(Who::Analyst, &format!("/v1/advisories/{}/letter?format=pdf", draft.id)).await;
    assert!(file.bytes.starts_with(b"%PDF"), "{}", file.text());
}

#[tokio::test]
async fn what_was_kept_as_a_page_only_says_so() {
    let county = County::new().await;
    let old = with_bulletin(&county, TOWN, None).await;
    assert_eq!(county.get(Who::Town, &old).await.text(), "<p>一页</p>");
    let file = county.get(Who::Town, &format!("{old}?format=pdf")).await;
    assert_eq!(file.status, StatusCode::CONFLICT);
    assert!(file.text().contains("去掉 format"), "{}", file.text());
}

#[tokio::test]
async fn the_bulletins_of_a_week_print_as_one_file_within_the_callers_towns() {
    let (county, letter) = with_letter().await;
    // Any frozen document will do: the letter's own stands in for a page of each town.
    let id = letter.split('/').nth(3).unwrap().parse().unwrap();
    let document = county.store.document(id).await.unwrap();
    for town in [TOWN, OTHER_TOWN] {
        with_bulletin(&county, town, document.clone()).await;
    }
    let print = "/v1/bulletins/print?week=2026-W47";
    let (all, one) = (county.get(Who::Analyst, print).await, county.get(Who::Town, print).await);
    assert_eq!(all.header("content-type"), "application/pdf", "{}", all.text());
    assert!(all.header("content-disposition").contains("2026-W47.pdf"));
    assert!(all.bytes.starts_with(b"%PDF") && one.bytes.starts_with(b"%PDF"));
    assert!(all.bytes != one.bytes, "a town prints its own page only");
    let empty = county.get(Who::Analyst, "/v1/bulletins/print?week=2025-W01").await;
    assert_eq!(empty.status, StatusCode::NOT_FOUND);
    let unsaid = county.get(Who::Analyst, "/v1/bulletins/print").await;
    assert_eq!(unsaid.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn issued_letters_print_as_one_file_and_only_ones_own() {
    let (county, letter) = with_letter().await;
    let id = letter.split('/').nth(3).unwrap();
    let print = |ids: &str| format!("/v1/advisories/print?ids={ids}");
    let twice = county.get(Who::Town, &print(&format!("{id},{id}"))).await;
    assert_eq!(twice.header("content-type"), "application/pdf", "{}", twice.text());
    let once = county.get(Who::Town, &print(id)).await;
    assert!(twice.bytes.len() > once.bytes.len() && once.bytes.starts_with(b"%PDF"));
    assert_eq!(county.get(Who::OtherTown, &print(id)).await.status, StatusCode::FORBIDDEN);
    let none = county.get(Who::Town, &print("")).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.text().contains("1 to 50"), "{}", none.text());
}

#[tokio::test]
async fn a_monthly_report_is_for_who_answers_for_the_county_and_stands_in_a_list_of_its_own() {
    let (county, letter) = with_letter().await;
    let document = county.store.document(letter.split('/').nth(3).unwrap().parse().unwrap()).await.unwrap();
    let weekly = with_bulletin(&county, TOWN, None).await;
    let id = kept(&county, COUNTY, Month::parse("2026-11").unwrap(), document).await;
    let listed = county.get(Who::Analyst, "/v1/monthly").await.json();
    let item = &listed["items"][0];
    assert_eq!((&item["id"], &item["month"], &item["issue"]), (&json!(id), &json!("2026-11"), &json!(1)));
    assert_eq!(item["county_name"], "敦煌市");
    let bulletins = county.get(Who::Analyst, "/v1/bulletins").await.json();
    assert_eq!(bulletins["items"].as_array().unwrap().len(), 1, "a month is in no list of weeks");
    assert_eq!(county.get(Who::Town, "/v1/monthly").await.json()["items"], json!([]));

    let report = format!("/v1/monthly/{id}");
    assert_eq!(county.get(Who::Analyst, &report).await.text(), "<p>一页</p>");
    assert_eq!(county.get(Who::Town, &report).await.status, StatusCode::FORBIDDEN);
    for (format, magic) in [("docx", &b"PK"[..]), ("pdf", b"%PDF")] {
        let file = county.get(Who::Analyst, &format!("{report}?format={format}")).await;
        assert_eq!(file.status, StatusCode::OK, "{}", file.text());
        assert!(file.bytes.starts_with(magic));
    }
    let other = weekly.replace("bulletins", "monthly");
    assert_eq!(county.get(Who::Analyst, &other).await.status, StatusCode::NOT_FOUND, "a week is no month");
    let other = report.replace("monthly", "bulletins");
    assert_eq!(county.get(Who::Analyst, &other).await.status, StatusCode::NOT_FOUND);
}
