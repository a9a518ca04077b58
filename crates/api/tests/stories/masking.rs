//! A restricted matter (family violence) on every path: the desk sees it whole, a town sees that it exists.

use serde_json::{Value, json};

use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};

use crate::{
    county::{County, GRID, TOWN, VILLAGE, VIOLENCE, Who, request},
    samples::{id, kept, signal},
};

async fn county_with_a_restricted_matter() -> County {
    let county = County::new().await;
    let report = kept(1, GRID, VIOLENCE, county.now());
    county.keep([report]).await;
    county
}

async fn items(county: &County, who: Who, path: &str) -> Vec<Value> {
    let reply = county.get(who, path).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text());
    reply.json()["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_report_loses_place_and_text_outside_the_desk_in_list_and_single() {
    let county = county_with_a_restricted_matter().await;
    let single = format!("/v1/reports/{}", id(1));
    for who in [Who::Town, Who::GridWorker] {
        let list = items(&county, who, "/v1/reports").await.remove(0);
        let alone = county.get(who, &single).await.json();
        for report in [list, alone] {
            assert_eq!(report["area"], TOWN, "{who:?}");
            assert_eq!(report["area_name"], "月牙泉镇");
            assert_eq!(report["summary"], "");
            assert_eq!(report["tags"], json!([]));
        }
    }
    for who in [Who::Analyst, Who::Admin] {
        let report = county.get(who, &single).await.json();
        assert_eq!(report["area"], GRID);
        assert_eq!(report["summary"], "内情不外传");
    }
}

#[tokio::test]
async fn a_table_is_masked_like_a_list() {
    let county = county_with_a_restricted_matter().await;
    let table = async |who| {
        let request = request(Method::GET, who, "/v1/reports").header(header::ACCEPT, "text/csv");
        let reply = county.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8");
        reply.text()
    };
    let town = table(Who::Town).await;
    assert!(town.contains(&id(1)) && town.contains(TOWN), "{town}");
    assert!(!town.contains(GRID) && !town.contains("内情"), "{town}");
    let desk = table(Who::Analyst).await;
    assert!(desk.contains(GRID) && desk.contains("内情"), "{desk}");
}

#[tokio::test]
async fn a_filter_does_not_tell_in_which_village_it_lies() {
    let county = county_with_a_restricted_matter().await;
    for area in [GRID, VILLAGE] {
        let path = format!("/v1/reports?area={area}");
        assert_eq!(items(&county, Who::Town, &path).await, Vec::<Value>::new(), "{area}");
        assert_eq!(items(&county, Who::Analyst, &path).await.len(), 1, "{area}");
    }
    assert_eq!(items(&county, Who::Town, &format!("/v1/reports?area={TOWN}")).await.len(), 1);
}

#[tokio::test]
async fn a_pattern_loses_its_place_its_cluster_and_its_reports() {
    let county = county_with_a_restricted_matter().await;
    let pattern = signal(GRID, VIOLENCE, county.now());
    county.sweep(std::slice::from_ref(&pattern)).await;
    let single = format!("/v1/signals/{}", pattern.id);

    let town = county.get(Who::Town, &single).await.json();
    assert_eq!(town["area"], TOWN);
    for field in ["cluster", "reports", "series"] {
        assert_eq!(town[field], json!([]), "{field}");
    }
    assert_eq!(town["advisory"], Value::Null);
    assert_eq!((&town["facts"]["people"], &town["facts"]["since"]), (&Value::Null, &Value::Null));
    assert_eq!(items(&county, Who::Town, "/v1/signals").await[0]["area"], TOWN);
    assert!(items(&county, Who::Town, &format!("/v1/signals?area={VILLAGE}")).await.is_empty());

    let desk = county.get(Who::Analyst, &single).await.json();
    assert_eq!(desk["area"], GRID);
    assert_eq!(desk["cluster"], json!([{ "id": GRID, "name": "月牙泉镇月牙泉村第一网格" }]));
    assert_eq!(desk["series"][0]["observed"], 9.0);
}

#[tokio::test]
async fn a_fact_sheet_gives_a_committee_no_text_no_grid_and_no_small_cell() {
    let county = County::new().await;
    let mut pattern = signal(TOWN, crate::county::NEIGHBOURS, county.now());
    pattern.cluster.clear();
    county.sweep(std::slice::from_ref(&pattern)).await;
    let sheet = async |who, id: uuid::Uuid| {
        let reply = county.get(who, &format!("/v1/signals/{id}/factsheet")).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        reply.text()
    };
    let (desk, town) = (sheet(Who::Analyst, pattern.id).await, sheet(Who::Town, pattern.id).await);
    for told in ["内情", "第一网格", "群体性事件2件"] {
        assert!(desk.contains(told) && !town.contains(told), "{told}: {desk} {town}");
    }
    assert!(town.contains("12345热线"), "{town}");

    let facts = county.get(Who::Town, &format!("/v1/signals/{}", pattern.id)).await.json()["facts"].clone();
    for hidden in ["group_matters", "busiest_grid", "copied"] {
        assert_eq!(facts[hidden], Value::Null, "{hidden}");
    }
    assert_eq!((&facts["people"], &facts["sentences"]), (&json!(31), &json!([])));
    assert_eq!(facts["loudest_channel"], json!({ "channel": "hotline", "reports": 6 }));

    let restricted = signal(GRID, VIOLENCE, county.now());
    county.wait(chrono::TimeDelta::days(1));
    county.sweep(std::slice::from_ref(&restricted)).await;
    let town = sheet(Who::Town, restricted.id).await;
    for told in ["月牙泉村", "第一网格", "31人", "内情", "12345"] {
        assert!(!town.contains(told), "{told} is told in {town}");
    }
}

#[tokio::test]
async fn no_map_shows_it_below_the_town_to_anybody() {
    let county = county_with_a_restricted_matter().await;
    county.sweep(&[signal(GRID, VIOLENCE, county.now())]).await;
    for who in [Who::Town, Who::Analyst] {
        for level in ["village", "grid"] {
            let map = items(&county, who, &format!("/v1/risk?level={level}")).await;
            assert!(!map.is_empty());
            for area in map {
                assert_eq!(json!([area["level"], area["signals"], area["reports_4w"]]), json!([null, 0, 0]));
            }
        }
        let towns = items(&county, who, "/v1/risk?level=town").await;
        let town = towns.iter().find(|area| area["area"] == TOWN).unwrap();
        assert_eq!(json!([town["level"], town["signals"], town["reports_4w"]]), json!(["yellow", 1, 1]));
    }
}

#[tokio::test]
async fn no_document_about_it_leaves_the_desk() {
    let county = county_with_a_restricted_matter().await;
    let draft = county.sweep(&[signal(GRID, VIOLENCE, county.now())]).await.remove(0);
    county.issue(&draft).await;
    assert!(items(&county, Who::Town, "/v1/advisories").await.is_empty());
    for path in ["", "/letter"] {
        let address = format!("/v1/advisories/{}{path}", draft.id);
        assert_eq!(county.get(Who::Town, &address).await.status, StatusCode::NOT_FOUND);
        assert_eq!(county.get(Who::Analyst, &address).await.status, StatusCode::OK);
    }
}
