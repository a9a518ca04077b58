//! When did the level change? The segmentation of a series that is exactly the best.
//!
//! A series is cut into segments so that `Σ cost(segment) + penalty × (number of cuts)` is least. [`pelt`] finds
//! the minimum itself, not an approximation: dynamic programming over the last cut, which forgets a start as
//! soon as it cannot win any more (PELT: Killick, Fearnhead & Eckley 2012, *JASA* 107:1590). With a least size of
//! a segment a start is forgotten that many values later; pruned at once, the optimum can be lost.
//!
//! | [`Cost`] | cost of a segment of n values | changes seen |
//! |---|---|---|
//! | [`Cost::Mean`] | `Σ (x − x̄)²` | of the mean; one variance throughout |
//! | [`Cost::MeanAndVariance`] | `n ln(Σ (x − x̄)² / n + floor)` | of the mean, the variance or both; normal values |
//! | [`Cost::Poisson`] | `−2 Σx ln x̄` | of the mean of counts, whose variance goes with it |
//!
//! Each is −2 log-likelihood up to a constant (for the mean: times the variance). [`since_when`] asks the question
//! of a trend: since when are the counts what they are, against the expectation of season and events?
//!
//! **Assumptions.** Values independent around their level. Positive autocorrelation, and a trend that creeps, are
//! seen as many small steps: take out season and trend first, or raise the penalty. For counts near 0 the normal
//! cost mistakes a stretch of equal values for a variance of nothing; use Poisson.
//!
//! **Cost.** O(n) when the changes grow with the length, O(n²) without any change: 437 values take less than a
//! millisecond.
//!
//! **Left out**: binary segmentation (not the optimum, and no cheaper than pruning), the median (l1) and kernel
//! (rbf) costs (no likelihood of counts, and O(n²) memory or more).

mod onset;
mod search;

pub use onset::{Onset, OnsetSettings, since_when};

use crate::error::ChangePointError;
use crate::series::not_a_count;
use search::cheapest;

/// What a segment costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cost {
    /// The sum of squares about the mean (also called l2).
    Mean,
    /// The normal law with its own mean and variance.
    MeanAndVariance {
        /// Added to the variance, so that equal values do not cost −∞; ruptures has 1e-6. Its size against the
        /// square of the values' unit matters.
        floor: f64,
    },
    /// The Poisson law with its own mean; values must be counts.
    Poisson,
}

/// What one more cut must gain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Penalty {
    /// The Bayesian information criterion (Schwarz 1978; Yao 1988): `ln n` for each parameter a cut adds, itself
    /// among them. `2 σ² ln n` for [`Cost::Mean`], `3 ln n` for [`Cost::MeanAndVariance`] and `2 φ ln n` for
    /// [`Cost::Poisson`]; σ² and φ come from the differences of neighbours (von Neumann 1941), which a few cuts
    /// hardly touch.
    Bic,
    /// This much, in the unit of the cost.
    Fixed(f64),
}

impl Penalty {
    fn is_usable(self) -> bool {
        match self {
            Self::Bic => true,
            Self::Fixed(penalty) => penalty.is_finite() && penalty >= 0.0,
        }
    }
}

/// How a series is cut.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// What a segment costs. Default [`Cost::Poisson`].
    pub cost: Cost,
    /// What one more cut must gain. Default [`Penalty::Bic`].
    pub penalty: Penalty,
    /// Fewest values of a segment; at least 2 for [`Cost::MeanAndVariance`]. Default 4.
    pub min_size: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { cost: Cost::Poisson, penalty: Penalty::Bic, min_size: 4 }
    }
}

/// The best segmentation.
#[derive(Clone, Debug, PartialEq)]
pub struct Segmentation {
    /// First to last; they cover the series.
    pub segments: Vec<Segment>,
    /// Cost of all segments and their cuts.
    pub cost: f64,
    /// What a cut had to gain.
    pub penalty: f64,
}

/// A stretch without change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// First value.
    pub start: usize,
    /// One behind the last value.
    pub end: usize,
    /// Mean of its values.
    pub mean: f64,
}

