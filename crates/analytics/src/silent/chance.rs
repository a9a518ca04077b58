//! How probable it is that nothing comes for so long from a place that goes on as ever.
//!
//! A place is compared with the rest of its town (a town with the rest of its county) in the same weeks. Season,
//! festivals, reports that are still to come in, weeks whose patrols were never imported, and a change of effort
//! everywhere move the rest alike, so none of them needs a model and none of them makes a silence.
//!
//! **Reports.** The place has a share `r` of what the rest reports, with the prior Gamma(α, α / r̄), `r̄` being what its
//! siblings have on average. With `y` own reports and `O` of the rest before the silence, both over the dispersion φ,
//! and `R` of the rest during it, the chance of none is that of a negative binomial (Clayton & Kaldor 1987,
//! *Biometrics* 43:671):
//!
//! ```text
//! (B / (B + R / φ)) ^ (α + y / φ)        B = α / r̄ + O / φ
//! ```
//!
//! **Patrols.** The share of weeks with a recorded patrol has a beta law around the siblings' share, updated with the
//! place's own weeks. A silent week weighs by how much of the usual the rest recorded in it, at most 1; the chance that
//! `m` such weeks hold no patrol is `B(a, b + m) / B(a, b)`, a beta-binomial that allows for weeks which hang together.
//!
//! The two chances are multiplied.

use statistics::distribution::Counts;

/// A place is never taken to be patrolled without fail: half a week of doubt stays whatever its past.
const LEAST_DOUBT: f64 = 0.5;

/// Before the silence: a place against the rest around it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Past {
    /// Reports of the place.
    pub reports: f64,
    /// Reports of the rest.
    pub rest: f64,
    /// Weeks with a recorded patrol at the place.
    pub patrolled: f64,
    /// Weeks, each weighed by what the rest recorded of its usual patrols.
    pub weeks: f64,
}

/// What is usual among siblings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Usual {
    /// Reports of a place over those of the rest around it.
    pub share: f64,
    /// Share of weeks with a recorded patrol.
    pub patrolled: f64,
    /// Variance over mean of the weekly reports of a place, at least 1.
    pub dispersion: f64,
    /// Reports that the siblings' share weighs.
    pub prior_reports: f64,
    /// Weeks that the siblings' patrolled share weighs.
    pub prior_weeks: f64,
}

/// During the silence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Quiet {
    /// Reports of the rest.
    pub rest: f64,
    /// Weeks, weighed as those of the past.
    pub weeks: f64,
}

impl Usual {
    /// The share that the place is expected to have of the reports of the rest.
    pub fn share_of(&self, past: &Past) -> f64 {
        let (shape, rate) = self.gamma(past);
        if rate > 0.0 { shape / rate } else { 0.0 }
    }

    /// The chance that no report comes.
    pub fn no_report(&self, past: &Past, quiet: &Quiet) -> f64 {
        let (shape, rate) = self.gamma(past);
        let mean = if rate > 0.0 { shape / rate * quiet.rest } else { 0.0 };
        // In units of the dispersion the count is negative binomial with the shape as its size.
        Counts::negative_binomial(mean / self.dispersion, shape).map_or(1.0, |law| law.probability(0.0))
    }

    /// The chance that no patrol is recorded.
    pub fn no_patrol(&self, past: &Past, quiet: &Quiet) -> f64 {
        let (with, without) = self.beta(past);
        let whole = quiet.weeks.floor();
        let step = |passed: f64| (without + passed) / (with + without + passed);
        let steps: f64 = (0..whole as u32).map(|passed| step(f64::from(passed))).product();
        // The part of a week that is left weighs by its exponent, which joins the whole weeks without a jump.
        steps * step(whole).powf(quiet.weeks - whole)
    }

    fn gamma(&self, past: &Past) -> (f64, f64) {
        let prior = if self.share > 0.0 { self.prior_reports / self.share } else { 0.0 };
        let shape = self.prior_reports + past.reports / self.dispersion;
        (shape, prior + past.rest / self.dispersion)
    }

    fn beta(&self, past: &Past) -> (f64, f64) {
        let with = self.prior_weeks * self.patrolled + past.patrolled;
        let without = self.prior_weeks * (1.0 - self.patrolled) + (past.weeks - past.patrolled).max(0.0);
        (with, without.max(LEAST_DOUBT))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const USUAL: Usual =
        Usual { share: 0.1, patrolled: 0.66, dispersion: 1.0, prior_reports: 2.0, prior_weeks: 4.0 };

    fn past(reports: f64, patrolled: f64) -> Past {
        Past { reports, rest: 2000.0, patrolled, weeks: 104.0 }
    }

    #[test]
    fn a_long_past_gives_the_chance_of_poisson_reports_and_of_independent_weeks() {
        let (long, quiet) = (
            Past { reports: 2e6, rest: 2e7, patrolled: 6.6e5, weeks: 1e6 },
            Quiet { rest: 60.0, weeks: 3.0 },
        );
        assert!((USUAL.no_report(&long, &quiet) / (-6.0_f64).exp() - 1.0).abs() < 1e-3);
        assert!((USUAL.no_patrol(&long, &quiet) / 0.34_f64.powi(3) - 1.0).abs() < 1e-3);
    }

    #[test]
    fn where_patrols_are_not_recorded_only_reports_speak() {
        let unrecorded = Usual { patrolled: 0.0, ..USUAL };
        let never = Past { patrolled: 0.0, weeks: 0.0, ..past(200.0, 0.0) };
        let quiet = Quiet { rest: 60.0, weeks: 0.0 };
        assert_eq!(unrecorded.no_patrol(&never, &quiet), 1.0);
        assert!(unrecorded.no_report(&never, &quiet) < 0.01);
    }

    #[test]
    fn weeks_in_which_the_rest_is_silent_too_say_nothing() {
        let quiet = Quiet { rest: 0.0, weeks: 0.0 };
        assert_eq!(
            USUAL.no_report(&past(200.0, 100.0), &quiet) * USUAL.no_patrol(&past(200.0, 100.0), &quiet),
            1.0
        );
    }

    proptest! {
        #[test]
        fn a_longer_silence_and_a_busier_past_are_never_likelier(
            reports in 0.0..500.0_f64, rest in 0.0..400.0_f64, weeks in 0.0..20.0_f64,
            patrolled in 0.0..104.0_f64, more in 0.0..50.0_f64,
        ) {
            let chance = |reports, patrolled, rest, weeks| {
                let (past, quiet) = (past(reports, patrolled), Quiet { rest, weeks });
                USUAL.no_report(&past, &quiet) * USUAL.no_patrol(&past, &quiet)
            };
            let chance_now = chance(reports, patrolled, rest, weeks);
            prop_assert!((0.0..=1.0).contains(&chance_now));
            prop_assert!(chance(reports, patrolled, rest + more, weeks) <= chance_now + 1e-12);
            prop_assert!(chance(reports, patrolled, rest, weeks + more) <= chance_now + 1e-12);
            prop_assert!(chance(reports + more, patrolled, rest, weeks) <= chance_now + 1e-12);
        }
    }
}
