//! When the same matter counts as having broken out again.

use serde::{Deserialize, Serialize};

use super::{ParameterError, refuse_unless};

/// The same matter at the same grid, breaking out again after it was settled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Returns {
    /// Days back from the cut in which the outbreaks of a matter are looked for: a year. A quarrel about water or wages
    /// comes once a year, and what is older was another quarrel.
    pub within_days: i64,
    /// Returns, at least: a matter that came back once was perhaps not settled; twice, something keeps it alive.
    pub minimum_returns: usize,
    /// Weeks before the cut in which the newest outbreak must lie: what is older has been read already.
    pub recent_weeks: i64,
    /// Days after an outbreak in which a report that tells the same is a retelling of it, by the hotline, the police or a
    /// second worker, and no return.
    pub retelling_days: i64,
    /// Shared pairs of characters over all pairs of two tellings, `0..1`, from which they may tell one matter. One
    /// changed word for the quarrel leaves 0.65 of a short sentence; of two matters of a category, four pairs in a hundred
    /// are as alike as 0.6. How common a telling is in the county decides besides this.
    pub minimum_similarity: f64,
}

impl Default for Returns {
    fn default() -> Self {
        Self {
            within_days: 365,
            minimum_returns: 2,
            recent_weeks: 4,
            retelling_days: 7,
            minimum_similarity: 0.6,
        }
    }
}

impl Returns {
    /// Checks ranges.
    pub(super) fn check(&self) -> Result<(), ParameterError> {
        let one =
            |name, value: i64| refuse_unless(value >= 1, name, value as f64, "to 1 or more", "不小于 1");
        one("returns.within_days", self.within_days)?;
        one("returns.minimum_returns", self.minimum_returns as i64)?;
        one("returns.recent_weeks", self.recent_weeks)?;
        let days = self.retelling_days;
        refuse_unless(days >= 0, "returns.retelling_days", days as f64, "to 0 or more", "不小于 0")?;
        let share = self.minimum_similarity;
        refuse_unless(
            share > 0.0 && share <= 1.0,
            "returns.minimum_similarity",
            share,
            "above 0 and to 1 at most",
            "大于 0 且不大于 1",
        )
    }
}
