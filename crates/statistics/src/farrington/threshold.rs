//! From an expected count to the count that would be an alarm.

use crate::distribution::{Counts, normal_quantile, normal_upper};

/// The power that makes a Poisson count symmetric (Farrington et al. 1996, section 3.7).
const SYMMETRISING_POWER: f64 = 2.0 / 3.0;

/// How an upper bound follows from the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threshold {
    /// The quantile of the negative binomial with the fitted mean and dispersion (Noufaily et al. 2013;
    /// `nbPlugin`).
    NegativeBinomial,
    /// The same around the upper quantile of the mean itself, taken as normal on the log scale (`muan`).
    UncertainMean,
    /// The normal quantile on the ⅔ power scale, error of the mean included (Farrington et al. 1996;
    /// `delta`).
    Delta,
}

/// What a model expects of one period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Expectation {
    pub(super) mean: f64,
    /// Standard error of the logarithm of the mean.
    pub(super) se_log: f64,
    pub(super) dispersion: f64,
}

impl Threshold {
    /// The greatest count that is no alarm; infinite when nothing can be said.
    pub(super) fn upper(self, now: &Expectation, alpha: f64) -> f64 {
        match self {
            Self::NegativeBinomial | Self::UncertainMean => {
                self.law(now, alpha).map_or(f64::INFINITY, |law| law.quantile(1.0 - alpha))
            }
            Self::Delta => {
                let bound = now.mean.powf(SYMMETRISING_POWER) + normal_quantile(1.0 - alpha) * spread(now);
                bound.powf(1.0 / SYMMETRISING_POWER)
            }
        }
    }

    /// P(count ≥ observed) under the law of the threshold.
    pub(super) fn p_value(self, now: &Expectation, observed: f64, alpha: f64) -> f64 {
        match self {
            Self::NegativeBinomial | Self::UncertainMean => {
                self.law(now, alpha).map_or(1.0, |law| law.upper_tail(observed))
            }
            Self::Delta => {
                let excess = observed.powf(SYMMETRISING_POWER) - now.mean.powf(SYMMETRISING_POWER);
                normal_upper(excess / spread(now))
            }
        }
    }

    /// The law of the count; none when the mean has no upper limit, as after a past of zeros: no count is an
    /// alarm then.
    fn law(self, now: &Expectation, alpha: f64) -> Option<Counts> {
        let mean = match self {
            Self::UncertainMean => now.mean * (normal_quantile(1.0 - alpha) * now.se_log).exp(),
            Self::NegativeBinomial | Self::Delta => now.mean,
        };
        Counts::with_dispersion(mean, now.dispersion).ok()
    }
}

/// Standard deviation of a count to the power ⅔: `√(4/9 μ^⅓ (φ + Var(μ̂) / μ))`.
fn spread(now: &Expectation) -> f64 {
    let variance = now.dispersion + now.mean * now.se_log * now.se_log;
    (4.0 / 9.0 * now.mean.cbrt() * variance).sqrt()
}
