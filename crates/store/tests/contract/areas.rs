//! The tree of areas through time.

use domain::{AreaId, Change, ChangeError, Decision, Part};
use store::{Horizon, ReportFilter, StoreError};

use crate::ground::Ground;
use crate::samples::{self, GRID, day, keep, minutes, morning, report};

on_both! {
    a_change_is_kept_with_its_drawings_and_its_line_in_the_journal,
    a_repeated_change_adds_nothing_and_a_refused_one_keeps_nothing,
    what_was_filed_under_an_ended_code_keeps_it_and_is_found_where_it_went,
    a_file_of_before_a_change_does_not_undo_it,
    retention_takes_the_grid_of_a_report_that_was_filed_under_an_ended_one,
}

fn part(id: &str, households: u32) -> Part {
    Part {
        id: id.into(),
        name: format!("网格{}", &id[12..]),
        households: Some(households),
        ..Part::default()
    }
}

fn decided(change: Change) -> Decision {
    Decision { on: day("2026-11-10"), why: "敦政发〔2026〕8号".to_owned(), changes: vec![change] }
}

fn split() -> Decision {
    let into = vec![part("620982101200003", 30), part("620982101200004", 10)];
    decided(Change::Split { area: GRID.into(), into })
}

/// A village of one town is taken over by a village of the other.
fn merge() -> Decision {
    let areas = vec!["620982102200".into(), "620982101200".into()];
    decided(Change::Merge { areas, into: Part { id: "620982102200".into(), ..Part::default() } })
}

async fn redraw(ground: &Ground, decision: &Decision) -> Result<usize, StoreError> {
    let new = ground.store.redraw_areas(decision, day("2026-11-20"), "test", morning()).await?;
    Ok(new.len())
}

async fn a_change_is_kept_with_its_drawings_and_its_line_in_the_journal(ground: &Ground) {
    ground.settle().await;
    assert_eq!(redraw(ground, &split()).await.unwrap(), 1);
    let history = ground.store.area_history().await.unwrap();
    let change = &history.changes()[0];
    assert_eq!((change.on, change.recorded_at), (day("2026-11-10"), morning()));
    assert_eq!(change.change, split().changes[0]);
    let before = history.at(day("2026-11-09"), morning()).unwrap();
    assert_eq!(before.all(), samples::areas());
    let not_known_yet = history.at(day("2026-11-20"), morning() - minutes(1)).unwrap();
    assert_eq!(not_known_yet.all(), samples::areas());
    let areas = ground.store.areas().await.unwrap();
    assert_eq!(areas.all().len(), samples::areas().len() + 1);
    assert!(areas.in_force(&GRID.into()).is_err());
    let journal = ground.store.journal(change.id).await.unwrap();
    assert_eq!((journal[0].step.as_str(), journal[0].why.as_str()), ("redrawn", "敦政发〔2026〕8号"));
}

async fn a_repeated_change_adds_nothing_and_a_refused_one_keeps_nothing(ground: &Ground) {
    ground.settle().await;
    redraw(ground, &split()).await.unwrap();
    assert_eq!(redraw(ground, &split()).await.unwrap(), 0);
    let history = ground.store.area_history().await.unwrap();
    // Its first change fits, its second does not.
    let mut half = decided(Change::Rename { area: "620982101".into(), name: "新镇".to_owned() });
    half.changes.push(Change::Reparent { area: GRID.into(), parent: "620982102200".into() });
    let error = redraw(ground, &half).await.unwrap_err();
    assert!(matches!(error, StoreError::Change(ChangeError::Ended(_))), "{error:?}");
    assert_eq!(ground.store.area_history().await.unwrap(), history);
}

async fn what_was_filed_under_an_ended_code_keeps_it_and_is_found_where_it_went(ground: &Ground) {
    ground.settle().await;
    let filed = domain::Report { area: "620982101200".into(), ..report(1) };
    keep(&ground.store, std::slice::from_ref(&filed)).await;
    let found = async |within: &str| {
        let filter = ReportFilter { within: Some(AreaId::from(within)), ..ReportFilter::default() };
        ground.store.reports(&filter).await.unwrap().items
    };
    assert!(found("620982102").await.is_empty());
    redraw(ground, &merge()).await.unwrap();
    assert_eq!(found("620982102").await, [filed]);
    assert!(found("620982101").await.is_empty(), "its town has changed with it");
    let areas = ground.store.areas().await.unwrap();
    assert_eq!(areas.full_name(&"620982101200".into()), "莫高镇月牙泉村", "the old name is still known");
    assert!(areas.contains(&"620982102".into(), &"620982101200".into()), "and its new town may read it");
}

async fn a_file_of_before_a_change_does_not_undo_it(ground: &Ground) {
    ground.settle().await;
    redraw(ground, &merge()).await.unwrap();
    let drawn = ground.store.areas().await.unwrap().all().to_vec();
    let error = ground.store.put_areas(&samples::areas()).await.unwrap_err();
    assert!(error.to_string().contains("620982101200 已于 2026-11-10 合并为"), "{error}");
    let moved = samples::areas().into_iter().find(|area| area.id == GRID.into()).unwrap();
    let error = ground.store.put_areas(&[moved]).await.unwrap_err();
    assert!(matches!(error, StoreError::Redrawn { .. }), "{error:?}");
    assert_eq!(ground.store.areas().await.unwrap().all(), drawn);
    // What is in force may be corrected, and given again as it is.
    let mut corrected = drawn.clone();
    corrected[0].name = "敦煌".to_owned();
    corrected[3].households += 1;
    ground.store.put_areas(&corrected).await.unwrap();
    assert_eq!(ground.store.areas().await.unwrap().all(), corrected);
}

async fn retention_takes_the_grid_of_a_report_that_was_filed_under_an_ended_one(ground: &Ground) {
    ground.settle().await;
    keep(&ground.store, &[report(1)]).await;
    let into = Part { id: "620982101200002".into(), ..Part::default() };
    redraw(ground, &decided(Change::Merge { areas: vec![GRID.into(), into.id.clone()], into }))
        .await
        .unwrap();
    let later = morning() + minutes(24 * 60);
    let horizon = Horizon { reports: Some(later), quarantine: None };
    ground.store.retain(horizon, "test", later).await.unwrap();
    let kept = ground.store.report(report(1).id).await.unwrap().unwrap();
    assert_eq!(kept.area, "620982101200".into(), "the village, not the grid that took it over");
}
