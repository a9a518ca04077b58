//! The median of all pairwise slopes without forming them: slope selection.
//!
//! Seen as lines `value − slope × time`, two points change their order where the slope passes that of their
//! pair. So the number of pairs with a slope below m is the number of inversions between the order in time and
//! the order by `value − m × time`, counted in O(n log n) (Cole, Salowe, Steiger & Szemerédi 1989, *SIAM J.
//! Comput.* 18:792). The search is the randomised one of Matoušek (1991, *Inf. Process. Lett.* 39:183) and
//! Dillencourt, Mount & Netanyahu (1992): sample pairs between the bounds, take two sample quantiles around
//! the wanted rank as new bounds, count, and list what is left when it is little. The sample decides only how
//! long the search takes, never its result: every count is exact, ties included, because the orders are taken
//! in integers.

mod search;

use super::pairs::pairs;
use search::Search;

/// Up to this many pairs are listed at once; a search would take longer.
const FEW: u64 = 8192;

/// The median over all pairs within each series of the change per value; 0 when there is no pair.
///
/// With an even number of pairs it is the mean of the two in the middle. Values must be finite.
pub(super) fn median_slope<S: AsRef<[f64]>>(series: &[S]) -> f64 {
    let all = series.iter().map(|values| pairs(values.as_ref().len() as u64)).sum::<u64>();
    let middle = [all.saturating_sub(1) / 2, all / 2];
    if all <= FEW {
        let mut slopes: Vec<f64> = series.iter().flat_map(|values| pair_slopes(values.as_ref())).collect();
        return mean_of_ranks(&mut slopes, middle);
    }
    Search::new(series, all).between(middle)
}

/// The slope of two values `apart` steps apart.
fn slope(earlier: f64, later: f64, apart: f64) -> f64 {
    (later - earlier) / apart
}

/// The slopes of all pairs of one series.
fn pair_slopes(values: &[f64]) -> impl Iterator<Item = f64> {
    (0..values.len())
        .flat_map(move |i| (i + 1..values.len()).map(move |j| slope(values[i], values[j], (j - i) as f64)))
}

/// The mean of the values at two neighbouring ranks, or the one value when they are equal; 0 of nothing.
fn mean_of_ranks(values: &mut [f64], ranks: [u64; 2]) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let (below, &mut upper, _) = values.select_nth_unstable_by(ranks[1] as usize, f64::total_cmp);
    if ranks[0] == ranks[1] {
        return upper;
    }
    f64::midpoint(below.iter().copied().fold(f64::NEG_INFINITY, f64::max), upper)
}

#[cfg(test)]
mod tests;
