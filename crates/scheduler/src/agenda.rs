//! What ran last and what runs next, for the operator.

use chrono::{DateTime, Utc};
use store::{JobRun, Store};

use crate::{JobError, ScheduleError, Settings, crank};

/// Runs that are looked back upon: some weeks of every job.
const RUNS: u32 = 500;

/// One job with its last run and its next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// The job.
    pub job: &'static str,
    /// The newest run that came to its end.
    pub last: Option<JobRun>,
    /// The newest run that did not: it is under way, or it failed and says why.
    pub open: Option<JobRun>,
    /// When it is due next.
    pub next: Option<DateTime<Utc>>,
}

/// The jobs of a schedule.
pub struct Agenda(Vec<crank::Job>);

impl Agenda {
    /// Reads the schedule.
    ///
    /// # Errors
    /// [`ScheduleError`] that quotes the expression or zone which cannot be read.
    pub fn new(settings: &Settings) -> Result<Self, ScheduleError> {
        crank::jobs(settings).map(Self)
    }

    /// Every job, in the order in which a turn looks at them.
    ///
    /// # Errors
    /// [`JobError`] when the store fails.
    pub async fn appointments(
        &self,
        store: &Store,
        now: DateTime<Utc>,
    ) -> Result<Vec<Appointment>, JobError> {
        let runs = store.job_runs(RUNS).await?;
        let newest = |job: &str, ended: bool| {
            let of_it = runs.iter().filter(|run| run.job == job && run.finished_at.is_some() == ended);
            of_it.max_by_key(|run| run.tick).cloned()
        };
        let appointment = |job: &crank::Job| {
            let last = newest(job.name, true);
            // A run that failed and was made good by a later one is the past.
            let open =
                newest(job.name, false).filter(|open| last.as_ref().is_none_or(|last| last.tick < open.tick));
            Appointment { job: job.name, last, open, next: job.schedule.next(now) }
        };
        Ok(self.0.iter().map(appointment).collect())
    }
}
