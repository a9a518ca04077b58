//! The emerging detector: is the newest count of one series more than its own past explains?
//!
//! **Model.** Counts are quasi-Poisson around `exp(level + trend + season + the caller's regressors)`, fitted
//! to the periods before the tested ones with a ridge on all but the level. Past outbreaks are weighted down
//! (Farrington et al. 1996; threshold 2.58 of Noufaily et al. 2013), not by their Anscombe residual but by
//! the normal score of their mid-p, which is right for sparse counts too; then the model is fitted once more.
//! The dispersion is Pearson's, half a standard error higher, and never below [`Settings::least_dispersion`].
//!
//! **Test.** The sum over each window (1, 2, 3 periods ending at the tested one) is compared with a negative
//! binomial whose mean is the sum of the expected counts and whose variance is `dispersion × mean + mean² ×
//! (variance of its logarithm from the coefficients)`. For a series of `k` past events and no regressors that
//! is a negative binomial of size `k`, the law that a gamma-distributed rate predicts. The windows' mid-p values
//! are combined by Fisher's method, their dependence allowed for (Brown 1975), a window of `a` periods with
//! the weight `1 / √a`: an outbreak spreads over several periods, and what all windows share counts more than
//! what the best of them says (the smallest mid-p finds 0.58 where the combination finds 0.61).
//!
//! **Sparse series.** Half an event is spread over the past, which is Jeffreys' prior for the level: a series
//! that never had an event expects `0.5 / n`, with the uncertainty that goes with it, and one event in it is
//! no sensation. With fewer than [`Settings::min_periods`] periods the season and the trend are left out and
//! the dispersion is widened by one and a half standard errors. What a dozen events cannot tell is their own
//! dispersion: where sister series are known to vary more than Poisson, hand their pooled value over as
//! [`Settings::least_dispersion`].
//!
//! **Assumptions.** Periods of equal length; given the regressors, counts of different periods are
//! independent. Not assumed: stationarity, large counts, an outbreak-free past.
//!
//! **Calibration.** On the 42 scenarios of Noufaily et al. (2013), with outbreaks in the past, 0.8% of quiet
//! weeks have p ≤ 0.01. With the threshold set so that it is 1%, outbreaks of 3, 5 and 10 standard deviations are
//! found in 29%, 61% and 97% (ten years of history, `skip_last` 26); `benches/` holds the table.
//! [`crate::detector`] makes the p-values honest per series.
//!
//! **Cost.** Two fits, O(periods × columns²) each: about 0.2 ms for five years of weeks.

pub(crate) mod combination;
mod model;
mod series;
mod settings;

pub use model::{Baseline, Verdict};
pub use series::Series;
pub use settings::Settings;

use crate::error::BaselineError;

/// What the newest window of a series says, and what every period was expected to hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Of the most telling window.
    pub verdict: Verdict,
    /// One per period of the series, the tested ones included, for a chart.
    pub curve: Vec<Expected>,
}

/// What one period was expected to hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// Expected count.
    pub mean: f64,
    /// The `1 − alpha` quantile of its predictive law.
    pub upper: f64,
}

/// Tests the windows that end at the last period of a series.
///
/// ```
/// use statistics::baseline::{Series, Settings, assess};
/// let mut weeks: Vec<f64> = (0..150).map(|week| f64::from(week % 3 == 0)).collect();
/// weeks[149] = 6.0;
/// let evidence = assess(&Series::of(&weeks), &Settings::default())?;
/// assert!(evidence.verdict.p_value < 0.001);
/// assert!(evidence.verdict.expected < evidence.verdict.upper && evidence.verdict.upper < 6.0);
/// # Ok::<(), statistics::error::BaselineError>(())
/// ```
///
/// # Errors
/// [`BaselineError`]: too few periods, a value that is not a count, a setting outside its range, a regressor
/// with another length or a hole.
pub fn assess(series: &Series<'_>, settings: &Settings) -> Result<Evidence, BaselineError> {
    let periods = series.counts.len();
    let baseline = Baseline::before(series, periods, settings)?;
    let curve = (0..periods).map(|period| baseline.expected(period)).collect();
    Ok(Evidence { verdict: baseline.judge(series.counts, periods), curve })
}

#[cfg(test)]
mod tests;
