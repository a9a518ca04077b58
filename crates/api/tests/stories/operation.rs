//! What the operator and the browser get beside the answers.

use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};

use crate::{
    county::{County, GRID, NEIGHBOURS, Who, request},
    samples::{id, report},
};

#[tokio::test]
async fn it_is_ready_when_the_store_answers_and_the_county_is_imported() {
    let empty = County::empty().await;
    assert_eq!(empty.get(Who::Nobody, "/healthz").await.status, StatusCode::OK);
    let reply = empty.get(Who::Nobody, "/readyz").await;
    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(reply.header("retry-after"), "5");

    let county = County::new().await;
    assert_eq!(county.get(Who::Nobody, "/readyz").await.status, StatusCode::OK);
    county.store.close().await;
    assert_eq!(county.get(Who::Nobody, "/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(county.get(Who::Nobody, "/healthz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_meters_count_requests_by_route_and_reports_by_outcome() {
    let county = County::new().await;
    county.post(Who::GridWorker, "/v1/reports", report(1, GRID, NEIGHBOURS)).await;
    county.get(Who::GridWorker, &format!("/v1/reports/{}", id(1))).await;
    let figures = county.get(Who::Nobody, "/metrics").await.text();
    for series in [
        "fengsui_http_requests_total{method=\"POST\",route=\"/v1/reports\",status=\"201\"}",
        "fengsui_http_requests_total{method=\"GET\",route=\"/v1/reports/{id}\",status=\"200\"}",
        "fengsui_http_request_duration_seconds_bucket{method=\"POST\",route=\"/v1/reports\",le=\"0.1\"}",
        "fengsui_reports_total{outcome=\"accepted\"}",
        "fengsui_outbox_messages{state=\"pending\"}",
    ] {
        assert!(figures.contains(series), "{series} is not in\n{figures}");
    }
    assert!(!figures.contains(&id(1)), "no series for an id");
}

#[tokio::test]
async fn the_pages_are_served_beside_the_api_with_the_same_headers_and_counted_as_one_route() {
    let county = County::new().await;
    let page = county.get(Who::Nobody, "/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("烽燧"));
    assert!(page.header("content-security-policy").starts_with("default-src 'self'"));
    let figures = county.get(Who::Nobody, "/metrics").await.text();
    assert!(figures.contains("route=\"pages\",status=\"200\""), "{figures}");
}

#[tokio::test]
async fn answers_carry_a_request_id_the_headers_of_a_careful_browser_and_gzip_where_wanted() {
    let county = County::new().await;
    let request = request(Method::GET, Who::Admin, "/v1/areas").header(header::ACCEPT_ENCODING, "gzip");
    let reply = county.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(reply.header("content-encoding"), "gzip");
    assert_eq!(reply.bytes[..2], [0x1f, 0x8b], "the mark of gzip");
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
    assert_eq!(reply.header("referrer-policy"), "no-referrer");
    assert!(reply.header("content-security-policy").starts_with("default-src 'self'"));
    let again = county.get(Who::Admin, "/v1/areas").await;
    assert!(!again.header("x-request-id").is_empty());
    assert_ne!(again.header("x-request-id"), reply.header("x-request-id"));
}
