//! Retention: words go, counts stay, and nothing brings the words back.

use chrono::TimeDelta;
use domain::{Report, ReportPart, Submission};
use sqlx::{Executor, Row};
use store::{Blanked, Horizon, Intake, Outcome, QuarantineFilter, QuarantineState, UnsettledState};

use crate::ground::Ground;
use crate::samples::{GRID, TOWN, keep, morning, post, rejected, report, signal, submit, sweep};

on_both! {
    old_reports_lose_their_words_and_exact_place_and_keep_what_is_counted,
    a_file_that_is_imported_again_does_not_bring_the_words_back,
    every_other_place_that_holds_the_words_loses_them_too,
    old_rows_of_quarantine_lose_their_text_and_keep_their_codes,
    a_dry_run_says_what_would_go_and_changes_nothing,
}

/// Reports 1 to 9 are old, those from 10 on are not.
fn horizon() -> Horizon {
    Horizon { reports: Some(report(10).received_at), quarantine: None }
}

async fn old_reports_lose_their_words_and_exact_place_and_keep_what_is_counted(ground: &Ground) {
    ground.settle().await;
    let restricted = Report { category: "0103".into(), ..report(2) };
    let of_the_town = Report { area: TOWN.into(), ..report(3) };
    keep(&ground.store, &[report(1), restricted.clone(), of_the_town.clone(), report(10)]).await;
    let blanked = ground.store.retain(horizon(), "scheduler", morning()).await.unwrap();
    assert_eq!(blanked, Blanked { reports: 3, ..Blanked::default() });

    let village = &GRID[..12];
    for (sent, place) in [(report(1), village), (restricted, TOWN), (of_the_town, TOWN)] {
        let kept = ground.store.report(sent.id).await.unwrap().unwrap();
        assert_eq!(kept, Report { area: place.into(), summary: String::new(), ..sent });
    }
    assert_eq!(ground.store.report(report(10).id).await.unwrap(), Some(report(10)));
    assert_eq!(ground.store.count_reports().await.unwrap(), 4);

    let again = ground.store.retain(horizon(), "scheduler", morning()).await.unwrap();
    assert!(again.is_empty(), "{again:?}");
    let journal = ground.store.retention_journal().await.unwrap();
    assert_eq!(journal.len(), 1, "a night without anything old writes no line");
    assert!(journal[0].why.starts_with("3 reports"), "{journal:?}");
}

async fn a_file_that_is_imported_again_does_not_bring_the_words_back(ground: &Ground) {
    ground.settle().await;
    keep(&ground.store, &[report(1)]).await;
    ground.store.retain(horizon(), "scheduler", morning()).await.unwrap();
    let corrected = Submission { report: report(1), base: Some(1) };
    assert_eq!(submit(&ground.store, &[report(1).into(), corrected]).await, [Outcome::Repeated; 2]);
    assert_eq!(ground.store.report(report(1).id).await.unwrap().unwrap().summary, "");
}

async fn every_other_place_that_holds_the_words_loses_them_too(ground: &Ground) {
    ground.settle().await;
    let store = &ground.store;
    let corrected = Report { summary: "更正过的一稿。".to_owned(), ..report(1) };
    let conflicting = Report { summary: "冲突的一稿。".to_owned(), ..report(1) };
    let early = Report { summary: "早到的一稿。".to_owned(), ..report(5) };
    submit(store, &[report(1).into(), Submission { report: corrected, base: Some(1) }]).await;
    submit(store, &[conflicting.into(), Submission { report: early, base: Some(1) }]).await;
    sweep(store, morning(), &[signal(TOWN, morning())], &[]).await;

    let far = Horizon { reports: Some(morning() + TimeDelta::days(9)), quarantine: None };
    let blanked = store.retain(far, "scheduler", morning()).await.unwrap();
    assert_eq!(blanked, Blanked { reports: 1, other_texts: 3, signals: 1, quarantine: 0 });
    let revisions = store.revisions(report(1).id).await.unwrap();
    assert_eq!(revisions.len(), 2);
    assert!(revisions.iter().all(|revision| revision.report.summary.is_empty()));
    assert_eq!(ReportPart::differing(&revisions[0].report, &revisions[1].report), []);
    for state in [UnsettledState::Waiting, UnsettledState::Conflict] {
        assert!(store.unsettled(state, 9, None).await.unwrap().items.is_empty());
    }
    let told = store.signal(signal(TOWN, morning()).id).await.unwrap().unwrap();
    assert!(told.facts.sentences.is_empty());
    assert_eq!(told.facts.words, signal(TOWN, morning()).facts.words, "what was counted stays");

    // Not even in a table that nobody thought of.
    let mut connection = ground.connection().await;
    for table in ["report", "revision", "unsettled", "signal", "journal", "quarantine"] {
        let column = match table {
            "report" | "revision" => "summary",
            "unsettled" => "content",
            "signal" => "facts",
            "journal" => "why",
            _ => "raw",
        };
        let sql = format!(
            "SELECT count(*) AS n FROM {table} WHERE {column} LIKE '%一稿%' OR {column} LIKE '%拖欠%'"
        );
        let row = connection.fetch_one(sqlx::AssertSqlSafe(sql)).await.unwrap();
        assert_eq!(row.get::<i64, _>("n"), 0, "{table}");
    }
}

async fn old_rows_of_quarantine_lose_their_text_and_keep_their_codes(ground: &Ground) {
    ground.settle().await;
    let rows: Vec<_> = (1..=1100).map(|n| rejected(n, "张家巷")).collect();
    let intake = Intake { accepted: &[], rejected: &rows, station: &post(), by: "file", at: morning() };
    ground.store.keep(&intake).await.unwrap();
    let later = morning() + TimeDelta::days(1);
    let new = [rejected(5000, "李家巷")];
    ground.store.keep(&Intake { rejected: &new, at: later, ..intake }).await.unwrap();
    let horizon = Horizon { reports: None, quarantine: Some(later) };
    let blanked = ground.store.retain(horizon, "scheduler", later).await.unwrap();
    assert_eq!(blanked, Blanked { quarantine: 1100, ..Blanked::default() });

    let open = ground.store.quarantine(&QuarantineFilter::default()).await.unwrap().items;
    assert_eq!(open.iter().map(|row| row.rejected.clone()).collect::<Vec<_>>(), new);
    let closed = QuarantineFilter { state: QuarantineState::Discarded, ..QuarantineFilter::default() };
    let closed = ground.store.quarantine(&closed).await.unwrap().items;
    assert_eq!(closed.len(), 1100);
    assert!(closed.iter().all(|row| {
        let [reason] = &row.rejected.reasons[..] else { return false };
        row.rejected.raw.is_empty() && reason.message_zh.is_empty() && reason.code == rows[0].reasons[0].code
    }));
}

async fn a_dry_run_says_what_would_go_and_changes_nothing(ground: &Ground) {
    ground.settle().await;
    keep(&ground.store, &[report(1), report(10)]).await;
    let would = ground.store.count_old(horizon()).await.unwrap();
    assert_eq!(would, Blanked { reports: 1, ..Blanked::default() });
    assert_eq!(ground.store.report(report(1).id).await.unwrap(), Some(report(1)));
    let none = Horizon { reports: None, quarantine: None };
    assert!(ground.store.retain(none, "scheduler", morning()).await.unwrap().is_empty());
}
