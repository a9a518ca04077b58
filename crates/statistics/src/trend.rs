//! Is a level rising or falling over years, whatever the season does? Rank tests and the median slope.
//!
//! [`seasonal_mann_kendall`] compares only Januaries with Januaries and sums over the months (Hirsch, Slack &
//! Smith 1982); [`mann_kendall`] compares all pairs. Both assume no distribution, so that a count of 400
//! after a flood weighs as much as a count of 9. The slope is the median over the same pairs (Sen 1968).
//!
//! **Autocorrelation.** Neighbouring values that resemble each other make the naive variance of S too small.
//! It is widened by the autocorrelations of the detrended ranks (Hamed & Rao 1998), in the seasonal test of
//! the ranks within each season. The covariances of Hirsch & Slack (1984) would need ten years and more: with
//! three to five they are noise, and cost half of the power.
//!
//! **Not for** a series with a season in the plain test (it rejects up to 27% of true nulls at 5%), nor for
//! fewer than two full cycles. Ties are accounted for; a series of zeros has p = 1 and slope 0.

mod ranks;

use crate::distribution::normal_upper;
use crate::error::TrendError;
use ranks::{autocorrelation_factor, concordance, rank_deviations, tie_variance};

/// Fewest values of the plain test: with three even a strict order has p = 0.3.
const FEWEST_VALUES: usize = 4;

/// Fewest full cycles of the seasonal test.
const FEWEST_CYCLES: usize = 2;

/// The result of a trend test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// Pairs that rise less pairs that fall.
    pub s: f64,
    /// Variance of `s` under no trend, with ties and autocorrelation.
    pub variance: f64,
    /// Standard normal score of `s`, with continuity correction; 0 when the variance is 0.
    pub z: f64,
    /// Two-sided p-value.
    pub p_value: f64,
    /// Median slope: per value for the plain test, per cycle (a year when the period is 12 months) for the
    /// seasonal one.
    pub slope: f64,
    /// The median line's level at the first value: `median(values) − slope × median(time)`.
    pub intercept: f64,
}

/// The median slope and the median line's level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slope {
    /// Change per value.
    pub slope: f64,
    /// Level at the first value.
    pub intercept: f64,
}

/// Mann–Kendall test of all pairs (Mann 1945; Kendall 1975), variance widened for autocorrelation (Hamed &
/// Rao 1998). O(n²).
///
/// ```
/// use statistics::trend::mann_kendall;
/// let rising = mann_kendall(&[1.0, 3.0, 2.0, 4.0, 6.0, 5.0, 7.0, 9.0])?;
/// assert!(rising.p_value < 0.01 && rising.slope > 0.9);
/// # Ok::<(), statistics::error::TrendError>(())
/// ```
///
/// # Errors
/// [`TrendError`] with fewer than 4 values or a value that is not finite.
pub fn mann_kendall(values: &[f64]) -> Result<Trend, TrendError> {
    check(values, FEWEST_VALUES)?;
    let slope = sen_slope(values)?;
    let s = concordance(values);
    let factor = autocorrelation_factor(&rank_deviations(&detrended(values, slope.slope)));
    let variance = tie_variance(values) * factor;
    Ok(judge(s, variance, slope))
}

