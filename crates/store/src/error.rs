//! What a caller of the store can run into.

use std::{io, path::PathBuf};

use chrono::NaiveDate;
use domain::{AdvisoryId, AreaError, AreaId, CategoryCode, ChangeError, StateError, TaxonomyError};

/// Why the store did not do what it was asked. That something does not exist is no error but an `Option`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The URL names no database that is known here.
    #[error(
        "{0:?} is no database address; write sqlite:PATH, sqlite::memory: or postgres://USER@HOST/DATABASE"
    )]
    Url(String),
    /// The database was written by a newer release.
    #[error(
        "the database has schema {found}, this release knows schemas up to {known}; \
         install the newer release again, or restore a backup made before the upgrade"
    )]
    NewerSchema {
        /// The newest schema applied to the database.
        found: i64,
        /// The newest schema this release carries.
        known: i64,
    },
    /// The schema could not be brought up to date.
    #[error("failed to bring the schema up to date")]
    Migration(#[source] sqlx::migrate::MigrateError),
    /// The areas given do not form a tree with those already kept.
    #[error(transparent)]
    Areas(#[from] AreaError),
    /// The areas cannot be redrawn like this, or a code has ended.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// An import contradicts a recorded change.
    #[error(
        "{area} got its name and place by the change of {on}; export the areas in force and edit those, or record a \
         new change with fengsui areas rename or reparent · {area} 的名称和上级已按 {on} 的变更登记，请以现行区划导出\
         文件为准修改，或另行登记更名、划转"
    )]
    Redrawn {
        /// The area.
        area: AreaId,
        /// The first day of its last change.
        on: NaiveDate,
    },
    /// The categories given do not form a tree with those already kept.
    #[error(transparent)]
    Taxonomy(#[from] TaxonomyError),
    /// The code of a category is kept for something else.
    #[error(
        "the code {0} stands for all categories together; give the category another code \
         (编码 {0} 用于表示各类合计，请为该类别另取编码)"
    )]
    ReservedCategory(CategoryCode),
    /// The life of an advisory has no such step.
    #[error(transparent)]
    State(#[from] StateError),
    /// Somebody is correcting the letter already.
    #[error("a correction of this letter is being drafted already: {0} (该文书的更正稿已在拟制)")]
    Corrected(AdvisoryId),
    /// What was to be closed is closed.
    #[error("somebody has settled this already; reload to see how (该条已办结，请刷新查看)")]
    Closed,
    /// The report has another text by now.
    #[error("revision {found} stands by now; look at it again (现行版本已为第 {found} 版，请重新核对)")]
    Moved {
        /// The revision that stands.
        found: u32,
    },
    /// The page mark was not given out by this store.
    #[error("{0:?} is no page mark; leave `after` out to begin with the first page")]
    Mark(String),
    /// A stored value cannot be read back: the file was changed by other hands.
    #[error("column {column} holds {value:?}, which cannot be read; restore the newest backup")]
    Unreadable {
        /// The column.
        column: &'static str,
        /// What it holds.
        value: String,
    },
    /// A value could not be written as JSON.
    #[error("failed to write a value as JSON")]
    Json(#[from] serde_json::Error),
    /// The database is no file that could be copied.
    #[error(
        "only a SQLite file is copied by this program; for PostgreSQL use \
         pg_dump --format=custom --file=FILE DATABASE, and pg_restore --clean --dbname=DATABASE FILE"
    )]
    NoFile,
    /// A file is no whole database.
    #[error("{} is damaged or no database of this program: {said}; take an older backup", .file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What the database says about it.
        said: String,
    },
    /// A process has the database open.
    #[error("{} is in use; stop the service first", .0.display())]
    InUse(PathBuf),
    /// A file beside the database could not be read or written.
    #[error("failed at the file {}", .file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The disk is full; nothing of the call was kept, and the same call will do once there is room.
    #[error("the disk of the database is full; make room, nothing needs to be restarted")]
    Full(#[source] sqlx::Error),
    /// The database was busy with others for too long, or chose this transaction to end a deadlock; nothing
    /// was kept, trying again is right.
    #[error("the database is busy")]
    Busy(#[source] sqlx::Error),
    /// The database failed or cannot be reached; nothing of the call was kept.
    #[error("the database failed")]
    Database(#[source] sqlx::Error),
}

/// Codes by which the databases say "try again": PostgreSQL's deadlock and serialization failures, SQLite's
/// `SQLITE_BUSY` and its kinds for recovery and snapshots.
const TRY_AGAIN: [&str; 5] = ["40P01", "40001", "5", "261", "517"];

/// Codes by which they say that there is no room: PostgreSQL's `disk_full`; SQLite's `SQLITE_FULL`, and the write, the
/// sync and the growth of its shared index that a quota or a full disk refused.
const NO_ROOM: [&str; 5] = ["53100", "13", "778", "1034", "4874"];

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let code = match &error {
            sqlx::Error::Database(refused) => refused.code(),
            sqlx::Error::PoolTimedOut => return Self::Busy(error),
            _ => None,
        };
        let is_among = |codes: &[&str]| code.as_deref().is_some_and(|code| codes.contains(&code));
        if is_among(&NO_ROOM) {
            Self::Full(error)
        } else if is_among(&TRY_AGAIN) {
            Self::Busy(error)
        } else {
            Self::Database(error)
        }
    }
}
