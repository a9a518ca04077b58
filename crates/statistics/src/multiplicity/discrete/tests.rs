//! The sweep against the definitions, and what must hold for any laws.

use super::*;
use crate::distribution::Counts;
use crate::multiplicity::benjamini_hochberg;
use crate::simulation::{draw, world};
use proptest::prelude::*;

/// Heyse's adjusted values by the definition, one law at a time.
fn by_definition(p: &[f64], nulls: &[Null], which: &[usize]) -> Vec<f64> {
    let ratio = |t: f64| {
        let expected: f64 = which.iter().map(|&law| nulls[law].cumulative(t)).sum();
        expected / p.iter().filter(|&&value| value <= t).count() as f64
    };
    let above = |t: f64| p.iter().filter(move |&&value| value >= t).map(|&value| ratio(value));
    p.iter().map(|&t| above(t).fold(1.0, f64::min)).collect()
}

/// The critical values of HSU by their definition, compared with the sorted p-values.
fn step_up_by_definition(p: &[f64], nulls: &[Null], which: &[usize], level: f64) -> Vec<bool> {
    let mut support: Vec<f64> = which.iter().flat_map(|&law| nulls[law].steps().map(|step| step.0)).collect();
    support.extend(p);
    let tests = p.len();
    let law = |test: usize, t: f64| nulls[which[test]].cumulative(t);
    let odds = |t: f64| (0..tests).map(|i| law(i, t) / (1.0 - law(i, t))).sum::<f64>();
    let greatest = support
        .iter()
        .copied()
        .filter(|&t| odds(t) <= level * tests as f64)
        .fold(f64::NEG_INFINITY, f64::max);
    let sum = |t: f64| (0..tests).map(|i| law(i, t) / (1.0 - law(i, greatest))).sum::<f64>();
    let mut sorted = p.to_vec();
    sorted.sort_by(f64::total_cmp);
    let cut = (1..=tests)
        .rev()
        .find(|&k| sorted[k - 1] <= greatest && sum(sorted[k - 1]) <= level * k as f64)
        .map_or(f64::NEG_INFINITY, |k| sorted[k - 1]);
    p.iter().map(|&value| value <= cut).collect()
}

/// Up to thirty tests of up to four Poisson laws; a count of 99 stands for a continuous test.
fn tests_of_counts() -> impl Strategy<Value = (Vec<f64>, Vec<Null>, Vec<usize>)> {
    (
        prop::collection::vec(0.02..4.0_f64, 4),
        prop::collection::vec((0..5_usize, 0..7_u32, 0.0..1.0_f64), 1..30),
    )
        .prop_map(|(means, tests)| {
            let laws: Vec<Counts> = means.iter().map(|&mean| Counts::poisson(mean).unwrap()).collect();
            let nulls = laws.iter().map(Null::p_values).chain([Null::uniform()]).collect();
            let p = tests.iter().map(|&(law, count, other)| {
                laws.get(law).map_or(other, |law| law.upper_tail(f64::from(count)))
            });
            (p.collect(), nulls, tests.iter().map(|test| test.0).collect())
        })
}

proptest! {
    #[test]
    fn the_sweep_gives_what_the_definition_gives((p, nulls, which) in tests_of_counts()) {
        let expected = by_definition(&p, &nulls, &which);
        for (got, expected) in adjusted(&p, &nulls, &which).unwrap().into_iter().zip(expected) {
            prop_assert!((got - expected).abs() <= 1e-9 * expected + 1e-14, "{got} {expected}");
        }
    }

    #[test]
    fn the_step_up_rule_gives_what_its_definition_gives(
        (p, nulls, which) in tests_of_counts(), level in 0.01..0.5_f64,
    ) {
        let expected = step_up_by_definition(&p, &nulls, &which, level);
        prop_assert_eq!(rejected(&p, &nulls, &which, level).unwrap(), expected);
    }

    #[test]
    fn no_adjusted_value_is_above_benjamini_hochbergs((p, nulls, which) in tests_of_counts()) {
        let plain = benjamini_hochberg(&p);
        for (discrete, plain) in adjusted(&p, &nulls, &which).unwrap().into_iter().zip(plain) {
            prop_assert!(discrete <= plain * (1.0 + 1e-9) + 1e-12);
        }
    }

    #[test]
    fn the_proven_rule_rejects_nothing_beyond_heyses(
        (p, nulls, which) in tests_of_counts(), level in 0.01..0.5_f64,
    ) {
        let q = adjusted(&p, &nulls, &which).unwrap();
        for (rejected, q) in rejected(&p, &nulls, &which, level).unwrap().into_iter().zip(q) {
            prop_assert!(!rejected || q <= level * (1.0 + 1e-9));
        }
    }

    #[test]
    fn smaller_values_have_smaller_adjusted_values((p, nulls, which) in tests_of_counts()) {
        let q = adjusted(&p, &nulls, &which).unwrap();
        for i in 0..p.len() {
            for j in 0..p.len() {
                prop_assert!(p[i] > p[j] || q[i] <= q[j]);
            }
        }
    }

    #[test]
    fn the_order_of_the_tests_is_irrelevant((p, nulls, which) in tests_of_counts()) {
        let forward = adjusted(&p, &nulls, &which).unwrap();
        let reversed = |values: &[f64]| values.iter().rev().copied().collect::<Vec<f64>>();
        let laws: Vec<usize> = which.iter().rev().copied().collect();
        let backward = adjusted(&reversed(&p), &nulls, &laws).unwrap();
        prop_assert_eq!(reversed(&backward), forward);
    }
}

