//! How good was a forecast? Proper scores of predictive intervals and quantiles.
//!
//! **Question.** A forecast said "14 to 22, in nine cases of ten", and 25 came. Another said "5 to 60". Which one was
//! better, once many such are compared?
//!
//! **Method.** The weighted interval score (Bracher, Ray, Gneiting & Reich 2021, *PLoS Comput. Biol.* 17(2):e1008618).
//! An interval pays its width and a fine for each count outside ([`interval_score`], their equation 1; Winkler 1972,
//! Gneiting & Raftery 2007, *JASA* 102:359); the score of a whole forecast is a weighted mean over the median and
//! central intervals ([`weighted_interval_score`], equation 2). It equals twice the mean pinball loss of the quantiles
//! ([`pinball`]), which approaches the continuous ranked probability score as levels are added. In units of the count;
//! 0 is perfect, less is better, and no forecaster gains in expectation by saying anything but what is believed.
//!
//! **Assumptions.** None on the law. Scores of series of different sizes should be compared as ratios of sums to those of
//! a reference forecast, never averaged as ratios.

use crate::error::ScoringError;

/// The levels of the forecast hubs for influenza and COVID-19: the median and eleven central intervals, of 10 % to 98 %.
pub const HUB_LEVELS: [f64; 23] = [
    0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8,
    0.85, 0.9, 0.95, 0.975, 0.99,
];

/// Two levels are one another's mirror when they differ from it by no more than this.
const ROUNDING: f64 = 1e-9;

/// Score of the central `1 − alpha` interval: its width, and `2/alpha` times the distance of an outcome outside
/// (Bracher et al. 2021, equation 1).
///
/// ```
/// use statistics::scoring::interval_score;
/// assert_eq!(interval_score(14.0, 22.0, 0.1, 18.0), 8.0);
/// assert_eq!(interval_score(14.0, 22.0, 0.1, 25.0), 8.0 + 20.0 * 3.0);
/// ```
pub fn interval_score(lower: f64, upper: f64, alpha: f64, outcome: f64) -> f64 {
    (upper - lower) + 2.0 / alpha * ((lower - outcome).max(0.0) + (outcome - upper).max(0.0))
}

/// Pinball loss of one quantile: `level` times what the outcome lies above it, or `1 − level` times what it lies below
/// (Koenker & Bassett 1978).
pub fn pinball(quantile: f64, level: f64, outcome: f64) -> f64 {
    let above = outcome - quantile;
    if above >= 0.0 { level * above } else { (level - 1.0) * above }
}

/// Weighted interval score of a forecast given by `quantiles` at `levels`: with K central intervals and the median m,
/// `(|y − m| / 2 + Σₖ αₖ/2 · ISₖ) / (K + ½)` (Bracher et al. 2021, equation 2).
///
/// ```
/// use statistics::scoring::weighted_interval_score;
/// let levels = [0.05, 0.5, 0.95];
/// let near = weighted_interval_score(&levels, &[14.0, 18.0, 22.0], 19.0)?;
/// let wide = weighted_interval_score(&levels, &[5.0, 18.0, 60.0], 19.0)?;
/// assert!(near < wide);
/// # Ok::<(), statistics::error::ScoringError>(())
/// ```
///
/// # Errors
/// [`ScoringError`]: no levels, one quantile a level is needed, levels that do not ascend within 0 and 1 around ½ with
/// each one's mirror, quantiles that descend, a value that is not finite.
pub fn weighted_interval_score(levels: &[f64], quantiles: &[f64], outcome: f64) -> Result<f64, ScoringError> {
    check(levels, quantiles, outcome)?;
    let intervals = levels.len() / 2;
    let median = quantiles[intervals];
    let weighted: f64 = (0..intervals)
        .map(|pair| {
            let alpha = 2.0 * levels[pair];
            alpha / 2.0 * interval_score(quantiles[pair], quantiles[levels.len() - 1 - pair], alpha, outcome)
        })
        .sum();
    Ok(((outcome - median).abs() / 2.0 + weighted) / (intervals as f64 + 0.5))
}

fn check(levels: &[f64], quantiles: &[f64], outcome: f64) -> Result<(), ScoringError> {
    if levels.len() != quantiles.len() {
        return Err(ScoringError::Length { levels: levels.len(), quantiles: quantiles.len() });
    }
    let mirrored = |index: usize| (levels[index] + levels[levels.len() - 1 - index] - 1.0).abs() <= ROUNDING;
    let inside = |index: usize| levels[index] > 0.0 && levels[index] < 1.0;
    let ascends = levels.windows(2).all(|pair| pair[0] < pair[1]);
    if levels.len().is_multiple_of(2)
        || !ascends
        || !(0..levels.len()).all(|index| inside(index) && mirrored(index))
    {
        return Err(ScoringError::Levels);
    }
    let finite = quantiles.iter().all(|quantile| quantile.is_finite());
    if !finite || quantiles.windows(2).any(|pair| pair[0] > pair[1]) {
        return Err(ScoringError::Quantiles);
    }
    if outcome.is_finite() { Ok(()) } else { Err(ScoringError::Outcome(outcome)) }
}

#[cfg(test)]
mod tests;
