//! Ticks of jobs among several instances.

use crate::ground::Ground;
use crate::samples::{minutes, morning};

on_both! {
    one_of_many_instances_claims_a_tick,
    a_finished_tick_is_never_claimed_again,
    an_expired_lease_is_taken_over_and_the_old_holder_has_no_say,
    a_failed_tick_shows_its_error_and_may_be_tried_again_after_its_lease,
}

async fn one_of_many_instances_claims_a_tick(ground: &Ground) {
    let mut instances = Vec::new();
    for n in 0..8 {
        let store = ground.another().await;
        instances.push(tokio::spawn(async move {
            let holder = format!("instance-{n}");
            let mut claimed = 0;
            for tick in 0..10 {
                let tick = morning() + minutes(tick);
                let got = store
                    .claim_tick("assess", tick, &holder, morning(), morning() + minutes(5))
                    .await
                    .unwrap();
                claimed += u32::from(got);
            }
            store.close().await;
            claimed
        }));
    }
    let mut claimed = 0;
    for instance in instances {
        claimed += instance.await.unwrap();
    }
    assert_eq!(claimed, 10);
}

async fn a_finished_tick_is_never_claimed_again(ground: &Ground) {
    let (store, tick) = (&ground.store, morning());
    assert_eq!(store.last_finished_tick("assess").await.unwrap(), None);
    assert!(store.claim_tick("assess", tick, "a", tick, tick + minutes(5)).await.unwrap());
    assert_eq!(store.last_finished_tick("assess").await.unwrap(), None, "claimed is not finished");
    assert!(store.finish_tick("assess", tick, "a", tick + minutes(1), Ok(())).await.unwrap());
    assert!(!store.claim_tick("assess", tick, "b", tick + minutes(60), tick + minutes(65)).await.unwrap());
    assert_eq!(store.last_finished_tick("assess").await.unwrap(), Some(tick));
    assert_eq!(store.last_finished_tick("bulletin").await.unwrap(), None, "another job is another matter");
    assert!(store.claim_tick("bulletin", tick, "b", tick, tick + minutes(5)).await.unwrap());
}

async fn an_expired_lease_is_taken_over_and_the_old_holder_has_no_say(ground: &Ground) {
    let (store, tick) = (&ground.store, morning());
    assert!(store.claim_tick("assess", tick, "a", tick, tick + minutes(5)).await.unwrap());
    assert!(!store.claim_tick("assess", tick, "b", tick + minutes(4), tick + minutes(9)).await.unwrap());
    assert!(store.claim_tick("assess", tick, "b", tick + minutes(5), tick + minutes(10)).await.unwrap());
    assert!(!store.finish_tick("assess", tick, "a", tick + minutes(6), Ok(())).await.unwrap());
    assert_eq!(store.last_finished_tick("assess").await.unwrap(), None);
    assert!(store.finish_tick("assess", tick, "b", tick + minutes(7), Ok(())).await.unwrap());
}

async fn a_failed_tick_shows_its_error_and_may_be_tried_again_after_its_lease(ground: &Ground) {
    let (store, tick) = (&ground.store, morning());
    store.claim_tick("assess", tick, "a", tick, tick + minutes(5)).await.unwrap();
    assert!(store.finish_tick("assess", tick, "a", tick, Err("disk full".to_owned())).await.unwrap());
    let run = store.job_runs(5).await.unwrap().remove(0);
    assert_eq!((run.job.as_str(), run.tick, run.holder.as_str()), ("assess", tick, "a"));
    assert_eq!((run.finished_at, run.error.as_deref()), (None, Some("disk full")));
    assert!(!store.claim_tick("assess", tick, "a", tick + minutes(1), tick + minutes(6)).await.unwrap());
    assert!(store.claim_tick("assess", tick, "a", tick + minutes(5), tick + minutes(9)).await.unwrap());
    store.finish_tick("assess", tick, "a", tick + minutes(6), Ok(())).await.unwrap();
    let run = store.job_runs(5).await.unwrap().remove(0);
    assert_eq!((run.finished_at, run.error), (Some(tick + minutes(6)), None));
}
