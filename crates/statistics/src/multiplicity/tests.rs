//! Benjamini–Hochberg: borders, monotonicity, order.

use super::*;
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

#[test]
fn nothing_in_gives_nothing_out() {
    assert!(benjamini_hochberg(&[]).is_empty());
}

#[test]
fn a_test_that_could_not_be_made_counts_as_a_test() {
    assert_eq!(benjamini_hochberg(&[0.01, f64::NAN]), [0.02, 1.0]);
}

#[test]
fn the_rate_holds_when_it_is_spent_on_the_tests_that_can_show_something() {
    // 2,000 families of 50 quiet tests, half of them of nine times the weight: a rejection in a quiet family is false.
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let weights: Vec<f64> = (0..50).map(|test| if test % 2 == 0 { 9.0 } else { 1.0 }).collect();
    let false_families = (0..2000)
        .filter(|_| {
            let p: Vec<f64> = (0..50).map(|_| random.random()).collect();
            weighted(&p, &weights).iter().any(|q| *q <= 0.1)
        })
        .count();
    assert!((150..250).contains(&false_families), "{false_families} of 2000");
}

#[test]
fn a_test_without_weight_is_never_rejected() {
    assert_eq!(weighted(&[0.0, 0.01], &[0.0, 2.0]), [1.0, 0.01]);
    assert_eq!(weighted(&[0.5], &[f64::NAN]), [1.0]);
    assert!(weighted(&[], &[]).is_empty());
}

proptest! {
    #[test]
    fn weights_of_one_size_change_nothing(p in prop::collection::vec(0.0..=1.0_f64, 1..40), weight in 0.1..9.0_f64) {
        let q = weighted(&p, &vec![weight; p.len()]);
        for (weighted, plain) in q.iter().zip(benjamini_hochberg(&p)) {
            prop_assert!((weighted - plain).abs() < 1e-12);
        }
    }

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
