//! A report on its way in: taken once, refused with reasons, and never lost.

use axum::http::{Method, StatusCode, header};
use serde_json::{Value, json};

use crate::{
    county::{County, GRID, NEIGHBOURS, NEXT_GRID, OTHER_GRID, Who, request},
    samples::{id, report},
};

#[tokio::test]
async fn a_grid_worker_who_got_no_answer_sends_again_and_it_is_kept_once() {
    let county = County::new().await;
    let sent = report(1, GRID, NEIGHBOURS);

    let first = county.post(Who::GridWorker, "/v1/reports", sent.clone()).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.text());
    let expected = json!({ "row": 1, "id": id(1), "outcome": "accepted", "revision": 1 });
    assert_eq!(first.json()["results"], json!([expected]));

    county.wait(chrono::TimeDelta::minutes(3));
    let second = county.post(Who::GridWorker, "/v1/reports", sent).await;
    assert_eq!(second.status, StatusCode::OK);
    assert_eq!(second.json()["repeated"], 1);
    assert_eq!(second.json()["accepted"], 0);
    assert_eq!(county.store.count_reports().await.unwrap(), 1);

    let receipt = county.get(Who::GridWorker, &format!("/v1/reports?ids={}", id(1))).await.json();
    assert_eq!(receipt["items"][0]["received_at"], "2026-11-24T02:00:00Z", "the first receipt stands");
    assert_eq!(receipt["items"][0]["area_name"], "月牙泉镇月牙泉村第一网格");
    assert_eq!(receipt["items"][0]["category_name_zh"], "邻里纠纷");
}

#[tokio::test]
async fn an_id_with_other_content_is_a_conflict_and_both_texts_are_kept() {
    let county = County::new().await;
    county.post(Who::GridWorker, "/v1/reports", report(1, GRID, NEIGHBOURS)).await;
    let mut other = report(1, GRID, NEIGHBOURS);
    other["summary"] = json!("后来又因围墙起争执。");

    let reply = county.post(Who::GridWorker, "/v1/reports", other.clone()).await;
    assert_eq!(reply.status, StatusCode::CONFLICT);
    assert_eq!(reply.json()["type"], "urn:fengsui:problem:conflict");

    let kept = county.get(Who::Analyst, &format!("/v1/reports/{}", id(1))).await.json();
    assert!(kept["summary"].as_str().unwrap().starts_with("两户因排水沟"));
    let conflicts = county.get(Who::Analyst, "/v1/conflicts").await.json();
    assert!(conflicts["items"][0]["submitted"]["summary"].as_str().unwrap().contains("围墙"), "{conflicts}");

    let batch = county.post(Who::GridWorker, "/v1/reports", json!([other])).await;
    assert_eq!(batch.status, StatusCode::OK, "in a batch a conflict is one row among others");
    assert_eq!(batch.json()["results"][0]["outcome"], "conflict");
}

/// A report with one field changed; `null` takes the field away.
fn with(field: &str, value: Value) -> Vec<u8> {
    let mut row = report(1, GRID, NEIGHBOURS);
    match value {
        Value::Null => drop(row.as_object_mut().unwrap().remove(field)),
        value => row[field] = value,
    }
    row.to_string().into_bytes()
}

#[tokio::test]
async fn a_bad_row_of_each_kind_comes_back_with_its_reason_and_is_kept_in_quarantine() {
    let mut broken = report(1, GRID, NEIGHBOURS).to_string().into_bytes();
    let middle = broken.iter().position(|byte| !byte.is_ascii()).unwrap();
    broken[middle] = 0xff;
    let cases = [
        ("an unknown grid", with("area", json!("999999999999999")), "area", "unknown"),
        ("a day to come", with("occurred_on", json!("2026-12-24")), "occurred_on", "out_of_range"),
        ("no category", with("category", Value::Null), "category", "missing"),
        ("an id that is none", with("id", json!("seven")), "id", "malformed"),
        ("a place of others", with("area", json!(OTHER_GRID)), "area", "forbidden"),
        ("bytes that are no text", broken, "summary", "encoding"),
        ("no JSON", b"{\"id\": ".to_vec(), "row", "malformed"),
    ];
    let county = County::new().await;
    for (number, (name, body, field, code)) in (1u64..).zip(cases) {
        let reply = county.post_as(Who::GridWorker, "/v1/reports", "application/json", body).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", reply.text());
        assert_eq!(reply.header("content-type"), "application/problem+json");
        let errors = reply.json()["errors"].clone();
        let error = errors.as_array().unwrap().iter().find(|error| error["code"] == code);
        let error = error.unwrap_or_else(|| panic!("{name}: {errors}"));
        assert!(error["field"] == field || error["field"] == "row", "{name}: {error}");
        assert!(!error["message_zh"].as_str().unwrap().is_empty(), "{name}");
        assert!(!error["message_en"].as_str().unwrap().is_empty(), "{name}");
        assert_eq!(county.store.count_quarantine().await.unwrap(), number, "{name}");
    }
    assert_eq!(county.store.count_reports().await.unwrap(), 0);
}

