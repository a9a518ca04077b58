//! Keeping reports: once, whole, and with nothing lost.

use chrono::TimeDelta;
use domain::{Report, Submission};
use store::{Intake, Outcome, QuarantineFilter, UnsettledState};

use crate::ground::Ground;
use crate::samples::{keep, morning, post, rejected, report};

on_both! {
    many_phones_that_reconnect_at_once_are_each_told_what_became_of_their_own,
    a_call_that_fails_takes_no_other_call_down_with_it,
    a_phone_that_hangs_up_takes_no_other_call_down_with_it,
    a_report_is_accepted_once_and_its_retries_are_repeats,
    a_client_that_sends_nanoseconds_repeats_itself_and_does_not_conflict,
    another_text_under_a_known_id_conflicts_and_is_listed_once,
    rows_of_one_call_that_share_an_id_are_judged_in_their_order,
    rejected_rows_are_kept_with_their_reasons_and_a_retry_adds_none,
    absent_and_present_values_may_follow_each_other_in_any_order,
    a_long_call_comes_back_complete_and_a_mixed_repeat_adds_only_what_is_new,
    a_call_that_fails_keeps_nothing_of_it,
    the_same_batch_sent_by_many_at_once_is_accepted_once,
}

async fn a_report_is_accepted_once_and_its_retries_are_repeats(ground: &Ground) {
    ground.settle().await;
    assert_eq!(keep(&ground.store, &[report(1)]).await, [Outcome::Accepted]);
    let mut retry = report(1);
    retry.received_at += TimeDelta::hours(3);
    assert_eq!(keep(&ground.store, &[retry]).await, [Outcome::Repeated]);
    assert_eq!(ground.store.report(report(1).id).await.unwrap(), Some(report(1)), "the first receipt stands");
    assert_eq!(ground.store.count_reports().await.unwrap(), 1);
    assert_eq!(ground.store.count_quarantine().await.unwrap(), 0);
}

async fn a_client_that_sends_nanoseconds_repeats_itself_and_does_not_conflict(ground: &Ground) {
    ground.settle().await;
    let mut precise = report(1);
    precise.reported_at += TimeDelta::nanoseconds(123_456_789);
    assert_eq!(keep(&ground.store, std::slice::from_ref(&precise)).await, [Outcome::Accepted]);
    assert_eq!(keep(&ground.store, &[precise]).await, [Outcome::Repeated]);
}

async fn another_text_under_a_known_id_conflicts_and_is_listed_once(ground: &Ground) {
    ground.settle().await;
    keep(&ground.store, &[report(1)]).await;
    let mut other = report(1);
    other.summary = "另一件事".to_owned();
    let outcomes = keep(&ground.store, &[report(2), other.clone()]).await;
    assert_eq!(outcomes, [Outcome::Accepted, Outcome::Conflict]);
    assert_eq!(
        keep(&ground.store, &[report(2), other.clone()]).await,
        [Outcome::Repeated, Outcome::Conflict]
    );

    assert_eq!(ground.store.report(report(1).id).await.unwrap(), Some(report(1)), "the first text stands");
    let page = ground.store.unsettled(UnsettledState::Conflict, 10, None).await.unwrap();
    let [row] = page.items.as_slice() else { panic!("one row: {page:?}") };
    assert_eq!(row.submission, Submission::from(other), "nothing of it is lost");
    assert_eq!(row.standing.as_ref().unwrap().report, report(1));
    assert_eq!((&row.station, row.received_at), (&post(), morning()));
}

async fn rows_of_one_call_that_share_an_id_are_judged_in_their_order(ground: &Ground) {
    ground.settle().await;
    let mut other = report(1);
    other.people = None;
    let outcomes = keep(&ground.store, &[report(1), report(1), other]).await;
    assert_eq!(outcomes, [Outcome::Accepted, Outcome::Repeated, Outcome::Conflict]);
    assert_eq!(ground.store.report(report(1).id).await.unwrap(), Some(report(1)));
}

async fn rejected_rows_are_kept_with_their_reasons_and_a_retry_adds_none(ground: &Ground) {
    ground.settle().await;
    let rows = [rejected(3, "\u{fffd},张家巷"), rejected(4, "\u{fffd},张家巷")];
    let accepted = [Submission::from(report(1))];
    let intake =
        Intake { accepted: &accepted, rejected: &rows, station: &post(), by: "phone", at: morning() };
    assert_eq!(ground.store.keep(&intake).await.unwrap(), [Outcome::Accepted]);
    let retry = Intake { at: morning() + TimeDelta::days(1), ..intake };
    assert_eq!(ground.store.keep(&retry).await.unwrap(), [Outcome::Repeated]);

    let mut kept = ground.store.quarantine(&QuarantineFilter::default()).await.unwrap().items;
    kept.sort_by_key(|row| row.rejected.row);
    assert_eq!(kept.iter().map(|row| row.rejected.clone()).collect::<Vec<_>>(), rows);
    assert!(kept.iter().all(|row| row.by == "phone" && row.received_at == morning()));
}

