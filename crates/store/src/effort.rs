//! Patrol effort: how much was looked at, so that silence can be told from absence.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{AreaId, Effort};

use crate::{
    Store, StoreError,
    columns::{Columns, micros, read_all},
};

impl Store {
    /// Keeps counts that arrived at `at`. A count that repeats what is known adds nothing; one that differs
    /// is a correction and holds from `at` on.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails; nothing of the call is kept then.
    pub async fn put_effort(&self, effort: &[Effort], at: DateTime<Utc>) -> Result<(), StoreError> {
        let mut transaction = self.writing().await?;
        for row in effort {
            sqlx::query(
                "INSERT INTO effort (grid, day, received_at, visits, zero_report)
                 SELECT $1, $2, $3, $4, $5
                 WHERE NOT EXISTS (
                     SELECT 1 FROM effort WHERE grid = $1 AND day = $2 AND visits = $4 AND zero_report = $5
                     AND received_at = (SELECT max(received_at) FROM effort WHERE grid = $1 AND day = $2))
                 ON CONFLICT (grid, day, received_at)
                 DO UPDATE SET visits = excluded.visits, zero_report = excluded.zero_report",
            )
            .bind(row.grid.as_str())
            .bind(row.day.to_string())
            .bind(micros(at))
            .bind(i64::from(row.visits))
            .bind(i64::from(row.zero_report))
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// The counts of `since` and later days as they were known at `as_of`, ordered by day and grid.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn effort_known_at(
        &self,
        as_of: DateTime<Utc>,
        since: NaiveDate,
    ) -> Result<Vec<Effort>, StoreError> {
        // Which count is the last of its grid and day is found here: the database would look up each row's rivals.
        let rows = sqlx::query(
            "SELECT grid, day, received_at, visits, zero_report FROM effort
             WHERE day >= $1 AND received_at <= $2",
        )
        .bind(since.to_string())
        .bind(micros(as_of))
        .fetch_all(self.reading())
        .await?;
        let mut known = read_all(&rows, |row| Ok((row.integer("received_at")?, effort(row)?)))?;
        // Sorted here: how a database orders the letters of a grid's id depends on its locale.
        known.sort_unstable_by(|(received, a), (other, b)| {
            (a.day, &a.grid, other).cmp(&(b.day, &b.grid, received))
        });
        known.dedup_by(|(_, next), (_, kept)| next.day == kept.day && next.grid == kept.grid);
        Ok(known.into_iter().map(|(_, effort)| effort).collect())
    }
}

pub(crate) fn effort(row: Columns<'_>) -> Result<Effort, StoreError> {
    Ok(Effort {
        grid: AreaId::new(row.text("grid")?),
        day: row.day("day")?,
        visits: row.number("visits")?,
        zero_report: row.yes("zero_report")?,
    })
}
