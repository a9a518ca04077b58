//! The loop that looks at the clock.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Month, Week};
use tokio_util::sync::CancellationToken;

use crate::{CatchUp, JobError, Schedule, ScheduleError, Settings, Works};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    Assess,
    Bulletins,
    Monthly,
    Remind,
    Retain,
}

pub(crate) struct Job {
    pub(crate) name: &'static str,
    work: Work,
    pub(crate) schedule: Schedule,
    catch_up: CatchUp,
}

/// The jobs of the schedule.
pub(crate) fn jobs(settings: &Settings) -> Result<Vec<Job>, ScheduleError> {
    let job = |name, work, expression: &str, catch_up| {
        Ok(Job { name, work, schedule: Schedule::new(expression, &settings.zone)?, catch_up })
    };
    Ok(vec![
        job("assess", Work::Assess, &settings.assess, CatchUp::Latest)?,
        job("bulletin", Work::Bulletins, &settings.bulletin, CatchUp::Every)?,
        job("report", Work::Monthly, &settings.report, CatchUp::Every)?,
        job("remind", Work::Remind, &settings.remind, CatchUp::Latest)?,
        job("retain", Work::Retain, &settings.retain, CatchUp::Latest)?,
    ])
}

/// One tick that this instance ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turned {
    /// The job.
    pub job: &'static str,
    /// The moment it was due for.
    pub tick: DateTime<Utc>,
    /// What went wrong, where something did.
    pub error: Option<String>,
}

/// The jobs and when they are due.
pub struct Crank {
    works: Works,
    jobs: Vec<Job>,
    poll: Duration,
}

impl Crank {
    /// Reads the schedule.
    ///
    /// # Errors
    /// [`ScheduleError`] that quotes the expression or zone which cannot be read.
    pub fn new(works: Works, settings: &Settings) -> Result<Self, ScheduleError> {
        let jobs = jobs(settings)?;
        Ok(Self { works, jobs, poll: Duration::from_secs(settings.poll_seconds.max(1)) })
    }

    /// Runs every tick that is due at `now` and that no other instance holds. A job that fails is told in the answer
    /// and left to the next turn; the other jobs go on.
    pub async fn turn(&self, now: DateTime<Utc>) -> Vec<Turned> {
        let mut turned = Vec::new();
        for job in &self.jobs {
            if let Err(error) = self.turn_job(job, now, &mut turned).await {
                tracing::error!(job = job.name, error = %chain(&error), "job not turned");
                turned.push(Turned { job: job.name, tick: now, error: Some(chain(&error)) });
            }
        }
        turned
    }

    async fn turn_job(
        &self,
        job: &Job,
        now: DateTime<Utc>,
        turned: &mut Vec<Turned>,
    ) -> Result<(), JobError> {
        let Some(after) = self.works.store.last_finished_tick(job.name).await? else {
            // The first start of all: nothing before it was ever due. The mark is kept, so that ticks missed from now
            // on are caught up even if the process stops before its first one.
            if self.claim(job, now, now).await? {
                self.works.store.finish_tick(job.name, now, &self.works.holder, now, Ok(())).await?;
            }
            return Ok(());
        };
        for tick in job.schedule.due(after, now, job.catch_up) {
            if !self.claim(job, tick, now).await? {
                // Another instance is at it, or it failed a moment ago; later ticks must not overtake it.
                break;
            }
            let result = self.perform(job.work, tick, now).await;
            let error = result.err().map(|error| chain(&error));
            let outcome = error.clone().map_or(Ok(()), Err);
            self.works.store.finish_tick(job.name, tick, &self.works.holder, now, outcome).await?;
            let failed = error.is_some();
            turned.push(Turned { job: job.name, tick, error });
            if failed {
                break;
            }
        }
        Ok(())
    }

    /// The first tick of any job after a moment.
    pub fn next(&self, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.jobs.iter().filter_map(|job| job.schedule.next(after)).min()
    }

    async fn claim(&self, job: &Job, tick: DateTime<Utc>, now: DateTime<Utc>) -> Result<bool, JobError> {
        let until = now + TimeDelta::seconds(i64::from(self.works.lease_seconds));
        Ok(self.works.store.claim_tick(job.name, tick, &self.works.holder, now, until).await?)
    }

    async fn perform(&self, work: Work, tick: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), JobError> {
        match work {
            Work::Assess => {
                self.works.assess(tick, now, "scheduler").await?;
                self.works.issue_by_rule(now).await.map(drop)
            }
            Work::Remind => self.works.remind(now).await.map(drop),
            Work::Retain => self.works.retain(tick, now, "scheduler").await.map(drop),
            Work::Bulletins => {
                let week = Week::of(self.works.time.day(tick)).plus(-1);
                self.works.write_bulletins(week, tick, now).await.map(drop)
            }
            Work::Monthly => {
                let month = Month::of(self.works.time.day(tick)).before(1);
                self.works.write_monthly(month, tick, now).await.map(drop)
            }
        }
    }

    /// Turns until told to stop. A turn that has begun is finished before the loop ends. The outbox has a loop of its
    /// own: a long sweep holds up no message, and a slow receiver no sweep.
    pub async fn run(&self, clock: impl Fn() -> DateTime<Utc>, stop: CancellationToken) {
        let turning = async {
            while !stop.is_cancelled() {
                self.turn(clock()).await;
                if let Err(error) = self.works.match_arrivals(clock()).await {
                    tracing::error!(error = %chain(&error), "what arrived was not compared");
                }
                self.pause(&stop).await;
            }
        };
        let delivering = async {
            while !stop.is_cancelled() {
                if let Err(error) = self.works.deliver(clock()).await {
                    tracing::error!(error = %chain(&error), "outbox not worked through");
                }
                self.pause(&stop).await;
            }
        };
        tokio::join!(turning, delivering);
    }

    async fn pause(&self, stop: &CancellationToken) {
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(self.poll) => {}
        }
    }
}

/// An error with its causes in one line, for a log or a job's record.
fn chain(error: &JobError) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
