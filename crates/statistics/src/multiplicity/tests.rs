//! Benjamini–Hochberg: borders, monotonicity, order.

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
