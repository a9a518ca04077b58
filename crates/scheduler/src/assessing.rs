//! One sweep: the data as known at a moment → signals → drafts, recorded together.

use advisories::Decision;
use chrono::{DateTime, Days, TimeDelta, Utc};
use store::SweepRecord;

use crate::{JobError, Works};

/// Years of history a sweep reads: enough for every season to be seen several times.
const HISTORY_YEARS: u64 = 8;

/// Weeks back in which what was said still matters to what is said now (cool-down, open advisories).
const MEMORY_WEEKS: i64 = 26;

/// What a look at the data found; nothing of it is recorded.
#[derive(Clone, Debug)]
pub struct Look {
    /// Reports that were known at the cut.
    pub reports: usize,
    /// Hypotheses tested.
    pub tests: u64,
    /// Signals with their level, and the letters that would be drafted.
    pub decision: Decision,
}

/// What a recorded sweep did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assessed {
    /// Reports that were known at the cut.
    pub reports: usize,
    /// Hypotheses tested.
    pub tests: u64,
    /// Signals found by this sweep.
    pub signals: usize,
    /// Of these, new in the store.
    pub new_signals: u64,
    /// Advisories drafted anew.
    pub new_advisories: u64,
}

impl Works {
    /// Looks for patterns in what was known at `as_of` and decides what is worth saying.
    ///
    /// # Errors
    /// [`JobError`] when the store or the computing fails.
    pub async fn look(&self, as_of: DateTime<Utc>, now: DateTime<Utc>) -> Result<Look, JobError> {
        let since = self.time.day(as_of) - Days::new(HISTORY_YEARS * 366);
        let areas = self.store.areas().await?;
        let taxonomy = self.store.taxonomy().await?;
        let reports = self.store.reports_known_at(as_of, since).await?;
        let effort = self.store.effort_known_at(as_of, since).await?;
        let said = self.store.said_since(now - TimeDelta::weeks(MEMORY_WEEKS)).await?;

        let works = self.clone();
        let look = tokio::task::spawn_blocking(move || {
            let snapshot = analytics::Snapshot {
                reports: &reports,
                effort: &effort,
                areas: &areas,
                taxonomy: &taxonomy,
                calendar: &works.calendar,
                time: works.time,
            };
            let assessment = analytics::assess(&snapshot, &works.parameters, as_of);
            let context = works.context(&areas, &taxonomy);
            let decision = advisories::decide(assessment.signals, &said, &context, now);
            Look { reports: reports.len(), tests: assessment.tests, decision }
        });
        Ok(look.await?)
    }

    /// Looks, and records signals and drafts in one transaction. A repeat of the same look adds nothing.
    ///
    /// # Errors
    /// [`JobError`] when the store or the computing fails; nothing is recorded then.
    pub async fn assess(
        &self,
        as_of: DateTime<Utc>,
        now: DateTime<Utc>,
        by: &str,
    ) -> Result<Assessed, JobError> {
        let look = self.look(as_of, now).await?;
        self.record(&look, as_of, now, by).await
    }

    /// Records what a look found.
    ///
    /// # Errors
    /// [`JobError`] when the store fails; nothing is recorded then.
    pub async fn record(
        &self,
        look: &Look,
        as_of: DateTime<Utc>,
        now: DateTime<Utc>,
        by: &str,
    ) -> Result<Assessed, JobError> {
        let Look { reports, tests, decision } = look;
        let sweep = SweepRecord {
            as_of,
            ran_at: now,
            tests: *tests,
            signals: &decision.signals,
            advisories: &decision.advisories,
        };
        let recorded = self.store.record_sweep(&sweep, by).await?;
        let assessed = Assessed {
            reports: *reports,
            tests: *tests,
            signals: decision.signals.len(),
            new_signals: recorded.new_signals,
            new_advisories: recorded.new_advisories,
        };
        tracing::info!(%as_of, ?assessed, "assessed");
        Ok(assessed)
    }
}
