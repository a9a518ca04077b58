//! Fisher's test of the greatest ordinate, exact in Gaussian white noise.

use crate::error::PeriodogramError;

/// Fewest values: two Fourier frequencies.
const FEWEST_VALUES: usize = 5;

/// When so many ordinates are expected beyond the greatest, its p-value is 1 to seven digits, and the alternating sum
/// would lose more than that.
const CERTAIN: f64 = 18.0;

/// The result of Fisher's test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fisher {
    /// Period of the greatest ordinate: the length of the series over a whole number.
    pub period: f64,
    /// Share of the greatest ordinate in the sum of all.
    pub g: f64,
    /// P(share ≥ g) in white noise.
    pub p_value: f64,
}

/// Fisher's test for one hidden period (Fisher 1929, *Proc. R. Soc. A* 125:54).
///
/// Of the `m` ordinates at the Fourier frequencies `j / n`, `0 < j < n / 2`, the greatest has the share `g` of their
/// sum, and in white noise `p = Σₖ (−1)^(k−1) C(m, k) (1 − kg)^(m−1)` over `k ≤ 1/g`. Sparse counts are far
/// from Gaussian and rates wander: [`super::periodogram`] allows for both. O(n²).
///
/// ```
/// use statistics::periodogram::fisher;
/// let values: Vec<f64> = (0..60).map(|t| f64::from(t * t % 11) + 4.0 * f64::from(t % 6)).collect();
/// let fisher = fisher(&values)?;
/// assert!((fisher.period - 6.0).abs() < 1e-12 && fisher.p_value < 0.001);
/// # Ok::<(), statistics::error::PeriodogramError>(())
/// ```
///
/// # Errors
/// [`PeriodogramError`] with fewer than 5 values or a value that is not finite.
pub fn fisher(values: &[f64]) -> Result<Fisher, PeriodogramError> {
    let n = values.len();
    if n < FEWEST_VALUES {
        return Err(PeriodogramError::TooShort { values: n, needed: FEWEST_VALUES });
    }
    if let Some(index) = values.iter().position(|value| !value.is_finite()) {
        return Err(PeriodogramError::NotFinite { index });
    }
    // Halves of the greatest value, for squares of huge values overflow.
    let size = values.iter().fold(0.0_f64, |size, value| size.max(value.abs())).max(f64::MIN_POSITIVE);
    let mean = values.iter().map(|value| value / size / n as f64).sum::<f64>();
    let ordinates: Vec<f64> = (1..n.div_ceil(2)).map(|j| ordinate(values, size, mean, j)).collect();
    let sum: f64 = ordinates.iter().sum();
    let greatest = ordinates.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
    let (index, greatest) = greatest.map_or((0, 0.0), |(index, greatest)| (index, *greatest));
    // What rounding leaves of a constant series is no period.
    let noise = (f64::EPSILON * n as f64).powi(2) * n as f64;
    let g = if sum > noise { greatest / sum } else { 0.0 };
    Ok(Fisher { period: n as f64 / (index + 1) as f64, g, p_value: tail(g, ordinates.len()) })
}

/// The power at the Fourier frequency `j / n`.
fn ordinate(values: &[f64], size: f64, mean: f64, j: usize) -> f64 {
    let (sine, cosine) = (std::f64::consts::TAU * j as f64 / values.len() as f64).sin_cos();
    let (mut re, mut im, mut turn) = (0.0, 0.0, (1.0, 0.0));
    for value in values {
        let value = value / size - mean;
        re += value * turn.0;
        im += value * turn.1;
        turn = (turn.0 * cosine - turn.1 * sine, turn.0 * sine + turn.1 * cosine);
    }
    re * re + im * im
}

/// P(greatest share ≥ g) of `m` exponential values.
fn tail(g: f64, m: usize) -> f64 {
    let ordinates = m as f64;
    let beyond = |k: f64| if k * g < 1.0 { (ordinates - 1.0) * (-k * g).ln_1p() } else { f64::NEG_INFINITY };
    if g <= 0.0 || ordinates.ln() + beyond(1.0) > CERTAIN.ln() {
        return 1.0;
    }
    if m == 1 {
        return 1.0;
    }
    let (mut sum, mut log_choose, mut sign) = (0.0, 0.0, 1.0);
    for k in 1..=m {
        let k = k as f64;
        log_choose += ((ordinates - k + 1.0) / k).ln();
        let term = (log_choose + beyond(k)).exp();
        sum += sign * term;
        sign = -sign;
        if k * g >= 1.0 || term < f64::EPSILON * 1e-3 {
            break;
        }
    }
    sum.clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_critical_values_are_those_of_fishers_table() {
        // The 5% points for 5, 10, 20 and 50 ordinates.
        for (m, g) in [(5, 0.683_77), (10, 0.444_95), (20, 0.270_40), (50, 0.131_35)] {
            assert!((tail(g, m) - 0.05).abs() < 2e-4, "{m} {}", tail(g, m));
        }
    }

    #[test]
    fn two_ordinates_have_a_uniform_share_and_all_tails_are_probabilities() {
        assert!((tail(0.8, 2) - 0.4).abs() < 1e-12);
        for m in [3, 40, 1500, 5000] {
            let steps: Vec<f64> = (0..=200).map(|i| tail(f64::from(i) / 200.0, m)).collect();
            assert!(steps.windows(2).all(|pair| pair[1] <= pair[0] + 1e-7) && steps[0] == 1.0, "{m}");
        }
    }

    #[test]
    fn degenerate_series_have_no_period() {
        for value in [0.0, 3.7, 1e300, -1e-300] {
            let fisher = fisher(&[value; 64]).unwrap();
            assert_eq!((fisher.g, fisher.p_value), (0.0, 1.0));
        }
        assert_eq!(fisher(&[1.0; 4]), Err(PeriodogramError::TooShort { values: 4, needed: 5 }));
        assert_eq!(fisher(&[1.0, 1.0, f64::NAN, 1.0, 1.0]), Err(PeriodogramError::NotFinite { index: 2 }));
    }
}
