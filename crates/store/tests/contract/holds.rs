//! Matters on hold.

use domain::{AdvisoryState, SignalStatus};
use store::{SignalFilter, SweepChoice};

use crate::ground::Ground;
use crate::samples::{TOWN, day, minutes, morning, signal, sweep};

on_both! {
    a_hold_sets_its_signal_aside_and_counts_what_it_holds_back,
}

async fn a_hold_sets_its_signal_aside_and_counts_what_it_holds_back(ground: &Ground) {
    ground.settle().await;
    let first = signal(TOWN, morning());
    sweep(&ground.store, morning(), std::slice::from_ref(&first), &[]).await;
    let until = day("2026-12-24");
    let hold = ground.store.put_on_hold(first.id, until, "正在处置", "analyst", morning() + minutes(1)).await;
    let hold = hold.unwrap().unwrap();
    assert_eq!((hold.until, hold.reason.as_str(), hold.by.as_str()), (until, "正在处置", "analyst"));
    let kept = ground.store.signal(first.id).await.unwrap().unwrap();
    assert_eq!(kept.status, SignalStatus::Dismissed);
    let draft = ground.store.advisory(domain::Advisory::derive_id(first.id)).await.unwrap();
    assert!(draft.is_none_or(|draft| draft.state == AdvisoryState::Dismissed));

    let mut later = signal(TOWN, morning() + minutes(60));
    later.id = domain::SignalId::from_u128(9);
    later.status = SignalStatus::Withheld;
    later.withheld_by = Some("on_hold".to_owned());
    later.withheld_for = Some(hold.id);
    sweep(&ground.store, morning() + minutes(60), std::slice::from_ref(&later), &[]).await;
    let filter = SignalFilter { sweep: SweepChoice::Latest, ..SignalFilter::default() };
    assert_eq!(ground.store.signals(&filter).await.unwrap()[0].withheld_for, Some(hold.id));
    assert_eq!(ground.store.holds().await.unwrap(), [(hold.clone(), 1)]);

    for _ in 0..2 {
        let lifted =
            ground.store.lift_hold(hold.id, "analyst", morning() + minutes(90)).await.unwrap().unwrap();
        assert_eq!(lifted.lifted_at, Some(morning() + minutes(90)), "a repeat changes nothing");
    }
    let steps: Vec<String> =
        ground.store.journal(hold.id).await.unwrap().into_iter().map(|entry| entry.step).collect();
    assert_eq!(steps, ["held", "lifted"]);
    assert!(ground.store.lift_hold(first.id, "analyst", morning()).await.unwrap().is_none());
}
