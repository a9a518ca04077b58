//! Endpoints that rest, and the inbox: who is sent to, who fetches, and that nothing is overlooked.

use chrono::TimeDelta;
use domain::{Message, MessageKind, MessageState, Week};
use sqlx::Executor;
use store::{Balance, Discrepancy, EndpointState, MessageCounts, Next, Reached, Store};

use crate::ground::Ground;
use crate::samples::{TOWN, issued, listen, message, minutes, morning};

on_both! {
    a_committee_without_an_endpoint_is_not_sent_to_and_fetches_in_the_order_of_issue,
    a_receipt_delivers_a_message_and_its_advisory_once,
    an_endpoint_that_rests_costs_no_attempts_and_comes_back_with_one_message,
    an_endpoint_that_takes_so_many_a_minute_gets_one_after_the_other,
    a_stopped_endpoint_waits_for_an_operator_and_one_with_a_new_address_starts_afresh,
    a_committee_with_many_messages_does_not_hold_up_another,
    messages_that_are_due_at_one_moment_are_sent_in_the_order_in_which_they_were_written,
    numbers_of_messages_are_committed_in_their_order,
    what_was_issued_is_delivered_pending_or_dead_by_committee_and_channel,
    a_hole_in_the_outbox_is_found_and_named,
}

/// Puts bulletins of so many weeks into the outbox of a committee.
async fn bulletins(store: &Store, committee: &str, weeks: i64) {
    // Weeks of its own for each committee.
    let last = Week::parse("2026-W40").unwrap().plus(-200 * committee.len() as i64);
    for week in (0..weeks).map(|back| last.plus(-back)) {
        let id = domain::Bulletin::derive_id(&TOWN.into(), week);
        let letter = message(MessageKind::Bulletin, id, committee, morning());
        store
            .keep_bulletin(&TOWN.into(), week, morning(), morning(), |_, _| {
                (String::new().into(), vec![letter])
            })
            .await
            .unwrap();
    }
}

async fn leased(store: &Store, at: chrono::DateTime<chrono::Utc>) -> Vec<Message> {
    store.lease_messages(at, at + minutes(2), 100).await.unwrap()
}

async fn a_committee_without_an_endpoint_is_not_sent_to_and_fetches_in_the_order_of_issue(ground: &Ground) {
    ground.settle().await;
    let store = &ground.store;
    listen(store, &["labour"]).await;
    issued(store, TOWN).await;
    bulletins(store, "town", 3).await;
    let sent = leased(store, morning() + minutes(1)).await;
    assert_eq!(sent.iter().map(|message| message.committee.as_str()).collect::<Vec<_>>(), ["labour"]);

    let committees = ["town".into(), "nobody".into()];
    let all = store.inbox(&committees, 0, 100).await.unwrap();
    assert_eq!(all.len(), 4);
    assert!(all.is_sorted_by_key(|(number, _)| *number));
    assert_eq!(all[0].1.kind, MessageKind::Advisory);
    let mut fetched = Vec::new();
    let mut after = 0;
    while let Some((number, message)) = store.inbox(&committees, after, 1).await.unwrap().pop() {
        fetched.push((number, message));
        after = number;
    }
    assert_eq!(fetched, all, "page by page as at once");
    assert_eq!(store.inbox(&[], 0, 100).await.unwrap(), [], "who has no committee has no messages");
}

async fn a_receipt_delivers_a_message_and_its_advisory_once(ground: &Ground) {
    ground.settle().await;
    let store = &ground.store;
    let advisory = issued(store, TOWN).await;
    let id = Message::derive_id(advisory.id, &"town".into());
    for at in [morning() + minutes(1), morning() + minutes(5)] {
        let received = store.receive_message(id, "月牙泉镇综治中心", at).await.unwrap().unwrap();
        assert_eq!(received.state, MessageState::Delivered);
    }
    let steps: Vec<String> = store.journal(id).await.unwrap().into_iter().map(|entry| entry.step).collect();
    assert_eq!(steps, ["delivered"], "the repeat changed nothing");
    let state = store.advisory(advisory.id).await.unwrap().unwrap().state;
    assert_eq!(state, domain::AdvisoryState::Delivered);
    assert_eq!(store.message_counts().await.unwrap(), MessageCounts { pending: 1, delivered: 1, dead: 0 });
    assert_eq!(store.receive_message(uuid::Uuid::nil(), "x", morning()).await.unwrap(), None);
}

