//! Opening, reopening, and what is refused.

use sqlx::Executor;
use store::{Backend, Store, StoreError};
use tempfile::TempDir;

use crate::ground::Ground;
use crate::samples::{keep, report};

on_both! {
    what_was_kept_is_there_for_an_instance_that_opens_later,
    a_database_of_a_newer_release_is_refused_with_both_numbers,
    several_instances_may_open_an_empty_database_at_once,
}

async fn what_was_kept_is_there_for_an_instance_that_opens_later(ground: &Ground) {
    ground.settle().await;
    keep(&ground.store, &[report(1)]).await;
    let later = ground.another().await;
    assert_eq!(later.report(report(1).id).await.unwrap(), Some(report(1)));
    assert_eq!(later.areas().await.unwrap().all().len(), 8);
    later.close().await;
}

async fn a_database_of_a_newer_release_is_refused_with_both_numbers(ground: &Ground) {
    let mut connection = ground.connection().await;
    connection
        .execute(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             SELECT 9999, 'of a later release', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1",
        )
        .await
        .unwrap();
    let error = Store::open(&ground.url).await.unwrap_err();
    assert!(matches!(error, StoreError::NewerSchema { found: 9999, known: 1..9999 }), "{error:?}");
    assert!(error.to_string().contains("install the newer release again"), "{error}");
}

async fn several_instances_may_open_an_empty_database_at_once(ground: &Ground) {
    let (one, two, three) = tokio::join!(ground.another(), ground.another(), ground.another());
    for store in [one, two, three] {
        store.ping().await.unwrap();
        store.close().await;
    }
}

#[tokio::test]
async fn a_store_in_memory_keeps_its_data_while_it_is_open() {
    let store = Store::open("sqlite::memory:").await.unwrap();
    assert_eq!(store.backend(), Backend::Sqlite);
    store.put_areas(&crate::samples::areas()).await.unwrap();
    assert_eq!(store.areas().await.unwrap().all(), crate::samples::areas());
}

#[tokio::test]
async fn a_path_with_chinese_letters_and_spaces_is_taken_as_written() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("敦煌 市.db");
    Store::open(&format!("sqlite:{}", path.display())).await.unwrap().close().await;
    assert!(path.exists());
}

#[tokio::test]
async fn an_address_that_names_no_database_is_refused_with_the_forms_that_do() {
    for url in ["mysql://root@localhost/county", "county.db", ""] {
        let error = Store::open(url).await.unwrap_err();
        assert!(matches!(error, StoreError::Url(_)), "{error:?}");
        assert!(error.to_string().contains("sqlite:PATH"), "{error}");
    }
}
