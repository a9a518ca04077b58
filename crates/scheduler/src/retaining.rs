//! Retention: every night, what is old enough loses its words and its exact place.

use chrono::{DateTime, Months, Utc};
use domain::CountyTime;
use serde::Deserialize;
use store::{Blanked, Horizon};

use crate::{JobError, Works};

/// The `[retention]` part of the configuration: months after which words are taken away; 0 keeps them for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Of reports, and of what quotes them, counted from their receipt.
    pub report_months: u32,
    /// Of rows in quarantine.
    pub quarantine_months: u32,
}

impl Retention {
    /// What is old enough at a moment. Local days, so that a month ends where the county's month ends.
    pub fn horizon(self, now: DateTime<Utc>, time: CountyTime) -> Horizon {
        let before = |months: u32| {
            let day = time.day(now).checked_sub_months(Months::new(months))?;
            (months > 0).then(|| time.start_of(day))
        };
        Horizon { reports: before(self.report_months), quarantine: before(self.quarantine_months) }
    }
}

impl Works {
    /// Takes away the words of what is old enough at `tick`.
    ///
    /// # Errors
    /// [`JobError`] when the store fails; nothing is taken away then.
    pub async fn retain(
        &self,
        tick: DateTime<Utc>,
        now: DateTime<Utc>,
        by: &str,
    ) -> Result<Blanked, JobError> {
        let blanked = self.store.retain(self.retention.horizon(tick, self.time), by, now).await?;
        tracing::info!(?blanked, "retention");
        Ok(blanked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_counted_back_to_the_start_of_a_local_day_and_none_means_for_ever() {
        let now = "2026-08-30T17:00:00Z".parse().unwrap();
        let rule = Retention { report_months: 36, quarantine_months: 6 };
        let horizon = rule.horizon(now, CountyTime::SHANGHAI);
        let moment = |text: &str| Some(text.parse::<DateTime<Utc>>().unwrap());
        assert_eq!(horizon.reports, moment("2023-08-30T16:00:00Z"), "in Shanghai it is the 31st");
        assert_eq!(horizon.quarantine, moment("2026-02-27T16:00:00Z"), "February has no 31st");
        let for_ever =
            Retention { report_months: 0, quarantine_months: 0 }.horizon(now, CountyTime::SHANGHAI);
        assert_eq!(for_ever, Horizon { reports: None, quarantine: None });
    }
}
