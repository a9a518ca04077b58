//! The ground a test stands on: a database of its own, empty, on one of the two backends.

use std::{
    env,
    sync::atomic::{AtomicU32, Ordering},
};

use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor, any::install_default_drivers};
use store::Store;
use tempfile::TempDir;

use crate::samples;

/// A database of one test.
pub(crate) struct Ground {
    /// Its address, for tests that open it several times.
    pub url: String,
    /// The store over it.
    pub store: Store,
    place: Place,
}

enum Place {
    /// The folder of a SQLite file; it goes when this is dropped.
    Folder(TempDir),
    /// A database on a server.
    Server { url: String, database: String },
}

/// Databases of one run are told apart by a count, those of several runs by the process.
static COUNT: AtomicU32 = AtomicU32::new(0);

impl Ground {
    /// An empty SQLite file.
    pub async fn sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        let url = format!("sqlite:{}", folder.path().join("county.db").display());
        let store = Store::open(&url).await.unwrap();
        Self { url, store, place: Place::Folder(folder) }
    }

    /// An empty PostgreSQL database; `None` where no server is named and none is required.
    pub async fn postgres() -> Option<Self> {
        let Ok(server) = env::var("FENGSUI_TEST_POSTGRES_URL") else {
            assert!(
                env::var("FENGSUI_REQUIRE_POSTGRES").is_err(),
                "PostgreSQL is required here; run tests/postgres.sh cargo test -p store"
            );
            skipped_on_postgres();
            return None;
        };
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let database = format!("fengsui_test_{}_{count}", std::process::id());
        command(&server, format!("CREATE DATABASE {database}")).await;
        let (address, _) = server.rsplit_once('/').unwrap();
        let url = format!("{address}/{database}");
        let store = Store::open(&url).await.unwrap();
        Some(Self { url, store, place: Place::Server { url: server, database } })
    }

    /// Keeps the sample areas and categories.
    pub async fn settle(&self) {
        self.store.put_areas(&samples::areas()).await.unwrap();
        self.store.put_categories(&samples::categories()).await.unwrap();
    }

    /// A further instance over the same database.
    pub async fn another(&self) -> Store {
        Store::open(&self.url).await.unwrap()
    }

    /// A connection past the store, to plant what the store would not write.
    pub async fn connection(&self) -> AnyConnection {
        AnyConnection::connect(&self.url).await.unwrap()
    }

    /// Removes the database.
    pub async fn clear(self) {
        self.store.close().await;
        match self.place {
            Place::Folder(folder) => folder.close().unwrap(),
            Place::Server { url, database } => {
                command(&url, format!("DROP DATABASE {database} WITH (FORCE)")).await;
            }
        }
    }
}

#[expect(
    clippy::print_stderr,
    reason = "a story that was not run on PostgreSQL must not look as if it had been"
)]
fn skipped_on_postgres() {
    eprintln!("\n*** SKIPPED on PostgreSQL: run tests/postgres.sh cargo test -p store ***\n");
}

async fn command(server: &str, sql: String) {
    install_default_drivers();
    let mut connection = AnyConnection::connect(server).await.unwrap();
    connection.execute(AssertSqlSafe(sql)).await.unwrap();
    connection.close().await.unwrap();
}

/// Makes two tests of each story, one for each backend, that show as `story::sqlite` and `story::postgres`. A
/// story that is not listed is dead code, and the compiler says so.
macro_rules! on_both {
    ($($story:ident),+ $(,)?) => {$(
        mod $story {
            use crate::ground::Ground;

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                let ground = Ground::sqlite().await;
                super::$story(&ground).await;
                ground.clear().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                let Some(ground) = Ground::postgres().await else { return };
                super::$story(&ground).await;
                ground.clear().await;
            }
        }
    )+};
}