/// Cuts a series where it pays most.
///
/// ```
/// use statistics::changepoint::{Settings, pelt};
/// let counts: Vec<f64> = (0..60).map(|week| f64::from(week % 3) + if week < 35 { 0.0 } else { 5.0 }).collect();
/// let found = pelt(&counts, &Settings::default())?;
/// assert_eq!(found.segments.len(), 2);
/// assert_eq!(found.segments[1].start, 35);
/// # Ok::<(), statistics::error::ChangePointError>(())
/// ```
///
/// # Errors
/// [`ChangePointError`]: fewer values than one segment needs, a value that is not finite or not a count, values
/// whose squares overflow, a setting outside its range.
pub fn pelt(values: &[f64], settings: &Settings) -> Result<Segmentation, ChangePointError> {
    check(values, settings)?;
    // Around their mean the sums of squares keep their digits.
    let mean = values.iter().map(|value| value / values.len() as f64).sum::<f64>();
    let centred: Vec<f64> = values.iter().map(|value| value - mean).collect();
    let squares = prefix_sums(&centred.iter().map(|value| value * value).collect::<Vec<f64>>());
    let sums = prefix_sums(if settings.cost == Cost::Poisson { values } else { &centred });
    if !squares.iter().chain(&sums).all(|sum| sum.is_finite()) {
        return Err(ChangePointError::TooLarge);
    }
    let penalty = penalty(values, settings);
    let least = settings.min_size;
    let around_mean = |start: usize, end: usize| {
        let sum = sums[end] - sums[start];
        (squares[end] - squares[start] - sum * sum / (end - start) as f64).max(0.0)
    };
    let (ends, cost) = match settings.cost {
        Cost::Mean => cheapest(values.len(), least, penalty, around_mean),
        Cost::MeanAndVariance { floor } => cheapest(values.len(), least, penalty, |start, end| {
            let length = (end - start) as f64;
            length * (around_mean(start, end) / length + floor).ln()
        }),
        Cost::Poisson => cheapest(values.len(), least, penalty, |start, end| {
            poisson_cost(sums[end] - sums[start], (end - start) as f64)
        }),
    };
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let segments = starts.zip(&ends).map(|(start, &end)| Segment {
        start,
        end,
        mean: values[start..end].iter().map(|value| value / (end - start) as f64).sum(),
    });
    Ok(Segmentation { segments: segments.collect(), cost, penalty })
}

/// −2 log-likelihood of counts with this sum at the best ratio to their exposure, up to a constant that no cut
/// changes.
fn poisson_cost(sum: f64, exposure: f64) -> f64 {
    if sum > 0.0 { -2.0 * sum * (sum / exposure).ln() } else { 0.0 }
}

/// The sums of the first 0, 1, … values.
fn prefix_sums(values: &[f64]) -> Vec<f64> {
    let running = values.iter().scan(0.0, |sum, value| {
        *sum += value;
        Some(*sum)
    });
    std::iter::once(0.0).chain(running).collect()
}

/// What one more cut must gain with these settings.
fn penalty(values: &[f64], settings: &Settings) -> f64 {
    let Penalty::Fixed(penalty) = settings.penalty else {
        let logarithm = (values.len() as f64).ln();
        return match settings.cost {
            Cost::Mean => {
                let differences = values.windows(2).map(|pair| (pair[1] - pair[0]).powi(2));
                let variance = differences.sum::<f64>() / (2.0 * (values.len() as f64 - 1.0).max(1.0));
                2.0 * variance * logarithm
            }
            Cost::MeanAndVariance { .. } => 3.0 * logarithm,
            Cost::Poisson => 2.0 * onset::dispersion(values, &vec![1.0; values.len()]) * logarithm,
        };
    };
    penalty
}

fn check(values: &[f64], settings: &Settings) -> Result<(), ChangePointError> {
    let broken = match settings.cost {
        Cost::Poisson => not_a_count(values),
        _ => values.iter().position(|value| !value.is_finite()),
    };
    if let Some(index) = broken {
        return Err(ChangePointError::Value { index, value: values[index] });
    }
    let (fewest, floor) = match settings.cost {
        Cost::MeanAndVariance { floor } => (2, floor),
        Cost::Mean | Cost::Poisson => (1, 1.0),
    };
    let rules = [
        ("min_size", settings.min_size >= fewest),
        ("floor", floor.is_finite() && floor > 0.0),
        ("penalty", settings.penalty.is_usable()),
    ];
    if let Some(rule) = rules.iter().find(|rule| !rule.1) {
        return Err(ChangePointError::Setting(rule.0));
    }
    if values.len() < settings.min_size {
        return Err(ChangePointError::TooShort { values: values.len(), needed: settings.min_size });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
