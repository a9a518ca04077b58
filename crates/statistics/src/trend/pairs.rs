//! Counting pairs without looking at each: inversions by merging, and Kendall's S by inversions.

/// Sorts `sequence` and visits every pair of it that is out of order, a run at a time: `visit(earlier, later,
/// exceed)` is told whether all the `earlier` values exceed the `later` one. `room` is scratch of any length.
///
/// Equal values are in order. The calls in which nothing exceeds spare the merge a branch that no processor can
/// foresee. O(n log n) beside what the visits cost (Knight 1966, *JASA* 61:436).
pub(super) fn each_inversion(
    sequence: &mut Vec<u32>,
    room: &mut Vec<u32>,
    mut visit: impl FnMut(&[u32], u32, bool),
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
                visit(left, later, exceed);
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

/// The number of pairs out of order; sorts the sequence.
pub(super) fn inversions(sequence: &mut Vec<u32>, room: &mut Vec<u32>) -> u64 {
    let mut count = 0;
    each_inversion(sequence, room, |earlier, _, exceed| count += u64::from(exceed) * earlier.len() as u64);
    count
}

/// Kendall's S of a series against time: pairs that rise less pairs that fall, given the dense ranks (equal
/// values share one). O(n log n).
pub(super) fn concordance(ranks: &[u32]) -> f64 {
    let mut sizes = vec![0_u64; ranks.len()];
    ranks.iter().for_each(|&rank| sizes[rank as usize] += 1);
    let tied: u64 = sizes.iter().map(|&size| pairs(size)).sum();
    let falling = inversions(&mut ranks.to_vec(), &mut Vec::new());
    let rising = pairs(ranks.len() as u64) - tied - falling;
    rising as f64 - falling as f64
}

/// Kendall's S of two series against each other, given their dense ranks: pairs that move the same way less
/// pairs that move apart. O(n log n).
pub(super) fn concordance_of(first: &[u32], second: &[u32]) -> f64 {
    let mut both: Vec<(u32, u32)> = first.iter().copied().zip(second.iter().copied()).collect();
    both.sort_unstable();
    let tied =
        |groups: &mut dyn Iterator<Item = usize>| -> u64 { groups.map(|size| pairs(size as u64)).sum() };
    let in_first = tied(&mut both.chunk_by(|a, b| a.0 == b.0).map(<[_]>::len));
    let in_both = tied(&mut both.chunk_by(|a, b| a == b).map(<[_]>::len));
    let mut by_first: Vec<u32> = both.iter().map(|pair| pair.1).collect();
    // Within a tie of the first the second rises, so that a tie holds no inversion.
    let apart = inversions(&mut by_first, &mut Vec::new());
    let in_second = tied(&mut by_first.chunk_by(|a, b| a == b).map(<[_]>::len));
    let untied = pairs(both.len() as u64) + in_both - in_first - in_second;
    untied as f64 - 2.0 * apart as f64
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
        fn counting_by_merging_is_counting_pair_by_pair(
            both in prop::collection::vec((0u8..6, -3i8..3), 0..40),
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
