//! Issues drafts by rule: where the operator lets a level go out without a human.

use advisories::issue;
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use domain::{Advisory, AdvisoryState, Told};
use store::{AdvisoryFilter, BY_RULE, Frozen, Issue, StoreError};

use crate::{JobError, Works};

/// Drafts older than this were left to an analyst before the rule was set, and stay so.
const FRESH: TimeDelta = TimeDelta::days(7);

impl Works {
    /// Confirms and issues the fresh drafts of the levels that go by themselves; returns how many were issued. A run that
    /// was cut off between the two steps is taken up by the next one.
    ///
    /// # Errors
    /// [`JobError`] when the store fails.
    pub async fn issue_by_rule(&self, now: DateTime<Utc>) -> Result<usize, JobError> {
        if self.rules.issue_by_itself.is_empty() {
            return Ok(0);
        }
        let (areas, taxonomy) = tokio::try_join!(self.store.areas(), self.store.taxonomy())?;
        let context = self.context(&areas, &taxonomy);
        let mut issued = 0;
        for state in [AdvisoryState::Draft, AdvisoryState::Confirmed] {
            let filter = AdvisoryFilter { state: Some(state), ..AdvisoryFilter::default() };
            let mut waiting = self.store.advisories(&filter).await?;
            // A correction is a person's words, and goes out by a person.
            waiting.retain(|advisory| {
                self.rules.issue_by_itself.contains(&advisory.level)
                    && now - advisory.drafted_at <= FRESH
                    && advisory.corrects.is_none()
            });
            // Numbers follow the order in which the letters were drafted, on every database.
            waiting.sort_by_key(|advisory| {
                (advisory.drafted_at, std::cmp::Reverse(advisory.level), advisory.id)
            });
            for advisory in waiting {
                if state == AdvisoryState::Draft {
                    match self.store.confirm_advisory(advisory.id, BY_RULE, now).await {
                        // Somebody, or another instance, was quicker.
                        Err(StoreError::State(_)) => continue,
                        other => other?,
                    };
                }
                issued += usize::from(self.issue_one(&advisory, &context, now).await?);
            }
        }
        if issued > 0 {
            tracing::info!(issued, "issued by rule");
        }
        Ok(issued)
    }

    async fn issue_one(
        &self,
        advisory: &Advisory,
        context: &advisories::Context<'_>,
        now: DateTime<Utc>,
    ) -> Result<bool, JobError> {
        let Some(signal) = self.store.signal(advisory.signal).await? else { return Ok(false) };
        let year = self.time.day(now).year();
        let compose = |advisory: &Advisory, sequence: u32, told: &[Told]| {
            let number = self.rules.number(year, sequence);
            let composed = issue(advisory, &signal, &number, told, context, &self.base_url, now);
            let letter = Frozen { html: composed.letter.html(), document: Some(composed.letter.frozen()) };
            Issue { number, letter, reply_by: composed.reply_by, messages: composed.messages }
        };
        match self.store.issue_advisory(advisory.id, BY_RULE, now, year, compose).await {
            Err(StoreError::State(_)) => Ok(false),
            other => {
                let Some(issued) = other? else { return Ok(false) };
                self.seal(issued.id, "html", issued.letter.as_bytes(), now).await?;
                Ok(true)
            }
        }
    }
}
