//! Areas are split and moved, and what was filed before is still counted.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::{
    county::{County, GRID, NEIGHBOURS, NEXT_GRID, OTHER_TOWN, TOWN, VILLAGE, Who},
    samples::{id, kept, report},
};

const TODAY: &str = "2026-11-24";
const NEW: [&str; 2] = ["620982106201801", "620982106201802"];

fn split() -> Value {
    json!({ "on": TODAY, "why": "敦政发〔2026〕8号", "changes": [{ "kind": "split", "area": GRID, "into": [
        { "id": NEW[0], "name": "第一网格甲", "households": 30 },
        { "id": NEW[1], "name": "第一网格乙", "households": 10 },
    ]}]})
}

fn reparent() -> Value {
    json!({ "on": TODAY, "changes": [{ "kind": "reparent", "area": VILLAGE, "parent": OTHER_TOWN }] })
}

/// A county with 40 reports of yesterday in one grid and one in the next.
async fn with_reports() -> County {
    let county = County::new().await;
    let yesterday = county.now() - chrono::TimeDelta::days(1);
    let mut reports: Vec<_> = (1..=40).map(|number| kept(number, GRID, NEIGHBOURS, yesterday)).collect();
    reports.push(kept(41, NEXT_GRID, NEIGHBOURS, yesterday));
    county.keep(reports).await;
    county
}

/// Reports of four weeks by area, where there are any.
async fn counted(county: &County, who: Who, query: &str) -> Vec<(String, u64)> {
    let reply = county.get(who, &format!("/v1/risk?{query}")).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let map = reply.json();
    let count =
        |item: &Value| (item["area"].as_str().unwrap().to_owned(), item["reports_4w"].as_u64().unwrap());
    map["items"].as_array().unwrap().iter().map(count).filter(|(_, reports)| *reports > 0).collect()
}

async fn ids(county: &County, path: &str) -> Vec<String> {
    let reply = county.get(Who::Admin, path).await.json();
    reply.as_array().unwrap().iter().map(|area| area["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_split_is_recorded_once_and_the_old_drawing_can_still_be_asked_for() {
    let county = County::new().await;
    let before = ids(&county, "/v1/areas").await;
    let noted = county.now();
    county.wait(chrono::TimeDelta::minutes(1));
    let reply = county.post(Who::Admin, "/v1/areas/changes", split()).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    assert_eq!(reply.json()[0]["shares"][0], json!({ "from": GRID, "to": NEW[0], "weight": 0.75 }));
    assert_eq!(county.post(Who::Admin, "/v1/areas/changes", split()).await.json(), json!([]));
    let listed = county.get(Who::Analyst, "/v1/areas/changes").await.json();
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["kind"]), (1, &json!("split")));

    let now = ids(&county, "/v1/areas").await;
    assert!(!now.contains(&GRID.to_owned()) && now.contains(&NEW[1].to_owned()));
    assert_eq!(ids(&county, "/v1/areas?on=2026-11-23").await, before);
    let known_at = noted.format("%Y-%m-%dT%H:%M:%SZ");
    assert_eq!(ids(&county, &format!("/v1/areas?known_at={known_at}")).await, before);
}

#[tokio::test]
async fn a_change_that_does_not_fit_is_a_problem_that_says_what_to_do() {
    let county = County::new().await;
    county.post(Who::Admin, "/v1/areas/changes", split()).await;
    let again =
        json!({ "on": TODAY, "changes": [{ "kind": "reparent", "area": GRID, "parent": OTHER_TOWN }] });
    let reply = county.post(Who::Admin, "/v1/areas/changes", again).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem = reply.json();
    let said = problem["errors"][0]["message_zh"].as_str().unwrap();
    assert!(said.contains("已于 2026-11-24 拆分为") && said.contains(NEW[0]), "{problem}");
}

#[tokio::test]
async fn filing_under_an_ended_code_is_refused_with_its_successors_in_both_doors() {
    let county = County::new().await;
    county.post(Who::Admin, "/v1/areas/changes", split()).await;
    county.wait(chrono::TimeDelta::days(1));
    let mut row = report(1, GRID, NEIGHBOURS);
    row["reported_at"] = json!("2026-11-24T01:00:00Z");
    let refused = county.post(Who::Town, "/v1/reports", row.clone()).await.text();
    assert!(refused.contains(NEW[0]) && refused.contains("拆分"), "{refused}");
    row["reported_at"] = json!("2026-11-23T01:00:00Z");
    row["occurred_on"] = json!("2026-11-22");
    let queued = county.post(Who::Town, "/v1/reports", row).await;
    assert_eq!(queued.status, StatusCode::CREATED, "{}", queued.text());

    let effort = |day: &str| json!([{ "grid": GRID, "day": day, "visits": 3 }]);
    let reply = county.post(Who::Town, "/v1/effort", effort("2026-11-24")).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.text().contains(NEW[1]), "{}", reply.text());
    assert_eq!(county.post(Who::Town, "/v1/effort", effort("2026-11-23")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn counts_as_drawn_then_and_as_drawn_today_add_up_to_the_same() {
    let county = with_reports().await;
    let before = counted(&county, Who::Admin, "level=grid").await;
    assert_eq!(before, [(GRID.to_owned(), 40), (NEXT_GRID.to_owned(), 1)]);
    county.post(Who::Admin, "/v1/areas/changes", split()).await;
    let today = counted(&county, Who::Admin, "level=grid").await;
    let of = |area: &str| today.iter().find(|(id, _)| id == area).map_or(0, |(_, reports)| *reports);
    assert_eq!(of(GRID), 0);
    assert_eq!(of(NEW[0]) + of(NEW[1]), 40, "{today:?}");
    assert!(of(NEW[0]) > of(NEW[1]), "three quarters of the households live there: {today:?}");
    assert_eq!(counted(&county, Who::Admin, "level=grid&drawn=then").await, before);
    assert_eq!(county.get(Who::Admin, &format!("/v1/reports/{}", id(1))).await.json()["area"], GRID);
}

#[tokio::test]
async fn a_village_that_moves_takes_its_reports_and_its_rights_to_the_new_town() {
    let county = with_reports().await;
    let reply = county.post(Who::Admin, "/v1/areas/changes", reparent()).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    assert_eq!(counted(&county, Who::Admin, "").await, [(OTHER_TOWN.to_owned(), 41)]);
    assert_eq!(counted(&county, Who::Admin, "drawn=then").await, [(TOWN.to_owned(), 41)]);
    assert_eq!(county.get(Who::OtherTown, &format!("/v1/reports/{}", id(1))).await.status, StatusCode::OK);
    let no_more = county.get(Who::Town, &format!("/v1/reports/{}", id(1))).await;
    assert_eq!(no_more.status, StatusCode::FORBIDDEN);
}
