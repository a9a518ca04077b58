//! Regression of counts on regressors: generalised linear models with the log link.
//!
//! `ln E[yᵢ] = offsetᵢ + xᵢ'β`, fitted by iteratively reweighted least squares (Nelder & Wedderburn 1972;
//! McCullagh & Nelder 1989, section 2.5) with an optional ridge: β minimises `deviance + ridge · Σ βⱼ²` over
//! all columns but the intercept. Read as a prior, a ridge of 1 says that the coefficient of a regressor of
//! size 1 is within about ±1 on the log scale (a factor of e), which an eventful series overrules and an
//! almost empty one does not: the empty one keeps to its mean.
//!
//! Start, stopping rule (relative change of the deviance below 1e-8, at most 25 rounds) and the use of the
//! last round's weights for the dispersion and the leverage are those of R's `glm`, so that with a ridge of 0
//! the figures agree with R's beyond the sixth digit. Cost: O(rows × columns²) a round, five to eight rounds; of the
//! columns of indicators only those count that are not 0, where rows of a group stand side by side.

mod design;
mod exponential;
mod family;
mod iteration;
mod layout;

pub use design::Design;
pub use family::Family;

use crate::cholesky::{dot, quadratic};
use crate::error::RegressionError;
use exponential::exponential;
use iteration::Iteration;

/// A fitted regression.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// One per column of the design, on the log scale.
    pub coefficients: Vec<f64>,
    /// Covariance of the coefficients, row-major columns × columns, already times the dispersion. With a
    /// ridge it is the covariance of the penalised likelihood, so an unseen regressor is uncertain, never
    /// certain.
    pub covariance: Vec<f64>,
    /// Pearson's statistic over the residual degrees of freedom for [`Family::QuasiPoisson`], otherwise 1. It
    /// can fall below 1, and is 0 when there are no degrees of freedom.
    pub dispersion: f64,
    /// The fitted mean of each row.
    pub fitted: Vec<f64>,
    /// The deviance at the fit, without the ridge.
    pub deviance: f64,
    /// Whether the stopping rule was met within 25 rounds.
    pub converged: bool,
    /// Rows with weight less the effective number of coefficients.
    pub residual_df: f64,
    unscaled: Vec<f64>,
}

/// The mean a fit expects at one row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prediction {
    /// Expected count.
    pub mean: f64,
    /// Standard error of its logarithm, from the coefficients alone.
    pub se_log: f64,
}

/// Fits a regression.
///
/// `offset` is added on the log scale (the logarithm of an exposure), `weights` multiply each row's part of
/// the likelihood; both have one value per row.
///
/// ```
/// use statistics::regression::{Design, Family, fit};
/// let design = Design::new(6).intercept();
/// let fit = fit(&design, &[2.0, 4.0, 3.0, 5.0, 1.0, 3.0], None, None, Family::QuasiPoisson, 0.0)?;
/// assert!((fit.predict(&[1.0], 0.0).mean - 3.0).abs() < 1e-6);
/// # Ok::<(), statistics::error::RegressionError>(())
/// ```
///
/// # Errors
/// [`RegressionError`]: a length that does not fit, a value that is not a count, dependent columns without a
/// ridge, or an iteration that leaves the finite numbers.
pub fn fit(
    design: &Design,
    counts: &[f64],
    offset: Option<&[f64]>,
    weights: Option<&[f64]>,
    family: Family,
    ridge: f64,
) -> Result<Fit, RegressionError> {
    Regression::new(design, counts, offset, family, ridge)?.fit(weights)
}

/// A regression to be fitted several times, with one set of weights after the other: what the fits share is computed and
/// set aside once.
///
/// ```
/// use statistics::regression::{Design, Family, Regression};
/// let design = Design::new(4).intercept();
/// let mut regression = Regression::new(&design, &[2.0, 3.0, 1.0, 30.0], None, Family::QuasiPoisson, 0.0)?;
/// let first = regression.fit(None)?;
/// let without_the_last = regression.fit(Some(&[1.0, 1.0, 1.0, 0.0]))?;
/// assert!((first.fitted[0] - 9.0).abs() < 1e-6 && (without_the_last.fitted[0] - 2.0).abs() < 1e-6);
/// # Ok::<(), statistics::error::RegressionError>(())
/// ```
pub struct Regression<'a> {
    iteration: Iteration<'a>,
}

impl<'a> Regression<'a> {
    /// What [`fit`] is given, but for the weights.
    ///
    /// # Errors
    /// [`RegressionError`]: an empty design, a length that does not fit, a value that is not a count.
    pub fn new(
        design: &'a Design,
        counts: &'a [f64],
        offset: Option<&'a [f64]>,
        family: Family,
        ridge: f64,
    ) -> Result<Self, RegressionError> {
        check(design, counts, offset, family, ridge)?;
        Ok(Self { iteration: Iteration::new(design, counts, offset, family, ridge) })
    }

