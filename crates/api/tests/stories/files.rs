//! Reports as files, and workbooks to fill in.

use std::io::Cursor;

use axum::http::StatusCode;
use calamine::{Reader as _, Xlsx};
use chrono::TimeDelta;
use domain::{CountyTime, Report};
use ingestion::{Format, Headings, Layout, Mapping, Receipt, Reference, TableFile};
use serde_json::Value;

use crate::{
    county::{County, GRID, NEIGHBOURS, OTHER_GRID, TOWN, VILLAGE, VIOLENCE, Who},
    samples::{id, kept},
};

/// Two neighbours' quarrels in two towns and a restricted matter in the first.
async fn county() -> County {
    let county = County::new().await;
    let at = county.now();
    let rows = [(1, GRID, NEIGHBOURS), (2, OTHER_GRID, NEIGHBOURS), (3, GRID, VIOLENCE)];
    county
        .keep(rows.map(|(n, area, category)| kept(n, area, category, at - TimeDelta::minutes(n.into()))))
        .await;
    county
}

async fn text(county: &County, who: Who, query: &str) -> String {
    let reply = county.get(who, &format!("/v1/reports/export?{query}")).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.text()
}

#[tokio::test]
async fn an_export_holds_what_the_list_holds_scoped_filtered_and_masked() {
    let county = county().await;
    for who in [Who::Town, Who::OtherTown, Who::Analyst] {
        for query in ["", "category=02", "to=2020-01-01", &format!("ids={}", id(1))] {
            let list = county.get(who, &format!("/v1/reports?{query}")).await.json()["items"].clone();
            let lines = text(&county, who, &format!("format=ndjson&{query}")).await;
            let exported: Vec<Value> =
                lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            assert_eq!(Value::from(exported), list, "{who:?} {query}");
        }
    }
    let town = text(&county, Who::Town, "").await;
    assert!(town.starts_with('\u{feff}') && town.lines().count() == 3, "{town}");
    let restricted = town.lines().find(|line| line.contains(&id(3))).unwrap();
    assert!(restricted.contains(TOWN) && !restricted.contains(GRID) && !restricted.contains("内情"));
    assert_eq!(
        text(&county, Who::Town, &format!("area={VILLAGE}")).await.lines().count(),
        2,
        "it is not in the village"
    );
}

#[tokio::test]
async fn a_workbook_and_parquet_hold_the_same_rows() {
    let county = county().await;
    let reply = county.get(Who::Analyst, "/v1/reports/export?format=xlsx").await;
    assert_eq!(reply.header("content-disposition"), "attachment; filename=\"reports.xlsx\"");
    let mut book = Xlsx::new(Cursor::new(reply.bytes)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let ids: Vec<String> = range.rows().skip(1).map(|row| row[0].to_string()).collect();
    assert_eq!(ids, [1, 2, 3].map(id));
    assert_eq!(range.get_value((1, 11)).and_then(calamine::DataType::get_float), Some(3.0));

    let seen = text(&county, Who::Town, "format=parquet").await;
    assert!(seen.contains(&id(3)) && !seen.contains(&id(2)), "the rows that the town may see: {seen}");
    assert_eq!(seen.matches("内情").count(), 1, "masked before it is written");
    let reply = county.get(Who::Town, "/v1/reports/export?format=doc").await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_was_exported_goes_in_again_as_it_was() {
    let county = county().await;
    let exported = text(&county, Who::Analyst, "format=csv").await;
    let (areas, taxonomy) = (county.store.areas().await.unwrap(), county.store.taxonomy().await.unwrap());
    let reference = Reference { areas: &areas, taxonomy: &taxonomy, time: CountyTime::SHANGHAI };
    let receipt = Receipt::AsRecorded { fallback: county.now() };
    let checked =
        ingestion::check(exported.as_bytes(), &Format::Csv(&Mapping::default()), &reference, receipt);
    assert_eq!(checked.rejected, []);
    let again: Vec<Report> = checked.accepted.into_iter().map(|row| row.report).collect();
    let kept = county.store.reports(&store::ReportFilter::default()).await.unwrap().items;
    assert_eq!(again, kept);
}

#[tokio::test]
async fn a_template_is_a_workbook_that_is_known_when_it_comes_back() {
    let county = county().await;
    let headings: Headings = toml::from_str(include_str!("../../../../config/headings.toml")).unwrap();
    let (areas, taxonomy) = (county.store.areas().await.unwrap(), county.store.taxonomy().await.unwrap());
    let reference = Reference { areas: &areas, taxonomy: &taxonomy, time: CountyTime::SHANGHAI };
    for kind in ["mediation", "zongzhi", "gb31000"] {
        let reply = county.get(Who::GridWorker, &format!("/v1/templates/{kind}.xlsx")).await;
        assert_eq!(reply.status, StatusCode::OK);
        let open = || Ok(Box::new(Cursor::new(reply.bytes.clone())) as Box<dyn ingestion::Archive>);
        let mut rows = 0;
        let layout = Layout::Recognised(&headings);
        let receipt = Receipt::At(county.now());
        ingestion::check_file(TableFile::Workbook(&open), &layout, &reference, receipt, |batch| {
            rows += batch.checked.rows();
        })
        .unwrap();
        assert_eq!(rows, 0, "{kind}");
    }
    for unknown in ["other.xlsx", "mediation", "mediation.csv"] {
        let reply = county.get(Who::Analyst, &format!("/v1/templates/{unknown}")).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{unknown}");
    }
}
