//! Links: found once, decided and taken back, listed by place, and what is counted because of them.

use chrono::{DateTime, Utc};
use domain::{AreaId, Link, LinkKind, LinkState, Report};
use store::{Counting, LinkFilter, Store};

use crate::ground::Ground;
use crate::samples::{GRID, OTHER_GRID, OTHER_TOWN, TOWN, day, keep, minutes, morning, report};

on_both! {
    what_was_looked_at_is_not_looked_at_again_and_a_link_is_kept_once,
    a_merged_report_counts_once_from_the_decision_on_until_it_is_taken_back,
    every_decision_stands_in_the_journal_and_the_same_one_twice_does_not,
    a_chain_leads_to_every_outbreak_and_ends_where_a_link_was_dismissed,
    lists_are_cut_by_place_kind_and_state_and_come_in_pages,
    a_link_whose_report_is_gone_goes_with_it_and_none_is_made_to_it,
}

fn link(kind: LinkKind, earlier: &Report, later: &Report, at: DateTime<Utc>) -> Link {
    Link {
        id: Link::derive_id(kind, earlier.id, later.id),
        kind,
        earlier: earlier.id,
        later: later.id,
        likeness: 0.1 + 0.2,
        reason_zh: "同一网格，同日发生。".to_owned(),
        reason_en: "In one grid, on one day.".to_owned(),
        state: LinkState::Proposed,
        proposed_at: at,
        decided_at: None,
    }
}

async fn record(store: &Store, links: &[Link]) -> u64 {
    store.record_links(&[], links, "matching").await.unwrap()
}

/// Four reports, kept.
async fn four(ground: &Ground) -> [Report; 4] {
    ground.settle().await;
    let reports = [1, 2, 3, 4].map(report);
    keep(&ground.store, &reports).await;
    reports
}

async fn counted(store: &Store, as_of: DateTime<Utc>, counting: Counting) -> usize {
    store.reports_counted_at(as_of, day("2026-01-01"), counting).await.unwrap().len()
}

async fn what_was_looked_at_is_not_looked_at_again_and_a_link_is_kept_once(ground: &Ground) {
    let store = &ground.store;
    let reports = four(ground).await;
    let waiting = store.unmatched_reports(3).await.unwrap();
    assert_eq!(waiting, reports[..3], "in the order of receipt");
    let village = AreaId::from("620982101200");
    let looked_at: Vec<_> = waiting.iter().map(|report| (report.id, village.clone())).collect();
    let found = link(LinkKind::Duplicate, &reports[0], &reports[1], morning());
    assert_eq!(store.record_links(&looked_at, std::slice::from_ref(&found), "matching").await.unwrap(), 1);
    assert_eq!(store.unmatched_reports(3).await.unwrap(), reports[3..]);
    let on = reports[0].occurred_on;
    assert_eq!(store.reports_of_block(&village, on, on).await.unwrap().len(), 3);
    assert_eq!(store.reports_of_block(&OTHER_TOWN.into(), on, on).await.unwrap(), []);

    store.decide_link(found.id, LinkState::Dismissed, "不同", "analyst", morning()).await.unwrap();
    assert_eq!(record(store, std::slice::from_ref(&found)).await, 0, "found again, it stays dismissed");
    let kept = store.link(found.id).await.unwrap().unwrap();
    let decided = Link { state: LinkState::Dismissed, decided_at: Some(morning()), ..found };
    assert_eq!(kept, decided, "no figure is rounded");
}

async fn a_merged_report_counts_once_from_the_decision_on_until_it_is_taken_back(ground: &Ground) {
    let store = &ground.store;
    let reports = four(ground).await;
    let (evening, later) = (morning() + minutes(600), morning() + minutes(700));
    let found = link(LinkKind::Duplicate, &reports[0], &reports[1], morning());
    let again = link(LinkKind::Recurrence, &reports[1], &reports[2], morning());
    assert_eq!(record(store, &[found.clone(), again.clone()]).await, 2);
    assert_eq!(counted(store, later, Counting::Once).await, 4, "a proposal changes no count");
    store.decide_link(again.id, LinkState::Confirmed, "", "analyst", evening).await.unwrap();
    assert_eq!(counted(store, later, Counting::Once).await, 4, "an outbreak counts beside the one before");
    store.decide_link(found.id, LinkState::Confirmed, "", "analyst", evening).await.unwrap();
    assert_eq!(counted(store, later, Counting::Once).await, 3);
    assert_eq!(counted(store, later, Counting::WithDuplicates).await, 4);
    let before = evening - minutes(1);
    assert_eq!(counted(store, before, Counting::Once).await, 4, "nobody had merged them by then");
    store.decide_link(found.id, LinkState::Proposed, "", "analyst", later).await.unwrap();
    assert_eq!(counted(store, later, Counting::Once).await, 4);
    assert_eq!(store.count_reports().await.unwrap(), 4, "nothing was deleted");
}

