//! How it is said when something goes wrong.

use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use serde_json::Value;
use uuid::Uuid;

use crate::county::{County, Who, request};

#[tokio::test]
async fn a_problem_speaks_the_language_of_its_reader() {
    let county = County::new().await;
    let ask = async |language: &str| {
        let request = request(Method::GET, Who::Nobody, "/v1/me").header(header::ACCEPT_LANGUAGE, language);
        county.send(request.body(Body::empty()).unwrap()).await.json()
    };
    insta::assert_snapshot!(format!("{:#}\n{:#}", ask("zh-CN,zh;q=0.9").await, ask("en-US,en;q=0.9").await));
}

#[tokio::test]
async fn an_address_a_method_and_an_id_that_do_not_exist_are_problems_too() {
    let county = County::new().await;
    let nothing = "/v1/reports/01936000-0000-7000-8000-0000000000ff";
    for (path, kind) in [
        ("/v1", "no-such-address"),
        ("/v1/nothing", "no-such-address"),
        ("/nothing", "no-such-address"),
        (nothing, "not-found"),
        ("/v1/reports/nonsense", "not-found"),
    ] {
        let reply = county.get(Who::Admin, path).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(reply.header("content-type"), "application/problem+json", "{path}");
        assert_eq!(reply.json()["type"], format!("urn:fengsui:problem:{kind}"), "{path}");
    }
    let request = request(Method::DELETE, Who::Admin, "/v1/reports").body(Body::empty()).unwrap();
    let reply = county.send(request).await;
    assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(reply.json()["type"], "urn:fengsui:problem:method");
    assert!(reply.header("allow").contains("POST"), "{}", reply.header("allow"));
}

#[tokio::test]
async fn every_wrong_field_of_a_query_is_named_at_once() {
    let county = County::new().await;
    let reply = county
        .get(Who::Admin, "/v1/reports?area=moon&category=xx&from=yesterday&limit=0&ids=1,2&after=x")
        .await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem = reply.json();
    let fields: Vec<&Value> =
        problem["errors"].as_array().unwrap().iter().map(|error| &error["field"]).collect();
    assert_eq!(fields, ["area", "category", "from", "ids", "limit"]);
    let mark = county.get(Who::Admin, "/v1/reports?after=x").await;
    assert_eq!(mark.status, StatusCode::UNPROCESSABLE_ENTITY);
    let unknown = county.get(Who::Admin, "/v1/reports?colour=red").await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
    assert!(unknown.json()["detail"].as_str().unwrap().contains("colour"));
}

#[tokio::test]
async fn a_body_that_is_too_large_or_not_json_is_said_to_be_so() {
    let county = County::new().await;
    let large = format!("[{}]", " ".repeat(2 * 1024 * 1024));
    let reply = county.post_as(Who::Town, "/v1/effort", "application/json", large).await;
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
    let reply = county.post_as(Who::Town, "/v1/effort", "text/plain", "[]").await;
    assert_eq!(reply.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let reply = county.post_as(Who::Town, "/v1/effort", "application/json", "[").await;
    assert_eq!(reply.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_batch_of_nothing_but_line_ends_or_commas_is_not_kept_row_by_row() {
    let county = County::new().await;
    for (media, body) in [
        ("application/x-ndjson", "x\n".repeat(20_001)),
        ("application/json", format!("[{}0]", "0,".repeat(300_000))),
    ] {
        let reply = county.post_as(Who::Town, "/v1/reports", media, body).await;
        assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE, "{media}");
        assert!(reply.json()["detail"].as_str().unwrap().contains("20000"), "{}", reply.text());
    }
    let held = county.get(Who::Admin, "/v1/quarantine").await;
    assert_eq!(held.json()["items"], serde_json::json!([]));
}

#[tokio::test]
async fn a_fault_of_ours_answers_with_the_id_it_was_logged_under_and_nothing_else() {
    let county = County::new().await;
    county.break_clock();
    let request = request(Method::GET, Who::Admin, "/v1/me").header("x-request-id", "from-the-proxy");
    let reply = county.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(reply.header("x-request-id"), "from-the-proxy");
    let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, b"fengsui:fault:from-the-proxy");
    assert_eq!(reply.json()["instance"], format!("urn:uuid:{id}"));
    assert!(!reply.text().contains("must not be told"), "{}", reply.text());
}

#[tokio::test]
async fn a_store_that_is_gone_is_a_fault_and_not_a_wrong_answer() {
    let county = County::new().await;
    county.store.close().await;
    let reply = county.get(Who::Admin, "/v1/reports").await;
    assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!reply.text().contains("database"), "{}", reply.text());
}
