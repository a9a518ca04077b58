//! The life of an advisory, and its number.

use std::collections::BTreeSet;

use domain::{Advisory, AdvisoryState, Answer, SignalStatus, StateError, Verdict};
use store::{AdvisoryFilter, MessageCounts, StoreError};

use crate::ground::Ground;
use crate::samples::{GRID, OTHER_TOWN, TOWN, areas, draft, issue, issued, minutes, morning, signal, sweep};

fn refused<T: std::fmt::Debug>(result: &Result<T, StoreError>, from: AdvisoryState, to: AdvisoryState) {
    let expected = StateError { from, to };
    assert!(matches!(result, Err(StoreError::State(error)) if *error == expected), "{result:?}");
}

on_both! {
    the_whole_life_is_walked_and_journaled,
    steps_that_the_life_does_not_have_are_refused_and_change_nothing,
    an_answer_may_overtake_the_acknowledgement_but_not_replace_an_answer,
    dismissing_a_draft_sets_its_signal_aside_with_the_same_reason,
    lists_leave_the_letters_out_and_filter_by_place_and_state,
    numbers_have_no_gap_and_no_double_when_many_issue_at_once_and_some_fail,
    each_year_counts_from_one,
}

async fn the_whole_life_is_walked_and_journaled(ground: &Ground) {
    ground.settle().await;
    let store = &ground.store;
    let found = signal(TOWN, morning());
    let mut expected = draft(&found, morning());
    let id = expected.id;
    sweep(store, morning(), std::slice::from_ref(&found), std::slice::from_ref(&expected)).await;
    assert_eq!(store.advisory(id).await.unwrap(), Some(expected.clone()));

    expected.state = AdvisoryState::Confirmed;
    let confirmed = store.confirm_advisory(id, "analyst", morning() + minutes(1)).await.unwrap();
    assert_eq!(confirmed, Some(expected.clone()));
    assert_eq!(store.signal(found.id).await.unwrap().unwrap().status, SignalStatus::Confirmed);

    let at = morning() + minutes(2);
    let outcome =
        store.issue_advisory(id, "analyst", at, 2026, |advisory, number, _| issue(advisory, number, at));
    expected.state = AdvisoryState::Issued;
    expected.number = Some("敦综提〔2026〕1号".to_owned());
    expected.letter = "<p>第1号</p>".to_owned();
    expected.reply_by = "2026-11-30".parse().unwrap();
    expected.issued_at = Some(at);
    assert_eq!(outcome.await.unwrap(), Some(expected.clone()));
    assert_eq!(store.document(id).await.unwrap().as_deref(), Some("{\"number\":1}"));
    assert_eq!(store.message_counts().await.unwrap(), MessageCounts { pending: 2, delivered: 0, dead: 0 });

    expected.state = AdvisoryState::Acknowledged;
    expected.acknowledged_at = Some(morning() + minutes(3));
    for n in [3, 4] {
        let acknowledged = store.acknowledge_advisory(id, "town", morning() + minutes(n)).await.unwrap();
        assert_eq!(acknowledged, Some(expected.clone()), "a repeat changes nothing");
    }

    let answer =
        Answer { verdict: Verdict::PartlyTrue, action: "已约谈".to_owned(), at: morning() + minutes(5) };
    expected.state = AdvisoryState::Answered;
    expected.answer = Some(answer.clone());
    assert_eq!(store.answer_advisory(id, &answer, "town").await.unwrap(), Some(expected.clone()));
    let repeat = Answer { at: morning() + minutes(6), ..answer };
    assert_eq!(store.answer_advisory(id, &repeat, "town").await.unwrap(), Some(expected.clone()));
    assert_eq!(
        store.acknowledge_advisory(id, "town", morning() + minutes(7)).await.unwrap(),
        Some(expected.clone())
    );
    assert_eq!(store.advisory(id).await.unwrap(), Some(expected));

    let journal = store.journal(id).await.unwrap();
    let steps: Vec<(&str, &str)> =
        journal.iter().map(|entry| (entry.step.as_str(), entry.by.as_str())).collect();
    assert_eq!(
        steps,
        [
            ("drafted", "sweep"),
            ("confirmed", "analyst"),
            ("issued", "analyst"),
            ("acknowledged", "town"),
            ("answered", "town")
        ]
    );
    assert_eq!(journal[4].at, morning() + minutes(5));
}

