//! Patrol effort as known at a moment.

use domain::{Effort, Report};
use store::LastContact;

use crate::ground::Ground;
use crate::samples::{GRID, OTHER_GRID, day, keep, minutes, morning, report};

fn visits(grid: &str, on: &str, visits: u32) -> Effort {
    Effort { grid: grid.into(), day: day(on), visits, zero_report: visits == 0 }
}

on_both! {
    a_correction_holds_from_its_receipt_on_and_the_past_keeps_the_first_count,
    a_repeat_adds_nothing_and_the_last_of_one_call_counts,
    a_grid_was_last_heard_of_by_its_newest_report_visit_or_zero_report,
}

async fn a_correction_holds_from_its_receipt_on_and_the_past_keeps_the_first_count(ground: &Ground) {
    ground.settle().await;
    let first =
        [visits(OTHER_GRID, "2026-11-20", 3), visits(GRID, "2026-11-20", 5), visits(GRID, "2026-11-19", 0)];
    ground.store.put_effort(&first, morning()).await.unwrap();
    ground.store.put_effort(&[visits(GRID, "2026-11-20", 8)], morning() + minutes(10)).await.unwrap();

    let since = day("2026-11-19");
    let known = ground.store.effort_known_at(morning() + minutes(9), since).await.unwrap();
    assert_eq!(
        known,
        [visits(GRID, "2026-11-19", 0), visits(GRID, "2026-11-20", 5), visits(OTHER_GRID, "2026-11-20", 3)]
    );
    let known = ground.store.effort_known_at(morning() + minutes(10), day("2026-11-20")).await.unwrap();
    assert_eq!(known, [visits(GRID, "2026-11-20", 8), visits(OTHER_GRID, "2026-11-20", 3)]);
    assert!(ground.store.effort_known_at(morning() - minutes(1), since).await.unwrap().is_empty());
}

async fn a_repeat_adds_nothing_and_the_last_of_one_call_counts(ground: &Ground) {
    ground.settle().await;
    let count = visits(GRID, "2026-11-20", 5);
    for n in 0..3 {
        ground.store.put_effort(std::slice::from_ref(&count), morning() + minutes(n)).await.unwrap();
    }
    let mut connection = ground.connection().await;
    let row = sqlx::query("SELECT count(*) AS n FROM effort").fetch_one(&mut connection).await.unwrap();
    assert_eq!(sqlx::Row::get::<i64, _>(&row, "n"), 1);
    let twice = [visits(GRID, "2026-11-20", 6), visits(GRID, "2026-11-20", 7)];
    ground.store.put_effort(&twice, morning() + minutes(5)).await.unwrap();
    let known = ground.store.effort_known_at(morning() + minutes(5), day("2026-11-20")).await.unwrap();
    assert_eq!(known, [visits(GRID, "2026-11-20", 7)]);
}

async fn a_grid_was_last_heard_of_by_its_newest_report_visit_or_zero_report(ground: &Ground) {
    ground.settle().await;
    let told = [
        visits(GRID, "2026-11-17", 4),
        visits(GRID, "2026-11-18", 0),
        visits(GRID, "2026-11-19", 9),
        visits(OTHER_GRID, "2026-08-01", 9),
    ];
    ground.store.put_effort(&told, morning()).await.unwrap();
    // Nobody was there on the 19th after all: the correction counts, not the first word.
    let corrected = Effort { zero_report: false, ..visits(GRID, "2026-11-19", 0) };
    ground.store.put_effort(&[corrected], morning() + minutes(1)).await.unwrap();
    let [earlier, newest] = [1, 2].map(|n| Report { area: OTHER_GRID.into(), ..report(n) });
    keep(&ground.store, &[newest.clone(), earlier]).await;

    let heard =
        ground.store.last_contacts(day("2026-09-01"), newest.reported_at - chrono::TimeDelta::days(60)).await;
    let mut heard = heard.unwrap();
    heard.sort_by(|a, b| a.grid.cmp(&b.grid));
    let mut expected = vec![
        LastContact {
            grid: GRID.into(),
            reported_at: None,
            visited_on: Some(day("2026-11-17")),
            zero_report_on: Some(day("2026-11-18")),
        },
        LastContact {
            grid: OTHER_GRID.into(),
            reported_at: Some(newest.reported_at),
            visited_on: None,
            zero_report_on: None,
        },
    ];
    expected.sort_by(|a, b| a.grid.cmp(&b.grid));
    assert_eq!(heard, expected);
}
