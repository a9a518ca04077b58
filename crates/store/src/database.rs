//! Opening the database, bringing its schema up to date, and the two kinds of access: reading and writing.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use sqlx::{
    Any, AnyConnection, AnyPool, Executor, Transaction,
    any::{AnyPoolOptions, install_default_drivers},
    migrate::{MigrateError, Migrator},
};

use crate::{
    Outcome, StoreError,
    attempts::Word,
    backup::{beside, vacuum_into},
    columns::Columns,
    gathering::Gathering,
    intake::Waiting,
};

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// Readers of one SQLite file work side by side with the writer; more than this only queue on the disk.
const SQLITE_READERS: u32 = 8;

/// Connections of one instance to PostgreSQL, well below the usual limit of 100 for the whole server.
const POSTGRES_CONNECTIONS: u32 = 16;

/// How long a call waits for a connection before [`StoreError::Busy`]. An import holds SQLite's only writer
/// for a few seconds.
const PATIENCE: Duration = Duration::from_secs(30);

/// WAL: readers never wait for the writer. FULL: what was answered survives a power cut. The wait in
/// milliseconds is for other processes that hold the file, such as a backup or an import.
const SQLITE_SETTINGS: &str = "PRAGMA busy_timeout = 15000; PRAGMA journal_mode = WAL; \
     PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON";

/// What was answered survives a power cut, however the server is set up.
const POSTGRES_SETTINGS: &str = "SET synchronous_commit = on";

/// The two databases that the program runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// Embedded: one file beside the program.
    Sqlite,
    /// A server, when several instances share the work.
    Postgres,
}

impl Backend {
    fn of(url: &str) -> Result<Self, StoreError> {
        match url.split_once(':') {
            Some(("sqlite", _)) => Ok(Self::Sqlite),
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres),
            _ => Err(StoreError::Url(url.to_owned())),
        }
    }
}

/// A schema that was brought up to date when the database was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upgrade {
    /// The schema that was found.
    pub from: i64,
    /// The schema that it has now.
    pub to: i64,
    /// The copy that was made before; none on PostgreSQL, where `pg_dump` makes it.
    pub backup: Option<PathBuf>,
}

/// The county's data. Cheap to clone; all clones share the connections.
#[derive(Clone, Debug)]
pub struct Store {
    backend: Backend,
    readers: AnyPool,
    writers: AnyPool,
    intakes: Arc<Gathering<Waiting, Vec<Outcome>>>,
    attempts: Arc<Gathering<Word, ()>>,
    file: Option<Arc<Path>>,
    upgrade: Option<Arc<Upgrade>>,
}

