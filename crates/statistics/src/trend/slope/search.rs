//! The randomised search between two bounds that close on the wanted slope.

use std::ops::Range;

use super::super::pairs::{each_inversion, inversions, pairs};
use super::{FEW, mean_of_ranks, slope};

/// Pairs sampled a round, per point.
const SAMPLE_PER_POINT: usize = 2;

/// Most pairs sampled a round: beyond that a second round is cheaper.
const LARGEST_SAMPLE: usize = 16_384;

/// Half the distance of the two sample quantiles, in standard errors (at most √sample / 2). Larger misses the
/// wanted rank less often but leaves more pairs.
const MARGIN: f64 = 1.5;

/// Binary digits that a value keeps when values are not whole numbers.
const DIGITS: i32 = 61;

/// A slope at which two points change their order, and what it parts.
struct Crossing {
    slope: f64,
    /// Pairs with a smaller slope.
    below: u64,
    /// Pairs with a smaller slope or this one.
    through: u64,
    /// The order just before the crossing: points of equal height in the order of time.
    before: Vec<u32>,
    /// The order just after it.
    after: Vec<u32>,
}

/// All points, series by series in the order of time.
pub(super) struct Search {
    values: Vec<f64>,
    /// The values as whole numbers of one unit.
    fixed: Vec<i64>,
    /// Position within the series.
    times: Vec<i64>,
    series: Vec<Range<usize>>,
    /// Pairs within the series.
    pairs: u64,
    /// Whether heights fit 64 bits.
    narrow: bool,
}

impl Search {
    pub(super) fn new<S: AsRef<[f64]>>(series: &[S], pairs: u64) -> Self {
        let values: Vec<f64> = series.iter().flat_map(|values| values.as_ref()).copied().collect();
        let times = series.iter().flat_map(|values| 0..values.as_ref().len() as i64).collect();
        let mut end = 0;
        let ranges = series.iter().map(|values| {
            let start = end;
            end += values.as_ref().len();
            start..end
        });
        let ranges: Vec<Range<usize>> = ranges.collect();
        let fixed = whole(&values);
        let largest = fixed.iter().map(|value| i128::from(value.abs())).max().unwrap_or(0);
        let longest = ranges.iter().map(|range| range.len() as i128).max().unwrap_or(0);
        Self {
            narrow: 3 * largest * longest < i128::from(i64::MAX),
            values,
            fixed,
            times,
            series: ranges,
            pairs,
        }
    }

    /// The mean of the slopes at two neighbouring ranks.
    pub(super) fn between(&self, ranks: [u64; 2]) -> f64 {
        let mut found = [None; 2];
        let mut low: Vec<u32> = (0..self.values.len() as u32).collect();
        let mut high: Vec<u32> =
            self.series.iter().flat_map(|range| range.clone().rev()).map(|point| point as u32).collect();
        let (mut under, mut upto) = (0, self.pairs);
        let mut random = 0x9E37_79B9_7F4A_7C15;
        while let Some(open) = found.iter().position(Option::is_none) {
            let inside = upto - under;
            if inside <= FEW.max(self.values.len() as u64) {
                let mut slopes = Vec::with_capacity(inside as usize);
                self.each_between(&low, &high, |earlier, later| slopes.push(self.slope(earlier, later)));
                let open = |at: usize| found[at].is_none().then(|| ranks[at] - under);
                return match (open(0), open(1)) {
                    (Some(lower), Some(upper)) => mean_of_ranks(&mut slopes, [lower, upper]),
                    (lower, upper) => {
                        let rank = lower.or(upper).unwrap_or_default();
                        let listed = mean_of_ranks(&mut slopes, [rank; 2]);
                        f64::midpoint(listed, found[0].or(found[1]).unwrap_or_default())
                    }
                };
            }
            let mut sample = if inside == self.pairs {
                self.sample_anywhere(&mut random)
            } else {
                self.sample(&low, &high, inside, &mut random)
            };
            let wanted = (ranks[open] - under) as f64 / inside as f64 * sample.len() as f64;
            let margin = MARGIN * (sample.len() as f64).sqrt() / 2.0;
            for place in [wanted - margin, wanted + margin] {
                let place = place.clamp(0.0, sample.len() as f64 - 1.0) as usize;
                let pair = *sample.select_nth_unstable_by(place, |a, b| a.0.total_cmp(&b.0)).1;
                let crossing = self.cross(pair.1, pair.2);
                for (rank, found) in ranks.iter().zip(&mut found) {
                    if (crossing.below..crossing.through).contains(rank) {
                        *found = Some(crossing.slope);
                    }
                }
                let Some(open) = found.iter().position(Option::is_none) else { break };
                if ranks[open] < crossing.below && crossing.below < upto {
                    (high, upto) = (crossing.before, crossing.below);
                } else if ranks[open] >= crossing.through && crossing.through > under {
                    (low, under) = (crossing.after, crossing.through);
                }
            }
        }
        f64::midpoint(found[0].unwrap_or_default(), found[1].unwrap_or_default())
    }

    fn slope(&self, earlier: u32, later: u32) -> f64 {
        let (i, j) = (earlier as usize, later as usize);
        slope(self.values[i], self.values[j], (self.times[j] - self.times[i]) as f64)
    }

