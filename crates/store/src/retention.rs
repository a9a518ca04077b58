//! Retention: after a while the words and the exact place of a matter are taken away, and what is counted stays.
//!
//! A report then still says which day, which category, how many people and which village (of a restricted matter: which
//! town), so that a series of years keeps its height. It cannot be undone, and a file that is imported again does not
//! bring the words back.

use chrono::{DateTime, Utc};
use domain::{Facts, Reason};
use sqlx::AnyConnection;
use uuid::Uuid;

use crate::{
    Backend, Entry, Store, StoreError,
    columns::{Columns, json, micros, read_all},
    journal::{self, Step},
};

/// What is old enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// Reports received before this moment, with all that quotes them; `None` keeps them for ever.
    pub reports: Option<DateTime<Utc>>,
    /// Quarantined rows received before this moment; `None` keeps them for ever.
    pub quarantine: Option<DateTime<Utc>>,
}

/// What lost its words, or would.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Blanked {
    /// Reports.
    pub reports: u64,
    /// Texts of reports that no longer stood, wait or conflict.
    pub other_texts: u64,
    /// Signals that quoted sentences.
    pub signals: u64,
    /// Rows in quarantine.
    pub quarantine: u64,
}

impl Blanked {
    /// Whether there was nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Rows of quarantine that are rewritten between two looks: their reasons are read one by one.
const ROWS_AT_ONCE: i64 = 500;

/// A moment before all others: nothing is older.
const NEVER: i64 = i64::MIN;

/// Categories that are restricted, with those below them.
const RESTRICTED: &str = "(WITH RECURSIVE hidden (code) AS (SELECT code FROM category WHERE restricted = 1
     UNION SELECT category.code FROM category JOIN hidden ON category.parent = hidden.code) SELECT code FROM hidden)";

impl Store {
    /// Counts what [`Store::retain`] would take away.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn count_old(&self, horizon: Horizon) -> Result<Blanked, StoreError> {
        let row = sqlx::query(
            "SELECT (SELECT count(*) FROM report WHERE received_at < $1 AND blanked_at IS NULL) AS reports,
             (SELECT count(*) FROM revision JOIN report ON report.id = revision.report
              WHERE report.received_at < $1 AND report.blanked_at IS NULL) AS superseded,
             (SELECT count(*) FROM unsettled WHERE received_at < $1) AS unsettled,
             (SELECT count(*) FROM signal WHERE as_of < $1 AND facts LIKE '%\"sentences\":[\"%') AS signals,
             (SELECT count(*) FROM quarantine WHERE received_at < $2 AND blanked_at IS NULL) AS quarantine",
        )
        .bind(horizon.reports.map_or(NEVER, micros))
        .bind(horizon.quarantine.map_or(NEVER, micros))
        .fetch_one(self.reading())
        .await?;
        let row = Columns(&row);
        Ok(Blanked {
            reports: row.number("reports")?,
            other_texts: row.number::<u64>("superseded")? + row.number::<u64>("unsettled")?,
            signals: row.number("signals")?,
            quarantine: row.number("quarantine")?,
        })
    }

    /// Takes away the words and exact places of what is older than the horizon, in one transaction, with a line in the
    /// journal of retention where there was anything. A repeat takes nothing more.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails; nothing is taken away then.
    pub async fn retain(&self, horizon: Horizon, by: &str, at: DateTime<Utc>) -> Result<Blanked, StoreError> {
        let blanked = self.count_old(horizon).await?;
        if blanked.is_empty() {
            return Ok(blanked);
        }
        let mut transaction = self.writing().await?;
        if self.backend() == Backend::Sqlite {
            // What is overwritten would otherwise stay readable in the free room of the file's pages.
            sqlx::query("PRAGMA secure_delete = ON").fetch_all(&mut *transaction).await?;
        }
        if let Some(before) = horizon.reports {
            blank_reports(&mut transaction, micros(before), micros(at)).await?;
            blank_signals(&mut transaction, micros(before)).await?;
        }
        if let Some(before) = horizon.quarantine {
            while blank_quarantine(&mut transaction, micros(before), micros(at)).await? {}
        }
        let before = |moment: Option<DateTime<Utc>>| {
            moment.map_or_else(|| "-".to_owned(), |moment| moment.date_naive().to_string())
        };
        let why = format!(
            "{} reports, {} other texts and {} signals before {}; {} quarantined rows before {}",
            blanked.reports,
            blanked.other_texts,
            blanked.signals,
            before(horizon.reports),
            blanked.quarantine,
            before(horizon.quarantine)
        );
        journal::write(&mut transaction, subject(), Step { at, by, step: "blanked", why: &why }).await?;
        transaction.commit().await?;
        Ok(blanked)
    }

    /// What retention has taken away, run by run, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn retention_journal(&self) -> Result<Vec<Entry>, StoreError> {
        self.journal(subject()).await
    }
}

