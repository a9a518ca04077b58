//! The outbox: leases, attempts, and `issued = delivered + pending + dead`.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::{AdvisoryState, Attempt, Bulletin, Message, MessageKind, MessageState, Week};
use store::{MessageCounts, MessageFilter, Next, Store};

use crate::ground::Ground;
use crate::samples::{TOWN, issued, listen, message, minutes, morning};

fn attempt(message: &Message, number: u32, at: DateTime<Utc>, error: &str) -> Attempt {
    let status = if error.is_empty() { Some(200) } else { None };
    Attempt { message: message.id, number, at, status, error: error.to_owned() }
}

/// Puts `n` messages into the outbox by way of a bulletin.
async fn fill(store: &Store, n: u32) {
    let committees: Vec<String> = (0..n).map(|k| format!("committee-{k}")).collect();
    listen(store, &committees.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let week = Week::parse("2026-W46").unwrap();
    let id = Bulletin::derive_id(&TOWN.into(), week);
    let messages = (0..n)
        .map(|k| {
            message(
                MessageKind::Bulletin,
                id,
                &format!("committee-{k}"),
                morning() + minutes(i64::from(k % 3)),
            )
        })
        .collect();
    store
        .keep_bulletin(&TOWN.into(), week, morning(), morning(), |_, _| (String::new().into(), messages))
        .await
        .unwrap();
}

on_both! {
    a_message_is_sent_again_until_it_is_taken_and_its_advisory_is_delivered_with_it,
    an_acknowledgement_that_overtook_the_delivery_stands,
    a_dead_message_keeps_its_last_error_and_may_be_replayed,
    a_lease_that_ran_out_is_given_to_another_and_a_late_word_does_not_undo_the_delivery,
    words_that_come_together_are_kept_in_one_transaction,
    a_word_that_cannot_be_kept_does_not_take_others_with_it,
    the_longest_due_are_leased_first,
    many_lessees_at_once_never_get_the_same_message,
}

async fn a_message_is_sent_again_until_it_is_taken_and_its_advisory_is_delivered_with_it(ground: &Ground) {
    ground.settle().await;
    let store = &ground.store;
    listen(store, &["town", "labour"]).await;
    let advisory = issued(store, TOWN).await;
    let now = morning() + minutes(1);
    let leased = store.lease_messages(now, now + minutes(5), 10).await.unwrap();
    assert_eq!(leased.len(), 2);
    let lead = leased.iter().find(|message| message.committee == advisory.lead).unwrap();
    let copy = leased.iter().find(|message| message.committee != advisory.lead).unwrap();

    store
        .record_attempt(&attempt(lead, 1, now, "connection refused"), Next::Retry(now + minutes(10)))
        .await
        .unwrap();
    store.record_attempt(&attempt(copy, 1, now, ""), Next::Delivered).await.unwrap();
    let state = |advisory: Option<domain::Advisory>| advisory.unwrap().state;
    assert_eq!(
        state(store.advisory(advisory.id).await.unwrap()),
        AdvisoryState::Issued,
        "a copy is not the lead"
    );
    assert!(
        store.lease_messages(now + minutes(9), now + minutes(20), 10).await.unwrap().is_empty(),
        "not due yet"
    );

    let due = now + minutes(10);
    let again = store.lease_messages(due, due + minutes(5), 10).await.unwrap();
    assert_eq!(again, [Message { attempts: 1, due_at: due, ..lead.clone() }]);
    store.record_attempt(&attempt(lead, 2, due, ""), Next::Delivered).await.unwrap();
    assert_eq!(state(store.advisory(advisory.id).await.unwrap()), AdvisoryState::Delivered);
    let last = store.journal(advisory.id).await.unwrap().pop().unwrap();
    assert_eq!((last.step.as_str(), last.by.as_str(), last.at), ("delivered", "town", due));
    assert_eq!(store.journal(lead.id).await.unwrap()[0].step, "delivered");
    assert_eq!(store.message_counts().await.unwrap(), MessageCounts { pending: 0, delivered: 2, dead: 0 });
}

async fn an_acknowledgement_that_overtook_the_delivery_stands(ground: &Ground) {
    ground.settle().await;
    listen(&ground.store, &["town", "labour"]).await;
    let advisory = issued(&ground.store, TOWN).await;
    ground.store.acknowledge_advisory(advisory.id, "town", morning()).await.unwrap();
    for message in ground.store.lease_messages(morning(), morning() + minutes(5), 10).await.unwrap() {
        ground.store.record_attempt(&attempt(&message, 1, morning(), ""), Next::Delivered).await.unwrap();
    }
    let kept = ground.store.advisory(advisory.id).await.unwrap().unwrap();
    assert_eq!(kept.state, AdvisoryState::Acknowledged);
}

async fn a_dead_message_keeps_its_last_error_and_may_be_replayed(ground: &Ground) {
    ground.settle().await;
    let store = &ground.store;
    fill(store, 1).await;
    let now = morning();
    let message = store.lease_messages(now, now + minutes(5), 1).await.unwrap().remove(0);
    for (number, error) in [(1, "timed out"), (2, "410 gone")] {
        let next = if number == 2 { Next::Dead } else { Next::Retry(now) };
        store.record_attempt(&attempt(&message, number, now, error), next).await.unwrap();
    }
    assert!(store.lease_messages(now + minutes(60), now + minutes(65), 1).await.unwrap().is_empty());
    let dead = MessageFilter { state: Some(MessageState::Dead), ..MessageFilter::default() };
    let listed = store.messages(&dead).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].0.attempts, listed[0].1.as_deref()), (2, Some("410 gone")));

    let later = now + minutes(90);
    let replay = async |since, committee: &str| {
        store.replay_messages(since, Some(&committee.into()), "admin", later).await.unwrap()
    };
    assert_eq!(replay(now + minutes(1), "committee-0").await, 0, "it was tried before");
    assert_eq!(replay(now, "another").await, 0);
    assert_eq!(replay(now, "committee-0").await, 1);
    assert_eq!(store.lease_messages(later, later + minutes(5), 1).await.unwrap().len(), 1);
    store.record_attempt(&attempt(&message, 3, later, ""), Next::Delivered).await.unwrap();
    assert_eq!(replay(now, "committee-0").await, 0, "what was delivered stays so");
    assert_eq!(
        store.messages(&MessageFilter::default()).await.unwrap()[0].1,
        None,
        "the last attempt was taken"
    );
    let steps: Vec<String> =
        store.journal(message.id).await.unwrap().into_iter().map(|entry| entry.step).collect();
    assert_eq!(steps, ["dead", "replayed", "delivered"]);
}

