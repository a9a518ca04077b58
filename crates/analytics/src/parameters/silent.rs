//! The numbers of the silent kind.

use serde::{Deserialize, Serialize};

use super::{ParameterError, refuse_unless};

/// Places from which nothing comes: neither a report nor a recorded patrol.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Silent {
    /// Whole weeks without anything, at least. One week is a holiday; two are two screenings left out.
    pub minimum_weeks: usize,
    /// Weeks after which a silence is the state of things (a village resettled, an area not kept up) and no news.
    pub longest_weeks: usize,
    /// Weeks before the silence from which it is learned what is usual: two years, so that each season counts twice.
    pub learn_weeks: usize,
    /// Reports that the neighbours' rate weighs when a place's own is estimated.
    pub prior_reports: f64,
    /// Weeks that the neighbours' share of patrolled weeks weighs when a place's own is estimated.
    pub prior_weeks: f64,
    /// The chance of such a silence in a place that goes on as ever, at most, `0..1`.
    pub chance: f64,
}

impl Default for Silent {
    fn default() -> Self {
        Self {
            minimum_weeks: 2,
            longest_weeks: 52,
            learn_weeks: 104,
            prior_reports: 2.0,
            prior_weeks: 4.0,
            chance: 5e-4,
        }
    }
}

impl Silent {
    /// Checks ranges.
    pub(super) fn check(&self) -> Result<(), ParameterError> {
        let one =
            |name, value: usize| refuse_unless(value >= 1, name, value as f64, "to 1 or more", "不小于 1");
        let positive = |name, value: f64| {
            refuse_unless(value.is_finite() && value > 0.0, name, value, "to more than 0", "大于 0")
        };
        one("silent.minimum_weeks", self.minimum_weeks)?;
        one("silent.learn_weeks", self.learn_weeks)?;
        refuse_unless(
            self.longest_weeks >= self.minimum_weeks,
            "silent.longest_weeks",
            self.longest_weeks as f64,
            "to silent.minimum_weeks or more",
            "不小于 silent.minimum_weeks",
        )?;
        positive("silent.prior_reports", self.prior_reports)?;
        positive("silent.prior_weeks", self.prior_weeks)?;
        refuse_unless(
            self.chance > 0.0 && self.chance < 1.0,
            "silent.chance",
            self.chance,
            "between 0 and 1, both excluded",
            "大于 0 且小于 1",
        )
    }
}