/// The subject under which the journal tells of retention.
fn subject() -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, b"fengsui:retention")
}

async fn blank_reports(connection: &mut AnyConnection, before: i64, at: i64) -> Result<(), StoreError> {
    let old = "SELECT id FROM report WHERE received_at < $1 AND blanked_at IS NULL";
    for (table, is_old) in [
        ("report", "received_at < $1 AND blanked_at IS NULL".to_owned()),
        ("revision", format!("report IN ({old})")),
    ] {
        let wider = |level: &str| {
            format!(
                "UPDATE {table} SET area = (SELECT parent FROM area WHERE area.id = {table}.area)
                 WHERE {is_old} AND area IN (SELECT id FROM area WHERE level = '{level}' AND parent IS NOT NULL)"
            )
        };
        for sql in [wider("grid"), format!("{} AND category IN {RESTRICTED}", wider("village"))] {
            // A code that ended lies in one of its own level: one step up may not be wide enough. Only names of our own
            // tables, columns and levels were put in.
            let step = || sqlx::query(sqlx::AssertSqlSafe(sql.clone())).bind(before);
            while step().execute(&mut *connection).await?.rows_affected() > 0 {}
        }
        let wordless = format!("UPDATE {table} SET summary = '' WHERE {is_old}");
        sqlx::query(sqlx::AssertSqlSafe(wordless)).bind(before).execute(&mut *connection).await?;
    }
    sqlx::query("UPDATE report SET blanked_at = $2 WHERE received_at < $1 AND blanked_at IS NULL")
        .bind(before)
        .bind(at)
        .execute(&mut *connection)
        .await?;
    // Texts that never stood were never counted: nothing of them need stay.
    sqlx::query("DELETE FROM unsettled WHERE received_at < $1").bind(before).execute(connection).await?;
    Ok(())
}

/// Takes the quoted sentences out of the facts of old signals.
async fn blank_signals(connection: &mut AnyConnection, before: i64) -> Result<(), StoreError> {
    let rows = sqlx::query(
        "SELECT id, facts FROM signal WHERE as_of < $1 AND facts LIKE '%\"sentences\":[\"%' ORDER BY id",
    )
    .bind(before)
    .fetch_all(&mut *connection)
    .await?;
    for (id, facts) in read_all(&rows, |row| Ok((row.text("id")?, row.json::<Facts>("facts")?)))? {
        let facts = Facts { sentences: Vec::new(), ..facts };
        sqlx::query("UPDATE signal SET facts = $2 WHERE id = $1")
            .bind(id)
            .bind(json(&facts)?)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Blanks some old rows of quarantine; `false` when none was left. What is counted of them stays: the field and the code
/// of each reason. One that was still open can no longer be put right and is closed.
async fn blank_quarantine(connection: &mut AnyConnection, before: i64, at: i64) -> Result<bool, StoreError> {
    let rows = sqlx::query(
        "SELECT id, reasons FROM quarantine WHERE received_at < $1 AND blanked_at IS NULL ORDER BY id LIMIT $2",
    )
    .bind(before)
    .bind(ROWS_AT_ONCE)
    .fetch_all(&mut *connection)
    .await?;
    for (id, reasons) in read_all(&rows, |row| Ok((row.text("id")?, row.json::<Vec<Reason>>("reasons")?)))? {
        // The messages quote what was sent.
        let silent = |reason| Reason { message_zh: String::new(), message_en: String::new(), ..reason };
        let reasons: Vec<Reason> = reasons.into_iter().map(silent).collect();
        sqlx::query(
            "UPDATE quarantine SET raw = '', reasons = $2, blanked_at = $3,
                 state = CASE state WHEN 'open' THEN 'discarded' ELSE state END
             WHERE id = $1",
        )
        .bind(id)
        .bind(json(&reasons)?)
        .bind(at)
        .execute(&mut *connection)
        .await?;
    }
    Ok(!rows.is_empty())
}
