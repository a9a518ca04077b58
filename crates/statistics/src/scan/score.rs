//! The likelihood ratio of one cylinder.

/// The log-likelihood ratio of "the rate inside is raised" against "the rate is as expected", for
/// negative-binomial counts with variance `dispersion × mean`.
///
/// With a common dispersion the sum over a cylinder is negative binomial again, of size `r = B / (φ − 1)`
/// around its expectation `B`, so that the ratio at the best raised rate is
/// `C ln(C / B) − (C + r) ln((C + r) / (B + r))`; for φ = 1 it is Poisson's `C ln(C / B) + B − C`
/// (Neill 2009; Tango, Takahashi & Kohriyama 2011).
#[derive(Clone, Copy)]
pub(super) struct Score {
    excess: f64,
    dispersion: f64,
}

impl Score {
    /// The score for a dispersion, of which less than 1 counts as 1.
    pub(super) fn new(dispersion: f64) -> Self {
        let dispersion = dispersion.max(1.0);
        Self { excess: dispersion - 1.0, dispersion }
    }

    /// The score of `count` events where `expected` were expected; 0 when there are no more than expected.
    pub(super) fn of(self, count: f64, expected: f64) -> f64 {
        if count <= expected {
            return 0.0;
        }
        let raised = count * (count / expected).ln();
        let ratio = if self.excess > 0.0 {
            let size = expected / self.excess;
            raised - (count + size) * ((count - expected) / (expected + size)).ln_1p()
        } else {
            raised + expected - count
        };
        ratio.max(0.0)
    }

    /// [`Score::of`] if it could exceed `best`, otherwise `best`, mostly without a logarithm: the second
    /// derivative of the score is greatest at the expectation, so the score is at most `(C − B)² / (2 B φ)`.
    pub(super) fn beyond(self, best: f64, count: f64, expected: f64) -> f64 {
        let more = count - expected;
        if more <= 0.0 || more * more <= 2.0 * expected * self.dispersion * best {
            return best;
        }
        best.max(self.of(count, expected))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_dispersion_near_one_is_poisson() {
        let (poisson, near) = (Score::new(1.0).of(9.0, 3.0), Score::new(1.0 + 1e-9).of(9.0, 3.0));
        assert!((poisson - (9.0 * 3.0_f64.ln() - 6.0)).abs() < 1e-12 && (poisson - near).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn more_events_never_score_less_and_more_spread_never_more(
            count in 0u32..500, expected in 0.001..200.0_f64, dispersion in 1.0..20.0_f64,
        ) {
            let count = f64::from(count);
            let score = Score::new(dispersion);
            prop_assert!(score.of(count + 1.0, expected) >= score.of(count, expected));
            prop_assert!(Score::new(dispersion + 1.0).of(count, expected) <= score.of(count, expected) + 1e-9);
        }

        #[test]
        fn the_shortcut_never_changes_the_best_score(
            count in 0u32..100, expected in 0.001..50.0_f64, dispersion in 1.0..9.0_f64, best in 0.0..30.0_f64,
        ) {
            let score = Score::new(dispersion);
            let exact = best.max(score.of(f64::from(count), expected));
            prop_assert!((score.beyond(best, f64::from(count), expected) - exact).abs() < 1e-9);
        }
    }
}
