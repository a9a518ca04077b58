//! One sweep: the data as known at a moment → signals → drafts, recorded together.

use advisories::Decision;
use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::{Drawn, Hold, Ranking};
use store::{JudgedSignal, StoreError, SweepRecord};

use crate::{JobError, Works};

/// Years of history a sweep reads: enough for every season to be seen several times.
const HISTORY_YEARS: u64 = 8;

/// Time back in which what was said and seen still matters to what is said now (cool-down, open advisories, episodes).
pub(crate) const MEMORY: TimeDelta = TimeDelta::weeks(26);

/// Judged signals from which an order is learned, the newest: years of them, and what was found of late counts.
const JUDGED: u32 = 2_000;

/// What a look at the data found; nothing of it is recorded.
#[derive(Clone, Debug)]
pub struct Look {
    /// Reports that were known at the cut and counted.
    pub reports: usize,
    /// Hypotheses tested.
    pub tests: u64,
    /// How the signals were put in order.
    pub ranking: Ranking,
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
    /// Looks for patterns in what was known at `as_of` and decides what is worth saying. Reports and effort count where
    /// they lie as `drawn`.
    ///
    /// # Errors
    /// [`JobError`] when the store or the computing fails.
    pub async fn look(
        &self,
        as_of: DateTime<Utc>,
        now: DateTime<Utc>,
        drawn: Drawn,
    ) -> Result<Look, JobError> {
        let since = self.time.day(as_of) - Days::new(HISTORY_YEARS * 366);
        // The two long tables are read side by side: each keeps a core busy for about as long as the detectors do.
        let memory = now - MEMORY;
        let (history, taxonomy, mut reports, effort, said, judged, holds, seen) = tokio::try_join!(
            self.store.area_history(),
            self.store.taxonomy(),
            self.store.reports_counted_at(as_of, since, self.counting),
            self.store.effort_known_at(as_of, since),
            self.store.said_since(memory),
            self.store.judged_signals(as_of, JUDGED),
            self.store.holds(),
            self.store.seen_since(memory),
        )?;
        let areas = history.drawn(drawn, self.time.day_of_receipt(as_of), as_of).map_err(StoreError::from)?;
        areas.redraw_reports(&mut reports, self.time);
        let effort = areas.redraw_effort(effort);

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
            let mut assessment = analytics::assess(&snapshot, &works.parameters, as_of);
            let judged: Vec<analytics::Judged> = judged.into_iter().map(proved).collect();
            let ranking = analytics::learn_ranking(&judged);
            analytics::rank_by(&ranking, &mut assessment.signals);
            let context = works.context(&areas, &taxonomy);
            let holds: Vec<Hold> = holds.into_iter().map(|(hold, _)| hold).collect();
            let past = advisories::Past { said: &said, holds: &holds, seen: &seen.sightings };
            let decision = advisories::decide(assessment.signals, past, &context, now);
            Look { reports: reports.len(), tests: assessment.tests, ranking, decision }
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
        let look = self.look(as_of, now, Drawn::Today).await?;
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
        let Look { reports, tests, ranking, decision } = look;
        let sweep = SweepRecord {
            as_of,
            ran_at: now,
            tests: *tests,
            ranking,
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

/// What became of a signal: the committee's answer where there is one, else what the desk decided.
fn proved(judged: JudgedSignal) -> analytics::Judged {
    let confirmed = judged.is_confirmed();
    match judged.verdict {
        Some(verdict) => analytics::Judged::answered(judged.signal, verdict),
        None => analytics::Judged::decided(judged.signal, confirmed),
    }
}
