//! The numbers of the irregular kind.

use serde::{Deserialize, Serialize};

use super::{ParameterError, refuse_unless};

/// Habits of filling in that mislead the other kinds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Irregular {
    /// Grids of a town that share the habit, at least. It moves a town's counts only where it is common, and a letter
    /// about one grid would be about one person.
    pub minimum_grids: usize,
    /// Reports of a grid in the half-year, at least; of fewer no habit can be told.
    pub minimum_reports: usize,
    /// Share of the grid's reports that must follow the habit, `0..=1`.
    pub minimum_share: f64,
    /// Days from event to report from which a report has waited.
    pub waited_days: i64,
    /// Last days of a month that count as its end: the last working day may be a Friday.
    pub month_end_days: i64,
    /// Share of common three-character pieces from which two texts are the same, `0..=1`.
    pub same_text: f64,
}

impl Default for Irregular {
    fn default() -> Self {
        Self {
            minimum_grids: 3,
            minimum_reports: 4,
            minimum_share: 0.5,
            waited_days: 3,
            month_end_days: 3,
            same_text: 0.9,
        }
    }
}

impl Irregular {
    /// Checks ranges.
    pub(super) fn check(&self) -> Result<(), ParameterError> {
        let one = |name, value: f64| refuse_unless(value >= 1.0, name, value, "to 1 or more", "不小于 1");
        let share = |name, value: f64| {
            let inside = value > 0.0 && value <= 1.0;
            refuse_unless(inside, name, value, "above 0 and at most 1", "大于 0 且不大于 1")
        };
        one("irregular.minimum_grids", self.minimum_grids as f64)?;
        one("irregular.minimum_reports", self.minimum_reports as f64)?;
        one("irregular.waited_days", self.waited_days as f64)?;
        one("irregular.month_end_days", self.month_end_days as f64)?;
        share("irregular.minimum_share", self.minimum_share)?;
        share("irregular.same_text", self.same_text)
    }
}
