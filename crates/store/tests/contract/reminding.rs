//! Reminders and escalations.

use domain::{AdvisoryState, Message, MessageKind};

use crate::ground::Ground;
use crate::samples::{TOWN, issued, message, minutes, morning};

on_both! {
    a_reminder_is_put_into_the_outbox_once_and_only_while_it_has_a_reason,
}

async fn a_reminder_is_put_into_the_outbox_once_and_only_while_it_has_a_reason(ground: &Ground) {
    ground.settle().await;
    let store = &ground.store;
    let advisory = issued(store, TOWN).await;
    let before = store.message_counts().await.unwrap().pending;
    let at = morning() + minutes(60);
    let say = |kind, step| Message {
        id: Message::derive_step_id(advisory.id, step),
        ..message(kind, advisory.id, "town", at)
    };
    let waiting = [AdvisoryState::Issued, AdvisoryState::Delivered];
    let reminder = say(MessageKind::Reminder, "sign");
    assert!(store.remind(&reminder, &waiting, "due", "scheduler").await.unwrap());
    assert!(!store.remind(&reminder, &waiting, "due", "scheduler").await.unwrap(), "a repeat");
    let escalation = say(MessageKind::Escalation, "escalate");
    assert!(store.remind(&escalation, &waiting, "due", "scheduler").await.unwrap());

    store.acknowledge_advisory(advisory.id, "town", at).await.unwrap();
    let late = say(MessageKind::Reminder, "answer");
    assert!(!store.remind(&late, &waiting, "due", "scheduler").await.unwrap(), "the signature was quicker");

    assert_eq!(store.message_counts().await.unwrap().pending, before + 2);
    let reminded = store.reminded_since(morning()).await.unwrap();
    assert_eq!(reminded.into_iter().collect::<Vec<_>>(), {
        let mut both = [(reminder.id, at), (escalation.id, at)];
        both.sort();
        both
    });
    assert!(store.reminded_since(at + minutes(1)).await.unwrap().is_empty());
    let steps: Vec<String> =
        store.journal(advisory.id).await.unwrap().into_iter().map(|entry| entry.step).collect();
    assert_eq!(steps[steps.len() - 3..], ["reminded", "escalated", "acknowledged"]);
    assert!(store.reconcile().await.unwrap().discrepancies.is_empty());
}
