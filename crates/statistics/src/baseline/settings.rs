//! The knobs of the baseline, each with the reason for its default.

use crate::error::BaselineError;

/// How a baseline is fitted and which windows are tested against it. The defaults are for weekly counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Length of the season, in periods. Default 52.18 weeks (365.25 days).
    pub period: f64,
    /// Pairs of sine and cosine. At most half the period. Default 2: a year with one or two peaks; a third pair buys little on sparse
    /// counts.
    pub harmonics: usize,
    /// Length of a short cycle with a level for each of its positions: 7 for the days of the week. Default 0,
    /// none.
    pub cycle: usize,
    /// Whether the level may drift log-linearly. Default true.
    pub trend: bool,
    /// Periods before the tested one that the fit does not see, for they may hold the beginning of the
    /// outbreak that is being tested. Default 4; Noufaily et al. (2013) use 26, which an unstable level
    /// punishes.
    pub skip_last: usize,
    /// Normal score above which a past period counts as a past outbreak and is weighted down.
    /// Default 2.58, the upper 0.5% of a normal law (Noufaily et al. 2013).
    pub reweight_at: f64,
    /// Strength of the pull of every coefficient but the level towards 0. Default 1: see
    /// [`crate::regression`].
    pub ridge: f64,
    /// With fewer periods to learn from than this, season and trend are left out and the dispersion is taken
    /// one and a half standard errors higher instead of half of one. Default 60: a season needs more than one year.
    pub min_periods: usize,
    /// Lengths of the windows tested, all ending at the last period. Default 1, 2 and 3: one finds a sudden
    /// outbreak soonest, three a slow one more often (window scans raise detection at five standard
    /// deviations from 0.52 to 0.57 in the scenarios of Noufaily et al. 2013).
    pub windows: Vec<usize>,
    /// Lower bound of the dispersion (variance over mean). Default 1, Poisson; a value pooled over sister
    /// series protects those with too few events to show their own.
    pub least_dispersion: f64,
    /// Probability above the upper bound, for [`super::Verdict::upper`] and the chart. Default 0.01.
    pub alpha: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            period: 52.18,
            harmonics: 2,
            cycle: 0,
            trend: true,
            skip_last: 4,
            reweight_at: 2.58,
            ridge: 1.0,
            min_periods: 60,
            windows: vec![1, 2, 3],
            least_dispersion: 1.0,
            alpha: 0.01,
        }
    }
}

impl Settings {
    /// Names the first setting that is outside its range.
    pub(super) fn check(&self) -> Result<(), BaselineError> {
        let positive = |value: f64| value.is_finite() && value > 0.0;
        let rules = [
            ("period", positive(self.period) && self.period > 1.0),
            ("reweight_at", self.reweight_at > 0.0),
            ("harmonics", self.harmonics as f64 <= self.period / 2.0),
            ("ridge", positive(self.ridge)),
            ("windows", !self.windows.is_empty() && !self.windows.contains(&0)),
            ("least_dispersion", self.least_dispersion.is_finite() && self.least_dispersion >= 1.0),
            ("alpha", self.alpha > 0.0 && self.alpha < 1.0),
        ];
        rules.iter().find(|rule| !rule.1).map_or(Ok(()), |rule| Err(BaselineError::Setting(rule.0)))
    }

    /// Fewest periods of a series that can be judged.
    pub fn least_periods(&self) -> usize {
        self.held_out().saturating_add(super::model::FEWEST_TRAINED)
    }

    /// Periods before the end of the tested window that the fit does not see.
    pub(super) fn held_out(&self) -> usize {
        let widest = self.windows.iter().copied().max().unwrap_or(1);
        widest.max(self.skip_last.saturating_add(1))
    }
}
