//! Ranks and ties: the arithmetic under the trend tests.

/// Dense ranks from 0: equal values share one rank, no rank is left out.
pub(super) fn dense_ranks(values: &[f64]) -> Vec<u32> {
    let order = sorted_order(values);
    let mut ranks = vec![0; values.len()];
    for (rank, group) in order.chunk_by(|&a, &b| values[a] == values[b]).enumerate() {
        group.iter().for_each(|&index| ranks[index] = rank as u32);
    }
    ranks
}

/// Ranks less their mean; equal values share the mean of their ranks.
pub(super) fn rank_deviations(values: &[f64]) -> Vec<f64> {
    let mean = (values.len() as f64 + 1.0) / 2.0;
    let order = sorted_order(values);
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

/// Variance of the concordance of independent values: `(n(n−1)(2n+5) − Σ t(t−1)(2t+5)) / 18` over the groups
/// of ties (Kendall 1975), given the dense ranks.
pub(super) fn tie_variance(ranks: &[u32]) -> f64 {
    let term = |n: f64| n * (n - 1.0) * (2.0 * n + 5.0);
    let mut sizes = vec![0_u32; ranks.len()];
    ranks.iter().for_each(|&rank| sizes[rank as usize] += 1);
    let ties: f64 = sizes.iter().map(|&size| term(f64::from(size))).sum();
    (term(ranks.len() as f64) - ties) / 18.0
}

/// Positions in ascending order of their values.
fn sorted_order(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|&a, &b| values[a].total_cmp(&values[b]));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_their_ranks_and_shrink_the_variance() {
        assert_eq!(rank_deviations(&[3.0, 1.0, 3.0]), [0.5, -1.0, 0.5]);
        assert_eq!(dense_ranks(&[3.0, -0.0, 3.0, 0.0]), [1, 0, 1, 0]);
        assert_eq!(tie_variance(&[0, 1, 2, 3]), 4.0 * 3.0 * 13.0 / 18.0);
        assert_eq!(tie_variance(&[0; 9]), 0.0);
    }
}
