//! Revisions: nothing is written over, in whatever order texts arrive, and every text stands in its own time.

use chrono::TimeDelta;
use domain::{Report, ReportPart, Revision, Station, Submission};
use sqlx::Executor;
use store::{Intake, Outcome, Resolution, Store, StoreError, UnsettledState};

use crate::ground::Ground;
use crate::samples::{GRID, OTHER_GRID, OTHER_TOWN, day, keep, morning, post, report, submit};

on_both! {
    a_correction_with_its_base_becomes_the_next_revision_and_the_first_text_is_kept,
    each_text_stands_in_its_own_time_when_a_past_day_is_asked_for,
    every_order_of_arrival_of_a_chain_of_texts_ends_in_the_same_state,
    texts_of_one_report_that_arrive_at_once_by_several_instances_end_in_one_chain,
    a_correction_of_a_text_that_was_corrected_already_is_a_conflict,
    an_early_correction_from_another_town_does_not_come_into_force_by_itself,
    a_conflict_is_resolved_part_by_part_and_only_once,
    a_conflict_is_not_resolved_over_a_text_that_its_reader_has_not_seen,
    a_row_of_schema_2_is_the_first_revision_of_its_report,
}

/// The n-th text of the one report that these stories tell of: n = 1 is the first.
fn text(n: u32) -> Submission {
    let mut report = report(1);
    report.summary = format!("第{n}稿。");
    if n.is_multiple_of(3) {
        report.category = "02".into();
    }
    Submission { report, base: (n > 1).then(|| n - 1) }
}

/// What a report's history says, without the moments, which depend on when its texts arrived.
async fn history(store: &Store) -> Vec<(u32, String, Station)> {
    let revisions = store.revisions(report(1).id).await.unwrap();
    let told =
        |revision: &Revision| (revision.number, revision.report.summary.clone(), revision.station.clone());
    revisions.iter().map(told).collect()
}

async fn count(store: &Store, state: UnsettledState) -> usize {
    store.unsettled(state, 100, None).await.unwrap().items.len()
}

async fn a_correction_with_its_base_becomes_the_next_revision_and_the_first_text_is_kept(ground: &Ground) {
    ground.settle().await;
    let store = &ground.store;
    assert_eq!(submit(store, &[text(1)]).await, [Outcome::Accepted]);
    let mut second = text(2);
    second.report.people = None;
    second.report.amount_yuan = None;
    second.report.received_at += TimeDelta::hours(1);
    assert_eq!(submit(store, std::slice::from_ref(&second)).await, [Outcome::Revised]);
    assert_eq!(submit(store, &[text(3)]).await, [Outcome::Revised]);
    assert_eq!(
        submit(store, &[text(1), second.clone(), text(3)]).await,
        [Outcome::Repeated; 3],
        "each retry meets its own text"
    );

    let revisions = store.revisions(report(1).id).await.unwrap();
    let stood: Vec<_> = revisions.iter().map(|revision| (revision.kept_at, revision.superseded_at)).collect();
    let (first, later) = (report(1).received_at, second.report.received_at);
    assert_eq!(stood, [(first, Some(later)), (later, Some(later)), (later, None)]);
    assert!(revisions.iter().zip([text(1), second, text(3)]).all(|(kept, sent)| {
        kept.report.says_the_same(&sent.report) && kept.report.received_at == first && kept.station == post()
    }));
    assert_eq!(store.standing(report(1).id).await.unwrap().as_ref(), revisions.last());
    assert_eq!(store.count_reports().await.unwrap(), 1);
    assert_eq!(store.inspect().await.unwrap().faults, []);
}

async fn each_text_stands_in_its_own_time_when_a_past_day_is_asked_for(ground: &Ground) {
    ground.settle().await;
    let mut second = text(2);
    second.report.occurred_on = day("2026-01-01");
    second.report.received_at = report(1).received_at + TimeDelta::days(1);
    let mut third = text(3);
    third.report.received_at = report(1).received_at + TimeDelta::days(2);
    submit(&ground.store, &[text(1), second.clone(), third.clone(), report(2).into()]).await;

    let known = async |days: i64, since: &str| -> Vec<String> {
        let as_of = report(2).received_at + TimeDelta::days(days);
        let known = ground.store.reports_known_at(as_of, day(since)).await.unwrap();
        known.into_iter().map(|report| report.summary).collect()
    };
    let other = report(2).summary;
    assert_eq!(known(0, "2026-11-01").await, ["第1稿。".to_owned(), other.clone()]);
    assert_eq!(known(1, "2025-11-01").await, ["第2稿。".to_owned(), other.clone()]);
    assert_eq!(
        known(1, "2026-11-01").await,
        std::slice::from_ref(&other),
        "the day it was moved to lies before"
    );
    assert_eq!(known(2, "2026-11-01").await, ["第3稿。".to_owned(), other]);
    assert!(ground.store.reports_known_at(morning(), day("2020-01-01")).await.unwrap().is_empty());
}

