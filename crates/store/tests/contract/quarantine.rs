//! Quarantine: found by what is wrong, put right once, and kept as it came.

use domain::{Reason, ReasonCode, Rejected, Submission};
use store::{Intake, Outcome, QuarantineFilter, QuarantineState, StoreError};

use crate::ground::Ground;
use crate::samples::{GRID, TOWN, minutes, morning, post, rejected, report, submit};

on_both! {
    rows_are_found_by_code_area_source_and_reason_and_never_by_what_they_say,
    a_corrected_row_closes_the_quarantined_one_in_the_same_transaction,
    a_corrected_row_that_cannot_be_kept_leaves_the_quarantined_one_open,
    two_people_who_put_the_same_row_right_at_once_make_one_report,
}

async fn reject(ground: &Ground, rows: &[Rejected], by: &str) {
    let intake = Intake { accepted: &[], rejected: rows, station: &post(), by, at: morning() };
    ground.store.keep(&intake).await.unwrap();
}

async fn found(ground: &Ground, filter: QuarantineFilter) -> Vec<u64> {
    let rows = ground.store.quarantine(&filter).await.unwrap().items;
    let mut numbers: Vec<u64> = rows.iter().map(|row| row.rejected.row).collect();
    numbers.sort_unstable();
    numbers
}

async fn rows_are_found_by_code_area_source_and_reason_and_never_by_what_they_say(ground: &Ground) {
    ground.settle().await;
    let other = Rejected {
        reasons: vec![Reason {
            field: "summary".to_owned(),
            code: ReasonCode::Missing,
            message_zh: "缺少 100% 的简述".to_owned(),
            message_en: "the summary is missing".to_owned(),
        }],
        ..rejected(2, &format!("{GRID},张某某"))
    };
    reject(ground, &[rejected(1, "第一网格"), other], "import ledger_1.csv").await;
    reject(ground, &[rejected(3, "第二网格")], "月牙泉镇综治中心").await;

    const NONE: [u64; 0] = [];
    let all = QuarantineFilter::default;
    assert_eq!(found(ground, all()).await, [1, 2, 3]);
    assert_eq!(found(ground, QuarantineFilter { code: Some(ReasonCode::Missing), ..all() }).await, [2]);
    assert_eq!(found(ground, QuarantineFilter { code: Some(ReasonCode::Unknown), ..all() }).await, [1, 3]);
    assert_eq!(found(ground, QuarantineFilter { area: Some(TOWN.into()), ..all() }).await, [2]);
    let from = |source: &str| QuarantineFilter { source: Some(source.to_owned()), ..all() };
    assert_eq!(found(ground, from("ledger_1")).await, [1, 2]);
    assert_eq!(found(ground, from("ledger__")).await, NONE, "a sign is only itself");
    let reason = |reason: &str| QuarantineFilter { reason: Some(reason.to_owned()), ..all() };
    assert_eq!(found(ground, reason("100%")).await, [2]);
    assert_eq!(found(ground, reason("no such grid")).await, [1, 3]);
    assert_eq!(found(ground, reason("张某某")).await, NONE, "nobody is searched for by name");
    let since = |since| QuarantineFilter { since: Some(since), ..all() };
    assert_eq!(found(ground, since(morning())).await, [1, 2, 3]);
    assert_eq!(found(ground, since(morning() + minutes(1))).await, NONE);
}

async fn a_corrected_row_closes_the_quarantined_one_in_the_same_transaction(ground: &Ground) {
    ground.settle().await;
    reject(ground, &[rejected(1, "第一网格"), rejected(2, "合计")], "ledger").await;
    let rows = ground.store.quarantine(&QuarantineFilter::default()).await.unwrap().items;
    let id_of = |number| rows.iter().find(|row| row.rejected.row == number).unwrap().id;
    let (store, corrected) = (&ground.store, Submission::from(report(1)));
    // A correction of the corrected row is there already: it comes into force with it.
    let mut next = report(1);
    next.summary = "更正。".to_owned();
    submit(store, &[Submission { report: next.clone(), base: Some(1) }]).await;

    let done = store.resubmit(id_of(1), &corrected, &post(), "analyst", morning()).await.unwrap();
    assert_eq!(done, Some(Outcome::Accepted));
    assert_eq!(store.report(report(1).id).await.unwrap().unwrap().summary, next.summary);
    let closed = store.quarantined(id_of(1)).await.unwrap().unwrap();
    assert_eq!((closed.state, closed.became), (QuarantineState::Resubmitted, Some(report(1).id)));
    assert_eq!(closed.rejected, rejected(1, "第一网格"), "the row stays as it came");
    let again = store.resubmit(id_of(1), &corrected, &post(), "analyst", morning()).await;
    assert!(matches!(again, Err(StoreError::Closed)), "{again:?}");

    assert_eq!(store.discard(id_of(2), "表尾合计行", "analyst", morning()).await.unwrap(), Some(()));
    let again = store.discard(id_of(2), "表尾合计行", "analyst", morning()).await;
    assert!(matches!(again, Err(StoreError::Closed)), "{again:?}");
    assert_eq!(store.journal(id_of(2)).await.unwrap()[0].why, "表尾合计行");
    assert_eq!(store.count_quarantine().await.unwrap(), 0);
    assert_eq!(store.discard(report(9).id, "无", "analyst", morning()).await.unwrap(), None);
    reject(ground, &[rejected(2, "合计")], "ledger").await;
    assert_eq!(
        store.count_quarantine().await.unwrap(),
        0,
        "a file that is imported again opens nothing anew"
    );
}

async fn a_corrected_row_that_cannot_be_kept_leaves_the_quarantined_one_open(ground: &Ground) {
    ground.settle().await;
    reject(ground, &[rejected(1, "第一网格")], "ledger").await;
    let id = ground.store.quarantine(&QuarantineFilter::default()).await.unwrap().items[0].id;
    let mut nowhere = Submission::from(report(1));
    nowhere.report.area = "620982999".into();
    ground.store.resubmit(id, &nowhere, &post(), "analyst", morning()).await.unwrap_err();
    assert_eq!(ground.store.count_quarantine().await.unwrap(), 1);
    assert_eq!(ground.store.journal(id).await.unwrap(), []);
}

async fn two_people_who_put_the_same_row_right_at_once_make_one_report(ground: &Ground) {
    ground.settle().await;
    reject(ground, &[rejected(1, "第一网格")], "ledger").await;
    let id = ground.store.quarantine(&QuarantineFilter::default()).await.unwrap().items[0].id;
    let mut desks = Vec::new();
    for n in 1..=4 {
        let store = ground.another().await;
        desks.push(tokio::spawn(async move {
            let done = store.resubmit(id, &report(n).into(), &post(), "analyst", morning()).await;
            store.close().await;
            done
        }));
    }
    let mut taken = 0;
    for desk in desks {
        match desk.await.unwrap() {
            Ok(outcome) => {
                assert_eq!(outcome, Some(Outcome::Accepted));
                taken += 1;
            }
            Err(error) => assert!(matches!(error, StoreError::Closed), "{error:?}"),
        }
    }
    assert_eq!((taken, ground.store.count_reports().await.unwrap()), (1, 1));
}