async fn every_decision_stands_in_the_journal_and_the_same_one_twice_does_not(ground: &Ground) {
    let store = &ground.store;
    let reports = four(ground).await;
    let found = link(LinkKind::Duplicate, &reports[0], &reports[1], morning());
    record(store, std::slice::from_ref(&found)).await;
    for (state, why) in [
        (LinkState::Confirmed, ""),
        (LinkState::Confirmed, ""),
        (LinkState::Proposed, ""),
        (LinkState::Dismissed, "两户不同"),
    ] {
        let decided = store.decide_link(found.id, state, why, "analyst", morning()).await.unwrap().unwrap();
        assert_eq!(decided.state, state);
    }
    let journal = store.journal(found.id).await.unwrap();
    let steps: Vec<&str> = journal.iter().map(|entry| entry.step.as_str()).collect();
    assert_eq!(steps, ["proposed", "confirmed", "reopened", "dismissed"]);
    assert_eq!((journal[0].by.as_str(), journal[0].why.as_str()), ("matching", "同一网格，同日发生。"));
    assert_eq!((journal[3].by.as_str(), journal[3].why.as_str()), ("analyst", "两户不同"));
    let unknown = Link::derive_id(LinkKind::Recurrence, reports[2].id, reports[3].id);
    let decided = store.decide_link(unknown, LinkState::Confirmed, "", "analyst", morning()).await.unwrap();
    assert_eq!(decided, None);
}

async fn a_chain_leads_to_every_outbreak_and_ends_where_a_link_was_dismissed(ground: &Ground) {
    let store = &ground.store;
    let reports = four(ground).await;
    let links: Vec<Link> = reports
        .windows(2)
        .zip(0..)
        .map(|(pair, n)| link(LinkKind::Recurrence, &pair[0], &pair[1], morning() + minutes(n)))
        .collect();
    record(store, &links).await;
    for end in &reports {
        assert_eq!(store.chain(end.id).await.unwrap(), links);
    }
    store.decide_link(links[1].id, LinkState::Dismissed, "不同", "analyst", morning()).await.unwrap();
    let chain = async |report: &Report| -> Vec<_> {
        store.chain(report.id).await.unwrap().into_iter().map(|link| link.id).collect()
    };
    assert_eq!(chain(&reports[0]).await, [links[0].id, links[1].id], "where it ends is shown too");
    assert_eq!(chain(&reports[3]).await, [links[1].id, links[2].id]);
}

async fn lists_are_cut_by_place_kind_and_state_and_come_in_pages(ground: &Ground) {
    let store = &ground.store;
    ground.settle().await;
    let here = [1, 2, 3].map(report);
    let there = [4, 5].map(|n| Report { area: OTHER_GRID.into(), ..report(n) });
    keep(store, &here).await;
    keep(store, &there).await;
    let links = [
        link(LinkKind::Duplicate, &here[0], &here[1], morning()),
        link(LinkKind::Duplicate, &here[1], &here[2], morning() + minutes(1)),
        link(LinkKind::Duplicate, &there[0], &there[1], morning() + minutes(2)),
        link(LinkKind::Recurrence, &here[0], &here[2], morning() + minutes(3)),
    ];
    record(store, &links).await;
    let filter = |within: &str, limit, after| LinkFilter {
        kind: LinkKind::Duplicate,
        state: LinkState::Proposed,
        within: Some(within.into()),
        limit,
        after,
    };
    let first = store.links(&filter("620982", 2, None)).await.unwrap();
    assert_eq!(first.items, [links[2].clone(), links[1].clone()], "newest first");
    let second = store.links(&filter("620982", 2, first.next)).await.unwrap();
    assert_eq!((second.items, second.next), (vec![links[0].clone()], None));
    assert_eq!(store.links(&filter(TOWN, 9, None)).await.unwrap().items.len(), 2);
    assert_eq!(store.links(&filter(GRID, 9, None)).await.unwrap().items.len(), 2);
    assert_eq!(store.links(&filter(OTHER_TOWN, 9, None)).await.unwrap().items, [links[2].clone()]);
    store.decide_link(links[2].id, LinkState::Confirmed, "", "analyst", morning()).await.unwrap();
    assert_eq!(store.links(&filter(OTHER_TOWN, 9, None)).await.unwrap().items, []);
}

async fn a_link_whose_report_is_gone_goes_with_it_and_none_is_made_to_it(ground: &Ground) {
    let store = &ground.store;
    let reports = four(ground).await;
    let found = link(LinkKind::Duplicate, &reports[0], &reports[1], morning());
    record(store, std::slice::from_ref(&found)).await;
    let mut connection = ground.connection().await;
    if store.backend() == store::Backend::Sqlite {
        sqlx::query("PRAGMA foreign_keys = ON").execute(&mut connection).await.unwrap();
    }
    sqlx::query("DELETE FROM report WHERE id = $1")
        .bind(reports[1].id.to_string())
        .execute(&mut connection)
        .await
        .unwrap();
    assert_eq!(store.link(found.id).await.unwrap(), None);
    assert_eq!(record(store, std::slice::from_ref(&found)).await, 0);
}
