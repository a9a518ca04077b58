//! Since when is the level what it is now? The last change of counts against their expectation.

use super::search::cheapest;
use super::{Penalty, poisson_cost, prefix_sums};
use crate::error::ChangePointError;
use crate::series::not_a_count;

/// How the onset of the current level is looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OnsetSettings {
    /// Fewest periods of a level. Default 4: a level that does not last a month is an outbreak, not a level.
    pub min_size: usize,
    /// What one more change must gain. Default [`Penalty::Bic`], times the dispersion.
    pub penalty: Penalty,
    /// Variance over mean of a count around its level; values below 1 count as 1. Default `None`: estimated
    /// from neighbouring periods, which a change of level hardly touches.
    pub dispersion: Option<f64>,
    /// Confidence of the support interval. Default 0.95.
    pub level: f64,
}

impl Default for OnsetSettings {
    fn default() -> Self {
        Self { min_size: 4, penalty: Penalty::Bic, dispersion: None, level: 0.95 }
    }
}

/// The last change of the level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Onset {
    /// First period of the current level, the most likely one.
    pub at: usize,
    /// First period of the support interval.
    pub earliest: usize,
    /// Last period of the support interval.
    pub latest: usize,
    /// Observed over expected between the change before and this one.
    pub before: f64,
    /// Observed over expected since the onset.
    pub since: f64,
    /// Logarithm of the likelihood ratio of this change against none, over the dispersion.
    pub log_likelihood_ratio: f64,
    /// The dispersion used.
    pub dispersion: f64,
}

/// Finds the onset of the current level of `counts` against `expected`; `None` when the level has not changed.
///
/// The counts are cut into stretches of constant ratio to the expectation (Poisson, PELT); the last cut is the
/// onset. Its interval holds every cut τ of the last two stretches whose log-likelihood falls short of the best
/// by no more than `−ln(1 − √level)`, 3.68 at 95%: each side of a small change is a Brownian motion with drift
/// whose maximum is exponential, so the set has that coverage (Siegmund 1988, *Int. Stat. Rev.* 56:31), more when
/// the change is large. The likelihood is divided by the dispersion.
///
/// Give as `expected` what season and events explain, without the trend: a model that holds the trend has
/// explained the change away. O(n) when changes are many, O(n²) when there is none.
///
/// ```
/// use statistics::changepoint::{OnsetSettings, since_when};
/// let expected = [2.0; 60];
/// let counts: Vec<f64> = (0..60).map(|week| if week < 40 { 2.0 } else { 4.0 } + f64::from(week % 2)).collect();
/// let onset = since_when(&counts, &expected, &OnsetSettings::default())?.expect("a change");
/// assert_eq!(onset.at, 40);
/// assert!(onset.earliest <= 40 && onset.latest >= 40 && onset.since > 2.0);
/// # Ok::<(), statistics::error::ChangePointError>(())
/// ```
///
/// # Errors
/// [`ChangePointError`]: lengths that differ, fewer periods than one level needs, a value that is not a count, an
/// expected count that is not positive, a setting outside its range.
pub fn since_when(
    counts: &[f64],
    expected: &[f64],
    settings: &OnsetSettings,
) -> Result<Option<Onset>, ChangePointError> {
    check(counts, expected, settings)?;
    let estimated = || dispersion(counts, expected);
    let dispersion = settings.dispersion.unwrap_or_else(estimated).max(1.0);
    let penalty = match settings.penalty {
        Penalty::Bic => 2.0 * dispersion * (counts.len() as f64).ln(),
        Penalty::Fixed(penalty) => penalty,
    };
    let (observed, exposure) = (prefix_sums(counts), prefix_sums(expected));
    let cost = |start: usize, end: usize| {
        poisson_cost(observed[end] - observed[start], exposure[end] - exposure[start])
    };
    let (ends, _) = cheapest(counts.len(), settings.min_size, penalty, cost);
    let Some(last) = ends.len().checked_sub(2) else { return Ok(None) };
    let first = if last == 0 { 0 } else { ends[last - 1] };
    let length = counts.len();
    let cuts = first + settings.min_size..=length - settings.min_size;
    let misfit = |cut: usize| (cost(first, cut) + cost(cut, length)) / (2.0 * dispersion);
    let at = cuts.clone().min_by(|&a, &b| misfit(a).total_cmp(&misfit(b))).unwrap_or(ends[last]);
    let reach = misfit(at) - (1.0 - settings.level.sqrt()).ln();
    let supported = |cut: &usize| misfit(*cut) <= reach;
    let ratio =
        |start: usize, end: usize| (observed[end] - observed[start]) / (exposure[end] - exposure[start]);
    Ok(Some(Onset {
        at,
        earliest: cuts.clone().find(supported).unwrap_or(at),
        latest: cuts.rev().find(supported).unwrap_or(at),
        before: ratio(first, at),
        since: ratio(at, length),
        log_likelihood_ratio: cost(first, length) / (2.0 * dispersion) - misfit(at),
        dispersion,
    }))
}

/// Variance over mean from neighbouring periods, at least 1. Two ratios of observed to expected with one mean r
/// differ by a variance of `φ r (1/μᵢ + 1/μⱼ)`, which makes
/// `φ = Σ μᵢμⱼ/(μᵢ+μⱼ) (yᵢ/μᵢ − yⱼ/μⱼ)² / Σ (yᵢ+yⱼ)/(μᵢ+μⱼ)` over the neighbours.
pub(super) fn dispersion(counts: &[f64], expected: &[f64]) -> f64 {
    let (mut spread, mut level) = (0.0, 0.0);
    for (y, mu) in counts.windows(2).zip(expected.windows(2)) {
        let sum = mu[0] + mu[1];
        spread += mu[0] / sum * mu[1] * (y[0] / mu[0] - y[1] / mu[1]).powi(2);
        level += (y[0] + y[1]) / sum;
    }
    let ratio = spread / level;
    if ratio.is_finite() { ratio.max(1.0) } else { 1.0 }
}

fn check(counts: &[f64], expected: &[f64], settings: &OnsetSettings) -> Result<(), ChangePointError> {
    let positive = |value: f64| value.is_finite() && value > 0.0;
    if counts.len() != expected.len() {
        return Err(ChangePointError::Length { counts: counts.len(), expected: expected.len() });
    }
    if let Some(index) = not_a_count(counts) {
        return Err(ChangePointError::Value { index, value: counts[index] });
    }
    if let Some(index) = expected.iter().position(|&value| !positive(value)) {
        return Err(ChangePointError::Expected { index, value: expected[index] });
    }
    let rules = [
        ("min_size", settings.min_size > 0),
        ("penalty", settings.penalty.is_usable()),
        ("dispersion", settings.dispersion.is_none_or(positive)),
        ("level", settings.level > 0.0 && settings.level < 1.0),
    ];
    if let Some(rule) = rules.iter().find(|rule| !rule.1) {
        return Err(ChangePointError::Setting(rule.0));
    }
    if counts.len() < settings.min_size {
        return Err(ChangePointError::TooShort { values: counts.len(), needed: settings.min_size });
    }
    if !(counts.iter().sum::<f64>().is_finite() && expected.iter().sum::<f64>().is_finite()) {
        return Err(ChangePointError::TooLarge);
    }
    Ok(())
}
