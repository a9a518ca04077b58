//! Ticks of jobs: each is run by one instance, and run to its end once.

use chrono::{DateTime, Utc};

use crate::{
    Store, StoreError,
    columns::{Columns, micros, read_all},
};

/// One tick of one job, as the operator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRun {
    /// The job.
    pub job: String,
    /// The moment it was due for.
    pub tick: DateTime<Utc>,
    /// The instance that runs or ran it.
    pub holder: String,
    /// When that instance began.
    pub started_at: DateTime<Utc>,
    /// When it came to its end; `None` while it runs, or after it failed.
    pub finished_at: Option<DateTime<Utc>>,
    /// What went wrong in the last run, where something did.
    pub error: Option<String>,
}

impl Store {
    /// Claims a tick until `until`; says whether the caller may run it. One caller gets it; a tick that was
    /// finished is never given again; one whose lease has run out, because its holder failed or fell silent,
    /// may be taken over.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn claim_tick(
        &self,
        job: &str,
        tick: DateTime<Utc>,
        holder: &str,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.writing().await?;
        let done = sqlx::query(
            "INSERT INTO tick (job, due_at, holder, leased_until, started_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (job, due_at) DO UPDATE SET holder = excluded.holder,
                 leased_until = excluded.leased_until, started_at = excluded.started_at
             WHERE tick.finished_at IS NULL AND tick.leased_until <= $5",
        )
        .bind(job)
        .bind(micros(tick))
        .bind(holder)
        .bind(micros(until))
        .bind(micros(now))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Notes how a run ended; says whether `holder` still held the tick (if not, nothing is noted). After
    /// `Ok` the tick is finished for ever. After `Err` it stays open with the reason, and may be claimed
    /// again when the lease has run out: the length of a lease is the pause before the next try.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn finish_tick(
        &self,
        job: &str,
        tick: DateTime<Utc>,
        holder: &str,
        now: DateTime<Utc>,
        result: Result<(), String>,
    ) -> Result<bool, StoreError> {
        let finished_at = result.is_ok().then(|| micros(now));
        let mut transaction = self.writing().await?;
        let done = sqlx::query(
            "UPDATE tick SET finished_at = $4, error = $5
             WHERE job = $1 AND due_at = $2 AND holder = $3 AND finished_at IS NULL",
        )
        .bind(job)
        .bind(micros(tick))
        .bind(holder)
        .bind(finished_at)
        .bind(result.err())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// The newest tick of a job that was run to its end.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn last_finished_tick(&self, job: &str) -> Result<Option<DateTime<Utc>>, StoreError> {
        let row =
            sqlx::query("SELECT max(due_at) AS due_at FROM tick WHERE job = $1 AND finished_at IS NOT NULL")
                .bind(job)
                .fetch_one(self.reading())
                .await?;
        Columns(&row).maybe_moment("due_at")
    }

    /// The runs of all jobs, latest begun first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn job_runs(&self, limit: u32) -> Result<Vec<JobRun>, StoreError> {
        let rows = sqlx::query(
            "SELECT job, due_at, holder, started_at, finished_at, error FROM tick
             ORDER BY started_at DESC, due_at DESC, job LIMIT $1",
        )
        .bind(i64::from(limit))
        .fetch_all(self.reading())
        .await?;
        read_all(&rows, |row| {
            Ok(JobRun {
                job: row.text("job")?,
                tick: row.moment("due_at")?,
                holder: row.text("holder")?,
                started_at: row.moment("started_at")?,
                finished_at: row.maybe_moment("finished_at")?,
                error: row.maybe_text("error")?,
            })
        })
    }
}