async fn a_lease_that_ran_out_is_given_to_another_and_a_late_word_does_not_undo_the_delivery(
    ground: &Ground,
) {
    ground.settle().await;
    let store = &ground.store;
    fill(store, 1).await;
    let now = morning();
    let first = store.lease_messages(now, now + minutes(5), 1).await.unwrap().remove(0);
    assert!(store.lease_messages(now + minutes(4), now + minutes(9), 1).await.unwrap().is_empty());
    let second = store.lease_messages(now + minutes(5), now + minutes(10), 1).await.unwrap().remove(0);
    assert_eq!(first, second);
    store.record_attempt(&attempt(&second, 1, now, ""), Next::Delivered).await.unwrap();
    store.record_attempt(&attempt(&first, 1, now, "too late"), Next::Retry(now)).await.unwrap();
    assert_eq!(store.message_counts().await.unwrap(), MessageCounts { pending: 0, delivered: 1, dead: 0 });
}

async fn words_that_come_together_are_kept_in_one_transaction(ground: &Ground) {
    ground.settle().await;
    let store = &ground.store;
    fill(store, 40).await;
    let now = morning() + minutes(3);
    let leased = store.lease_messages(now, now + minutes(5), 40).await.unwrap();
    let due = now + minutes(10);
    let word = |k: usize| match k % 4 {
        0 => ("no connection", Next::Retry(due)),
        1 => ("410 gone", Next::Dead),
        _ => ("", Next::Delivered),
    };
    let words = leased.iter().enumerate().map(|(k, message)| async move {
        let (error, next) = word(k);
        store.record_attempt(&attempt(message, 1, now, error), next).await
    });
    for kept in futures::future::join_all(words).await {
        kept.unwrap();
    }
    assert_eq!(store.attempt_commits(), 2, "the first went at once, and all others together");
    assert_eq!(store.message_counts().await.unwrap(), MessageCounts { pending: 10, delivered: 20, dead: 10 });
    for (k, message) in leased.iter().enumerate() {
        let (error, next) = word(k);
        let kept = store.message(message.id).await.unwrap().unwrap();
        let steps: Vec<_> =
            store.journal(message.id).await.unwrap().into_iter().map(|e| (e.step, e.why)).collect();
        let settled = |step: &str| vec![(step.to_owned(), error.to_owned())];
        let expected = match next {
            Next::Retry(_) => (1, due, vec![]),
            Next::Dead => (1, message.due_at, settled("dead")),
            Next::Delivered => (1, message.due_at, settled("delivered")),
        };
        assert_eq!((kept.attempts, kept.due_at, steps), expected, "{k}");
    }
    assert_eq!(store.lease_messages(due, due + minutes(5), 40).await.unwrap().len(), 10);
}

