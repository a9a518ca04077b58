//! Who may do what, and where: every operation of the document, asked for by every kind of caller.

use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use chrono::TimeDelta;
use domain::{CommitteeId, LinkKind, Message, Month, Week};
use serde_json::json;
use store::{Reached, UnsettledState};

use crate::{
    county::{COUNTY, County, GRID, NEIGHBOURS, OTHER_GRID, OTHER_TOWN, TOWN, Who, request},
    document::operations,
    links::link,
    samples::{id, kept, rejected, signal},
};

/// The roles that an operation lets in. A new operation has no line here until somebody has thought about it.
fn admitted(method: &Method, path: &str) -> &'static [Who] {
    const ALL: &[Who] = &[Who::GridWorker, Who::Town, Who::Analyst, Who::Admin];
    const READERS: &[Who] = &[Who::Town, Who::Analyst, Who::Admin];
    const DESK: &[Who] = &[Who::Analyst, Who::Admin];
    const ADDRESSEES: &[Who] = &[Who::Town, Who::Admin];
    match (method.as_str(), path) {
        ("GET", "/v1/me" | "/v1/areas" | "/v1/areas.geojson" | "/v1/categories") => ALL,
        ("GET" | "POST", "/v1/reports")
        | ("GET", "/v1/reports/{id}" | "/v1/reports/export" | "/v1/templates/{file}")
        | ("POST", "/v1/effort") => ALL,
        ("GET", "/v1/effort" | "/v1/contacts") => READERS,
        ("GET", "/v1/areas/changes") => DESK,
        ("POST", "/v1/areas/changes") => &[Who::Admin],
        ("GET", "/v1/quarantine" | "/v1/ranking" | "/v1/messages" | "/v1/endpoints") => DESK,
        ("GET", "/v1/messages/reconciliation") => DESK,
        ("POST", "/v1/endpoints/{id}/resume" | "/v1/messages/replay") => DESK,
        ("GET", "/v1/inbox") | ("POST", "/v1/inbox/{id}/receipt") => ADDRESSEES,
        ("GET", "/v1/reports/{id}/revisions" | "/v1/waiting" | "/v1/conflicts") => DESK,
        (
            "POST",
            "/v1/conflicts/{id}/resolve" | "/v1/quarantine/{id}/resubmit" | "/v1/quarantine/{id}/discard",
        ) => DESK,
        ("GET", "/v1/links" | "/v1/reports/{id}/links") => DESK,
        ("POST", "/v1/links/{id}/confirm" | "/v1/links/{id}/dismiss" | "/v1/links/{id}/reopen") => DESK,
        (
            "GET",
            "/v1/signals" | "/v1/signals/{id}" | "/v1/signals/{id}/factsheet" | "/v1/episodes" | "/v1/risk",
        ) => READERS,
        ("POST", "/v1/signals/{id}/dismiss" | "/v1/signals/{id}/hold" | "/v1/holds/{id}/lift") => DESK,
        ("GET", "/v1/holds") => DESK,
        (
            "GET",
            "/v1/advisories" | "/v1/advisories/print" | "/v1/advisories/{id}" | "/v1/advisories/{id}/letter",
        ) => READERS,
        (
            "POST",
            "/v1/advisories/{id}/confirm" | "/v1/advisories/{id}/issue" | "/v1/advisories/{id}/dismiss",
        ) => DESK,
        (
            "POST",
            "/v1/advisories/{id}/withdraw" | "/v1/advisories/{id}/close" | "/v1/advisories/{id}/revise",
        ) => DESK,
        ("GET", "/v1/committees") => DESK,
        ("POST", "/v1/advisories/{id}/acknowledge" | "/v1/advisories/{id}/answer") => ADDRESSEES,
        ("GET", "/v1/bulletins" | "/v1/bulletins/print" | "/v1/bulletins/{id}") => READERS,
        ("GET", "/v1/monthly") => READERS,
        // The report of a county is for who answers for all of it.
        ("GET", "/v1/monthly/{id}") => DESK,
        ("GET", "/v1/scorecard" | "/v1/advisories/{id}/seals" | "/v1/bulletins/{id}/seals") => READERS,
        _ => panic!("say who may {method} {path}"),
    }
}

