//! A committee that fetches its messages itself, and the desk that sees how committees are reached.

use axum::http::StatusCode;
use chrono::TimeDelta;
use serde_json::{Value, json};
use store::Reached;

use crate::{
    county::{County, GRID, NEIGHBOURS, Who},
    samples::signal,
};

async fn issue(county: &County) {
    let draft = county.sweep(&[signal(GRID, NEIGHBOURS, county.now())]).await.remove(0);
    county.issue(&draft).await;
}

#[tokio::test]
async fn a_town_fetches_each_message_once_and_signs_for_it_as_often_as_it_likes() {
    let county = County::new().await;
    assert_eq!(county.get(Who::Town, "/v1/inbox").await.json(), json!({ "items": [], "next": "0" }));
    issue(&county).await;

    let first = county.get(Who::Town, "/v1/inbox").await.json();
    let items = first["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "the copy to the county is not the town's: {first}");
    assert_eq!((&items[0]["committee"], &items[0]["state"]), (&json!("town-106"), &json!("pending")));
    assert_eq!(items[0]["payload"]["number"], "敦综提〔2026〕1号");
    let next = first["next"].as_str().unwrap();
    let later = county.get(Who::Town, &format!("/v1/inbox?after={next}")).await.json();
    assert_eq!(later, json!({ "items": [], "next": next }));
    assert_eq!(county.get(Who::Town, "/v1/inbox").await.json(), first, "a lost mark begins anew");
    assert_eq!(county.get(Who::Admin, "/v1/inbox").await.json()["items"].as_array().unwrap().len(), 2);

    let receipt = format!("/v1/inbox/{}/receipt", items[0]["id"].as_str().unwrap());
    assert_eq!(county.post(Who::OtherTown, &receipt, json!(null)).await.status, StatusCode::FORBIDDEN);
    for _ in 0..2 {
        let received = county.post(Who::Town, &receipt, json!(null)).await;
        assert_eq!(received.json()["state"], "delivered", "{}", received.text());
    }
    let advisories = county.get(Who::Town, "/v1/advisories").await.json();
    assert_eq!(advisories["items"][0]["state"], "delivered");
    let unknown = county.post(Who::Town, "/v1/inbox/0190/receipt", json!(null)).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_waits_is_answered_by_a_message_that_comes_or_by_the_end_of_the_server() {
    let county = County::new().await;
    let (waited, ()) = tokio::join!(county.get(Who::Town, "/v1/inbox?wait=30"), issue(&county));
    let waited = waited.json();
    assert_eq!(waited["items"].as_array().unwrap().len(), 1, "{waited}");

    let address = format!("/v1/inbox?wait=30&after={}", waited["next"].as_str().unwrap());
    let (idle, ()) = tokio::join!(county.get(Who::Town, &address), async { county.stop.cancel() });
    assert_eq!((idle.status, idle.json()["items"].clone()), (StatusCode::OK, Value::Array(vec![])));
}

#[tokio::test]
async fn a_mark_or_a_wait_that_makes_no_sense_is_refused_by_name() {
    let county = County::new().await;
    let refused = county.get(Who::Town, "/v1/inbox?after=x&wait=31").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields: Vec<Value> =
        refused.json()["errors"].as_array().unwrap().iter().map(|error| error["field"].clone()).collect();
    assert_eq!(fields, ["after", "wait"]);
}

#[tokio::test]
async fn the_desk_sees_a_paused_endpoint_with_its_reason_and_resumes_it() {
    let county = County::new().await;
    issue(&county).await;
    let town = "town-106".into();
    let reached = Reached {
        committee: "town-106".into(),
        channel: "webhook".to_owned(),
        destination: "https://receiver.example/***".to_owned(),
        gap: TimeDelta::zero(),
    };
    county.store.put_endpoints(&[reached]).await.unwrap();
    county.store.note_failure(&town, "no connection", county.now()).await.unwrap();
    county.store.rest_endpoint(&town, county.now() + TimeDelta::minutes(10), Some(1)).await.unwrap();

    let seen = county.get(Who::Analyst, "/v1/endpoints").await.json();
    let of = |seen: &Value, committee: &str| {
        let items = seen["items"].as_array().unwrap();
        items.iter().find(|item| item["committee"] == committee).unwrap().clone()
    };
    let paused = of(&seen, "town-106");
    assert_eq!((&paused["state"], &paused["pending"]), (&json!("paused"), &json!(1)));
    assert_eq!(paused["last_error"], "no connection");
    assert_eq!(paused["resting_until"], "2026-11-24T02:10:00Z");
    assert_eq!(of(&seen, "county")["channel"], "inbox", "who has no endpoint fetches");

    let resumed = county.post(Who::Admin, "/v1/endpoints/town-106/resume", json!(null)).await.json();
    assert_eq!(of(&resumed, "town-106")["state"], "live");
    let unknown = county.post(Who::Admin, "/v1/endpoints/county/resume", json!(null)).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn dead_messages_are_replayed_since_a_moment_and_the_books_balance_throughout() {
    let county = County::new().await;
    issue(&county).await;
    let (town, now) = ("town-106", county.now());
    let reached = Reached {
        committee: town.into(),
        channel: "webhook".to_owned(),
        destination: "https://receiver.example".to_owned(),
        gap: TimeDelta::zero(),
    };
    county.store.put_endpoints(&[reached]).await.unwrap();
    let message = county.store.lease_messages(now, now + TimeDelta::minutes(1), 9).await.unwrap().remove(0);
    let attempt = domain::Attempt {
        message: message.id,
        number: 1,
        at: now,
        status: Some(500),
        error: "500".to_owned(),
    };
    county.store.record_attempt(&attempt, store::Next::Dead).await.unwrap();

    let books = async || county.get(Who::Analyst, "/v1/messages/reconciliation").await.json();
    let dead = books().await;
    let of = |books: &Value| books["items"].as_array().unwrap()[1].clone();
    assert_eq!(
        of(&dead),
        json!({ "committee": town, "committee_name": "月牙泉镇综治中心", "channel": "webhook", "issued": 1, "pending": 0,
            "delivered": 0, "dead": 1 })
    );
    assert_eq!(dead["discrepancies"], json!([]));

    let replay = async |body| county.post(Who::Admin, "/v1/messages/replay", body).await;
    let early = replay(json!({ "since": "2026-11-24T10:00:01+08:00" })).await.json();
    assert_eq!(early["messages"], 0, "its last attempt was before that");
    let done = replay(json!({ "since": "2026-11-24T10:00:00+08:00", "committee": town })).await.json();
    assert_eq!(done["messages"], 1);
    assert_eq!((&of(&books().await)["pending"], &of(&books().await)["dead"]), (&json!(1), &json!(0)));
    assert_eq!(replay(json!({ "since": "Monday" })).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}