/// Seasonal Mann–Kendall test (Hirsch, Slack & Smith 1982): `period` values make a cycle, each is compared
/// with its like.
///
/// The last, incomplete cycle is used as far as it goes. O(n² / period).
///
/// ```
/// use statistics::trend::seasonal_mann_kendall;
/// let months: Vec<f64> = (0..60).map(|month| f64::from(month % 12 + month / 12)).collect();
/// let trend = seasonal_mann_kendall(&months, 12)?;
/// assert!((trend.slope - 1.0).abs() < 1e-9 && trend.p_value < 0.01);
/// # Ok::<(), statistics::error::TrendError>(())
/// ```
///
/// # Errors
/// [`TrendError`] with fewer than two full cycles, a value that is not finite, or a period of 0.
pub fn seasonal_mann_kendall(values: &[f64], period: usize) -> Result<Trend, TrendError> {
    if period == 0 {
        return Err(TrendError::Period);
    }
    check(values, period.saturating_mul(FEWEST_CYCLES).max(FEWEST_VALUES))?;
    let seasons = by_season(values, period);
    let s = seasons.iter().map(|season| concordance(season)).sum();
    let mut slopes: Vec<f64> = seasons.iter().flat_map(|season| pair_slopes(season)).collect();
    let slope = median(&mut slopes);
    let ranks: Vec<Vec<f64>> = by_season(&detrended(values, slope / period as f64), period)
        .iter()
        .map(|season| rank_deviations(season))
        .collect();
    let in_time: Vec<f64> = (0..values.len()).map(|t| ranks[t % period][t / period]).collect();
    let independent: f64 = seasons.iter().map(|season| tie_variance(season)).sum();
    let variance = independent * autocorrelation_factor(&in_time);
    let middle = (values.len() as f64 - 1.0) / 2.0 / period as f64;
    let intercept = median(&mut values.to_vec()) - slope * middle;
    Ok(judge(s, variance, Slope { slope, intercept }))
}

/// Sen's slope: the median over all pairs of the change per value (Sen 1968). O(n²).
///
/// # Errors
/// [`TrendError`] with fewer than 2 values or a value that is not finite.
pub fn sen_slope(values: &[f64]) -> Result<Slope, TrendError> {
    check(values, 2)?;
    let mut slopes: Vec<f64> = pair_slopes(values).collect();
    let slope = median(&mut slopes);
    let intercept = median(&mut values.to_vec()) - slope * (values.len() as f64 - 1.0) / 2.0;
    Ok(Slope { slope, intercept })
}

/// Turns a sum of pairs into a score and a p-value.
fn judge(s: f64, variance: f64, slope: Slope) -> Trend {
    // One step of S is 2; half of it towards 0 corrects for continuity.
    let z = if variance > 0.0 { s.signum() * (s.abs() - 1.0).max(0.0) / variance.sqrt() } else { 0.0 };
    let p_value = (2.0 * normal_upper(z.abs())).min(1.0);
    Trend { s, variance, z, p_value, slope: slope.slope, intercept: slope.intercept }
}

/// The values of each season, oldest first.
fn by_season(values: &[f64], period: usize) -> Vec<Vec<f64>> {
    (0..period).map(|season| values.iter().skip(season).step_by(period).copied().collect()).collect()
}

/// The values less a line of the given slope per value.
fn detrended(values: &[f64], slope: f64) -> Vec<f64> {
    values.iter().enumerate().map(|(i, value)| value - slope * i as f64).collect()
}

/// The slopes of all pairs of one series.
fn pair_slopes(values: &[f64]) -> impl Iterator<Item = f64> {
    (0..values.len())
        .flat_map(move |i| (i + 1..values.len()).map(move |j| (values[j] - values[i]) / (j - i) as f64))
}

/// The median; 0 of nothing. Reorders its input.
fn median(values: &mut [f64]) -> f64 {
    let (half, even) = (values.len() / 2, values.len().is_multiple_of(2));
    if values.is_empty() {
        return 0.0;
    }
    let (below, &mut upper, _) = values.select_nth_unstable_by(half, f64::total_cmp);
    if even { f64::midpoint(below.iter().copied().fold(f64::NEG_INFINITY, f64::max), upper) } else { upper }
}

fn check(values: &[f64], needed: usize) -> Result<(), TrendError> {
    if values.len() < needed {
        return Err(TrendError::TooShort { values: values.len(), needed });
    }
    values
        .iter()
        .position(|value| !value.is_finite())
        .map_or(Ok(()), |index| Err(TrendError::NotFinite { index }))
}

#[cfg(test)]
mod tests;
