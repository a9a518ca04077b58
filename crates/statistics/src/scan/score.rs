//! The likelihood ratio of one cylinder, and the least count that beats a level.

/// What the count of a cylinder is held against.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Law {
    /// Given the `total` of all cases, how they fall inside and outside: the Poisson and the permutation model
    /// (Kulldorff 1997, *Commun. Stat.* 26:1481; Kulldorff et al. 2005). With `C` cases where `B` were
    /// expected, `C ln(C / B) + (N − C) ln((N − C) / (N − B))`.
    Conditional {
        /// Cases in the whole study.
        total: f64,
    },
    /// Against an expectation from outside, with variance `dispersion × mean`.
    ///
    /// With a common dispersion the sum over a cylinder is negative binomial again, of size `r = B / (φ − 1)`
    /// around its expectation `B`, so that the ratio at the best raised rate is
    /// `C ln(C / B) − (C + r) ln((C + r) / (B + r))`; for φ = 1 it is Poisson's `C ln(C / B) + B − C`
    /// (Neill 2009; Tango, Takahashi & Kohriyama 2011).
    Expectation {
        /// Variance over mean; below 1 it counts as 1.
        dispersion: f64,
    },
    /// Against an expectation from outside that comes in blocks, as from villages and weeks, each with a gamma factor of
    /// mean 1 of its own. A cylinder with no more than one block's worth lies in one block, and the size is
    /// `r = 1 / variance`; of more than that it grows with the number of blocks. The ratio is the one above: a wide
    /// circle needs more than a narrow one whose count is as unlikely by Poisson.
    Shared {
        /// Variance of the factor; 0 is Poisson.
        variance: f64,
        /// Expected in one block, on average; above 0.
        block: f64,
    },
}

/// The log-likelihood ratio of "the rate inside is raised" for `count` cases where `expected` were expected; 0
/// when there are no more than expected.
///
/// ```
/// use statistics::scan::{Law, score};
/// // Of 5,771 cases 138 were in a circle and 73 in the last five days; 12 were in both.
/// let ratio = score(Law::Conditional { total: 5771.0 }, 12.0, 138.0 * 73.0 / 5771.0);
/// assert!((ratio - 12.888273).abs() < 1e-6);
/// assert_eq!(score(Law::Expectation { dispersion: 1.0 }, 2.0, 3.0), 0.0);
/// ```
pub fn score(law: Law, count: f64, expected: f64) -> f64 {
    if count <= expected || count.is_nan() || expected.is_nan() {
        return 0.0;
    }
    let raised = count * (count / expected).ln();
    let ratio = match law {
        Law::Conditional { total } if count < total => {
            raised + (total - count) * ((total - count) / (total - expected)).ln()
        }
        Law::Conditional { .. } => raised,
        Law::Expectation { dispersion } if dispersion > 1.0 => {
            let size = expected / (dispersion - 1.0);
            raised - (count + size) * ((count - expected) / (expected + size)).ln_1p()
        }
        Law::Shared { variance, block } if variance > 0.0 => {
            let size = (expected / block).max(1.0) / variance;
            raised - (count + size) * ((count - expected) / (expected + size)).ln_1p()
        }
        Law::Expectation { .. } | Law::Shared { .. } => raised + expected - count,
    };
    ratio.max(0.0)
}

impl Law {
    /// [`score`] if it could exceed `best`, otherwise `best`, mostly without a logarithm: where the second
    /// derivative of the score is greatest at the expectation, the score is at most half of it times the
    /// squared excess. For the conditional law that holds for up to half of all cases.
    pub(super) fn beyond(self, best: f64, count: f64, expected: f64) -> f64 {
        let more = count - expected;
        let reach = match self {
            Self::Conditional { total } if 2.0 * count > total => 0.0,
            Self::Conditional { total } => 2.0 * best * expected * (1.0 - expected / total),
            Self::Expectation { dispersion } => 2.0 * best * expected * dispersion.max(1.0),
            Self::Shared { variance, block } => {
                2.0 * best * expected * (1.0 + expected.min(block) * variance)
            }
        };
        if more <= 0.0 || more * more <= reach { best } else { best.max(score(self, count, expected)) }
    }