async fn absent_and_present_values_may_follow_each_other_in_any_order(ground: &Ground) {
    ground.settle().await;
    let bare = |n| Report { amount_yuan: None, people: None, tags: Vec::new(), ..report(n) };
    let calls =
        [vec![bare(1)], vec![report(2)], vec![bare(3), report(4)], vec![report(5), bare(6)], vec![bare(7)]];
    for call in &calls {
        assert!(keep(&ground.store, call).await.iter().all(|outcome| *outcome == Outcome::Accepted));
    }
    for sent in calls.concat() {
        assert_eq!(ground.store.report(sent.id).await.unwrap(), Some(sent));
    }
}

async fn a_long_call_comes_back_complete_and_a_mixed_repeat_adds_only_what_is_new(ground: &Ground) {
    ground.settle().await;
    let sent: Vec<Report> = (0..700).map(report).collect();
    let outcomes = keep(&ground.store, &sent).await;
    assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Accepted));
    let mut known =
        ground.store.reports_known_at(morning() + TimeDelta::days(99), morning().date_naive()).await.unwrap();
    known.sort_by_key(|report| report.id);
    assert_eq!(known, sent);

    let again: Vec<Report> = (300..1000).rev().map(report).collect();
    let outcomes = keep(&ground.store, &again).await;
    let accepted = outcomes.iter().filter(|outcome| **outcome == Outcome::Accepted).count();
    assert_eq!((accepted, ground.store.count_reports().await.unwrap()), (300, 1000));
    assert!(outcomes[..300].iter().all(|outcome| *outcome == Outcome::Accepted), "the new ones came first");
}

async fn a_call_that_fails_keeps_nothing_of_it(ground: &Ground) {
    ground.settle().await;
    let nowhere = Report { area: "620982999".into(), ..report(2) };
    let (accepted, rejected) = ([report(1), nowhere].map(Submission::from), [rejected(3, "x")]);
    let intake =
        Intake { accepted: &accepted, rejected: &rejected, station: &post(), by: "file", at: morning() };
    ground.store.keep(&intake).await.unwrap_err();
    assert_eq!(ground.store.count_reports().await.unwrap(), 0);
    assert_eq!(ground.store.count_quarantine().await.unwrap(), 0);
}

async fn the_same_batch_sent_by_many_at_once_is_accepted_once(ground: &Ground) {
    ground.settle().await;
    let mut phones = Vec::new();
    for phone in 0..8 {
        let store = ground.another().await;
        let mut batch: Vec<Report> = (0..40).map(report).collect();
        if phone % 2 == 1 {
            batch.reverse();
        }
        phones.push(tokio::spawn(async move {
            let outcomes = keep(&store, &batch).await;
            store.close().await;
            outcomes
        }));
    }
    let mut accepted = 0;
    for phone in phones {
        let outcomes = phone.await.unwrap();
        assert!(!outcomes.contains(&Outcome::Conflict));
        accepted += outcomes.iter().filter(|outcome| **outcome == Outcome::Accepted).count();
    }
    assert_eq!((accepted, ground.store.count_reports().await.unwrap()), (40, 40));
}

async fn many_phones_that_reconnect_at_once_are_each_told_what_became_of_their_own(ground: &Ground) {
    ground.settle().await;
    let mut phones = Vec::new();
    for n in 0..200 {
        let store = ground.store.clone();
        phones.push(tokio::spawn(async move {
            // Each phone sends a report of its own, and one that all of them send.
            keep(&store, &[report(n + 1), report(0)]).await
        }));
    }
    let mut first = 0;
    for phone in phones {
        let outcomes = phone.await.unwrap();
        assert_eq!(outcomes[0], Outcome::Accepted);
        first += u32::from(outcomes[1] == Outcome::Accepted);
    }
    assert_eq!((first, ground.store.count_reports().await.unwrap()), (1, 201));
}

async fn a_call_that_fails_takes_no_other_call_down_with_it(ground: &Ground) {
    ground.settle().await;
    let mut phones = Vec::new();
    for n in 0..60 {
        let store = ground.store.clone();
        phones.push(tokio::spawn(async move {
            let mut sent = report(n);
            if n % 10 == 0 {
                sent.area = "620982999".into();
            }
            let intake = Intake {
                accepted: &[sent.into()],
                rejected: &[],
                station: &post(),
                by: "phone",
                at: morning(),
            };
            store.keep(&intake).await
        }));
    }
    for (n, phone) in phones.into_iter().enumerate() {
        let kept = phone.await.unwrap();
        assert_eq!(kept.is_ok(), n % 10 != 0, "{n}: {kept:?}");
    }
    assert_eq!(ground.store.count_reports().await.unwrap(), 54);
}

async fn a_phone_that_hangs_up_takes_no_other_call_down_with_it(ground: &Ground) {
    ground.settle().await;
    let mut phones = Vec::new();
    for n in 0..60 {
        let store = ground.store.clone();
        phones.push(tokio::spawn(async move { keep(&store, &[report(n)]).await }));
    }
    tokio::task::yield_now().await;
    for hung_up in phones.iter().step_by(3) {
        hung_up.abort();
    }
    for (n, phone) in phones.into_iter().enumerate() {
        if n % 3 != 0 {
            assert_eq!(phone.await.unwrap(), [Outcome::Accepted]);
        }
    }
    let known = ground.store.count_reports().await.unwrap();
    assert!((40..=60).contains(&known), "{known}");
}
