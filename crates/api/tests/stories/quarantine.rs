//! What was not taken: found again, put right, or set aside, and kept either way.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::{
    county::{COUNTY, County, GRID, NEIGHBOURS, OTHER_TOWN, TOWN, Who},
    samples::{id, rejected, report},
};

async fn found(county: &County, query: &str) -> usize {
    let reply = county.get(Who::Analyst, &format!("/v1/quarantine?{query}")).await;
    assert_eq!(reply.status, StatusCode::OK, "{query}: {}", reply.text());
    reply.json()["items"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_row_is_found_by_what_is_wrong_with_it_and_never_by_what_it_says() {
    let county = County::new().await;
    county.reject(&rejected()).await;
    for query in [
        "",
        "state=open",
        "code=malformed",
        &format!("area={TOWN}"),
        &format!("area={COUNTY}"),
        "source=ledger",
        "since=2026-11-24",
        "reason=%E6%98%A8%E5%A4%A9", // 昨天
        "code=malformed&source=import&since=2026-01-01",
    ] {
        assert_eq!(found(&county, query).await, 1, "{query}");
    }
    for query in [
        "state=discarded",
        "code=missing",
        &format!("area={OTHER_TOWN}"),
        "source=ledger_",
        "since=2026-11-25",
        "reason=%25",
        "reason=%E6%8E%92%E6%B0%B4%E6%B2%9F", // 排水沟, which stands in the row and in no reason
    ] {
        assert_eq!(found(&county, query).await, 0, "{query}");
    }
    for query in ["state=lost", "code=wrong", "area=1", "since=yesterday"] {
        let reply = county.get(Who::Analyst, &format!("/v1/quarantine?{query}")).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
    }
}

#[tokio::test]
async fn a_corrected_row_becomes_a_report_and_closes_the_quarantined_one_with_a_link() {
    let county = County::new().await;
    let quarantined = county.reject(&rejected()).await;
    let address = format!("/v1/quarantine/{quarantined}/resubmit");
    let mut corrected = report(1, GRID, NEIGHBOURS);
    corrected.as_object_mut().unwrap().remove("id");

    let mut wrong = corrected.clone();
    wrong["occurred_on"] = json!("昨天");
    let refused = county.post(Who::Analyst, &address, wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.json()["errors"][0]["field"], "occurred_on");
    assert_eq!(found(&county, "").await, 1, "it is still to be put right");

    let taken = county.post(Who::Analyst, &address, corrected.clone()).await;
    let expected = json!({ "id": quarantined, "outcome": "accepted" });
    assert_eq!(taken.json(), expected, "{}", taken.text());
    let closed = county.get(Who::Analyst, "/v1/quarantine?state=resubmitted").await.json();
    assert_eq!(closed["items"][0]["became"], json!(quarantined));
    assert_eq!(closed["items"][0]["raw"], json!(rejected().raw), "the row stays as it came");
    assert_eq!(found(&county, "").await, 0);
    let kept = county.get(Who::Analyst, &format!("/v1/reports/{quarantined}")).await.json();
    assert_eq!(kept["summary"], corrected["summary"]);
    let again = county.post(Who::Analyst, &address, corrected).await;
    assert_eq!(again.json()["type"], "urn:fengsui:problem:closed");
}

#[tokio::test]
async fn a_corrected_row_whose_id_is_taken_by_another_text_is_listed_as_a_conflict() {
    let county = County::new().await;
    county.post(Who::GridWorker, "/v1/reports", report(1, GRID, NEIGHBOURS)).await;
    let quarantined = county.reject(&rejected()).await;
    let mut corrected = report(1, GRID, NEIGHBOURS);
    corrected["summary"] = json!("另一件事。");
    let address = format!("/v1/quarantine/{quarantined}/resubmit");
    let taken = county.post(Who::Analyst, &address, corrected).await;
    assert_eq!(taken.json(), json!({ "id": id(1), "outcome": "conflict" }));
    let conflicts = county.get(Who::Analyst, "/v1/conflicts").await.json();
    assert_eq!(conflicts["items"][0]["submitted"]["summary"], "另一件事。");
}

#[tokio::test]
async fn a_row_that_is_no_report_is_set_aside_with_a_reason_and_kept() {
    let county = County::new().await;
    let quarantined = county.reject(&rejected()).await;
    let address = format!("/v1/quarantine/{quarantined}/discard");
    let silent = county.post(Who::Analyst, &address, json!({ "reason": " " })).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = county.post(Who::Analyst, &address, json!({ "reason": "表尾合计行" })).await;
    assert_eq!(done.status, StatusCode::NO_CONTENT, "{}", done.text());
    let journal = county.store.journal(quarantined).await.unwrap();
    assert_eq!((journal[0].step.as_str(), journal[0].why.as_str()), ("discarded", "表尾合计行"));
    assert_eq!(found(&county, "state=discarded").await, 1);
    let unknown = format!("/v1/quarantine/{}/discard", id(9));
    let missing = county.post(Who::Analyst, &unknown, json!({ "reason": "无" })).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    let nothing: Value = county.get(Who::Analyst, "/v1/reports").await.json();
    assert_eq!(nothing["items"], json!([]));
}
