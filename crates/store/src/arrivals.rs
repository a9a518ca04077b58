//! What arrived between two moments: for those who count as reports come in and do not read everything anew.

use chrono::{DateTime, Utc};
use domain::{Effort, Report};

use crate::{
    Store, StoreError,
    columns::{Columns, micros, read_all},
    effort::effort,
    reports::{report, select_report},
};

/// How much had been received by a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Received {
    /// Reports.
    pub reports: u64,
    /// Corrections of reports, whenever they came.
    pub revisions: u64,
    /// Rows of effort, corrections among them.
    pub effort: u64,
    /// When the first of them all was received; `None` when there are none.
    pub first: Option<DateTime<Utc>>,
}

impl Store {
    /// Reports received after one moment and by another, ordered by receipt and id, each in the text that stands now.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn reports_received(
        &self,
        after: DateTime<Utc>,
        by: DateTime<Utc>,
    ) -> Result<Vec<Report>, StoreError> {
        let rows = sqlx::query(select_report!(
            "FROM report WHERE received_at > $1 AND received_at <= $2 ORDER BY received_at, id"
        ))
        .bind(micros(after))
        .bind(micros(by))
        .fetch_all(self.reading())
        .await?;
        read_all(&rows, report)
    }

    /// Effort received after one moment and by another, with the moment of its receipt; a correction is a row of its
    /// own. In no particular order.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn effort_received(
        &self,
        after: DateTime<Utc>,
        by: DateTime<Utc>,
    ) -> Result<Vec<(DateTime<Utc>, Effort)>, StoreError> {
        let rows = sqlx::query(
            "SELECT grid, day, received_at, visits, zero_report FROM effort
             WHERE received_at > $1 AND received_at <= $2",
        )
        .bind(micros(after))
        .bind(micros(by))
        .fetch_all(self.reading())
        .await?;
        read_all(&rows, |row| Ok((row.moment("received_at")?, effort(row)?)))
    }

    /// How much had been received by a moment: what a count that was kept up to date must add up to.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn received(&self, by: DateTime<Utc>) -> Result<Received, StoreError> {
        let row = sqlx::query(
            "SELECT (SELECT count(*) FROM report WHERE received_at <= $1) AS reports,
             (SELECT count(*) FROM revision) AS revisions,
             (SELECT count(*) FROM effort WHERE received_at <= $1) AS effort,
             (SELECT min(received_at) FROM report) AS first_report,
             (SELECT min(received_at) FROM effort) AS first_effort",
        )
        .bind(micros(by))
        .fetch_one(self.reading())
        .await?;
        let row = Columns(&row);
        let firsts = [row.maybe_moment("first_report")?, row.maybe_moment("first_effort")?];
        Ok(Received {
            reports: row.number("reports")?,
            revisions: row.number("revisions")?,
            effort: row.number("effort")?,
            first: firsts.into_iter().flatten().min().filter(|first| *first <= by),
        })
    }
}