/// Every order of `items`.
fn orders(items: &[u32]) -> Vec<Vec<u32>> {
    if items.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for (place, item) in items.iter().enumerate() {
        let mut rest = items.to_vec();
        rest.remove(place);
        all.extend(orders(&rest).into_iter().map(|order| [&[*item], order.as_slice()].concat()));
    }
    all
}

async fn every_order_of_arrival_of_a_chain_of_texts_ends_in_the_same_state(ground: &Ground) {
    ground.settle().await;
    const TEXTS: [u32; 4] = [1, 2, 3, 4];
    for (n, order) in (0u32..).zip(orders(&TEXTS)) {
        // Each order tells of a report of its own; by turns the texts arrive in one call or each in its own.
        let of_this_order = |text_number: &u32| {
            let mut text = text(*text_number);
            text.report.id = report(100 + n).id;
            text
        };
        let texts: Vec<Submission> = order.iter().map(of_this_order).collect();
        if n % 2 == 0 {
            submit(&ground.store, &texts).await;
        } else {
            for text in &texts {
                submit(&ground.store, std::slice::from_ref(text)).await;
                submit(&ground.store, std::slice::from_ref(text)).await;
            }
        }
        let revisions = ground.store.revisions(report(100 + n).id).await.unwrap();
        let told: Vec<_> =
            revisions.iter().map(|revision| (revision.number, revision.report.summary.clone())).collect();
        assert_eq!(told, TEXTS.map(|n| (n, format!("第{n}稿。"))), "{order:?}");
        assert!(submit(&ground.store, &texts).await.iter().all(|outcome| *outcome == Outcome::Repeated));
    }
    assert_eq!(count(&ground.store, UnsettledState::Waiting).await, 0);
    assert_eq!(count(&ground.store, UnsettledState::Conflict).await, 0);
    assert_eq!(ground.store.inspect().await.unwrap().faults, []);
}

async fn texts_of_one_report_that_arrive_at_once_by_several_instances_end_in_one_chain(ground: &Ground) {
    ground.settle().await;
    let mut calls = Vec::new();
    for n in (1..=8).rev() {
        let store = ground.another().await;
        calls.push(tokio::spawn(async move {
            let outcomes = submit(&store, &[text(n)]).await;
            store.close().await;
            outcomes
        }));
    }
    for call in calls {
        assert_ne!(call.await.unwrap(), [Outcome::Conflict]);
    }
    let expected: Vec<_> = (1..=8).map(|n| (n, format!("第{n}稿。"), post())).collect();
    assert_eq!(history(&ground.store).await, expected);
    assert_eq!(count(&ground.store, UnsettledState::Waiting).await, 0);
}

async fn a_correction_of_a_text_that_was_corrected_already_is_a_conflict(ground: &Ground) {
    ground.settle().await;
    let mut rival = text(2);
    rival.report.summary = "另一部手机的第2稿。".to_owned();
    let mut too_early = rival.clone();
    too_early.report.summary = "先到的第2稿。".to_owned();
    assert_eq!(submit(&ground.store, &[too_early.clone()]).await, [Outcome::Waiting]);
    assert_eq!(
        submit(&ground.store, &[too_early]).await,
        [Outcome::Waiting],
        "a retry waits in the same place"
    );
    assert_eq!(submit(&ground.store, &[rival.clone()]).await, [Outcome::Waiting]);
    let waiting = ground.store.unsettled(UnsettledState::Waiting, 100, None).await.unwrap().items;
    assert_eq!((waiting.len(), waiting[0].standing.as_ref()), (2, None));

    assert_eq!(submit(&ground.store, &[text(1)]).await, [Outcome::Accepted]);
    assert_eq!(count(&ground.store, UnsettledState::Waiting).await, 0);
    assert_eq!(count(&ground.store, UnsettledState::Conflict).await, 1, "one of the two came first");
    assert_eq!(history(&ground.store).await.len(), 2);
}