    /// Fits with these weights, or with equal ones.
    ///
    /// # Errors
    /// [`RegressionError`]: weights that do not fit, dependent columns without a ridge, or an iteration that leaves the
    /// finite numbers.
    pub fn fit(&mut self, weights: Option<&[f64]>) -> Result<Fit, RegressionError> {
        let iteration = &mut self.iteration;
        if let Some(weights) = weights {
            check_slice("weights", weights, iteration.counts.len(), is_count)?;
        }
        let converged = iteration.run(weights)?;
        let unscaled = iteration.factor.inverse();
        iteration.unscaled.clone_from(&unscaled);
        let p = iteration.design.columns();
        let penalised = iteration.design.penalised();
        let shrunk: f64 = penalised.map(|column| iteration.ridge * unscaled[column * p + column]).sum();
        let with_weight = iteration.weights.iter().filter(|&&weight| weight > 0.0).count();
        let residual_df = with_weight as f64 - (p as f64 - shrunk);
        let dispersion = match iteration.family {
            Family::QuasiPoisson => pearson(iteration, residual_df),
            Family::Poisson | Family::NegativeBinomial { .. } => 1.0,
        };
        Ok(Fit {
            coefficients: iteration.coefficients.clone(),
            covariance: unscaled.iter().map(|value| value * dispersion).collect(),
            dispersion,
            fitted: iteration.mean.clone(),
            deviance: iteration.deviance,
            converged,
            residual_df,
            unscaled,
        })
    }

    /// Anscombe residuals of the last fit, standardised by dispersion and leverage:
    /// `3/2 √μ ((y/μ)^⅔ − 1) / √(φ (1 − h))` (Farrington et al. 1996, section 3.6). They are 0 before the first fit.
    pub fn anscombe_residuals(&self, dispersion: f64) -> Vec<f64> {
        let iteration = &self.iteration;
        let forms = iteration.design.layout().forms(
            &iteration.unscaled,
            iteration.design.columns(),
            iteration.counts.len(),
        );
        let ratios = iteration.counts.iter().zip(iteration.log_ratios());
        let leverages = iteration.working.iter().zip(forms).map(|(weight, form)| weight * form);
        let rows = ratios.zip(&iteration.mean).zip(leverages);
        rows.map(|(((&count, log_ratio), mean), leverage)| {
            let power = if count > 0.0 { exponential(2.0 / 3.0 * log_ratio) } else { 0.0 };
            // A row that alone determines a coefficient has no residual to speak of.
            let spread = (dispersion * (1.0 - leverage)).max(f64::EPSILON);
            1.5 * (power - 1.0) * (mean / spread).sqrt()
        })
        .collect()
    }
}

impl Fit {
    /// The expected count at `row` (one value per column of the design) and `offset` on the log scale.
    pub fn predict(&self, row: &[f64], offset: f64) -> Prediction {
        Prediction {
            // The floor is that of the fitted means: nothing is expected to be impossible.
            mean: (offset + dot(row, &self.coefficients)).exp().max(f64::EPSILON),
            se_log: quadratic(&self.covariance, row).max(0.0).sqrt(),
        }
    }

    /// Variance of the linear combination `combination'β` for a dispersion of the caller's choice.
    pub fn variance_of(&self, combination: &[f64], dispersion: f64) -> f64 {
        (quadratic(&self.unscaled, combination) * dispersion).max(0.0)
    }
}

/// Pearson's statistic over its degrees of freedom, with the working weights as R's `summary.glm` does.
fn pearson(iteration: &Iteration<'_>, residual_df: f64) -> f64 {
    if residual_df <= 0.0 {
        return 0.0;
    }
    let rows = iteration.counts.iter().zip(&iteration.mean).zip(&iteration.working);
    rows.map(|((count, mean), weight)| weight * ((count - mean) / mean).powi(2)).sum::<f64>() / residual_df
}

/// Refuses what would make the iteration meaningless.
fn check(
    design: &Design,
    counts: &[f64],
    offset: Option<&[f64]>,
    family: Family,
    ridge: f64,
) -> Result<(), RegressionError> {
    if design.rows() == 0 || design.columns() == 0 {
        return Err(RegressionError::Empty);
    }
    check_slice("counts", counts, design.rows(), is_count)?;
    check_slice("offsets", offset.unwrap_or(counts), design.rows(), f64::is_finite)?;
    if !is_count(ridge) {
        return Err(RegressionError::Value { what: "ridge", index: 0, value: ridge });
    }
    match family {
        Family::NegativeBinomial { size } if !(size.is_finite() && size > 0.0) => {
            Err(RegressionError::Value { what: "size", index: 0, value: size })
        }
        _ => Ok(()),
    }
}

fn is_count(value: f64) -> bool {
    value.is_finite() && value >= 0.0
}

/// Refuses a slice of the wrong length and the first value that is not usable.
fn check_slice(
    what: &'static str,
    values: &[f64],
    rows: usize,
    usable: impl Fn(f64) -> bool,
) -> Result<(), RegressionError> {
    if values.len() != rows {
        return Err(RegressionError::Length { what, got: values.len(), rows });
    }
    let broken = values.iter().position(|&value| !usable(value));
    broken.map_or(Ok(()), |index| Err(RegressionError::Value { what, index, value: values[index] }))
}

#[cfg(test)]
mod tests;
