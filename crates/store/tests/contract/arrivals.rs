//! What arrived between two moments.

use domain::{Effort, Report};
use store::Received;

use crate::ground::Ground;
use crate::samples::{GRID, day, keep, minutes, morning, report};

on_both! {
    reports_are_found_by_receipt_whenever_they_happened,
    a_correction_of_effort_is_a_row_of_its_own,
}

async fn reports_are_found_by_receipt_whenever_they_happened(ground: &Ground) {
    ground.settle().await;
    let at = |n: u32, minute| Report { received_at: morning() + minutes(minute), ..report(n) };
    // The last to arrive tells of the oldest day.
    keep(&ground.store, &[at(9, 1), at(8, 2), at(7, 2), at(0, 3)]).await;
    let between =
        ground.store.reports_received(morning() + minutes(1), morning() + minutes(2)).await.unwrap();
    assert_eq!(between, [at(7, 2), at(8, 2)], "the last moment belongs to the span, the first does not");
    let rest = ground.store.reports_received(morning() + minutes(2), morning() + minutes(9)).await.unwrap();
    assert_eq!(rest, [at(0, 3)]);
    let received = ground.store.received(morning() + minutes(2)).await.unwrap();
    let first = Some(morning() + minutes(1));
    assert_eq!(received, Received { reports: 3, revisions: 0, effort: 0, first });
}

async fn a_correction_of_effort_is_a_row_of_its_own(ground: &Ground) {
    ground.settle().await;
    let visits = |visits| Effort { grid: GRID.into(), day: day("2026-11-20"), visits, zero_report: false };
    ground.store.put_effort(&[visits(5)], morning()).await.unwrap();
    ground.store.put_effort(&[visits(8)], morning() + minutes(10)).await.unwrap();
    let mut all =
        ground.store.effort_received(morning() - minutes(1), morning() + minutes(10)).await.unwrap();
    all.sort_unstable_by_key(|(moment, _)| *moment);
    assert_eq!(all, [(morning(), visits(5)), (morning() + minutes(10), visits(8))]);
    let first = ground.store.effort_received(morning() - minutes(1), morning() + minutes(9)).await.unwrap();
    assert_eq!(first, [(morning(), visits(5))]);
    let received = ground.store.received(morning() + minutes(10)).await.unwrap();
    assert_eq!(received, Received { reports: 0, revisions: 0, effort: 2, first: Some(morning()) });
    let nothing = ground.store.received(morning() - minutes(1)).await.unwrap();
    assert_eq!(nothing, Received { reports: 0, revisions: 0, effort: 0, first: None });
}
