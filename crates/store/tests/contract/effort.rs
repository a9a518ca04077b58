//! Patrol effort as known at a moment.

use domain::Effort;

use crate::ground::Ground;
use crate::samples::{GRID, OTHER_GRID, day, minutes, morning};

fn visits(grid: &str, on: &str, visits: u32) -> Effort {
    Effort { grid: grid.into(), day: day(on), visits, zero_report: visits == 0 }
}

on_both! {
    a_correction_holds_from_its_receipt_on_and_the_past_keeps_the_first_count,
    a_repeat_adds_nothing_and_the_last_of_one_call_counts,
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
