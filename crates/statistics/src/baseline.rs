//! The emerging detector: is the newest count of one series more than its own past explains?
//!
//! **Model.** Counts are quasi-Poisson around `exp(level + trend + season + the caller's regressors)`, fitted
//! to the periods before the tested ones with a ridge on all but the level. Past outbreaks are weighted down
//! (Farrington et al. 1996; threshold 2.58 of Noufaily et al. 2013), not by their Anscombe residual but by
//! the normal score of their mid-p, which is right for sparse counts too; then the model is fitted once more.
//! The dispersion is Pearson's, half a standard error higher, and never below [`Settings::least_dispersion`].
//!
//! **Test.** The sum over each window (1, 2, 3 periods ending at the last) is compared with a negative
//! binomial whose mean is the sum of the expected counts and whose variance is `dispersion × mean + mean² ×
//! (variance of its logarithm from the coefficients)`. For a series of `k` past events and no regressors that
//! is a negative binomial of size `k`, the law that a gamma-distributed rate predicts. The smallest mid-p
//! over the windows is corrected as `1 − (1 − p)^m` (Šidák) with `m` the effective number of tests, 1.83 for
//! the windows 1, 2, 3, because nested sums are correlated.
//!
//! **Sparse series.** Half an event is spread over the past, which is Jeffreys' prior for the level: a series
//! that never had an event expects `0.5 / n`, with the uncertainty that goes with it, and one event in it is
//! no sensation. With fewer than [`Settings::min_periods`] periods the season and the trend are left out and
//! the dispersion is widened by a whole standard error. What a dozen events cannot tell is their own
//! dispersion: where sister series are known to vary more than Poisson, hand their pooled value over as
//! [`Settings::least_dispersion`].
//!
//! **Assumptions.** Periods of equal length; given the regressors, counts of different periods are
//! independent. Not assumed: stationarity, large counts, an outbreak-free past.
//!
//! **Calibration.** On the 42 scenarios of Noufaily et al. (2013), with outbreaks in the past, 1.0% of quiet
//! weeks have p ≤ 0.01 (at most 2.8% in any scenario), and outbreaks of 3, 5 and 10 standard deviations are
//! found in 24%, 57% and 96% (ten years of history, `skip_last` 26).
//!
//! **Cost.** Two fits, O(periods × columns²) each: about 0.2 ms for five years of weeks.

mod settings;

pub use settings::Settings;

use crate::distribution::{Counts, normal_quantile};
use crate::error::{BaselineError, RegressionError};
use crate::regression::{Design, Family, Fit, fit};
use crate::series::{is_constant, not_a_count, outbreak_weights};

/// Events spread over the past before fitting: Jeffreys' prior for a Poisson rate is Gamma(½, 0).
const PRIOR_EVENTS: f64 = 0.5;

/// The dispersion is taken higher by this many of its standard errors, for it decides how far the tail
/// reaches and the data of a sparse series barely know it. Half of one keeps quiet worlds with dispersions of
/// 1 to 1.4 near nominal.
const CAUTION: f64 = 0.5;

/// The same for a history too short to know its season.
const CAUTION_WHEN_SHORT: f64 = 1.0;

/// Fewest periods to learn from. With fewer the dispersion is a guess and no p-value means anything.
const FEWEST_TRAINED: usize = 8;

/// What the newest window of a series says.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Count in the window.
    pub observed: f64,
    /// Expected count in the window.
    pub expected: f64,
    /// The `1 − alpha` quantile of the predictive law of the window's count.
    pub upper: f64,
    /// Variance over mean of one period's count, at least 1.
    pub dispersion: f64,
    /// Length of the window with the smallest mid-p, in periods.
    pub window: usize,
    /// Corrected mid-p value; coefficient error included. 0 to 1.
    pub p_value: f64,
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

/// Tests the windows that end at the last period of `counts`.
///
/// `extra` are regressors, one value per period (a festival's share of the week, a logarithm of the number of
/// visits); keep them of the order of 1. One that never changed in the periods learnt from is ignored, for
/// nothing is known of its effect.
///
/// ```
/// use statistics::baseline::{Settings, assess};
/// let mut weeks: Vec<f64> = (0..150).map(|week| f64::from(week % 3 == 0)).collect();
/// weeks[149] = 6.0;
/// let evidence = assess(&weeks, &[], &Settings::default())?;
/// assert!(evidence.p_value < 0.001);
/// assert!(evidence.expected < evidence.upper && evidence.upper < evidence.observed);
/// # Ok::<(), statistics::error::BaselineError>(())
/// ```
///
/// # Errors
/// [`BaselineError`]: too few periods, a value that is not a count, a setting outside its range, a regressor
/// with another length or a hole.
pub fn assess(counts: &[f64], extra: &[&[f64]], settings: &Settings) -> Result<Evidence, BaselineError> {
    settings.check()?;
    if let Some(index) = not_a_count(counts) {
        return Err(BaselineError::NotACount { index, value: counts[index] });
    }
    let widest = settings.windows.iter().copied().max().unwrap_or(1);
    let held_out = widest.max(settings.skip_last.saturating_add(1));
    let needed = held_out.saturating_add(FEWEST_TRAINED);
    if counts.len() < needed {
        return Err(BaselineError::TooShort { periods: counts.len(), needed });
    }
    let trained = counts.len() - held_out;
    let seasonal = trained >= settings.min_periods;
    let baseline = match Baseline::learn(counts, trained, extra, seasonal, settings) {
        // One count that dwarfs all others leaves nothing to tell the columns apart by: the level remains.
        Err(RegressionError::Singular | RegressionError::Diverged) => {
            Baseline::learn(counts, trained, &[], false, settings)?
        }
        learnt => learnt?,
    };
    Ok(baseline.judge(counts, settings))
}

