//! Is a level rising or falling over years, whatever the season does? Rank tests and the median slope.
//!
//! [`seasonal_mann_kendall`] compares only Januaries with Januaries and sums over the months (Hirsch, Slack &
//! Smith 1982); [`mann_kendall`] compares all pairs. Both assume no distribution, so that a count of 400
//! after a flood weighs as much as a count of 9. The slope is the median over the same pairs (Sen 1968).
//!
//! | formula | |
//! |---|---|
//! | `S = Σ_{i<j} sgn(xⱼ − xᵢ)`, seasonal: the sum over the seasons | pairs that rise less pairs that fall |
//! | `z = (S ∓ 1) / √Var S` | 1 towards 0 corrects for continuity |
//! | `slope = median (xⱼ − xᵢ) / (j − i)` | over the same pairs |
//!
//! **Autocorrelation.** Neighbouring values that resemble each other make the naive variance of S too small.
//! By default it is widened by the autocorrelations of the detrended ranks (after Hamed & Rao 1998), in the
//! seasonal test of the ranks within each season. The covariances of Hirsch & Slack (1984) would need ten years
//! and more: with three to five they are noise, and cost half of the power. [`Variance`] and
//! [`SeasonalVariance`] offer the published ones too, each with what is wrong with it.
//!
//! **In per cent.** The median slope of sparse counts is often exactly 0. [`log_linear()`] tells the rate of growth
//! by regression, with a variance that knows of autocorrelation, and forecasts.
//!
//! **Against pymannkendall** (1.4.3): its original, Hamed–Rao, Yue–Wang, seasonal and correlated seasonal tests are
//! reproduced. Two of its choices are not in every account of the papers: all lags enter Yue & Wang's sum,
//! significant or not; the correlated seasonal test drops an incomplete last cycle and takes no correction for
//! continuity. Tests after pre-whitening are left out: removing the autocorrelation removes part of the trend with
//! it (Yue, Pilon, Phinney & Cavadias 2002), and the trend-free variant rejects 3–26% of true nulls at 5%, on weekly
//! counts with season.
//!
//! **Assumptions.** Under no trend the values (of one season) are exchangeable but for the autocorrelation that the
//! variance allows for; [`log_linear()`] takes counts for quasi-Poisson around a straight line on the log scale.
//!
//! **Cost.** O(n log n) for S, its variance and the slope, ties or not.
//!
//! **Not for** a series with a season in the plain test (it rejects up to 27% of true nulls at 5%), nor for
//! fewer than two full cycles. Ties are accounted for; a series of zeros has p = 1 and slope 0.

mod log_linear;
mod long_run;
mod pairs;
mod ranks;
mod slope;
mod variance;

pub use log_linear::{Forecast, LogLinear, LogLinearSettings, log_linear};
pub use variance::{SeasonalVariance, Variance};

use crate::distribution::normal_upper;
use crate::error::TrendError;
use pairs::{concordance, pairs};
use ranks::{dense_ranks, rank_deviations, tie_variance};
use slope::median_slope;
use variance::{hamed_rao, hirsch_slack, widening, yue_wang};

/// Fewest values of the plain test: with three even a strict order has p = 0.3.
const FEWEST_VALUES: usize = 4;

/// Fewest full cycles of the seasonal test.
const FEWEST_CYCLES: usize = 2;

/// One step of S is 2; half of it towards 0 corrects for continuity.
const CONTINUITY: f64 = 1.0;

/// The result of a trend test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// Pairs that rise less pairs that fall.
    pub s: f64,
    /// Kendall's τ without correction for ties: `s` over the number of pairs compared.
    pub tau: f64,
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

/// Mann–Kendall test of all pairs (Mann 1945; Kendall 1975), variance widened for autocorrelation (after Hamed &
/// Rao 1998). O(n log n), and n for each lag of autocorrelation that is significant.
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
    mann_kendall_with(values, Variance::default())
}

/// Mann–Kendall test of all pairs with a variance of one's choice. O(n log n); [`Variance::HamedRao`] and
/// [`Variance::YueWang`] look at all lags, which is O(n²).
///
/// ```
/// use statistics::trend::{Variance, mann_kendall_with};
/// let values = [1.0, 2.0, 4.0, 3.0, 6.0, 5.0];
/// let trend = mann_kendall_with(&values, Variance::Independent)?;
/// assert_eq!((trend.s, trend.tau), (11.0, 11.0 / 15.0));
/// assert!((trend.variance - 6.0 * 5.0 * 17.0 / 18.0).abs() < 1e-12);
/// # Ok::<(), statistics::error::TrendError>(())
/// ```
///
/// # Errors
/// [`TrendError`] with fewer than 4 values or a value that is not finite.
pub fn mann_kendall_with(values: &[f64], variance: Variance) -> Result<Trend, TrendError> {
    check(values, FEWEST_VALUES)?;
    let line = line(values, median_slope(&[values]), 1);
    let ranks = dense_ranks(values);
    let independent = tie_variance(&ranks);
    let factor = match variance {
        Variance::Independent => 1.0,
        Variance::Widened => widening(&rank_deviations(&detrended(values, line.slope))),
        Variance::HamedRao => hamed_rao(&rank_deviations(&detrended(values, line.slope))),
        Variance::YueWang => yue_wang(&detrended(values, line.slope)),
    };
    let pairs = pairs(values.len() as u64);
    Ok(judge(concordance(&ranks), pairs, independent * factor, CONTINUITY, line))
}