/// A county with one thing of each kind in `area`, and the id of each.
async fn furnished(area: &str, town: &str) -> (County, impl Fn(&str) -> String) {
    let county = County::new().await;
    let report = kept(1, area, NEIGHBOURS, county.now());
    let other = domain::Report { summary: "另一件事。".to_owned(), ..report.clone() };
    county.keep([report.clone(), other]).await;
    let conflict =
        county.store.unsettled(UnsettledState::Conflict, 1, None).await.unwrap().items.remove(0).id;
    let quarantined = county.reject(&rejected()).await;
    let second = kept(2, area, NEIGHBOURS, county.now());
    county.keep([second.clone()]).await;
    let link = link(LinkKind::Duplicate, &report, &second);
    county.store.record_links(&[], std::slice::from_ref(&link), "matching").await.unwrap();
    let signal = signal(area, NEIGHBOURS, county.now());
    let draft = county.sweep(std::slice::from_ref(&signal)).await.remove(0);
    county.issue(&draft).await;
    let until = "2026-12-24".parse().unwrap();
    let hold = county
        .store
        .put_on_hold(signal.id, until, "已在处理", "analyst", county.now())
        .await
        .unwrap()
        .unwrap();
    let week = Week::parse("2026-W47").unwrap();
    let bulletin = county
        .store
        .keep_bulletin(&town.into(), week, county.now(), county.now(), |_, _| {
            ("<p>一页</p>".to_owned().into(), vec![])
        })
        .await
        .unwrap()
        .unwrap();
    let month = Month::parse("2026-11").unwrap();
    let monthly = county
        .store
        .keep_bulletin(&COUNTY.into(), month, county.now(), county.now(), |_, _| {
            ("<p>一月</p>".to_owned().into(), vec![])
        })
        .await
        .unwrap()
        .unwrap();
    // An advisory of the other town is led by this town's committee in the fixture; its copy is not.
    let committee: CommitteeId = if town == TOWN { "town-106" } else { "county" }.into();
    let reached = Reached {
        committee: committee.clone(),
        channel: "webhook".to_owned(),
        destination: "https://receiver.example".to_owned(),
        gap: TimeDelta::zero(),
    };
    county.store.put_endpoints(&[reached]).await.unwrap();
    let address = move |path: &str| {
        let id = match path.split('/').nth(2) {
            Some("reports") => id(1),
            Some("conflicts") => conflict.to_string(),
            Some("quarantine") => quarantined.to_string(),
            Some("links") => link.id.to_string(),
            Some("signals") => signal.id.to_string(),
            Some("holds") => hold.id.to_string(),
            Some("advisories") => draft.id.to_string(),
            Some("bulletins") => bulletin.id.to_string(),
            Some("monthly") => monthly.id.to_string(),
            Some("endpoints") => committee.to_string(),
            Some("inbox") => Message::derive_id(draft.id, &committee).to_string(),
            _ => String::new(),
        };
        path.replace("{id}", &id).replace("{file}", "mediation.xlsx")
    };
    (county, address)
}

async fn ask(county: &County, method: &Method, who: Who, address: &str, body: &'static str) -> StatusCode {
    let request = request(method.clone(), who, address).header(header::CONTENT_TYPE, "application/json");
    let body = if *method == Method::GET { Body::empty() } else { Body::from(body) };
    county.send(request.body(body).unwrap()).await.status
}

#[tokio::test]
async fn each_operation_admits_exactly_the_roles_of_the_table() {
    let (county, address) = furnished(GRID, TOWN).await;
    let mut table = String::new();
    for (method, path) in operations().into_iter().filter(|(_, path)| path.starts_with("/v1")) {
        table += &format!("{method} {path}:");
        for who in [Who::GridWorker, Who::Town, Who::Analyst, Who::Admin] {
            let status = ask(&county, &method, who, &address(&path), "[]").await;
            table += &format!(" {who:?} {}", status.as_u16());
            if admitted(&method, &path).contains(&who) {
                // 400 and 409: let in, and then told that the body or the step makes no sense.
                assert!(
                    status.is_success() || [400, 409].contains(&status.as_u16()),
                    "{method} {path} by {who:?}: {status}"
                );
            } else {
                assert_eq!(status, StatusCode::FORBIDDEN, "{method} {path} by {who:?}");
            }
        }
        table += "\n";
    }
    insta::assert_snapshot!(table);
}