    /// An expectation that `count` cases do not beat `level` from: at it and above, the score is at most
    /// `level`. Just below it, the score may still be at most `level` by a rounding error. `least` is an
    /// expectation known to lie below.
    fn ceiling(self, count: f64, level: f64, least: f64) -> f64 {
        let (mut below, mut above) = (least, count);
        // With much spread, few cases may not beat the level however little is expected.
        while above - below > 1e-12 * above && above > f64::MIN_POSITIVE {
            let middle = 0.5 * (below + above);
            if score(self, count, middle) > level {
                below = middle;
            } else {
                above = middle;
            }
        }
        above * (1.0 + 1e-12)
    }

    /// For counts from `fewest` on the expectations they beat `level` from below, up to the first that
    /// `highest` is below of, at most `most` of them.
    pub(super) fn ceilings(self, level: f64, fewest: u32, highest: f64, most: usize) -> Vec<f64> {
        let mut ceilings: Vec<f64> = Vec::new();
        while ceilings.len() < most && ceilings.last().is_none_or(|last| *last <= highest) {
            let count = f64::from(fewest) + ceilings.len() as f64;
            let least = ceilings.last().map_or(0.0, |last| last * (1.0 - 1e-11));
            ceilings.push(self.ceiling(count, level, least));
        }
        ceilings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn laws() -> impl Strategy<Value = Law> {
        prop_oneof![
            (600.0..5000.0_f64).prop_map(|total| Law::Conditional { total }),
            (1.0..20.0_f64).prop_map(|dispersion| Law::Expectation { dispersion }),
            (0.0..5.0_f64, 0.01..20.0_f64).prop_map(|(variance, block)| Law::Shared { variance, block }),
        ]
    }

    #[test]
    fn a_dispersion_near_one_is_poisson() {
        let law = |dispersion| Law::Expectation { dispersion };
        let (poisson, near) = (score(law(1.0), 9.0, 3.0), score(law(1.0 + 1e-9), 9.0, 3.0));
        assert!((poisson - (9.0 * 3.0_f64.ln() - 6.0)).abs() < 1e-12 && (poisson - near).abs() < 1e-6);
    }

    #[test]
    fn all_cases_inside_leave_nothing_outside() {
        assert_eq!(score(Law::Conditional { total: 4.0 }, 4.0, 2.0), 4.0 * 2.0_f64.ln());
    }

    proptest! {
        #[test]
        fn more_cases_never_score_less(law in laws(), count in 0u32..500, expected in 0.001..200.0_f64) {
            let count = f64::from(count);
            prop_assert!(score(law, count + 1.0, expected) >= score(law, count, expected));
        }

        #[test]
        fn more_spread_never_scores_more(
            dispersion in 1.0..20.0_f64, count in 0u32..500, expected in 0.001..200.0_f64,
        ) {
            let of = |dispersion| score(Law::Expectation { dispersion }, f64::from(count), expected);
            prop_assert!(of(dispersion + 1.0) <= of(dispersion) + 1e-9);
        }

        #[test]
        fn the_shortcut_never_changes_the_best_score(
            law in laws(), count in 0u32..600, expected in 0.001..50.0_f64, best in 0.0..30.0_f64,
        ) {
            let exact = best.max(score(law, f64::from(count), expected));
            prop_assert!((law.beyond(best, f64::from(count), expected) - exact).abs() < 1e-9);
        }

        #[test]
        fn no_expectation_at_a_ceiling_or_above_is_beaten(
            total in 600.0..5000.0_f64, level in 0.0..20.0_f64, above in 1.0..3.0_f64,
        ) {
            let law = Law::Conditional { total };
            let ceilings = law.ceilings(level, 2, 100.0, 500);
            for (index, ceiling) in ceilings.iter().enumerate() {
                let count = index as f64 + 2.0;
                prop_assert!(score(law, count, ceiling * above) <= level);
                prop_assert!(score(law, count, ceiling * (1.0 - 1e-9)) > level - 1e-6);
            }
        }
    }
}
