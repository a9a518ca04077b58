//! The long-run variance of residuals: what chance adds up to over years, not from week to week.

use std::f64::consts::PI;

use crate::cholesky::dot;

/// Most cosines: with more the answer does not change, and their orthogonalisation is quadratic.
const MOST_COSINES: usize = 64;

/// Fewest cosines; the t law of fewer degrees of freedom has no use.
const FEWEST_COSINES: usize = 4;

/// A cosine of which the regressors leave less than this share is theirs.
const LEAST_LEFT: f64 = 0.1;

/// No residual is taken for less than this: below, it is the rounding of the fit.
const LEAST_VARIANCE: f64 = 1e-9;

/// Lags from which the shape of the spectrum is read.
const LAGS: usize = 5;

/// The decays that are tried.
const DECAYS: [f64; 4] = [0.2, 0.4, 0.6, 0.8];

/// What the residuals of a regression say of chance.
pub(super) struct LongRun {
    /// Variance at frequency 0.
    pub(super) variance: f64,
    /// Degrees of freedom of that estimate: 0 when there was no room for one.
    pub(super) cosines: usize,
    /// Lag-1 autocorrelation.
    pub(super) autocorrelation: f64,
}

impl LongRun {
    /// From residuals of variance 1 (times the dispersion) and the columns of the regression, each scaled in
    /// the same way, so that the residuals are orthogonal to them.
    pub(super) fn of(residuals: &[f64], regressors: Vec<Vec<f64>>) -> Self {
        let length = residuals.len();
        let total: f64 = residuals.iter().map(|value| value * value).sum();
        let correlation = |lag: usize| dot(residuals, &residuals[lag.min(length)..]) / total;
        let shape = Shape::of(regressors.len() as f64 / length as f64, correlation);
        let mut basis = Vec::with_capacity(regressors.len() + MOST_COSINES);
        for column in regressors {
            basis.extend(orthonormal(column, &basis));
        }
        let room = length.saturating_sub(2 * basis.len());
        let wanted =
            ((length as f64).powf(2.0 / 3.0).round() as usize).clamp(FEWEST_COSINES, MOST_COSINES).min(room);
        let (mut cosines, mut sum) = (0, 0.0);
        for wave in 1..length {
            if cosines == wanted {
                break;
            }
            let frequency = PI * wave as f64 / length as f64;
            let cosine = (0..length).map(|row| (frequency * (row as f64 + 0.5)).cos()).collect();
            if let Some(cosine) = orthonormal(cosine, &basis) {
                sum += dot(&cosine, residuals).powi(2) * shape.at(0.0) / shape.at(frequency);
                basis.push(cosine);
                cosines += 1;
            }
        }
        Self {
            variance: (sum / cosines as f64).max(LEAST_VARIANCE),
            cosines,
            autocorrelation: if total > 0.0 { correlation(1) } else { 0.0 },
        }
    }
}

/// The shape of the spectrum of an autoregression of first order under white noise: autocorrelations
/// `share × decay^lag`.
struct Shape {
    share: f64,
    decay: f64,
}

impl Shape {
    /// Fits the first autocorrelations by least squares. `bias` is added to each: residuals of a regression with
    /// p of n degrees of freedom used up have autocorrelations of −p/n by themselves.
    fn of(bias: f64, correlation: impl Fn(usize) -> f64) -> Self {
        let wanted: Vec<f64> = (1..=LAGS).map(|lag| correlation(lag) + bias).collect();
        let fit = |decay: f64| {
            let powers: Vec<f64> = (1..=LAGS as i32).map(|lag| decay.powi(lag)).collect();
            let share = (dot(&wanted, &powers) / dot(&powers, &powers)).clamp(0.0, 1.0);
            let misfit: f64 =
                wanted.iter().zip(&powers).map(|(value, power)| (value - share * power).powi(2)).sum();
            (misfit, Self { share, decay })
        };
        let best = DECAYS.into_iter().map(fit).min_by(|a, b| a.0.total_cmp(&b.0));
        best.map_or(Self { share: 0.0, decay: 0.0 }, |(_, shape)| shape)
    }

    /// The spectrum at a frequency (in radians per value), white noise being 1.
    fn at(&self, frequency: f64) -> f64 {
        let decay = self.decay;
        let peak = (1.0 - decay * decay) / (1.0 - 2.0 * decay * frequency.cos() + decay * decay);
        // No autocorrelation is known of residuals that are all 0.
        if self.share.is_finite() { 1.0 - self.share + self.share * peak } else { 1.0 }
    }
}

/// A column less its part within the basis, of length 1; `None` when little is left of it.
fn orthonormal(mut column: Vec<f64>, basis: &[Vec<f64>]) -> Option<Vec<f64>> {
    let before = dot(&column, &column);
    // The second pass takes out what rounding left of the first.
    for _ in 0..2 {
        for other in basis {
            let part = dot(&column, other);
            column.iter_mut().zip(other).for_each(|(value, other)| *value -= part * other);
        }
    }
    let left = dot(&column, &column);
    let length = left.sqrt();
    if left.is_nan() || left <= LEAST_LEFT * before {
        return None;
    }
    column.iter_mut().for_each(|value| *value /= length);
    Some(column)
}
