//! The regression on the past, and whether its trend may stay.

use statrs::function::beta::beta_reg;

use super::reference::Past;
use super::threshold::Expectation;
use super::{Errors, Settings};
use crate::error::RegressionError;
use crate::regression::{Design, Family, Fit, fit};
use crate::series::outbreak_weights;

/// The column of the trend, after the intercept.
const TREND: usize = 1;

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
    pub(super) fn learn(past: &Past, settings: &Settings) -> Result<Self, RegressionError> {
        if settings.years >= FEWEST_YEARS_FOR_A_TREND {
            match Reweighted::fit(past, settings, true) {
                Ok(fitted) if fitted.trend_stays(past, settings) => {
                    return Ok(fitted.expect_now(true, settings));
                }
                // A trend that cannot be told from the levels is no trend.
                Ok(_) | Err(RegressionError::Singular | RegressionError::Diverged) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Reweighted::fit(past, settings, false)?.expect_now(false, settings))
    }
}

/// The second fit, past outbreaks weighted down.
struct Reweighted {
    fit: Fit,
    /// Scale of the squared standard errors in the trend's test.
    test_scale: f64,
    /// Scale of the squared standard error of the expected count.
    error_scale: f64,
}

impl Reweighted {
    /// Fits, weighs past outbreaks down, fits again.
    fn fit(past: &Past, settings: &Settings, trend: bool) -> Result<Self, RegressionError> {
        let design = design(past, settings, trend)?;
        let first = fit(&design, &past.counts, None, None, Family::QuasiPoisson, 0.0)?;
        let residuals = first.anscombe_residuals(&design, &past.counts, first.dispersion.max(1.0));
        let weights = outbreak_weights(&residuals, settings.reweight_at);
        let fit = fit(&design, &past.counts, None, Some(&weights), Family::QuasiPoisson, 0.0)?;
        let (test_scale, error_scale) = match settings.errors {
            Errors::Published => (fit.dispersion, fit.dispersion.max(1.0)),
            Errors::FarringtonFlexible => {
                let rows = past.counts.iter().zip(&fit.fitted).zip(&weights);
                let squares = rows.map(|((count, mean), weight)| weight * ((count - mean) / mean).powi(2));
                let scale = squares.sum::<f64>() / fit.residual_df.max(1.0);
                (scale, scale)
            }
        };
        Ok(Self { fit, test_scale, error_scale })
    }

    /// What is expected of the tested period: time 0 and no indicator, which leaves the intercept.
    fn expect_now(&self, trend: bool, settings: &Settings) -> Model {
        let now = self.unit(0);
        Model {
            now: Expectation {
                mean: self.fit.predict(&now, 0.0).mean,
                se_log: self.fit.variance_of(&now, self.error_scale).sqrt(),
                dispersion: self.fit.dispersion.max(1.0),
            },
            trend: trend.then(|| self.fit.coefficients[TREND] / settings.frequency as f64),
        }
    }

    /// Whether the trend is significant and does not extrapolate above all that was ever seen.
    fn trend_stays(&self, past: &Past, settings: &Settings) -> bool {
        let error = self.fit.variance_of(&self.unit(TREND), self.test_scale).sqrt();
        let t = self.fit.coefficients[TREND] / error;
        // Two-sided p-value of Student's t by the incomplete beta function.
        let df = self.fit.residual_df;
        let p_value =
            if t.is_finite() && df > 0.0 { beta_reg(df / 2.0, 0.5, df / (df + t * t)) } else { 1.0 };
        let significant = settings.trend_significance >= 1.0 || p_value < settings.trend_significance;
        let greatest = past.counts.iter().copied().fold(0.0, f64::max);
        self.fit.converged && significant && self.fit.predict(&self.unit(0), 0.0).mean <= greatest
    }

    /// A row with a single 1.
    fn unit(&self, column: usize) -> Vec<f64> {
        let mut row = vec![0.0; self.fit.coefficients.len()];
        row[column] = 1.0;
        row
    }
}

/// Intercept, trend in years before the tested period, one indicator per level but the tested period's own
/// that has a past.
fn design(past: &Past, settings: &Settings, trend: bool) -> Result<Design, RegressionError> {
    let mut design = Design::new(past.counts.len()).intercept();
    if trend {
        design = design.column(&past.years)?;
    }
    for level in 1..settings.levels {
        let indicator: Vec<f64> = past.levels.iter().map(|l| f64::from(u8::from(*l == level))).collect();
        // With a single year and half of it left out, some levels were never seen.
        if indicator.contains(&1.0) {
            design = design.column(&indicator)?;
        }
    }
    Ok(design)
}
