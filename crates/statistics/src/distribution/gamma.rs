//! Quantiles of the gamma law.

use statrs::function::gamma::{gamma_lr, ln_gamma};

use super::normal_quantile;

/// Above this shape the Wilson–Hilferty cube root is exact to six digits and quicker than any series.
const CUBE_ROOT_FROM: f64 = 1e4;

/// Halvings of the interval on the log scale; the ratio of its ends is then 1 to the last digits.
const HALVINGS: usize = 80;

/// The quantile at `level` for a positive shape and unit rate; the level lies strictly within 0 and 1.
pub(crate) fn quantile(shape: f64, level: f64) -> f64 {
    if shape > CUBE_ROOT_FROM {
        let spread = 1.0 / (9.0 * shape);
        return shape * (1.0 - spread + normal_quantile(level) * spread.sqrt()).powi(3);
    }
    // P(G ≤ x) is at most x^shape / Γ(shape + 1), which gives a lower bound.
    let mut low = ((level.ln() + ln_gamma(shape + 1.0)) / shape).exp().max(f64::MIN_POSITIVE);
    let mut high = low.max(shape);
    while gamma_lr(shape, high) < level {
        high *= 2.0;
    }
    for _ in 0..HALVINGS {
        let middle = (low * high).sqrt();
        if middle <= low || middle >= high {
            break;
        }
        if gamma_lr(shape, middle) < level { low = middle } else { high = middle }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_match_the_exponential_and_the_square_of_a_normal() {
        for level in [0.001_f64, 0.025, 0.5, 0.975, 0.9999] {
            let exponential = -(-level).ln_1p();
            assert!((quantile(1.0, level) / exponential - 1.0).abs() < 1e-9);
            // Half the square of a standard normal value has shape ½.
            let normal = normal_quantile(f64::midpoint(1.0, level));
            assert!((quantile(0.5, level) / (normal * normal / 2.0) - 1.0).abs() < 1e-6, "{level}");
        }
    }

    #[test]
    fn the_two_ways_of_computing_meet() {
        for level in [0.025, 0.975] {
            let (below, above) = (quantile(9_999.9, level), quantile(10_000.1, level));
            assert!((above - below - 0.2).abs() < 0.02, "{level}: {below} {above}");
        }
    }
}