async fn a_word_that_cannot_be_kept_does_not_take_others_with_it(ground: &Ground) {
    ground.settle().await;
    let store = &ground.store;
    fill(store, 3).await;
    let now = morning() + minutes(3);
    let leased = store.lease_messages(now, now + minutes(5), 3).await.unwrap();
    let unknown = Message { id: uuid::Uuid::nil(), ..leased[0].clone() };
    let late = (attempt(&leased[2], 1, now, "too late"), Next::Retry(now));
    let words = [
        (attempt(&leased[0], 1, now, ""), Next::Delivered),
        (attempt(&unknown, 1, now, ""), Next::Delivered),
        (attempt(&leased[1], 1, now, ""), Next::Delivered),
    ];
    let kept =
        futures::future::join_all(words.iter().map(|(attempt, next)| store.record_attempt(attempt, *next)))
            .await;
    assert_eq!(kept.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);

    // Two words on one message in one transaction: the delivery stands, whichever came first.
    let words = [
        (attempt(&leased[0], 1, now, ""), Next::Delivered),
        late,
        (attempt(&leased[2], 1, now, ""), Next::Delivered),
    ];
    for kept in
        futures::future::join_all(words.iter().map(|(attempt, next)| store.record_attempt(attempt, *next)))
            .await
    {
        kept.unwrap();
    }
    assert_eq!(store.message_counts().await.unwrap(), MessageCounts { pending: 0, delivered: 3, dead: 0 });
}

async fn the_longest_due_are_leased_first(ground: &Ground) {
    ground.settle().await;
    fill(&ground.store, 9).await;
    let leased =
        ground.store.lease_messages(morning() + minutes(3), morning() + minutes(9), 5).await.unwrap();
    let dues: Vec<i64> = leased.iter().map(|message| (message.due_at - morning()).num_minutes()).collect();
    assert_eq!(dues, [0, 0, 0, 1, 1]);
}

async fn many_lessees_at_once_never_get_the_same_message(ground: &Ground) {
    ground.settle().await;
    fill(&ground.store, 120).await;
    let now = morning() + minutes(3);
    let mut lessees = Vec::new();
    for _ in 0..8 {
        let store = ground.another().await;
        lessees.push(tokio::spawn(async move {
            let mut got = Vec::new();
            loop {
                let leased = store.lease_messages(now, now + minutes(5), 7).await.unwrap();
                if leased.is_empty() {
                    store.close().await;
                    return got;
                }
                got.extend(leased.into_iter().map(|message| message.id));
            }
        }));
    }
    let mut all = BTreeSet::new();
    for lessee in lessees {
        for id in lessee.await.unwrap() {
            assert!(all.insert(id), "{id} was leased twice");
        }
    }
    assert_eq!(all.len(), 120);
}
