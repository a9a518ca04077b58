//! Mean and variance of a count of close pairs over the permutations of the times.

use std::collections::BTreeMap;
use std::ops::Range;

use super::pairs::Pair;

/// Mean and variance of one cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Moments {
    pub(super) expected: f64,
    pub(super) variance: f64,
}

/// One way of being close (a band of distance, or of duration) as a graph: an event is a node, a close pair
/// an edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Closeness {
    /// Edges.
    pub(super) pairs: f64,
    /// Pairs of edges that share a node.
    pub(super) paths: f64,
}

impl Closeness {
    /// From the number of close events of each event.
    fn of_degrees(degrees: &[u64]) -> Self {
        let degree = || degrees.iter().map(|&degree| degree as f64);
        Self { pairs: degree().sum::<f64>() / 2.0, paths: degree().map(|d| d * (d - 1.0)).sum::<f64>() / 2.0 }
    }

    /// From the pairs themselves.
    pub(super) fn of_pairs(pairs: &[Pair], events: usize) -> Self {
        let mut degrees = vec![0; events];
        for &(a, b) in pairs {
            degrees[a as usize] += 1;
            degrees[b as usize] += 1;
        }
        Self::of_degrees(&degrees)
    }

    /// One for each band of duration. `times` must be sorted. O(n × limits).
    pub(super) fn of_times(times: &[f64], limits: &[f64]) -> Vec<Self> {
        let mut within = vec![0_u64; times.len()];
        limits
            .iter()
            .map(|limit| {
                let (mut first, mut end) = (0, 0);
                let mut degrees = vec![0; times.len()];
                for (event, time) in times.iter().enumerate() {
                    while time - times[first] > *limit {
                        first += 1;
                    }
                    while end < times.len() && times[end] - time <= *limit {
                        end += 1;
                    }
                    // The band is what lies within this limit and did not lie within the one before.
                    let near = (end - first - 1) as u64;
                    degrees[event] = near - std::mem::replace(&mut within[event], near);
                }
                Self::of_degrees(&degrees)
            })
            .collect()
    }

    /// Ordered pairs of edges without a common node.
    fn apart(&self) -> f64 {
        self.pairs * self.pairs - self.pairs - 2.0 * self.paths
    }
}

/// Exact mean and variance over all permutations of `events` times (Barton & David 1966).
pub(super) fn exact(space: &Closeness, time: &Closeness, events: usize) -> Moments {
    let n = events as f64;
    let all = n * (n - 1.0);
    let expected = 2.0 * space.pairs * time.pairs / all;
    let share = |numerator: f64, tuples: f64| if tuples > 0.0 { numerator / tuples } else { 0.0 };
    let sharing = share(4.0 * space.paths * time.paths, all * (n - 2.0));
    let apart = share(4.0 * space.apart() * time.apart(), all * (n - 2.0) * (n - 3.0)) - expected * expected;
    Moments { expected, variance: (expected + sharing + apart).max(0.0) }
}

/// Exact means over the permutations within strata, one per band of duration: every pair of places keeps its
/// two strata, and the share of close pairs of times between those two is known. `times` are sorted within each
/// stratum. O(pairs + strata met × events in them × limits).
pub(super) fn expected_within(
    pairs: &[Pair],
    times: &[f64],
    strata: &[Range<usize>],
    limits: &[f64],
) -> Vec<f64> {
    let stratum_of = |event: u32| strata.partition_point(|stratum| stratum.end <= event as usize);
    let mut met: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for &(a, b) in pairs {
        // Pairs are ordered and strata are runs of events: the first is never of a later stratum.
        *met.entry((stratum_of(a), stratum_of(b))).or_default() += 1.0;
    }
    let mut expected = vec![0.0; limits.len()];
    for ((a, b), pairs) in met {
        let (first, second) = (&times[strata[a].clone()], &times[strata[b].clone()]);
        let same = a == b;
        let all = if same { first.len() * (first.len() - 1) } else { first.len() * second.len() } as f64;
        let mut before = 0.0;
        for (sum, limit) in expected.iter_mut().zip(limits) {
            // Within one stratum each event meets itself, and each pair twice.
            let within = within(first, second, *limit) - if same { first.len() as f64 } else { 0.0 };
            *sum += pairs * (within - before) / all;
            before = within;
        }
    }
    expected
}

