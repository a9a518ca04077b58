//! The regression on the past, and whether its trend may stay.

use statrs::function::beta::beta_reg;

use super::reference::Past;
use super::threshold::Expectation;
use super::{Errors, Settings};
use crate::error::RegressionError;
use crate::regression::{Design, Family, Fit, Regression};
use crate::series::outbreak_weights;

/// A trend needs data of so many years (Farrington et al. 1996, section 3.5).
const FEWEST_YEARS_FOR_A_TREND: usize = 3;

/// A fitted past.
pub(super) struct Model {
    /// What it expects of the tested period.
    pub(super) now: Expectation,
    /// Log-linear trend per period.
    pub(super) trend: Option<f64>,
}

impl Model {
    /// Fits with a trend, and without when the trend may not stay.
    pub(super) fn learn(
        counts: &[f64],
        designs: &Designs,
        settings: &Settings,
    ) -> Result<Self, RegressionError> {
        if settings.years >= FEWEST_YEARS_FOR_A_TREND {
            match Reweighted::fit(counts, &designs.trend, designs.intercept, settings) {
                Ok(fitted) if fitted.trend_stays(counts, settings) => {
                    return Ok(fitted.expect_now(true, settings));
                }
                // A trend that cannot be told from the levels is no trend.
                Ok(_) | Err(RegressionError::Singular | RegressionError::Diverged) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Reweighted::fit(counts, &designs.level, designs.intercept, settings)?.expect_now(false, settings))
    }
}

/// What explains the counts of the past: one indicator per level but the tested period's own that has a past, an
/// intercept, and, in one of the two, the trend in years before the tested period. The levels come first because they
/// have no row in common.
#[derive(Clone, Debug)]
pub(super) struct Designs {
    level: Design,
    trend: Design,
    /// The column of the intercept; that of the trend follows.
    intercept: usize,
}

impl Designs {
    pub(super) fn of(past: &Past, settings: &Settings) -> Result<Self, RegressionError> {
        // With a single year and half of it left out, some levels were never seen and have no column.
        let levels = Design::new(past.levels.len()).groups(&past.levels)?;
        let intercept = levels.columns();
        let level = levels.intercept();
        let years: Vec<f64> =
            past.ages.iter().map(|&age| -(age as f64) / settings.frequency as f64).collect();
        let trend = level.clone().column(&years)?;
        Ok(Self { level, trend, intercept })
    }
}

/// The second fit, past outbreaks weighted down.
struct Reweighted {
    fit: Fit,
    /// As in [`Designs`].
    intercept: usize,
    /// Scale of the squared standard errors in the trend's test.
    test_scale: f64,
    /// Scale of the squared standard error of the expected count.
    error_scale: f64,
}

impl Reweighted {
    /// Fits, weighs past outbreaks down, fits again.
    fn fit(
        counts: &[f64],
        design: &Design,
        intercept: usize,
        settings: &Settings,
    ) -> Result<Self, RegressionError> {
        let mut regression = Regression::new(design, counts, None, Family::QuasiPoisson, 0.0)?;
        let first = regression.fit(None)?;
        let residuals = regression.anscombe_residuals(first.dispersion.max(1.0));
        let weights = outbreak_weights(&residuals, settings.reweight_at);
        let fit = regression.fit(Some(&weights))?;
        let (test_scale, error_scale) = match settings.errors {
            Errors::Published => (fit.dispersion, fit.dispersion.max(1.0)),
            Errors::FarringtonFlexible => {
                let rows = counts.iter().zip(&fit.fitted).zip(&weights);
                let squares = rows.map(|((count, mean), weight)| weight * ((count - mean) / mean).powi(2));
                let scale = squares.sum::<f64>() / fit.residual_df.max(1.0);
                (scale, scale)
            }
        };
        Ok(Self { fit, intercept, test_scale, error_scale })
    }

    /// What is expected of the tested period: time 0 and no indicator, which leaves the intercept.
    fn expect_now(&self, trend: bool, settings: &Settings) -> Model {
        let now = self.unit(self.intercept);
        Model {
            now: Expectation {
                mean: self.fit.predict(&now, 0.0).mean,
                se_log: self.fit.variance_of(&now, self.error_scale).sqrt(),
                dispersion: self.fit.dispersion.max(1.0),
            },
            trend: trend.then(|| self.fit.coefficients[self.intercept + 1] / settings.frequency as f64),
        }
    }

    /// Whether the trend is significant and does not extrapolate above all that was ever seen.
    fn trend_stays(&self, counts: &[f64], settings: &Settings) -> bool {
        let column = self.intercept + 1;
        let error = self.fit.variance_of(&self.unit(column), self.test_scale).sqrt();
        let t = self.fit.coefficients[column] / error;
        let df = self.fit.residual_df;
        // Two-sided p-value of Student's t by the incomplete beta function.
        let p_value =
            || if t.is_finite() && df > 0.0 { beta_reg(df / 2.0, 0.5, df / (df + t * t)) } else { 1.0 };
        let significant = settings.trend_significance >= 1.0 || p_value() < settings.trend_significance;
        let greatest = counts.iter().copied().fold(0.0, f64::max);
        self.fit.converged
            && significant
            && self.fit.predict(&self.unit(self.intercept), 0.0).mean <= greatest
    }

    /// A row with a single 1.
    fn unit(&self, column: usize) -> Vec<f64> {
        let mut row = vec![0.0; self.fit.coefficients.len()];
        row[column] = 1.0;
        row
    }
}
