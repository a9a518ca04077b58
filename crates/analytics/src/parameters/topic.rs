//! The numbers of the topics: words that rise against their own past.

use serde::{Deserialize, Serialize};

use super::{ParameterError, refuse_unless};

/// Rising words of a town, grouped into topics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Topics {
    /// Weeks that are looked at, ending with the last whole week: an outbreak of two weeks is over by then, and most of
    /// its late reports are in.
    pub weeks: usize,
    /// Weeks before the window below which no past is known to rise against: a year, so that each word had its season.
    pub minimum_weeks: usize,
    /// Weeks before and after the same days of earlier years that count as the same season: irrigation begins a month
    /// earlier or later.
    pub season_weeks: usize,
    /// Matters of prior weight that pull a town's share of a word towards the county's: those of about half a year in
    /// a group of categories. With fewer, a town that never used a common word would seem to be surprised by it.
    pub prior_matters: f64,
    /// Matters that tell a topic, at least. Of four, a small town has by chance as many that use the same words.
    pub minimum_matters: usize,
    /// Grids that a topic comes from, at least: one quarrel told many times is a matter that returns, no topic.
    pub minimum_grids: usize,
    /// Matters that tell it over those expected by its past share, at least.
    pub minimum_ratio: f64,
    /// A topic must be rarer than once in this many weeks for its own town and group of categories.
    pub once_in_weeks: f64,
}

impl Default for Topics {
    fn default() -> Self {
        Self {
            weeks: 3,
            minimum_weeks: 52,
            season_weeks: 4,
            prior_matters: 50.0,
            minimum_matters: 5,
            minimum_grids: 2,
            minimum_ratio: 3.0,
            once_in_weeks: 520.0,
        }
    }
}

impl Topics {
    /// Checks ranges.
    pub(super) fn check(&self) -> Result<(), ParameterError> {
        let at_least = |name, value: f64, least: f64, rule, rule_zh| {
            refuse_unless(value.is_finite() && value >= least, name, value, rule, rule_zh)
        };
        let one = |name, value: f64| at_least(name, value, 1.0, "to 1 or more", "不小于 1");
        one("topics.weeks", self.weeks as f64)?;
        one("topics.minimum_weeks", self.minimum_weeks as f64)?;
        one("topics.minimum_matters", self.minimum_matters as f64)?;
        one("topics.minimum_grids", self.minimum_grids as f64)?;
        one("topics.minimum_ratio", self.minimum_ratio)?;
        one("topics.once_in_weeks", self.once_in_weeks)?;
        at_least("topics.prior_matters", self.prior_matters, f64::MIN_POSITIVE, "to more than 0", "大于 0")
    }
}
