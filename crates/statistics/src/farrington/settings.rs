//! The knobs of Farrington's detector.

use super::Threshold;
use crate::error::FarringtonError;

/// Most periods of the past, a century of days and more; a setting that asks for more is a mistake in the unit.
const MOST_PERIODS: usize = 100_000;

/// Where the standard error of the expected count takes its scale from. It matters for the significance of
/// the trend and for the thresholds that count the error in, hence not for [`Threshold::NegativeBinomial`]
/// without a trend test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errors {
    /// The dispersion, as the papers and `algo.farrington` say.
    Published,
    /// The variance of the relative residuals `Σ ω ((y − μ) / μ)² / df`, as `farringtonFlexible` of
    /// surveillance 1.20 computes in effect; for comparison with its figures only, for the scale lacks a
    /// factor μ.
    FarringtonFlexible,
}

/// The knobs of the detector. [`Settings::improved`] and [`Settings::original`] are the two published sets.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Periods in a year: 52 for weeks, 12 for months.
    pub frequency: usize,
    /// Years of the past that are used (b).
    pub years: usize,
    /// Half the width of the windows around the same date (w).
    pub half_window: usize,
    /// Seasonal levels (noPeriods); 1 uses the windows alone.
    pub levels: usize,
    /// Anscombe residual above which a past period is weighted down.
    pub reweight_at: f64,
    /// Periods before the tested one that are left out (pastWeeksNotIncluded).
    pub skip_last: usize,
    /// The trend is kept when its p-value is below this; 1 keeps it always.
    pub trend_significance: f64,
    /// How the upper bound follows from the model.
    pub threshold: Threshold,
    /// How large the error of the expected count is taken to be.
    pub errors: Errors,
    /// Probability above the upper bound.
    pub alpha: f64,
    /// Fewest events in the last `recent` periods for an alarm.
    pub least_cases: f64,
    /// Periods over which the events are counted, the tested one included.
    pub recent: usize,
}

impl Settings {
    /// Noufaily et al. (2013), weekly: ten seasonal levels, residuals above 2.58 weighted down, half a year
    /// left out, the trend always kept, negative-binomial quantile, alpha 0.01.
    pub fn improved() -> Self {
        Self {
            frequency: 52,
            years: 5,
            half_window: 3,
            levels: 10,
            reweight_at: 2.58,
            skip_last: 26,
            trend_significance: 1.0,
            threshold: Threshold::NegativeBinomial,
            errors: Errors::Published,
            alpha: 0.01,
            least_cases: 5.0,
            recent: 4,
        }
    }

    /// Farrington et al. (1996), weekly: windows alone, residuals above 1 weighted down, the trend kept when
    /// significant at 5%, normal quantile on the ⅔ power scale, alpha 0.01.
    pub fn original() -> Self {
        Self {
            levels: 1,
            reweight_at: 1.0,
            skip_last: 3,
            trend_significance: 0.05,
            threshold: Threshold::Delta,
            ..Self::improved()
        }
    }

    /// Names the first setting that is outside its range.
    pub(super) fn check(&self) -> Result<(), FarringtonError> {
        let window = self.half_window.saturating_mul(2).saturating_add(1);
        let between = self.frequency.saturating_sub(window);
        let rules = [
            ("frequency", self.frequency >= window),
            ("years", self.years > 0 && self.years.saturating_mul(self.frequency) <= MOST_PERIODS),
            ("levels", self.levels > 0 && self.levels - 1 <= between),
            ("reweight_at", self.reweight_at > 0.0),
            ("skip_last", self.skip_last < self.frequency.saturating_mul(self.years)),
            ("trend_significance", self.trend_significance >= 0.0),
            ("alpha", self.alpha > 0.0 && self.alpha < 1.0),
        ];
        rules.iter().find(|rule| !rule.1).map_or(Ok(()), |rule| Err(FarringtonError::Setting(rule.0)))
    }
}
