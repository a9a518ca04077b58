//! What a caller reads: who it is, the lists, and their pages.

use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use chrono::TimeDelta;
use domain::{CategoryCode, Detector, SignalKind};
use serde_json::json;

use crate::{
    county::{County, GRID, NEIGHBOURS, NEXT_GRID, TOWN, Who, request},
    samples::{id, kept, report, signal},
};

#[tokio::test]
async fn a_caller_learns_its_role_its_area_and_the_day() {
    let county = County::new().await;
    let me = county.get(Who::GridWorker, "/v1/me").await.json();
    assert_eq!(
        me,
        json!({
            "name": "GridWorker",
            "role": "grid_worker",
            "area": { "id": GRID, "name": "第一网格", "level": "grid" },
            "today": "2026-11-24",
            "as_of": null,
        })
    );
    county.sweep(&[]).await;
    let me = county.get(Who::GridWorker, "/v1/me").await.json();
    assert_eq!(me["as_of"], "2026-11-24T02:00:00Z");
}

#[tokio::test]
async fn pages_of_reports_join_without_gap_or_repeat_newest_first() {
    let county = County::new().await;
    for n in 1..=5 {
        county.post(Who::Town, "/v1/reports", report(n, GRID, NEIGHBOURS)).await;
        county.wait(TimeDelta::minutes(1));
    }
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = county.get(Who::Town, &format!("/v1/reports?limit=2{after}")).await.json();
        seen.extend(
            page["items"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()),
        );
        match page["next"].as_str() {
            Some(mark) => after = format!("&after={mark}"),
            None => break,
        }
    }
    assert_eq!(seen, [5, 4, 3, 2, 1].map(id));
}

#[tokio::test]
async fn a_map_counts_each_area_once_and_takes_the_gravest_level() {
    let county = County::new().await;
    let reports: Vec<_> = (1..=3).map(|n| kept(n, GRID, NEIGHBOURS, county.now())).collect();
    county.keep(reports).await;
    let mut cluster = signal(TOWN, NEIGHBOURS, county.now());
    cluster.cluster = vec![GRID.into(), NEXT_GRID.into()];
    let mut red = signal(GRID, "03", county.now());
    red.level = domain::RiskLevel::Red;
    county.sweep(&[cluster, red]).await;

    let grids = county.get(Who::Town, "/v1/risk?level=grid").await.json();
    assert_eq!(
        grids["items"],
        json!([
            { "area": GRID, "level": "red", "signals": 2, "reports_4w": 3 },
            { "area": NEXT_GRID, "level": "yellow", "signals": 1, "reports_4w": 0 },
        ])
    );
    let towns = county.get(Who::Town, "/v1/risk").await.json();
    assert_eq!(towns["items"], json!([{ "area": TOWN, "level": "red", "signals": 2, "reports_4w": 3 }]));
    assert_eq!(county.get(Who::Town, "/v1/risk?level=county").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn patterns_are_listed_with_names_and_a_category_says_whether_it_is_restricted() {
    let county = County::new().await;
    county.sweep(&[signal(GRID, NEIGHBOURS, county.now())]).await;
    let list = county.get(Who::Analyst, "/v1/signals?kind=emerging&sweep=latest").await.json();
    assert_eq!(list["as_of"], "2026-11-24T02:00:00Z");
    assert_eq!(list["items"][0]["area_name"], "月牙泉镇月牙泉村第一网格");
    assert_eq!(list["items"][0]["category_name_en"], "neighbours");
    assert_eq!(county.get(Who::Analyst, "/v1/signals?kind=trending").await.json()["items"], json!([]));

    let mut dated = signal(NEXT_GRID, NEIGHBOURS, county.now());
    dated.event = Some("spring_irrigation".to_owned());
    county.wait(TimeDelta::days(1));
    dated.as_of = county.now();
    county.sweep(&[dated]).await;
    let list = county.get(Who::Analyst, "/v1/signals").await.json();
    assert!(!list["items"][0]["event_name_zh"].as_str().unwrap().is_empty(), "{list}");

    let categories = county.get(Who::GridWorker, "/v1/categories").await.json();
    let restricted: Vec<_> =
        categories.as_array().unwrap().iter().filter(|row| row["restricted"] == true).collect();
    assert!(restricted.iter().any(|row| row["code"] == crate::county::VIOLENCE), "{categories}");
    assert!(!restricted.iter().any(|row| row["code"] == NEIGHBOURS));
}

#[tokio::test]
async fn a_fact_sheet_is_read_in_the_language_of_the_reader_in_the_order_of_its_topics() {
    let county = County::new().await;
    let pattern = signal(TOWN, NEIGHBOURS, county.now());
    county.sweep(std::slice::from_ref(&pattern)).await;
    let path = format!("/v1/signals/{}/factsheet", pattern.id);
    let sheet = county.get(Who::Analyst, &path).await.json();
    assert_eq!(sheet["language"], "zh");
    let first = &sheet["lines"][0];
    assert_eq!((&first["topic"], &first["heading"]), (&json!("place"), &json!("在哪里")));
    let count = sheet["lines"].as_array().unwrap().iter().find(|line| line["topic"] == "count").unwrap();
    assert!(count["text"].as_str().unwrap().contains("共上报9件"), "{count}");

    let english = request(Method::GET, Who::Analyst, &path).header(header::ACCEPT_LANGUAGE, "en");
    let sheet = county.send(english.body(Body::empty()).unwrap()).await.json();
    assert_eq!((&sheet["language"], &sheet["lines"][0]["heading"]), (&json!("en"), &json!("Where")));
    let unknown = county.get(Who::Analyst, &format!("/v1/signals/{}/factsheet", id(9))).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_silence_is_listed_by_name_and_weight_and_colours_no_map() {
    let county = County::new().await;
    let mut silent = signal(TOWN, NEIGHBOURS, county.now());
    silent.kind = SignalKind::Silent;
    silent.detector = Detector::Silence;
    silent.category = CategoryCode::every();
    county.sweep(&[silent]).await;
    let list = county.get(Who::Town, "/v1/signals?kind=silent").await.json();
    let row = &list["items"][0];
    assert_eq!((&row["category"], &row["category_name_zh"]), (&json!("*"), &json!("各类矛盾纠纷")));
    assert_eq!((&row["weight"], &row["detector"]), (&json!(6.0), &json!("silence")));
    let towns = county.get(Who::Town, "/v1/risk").await.json();
    assert_eq!(towns["items"][0]["level"], json!(null));
}

#[tokio::test]
async fn the_desk_reads_by_what_the_list_is_ordered_and_a_town_does_not() {
    let county = County::new().await;
    let before = county.get(Who::Analyst, "/v1/ranking").await.json();
    assert_eq!(
        (&before["learned"], &before["weights"]),
        (&json!(false), &json!([])),
        "before the first sweep"
    );

    county.sweep(&[signal(TOWN, NEIGHBOURS, county.now())]).await;
    let order = county.get(Who::Analyst, "/v1/ranking").await.json();
    assert_eq!(
        (&order["learned"], &order["verdicts"], &order["auc_learned"]),
        (&json!(true), &json!(120), &json!(0.81))
    );
    let names: Vec<&str> =
        order["weights"].as_array().unwrap().iter().map(|weight| weight["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["late_share", "rarity"], "the strongest first, and none that does nothing");
    assert_eq!(order["weights"][0]["odds_ratio"].as_f64().unwrap(), (-1.0_f64).exp());
    assert_eq!(county.get(Who::Town, "/v1/ranking").await.status, StatusCode::FORBIDDEN);
}