async fn steps_that_the_life_does_not_have_are_refused_and_change_nothing(ground: &Ground) {
    ground.settle().await;
    let store = &ground.store;
    let found = signal(TOWN, morning());
    let draft = draft(&found, morning());
    let id = draft.id;
    sweep(store, morning(), &[found], std::slice::from_ref(&draft)).await;
    let early =
        store.issue_advisory(id, "analyst", morning(), 2026, |_, _, _| panic!("must not be composed"));
    refused(&early.await, AdvisoryState::Draft, AdvisoryState::Issued);
    refused(
        &store.acknowledge_advisory(id, "town", morning()).await,
        AdvisoryState::Draft,
        AdvisoryState::Acknowledged,
    );
    let answer = Answer { verdict: Verdict::True, action: String::new(), at: morning() };
    refused(&store.answer_advisory(id, &answer, "town").await, AdvisoryState::Draft, AdvisoryState::Answered);
    store.confirm_advisory(id, "analyst", morning()).await.unwrap();
    refused(
        &store.confirm_advisory(id, "analyst", morning()).await,
        AdvisoryState::Confirmed,
        AdvisoryState::Confirmed,
    );
    refused(
        &store.dismiss_advisory(id, "x", "analyst", morning()).await,
        AdvisoryState::Confirmed,
        AdvisoryState::Dismissed,
    );
    assert_eq!(
        store.advisory(id).await.unwrap(),
        Some(Advisory { state: AdvisoryState::Confirmed, ..draft })
    );
    assert_eq!(store.journal(id).await.unwrap().len(), 2);

    let nobody = uuid::Uuid::nil();
    assert_eq!(store.confirm_advisory(nobody, "analyst", morning()).await.unwrap(), None);
    assert_eq!(store.acknowledge_advisory(nobody, "town", morning()).await.unwrap(), None);
    assert_eq!(store.advisory(nobody).await.unwrap(), None);
}

async fn an_answer_may_overtake_the_acknowledgement_but_not_replace_an_answer(ground: &Ground) {
    ground.settle().await;
    let id = issued(&ground.store, TOWN).await.id;
    let answer = Answer { verdict: Verdict::False, action: "查无此事".to_owned(), at: morning() };
    let answered = ground.store.answer_advisory(id, &answer, "town").await.unwrap().unwrap();
    assert_eq!((answered.state, answered.acknowledged_at), (AdvisoryState::Answered, None));
    let other = Answer { verdict: Verdict::True, ..answer };
    refused(
        &ground.store.answer_advisory(id, &other, "town").await,
        AdvisoryState::Answered,
        AdvisoryState::Answered,
    );
}

async fn dismissing_a_draft_sets_its_signal_aside_with_the_same_reason(ground: &Ground) {
    ground.settle().await;
    let found = signal(TOWN, morning());
    let draft = draft(&found, morning());
    sweep(&ground.store, morning(), std::slice::from_ref(&found), std::slice::from_ref(&draft)).await;
    let dismissed = ground.store.dismiss_advisory(draft.id, "已处置", "analyst", morning()).await.unwrap();
    assert_eq!(dismissed.unwrap().state, AdvisoryState::Dismissed);
    assert_eq!(ground.store.signal(found.id).await.unwrap().unwrap().status, SignalStatus::Dismissed);
    for subject in [found.id, draft.id] {
        assert_eq!(ground.store.journal(subject).await.unwrap().pop().unwrap().why, "已处置");
    }
}

