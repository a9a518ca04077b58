//! Reports that may tell of one matter: proposed to the desk, merged, taken back.

use axum::http::StatusCode;
use domain::{Link, LinkKind, LinkState, Report};
use serde_json::{Value, json};

use crate::{
    county::{County, GRID, NEIGHBOURS, OTHER_GRID, TOWN, VIOLENCE, Who},
    samples::{id, kept},
};

/// A link between two reports.
pub fn link(kind: LinkKind, earlier: &Report, later: &Report) -> Link {
    Link {
        id: Link::derive_id(kind, earlier.id, later.id),
        kind,
        earlier: earlier.id,
        later: later.id,
        likeness: 0.75,
        reason_zh: "同一网格，同日发生。".to_owned(),
        reason_en: "In one grid, on one day.".to_owned(),
        state: LinkState::Proposed,
        proposed_at: later.received_at,
        decided_at: None,
    }
}

/// Keeps reports and a link between the first two.
async fn linked(county: &County, kind: LinkKind, reports: &[Report]) -> String {
    county.keep(reports.iter().cloned()).await;
    let link = link(kind, &reports[0], &reports[1]);
    county.store.record_links(&[], std::slice::from_ref(&link), "matching").await.unwrap();
    link.id.to_string()
}

async fn items(county: &County, who: Who, path: &str) -> Vec<Value> {
    let reply = county.get(who, path).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text());
    reply.json()["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_possible_duplicate_is_merged_and_taken_back_and_set_aside_with_a_reason() {
    let county = County::new().await;
    let reports = [1, 2].map(|n| kept(n, GRID, NEIGHBOURS, county.now()));
    let link = linked(&county, LinkKind::Duplicate, &reports).await;

    let proposed = items(&county, Who::Analyst, "/v1/links").await;
    assert_eq!(proposed.len(), 1);
    assert_eq!(proposed[0]["reason_zh"], "同一网格，同日发生。");
    assert_eq!((&proposed[0]["earlier"]["id"], &proposed[0]["later"]["id"]), (&json!(id(1)), &json!(id(2))));

    let post = async |step: &str, body| {
        county.post(Who::Analyst, &format!("/v1/links/{link}/{step}"), body).await.status
    };
    assert_eq!(post("confirm", json!(null)).await, StatusCode::NO_CONTENT);
    assert_eq!(items(&county, Who::Analyst, "/v1/links").await, Vec::<Value>::new());
    assert_eq!(items(&county, Who::Analyst, "/v1/links?state=confirmed").await.len(), 1);
    assert_eq!(county.store.merged_reports(county.now()).await.unwrap().len(), 1);
    assert_eq!(post("reopen", json!(null)).await, StatusCode::NO_CONTENT);
    assert!(county.store.merged_reports(county.now()).await.unwrap().is_empty());
    assert_eq!(post("dismiss", json!({ "reason": " " })).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        post("dismiss", json!({ "reason": "两户不同，电话13812345678" })).await,
        StatusCode::NO_CONTENT
    );
    let journal = county.store.journal(link.parse().unwrap()).await.unwrap();
    let last = journal.last().unwrap();
    assert_eq!((last.by.as_str(), last.why.as_str()), ("Analyst", "两户不同，电话〔电话〕"));
}

#[tokio::test]
async fn the_links_of_a_report_stand_with_it() {
    let county = County::new().await;
    let reports = [1, 2, 3].map(|n| kept(n, GRID, NEIGHBOURS, county.now()));
    linked(&county, LinkKind::Recurrence, &reports).await;
    for (n, links) in [(1, 1), (2, 1), (3, 0)] {
        let path = format!("/v1/reports/{}/links", id(n));
        assert_eq!(items(&county, Who::Analyst, &path).await.len(), links);
    }
    assert_eq!(items(&county, Who::Analyst, "/v1/links").await, Vec::<Value>::new(), "of another kind");
    assert_eq!(items(&county, Who::Analyst, "/v1/links?kind=recurrence").await.len(), 1);
    let reply = county.get(Who::Analyst, "/v1/links?kind=cousin").await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn an_analyst_of_a_town_neither_sees_nor_decides_what_reaches_beyond_it() {
    let county = County::new().await;
    let reports = [kept(1, GRID, VIOLENCE, county.now()), kept(2, OTHER_GRID, VIOLENCE, county.now())];
    let link = linked(&county, LinkKind::Duplicate, &reports).await;
    assert_eq!(items(&county, Who::TownAnalyst, "/v1/links").await, Vec::<Value>::new());
    assert_eq!(items(&county, Who::Analyst, &format!("/v1/links?area={TOWN}")).await.len(), 1);
    let path = format!("/v1/links/{link}/confirm");
    assert_eq!(county.post(Who::TownAnalyst, &path, json!(null)).await.status, StatusCode::FORBIDDEN);
    assert_eq!(county.post(Who::Town, &path, json!(null)).await.status, StatusCode::FORBIDDEN);
    let unknown = format!("/v1/links/{}/confirm", id(9));
    assert_eq!(county.post(Who::Analyst, &unknown, json!(null)).await.status, StatusCode::NOT_FOUND);
}