#[tokio::test]
async fn what_lies_in_another_town_is_refused_on_every_path() {
    let (county, address) = furnished(OTHER_GRID, OTHER_TOWN).await;
    for (method, path) in operations() {
        // An advisory of the other town is led by this town's committee in the fixture; it has a test of its own.
        if !path.contains("{id}") || path.starts_with("/v1/advisories") {
            continue;
        }
        for who in [Who::GridWorker, Who::Town, Who::TownAnalyst] {
            let reason = r#"{"reason": "系重复上报"}"#;
            let status = ask(&county, &method, who, &address(&path), reason).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{method} {path} by {who:?}");
        }
    }
    for path in ["/v1/reports?area=", "/v1/reports/export?area=", "/v1/signals?area=", "/v1/bulletins?town="]
    {
        let reply = county.get(Who::Town, &format!("{path}{OTHER_TOWN}")).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(reply.json()["type"], "urn:fengsui:problem:territory");
    }
    for path in [
        "/v1/quarantine",
        "/v1/messages",
        "/v1/messages/reconciliation",
        "/v1/endpoints",
        "/v1/waiting",
        "/v1/conflicts",
    ] {
        let reply = county.get(Who::TownAnalyst, path).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{path} cannot be told by place");
    }
}

#[tokio::test]
async fn lists_hold_only_what_lies_in_the_callers_area() {
    let (county, _) = furnished(OTHER_GRID, OTHER_TOWN).await;
    for path in ["/v1/reports", "/v1/signals", "/v1/bulletins"] {
        let rows = async |who| county.get(who, path).await.json()["items"].as_array().unwrap().len();
        let all = rows(Who::Analyst).await;
        assert!(all > 0, "{path}");
        assert_eq!(rows(Who::OtherTown).await, all, "{path}");
        assert_eq!(rows(Who::Town).await, 0, "{path}");
    }
    let areas = county.get(Who::Town, "/v1/areas").await.json();
    assert_eq!(areas.as_array().unwrap().len(), 4, "{areas}");
    let outlines = county.get(Who::GridWorker, "/v1/areas.geojson?level=grid").await;
    assert_eq!(outlines.header("content-type"), "application/geo+json");
    let outlines = outlines.json();
    assert_eq!(outlines["features"].as_array().unwrap().len(), 1);
    assert_eq!(outlines["features"][0]["properties"]["id"], GRID);
    let ring = outlines["features"][0]["geometry"]["coordinates"][0][0].clone();
    assert_eq!(ring[0], ring[4], "a ring of GeoJSON is closed");
}

#[tokio::test]
async fn an_advisory_is_signed_by_the_town_that_must_act_and_by_no_other() {
    let (county, address) = furnished(OTHER_GRID, OTHER_TOWN).await;
    let step = address("/v1/advisories/{id}/acknowledge");
    // It is about the other town, which therefore reads it, but this town's committee leads.
    let read = county.get(Who::OtherTown, &address("/v1/advisories/{id}")).await;
    assert_eq!(read.status, StatusCode::OK);
    let signed = county.post(Who::OtherTown, &step, json!(null)).await;
    assert_eq!(signed.status, StatusCode::FORBIDDEN);
    let signed = county.post(Who::Town, &step, json!(null)).await;
    assert_eq!(signed.status, StatusCode::OK, "{}", signed.text());
}

#[tokio::test]
async fn a_token_that_is_not_known_opens_nothing() {
    let county = County::new().await;
    for value in ["Bearer nonsense", "Bearer ", "Basic dG9rZW4=", "token of Admin"] {
        let request = request(Method::GET, Who::Nobody, "/v1/me").header(header::AUTHORIZATION, value);
        let reply = county.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{value}");
        assert_eq!(reply.header("www-authenticate"), "Bearer");
    }
}
