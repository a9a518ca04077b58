//! Counting pairs without looking at each: inversions, and Kendall's S by inversions.

/// Numbers whose presence is kept in one word.
const BLOCK: usize = u64::BITS as usize;

/// Sorts `sequence` and visits every pair of it that is out of order, a run at a time: `visit(earlier, later)` is
/// called with all the earlier values of a run that exceed the later one. `room` is scratch of any length.
///
/// Equal values are in order. O(n log n) beside what the visits cost (Knight 1966, *JASA* 61:436).
pub(super) fn each_inversion(
    sequence: &mut Vec<u32>,
    room: &mut Vec<u32>,
    mut visit: impl FnMut(&[u32], u32),
) {
    let length = sequence.len();
    room.clear();
    room.resize(length, 0);
    let mut width = 1;
    while width < length {
        for start in (0..length).step_by(2 * width) {
            let middle = (start + width).min(length);
            let end = (start + 2 * width).min(length);
            let (mut left, mut right) = (&sequence[start..middle], &sequence[middle..end]);
            let merged = &mut room[start..end];
            let mut at = 0;
            while let (Some(&earlier), Some(&later)) = (left.first(), right.first()) {
                let exceed = earlier > later;
                if exceed {
                    visit(left, later);
                }
                merged[at] = if exceed { later } else { earlier };
                at += 1;
                left = &left[usize::from(!exceed)..];
                right = &right[usize::from(exceed)..];
            }
            let (left_over, right_over) = merged[at..].split_at_mut(left.len());
            left_over.copy_from_slice(left);
            right_over.copy_from_slice(right);
        }
        std::mem::swap(sequence, room);
        width *= 2;
    }
}

/// The number of pairs of a permutation of 0, 1, … that are out of order. O(n log n): the numbers seen so far are
/// bits, 64 to a block, and the blocks' totals are a binary indexed tree (Fenwick 1994).
pub(super) fn inversions(permutation: &[u32]) -> u64 {
    let blocks = permutation.len() / BLOCK + 1;
    let mut bits = vec![0_u64; blocks];
    let mut totals = vec![0_u32; blocks + 1];
    let mut in_order = 0;
    for &number in permutation {
        let (block, place) = (number as usize / BLOCK, number as usize % BLOCK);
        in_order += u64::from((bits[block] & ((1 << place) - 1)).count_ones());
        let mut node = block;
        while node > 0 {
            in_order += u64::from(totals[node]);
            node &= node - 1;
        }
        bits[block] |= 1 << place;
        node = block + 1;
        while node <= blocks {
            totals[node] += 1;
            node += node & node.wrapping_neg();
        }
    }
    pairs(permutation.len() as u64) - in_order
}

/// Kendall's S of a series against time: pairs that rise less pairs that fall, given the dense ranks (equal
/// values share one). O(n log n).
pub(super) fn concordance(ranks: &[u32]) -> f64 {
    let (own, tied) = own_ranks(ranks);
    (pairs(ranks.len() as u64) - tied) as f64 - 2.0 * inversions(&own) as f64
}

/// Kendall's S of two series against each other, given their dense ranks: pairs that move the same way less
/// pairs that move apart (Knight 1966). O(n log n).
pub(super) fn concordance_of(first: &[u32], second: &[u32]) -> f64 {
    let mut both: Vec<(u32, u32)> = first.iter().copied().zip(second.iter().copied()).collect();
    both.sort_unstable();
    let sizes = both.chunk_by(|a, b| a == b).map(<[_]>::len);
    let in_both: u64 = sizes.map(|size| pairs(size as u64)).sum();
    // Within a tie of the first the second rises, so that a tie holds no inversion.
    let by_first: Vec<u32> = both.iter().map(|pair| pair.1).collect();
    let (own, in_second) = own_ranks(&by_first);
    let in_first = own_ranks(first).1;
    let untied = pairs(both.len() as u64) + in_both - in_first - in_second;
    untied as f64 - 2.0 * inversions(&own) as f64
}

/// Gives equal ranks an order, that of their places, and counts the pairs of equals.
fn own_ranks(ranks: &[u32]) -> (Vec<u32>, u64) {
    let mut next = vec![0_u32; ranks.len() + 1];
    ranks.iter().for_each(|&rank| next[rank as usize + 1] += 1);
    let tied = next.iter().map(|&size| pairs(u64::from(size))).sum();
    for rank in 1..next.len() {
        next[rank] += next[rank - 1];
    }
    let own = ranks.iter().map(|&rank| {
        next[rank as usize] += 1;
        next[rank as usize] - 1
    });
    (own.collect(), tied)
}

/// Pairs among `n`.
pub(super) fn pairs(n: u64) -> u64 {
    n * n.saturating_sub(1) / 2
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::ranks::dense_ranks;
    use super::*;

    fn sign(value: f64) -> f64 {
        if value == 0.0 { 0.0 } else { value.signum() }
    }

    proptest! {
        #[test]
        fn counting_inversions_is_counting_pair_by_pair(
            both in prop::collection::vec((0u8..60, -30i8..30), 0..200),
        ) {
            let first: Vec<f64> = both.iter().map(|pair| f64::from(pair.0)).collect();
            let second: Vec<f64> = both.iter().map(|pair| f64::from(pair.1)).collect();
            let all = || (0..both.len()).flat_map(|j| (0..j).map(move |i| (i, j)));
            let rising: f64 = all().map(|(i, j)| sign(first[j] - first[i])).sum();
            let together: f64 =
                all().map(|(i, j)| sign(first[j] - first[i]) * sign(second[j] - second[i])).sum();
            prop_assert_eq!(concordance(&dense_ranks(&first)), rising);
            prop_assert_eq!(concordance_of(&dense_ranks(&first), &dense_ranks(&second)), together);
        }
    }
}