/// Seasonal Mann–Kendall test (Hirsch, Slack & Smith 1982): `period` values make a cycle, each is compared
/// with its like.
///
/// The last, incomplete cycle is used as far as it goes. O(n log n), and n for each lag of autocorrelation that
/// is significant.
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
    seasonal_mann_kendall_with(values, period, SeasonalVariance::default())
}

/// Seasonal Mann–Kendall test with a variance of one's choice.
///
/// With [`SeasonalVariance::HirschSlack`] S, τ and the variance are those of the complete cycles, the slope that
/// of all values; its cost is O(period · n log n).
///
/// ```
/// use statistics::trend::{SeasonalVariance, seasonal_mann_kendall_with};
/// // Years in which all months are high or low together hold fewer independent facts than months.
/// let months: Vec<f64> = (0..144).map(|month| f64::from((month / 12 * 5) % 12 + month / 36)).collect();
/// let simple = seasonal_mann_kendall_with(&months, 12, SeasonalVariance::Independent)?;
/// let honest = seasonal_mann_kendall_with(&months, 12, SeasonalVariance::HirschSlack)?;
/// assert!(simple.p_value < 0.01 && honest.p_value > 0.1);
/// # Ok::<(), statistics::error::TrendError>(())
/// ```
///
/// # Errors
/// [`TrendError`] with fewer than two full cycles, a value that is not finite, or a period of 0.
pub fn seasonal_mann_kendall_with(
    values: &[f64],
    period: usize,
    variance: SeasonalVariance,
) -> Result<Trend, TrendError> {
    if period == 0 {
        return Err(TrendError::Period);
    }
    check(values, period.saturating_mul(FEWEST_CYCLES).max(FEWEST_VALUES))?;
    let mut seasons = by_season(values, period);
    let line = line(values, median_slope(&seasons), period);
    let factor = match variance {
        SeasonalVariance::Independent => 1.0,
        SeasonalVariance::Widened => {
            let ranks: Vec<Vec<f64>> = by_season(&detrended(values, line.slope / period as f64), period)
                .iter()
                .map(|season| rank_deviations(season))
                .collect();
            let in_time: Vec<f64> = (0..values.len()).map(|t| ranks[t % period][t / period]).collect();
            widening(&in_time)
        }
        SeasonalVariance::HirschSlack => {
            seasons.iter_mut().for_each(|season| season.truncate(values.len() / period));
            1.0
        }
    };
    let ranks: Vec<Vec<u32>> = seasons.iter().map(|season| dense_ranks(season)).collect();
    let (variance, continuity) = match variance {
        SeasonalVariance::HirschSlack => (hirsch_slack(&seasons), 0.0),
        _ => (ranks.iter().map(|season| tie_variance(season)).sum::<f64>() * factor, CONTINUITY),
    };
    let s = ranks.iter().map(|season| concordance(season)).sum();
    let pairs = ranks.iter().map(|season| pairs(season.len() as u64)).sum();
    Ok(judge(s, pairs, variance, continuity, line))
}

/// Sen's slope: the median over all pairs of the change per value (Sen 1968). O(n log n) whatever the ties; equal
/// to the median of the listed slopes.
///
/// # Errors
/// [`TrendError`] with fewer than 2 values or a value that is not finite.
pub fn sen_slope(values: &[f64]) -> Result<Slope, TrendError> {
    check(values, 2)?;
    Ok(line(values, median_slope(&[values]), 1))
}

/// The line of a slope per `period` values through the middle of a series.
fn line(values: &[f64], slope: f64, period: usize) -> Slope {
    let middle = (values.len() as f64 - 1.0) / 2.0 / period as f64;
    Slope { slope, intercept: median(&mut values.to_vec()) - slope * middle }
}

/// Turns a sum of pairs into a score and a p-value.
fn judge(s: f64, pairs: u64, variance: f64, continuity: f64, line: Slope) -> Trend {
    let z = if variance > 0.0 { s.signum() * (s.abs() - continuity).max(0.0) / variance.sqrt() } else { 0.0 };
    let p_value = (2.0 * normal_upper(z.abs())).min(1.0);
    let tau = s / pairs as f64;
    Trend { s, tau, variance, z, p_value, slope: line.slope, intercept: line.intercept }
}

/// The values of each season, oldest first.
fn by_season(values: &[f64], period: usize) -> Vec<Vec<f64>> {
    (0..period).map(|season| values.iter().skip(season).step_by(period).copied().collect()).collect()
}

/// The values less a line of the given slope per value.
fn detrended(values: &[f64], slope: f64) -> Vec<f64> {
    values.iter().enumerate().map(|(i, value)| value - slope * i as f64).collect()
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
