//! Is a slow rise beginning? Evidence that accumulates from period to period.
//!
//! A detector that judges each period by itself never sees a rise of a third: no single week is remarkable. These
//! add up what each period says for "the mean is `κ` times what it should be, since some period τ" against "it is
//! what it should be", and raise an alarm when the sum, at its best τ, reaches a threshold. The means in control
//! come from a model of season and trend, one per period.
//!
//! | method | statistic at period n | for |
//! |---|---|---|
//! | [`likelihood_ratio()`] | `max_τ Σ_{t=τ}^n ln f(yₜ; κμₜ) / f(yₜ; μₜ)` for one κ | a rise of known size; quickest of all for it (Moustakides 1986) |
//! | [`glr()`] | the same at the best κ ≥ 1 for each τ | a rise of unknown size (Höhle & Paul 2008) |
//! | [`rossi()`] | `C ← max(0, C + z − k)` with a transform z to normality | comparison with older systems (Rossi, Lampugnani & Marchi 1999) |
//!
//! f is Poisson, or negative binomial with variance `μ + μ²/size`. [`likelihood_ratio_threshold`] designs a
//! threshold for a wanted mean time between false alarms.
//!
//! **Assumptions.** Independent counts around right means: a model whose mean is 10% too low is a slow rise, and
//! will be found. Dispersion that is taken too small shortens the time to a false alarm by orders of magnitude.
//!
//! **Cost.** [`likelihood_ratio()`] and [`rossi()`] O(n); [`glr()`] O(n × window), Poisson without a window O(n²) and
//! negative binomial without one O(n³): set a window there.
//!
//! ```
//! use statistics::cusum::{LikelihoodRatioSettings, likelihood_ratio, likelihood_ratio_threshold};
//! // Four a week are usual; from week 60 on five or six come: no single week is remarkable.
//! let counts: Vec<f64> = (0..90).map(|week| f64::from([4, 5, 3, 4][week % 4] + i32::from(week >= 60) * 2)).collect();
//! let threshold = likelihood_ratio_threshold(4.0, f64::INFINITY, 1.4, 520.0)?;
//! let settings = LikelihoodRatioSettings { size: f64::INFINITY, ratio: 1.4, threshold };
//! let steps = likelihood_ratio(&counts, &[4.0; 90], &settings)?;
//! let alarm = steps.iter().position(|step| step.alarm).expect("a rise of a half is found");
//! assert!((60..75).contains(&alarm));
//! # Ok::<(), statistics::error::CusumError>(())
//! ```
//!
//! **Not for** a single high count (see [`crate::baseline`]), nor for a series that is judged once: the threshold
//! is a rate of false alarms over time, not a p-value.

mod design;
mod glr;
mod likelihood_ratio;
mod rossi;

pub use design::likelihood_ratio_threshold;
pub use glr::{GlrSettings, glr};
pub use likelihood_ratio::{LikelihoodRatioSettings, likelihood_ratio};
pub use rossi::{RossiSettings, rossi};

use crate::error::CusumError;
use crate::series::not_a_count;

/// What a CUSUM says after one period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The evidence gathered, at least 0.
    pub statistic: f64,
    /// Where it becomes an alarm.
    pub threshold: f64,
    /// Whether the statistic has reached the threshold.
    pub alarm: bool,
    /// The most likely first period of the rise; `None` when nothing speaks for one.
    pub onset: Option<usize>,
    /// The count from which this period raises the alarm, not rounded and at least 0. `None` for [`glr()`], where
    /// it has no closed form.
    pub upper: Option<f64>,
}

/// Adds up `increment(period, count)`, never below 0, and begins anew after an alarm when `restart` says so.
/// `upper(period, missing)` is the count whose increment is `missing`.
fn accumulate(
    counts: &[f64],
    threshold: f64,
    restart: bool,
    increment: impl Fn(usize, f64) -> f64,
    upper: impl Fn(usize, f64) -> f64,
) -> Vec<Step> {
    let (mut sum, mut onset) = (0.0, None);
    let step = |(period, &count): (usize, &f64)| {
        let upper = Some(upper(period, threshold - sum).max(0.0));
        sum = f64::max(0.0, sum + increment(period, count));
        onset = if sum > 0.0 { onset.or(Some(period)) } else { None };
        let step = Step { statistic: sum, threshold, alarm: sum >= threshold, onset, upper };
        if step.alarm && restart {
            (sum, onset) = (0.0, None);
        }
        step
    };
    counts.iter().enumerate().map(step).collect()
}

/// Refuses what no CUSUM can run on.
fn check(counts: &[f64], means: &[f64]) -> Result<(), CusumError> {
    if counts.len() != means.len() {
        return Err(CusumError::Length { counts: counts.len(), means: means.len() });
    }
    if let Some(index) = not_a_count(counts) {
        return Err(CusumError::NotACount { index, value: counts[index] });
    }
    if let Some(index) = means.iter().position(|&mean| !positive(mean)) {
        return Err(CusumError::Mean { index, value: means[index] });
    }
    Ok(())
}

/// Names the first setting whose rule is broken.
fn check_settings(rules: &[(&'static str, bool)]) -> Result<(), CusumError> {
    rules.iter().find(|rule| !rule.1).map_or(Ok(()), |rule| Err(CusumError::Setting(rule.0)))
}

fn positive(value: f64) -> bool {
    value.is_finite() && value > 0.0
}

#[cfg(test)]
mod tests;
