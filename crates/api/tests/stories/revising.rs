//! A report that is put right: by the phone that filed it, and by the desk where two texts claim its place.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::{
    county::{County, GRID, NEIGHBOURS, NEXT_GRID, OTHER_GRID, TOWN, Who},
    samples::{id, report},
};

/// The n-th text of report 1.
fn text(n: u32, summary: &str) -> Value {
    let mut text = report(1, GRID, NEIGHBOURS);
    text["summary"] = json!(summary);
    if n > 1 {
        text["base"] = json!(n - 1);
    }
    text
}

#[tokio::test]
async fn a_phone_corrects_its_report_and_the_desk_sees_every_text() {
    let county = County::new().await;
    county.post(Who::GridWorker, "/v1/reports", text(1, "初报。")).await;
    county.wait(chrono::TimeDelta::minutes(3));
    let corrected = county.post(Who::GridWorker, "/v1/reports", text(2, "更正：已调解。")).await;
    assert_eq!(corrected.status, StatusCode::OK, "{}", corrected.text());
    let expected = json!({ "row": 1, "id": id(1), "outcome": "revised", "revision": 2 });
    assert_eq!(corrected.json()["results"], json!([expected]));
    let again = county.post(Who::GridWorker, "/v1/reports", text(2, "更正：已调解。")).await;
    assert_eq!(again.json()["repeated"], 1, "a retry of a correction is harmless");

    let address = format!("/v1/reports/{}", id(1));
    let standing = county.get(Who::GridWorker, &address).await.json();
    assert_eq!((&standing["summary"], &standing["revision"]), (&json!("更正：已调解。"), &json!(2)));
    assert_eq!(standing["received_at"], "2026-11-24T02:00:00Z", "the first receipt stands");
    let revisions = county.get(Who::Analyst, &format!("{address}/revisions")).await.json();
    assert_eq!(revisions[0]["report"]["summary"], "初报。");
    assert_eq!(revisions[0]["superseded_at"], revisions[1]["kept_at"]);
    assert_eq!(revisions[1]["changed"], json!(["summary"]));
    assert_eq!(revisions[1]["station"], json!({ "role": "grid_worker", "area": GRID }), "and no name");
}

#[tokio::test]
async fn a_correction_that_overtakes_its_base_waits_where_the_desk_can_see_it() {
    let county = County::new().await;
    let early = county.post(Who::GridWorker, "/v1/reports", text(2, "更正。")).await;
    assert_eq!(early.status, StatusCode::ACCEPTED, "{}", early.text());
    assert_eq!(early.json()["waiting"], 1);
    let waiting = county.get(Who::Analyst, "/v1/waiting").await.json();
    assert_eq!(waiting["items"][0]["base"], 1);
    assert_eq!(waiting["items"][0]["standing"], Value::Null);

    let first = county.post(Who::GridWorker, "/v1/reports", text(1, "初报。")).await;
    assert_eq!(first.status, StatusCode::CREATED);
    assert_eq!(county.get(Who::Analyst, "/v1/waiting").await.json()["items"], json!([]));
    let standing = county.get(Who::GridWorker, &format!("/v1/reports/{}", id(1))).await.json();
    assert_eq!(standing["summary"], "更正。");
}

#[tokio::test]
async fn a_report_of_another_town_is_not_corrected_and_so_not_drawn_over_the_border() {
    let county = County::new().await;
    county.post(Who::GridWorker, "/v1/reports", text(1, "初报。")).await;
    let mut drawn = text(2, "改到邻镇。");
    drawn["area"] = json!(OTHER_GRID);
    let refused = county.post(Who::OtherTown, "/v1/reports", drawn.clone()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
    assert_eq!(refused.json()["errors"][0]["code"], "forbidden");
    assert!(!refused.text().contains("月牙泉"), "where it lies is not said: {}", refused.text());
    assert_eq!(county.get(Who::Town, &format!("/v1/reports/{}", id(1))).await.json()["revision"], 1);
    let moved = county.post(Who::Analyst, "/v1/reports", drawn).await;
    assert_eq!(moved.json()["revised"], 1, "the county may: {}", moved.text());
}

#[tokio::test]
async fn a_base_that_is_no_revision_is_refused_with_what_to_write() {
    let county = County::new().await;
    for base in [json!(0), json!(1.5), json!(-1), json!("new"), json!([1])] {
        let mut text = text(1, "更正。");
        text["base"] = base.clone();
        let reply = county.post(Who::GridWorker, "/v1/reports", text).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{base}");
        assert_eq!(reply.json()["errors"][0]["field"], "base");
    }
}

#[tokio::test]
async fn a_conflict_names_what_differs_and_the_desk_takes_what_is_right_from_each_text() {
    let county = County::new().await;
    county.post(Who::GridWorker, "/v1/reports", text(1, "初报。")).await;
    let mut other = text(1, "另一部手机。");
    other["people"] = json!(40);
    other["area"] = json!(NEXT_GRID);
    assert_eq!(county.post(Who::Town, "/v1/reports", other).await.status, StatusCode::CONFLICT);

    let conflict = county.get(Who::Analyst, "/v1/conflicts").await.json()["items"][0].clone();
    assert_eq!(conflict["differing"], json!(["area", "people", "summary"]));
    assert_eq!(conflict["standing"]["summary"], "初报。");
    assert_eq!(conflict["submitted"]["summary"], "另一部手机。");
    assert_eq!(conflict["station"], json!({ "role": "town", "area": TOWN }));

    let resolve = format!("/v1/conflicts/{}/resolve", conflict["id"].as_str().unwrap());
    let asked = |onto: u32, take: Value| json!({ "onto": onto, "take": take, "reason": "与填报人核实" });
    let unknown = county.post(Who::Analyst, &resolve, asked(1, json!(["id"]))).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    let moved = county.post(Who::Analyst, &resolve, asked(7, json!(["people"]))).await;
    assert_eq!(moved.json()["type"], "urn:fengsui:problem:moved");
    let done = county.post(Who::Analyst, &resolve, asked(1, json!(["people"]))).await;
    assert_eq!(done.json(), json!({ "revision": 2 }), "{}", done.text());
    let closed = county.post(Who::Analyst, &resolve, asked(2, json!(["people"]))).await;
    assert_eq!(closed.json()["type"], "urn:fengsui:problem:closed");

    let standing = county.get(Who::Analyst, &format!("/v1/reports/{}", id(1))).await.json();
    assert_eq!((&standing["people"], &standing["area"]), (&json!(40), &json!(GRID)));
    assert_eq!(county.get(Who::Analyst, "/v1/conflicts").await.json()["items"], json!([]));
}
