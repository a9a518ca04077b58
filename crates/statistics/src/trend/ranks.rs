//! Pairs, ties and ranks: the arithmetic under the trend tests.

/// A rank autocorrelation more than this many standard errors above 0 (5%, one-sided) is taken as real.
const SIGNIFICANT: f64 = 1.645;

/// Pairs that rise less pairs that fall.
pub(super) fn concordance(values: &[f64]) -> f64 {
    let pairs = (0..values.len()).flat_map(|i| (i + 1..values.len()).map(move |j| (i, j)));
    pairs.map(|(i, j)| sign(values[j] - values[i])).sum()
}

/// Variance of the concordance of independent values: `(n(n−1)(2n+5) − Σ t(t−1)(2t+5)) / 18` over the groups
/// of ties.
pub(super) fn tie_variance(values: &[f64]) -> f64 {
    let term = |n: f64| n * (n - 1.0) * (2.0 * n + 5.0);
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let ties: f64 = sorted.chunk_by(|a, b| a == b).map(|group| term(group.len() as f64)).sum();
    (term(values.len() as f64) - ties) / 18.0
}

/// The factor by which autocorrelation widens the variance of a concordance, at least 1:
/// `1 + 2 / (n(n−1)(n−2)) Σ (n−i)(n−i−1)(n−i−2) ρ(i)` with the autocorrelations ρ of the detrended ranks
/// (Hamed & Rao 1998, equation 13). `deviations` are those ranks less their mean, in time order.
///
/// The sum runs over the lags from 1 up to the last before ρ first fails to be significantly positive; adding
/// significant values from anywhere, as the paper does, adds mostly chance.
pub(super) fn autocorrelation_factor(deviations: &[f64]) -> f64 {
    let n = deviations.len() as f64;
    let spread: f64 = deviations.iter().map(|deviation| deviation * deviation).sum();
    if spread == 0.0 {
        return 1.0;
    }
    let limit = SIGNIFICANT / n.sqrt();
    let sum: f64 = (1..deviations.len().saturating_sub(2))
        .map(|lag| {
            let products = deviations.iter().zip(&deviations[lag..]).map(|(a, b)| a * b);
            (n - lag as f64, products.sum::<f64>() / spread)
        })
        .take_while(|(_, correlation)| *correlation > limit)
        .map(|(left, correlation)| left * (left - 1.0) * (left - 2.0) * correlation)
        .sum();
    1.0 + 2.0 * sum / (n * (n - 1.0) * (n - 2.0))
}

/// Ranks less their mean; equal values share the mean of their ranks.
pub(super) fn rank_deviations(values: &[f64]) -> Vec<f64> {
    let mean = (values.len() as f64 + 1.0) / 2.0;
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut deviations = vec![0.0; values.len()];
    let mut before = 0;
    for group in order.chunk_by(|&a, &b| values[a] == values[b]) {
        for &index in group {
            deviations[index] = before as f64 + (group.len() as f64 + 1.0) / 2.0 - mean;
        }
        before += group.len();
    }
    deviations
}

/// −1, 0 or 1.
fn sign(value: f64) -> f64 {
    if value == 0.0 { 0.0 } else { value.signum() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_their_ranks_and_shrink_the_variance() {
        assert_eq!(rank_deviations(&[3.0, 1.0, 3.0]), [0.5, -1.0, 0.5]);
        assert_eq!(tie_variance(&[1.0, 2.0, 3.0, 4.0]), 4.0 * 3.0 * 13.0 / 18.0);
        assert_eq!(tie_variance(&[2.0; 9]), 0.0);
    }

    #[test]
    fn only_positive_autocorrelation_widens() {
        let alternating: Vec<f64> = (0..40).map(|i| if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
        assert_eq!(autocorrelation_factor(&alternating), 1.0);
        let blocks: Vec<f64> = (0..40).map(|i| if i / 5 % 2 == 0 { 1.0 } else { -1.0 }).collect();
        assert!(autocorrelation_factor(&blocks) > 2.0);
    }
}