    /// Orders all points by their height over a line through two of them, and counts what it parts.
    fn cross(&self, earlier: u32, later: u32) -> Crossing {
        let (i, j) = (earlier as usize, later as usize);
        let (rise, run) = (self.fixed[j] - self.fixed[i], self.times[j] - self.times[i]);
        let (before, after, tied) = if self.narrow {
            self.order(|point| self.fixed[point] * run - rise * self.times[point])
        } else {
            let (rise, run) = (i128::from(rise), i128::from(run));
            self.order(|point| i128::from(self.fixed[point]) * run - rise * i128::from(self.times[point]))
        };
        let below = inversions(&before);
        Crossing { slope: self.slope(earlier, later), below, through: below + tied, before, after }
    }

    /// The points of each series by height, ties in the order of time and against it, and the tied pairs.
    fn order<K: Ord + Copy>(&self, height: impl Fn(usize) -> K) -> (Vec<u32>, Vec<u32>, u64) {
        let mut keyed: Vec<(K, u32)> =
            (0..self.values.len()).map(|point| (height(point), point as u32)).collect();
        let mut after = Vec::with_capacity(keyed.len());
        let mut tied = 0;
        for range in &self.series {
            let keyed = &mut keyed[range.clone()];
            keyed.sort_unstable();
            for group in keyed.chunk_by(|a, b| a.0 == b.0) {
                tied += pairs(group.len() as u64);
                after.extend(group.iter().rev().map(|point| point.1));
            }
        }
        (keyed.iter().map(|point| point.1).collect(), after, tied)
    }

    /// Visits the pairs (earlier, later) whose slope lies strictly between two bounds, given the order just
    /// after the lower and just before the upper bound.
    fn each_between(&self, low: &[u32], high: &[u32], mut visit: impl FnMut(u32, u32)) {
        self.each_run(low, high, |run, later| {
            run.iter().for_each(|&place| visit(later, low[place as usize]));
        });
    }

    /// The same a run at a time: `visit(places in low of the later points, earlier point)`.
    fn each_run(&self, low: &[u32], high: &[u32], mut visit: impl FnMut(&[u32], u32)) {
        let mut place = vec![0; low.len()];
        low.iter().enumerate().for_each(|(at, &point)| place[point as usize] = at as u32);
        let mut sequence: Vec<u32> = high.iter().map(|&point| place[point as usize]).collect();
        each_inversion(&mut sequence, &mut Vec::new(), |run, at| visit(run, low[at as usize]));
    }

    /// Pairs of any slope, as (slope, earlier, later): a point, and another of its series. Pairs of short series
    /// come a little too often, which costs time at most.
    fn sample_anywhere(&self, random: &mut u64) -> Vec<(f64, u32, u32)> {
        let size = (SAMPLE_PER_POINT * self.values.len()).min(LARGEST_SAMPLE);
        let mut sample = Vec::with_capacity(size);
        while sample.len() < size {
            let point = (step(random) % self.values.len() as u64) as usize;
            let range = &self.series[self.series.partition_point(|range| range.end <= point)];
            let other = range.start + (step(random) % range.len() as u64) as usize;
            if other != point {
                let (earlier, later) = (point.min(other) as u32, point.max(other) as u32);
                sample.push((self.slope(earlier, later), earlier, later));
            }
        }
        sample
    }

    /// One pair from each of equal shares of the pairs between the bounds, as (slope, earlier, later).
    fn sample(&self, low: &[u32], high: &[u32], inside: u64, random: &mut u64) -> Vec<(f64, u32, u32)> {
        let size = ((SAMPLE_PER_POINT * self.values.len()).min(LARGEST_SAMPLE) as u64).min(inside);
        let share = inside / size;
        let mut sample = Vec::with_capacity(size as usize);
        let mut passed = 0;
        let mut next = step(random) % share;
        self.each_run(low, high, |run, earlier| {
            while next < passed + run.len() as u64 && (sample.len() as u64) < size {
                let later = low[run[(next - passed) as usize] as usize];
                sample.push((self.slope(earlier, later), earlier, later));
                next = sample.len() as u64 * share + step(random) % share;
            }
            passed += run.len() as u64;
        });
        sample
    }
}

/// The values in one unit, rounded to whole numbers: 1 when they are whole already, and otherwise so small
/// that the largest has 61 binary digits, eight more than it came with.
fn whole(values: &[f64]) -> Vec<i64> {
    let largest = values.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let exact = 1.0 / f64::EPSILON;
    if largest <= exact && values.iter().all(|value| value.fract() == 0.0) {
        return values.iter().map(|&value| value as i64).collect();
    }
    let doublings = DIGITS - 1 - largest.log2().floor() as i32;
    // In two steps: the scale of the smallest values is itself too large for a number.
    let (first, second) = (2.0_f64.powi(doublings / 2), 2.0_f64.powi(doublings - doublings / 2));
    values.iter().map(|value| (value * first * second).round() as i64).collect()
}

/// The next number of the generator SplitMix64 (Steele, Lea & Flood 2014).
fn step(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_pairs_than_a_sample_has_are_all_sampled() {
        let search = Search::new(&[[0.0, 1.0, 5.0], [2.0, 2.0, 2.0]], 6);
        let (low, high) = ([0, 1, 2, 3, 4, 5], [2, 1, 0, 5, 4, 3]);
        let mut sample: Vec<(u32, u32)> =
            search.sample(&low, &high, 6, &mut 1).iter().map(|pair| (pair.1, pair.2)).collect();
        sample.sort_unstable();
        assert_eq!(sample, [(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5)]);
    }
}