#[test]
fn continuous_tests_get_benjamini_hochbergs_values() {
    let p = [0.01, 0.4, 0.03, f64::NAN];
    let q = adjusted(&p, &[Null::uniform()], &[0; 4]).unwrap();
    assert!(q.iter().zip(benjamini_hochberg(&p)).all(|(a, b)| (a - b).abs() < 1e-15), "{q:?}");
}

#[test]
fn no_test_gives_no_value() {
    assert!(adjusted(&[], &[], &[]).unwrap().is_empty());
    assert!(rejected(&[], &[], &[], 0.1).unwrap().is_empty());
}

#[test]
fn a_test_without_a_law_is_named() {
    let error = adjusted(&[0.5, 0.5], &[Null::uniform()], &[0, 1]).unwrap_err();
    assert_eq!(error, MultiplicityError::UnknownNull { test: 1, null: 1, laws: 1 });
    assert!(matches!(adjusted(&[0.5], &[], &[]), Err(MultiplicityError::Length { .. })));
    assert!(matches!(rejected(&[], &[], &[], f64::NAN), Err(MultiplicityError::Value { .. })));
}

#[test]
fn an_impossibly_small_value_does_not_escape_its_law() {
    let law = Counts::poisson(0.2).unwrap();
    let q = adjusted(&[law.upper_tail(200.0), 0.9], &[Null::p_values(&law)], &[0; 2]).unwrap();
    assert!(q[0] > 0.0 && q[0] < 1e-14, "{q:?}");
}

/// A smaller sparse week than the example's, 4,100 series with 10 outbreaks, over 600 weeks: the standard
/// error of the share is about .007 at .05 and .010 at .20.
#[test]
fn the_share_of_false_signals_in_a_sparse_week_is_the_nominal_one() {
    const LAWS: usize = 164;
    const EACH: usize = 25;
    const WEEKS: usize = 600;
    let laws: Vec<Counts> = (0..LAWS)
        .map(|i| -0.25 * (1.0 - (i as f64 + 0.5) / LAWS as f64).ln())
        .map(|mean| Counts::with_dispersion(mean.max(0.005), 1.2).unwrap())
        .collect();
    let nulls: Vec<Null> = laws.iter().map(Null::mid_p_values).collect();
    let which: Vec<usize> = (0..LAWS * EACH).map(|test| test / EACH).collect();
    let levels = [0.05, 0.1, 0.2];
    let (mut shares, mut rng) = ([0.0; 3], world(2011));
    for _ in 0..WEEKS {
        // Every 410th series has an outbreak, a different one in each law it falls into.
        let sick = |test: usize| test % 410 == 13;
        let values: Vec<f64> = which
            .iter()
            .enumerate()
            .map(|(test, &law)| {
                let outbreak = if sick(test) { 2.0 + draw(&mut rng, 1.5, 1.0) } else { 0.0 };
                laws[law].mid_p(draw(&mut rng, laws[law].mean(), 1.2) + outbreak)
            })
            .collect();
        let q = adjusted(&values, &nulls, &which).unwrap();
        for (share, level) in shares.iter_mut().zip(levels) {
            let alarms: Vec<usize> = (0..q.len()).filter(|&test| q[test] <= level).collect();
            let wrong = alarms.iter().filter(|&&test| !sick(test)).count();
            *share += wrong as f64 / alarms.len().max(1) as f64 / WEEKS as f64;
        }
    }
    for (share, level) in shares.into_iter().zip(levels) {
        assert!((share / level - 1.0).abs() < 0.2, "at {level} the share is {share}");
    }
}
