//! E-values: evidence that may be multiplied, averaged and looked at again.
//!
//! **Question.** A p-value is spent once it is looked at: testing the same street every week and stopping at
//! the first p < 0.05 finds something in every street. An e-value is a number ≥ 0 whose mean under the null is
//! at most 1: winnings of a bet against the null at fair odds. By Markov, `P(e ≥ 1/α) ≤ α`.
//!
//! **Method.**
//! * From a p-value: [`power`] `κ p^(κ−1)`, and [`mixture`], its average over κ, `(1 − p + p ln p) / (p ln² p)`
//!   (Vovk & Wang 2021, *Ann. Statist.* 49:1736, eqs. 1 and 2). p = 0.01 becomes an e of 4.5, p = 0.001 of
//!   about 21: the price of what follows.
//! * Many e-values: [`e_benjamini_hochberg`] rejects the `k` greatest if all of them reach `m / (k α)` (Wang &
//!   Ramdas 2022, *JRSS B* 84:822). FDR ≤ α under **any** dependence: nested areas, sliding windows, the scan
//!   and the series together.
//! * A series looked at every week: [`super::process`].
//!
//! **Rules of combination.** E-values of independent tests may be multiplied, any e-values averaged.
//!
//! **Not for** mid-p values: an e-value needs P(p ≤ t) ≤ t, give it the ordinary p-value.

use super::benjamini_hochberg;
use crate::error::MultiplicityError;

/// Below this, the quotient of [`mixture`] is replaced by its series.
const NEAR_ONE: f64 = 1e-3;

/// The e-value `κ p^(κ−1)` of a p-value, for a κ strictly between 0 and 1 (½ is usual; smaller bets on
/// smaller p). A p-value that is not a number is no evidence: 0. Values outside 0 to 1 are held at the border.
///
/// ```
/// use statistics::multiplicity::evidence::power;
/// assert_eq!(power(0.0001, 0.5)?, 50.0);
/// # Ok::<(), statistics::error::MultiplicityError>(())
/// ```
///
/// # Errors
/// [`MultiplicityError::Value`] for another κ.
pub fn power(p: f64, kappa: f64) -> Result<f64, MultiplicityError> {
    if !(kappa > 0.0 && kappa < 1.0) {
        return Err(MultiplicityError::Value { what: "calibrator's exponent", index: 0, value: kappa });
    }
    Ok(if p.is_nan() { 0.0 } else { kappa * p.clamp(0.0, 1.0).powf(kappa - 1.0) })
}

/// The e-value of a p-value without a choice of κ: the average of [`power`] over all κ.
///
/// ```
/// use statistics::multiplicity::evidence::mixture;
/// assert!((mixture(0.001) - 20.79).abs() < 0.01 && mixture(1.0) == 0.5);
/// ```
pub fn mixture(p: f64) -> f64 {
    if p.is_nan() {
        return 0.0;
    }
    // With x = −ln p the formula reads (eˣ − 1 − x) / x².
    let x = -p.clamp(0.0, 1.0).ln();
    if x < NEAR_ONE {
        return 0.5 + x / 6.0 + x * x / 24.0;
    }
    if x.is_infinite() { f64::INFINITY } else { (x.exp_m1() - x) / (x * x) }
}

/// E-values as adjusted p-values: those at most α are the rejections of e-BH at α.
///
/// `q(i) = min over j ≥ i of min(1, m / (j · e(j)))`, the e-values sorted from the greatest. A value that is
/// negative or not a number is no evidence. O(m log m).
///
/// ```
/// use statistics::multiplicity::evidence::e_benjamini_hochberg;
/// assert_eq!(e_benjamini_hochberg(&[100.0, 1.0, 40.0, 0.0]), [0.04, 1.0, 0.05, 1.0]);
/// ```
pub fn e_benjamini_hochberg(e: &[f64]) -> Vec<f64> {
    let inverse = |&e: &f64| if e > 0.0 { 1.0 / e } else { 1.0 };
    benjamini_hochberg(&e.iter().map(inverse).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::world;
    use proptest::prelude::*;
    use rand::Rng;

    proptest! {
        #[test]
        fn less_p_is_more_evidence(p in 1e-300..1.0_f64, share in 0.0..1.0_f64, kappa in 0.01..0.99_f64) {
            prop_assert!(mixture(p * share) >= mixture(p) * (1.0 - 1e-12));
            prop_assert!(power(p * share, kappa).unwrap() >= power(p, kappa).unwrap());
        }

        #[test]
        fn no_mixture_beats_the_best_exponent(p in 1e-12..0.5_f64) {
            let best = (1..1000).map(|k| power(p, f64::from(k) / 1000.0).unwrap()).fold(0.0, f64::max);
            prop_assert!(mixture(p) <= best);
        }
    }

    #[test]
    fn the_mean_over_uniform_p_values_is_one() {
        // Midpoints in y with p = y⁸, which tames the pole at 0.
        let mean = |e: &dyn Fn(f64) -> f64| {
            let at = |i: i32| (f64::from(i) + 0.5) / 1e5;
            (0..100_000).map(|i| e(at(i).powi(8)) * 8.0 * at(i).powi(7) / 1e5).sum::<f64>()
        };
        assert!((mean(&|p| power(p, 0.5).unwrap()) - 1.0).abs() < 1e-3);
        let mixed = mean(&mixture);
        // The mixture's tail is so heavy that p below 1e−40 still holds one hundredth.
        assert!((0.97..=1.0).contains(&mixed), "{mixed}");
    }

    #[test]
    fn borders_and_nonsense_are_answered() {
        assert_eq!((mixture(0.0), mixture(f64::NAN), mixture(2.0)), (f64::INFINITY, 0.0, 0.5));
        assert_eq!(power(f64::NAN, 0.5), Ok(0.0));
        assert!(power(0.5, 1.0).is_err() && power(0.5, f64::NAN).is_err());
        assert_eq!(e_benjamini_hochberg(&[f64::INFINITY, f64::NAN, -3.0]), [0.0, 1.0, 1.0]);
        assert!((mixture(1.0 - 0.9e-3) - mixture(1.0 - 1.1e-3)).abs() < 1e-4);
    }

    /// 2000 worlds of 50 tests, 45 of them null and all sharing one shock: the dependence that breaks
    /// Benjamini–Hochberg's proof leaves this one alone.
    #[test]
    fn the_share_of_false_signals_stays_below_the_level_under_dependence() {
        let (mut rng, mut share, mut found) = (world(2022), 0.0, 0);
        for _ in 0..2000 {
            let shock: f64 = rng.random();
            let e: Vec<f64> = (0..50)
                .map(|test| match test {
                    0..5 => mixture(rng.random::<f64>() * 1e-5),
                    _ if test % 2 == 0 => mixture(shock),
                    _ => mixture(1.0 - shock),
                })
                .collect();
            let q = e_benjamini_hochberg(&e);
            let wrong = q[5..].iter().filter(|&&q| q <= 0.1).count();
            let right = q[..5].iter().filter(|&&q| q <= 0.1).count();
            share += wrong as f64 / (wrong + right).max(1) as f64 / 2000.0;
            found += right;
        }
        assert!(share <= 0.1, "{share}");
        assert!(found > 9_000, "{found}");
    }
}
