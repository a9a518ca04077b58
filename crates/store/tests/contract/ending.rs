//! Withdrawing and closing.

use domain::{AdvisoryState, Answer, Message, MessageKind, Verdict};
use store::StoreError;

use crate::ground::Ground;
use crate::samples::{OTHER_TOWN, TOWN, issued, message, minutes, morning};

on_both! {
    all_who_were_told_of_a_withdrawn_letter_are_told_once_and_nobody_is_reminded_after_it,
    an_answered_letter_is_closed_once,
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
            assert_eq!(told, [("labour".into(), due), ("town".into(), due)]);
            let step = Message::derive_step_id(advisory.id, "withdraw");
            told.iter()
                .map(|(committee, _)| Message {
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
    assert_eq!(closed, domain::Advisory { state: AdvisoryState::Closed, ..closed.clone() });
    assert!(matches!(close(4).await, Err(StoreError::State(_))));
    let signed = store.acknowledge_advisory(advisory.id, "town", morning() + minutes(5)).await.unwrap();
    assert_eq!(signed.unwrap().state, AdvisoryState::Closed, "a late signature changes nothing");
}