#[tokio::test]
async fn an_id_number_in_the_text_never_reaches_the_store() {
    let county = County::new().await;
    // An invented number with a right check digit.
    let (number, phone) = ("11010519491231002X", "13812345678");
    let mut row = report(1, GRID, NEIGHBOURS);
    row["summary"] = json!(format!("当事人身份证{number}，电话{phone}。"));
    let reply = county.post(Who::GridWorker, "/v1/reports", row.clone()).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    row["id"] = json!(id(2));
    row["category"] = json!("no such thing");
    county.post(Who::GridWorker, "/v1/reports", row).await;

    let kept = county.get(Who::Admin, &format!("/v1/reports/{}", id(1))).await.text();
    let refused = county.get(Who::Admin, "/v1/quarantine").await.text();
    for text in [kept, refused] {
        assert!(text.contains("当事人"), "{text}");
        assert!(!text.contains(number) && !text.contains(phone), "{text}");
    }
}

#[tokio::test]
async fn a_batch_comes_back_row_by_row_in_its_own_order() {
    let county = County::new().await;
    county.post(Who::Town, "/v1/reports", report(1, GRID, NEIGHBOURS)).await;
    let mut no_day = report(4, GRID, NEIGHBOURS);
    no_day.as_object_mut().unwrap().remove("occurred_on");
    let batch = json!([
        report(2, GRID, NEIGHBOURS),
        report(3, OTHER_GRID, NEIGHBOURS),
        report(1, GRID, NEIGHBOURS),
        no_day,
        report(5, NEXT_GRID, NEIGHBOURS),
    ]);
    let reply = county.post(Who::Town, "/v1/reports", batch).await;
    assert_eq!(reply.status, StatusCode::OK);
    let filed = reply.json();
    let outcomes: Vec<&str> =
        filed["results"].as_array().unwrap().iter().map(|row| row["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["accepted", "rejected", "repeated", "rejected", "accepted"]);
    assert_eq!(filed["results"][1]["reasons"][0]["code"], "forbidden");
    assert_eq!(
        json!([filed["accepted"], filed["repeated"], filed["conflicts"], filed["rejected"]]),
        json!([2, 1, 0, 2])
    );
    assert_eq!(county.store.count_reports().await.unwrap(), 3);
    assert_eq!(county.store.count_quarantine().await.unwrap(), 2);
}

#[tokio::test]
async fn phones_that_reconnect_at_once_are_all_served_and_each_report_is_kept_once() {
    const PHONES: u32 = 60;
    let county = std::sync::Arc::new(County::new().await);
    let mut phones = tokio::task::JoinSet::new();
    for phone in 0..PHONES {
        // Each phone sends two reports, and sends them again since the first answer was lost.
        for _ in 0..2 {
            let county = std::sync::Arc::clone(&county);
            let batch =
                json!([report(2 * phone, GRID, NEIGHBOURS), report(2 * phone + 1, NEXT_GRID, NEIGHBOURS)]);
            phones.spawn(async move {
                let reply = county.post(Who::Town, "/v1/reports", batch).await;
                assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
                let filed = reply.json();
                [filed["accepted"].as_u64().unwrap(), filed["repeated"].as_u64().unwrap()]
            });
        }
    }
    let outcomes = phones.join_all().await;
    let sum = |which: usize| outcomes.iter().map(|outcome| outcome[which]).sum::<u64>();
    assert_eq!((sum(0), sum(1)), (120, 120));
    assert_eq!(county.store.count_reports().await.unwrap(), 120);
}

#[tokio::test]
async fn lines_and_tables_are_taken_as_well() {
    let county = County::new().await;
    let lines = format!("{}\n{}\n", report(1, GRID, NEIGHBOURS), report(2, GRID, NEIGHBOURS));
    let reply = county.post_as(Who::GridWorker, "/v1/reports", "application/x-ndjson", lines).await;
    assert_eq!(reply.json()["accepted"], 2, "{}", reply.text());

    let table = format!(
        "id,area,category,occurred_on,channel,scale,summary\n{},{GRID},邻里纠纷,2026-11-23,patrol,01,因噪音争执\n",
        id(3)
    );
    let reply = county.post_as(Who::GridWorker, "/v1/reports", "text/csv; charset=utf-8", table).await;
    assert_eq!(reply.json()["accepted"], 1, "{}", reply.text());
    assert_eq!(reply.json()["results"][0]["row"], 2, "the header is row 1");

    let reply = county.post_as(Who::GridWorker, "/v1/reports", "text/plain", "x").await;
    assert_eq!(reply.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert!(reply.json()["detail"].as_str().unwrap().contains("application/x-ndjson"));
}

#[tokio::test]
async fn a_body_of_ten_megabytes_is_refused_whether_it_announces_its_length_or_not() {
    let county = County::new().await;
    let large = vec![b' '; 10 * 1024 * 1024];
    for announced in [true, false] {
        let mut request =
            request(Method::POST, Who::Town, "/v1/reports").header(header::CONTENT_TYPE, "application/json");
        if announced {
            request = request.header(header::CONTENT_LENGTH, large.len());
        }
        let reply = county.send(request.body(large.clone().into()).unwrap()).await;
        assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(reply.json()["detail"].as_str().unwrap().contains("8 MB"));
    }
    let just_fits = vec![b' '; 8 * 1024 * 1024 - 2];
    let body = [&just_fits[..], b"[]"].concat();
    let reply = county.post_as(Who::Town, "/v1/reports", "application/json", body).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    assert_eq!(reply.json()["results"], json!([]));
}

#[tokio::test]
async fn effort_is_kept_for_the_callers_own_grids_or_not_at_all() {
    let county = County::new().await;
    let row = |grid: &str, day: &str| json!({ "grid": grid, "day": day, "visits": 7, "zero_report": true });
    let reply = county
        .post(Who::Town, "/v1/effort", json!([row(GRID, "2026-11-23"), row(NEXT_GRID, "2026-11-23")]))
        .await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    assert_eq!(reply.json(), json!({ "kept": 2 }));

    let bad = json!([
        row(GRID, "2026-11-22"),
        row(OTHER_GRID, "2026-11-22"),
        row("nowhere", "2026-11-25"),
        row(crate::county::VILLAGE, "2026-11-22"),
    ]);
    let reply = county.post(Who::Town, "/v1/effort", bad).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem = reply.json();
    let errors: Vec<Value> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| json!([error["row"], error["field"], error["code"]]))
        .collect();
    assert_eq!(
        json!(errors),
        json!([
            [2, "grid", "forbidden"],
            [3, "grid", "unknown"],
            [3, "day", "out_of_range"],
            [4, "grid", "out_of_range"]
        ])
    );
    let known = county.store.effort_known_at(county.now(), "2026-01-01".parse().unwrap()).await.unwrap();
    assert_eq!(known.len(), 2);
}

#[tokio::test]
async fn effort_and_the_last_contact_are_told_for_the_callers_own_grids() {
    let county = County::new().await;
    let row = |grid: &str, day: &str, visits: u32| json!({ "grid": grid, "day": day, "visits": visits, "zero_report": visits == 0 });
    let told = json!([
        row(GRID, "2026-11-20", 7),
        row(GRID, "2026-11-22", 0),
        row(NEXT_GRID, "2026-10-30", 2),
        row(OTHER_GRID, "2026-11-22", 3),
    ]);
    assert_eq!(county.post(Who::Admin, "/v1/effort", told).await.status, StatusCode::OK);

    let listed = county.get(Who::Town, "/v1/effort?from=2026-11-01").await.json();
    assert_eq!(listed, json!([row(GRID, "2026-11-20", 7), row(GRID, "2026-11-22", 0)]));
    let listed = county.get(Who::Town, "/v1/effort?to=2026-11-02").await.json();
    assert_eq!(listed, json!([row(NEXT_GRID, "2026-10-30", 2)]), "a week is told when no first day is named");
    for wrong in ["from=2026-11-22&to=2026-11-21", "from=2026-01-01", "to=-262143-01-01"] {
        let reply = county.get(Who::Town, &format!("/v1/effort?{wrong}")).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }

    let contacts = county.get(Who::Town, "/v1/contacts").await.json();
    let of = |grid: &str| contacts.as_array().unwrap().iter().find(|contact| contact["grid"] == grid);
    assert_eq!(
        of(GRID).unwrap(),
        &json!({ "grid": GRID, "last_on": "2026-11-22", "reported_on": null, "visited_on": "2026-11-20",
            "zero_report_on": "2026-11-22" })
    );
    assert_eq!(of(NEXT_GRID).unwrap()["last_on"], "2026-10-30");
    assert!(of(OTHER_GRID).is_none());
}

#[tokio::test]
async fn no_report_is_of_all_categories_together() {
    let county = County::new().await;
    let reply = county.post(Who::GridWorker, "/v1/reports", report(1, GRID, "*")).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    let error = &reply.json()["errors"][0];
    assert_eq!((&error["field"], &error["code"]), (&json!("category"), &json!("unknown")));
}