/// A fitted past, able to predict any window.
struct Baseline {
    design: Design,
    fit: Fit,
    dispersion: f64,
    mean: Vec<f64>,
}

impl Baseline {
    /// Fits the first `trained` periods, weighs past outbreaks down and fits again.
    fn learn(
        counts: &[f64],
        trained: usize,
        extra: &[&[f64]],
        seasonal: bool,
        settings: &Settings,
    ) -> Result<Self, RegressionError> {
        let mut design = Design::new(counts.len()).intercept();
        if seasonal {
            design = if settings.trend { design.trend() } else { design };
            design = design.harmonics(settings.period, settings.harmonics);
        }
        for column in extra {
            if column.len() != counts.len() || !is_constant(&column[..trained]) {
                design = design.column(column)?;
            }
        }
        let past = design.leading(trained);
        let smoothed: Vec<f64> =
            counts[..trained].iter().map(|y| y + PRIOR_EVENTS / trained as f64).collect();
        let family = Family::QuasiPoisson;
        let first = fit(&past, &smoothed, None, None, family, settings.ridge)?;
        let scores = normal_scores(&counts[..trained], &first);
        let fit = if scores.iter().any(|&score| score > settings.reweight_at) {
            let weights = outbreak_weights(&scores, settings.reweight_at);
            fit(&past, &smoothed, None, Some(&weights), family, settings.ridge)?
        } else {
            first
        };
        let caution = if seasonal { CAUTION } else { CAUTION_WHEN_SHORT };
        let events: f64 = smoothed.iter().sum();
        let unsure = (2.0 / trained as f64 + 1.0 / events).sqrt();
        let dispersion = (fit.dispersion * (1.0 + caution * unsure)).max(settings.least_dispersion);
        let mean = (0..counts.len()).map(|row| fit.predict(design.row(row), 0.0).mean).collect();
        Ok(Self { design, fit, dispersion, mean })
    }

    /// Tests every window and keeps the most telling one.
    fn judge(&self, counts: &[f64], settings: &Settings) -> Evidence {
        let periods = counts.len();
        let mut best: Option<(f64, usize, f64, Counts)> = None;
        for &window in &settings.windows {
            let observed: f64 = counts[periods - window..].iter().sum();
            let law = self.predictive(periods - window, periods);
            let mid_p = law.mid_p(observed);
            if best.is_none_or(|(smallest, ..)| mid_p < smallest) {
                best = Some((mid_p, window, observed, law));
            }
        }
        let level = 1.0 - settings.alpha;
        let curve = (0..periods)
            .map(|row| Expected {
                mean: self.mean[row],
                upper: self.predictive(row, row + 1).quantile(level),
            })
            .collect();
        let (mid_p, window, observed, law) =
            best.unwrap_or((1.0, 1, 0.0, self.predictive(periods - 1, periods)));
        let p_value = -(settings.effective_tests() * (-mid_p).ln_1p()).exp_m1();
        Evidence {
            observed,
            expected: law.mean(),
            upper: law.quantile(level),
            dispersion: self.dispersion,
            window,
            p_value: p_value.clamp(0.0, 1.0),
            curve,
        }
    }

    /// The law of the sum over the periods `from..to`.
    fn predictive(&self, from: usize, to: usize) -> Counts {
        let mean: f64 = self.mean[from..to].iter().sum();
        // How the logarithm of the sum moves with the coefficients.
        let mut gradient = vec![0.0; self.design.columns()];
        for row in from..to {
            let share = self.mean[row] / mean;
            gradient.iter_mut().zip(self.design.row(row)).for_each(|(sum, x)| *sum += share * x);
        }
        self.law(mean, &gradient)
    }

    /// Counts around `mean`, widened by the error of the coefficients in the direction `gradient`.
    fn law(&self, mean: f64, gradient: &[f64]) -> Counts {
        Counts::spread(mean, self.dispersion + mean * self.fit.variance_of(gradient, self.dispersion))
    }
}

/// How surprisingly high each past count is, as the standard normal quantile of its mid-p; 0 for a count not
/// above its mean, which is no outbreak.
///
/// It is what the Anscombe residual approximates. On sparse counts the approximation fails: one event where
/// 0.02 were expected would be an outbreak, and every second quiet series would lose its dispersion with its
/// largest counts.
fn normal_scores(counts: &[f64], fit: &Fit) -> Vec<f64> {
    let dispersion = fit.dispersion.max(1.0);
    let rows = counts.iter().zip(&fit.fitted);
    rows.map(|(&count, &mean)| {
        if count <= mean {
            return 0.0;
        }
        let mid_p = Counts::spread(mean, dispersion).mid_p(count);
        normal_quantile(1.0 - mid_p.max(f64::EPSILON))
    })
    .collect()
}

#[cfg(test)]
mod tests;
