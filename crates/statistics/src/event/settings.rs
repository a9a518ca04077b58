//! The knobs of the event's effect, each with the reason for its default.

use crate::error::EventError;

/// How the effect of an event is measured. The defaults are for weekly counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Length of the season, in periods. Default 52.18 weeks.
    pub period: f64,
    /// Pairs of sine and cosine beside the event. At most half the period. Default 2: smooth
    /// enough that a festival of two weeks is
    /// not explained away as season.
    pub harmonics: usize,
    /// Pull of season, trend and effect towards 0. Default 1: see [`crate::regression`].
    pub ridge: f64,
    /// Random replacements of the windows. Default 999, which resolves p = 0.001.
    pub permutations: usize,
    /// Seed of the replacements.
    pub seed: u64,
    /// Level of the interval is 1 − alpha, and one occurrence counts as confirmed when its own mid-p is at
    /// most alpha. Default 0.05.
    pub alpha: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { period: 52.18, harmonics: 2, ridge: 1.0, permutations: 999, seed: 0, alpha: 0.05 }
    }
}

impl Settings {
    /// Names the first setting that is outside its range.
    pub(super) fn check(&self) -> Result<(), EventError> {
        let rules = [
            ("period", self.period.is_finite() && self.period > 1.0),
            ("harmonics", self.harmonics as f64 <= self.period / 2.0),
            ("ridge", self.ridge.is_finite() && self.ridge > 0.0),
            ("permutations", self.permutations > 0),
            ("alpha", self.alpha > 0.0 && self.alpha < 1.0),
        ];
        rules.iter().find(|rule| !rule.1).map_or(Ok(()), |rule| Err(EventError::Setting(rule.0)))
    }

    /// Fewest weeks for the level, the trend and the season.
    pub(super) fn fewest_weeks(&self) -> usize {
        (self.period.ceil() as usize).max(2 * self.harmonics + 3)
    }
}