async fn an_endpoint_that_rests_costs_no_attempts_and_comes_back_with_one_message(ground: &Ground) {
    ground.settle().await;
    let store = &ground.store;
    listen(store, &["town"]).await;
    bulletins(store, "town", 5).await;
    let town = "town".into();
    for failures in 1..=3 {
        let noted = store.note_failure(&town, "no connection", morning()).await.unwrap();
        assert_eq!(noted, Some((failures, 0)));
    }
    store.rest_endpoint(&town, morning() + minutes(10), Some(1)).await.unwrap();
    let shown = store.endpoints().await.unwrap().remove(0);
    assert_eq!((shown.state, shown.failures), (EndpointState::Paused, 3));
    assert_eq!(store.waiting_of_each().await.unwrap()[&town], 5);
    assert_eq!(shown.last_error, "no connection");
    assert_eq!(leased(store, morning() + minutes(9)).await, []);

    let probe = leased(store, morning() + minutes(10)).await;
    assert_eq!(probe.len(), 1, "one message is tried");
    let other = ground.another().await;
    assert_eq!(leased(&other, morning() + minutes(11)).await, [], "and by one instance");
    other.close().await;
    let at = morning() + minutes(11);
    let attempt =
        domain::Attempt { message: probe[0].id, number: 1, at, status: Some(204), error: String::new() };
    store.record_attempt(&attempt, Next::Delivered).await.unwrap();
    let shown = store.endpoints().await.unwrap().remove(0);
    assert_eq!((shown.state, shown.failures, shown.delivered_at), (EndpointState::Live, 0, Some(at)));
    assert_eq!(leased(store, at).await.len(), 4, "all others follow");
}

async fn an_endpoint_that_takes_so_many_a_minute_gets_one_after_the_other(ground: &Ground) {
    ground.settle().await;
    let store = &ground.store;
    let robot = Reached {
        committee: "town".into(),
        channel: "dingtalk".to_owned(),
        destination: "https://chat.example".to_owned(),
        gap: TimeDelta::seconds(3),
    };
    store.put_endpoints(&[robot]).await.unwrap();
    bulletins(store, "town", 30).await;
    let mut said = 0;
    for second in 0..60 {
        said += leased(store, morning() + TimeDelta::seconds(second)).await.len();
    }
    assert_eq!(said, 20, "twenty in a minute");
    let counts = store.message_counts().await.unwrap();
    assert_eq!(counts.pending, 30, "the others wait and have used no attempt");
}

async fn a_stopped_endpoint_waits_for_an_operator_and_one_with_a_new_address_starts_afresh(ground: &Ground) {
    ground.settle().await;
    let store = &ground.store;
    listen(store, &["town"]).await;
    bulletins(store, "town", 1).await;
    let town = "town".into();
    store.stop_endpoint(&town).await.unwrap();
    assert_eq!(leased(store, morning() + TimeDelta::days(30)).await, []);
    listen(store, &["town"]).await;
    assert_eq!(store.endpoints().await.unwrap()[0].state, EndpointState::Stopped, "a restart is no resume");
    assert!(store.resume_endpoint(&town).await.unwrap());
    assert_eq!(leased(store, morning() + minutes(5)).await.len(), 1);

    store.stop_endpoint(&town).await.unwrap();
    let moved = Reached {
        committee: "town".into(),
        channel: "webhook".to_owned(),
        destination: "https://new.example".to_owned(),
        gap: TimeDelta::zero(),
    };
    store.put_endpoints(&[moved]).await.unwrap();
    assert_eq!(store.endpoints().await.unwrap()[0].state, EndpointState::Live);
    store.put_endpoints(&[]).await.unwrap();
    assert!(!store.resume_endpoint(&town).await.unwrap());
}

async fn a_committee_with_many_messages_does_not_hold_up_another(ground: &Ground) {
    ground.settle().await;
    let store = &ground.store;
    listen(store, &["town", "labour"]).await;
    bulletins(store, "town", 40).await;
    bulletins(store, "labour", 2).await;
    let first = store.lease_messages(morning(), morning() + minutes(2), 20).await.unwrap();
    let of = |committee: &str| first.iter().filter(|m| m.committee.as_str() == committee).count();
    assert_eq!((of("town"), of("labour")), (16, 2));
    store.release_message(first[0].id).await.unwrap();
    assert!(leased(store, morning()).await.iter().any(|message| message.id == first[0].id));
}

