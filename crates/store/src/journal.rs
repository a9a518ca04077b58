//! The journal: who took which step when, and why. Lines are only ever added.

use chrono::{DateTime, Utc};
use sqlx::{AnyConnection, AssertSqlSafe};
use uuid::Uuid;

use crate::{
    Store, StoreError,
    columns::{Columns, micros, read_all},
    placeholders::{self, ROWS_AT_ONCE},
};

/// The actor of the steps that an operator's rule takes in place of a person: nobody judged anything by them.
pub const BY_RULE: &str = "rule issue_by_itself";

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When the step was taken.
    pub at: DateTime<Utc>,
    /// The name of the token or job that took it.
    pub by: String,
    /// The step: `found`, `withheld`, `released`, `drafted`, `confirmed`, `dismissed`, `issued`, `delivered`,
    /// `acknowledged`, `reminded`, `escalated`, `answered`, `closed`, `withdrawn`, `revised`, `written`, `dead`, `replayed`,
    /// `proposed`, `reopened`, `resolved`, `resubmitted`, `discarded`, `blanked`, `held`, `lifted` or `redrawn`.
    pub step: String,
    /// The reason, where one was given; else empty.
    pub why: String,
}

impl Store {
    /// The journal of one signal, advisory, bulletin, message, link or change of areas, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn journal(&self, subject: Uuid) -> Result<Vec<Entry>, StoreError> {
        let rows = sqlx::query("SELECT at, actor, step, why FROM journal WHERE subject = $1 ORDER BY number")
            .bind(subject.to_string())
            .fetch_all(self.reading())
            .await?;
        read_all(&rows, entry)
    }
}

fn entry(row: Columns<'_>) -> Result<Entry, StoreError> {
    Ok(Entry {
        at: row.moment("at")?,
        by: row.text("actor")?,
        step: row.text("step")?,
        why: row.text("why")?,
    })
}

/// A step that is being taken: what goes into the journal beside the subject.
#[derive(Clone, Copy)]
pub(crate) struct Step<'a> {
    pub at: DateTime<Utc>,
    pub by: &'a str,
    pub step: &'static str,
    pub why: &'a str,
}

/// Writes one line. The caller holds the row of the subject, so that two lines cannot get the same number.
pub(crate) async fn write(
    connection: &mut AnyConnection,
    subject: Uuid,
    step: Step<'_>,
) -> Result<(), StoreError> {
    write_all(connection, &[(subject, step)]).await
}

/// Writes one line for each subject. The caller holds their rows, each of which stands here once.
pub(crate) async fn write_all(
    connection: &mut AnyConnection,
    steps: &[(Uuid, Step<'_>)],
) -> Result<(), StoreError> {
    for steps in steps.chunks(ROWS_AT_ONCE) {
        // Only placeholders are put in. Both databases name the columns of a list of values so.
        let sql = format!(
            "INSERT INTO journal (subject, number, at, actor, step, why)
             SELECT column1, (SELECT count(*) + 1 FROM journal WHERE subject = column1), column2, column3, column4, column5
             FROM (VALUES {}) AS line",
            placeholders::rows(steps.len(), 5)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for (subject, step) in steps {
            query = query
                .bind(subject.to_string())
                .bind(micros(step.at))
                .bind(step.by)
                .bind(step.step)
                .bind(step.why);
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}
