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
//! the figures agree with R's beyond the sixth digit. Cost: O(rows × columns²) a round, five to eight rounds.

mod design;
mod family;

pub use design::Design;
pub use family::Family;

use crate::cholesky::{Cholesky, dot, quadratic};
use crate::error::RegressionError;

/// Most rounds of the iteration.
const MOST_ROUNDS: usize = 25;

/// The iteration stops when the deviance changes by less than this share.
const TOLERANCE: f64 = 1e-8;

/// Halvings of a step that left the finite numbers, before giving up.
const MOST_HALVINGS: usize = 25;

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
    working: Vec<f64>,
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
    check(design, counts, offset, weights, family, ridge)?;
    let p = design.columns();
    let at = |slice: Option<&[f64]>, row: usize, absent: f64| slice.map_or(absent, |values| values[row]);
    let deviance_of = |mean: &[f64]| -> f64 {
        let rows = counts.iter().zip(mean).enumerate();
        rows.map(|(row, (&count, &mean))| at(weights, row, 1.0) * family.deviance(count, mean)).sum()
    };
    let predict = |coefficients: &[f64], eta: &mut [f64], mean: &mut [f64]| {
        for (row, x) in design.iter().enumerate() {
            eta[row] = at(offset, row, 0.0) + dot(x, coefficients);
            mean[row] = eta[row].exp().max(f64::EPSILON);
        }
    };

    let mut mean: Vec<f64> = counts.iter().map(|&count| family.start(count)).collect();
    let mut eta: Vec<f64> = mean.iter().map(|mean| mean.ln()).collect();
    let mut deviance = deviance_of(&mean);
    let mut working = vec![0.0; counts.len()];
    let (mut normal, mut right) = (vec![0.0; p * p], vec![0.0; p]);
    let mut coefficients: Vec<f64> = Vec::new();
    let mut factor = Cholesky::new(p);
    let mut converged = false;

    for _ in 0..MOST_ROUNDS {
        normal.fill(0.0);
        right.fill(0.0);
        for (row, x) in design.iter().enumerate() {
            let weight = at(weights, row, 1.0) * family.weight(mean[row]);
            let response = eta[row] - at(offset, row, 0.0) + (counts[row] - mean[row]) / mean[row];
            working[row] = weight;
            accumulate(&mut normal, &mut right, x, weight, response);
        }
        for column in (0..p).filter(|&column| design.intercept_column() != Some(column)) {
            normal[column * p + column] += ridge;
        }
        if !factor.factor(&normal) {
            return Err(RegressionError::Singular);
        }
        factor.solve(&mut right);
        predict(&right, &mut eta, &mut mean);
        let mut next = deviance_of(&mean);
        for _ in 0..MOST_HALVINGS {
            if next.is_finite() || coefficients.is_empty() {
                break;
            }
            right.iter_mut().zip(&coefficients).for_each(|(new, old)| *new = (*new + old) / 2.0);
            predict(&right, &mut eta, &mut mean);
            next = deviance_of(&mean);
        }
        if !next.is_finite() {
            return Err(RegressionError::Diverged);
        }
        coefficients.clone_from(&right);
        converged = (next - deviance).abs() / (next.abs() + 0.1) < TOLERANCE;
        deviance = next;
        if converged {
            break;
        }
    }

    let unscaled = factor.inverse();
    let penalised = (0..p).filter(|&column| design.intercept_column() != Some(column));
    let shrunk: f64 = penalised.map(|column| ridge * unscaled[column * p + column]).sum();
    let with_weight = (0..counts.len()).filter(|&row| at(weights, row, 1.0) > 0.0).count();
    let residual_df = with_weight as f64 - (p as f64 - shrunk);
    let dispersion = match family {
        Family::QuasiPoisson => pearson(counts, &mean, &working, residual_df),
        Family::Poisson | Family::NegativeBinomial { .. } => 1.0,
    };
    let covariance = unscaled.iter().map(|value| value * dispersion).collect();
    Ok(Fit {
        coefficients,
        covariance,
        dispersion,
        fitted: mean,
        deviance,
        converged,
        residual_df,
        unscaled,
        working,
    })
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

    /// Anscombe residuals of the rows the model was fitted on, standardised by dispersion and leverage:
    /// `3/2 (y^⅔ μ^-⅙ − μ^½) / √(φ (1 − h))` (Farrington et al. 1996, section 3.6).
    ///
    /// `design` and `counts` are those given to [`fit`]; rows beyond either are left out.
    pub fn anscombe_residuals(&self, design: &Design, counts: &[f64], dispersion: f64) -> Vec<f64> {
        let rows = design.iter().zip(counts).zip(self.fitted.iter().zip(&self.working));
        rows.map(|((x, count), (mean, weight))| {
            let leverage = weight * quadratic(&self.unscaled, x);
            let raw = 1.5 * (count.cbrt().powi(2) * mean.powf(-1.0 / 6.0) - mean.sqrt());
            // A row that alone determines a coefficient has no residual to speak of.
            let spread = (dispersion * (1.0 - leverage)).max(f64::EPSILON).sqrt();
            raw / spread
        })
        .collect()
    }
}

/// Adds one row to the lower triangle of the normal equations and to their right-hand side.
fn accumulate(normal: &mut [f64], right: &mut [f64], x: &[f64], weight: f64, response: f64) {
    let p = x.len();
    for (i, &value) in x.iter().enumerate() {
        let weighted = weight * value;
        right[i] += weighted * response;
        for (sum, other) in normal[i * p..i * p + i + 1].iter_mut().zip(x) {
            *sum += weighted * other;
        }
    }
}

/// Pearson's statistic over its degrees of freedom, with the working weights as R's `summary.glm` does.
fn pearson(counts: &[f64], mean: &[f64], working: &[f64], residual_df: f64) -> f64 {
    if residual_df <= 0.0 {
        return 0.0;
    }
    let rows = counts.iter().zip(mean).zip(working);
    rows.map(|((count, mean), weight)| weight * ((count - mean) / mean).powi(2)).sum::<f64>() / residual_df
}

/// Refuses what would make the iteration meaningless.
fn check(
    design: &Design,
    counts: &[f64],
    offset: Option<&[f64]>,
    weights: Option<&[f64]>,
    family: Family,
    ridge: f64,
) -> Result<(), RegressionError> {
    if design.rows() == 0 || design.columns() == 0 {
        return Err(RegressionError::Empty);
    }
    let count = |value: f64| value.is_finite() && value >= 0.0;
    check_slice("counts", counts, design.rows(), count)?;
    check_slice("offsets", offset.unwrap_or(counts), design.rows(), f64::is_finite)?;
    check_slice("weights", weights.unwrap_or(counts), design.rows(), count)?;
    if !count(ridge) {
        return Err(RegressionError::Value { what: "ridge", index: 0, value: ridge });
    }
    match family {
        Family::NegativeBinomial { size } if !(size.is_finite() && size > 0.0) => {
            Err(RegressionError::Value { what: "size", index: 0, value: size })
        }
        _ => Ok(()),
    }
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
