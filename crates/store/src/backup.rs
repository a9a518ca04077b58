//! Copies of a SQLite database that may be put away: made while others read and write, and looked at before they are
//! trusted.
//!
//! A copied file of a database in use is no backup: what stands in its write-ahead log is missing, or half there.
//! `VACUUM INTO` reads within one transaction, so the copy is the database as it stood at one moment, without its log
//! and without holes. PostgreSQL brings tools of its own (`pg_dump`, `pg_restore`), which its operators know.

use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use sqlx::{AnyConnection, Connection, Executor, any::install_default_drivers};

use crate::{
    Backend, Store, StoreError,
    columns::{Columns, read_all},
    database::{applied_schema, newest_schema},
};

/// What a file was found to hold when it was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// Number of its newest migration.
    pub schema: i64,
    /// Reports in it.
    pub reports: u64,
}

impl Store {
    /// Writes a copy of the whole database to `file`, which must not exist, while others read and write. The copy is on
    /// disk, and has been read back, before this returns.
    ///
    /// # Errors
    /// [`StoreError::NoFile`] on PostgreSQL and for a database in memory, [`StoreError::Io`] when the file cannot be
    /// written or exists, [`StoreError::Full`] when the disk is full, [`StoreError::Damaged`] when the copy is not whole.
    pub async fn back_up(&self, file: &Path) -> Result<Copy, StoreError> {
        if self.backend() != Backend::Sqlite || self.file().is_none() {
            return Err(StoreError::NoFile);
        }
        if file.exists() {
            return Err(in_file(file, io::ErrorKind::AlreadyExists.into()));
        }
        let mut connection = self.reading().acquire().await?;
        vacuum_into(&mut connection, file).await?;
        inspect_copy(file).await
    }
}

/// Looks at a file that is to be put in the place of the database.
///
/// # Errors
/// [`StoreError::Damaged`] when it is no whole database of ours, [`StoreError::NewerSchema`] when a newer release wrote
/// it, [`StoreError::Io`] when there is no such file.
pub async fn inspect_copy(file: &Path) -> Result<Copy, StoreError> {
    install_default_drivers();
    fs::metadata(file).map_err(|error| in_file(file, error))?;
    let damaged = |said: String| StoreError::Damaged { file: file.to_owned(), said };
    let unreadable = |error: sqlx::Error| damaged(error.to_string());
    let mut connection =
        AnyConnection::connect(&format!("sqlite:{}?mode=ro", file.display())).await.map_err(unreadable)?;
    let rows = connection.fetch_all("PRAGMA integrity_check").await.map_err(unreadable)?;
    let said = read_all(&rows, |row| row.text("integrity_check"))?;
    if said != ["ok"] {
        return Err(damaged(said.join("; ")));
    }
    let schema = applied_schema(&mut connection)
        .await?
        .ok_or_else(|| damaged("it is a database of another program".to_owned()))?;
    let known = newest_schema();
    if schema > known {
        return Err(StoreError::NewerSchema { found: schema, known });
    }
    let row = connection.fetch_one("SELECT count(*) AS n FROM report").await.map_err(unreadable)?;
    let reports = Columns(&row).number("n")?;
    connection.close().await?;
    Ok(Copy { schema, reports })
}

/// Puts a copy in the place of the database `target`, and gives the name under which the old one was put aside, if there
/// was one. The copy itself stays where it is.
///
/// # Errors
/// As [`inspect_copy`]; [`StoreError::InUse`] while a process has the old database open: it would write on into the file
/// that was put aside.
pub async fn restore(copy: &Path, target: &Path, aside: &str) -> Result<Option<PathBuf>, StoreError> {
    inspect_copy(copy).await?;
    let ready = beside(target, "restoring");
    fs::copy(copy, &ready).map_err(|error| in_file(&ready, error))?;
    on_disk(&ready)?;
    let old = if target.exists() {
        fold_log(target).await?;
        let old = beside(target, aside);
        fs::rename(target, &old).map_err(|error| in_file(&old, error))?;
        Some(old)
    } else {
        None
    };
    fs::rename(&ready, target).map_err(|error| in_file(target, error))?;
    on_disk(target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))?;
    Ok(old)
}

/// Writes what stands in the log into the file itself and ends the log, which SQLite does only for the one process that
/// has the file open.
async fn fold_log(file: &Path) -> Result<(), StoreError> {
    install_default_drivers();
    let in_use = || StoreError::InUse(file.to_owned());
    let mut connection = AnyConnection::connect(&format!("sqlite:{}", file.display())).await?;
    let row = connection.fetch_one("PRAGMA journal_mode = DELETE").await.map_err(|_| in_use())?;
    let mode = Columns(&row).text("journal_mode")?;
    connection.close().await?;
    if mode == "delete" { Ok(()) } else { Err(in_use()) }
}

/// Copies the database of a connection to `file` and waits for the disk. An older file of that name is replaced once the
/// new one is whole.
pub(crate) async fn vacuum_into(connection: &mut AnyConnection, file: &Path) -> Result<(), StoreError> {
    let partial = beside(file, "partial");
    if partial.exists() {
        fs::remove_file(&partial).map_err(|error| in_file(&partial, error))?;
    }
    let name = partial.to_string_lossy().into_owned();
    let written = sqlx::query("VACUUM INTO $1").bind(name).execute(connection).await;
    if let Err(error) = written {
        // What is left of the attempt would only keep the disk full.
        let _ = fs::remove_file(&partial);
        return Err(error.into());
    }
    on_disk(&partial)?;
    fs::rename(&partial, file).map_err(|error| in_file(file, error))
}

/// The name of a file with a word behind it: `county.db.partial`.
pub(crate) fn beside(file: &Path, word: &str) -> PathBuf {
    let mut name = OsString::from(file.as_os_str());
    name.push(".");
    name.push(word);
    name.into()
}

fn on_disk(file: &Path) -> Result<(), StoreError> {
    File::open(file).and_then(|opened| opened.sync_all()).map_err(|error| in_file(file, error))
}

fn in_file(file: &Path, error: io::Error) -> StoreError {
    StoreError::Io { file: file.to_owned(), source: error }
}