async fn lists_leave_the_letters_out_and_filter_by_place_and_state(ground: &Ground) {
    ground.settle().await;
    let first = issued(&ground.store, TOWN).await;
    let found = signal(OTHER_TOWN, morning());
    let second = draft(&found, morning() + minutes(9));
    sweep(&ground.store, morning() + minutes(9), &[found], std::slice::from_ref(&second)).await;
    let ids = |list: Vec<Advisory>| list.iter().map(|advisory| advisory.id).collect::<Vec<_>>();
    let all = ground.store.advisories(&AdvisoryFilter::default()).await.unwrap();
    assert!(all.iter().all(|advisory| advisory.letter.is_empty()));
    assert_eq!(ids(all), [second.id, first.id], "newest draft first");
    let drafts = AdvisoryFilter { state: Some(AdvisoryState::Draft), ..AdvisoryFilter::default() };
    assert_eq!(ids(ground.store.advisories(&drafts).await.unwrap()), [second.id]);
    let town = AdvisoryFilter { within: Some(TOWN.into()), ..AdvisoryFilter::default() };
    assert_eq!(ids(ground.store.advisories(&town).await.unwrap()), [first.id]);
    assert_eq!(ids(ground.store.said_since(morning()).await.unwrap()), [first.id, second.id]);
    assert_eq!(ids(ground.store.said_since(morning() + minutes(9)).await.unwrap()), [second.id]);
}

async fn numbers_have_no_gap_and_no_double_when_many_issue_at_once_and_some_fail(ground: &Ground) {
    ground.settle().await;
    // One signal and one draft for each area, all confirmed.
    let signals: Vec<_> = areas().iter().map(|area| signal(area.id.as_str(), morning())).collect();
    let drafts: Vec<_> = signals.iter().map(|signal| draft(signal, morning())).collect();
    sweep(&ground.store, morning(), &signals, &drafts).await;
    for draft in &drafts {
        ground.store.confirm_advisory(draft.id, "analyst", morning()).await.unwrap().unwrap();
    }
    let mut desks = Vec::new();
    // Two desks for each advisory: the second one is refused and must give its number back.
    for draft in drafts.iter().chain(&drafts) {
        let (store, id) = (ground.another().await, draft.id);
        desks.push(tokio::spawn(async move {
            let outcome = store
                .issue_advisory(id, "analyst", morning(), 2026, |advisory, number, _| {
                    issue(advisory, number, morning())
                })
                .await;
            store.close().await;
            outcome
        }));
    }
    let mut numbers = BTreeSet::new();
    let mut refusals = 0;
    for desk in desks {
        match desk.await.unwrap() {
            Ok(issued) => assert!(numbers.insert(issued.unwrap().number.unwrap()), "a number twice"),
            Err(StoreError::State(_)) => refusals += 1,
            Err(other) => panic!("{other:?}"),
        }
    }
    let expected: BTreeSet<_> = (1..=drafts.len()).map(|n| format!("敦综提〔2026〕{n}号")).collect();
    assert_eq!((numbers, refusals), (expected, drafts.len()));
}

async fn each_year_counts_from_one(ground: &Ground) {
    ground.settle().await;
    issued(&ground.store, TOWN).await;
    let found = signal(GRID, morning());
    let draft = draft(&found, morning());
    sweep(&ground.store, morning() + minutes(9), &[found], std::slice::from_ref(&draft)).await;
    ground.store.confirm_advisory(draft.id, "analyst", morning()).await.unwrap();
    let mut given = 0;
    let next = ground.store.issue_advisory(draft.id, "analyst", morning(), 2027, |advisory, number, _| {
        given = number;
        store::Issue { number: "敦综提〔2027〕1号".to_owned(), ..issue(advisory, number, morning()) }
    });
    next.await.unwrap().unwrap();
    assert_eq!(given, 1);
}