/// Ordered pairs of one time of each slice, both sorted, at most `limit` apart.
fn within(first: &[f64], second: &[f64], limit: f64) -> f64 {
    let (mut start, mut end, mut sum) = (0, 0, 0);
    for time in first {
        while start < second.len() && time - second[start] > limit {
            start += 1;
        }
        while end < second.len() && second[end] - time <= limit {
            end += 1;
        }
        sum += end - start.min(end);
    }
    sum as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Calls `visit` with every order of `times`.
    fn permutations(times: &mut Vec<f64>, from: usize, visit: &mut impl FnMut(&[f64])) {
        if from == times.len() {
            return visit(times);
        }
        for other in from..times.len() {
            times.swap(from, other);
            permutations(times, from + 1, visit);
            times.swap(from, other);
        }
    }

    #[test]
    fn mean_and_variance_are_those_of_all_permutations() {
        let times = [0.0, 1.0, 1.5, 4.0, 4.0, 9.0];
        let pairs = [(0, 1), (0, 2), (1, 2), (3, 4), (2, 5)];
        for limits in [[0.5, 3.0], [1.0, 5.0]] {
            let space = Closeness::of_pairs(&pairs, 6);
            for (band, time) in Closeness::of_times(&times, &limits).iter().enumerate() {
                let (mut sum, mut squares, mut orders) = (0.0, 0.0, 0.0);
                permutations(&mut times.to_vec(), 0, &mut |order| {
                    let close = |&&(a, b): &&Pair| {
                        let apart = (order[a as usize] - order[b as usize]).abs();
                        apart <= limits[band] && (band == 0 || apart > limits[band - 1])
                    };
                    let count = pairs.iter().filter(close).count() as f64;
                    sum += count;
                    squares += count * count;
                    orders += 1.0;
                });
                let (mean, wanted) = (sum / orders, squares / orders - (sum / orders).powi(2));
                let got = exact(&space, time, 6);
                assert!((got.expected - mean).abs() < 1e-12, "{got:?} {mean}");
                assert!((got.variance - wanted).abs() < 1e-12, "{got:?} {wanted}");
            }
        }
    }

    #[test]
    fn one_stratum_has_the_mean_of_none_and_two_strata_that_of_their_permutations() {
        let times = [0.0, 2.0, 7.0, 1.0, 1.5, 6.0];
        let pairs = [(0, 1), (0, 3), (1, 4), (3, 4), (2, 5)];
        let limits = [1.0, 2.5];
        let (mut sums, mut orders) = ([0.0; 2], 0.0);
        permutations(&mut times[..3].to_vec(), 0, &mut |first| {
            permutations(&mut times[3..].to_vec(), 0, &mut |second| {
                let order = [first, second].concat();
                for &(a, b) in &pairs {
                    let apart: f64 = (order[a as usize] - order[b as usize]).abs();
                    if let Some(band) = limits.iter().position(|limit| apart <= *limit) {
                        sums[band] += 1.0;
                    }
                }
                orders += 1.0;
            });
        });
        let got = expected_within(&pairs, &times, &[0..3, 3..6], &limits);
        for (got, sum) in got.iter().zip(sums) {
            assert!((got - sum / orders).abs() < 1e-12);
        }
        let mut sorted = times;
        sorted.sort_by(f64::total_cmp);
        let one = expected_within(&pairs, &sorted, std::slice::from_ref(&(0..6)), &limits);
        let space = Closeness::of_pairs(&pairs, 6);
        for (one, time) in one.iter().zip(Closeness::of_times(&sorted, &limits)) {
            assert!((one - exact(&space, &time, 6).expected).abs() < 1e-12);
        }
    }
}
