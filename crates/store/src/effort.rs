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

/// When a grid was last heard of. Days of a place; who it was that called is kept nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastContact {
    /// The grid.
    pub grid: AreaId,
    /// When its newest report was written.
    pub reported_at: Option<DateTime<Utc>>,
    /// The last day with a visit.
    pub visited_on: Option<NaiveDate>,
    /// The last day on which "nothing to report" was said.
    pub zero_report_on: Option<NaiveDate>,
}

impl Store {
    /// When each grid was last heard of since a day that began at `midnight`, in the order of the import; one from which nothing came is not listed.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn last_contacts(
        &self,
        since: NaiveDate,
        midnight: DateTime<Utc>,
    ) -> Result<Vec<LastContact>, StoreError> {
        let rows = sqlx::query(
            "SELECT area.id AS grid, reported.at AS reported_at, walked.visited_on, walked.zero_report_on
             FROM area
             LEFT JOIN (SELECT area, max(reported_at) AS at FROM report
                 WHERE received_at >= $2 AND reported_at >= $2 GROUP BY area) AS reported ON reported.area = area.id
             LEFT JOIN (SELECT grid, max(CASE WHEN visits > 0 THEN day END) AS visited_on,
                     max(CASE WHEN zero_report = 1 THEN day END) AS zero_report_on
                 FROM effort AS told WHERE day >= $1 AND received_at = (SELECT max(received_at) FROM effort AS later
                     WHERE later.grid = told.grid AND later.day = told.day)
                 GROUP BY grid) AS walked ON walked.grid = area.id
             WHERE area.level = 'grid'
                 AND (reported.at IS NOT NULL OR walked.visited_on IS NOT NULL OR walked.zero_report_on IS NOT NULL)
             ORDER BY area.position",
        )
        .bind(since.to_string())
        .bind(micros(midnight))
        .fetch_all(self.reading())
        .await?;
        read_all(&rows, |row| {
            Ok(LastContact {
                grid: AreaId::new(row.text("grid")?),
                reported_at: row.maybe_moment("reported_at")?,
                visited_on: row.maybe_day("visited_on")?,
                zero_report_on: row.maybe_day("zero_report_on")?,
            })
        })
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