impl Store {
    /// Opens `sqlite:PATH` (created when absent), `sqlite::memory:` or `postgres://…` and brings its schema
    /// up to date; of a SQLite file a copy is made before ([`Store::upgrade`]).
    ///
    /// # Errors
    /// [`StoreError::Url`] for any other address, [`StoreError::NewerSchema`] when a newer release wrote the
    /// database, [`StoreError::Migration`] or [`StoreError::Database`] when it cannot be reached or written.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        install_default_drivers();
        let backend = Backend::of(url)?;
        let (readers, writers) = match backend {
            Backend::Postgres => {
                let pool = pool(url, POSTGRES_CONNECTIONS, POSTGRES_SETTINGS).await?;
                (pool.clone(), pool)
            }
            Backend::Sqlite if url.ends_with(":memory:") => {
                // Each connection to memory would be a database of its own.
                let pool = pool(url, 1, SQLITE_SETTINGS).await?;
                (pool.clone(), pool)
            }
            Backend::Sqlite => {
                let url = creating(url);
                let writers = pool(&url, 1, SQLITE_SETTINGS).await?;
                (pool(&url, SQLITE_READERS, SQLITE_SETTINGS).await?, writers)
            }
        };
        let file = file_of(url).map(Arc::from);
        let upgrade = bring_up_to_date(&writers, file.as_deref()).await?.map(Arc::new);
        Ok(Self {
            backend,
            readers,
            writers,
            intakes: Arc::default(),
            attempts: Arc::default(),
            file,
            upgrade,
        })
    }

    /// What opening it has changed in its schema; `None` where nothing was to be changed, or all was new.
    pub fn upgrade(&self) -> Option<&Upgrade> {
        self.upgrade.as_deref()
    }

    /// The file of a SQLite database that is not in memory.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Which database this is.
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// [`StoreError`] when there is none.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.readers).await?;
        Ok(())
    }

    /// Waits for calls under way and closes all connections.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writers.close().await;
    }

    /// Where queries that only read go.
    pub(crate) fn reading(&self) -> &AnyPool {
        &self.readers
    }

    /// A transaction whose queries all see one state of the database.
    pub(crate) async fn reading_one_state(&self) -> Result<Transaction<'static, Any>, StoreError> {
        let begin = match self.backend {
            Backend::Sqlite => "BEGIN",
            Backend::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
        };
        Ok(self.readers.begin_with(begin).await?)
    }

    /// Where calls that keep reports come together.
    pub(crate) fn intakes(&self) -> &Gathering<Waiting, Vec<Outcome>> {
        &self.intakes
    }

    /// Where words on attempts come together.
    pub(crate) fn attempts(&self) -> &Gathering<Word, ()> {
        &self.attempts
    }

    /// A transaction that may write. On SQLite it takes the write lock at once, so that what it reads cannot
    /// have changed when it writes.
    pub(crate) async fn writing(&self) -> Result<Transaction<'static, Any>, StoreError> {
        let begin = match self.backend {
            Backend::Sqlite => "BEGIN IMMEDIATE",
            Backend::Postgres => "BEGIN",
        };
        loop {
            match self.writers.begin_with(begin).await {
                // SQLite ends a transaction by itself when the disk is full, and the connection counts on as if it were
                // in one: it is of no use any more, and the next one is new.
                Err(sqlx::Error::InvalidSavePointStatement) => {
                    let _ = self.writers.acquire().await?.close().await;
                }
                begun => return Ok(begun?),
            }
        }
    }
}

/// The path in the address of a SQLite file; `None` for a database in memory and for PostgreSQL.
pub fn file_of(url: &str) -> Option<&Path> {
    let path = url.strip_prefix("sqlite:")?.split('?').next()?;
    let path = path.strip_prefix("//").unwrap_or(path);
    (!path.is_empty() && path != ":memory:").then(|| Path::new(path))
}

/// The newest schema that this release knows.
pub(crate) fn newest_schema() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// Runs the migrations that are missing, after a copy of a file that already holds something.
async fn bring_up_to_date(writers: &AnyPool, file: Option<&Path>) -> Result<Option<Upgrade>, StoreError> {
    let mut connection = writers.acquire().await?;
    let found = applied_schema(&mut connection).await?;
    let outdated = found.filter(|found| *found < newest_schema());
    let mut backup = None;
    if let (Some(found), Some(file)) = (outdated, file) {
        let copy = beside(file, &format!("schema-{found}.backup"));
        vacuum_into(&mut connection, &copy).await?;
        backup = Some(copy);
    }
    drop(connection);
    MIGRATIONS.run(writers).await.map_err(migration_error)?;
    Ok(outdated.map(|from| Upgrade { from, to: newest_schema(), backup }))
}

