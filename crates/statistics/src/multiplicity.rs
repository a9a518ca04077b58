//! Many tests at once: the share of false signals among the signals.
//!
//! Thousands of series are tested every week; a p-value below 0.01 is then an everyday event. The adjusted
//! values answer "if the list is cut here, what share of it is expected to be false?".

/// Benjamini–Hochberg adjusted p-values (q-values), in the order given.
///
/// `q(i) = min over j ≥ i of min(1, m · p(j) / j)` over the sorted p-values (Benjamini & Hochberg 1995, *JRSS
/// B* 57:289). Valid for independent and for positively dependent tests, which sums over nested areas are. A
/// p-value that is not a number is a test that could not be made: it counts among the tests, with p = 1.
/// Values outside 0 to 1 are held at the border. O(m log m).
///
/// ```
/// use statistics::multiplicity::benjamini_hochberg;
/// assert_eq!(benjamini_hochberg(&[0.01, 0.4, 0.03]), [0.03, 0.4, 0.045]);
/// ```
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let usable = |value: f64| if value.is_nan() { 1.0 } else { value.clamp(0.0, 1.0) };
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| usable(p[a]).total_cmp(&usable(p[b])));
    let tests = p.len() as f64;
    let mut adjusted = vec![1.0; p.len()];
    let mut smallest: f64 = 1.0;
    for (rank, &index) in order.iter().enumerate().rev() {
        smallest = smallest.min(usable(p[index]) * (tests / (rank + 1) as f64));
        adjusted[index] = smallest;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_in_gives_nothing_out() {
        assert!(benjamini_hochberg(&[]).is_empty());
    }

    #[test]
    fn a_test_that_could_not_be_made_counts_as_a_test() {
        assert_eq!(benjamini_hochberg(&[0.01, f64::NAN]), [0.02, 1.0]);
    }

    proptest! {
        #[test]
        fn adjusted_values_are_never_smaller_and_keep_the_order(p in prop::collection::vec(0.0..=1.0_f64, 1..60)) {
            let q = benjamini_hochberg(&p);
            for i in 0..p.len() {
                prop_assert!(q[i] >= p[i] && q[i] <= 1.0);
                for j in 0..p.len() {
                    prop_assert!(p[i] > p[j] || q[i] <= q[j]);
                }
            }
        }

        #[test]
        fn more_evidence_in_one_test_never_raises_any_adjusted_value(
            p in prop::collection::vec(0.0..=1.0_f64, 1..40), at in any::<prop::sample::Index>(), share in 0.0..1.0_f64,
        ) {
            let mut stronger = p.clone();
            stronger[at.index(p.len())] *= share;
            let (before, after) = (benjamini_hochberg(&p), benjamini_hochberg(&stronger));
            prop_assert!(before.iter().zip(&after).all(|(b, a)| a <= b));
        }

        #[test]
        fn the_order_of_the_tests_is_irrelevant(p in prop::collection::vec(0.0..=1.0_f64, 1..40)) {
            let reversed: Vec<f64> = p.iter().rev().copied().collect();
            let mut back = benjamini_hochberg(&reversed);
            back.reverse();
            prop_assert_eq!(back, benjamini_hochberg(&p));
        }
    }
}
