//! Withdrawing, closing and correcting.

use chrono::{DateTime, Utc};
use domain::{
    Advisory, AdvisoryState, Answer, Correction, Message, MessageKind, SignalStatus, Told, Verdict,
};
use store::{Revised, StoreError};

use crate::ground::Ground;
use crate::samples::{OTHER_TOWN, TOWN, draft, issue, issued, message, minutes, morning, signal, sweep};

on_both! {
    all_who_were_told_of_a_withdrawn_letter_are_told_once_and_nobody_is_reminded_after_it,
    an_answered_letter_is_closed_once,
    a_draft_is_revised_in_place_and_what_was_set_aside_is_not,
    a_letter_is_replaced_by_its_correction_in_the_moment_that_one_is_issued,
    a_letter_that_was_answered_in_the_meantime_is_not_replaced_and_no_number_is_lost,
}

async fn all_who_were_told_of_a_withdrawn_letter_are_told_once_and_nobody_is_reminded_after_it(
    ground: &Ground,
) {
    ground.settle().await;
    let store = &ground.store;
    let advisory = issued(store, TOWN).await;
    let at = morning() + minutes(60);
    let withdraw = || {
        store.withdraw_advisory(advisory.id, "系误报", "analyst", at, |advisory, told| {
            let due = Some(morning());
            let each = ["labour", "town"].map(|id| Told { committee: id.into(), waiting_until: due });
            assert_eq!(told, each);
            let step = Message::derive_step_id(advisory.id, "withdraw");
            told.iter()
                .map(|Told { committee, .. }| Message {
                    id: Message::derive_id(step, committee),
                    ..message(MessageKind::Withdrawal, advisory.id, committee.as_str(), at)
                })
                .collect()
        })
    };
    assert_eq!(withdraw().await.unwrap().unwrap().state, AdvisoryState::Withdrawn);
    assert!(matches!(withdraw().await, Err(StoreError::State(_))));
    assert_eq!(store.message_counts().await.unwrap().pending, 4, "the letter itself is still to arrive");
    let reminder = Message {
        id: Message::derive_step_id(advisory.id, "sign"),
        ..message(MessageKind::Reminder, advisory.id, "town", at)
    };
    let waiting = [AdvisoryState::Issued, AdvisoryState::Delivered];
    assert!(!store.remind(&reminder, &waiting, "due", "scheduler").await.unwrap());
    let last = store.journal(advisory.id).await.unwrap().pop().unwrap();
    assert_eq!((last.step.as_str(), last.why.as_str()), ("withdrawn", "系误报"));
    assert!(store.reconcile().await.unwrap().discrepancies.is_empty());
}

async fn an_answered_letter_is_closed_once(ground: &Ground) {
    ground.settle().await;
    let store = &ground.store;
    let advisory = issued(store, OTHER_TOWN).await;
    let close = |n| store.close_advisory(advisory.id, "已办结", "analyst", morning() + minutes(n));
    assert!(matches!(close(1).await, Err(StoreError::State(_))), "not answered");
    let answer =
        Answer { verdict: Verdict::True, action: "已走访".to_owned(), at: morning() + minutes(2) };
    store.answer_advisory(advisory.id, &answer, "town").await.unwrap();
    let closed = close(3).await.unwrap().unwrap();
    assert_eq!(closed, Advisory { state: AdvisoryState::Closed, ..closed.clone() });
    assert!(matches!(close(4).await, Err(StoreError::State(_))));
    let signed = store.acknowledge_advisory(advisory.id, "town", morning() + minutes(5)).await.unwrap();
    assert_eq!(signed.unwrap().state, AdvisoryState::Closed, "a late signature changes nothing");
}

async fn a_draft_is_revised_in_place_and_what_was_set_aside_is_not(ground: &Ground) {
    ground.settle().await;
    let store = &ground.store;
    let found = signal(TOWN, morning());
    let drafted = draft(&found, morning());
    sweep(store, morning(), &[found], std::slice::from_ref(&drafted)).await;
    let to = |lead: &str| {
        let lead = lead.into();
        store.revise_advisory(drafted.id, "analyst", morning() + minutes(9), move |advisory| Revised {
            advisory: Advisory { lead, ..advisory.clone() },
            note: "属地有误".to_owned(),
        })
    };
    assert_eq!(to("labour").await.unwrap().unwrap().lead, "labour".into());
    let kept = store.advisory(drafted.id).await.unwrap().unwrap();
    assert_eq!((kept.lead.as_str(), kept.state, kept.corrects), ("labour", AdvisoryState::Draft, None));
    let last = store.journal(drafted.id).await.unwrap().pop().unwrap();
    assert_eq!((last.step.as_str(), last.why.as_str()), ("revised", "属地有误"));
    store.dismiss_advisory(drafted.id, "不属实", "analyst", morning() + minutes(10)).await.unwrap();
    assert!(matches!(to("town").await, Err(StoreError::State(_))));
}