/// Number of the newest migration that a database has seen; `None` for one that has seen none.
pub(crate) async fn applied_schema(connection: &mut AnyConnection) -> Result<Option<i64>, StoreError> {
    let row = match connection.fetch_one("SELECT max(version) AS version FROM _sqlx_migrations").await {
        Ok(row) => row,
        // The table of migrations comes with the first of them.
        Err(sqlx::Error::Database(refused)) if refused.message().contains("_sqlx_migrations") => {
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    };
    Columns(&row).maybe_integer("version")
}

/// SQLite opens only files that exist unless it is asked to create them.
fn creating(url: &str) -> String {
    match url.split_once('?') {
        Some((_, parameters)) if parameters.contains("mode=") => url.to_owned(),
        Some(_) => format!("{url}&mode=rwc"),
        None => format!("{url}?mode=rwc"),
    }
}

async fn pool(url: &str, connections: u32, settings: &'static str) -> Result<AnyPool, StoreError> {
    let pool = AnyPoolOptions::new()
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(PATIENCE)
        // A connection to memory that is closed for its age would take the data with it.
        .idle_timeout(None)
        .max_lifetime(None)
        .after_connect(move |connection: &mut AnyConnection, _| {
            Box::pin(async move { connection.execute(settings).await.map(drop) })
        })
        .connect(url)
        .await?;
    Ok(pool)
}

fn migration_error(error: MigrateError) -> StoreError {
    match error {
        MigrateError::VersionMissing(found) => StoreError::NewerSchema { found, known: newest_schema() },
        other => StoreError::Migration(other),
    }
}

#[cfg(test)]
mod tests {
    use sqlx::Row;

    use super::*;

    /// Asks a connection of each kind for one of its settings.
    async fn settings(store: &Store, pragma: &'static str) -> [String; 2] {
        let mut answers = [String::new(), String::new()];
        for (answer, pool) in answers.iter_mut().zip([&store.readers, &store.writers]) {
            let row = sqlx::query(pragma).fetch_one(pool).await.unwrap();
            *answer = row.try_get::<String, _>(0).unwrap_or_else(|_| row.get::<i64, _>(0).to_string());
        }
        answers
    }

    #[tokio::test]
    async fn each_connection_to_a_file_writes_through_to_the_disk_and_holds_the_references() {
        let folder = tempfile::TempDir::new().unwrap();
        let url = format!("sqlite:{}", folder.path().join("county.db").display());
        let store = Store::open(&url).await.unwrap();
        assert_eq!(settings(&store, "PRAGMA journal_mode").await, ["wal", "wal"]);
        let full = "2";
        assert_eq!(settings(&store, "PRAGMA synchronous").await, [full, full]);
        assert_eq!(settings(&store, "PRAGMA foreign_keys").await, ["1", "1"]);
        assert_eq!(settings(&store, "PRAGMA busy_timeout").await, ["15000", "15000"]);
    }

    #[tokio::test]
    async fn a_full_disk_refuses_clearly_and_the_same_call_does_once_there_is_room() {
        let folder = tempfile::TempDir::new().unwrap();
        let url = format!("sqlite:{}", folder.path().join("county.db").display());
        let store = Store::open(&url).await.unwrap();
        let areas: Vec<domain::Area> = (0..5000)
            .map(|number| domain::Area {
                id: domain::AreaId::new(format!("62098210{number:07}")),
                parent: None,
                level: domain::AreaLevel::County,
                name: "沙州镇".to_owned(),
                households: 1,
                centre: None,
                outline: Vec::new(),
            })
            .collect();
        // The file may not grow: what a full disk means to SQLite.
        store.writers.execute("PRAGMA max_page_count = 1").await.unwrap();
        let refused = store.put_areas(&areas).await.unwrap_err();
        assert!(matches!(refused, StoreError::Full(_)), "{refused:?}");
        assert!(store.areas().await.unwrap().is_empty(), "nothing of the call was kept");
        store.writers.execute("PRAGMA max_page_count = 100000").await.unwrap();
        store.put_areas(&areas).await.unwrap();
        assert_eq!(store.areas().await.unwrap().all().len(), 5000);
    }

    #[tokio::test]
    async fn a_connection_whose_transaction_the_database_ended_by_itself_is_replaced() {
        let folder = tempfile::TempDir::new().unwrap();
        let url = format!("sqlite:{}", folder.path().join("county.db").display());
        let store = Store::open(&url).await.unwrap();
        let mut transaction = store.writing().await.unwrap();
        transaction.execute("ROLLBACK").await.unwrap();
        assert!(transaction.commit().await.is_err());
        let again = tokio::time::timeout(Duration::from_secs(20), store.writing()).await;
        again.expect("it does not wait for ever").unwrap().commit().await.unwrap();
    }

    #[test]
    fn the_file_of_an_address_is_found_in_each_of_its_forms() {
        for url in ["sqlite:a/county.db", "sqlite://a/county.db", "sqlite:a/county.db?mode=ro"] {
            assert_eq!(file_of(url), Some(Path::new("a/county.db")), "{url}");
        }
        for url in ["sqlite::memory:", "postgres://db/county"] {
            assert_eq!(file_of(url), None, "{url}");
        }
    }

    #[test]
    fn a_file_is_created_unless_the_address_says_how_to_open_it() {
        assert_eq!(creating("sqlite:a.db"), "sqlite:a.db?mode=rwc");
        assert_eq!(creating("sqlite:a.db?cache=private"), "sqlite:a.db?cache=private&mode=rwc");
        assert_eq!(creating("sqlite:a.db?mode=ro"), "sqlite:a.db?mode=ro");
    }
}
