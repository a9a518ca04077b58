//! Backups, restoring, inspections, and a disk without room.

use std::{fs, path::PathBuf};

use sqlx::Executor;
use store::{Store, StoreError, inspect_copy, restore};
use tempfile::TempDir;

use crate::{
    ground::Ground,
    samples::{keep, report},
};

on_both! {
    a_sound_database_breaks_no_rule,
    a_number_that_the_journal_does_not_know_is_named,
    only_a_file_is_backed_up_and_the_others_are_told_by_which_tool,
}

async fn a_sound_database_breaks_no_rule(ground: &Ground) {
    ground.settle().await;
    keep(&ground.store, &[report(1), report(2)]).await;
    let inspection = ground.store.inspect().await.unwrap();
    assert!(inspection.rules >= 7);
    assert_eq!(inspection.faults, []);
}

async fn a_number_that_the_journal_does_not_know_is_named(ground: &Ground) {
    let mut connection = ground.connection().await;
    connection.execute("INSERT INTO counter (name, value) VALUES ('advisory 2026', 3)").await.unwrap();
    let faults = ground.store.inspect().await.unwrap().faults;
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].rule_en, "numbers of advisories have no gaps");
    assert_eq!(faults[0].rows, ["counters 3, advisories 0"]);
}

async fn only_a_file_is_backed_up_and_the_others_are_told_by_which_tool(ground: &Ground) {
    let folder = TempDir::new().unwrap();
    let copy = folder.path().join("copy.db");
    match ground.store.back_up(&copy).await {
        Ok(kept) => assert_eq!((kept.reports, ground.store.file().is_some()), (0, true)),
        Err(error) => assert!(error.to_string().contains("pg_dump"), "{error}"),
    }
}

/// A file with reports 1 to `reports`, open.
async fn county(folder: &TempDir, reports: u32) -> (PathBuf, Store) {
    let file = folder.path().join("county.db");
    let store = Store::open(&format!("sqlite:{}", file.display())).await.unwrap();
    store.put_areas(&crate::samples::areas()).await.unwrap();
    store.put_categories(&crate::samples::categories()).await.unwrap();
    keep(&store, &(1..=reports).map(report).collect::<Vec<_>>()).await;
    (file, store)
}

#[tokio::test]
async fn a_backup_made_while_serving_comes_back_as_it_was_then() {
    let folder = TempDir::new().unwrap();
    let (file, store) = county(&folder, 2).await;
    let copy = folder.path().join("copy.db");
    assert_eq!(store.back_up(&copy).await.unwrap().reports, 2);
    keep(&store, &[report(3)]).await;
    assert!(
        matches!(store.back_up(&copy).await, Err(StoreError::Io { .. })),
        "a backup is never written over"
    );
    store.close().await;

    let aside = restore(&copy, &file, "aside").await.unwrap().unwrap();
    assert_eq!(inspect_copy(&aside).await.unwrap().reports, 3, "what was replaced is kept");
    let restored = Store::open(&format!("sqlite:{}", file.display())).await.unwrap();
    assert_eq!(restored.count_reports().await.unwrap(), 2);
    assert_eq!(restored.inspect().await.unwrap().faults, []);
}

#[tokio::test]
async fn a_database_in_use_is_not_replaced() {
    let folder = TempDir::new().unwrap();
    let (file, store) = county(&folder, 1).await;
    let copy = folder.path().join("copy.db");
    store.back_up(&copy).await.unwrap();
    let refused = restore(&copy, &file, "aside").await.unwrap_err();
    assert!(matches!(refused, StoreError::InUse(_)), "{refused:?}");
    assert_eq!(store.count_reports().await.unwrap(), 1);
}

#[tokio::test]
async fn a_damaged_copy_is_refused_and_the_database_stays() {
    let folder = TempDir::new().unwrap();
    let (file, store) = county(&folder, 1).await;
    let copy = folder.path().join("copy.db");
    store.back_up(&copy).await.unwrap();
    store.close().await;
    let whole = fs::read(&copy).unwrap();
    fs::write(&copy, &whole[..whole.len() / 2]).unwrap();
    let refused = restore(&copy, &file, "aside").await.unwrap_err();
    assert!(matches!(refused, StoreError::Damaged { .. }), "{refused:?}");
    assert_eq!(inspect_copy(&file).await.unwrap().reports, 1);
    fs::write(&copy, "no database").unwrap();
    assert!(matches!(inspect_copy(&copy).await, Err(StoreError::Damaged { .. })));
}

#[tokio::test]
async fn a_file_of_an_older_release_is_copied_before_its_schema_is_changed() {
    let folder = TempDir::new().unwrap();
    let (file, store) = county(&folder, 1).await;
    assert_eq!(store.upgrade(), None, "all was new");
    store.close().await;
    // What an interrupted upgrade leaves: the newest migration is not there yet.
    let url = format!("sqlite:{}", file.display());
    let mut connection = <sqlx::AnyConnection as sqlx::Connection>::connect(&url).await.unwrap();
    let newest = "DELETE FROM _sqlx_migrations WHERE version > 1";
    connection.execute(newest).await.unwrap();
    drop(connection);
    let failed = Store::open(&url).await;
    assert!(matches!(failed, Err(StoreError::Migration(_))), "its columns are there already: {failed:?}");
    let copy = folder.path().join("county.db.schema-1.backup");
    assert_eq!(inspect_copy(&copy).await.unwrap().schema, 1);
    assert_eq!(inspect_copy(&copy).await.unwrap().reports, 1);
}