async fn a_letter_is_replaced_by_its_correction_in_the_moment_that_one_is_issued(ground: &Ground) {
    ground.settle().await;
    let store = &ground.store;
    let wrong = issued(store, TOWN).await;
    let at = |n: i64| morning() + minutes(60 + n);
    let begin = |n: i64| store.revise_advisory(wrong.id, "analyst", at(n), move |old| correction(old, at(n)));
    let first = begin(0).await.unwrap().unwrap();
    assert!(matches!(begin(1).await, Err(StoreError::Corrected(id)) if id == first.id), "one at a time");
    store.dismiss_advisory(first.id, "不必更正", "analyst", at(2)).await.unwrap();
    let status = |signal| async move { store.signal(signal).await.unwrap().unwrap().status };
    assert_eq!(status(wrong.signal).await, SignalStatus::Confirmed, "its signal was told and stays so");

    let second = begin(3).await.unwrap().unwrap();
    assert_eq!(second.corrects.as_ref().unwrap().number, "敦综提〔2026〕1号");
    assert_eq!(store.advisory_about(wrong.signal).await.unwrap().unwrap().id, second.id);
    store.confirm_advisory(second.id, "analyst", at(4)).await.unwrap();
    assert_eq!(store.advisory(wrong.id).await.unwrap().unwrap().state, AdvisoryState::Issued, "until then");
    let sent = store.issue_advisory(second.id, "analyst", at(5), 2026, |advisory, number, told| {
        let committees: Vec<&str> = told.iter().map(|each| each.committee.as_str()).collect();
        assert_eq!(committees, ["labour", "town"]);
        issue(advisory, number, at(5))
    });
    assert_eq!(sent.await.unwrap().unwrap().number.as_deref(), Some("敦综提〔2026〕2号"));
    assert_eq!(store.advisory(wrong.id).await.unwrap().unwrap().state, AdvisoryState::Withdrawn);
    let last = store.journal(wrong.id).await.unwrap().pop().unwrap();
    assert_eq!((last.step.as_str(), last.why.as_str()), ("withdrawn", "数字有误"));
    assert_eq!(store.replacement_of(wrong.id).await.unwrap().unwrap().id, second.id);
}

async fn a_letter_that_was_answered_in_the_meantime_is_not_replaced_and_no_number_is_lost(ground: &Ground) {
    ground.settle().await;
    let store = &ground.store;
    let wrong = issued(store, TOWN).await;
    let at = |n: i64| morning() + minutes(60 + n);
    let begun = store.revise_advisory(wrong.id, "analyst", at(0), |old| correction(old, at(0)));
    let begun = begun.await.unwrap().unwrap();
    store.confirm_advisory(begun.id, "analyst", at(1)).await.unwrap();
    let answer = Answer { verdict: Verdict::True, action: "已走访".to_owned(), at: at(2) };
    store.answer_advisory(wrong.id, &answer, "town").await.unwrap();
    let sent =
        store.issue_advisory(begun.id, "analyst", at(3), 2026, |_, _, _| panic!("must not be composed"));
    assert!(matches!(sent.await, Err(StoreError::State(_))));
    assert_eq!(store.advisory(begun.id).await.unwrap().unwrap().state, AdvisoryState::Confirmed);
    let late = store.revise_advisory(wrong.id, "analyst", at(4), |old| correction(old, at(4)));
    assert!(matches!(late.await, Err(StoreError::State(_))), "what was answered stands");
    let found = signal(OTHER_TOWN, at(5));
    let next = draft(&found, at(5));
    sweep(store, at(5), &[found], std::slice::from_ref(&next)).await;
    store.confirm_advisory(next.id, "analyst", at(6)).await.unwrap();
    let sent =
        store.issue_advisory(next.id, "analyst", at(6), 2026, |advisory, n, _| issue(advisory, n, at(6)));
    assert_eq!(sent.await.unwrap().unwrap().number.as_deref(), Some("敦综提〔2026〕2号"));
}

fn correction(old: &Advisory, at: DateTime<Utc>) -> Revised {
    let corrects =
        Correction {
            advisory: old.id, number: old.number.clone().unwrap(), reason: "数字有误".to_owned()
        };
    let id = Advisory::derive_correction_id(old.id, at);
    let advisory = Advisory {
        id,
        number: None,
        state: AdvisoryState::Draft,
        drafted_at: at,
        issued_at: None,
        corrects: Some(corrects),
        ..old.clone()
    };
    Revised { advisory, note: "数字有误".to_owned() }
}