async fn an_early_correction_from_another_town_does_not_come_into_force_by_itself(ground: &Ground) {
    ground.settle().await;
    let neighbours = Station::Token { role: domain::Role::Town, area: OTHER_TOWN.into() };
    let mut drawn = text(2);
    drawn.report.area = OTHER_GRID.into();
    let intake =
        Intake { accepted: &[drawn], rejected: &[], station: &neighbours, by: "town", at: morning() };
    assert_eq!(ground.store.keep(&intake).await.unwrap(), [Outcome::Waiting]);
    assert_eq!(submit(&ground.store, &[text(1)]).await, [Outcome::Accepted]);
    assert_eq!(history(&ground.store).await, [(1, "第1稿。".to_owned(), post())]);
    assert_eq!(count(&ground.store, UnsettledState::Waiting).await, 0);
    assert_eq!(count(&ground.store, UnsettledState::Conflict).await, 1, "the county's desk decides");
}

/// The resolution of an analyst who saw revision `onto`.
fn resolution<'a>(onto: u32, take: &'a [ReportPart], station: &'a Station) -> Resolution<'a> {
    Resolution {
        onto, take, station, why: "与填报人核实", by: "analyst", at: morning() + TimeDelta::days(1)
    }
}

async fn a_conflict_is_resolved_part_by_part_and_only_once(ground: &Ground) {
    ground.settle().await;
    let mut other: Report = text(1).report;
    other.summary = "另一件事。".to_owned();
    other.people = Some(40);
    other.area = OTHER_GRID.into();
    submit(&ground.store, &[text(1)]).await;
    assert_eq!(keep(&ground.store, &[other]).await, [Outcome::Conflict]);
    let id = ground.store.unsettled(UnsettledState::Conflict, 1, None).await.unwrap().items[0].id;

    let desk = Station::Token { role: domain::Role::Analyst, area: "620982".into() };
    let take = [ReportPart::Summary, ReportPart::People];
    let done = ground.store.resolve_conflict(id, &resolution(1, &take, &desk)).await.unwrap();
    assert_eq!(done, Some(2));
    let last = ground.store.standing(report(1).id).await.unwrap().unwrap();
    assert_eq!((last.report.summary.as_str(), last.report.people), ("另一件事。", Some(40)));
    assert_eq!((last.report.area.as_str(), last.station), (GRID, desk.clone()), "what was not taken stands");
    assert_eq!(ground.store.journal(id).await.unwrap()[0].step, "resolved");
    let again = ground.store.resolve_conflict(id, &resolution(2, &take, &desk)).await;
    assert!(matches!(again, Err(StoreError::Closed)), "{again:?}");
    assert_eq!(ground.store.resolve_conflict(report(9).id, &resolution(1, &[], &desk)).await.unwrap(), None);
}

async fn a_conflict_is_not_resolved_over_a_text_that_its_reader_has_not_seen(ground: &Ground) {
    ground.settle().await;
    let mut other: Report = text(1).report;
    other.summary = "另一件事。".to_owned();
    submit(&ground.store, &[text(1)]).await;
    keep(&ground.store, &[other]).await;
    submit(&ground.store, &[text(2)]).await;
    let id = ground.store.unsettled(UnsettledState::Conflict, 1, None).await.unwrap().items[0].id;
    let desk = post();
    let refused = ground.store.resolve_conflict(id, &resolution(1, &[], &desk)).await;
    assert!(matches!(refused, Err(StoreError::Moved { found: 2 })), "{refused:?}");
    assert_eq!(count(&ground.store, UnsettledState::Conflict).await, 1, "it is still to be resolved");
    let kept = ground.store.resolve_conflict(id, &resolution(2, &[], &desk)).await.unwrap();
    assert_eq!((kept, history(&ground.store).await.len()), (Some(2), 2), "the text that stood stands");
}

async fn a_row_of_schema_2_is_the_first_revision_of_its_report(ground: &Ground) {
    ground.settle().await;
    let mut connection = ground.connection().await;
    connection
        .execute(sqlx::AssertSqlSafe(format!(
            "INSERT INTO report (id, area, category, occurred_on, reported_at, received_at, channel, scale, people,
                 amount_yuan, summary, tags)
             VALUES ('{}', '{GRID}', '02', '2026-11-20', 0, 7, 'patrol', '01', NULL, NULL, '一稿', '[]')",
            report(1).id
        )))
        .await
        .unwrap();
    let [only] = &ground.store.revisions(report(1).id).await.unwrap()[..] else { panic!("one revision") };
    assert_eq!(
        (only.number, &only.station, only.kept_at),
        (1, &Station::Unrecorded, only.report.received_at)
    );
    assert_eq!(submit(&ground.store, &[text(2)]).await, [Outcome::Revised]);
    assert_eq!(history(&ground.store).await[0], (1, "一稿".to_owned(), Station::Unrecorded));
}
