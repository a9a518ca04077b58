//! Point probabilities by Loader's saddle-point expansion (Loader 2000, sections 2–4).
//!
//! A probability is written as the deviance of the count from its mean plus Stirling's error, both of which
//! are small numbers computed directly, in place of a difference of huge log-gammas.

use std::f64::consts::TAU;

use statrs::function::gamma::ln_gamma;

/// From here on Stirling's series with five terms is exact to the last digit.
const SERIES_FROM: f64 = 15.0;

/// Poisson P(Y = k) for a whole `k` ≥ 0 and a positive mean.
pub fn poisson(k: f64, mean: f64) -> f64 {
    if k == 0.0 {
        return (-mean).exp();
    }
    (-stirling_error(k) - deviance(k, mean)).exp() / (TAU * k).sqrt()
}

/// Negative-binomial P(Y = k) with variance `mean + mean² / size`.
pub fn negative_binomial(k: f64, mean: f64, size: f64) -> f64 {
    if k == 0.0 {
        return (-size * (mean / size).ln_1p()).exp();
    }
    let trials = size + k;
    let success = size / (size + mean);
    let failure = mean / (size + mean);
    let exponent = stirling_error(trials)
        - stirling_error(size)
        - stirling_error(k)
        - deviance(size, trials * success)
        - deviance(k, trials * failure);
    // The factor size / trials turns "size successes in so many trials" into "the last of them is a success".
    exponent.exp() * (trials / (TAU * size * k)).sqrt() * (size / trials)
}

/// ln n! − ln(√(2πn) (n/e)ⁿ), for real n > 0.
fn stirling_error(n: f64) -> f64 {
    if n < SERIES_FROM {
        return ln_gamma(n + 1.0) - (n + 0.5) * n.ln() + n - 0.5 * TAU.ln();
    }
    let square = n * n;
    let tail = 1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / (1188.0 * square)) / square;
    (1.0 / 12.0 - (1.0 / 360.0 - tail / square) / square) / n
}

/// x ln(x / m) + m − x without cancellation when x is near m.
fn deviance(x: f64, mean: f64) -> f64 {
    let difference = x - mean;
    let sum = x + mean;
    if difference.abs() >= 0.1 * sum {
        return x * (x / mean).ln() + mean - x;
    }
    let ratio = difference / sum;
    let square = ratio * ratio;
    let mut total = difference * ratio;
    let mut term = 2.0 * x * ratio;
    let mut odd = 3.0;
    loop {
        term *= square;
        let next = total + term / odd;
        if next == total {
            return total;
        }
        total = next;
        odd += 2.0;
    }
}