async fn messages_that_are_due_at_one_moment_are_sent_in_the_order_in_which_they_were_written(
    ground: &Ground,
) {
    ground.settle().await;
    let store = &ground.store;
    listen(store, &["town"]).await;
    bulletins(store, "town", 12).await;
    let written: Vec<_> = store.inbox(&["town".into()], 0, 100).await.unwrap();
    let written: Vec<_> = written.into_iter().map(|(_, message)| message.id).collect();
    assert!(!written.is_sorted(), "their ids say nothing of it");
    let sent: Vec<_> = leased(store, morning()).await.into_iter().map(|message| message.id).collect();
    assert_eq!(sent, written);
}

async fn numbers_of_messages_are_committed_in_their_order(ground: &Ground) {
    ground.settle().await;
    let mut writers = Vec::new();
    for writer in 0..4 {
        let store = ground.another().await;
        writers.push(tokio::spawn(async move {
            for back in 0..10 {
                let week = Week::parse("2026-W40").unwrap().plus(-back);
                let town = format!("62098210620{}", writer + 1);
                let letter = message(
                    MessageKind::Bulletin,
                    domain::Bulletin::derive_id(&town.as_str().into(), week),
                    "town",
                    morning(),
                );
                let (area, week) = (TOWN.into(), week.plus(-100 * writer));
                store
                    .keep_bulletin(&area, week, morning(), morning(), |_, _| {
                        (String::new().into(), vec![letter])
                    })
                    .await
                    .unwrap()
                    .unwrap();
            }
            store.close().await;
        }));
    }
    let (mut after, mut seen) = (0, 0);
    while seen < 40 {
        for (number, _) in ground.store.inbox(&["town".into()], after, 100).await.unwrap() {
            assert_eq!(number, after + 1, "a reader that goes on behind a number has missed none");
            after = number;
            seen += 1;
        }
        tokio::task::yield_now().await;
    }
    for writer in writers {
        writer.await.unwrap();
    }
}

async fn what_was_issued_is_delivered_pending_or_dead_by_committee_and_channel(ground: &Ground) {
    ground.settle().await;
    let store = &ground.store;
    listen(store, &["labour"]).await;
    let advisory = issued(store, TOWN).await;
    bulletins(store, "labour", 2).await;
    let sent = leased(store, morning()).await;
    for (message, next) in sent.iter().zip([Next::Delivered, Next::Dead]) {
        let attempt = domain::Attempt {
            message: message.id,
            number: 1,
            at: morning(),
            status: None,
            error: String::new(),
        };
        store.record_attempt(&attempt, next).await.unwrap();
    }
    store.receive_message(Message::derive_id(advisory.id, &"town".into()), "镇", morning()).await.unwrap();
    let found = store.reconcile().await.unwrap();
    let balance = |committee: &str, channel: &str, [issued, pending, delivered, dead]: [u64; 4]| Balance {
        committee: committee.into(),
        channel: channel.to_owned(),
        issued,
        pending,
        delivered,
        dead,
    };
    assert_eq!(
        found.balances,
        [balance("labour", "webhook", [3, 1, 1, 1]), balance("town", "inbox", [1, 0, 1, 0])]
    );
    assert_eq!(found.discrepancies, []);
}

async fn a_hole_in_the_outbox_is_found_and_named(ground: &Ground) {
    ground.settle().await;
    let store = &ground.store;
    let advisory = issued(store, TOWN).await;
    bulletins(store, "labour", 1).await;
    let mut connection = ground.connection().await;
    connection.execute("DELETE FROM message WHERE committee = 'labour'").await.unwrap();
    let found = store.reconcile().await.unwrap().discrepancies;
    assert_eq!(found.len(), 3, "{found:?}");
    let untold = Discrepancy::AdvisoryWithoutMessage { advisory: advisory.id, committee: "labour".into() };
    assert_eq!(found[0], untold);
    assert!(
        matches!(&found[1], Discrepancy::BulletinWithoutMessage { about, .. } if about.starts_with(TOWN))
    );
    assert_eq!(found[2], Discrepancy::Numbers { numbered: 3, kept: 1 });
}
