//! Reading reports: pages, filters, and what was known at a moment.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::Report;
use store::{QuarantineFilter, ReportFilter, Store, StoreError};

use crate::ground::Ground;
use crate::samples::{
    GRID, OTHER_GRID, OTHER_TOWN, TOWN, day, keep, minutes, morning, post, rejected, report,
};

/// Which of the sample reports a filter finds, by their count, in the order of the page.
async fn found(store: &Store, filter: ReportFilter) -> Vec<u32> {
    let page = store.reports(&filter).await.unwrap();
    let all: Vec<Report> = (0..1000).map(report).collect();
    page.items.iter().map(|item| all.iter().position(|one| one.id == item.id).unwrap() as u32).collect()
}

on_both! {
    pages_show_every_report_once_while_others_arrive,
    newest_received_comes_first,
    a_mark_that_was_not_given_out_is_refused,
    a_filter_by_area_or_category_finds_what_lies_below,
    a_filter_by_days_includes_both_ends,
    given_ids_are_found_and_other_filters_still_hold,
    what_was_known_at_a_moment_does_not_change_when_more_arrives,
    quarantine_is_paged_like_reports,
}

async fn pages_show_every_report_once_while_others_arrive(ground: &Ground) {
    ground.settle().await;
    // Groups of five share a moment of receipt, so that pages end inside a group.
    let sent: Vec<Report> =
        (0..53).map(|n| Report { received_at: morning() + minutes(i64::from(n / 5)), ..report(n) }).collect();
    keep(&ground.store, &sent).await;
    let mut seen = Vec::new();
    let mut filter = ReportFilter { limit: 7, ..ReportFilter::default() };
    loop {
        let page = ground.store.reports(&filter).await.unwrap();
        assert!(page.items.len() <= 7);
        seen.extend(page.items.iter().map(|report| report.id));
        keep(&ground.store, &[report(500 + seen.len() as u32)]).await;
        filter.after = page.next;
        if filter.after.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 53);
    assert_eq!(seen.iter().collect::<BTreeSet<_>>(), sent.iter().map(|report| &report.id).collect());
}

async fn newest_received_comes_first(ground: &Ground) {
    ground.settle().await;
    keep(&ground.store, &[report(2), report(0), report(1)]).await;
    assert_eq!(found(&ground.store, ReportFilter::default()).await, [2, 1, 0]);
}

async fn a_mark_that_was_not_given_out_is_refused(ground: &Ground) {
    let after = Some("page 2".to_owned());
    let error = ground.store.reports(&ReportFilter { after, ..ReportFilter::default() }).await.unwrap_err();
    assert!(matches!(error, StoreError::Mark(_)), "{error:?}");
    let filter = QuarantineFilter { after: Some("7".to_owned()), ..QuarantineFilter::default() };
    assert!(matches!(ground.store.quarantine(&filter).await, Err(StoreError::Mark(_))));
}

async fn a_filter_by_area_or_category_finds_what_lies_below(ground: &Ground) {
    ground.settle().await;
    let elsewhere = Report { area: OTHER_GRID.into(), category: "02".into(), ..report(1) };
    let town_wide = Report { area: TOWN.into(), category: "10".into(), ..report(2) };
    keep(&ground.store, &[report(0), elsewhere, town_wide]).await;
    let within = |id: &str| ReportFilter { within: Some(id.into()), ..ReportFilter::default() };
    assert_eq!(found(&ground.store, within("620982")).await, [2, 1, 0]);
    assert_eq!(found(&ground.store, within(TOWN)).await, [2, 0]);
    assert_eq!(found(&ground.store, within(OTHER_TOWN)).await, [1]);
    assert_eq!(found(&ground.store, within(GRID)).await, [0]);
    assert!(found(&ground.store, within("nowhere")).await.is_empty());
    let of = |code: &str| ReportFilter { category: Some(code.into()), ..ReportFilter::default() };
    assert_eq!(found(&ground.store, of("10")).await, [2, 0]);
    assert_eq!(found(&ground.store, of("1001")).await, [0]);
}

async fn a_filter_by_days_includes_both_ends(ground: &Ground) {
    ground.settle().await;
    let sent: Vec<Report> = (0..5).map(|n| report(n * 24)).collect();
    keep(&ground.store, &sent).await;
    let filter = ReportFilter {
        from: Some(day("2026-11-21")),
        to: Some(day("2026-11-23")),
        ..ReportFilter::default()
    };
    assert_eq!(found(&ground.store, filter).await, [72, 48, 24]);
}

async fn given_ids_are_found_and_other_filters_still_hold(ground: &Ground) {
    ground.settle().await;
    let elsewhere = Report { area: OTHER_GRID.into(), ..report(3) };
    keep(&ground.store, &[report(0), report(1), report(2), elsewhere]).await;
    let ids = Some(vec![report(3).id, report(0).id, report(2).id, report(77).id]);
    let filter = ReportFilter { ids: ids.clone(), ..ReportFilter::default() };
    assert_eq!(found(&ground.store, filter).await, [3, 2, 0]);
    let filter = ReportFilter { ids, within: Some(TOWN.into()), limit: 1, ..ReportFilter::default() };
    let first = ground.store.reports(&filter).await.unwrap();
    assert_eq!(found(&ground.store, filter.clone()).await, [2]);
    assert_eq!(found(&ground.store, ReportFilter { after: first.next, ..filter }).await, [0]);
    let none = ReportFilter { ids: Some(Vec::new()), ..ReportFilter::default() };
    assert!(found(&ground.store, none).await.is_empty());
}

async fn what_was_known_at_a_moment_does_not_change_when_more_arrives(ground: &Ground) {
    ground.settle().await;
    let noon = morning() + TimeDelta::hours(4);
    let before: Vec<Report> = [2, 0, 1].map(report).to_vec();
    keep(&ground.store, &before).await;
    let known = ground.store.reports_known_at(noon, day("2026-11-01")).await.unwrap();
    assert_eq!(known, [0, 1, 2].map(report), "ordered by day and id");
    let late = Report { received_at: noon + TimeDelta::microseconds(1), ..report(9) };
    keep(&ground.store, &[late]).await;
    assert_eq!(ground.store.reports_known_at(noon, day("2026-11-01")).await.unwrap(), known);
    assert_eq!(ground.store.reports_known_at(noon + minutes(1), day("2026-11-01")).await.unwrap().len(), 4);
    assert!(ground.store.reports_known_at(noon, day("2026-11-21")).await.unwrap().is_empty());
}

async fn quarantine_is_paged_like_reports(ground: &Ground) {
    ground.settle().await;
    let rows: Vec<_> = (1..=11).map(|row| rejected(row, "x")).collect();
    let intake =
        store::Intake { accepted: &[], rejected: &rows, station: &post(), by: "file", at: morning() };
    ground.store.keep(&intake).await.unwrap();
    let mut seen = BTreeSet::new();
    let mut after = None;
    loop {
        let page = ground
            .store
            .quarantine(&QuarantineFilter { limit: 4, after, ..QuarantineFilter::default() })
            .await
            .unwrap();
        for row in page.items {
            assert!(seen.insert(row.rejected.row), "row {} twice", row.rejected.row);
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 11);
}
