//! A fitted past, able to judge any window after it.

use super::combination::Combination;
use super::{Expected, Series, Settings};
use crate::distribution::{Counts, normal_quantile};
use crate::error::{BaselineError, RegressionError};
use crate::regression::{Design, Family, Fit, Regression};
use crate::series::{is_constant, not_a_count, outbreak_weights};

/// Events spread over the past before fitting: Jeffreys' prior for a Poisson rate is Gamma(½, 0).
const PRIOR_EVENTS: f64 = 0.5;

/// The dispersion is taken higher by this many of its standard errors, for it decides how far the tail
/// reaches and the data of a sparse series barely know it. Half of one keeps quiet worlds with dispersions of
/// 1 to 1.4 near nominal.
const CAUTION: f64 = 0.5;

/// The same for a history too short to know its season.
const CAUTION_WHEN_SHORT: f64 = 1.5;

/// Fewest periods to learn from. With fewer the dispersion is a guess and no p-value means anything.
pub(super) const FEWEST_TRAINED: usize = 8;

/// What the windows that end at one period say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// Count in the most telling window.
    pub observed: f64,
    /// Expected count in it.
    pub expected: f64,
    /// The `1 − alpha` quantile of the predictive law of the window's count.
    pub upper: f64,
    /// Variance over mean of one period's count, at least 1.
    pub dispersion: f64,
    /// Length of the window with the smallest mid-p, in periods.
    pub window: usize,
    /// The windows' mid-p values, coefficient error included, combined. 0 to 1.
    pub p_value: f64,
}

/// What was usual up to some period, and what it expects of the periods after. Fitting and judging are two
/// steps because a fit may serve several periods: with days, one fit a week loses nothing.
#[derive(Clone, Debug)]
pub struct Baseline {
    settings: Settings,
    design: Design,
    fit: Fit,
    dispersion: f64,
    mean: Vec<f64>,
    combination: Combination,
}

impl Baseline {
    /// Learns from the periods before the windows that end with period `end − 1`, leaving out the
    /// [`Settings::skip_last`] periods before it.
    ///
    /// # Errors
    /// [`BaselineError`]: too few periods, a value that is not a count, a setting outside its range, an
    /// offset or a regressor with another length or a hole.
    pub fn before(series: &Series<'_>, end: usize, settings: &Settings) -> Result<Self, BaselineError> {
        settings.check()?;
        let periods = series.counts.len().min(end);
        let needed = settings.least_periods();
        if periods < needed {
            return Err(BaselineError::TooShort { periods, needed });
        }
        let trained = periods - settings.held_out();
        if let Some(index) = not_a_count(&series.counts[..periods]) {
            return Err(BaselineError::NotACount { index, value: series.counts[index] });
        }
        let seasonal = trained >= settings.min_periods;
        match Self::learn(series, trained, seasonal, settings) {
            // One count that dwarfs all others leaves nothing to tell the columns apart by: the level remains.
            Err(RegressionError::Singular | RegressionError::Diverged) => {
                let plain = Series { regressors: &[], ..*series };
                Ok(Self::learn(&plain, trained, false, settings)?)
            }
            learnt => Ok(learnt?),
        }
    }

    /// Fits the first `trained` periods, weighs past outbreaks down and fits again.
    fn learn(
        series: &Series<'_>,
        trained: usize,
        seasonal: bool,
        settings: &Settings,
    ) -> Result<Self, RegressionError> {
        let counts = &series.counts[..trained];
        let mut design = Design::new(series.counts.len()).intercept();
        if seasonal {
            design = if settings.trend { design.trend_over(trained) } else { design };
            design = design.harmonics(settings.period, settings.harmonics);
        }
        if settings.cycle > 1 {
            design = design.cycle(settings.cycle);
        }
        for column in series.regressors {
            if column.len() != series.counts.len() || !is_constant(&column[..trained]) {
                design = design.column(column)?;
            }
        }
        let past = design.leading(trained);
        let offset = series.offset.map(|offset| offset.get(..trained).unwrap_or(offset));
        let smoothed: Vec<f64> = counts.iter().map(|y| y + PRIOR_EVENTS / trained as f64).collect();
        let family = Family::QuasiPoisson;
        let mut regression = Regression::new(&past, &smoothed, offset, family, settings.ridge)?;
        let first = regression.fit(None)?;
        let scores = normal_scores(counts, &first);
        let fit = if scores.iter().any(|&score| score > settings.reweight_at) {
            let weights = outbreak_weights(&scores, settings.reweight_at);
            regression.fit(Some(&weights))?
        } else {
            first
        };
        let caution = if seasonal { CAUTION } else { CAUTION_WHEN_SHORT };
        let events: f64 = smoothed.iter().sum();
        let unsure = (2.0 / trained as f64 + 1.0 / events).sqrt();
        let dispersion = (fit.dispersion * (1.0 + caution * unsure)).max(settings.least_dispersion);
        let mean = (0..series.counts.len())
            .map(|row| fit.predict(design.row(row), series.log_exposure(row)).mean)
            .collect();
        let combination = Combination::of(&settings.windows);
        Ok(Self { settings: settings.clone(), design, fit, dispersion, mean, combination })
    }

    /// Judges the windows that end with period `end − 1` of `counts`, which may differ from the counts learnt
    /// from in the periods held out. Windows that reach beyond either end of the series are left out.
    pub fn judge(&self, counts: &[f64], end: usize) -> Verdict {
        let end = end.min(counts.len()).min(self.mean.len());
        self.combination
            .verdict(&self.settings, counts, end, self.dispersion, |from, to| self.predictive(from, to))
    }

    /// What one period of the series was expected to hold; nothing beyond its end.
    pub fn expected(&self, period: usize) -> Expected {
        let end = (period + 1).min(self.mean.len());
        let law = self.predictive(period.min(end), end);
        Expected { mean: law.mean(), upper: law.quantile(1.0 - self.settings.alpha) }
    }

    /// The law of the sum over the periods `from..to`.
    fn predictive(&self, from: usize, to: usize) -> Counts {
        let mean: f64 = self.mean[from..to].iter().sum();
        // The error of the coefficients widens the law like a gamma-distributed mean.
        Counts::spread(mean, self.dispersion + mean * self.variance_of(&self.gradient(from, to)))
    }

    /// How the logarithm of the expected sum over the periods `from..to` moves with the coefficients.
    pub(crate) fn gradient(&self, from: usize, to: usize) -> Vec<f64> {
        let mean: f64 = self.mean[from..to].iter().sum();
        let mut gradient = vec![0.0; self.design.columns()];
        for row in from..to {
            let share = self.mean[row] / mean;
            gradient.iter_mut().zip(self.design.row(row)).for_each(|(sum, x)| *sum += share * x);
        }
        gradient
    }

    /// The variance, from the error of the coefficients, of what moves with them like `gradient`.
    pub(crate) fn variance_of(&self, gradient: &[f64]) -> f64 {
        self.fit.variance_of(gradient, self.dispersion)
    }

    /// The expected count of every period of the series, those after the ones learnt from included.
    pub(crate) fn course(&self) -> &[f64] {
        &self.mean
    }

    /// How many periods were learnt from.
    pub(crate) fn trained(&self) -> usize {
        self.fit.fitted.len()
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
