//! What every method asks of a series before it starts.

/// The position of the first value that is not a count: negative, infinite or not a number.
pub(crate) fn not_a_count(counts: &[f64]) -> Option<usize> {
    counts.iter().position(|value| !(value.is_finite() && *value >= 0.0))
}

/// Whether all values are one value.
pub(crate) fn is_constant(values: &[f64]) -> bool {
    values.windows(2).all(|pair| pair[0] == pair[1])
}

/// Farrington's weights against past outbreaks: residuals above `threshold` get a weight of their inverse
/// square, all are scaled so that the weights sum to the number of rows (Farrington et al. 1996, equation 9).
pub(crate) fn outbreak_weights(residuals: &[f64], threshold: f64) -> Vec<f64> {
    let raw = |residual: &f64| if *residual > threshold { residual.powi(-2) } else { 1.0 };
    let mut weights: Vec<f64> = residuals.iter().map(raw).collect();
    let scale = weights.len() as f64 / weights.iter().sum::<f64>();
    weights.iter_mut().for_each(|weight| *weight *= scale);
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_fall_with_the_square_of_the_residual_and_sum_to_the_rows() {
        let weights = outbreak_weights(&[0.0, 1.0, 4.0, -9.0], 2.58);
        assert!((weights.iter().sum::<f64>() - 4.0).abs() < 1e-12);
        assert!((weights[2] / weights[0] - 1.0 / 16.0).abs() < 1e-12 && weights[3] == weights[0]);
    }

    #[test]
    fn what_is_not_a_count_is_found() {
        assert_eq!(not_a_count(&[0.0, 2.5]), None);
        assert_eq!(not_a_count(&[0.0, f64::NAN]), Some(1));
        assert!(is_constant(&[]) && is_constant(&[1.0, 1.0]) && !is_constant(&[1.0, 2.0]));
    }
}
