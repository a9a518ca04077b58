//! Reminders: every working morning, what waits too long for a signature or an answer is asked for again.

use advisories::{OverdueStep, overdue, remind};
use chrono::{DateTime, Utc};
use domain::AdvisoryState;
use store::AdvisoryFilter;

use crate::{JobError, Works};

/// Who reminded, as the journal writes it.
const BY: &str = "scheduler";

/// What a morning's look put into the outbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reminded {
    /// Reminders to leads.
    pub reminders: usize,
    /// Escalations to wider committees.
    pub escalations: usize,
    /// Escalations that nobody could be told: no committee answers for a wider area.
    pub untold: usize,
}

impl Works {
    /// Reminds and escalates what is due on the day of `now`; a repeat finds nothing left. A look that was missed is not
    /// made up for on a day off.
    ///
    /// # Errors
    /// [`JobError`] when the store fails; what was put into the outbox until then stays, a repeat goes on after it.
    pub async fn remind(&self, now: DateTime<Utc>) -> Result<Reminded, JobError> {
        let (areas, taxonomy) = tokio::try_join!(self.store.areas(), self.store.taxonomy())?;
        let context = self.context(&areas, &taxonomy);
        let mut waiting = Vec::new();
        for state in [AdvisoryState::Issued, AdvisoryState::Delivered, AdvisoryState::Acknowledged] {
            let filter = AdvisoryFilter { state: Some(state), ..AdvisoryFilter::default() };
            waiting.extend(self.store.advisories(&filter).await?);
        }
        let mut reminded = Reminded::default();
        let Some(oldest) = waiting.iter().filter_map(|advisory| advisory.issued_at).min() else {
            return Ok(reminded);
        };
        let told = self.store.reminded_since(oldest).await?;
        for advisory in &waiting {
            let day = |step: OverdueStep| told.get(&step.message(advisory)).map(|at| self.time.day(*at));
            let Some(due) = overdue(advisory, day, self.time.day(now), &context) else { continue };
            let Some(message) = remind(advisory, &due, &context, &self.base_url, now) else {
                tracing::debug!(advisory = %advisory.id, lead = %advisory.lead, "no committee of a wider area to tell");
                reminded.untold += 1;
                continue;
            };
            let put = self.store.remind(&message, due.step.states(), &due.why(), BY).await?;
            match due.step {
                OverdueStep::Escalate => reminded.escalations += usize::from(put),
                OverdueStep::Sign | OverdueStep::Answer => reminded.reminders += usize::from(put),
            }
        }
        tracing::info!(?reminded, "reminders");
        Ok(reminded)
    }
}
