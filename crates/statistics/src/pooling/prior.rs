//! What is usual among siblings: the gamma law of their shares.

use statrs::function::gamma::ln_gamma;

use super::past::Total;

/// Bounds of the concentration. Below, one sibling in twenty would hold everything; above, gamma and Poisson
/// totals cannot be told apart by any number of events that a county sees.
const CONCENTRATIONS: (f64, f64) = (0.05, 1e6);

/// Points between the bounds from which the search starts: one for each factor of 2.
const GRID: usize = 25;

/// Steps of the golden section: they narrow two grid steps to a thousandth, which is far below the error.
const SECTIONS: usize = 16;

/// Rounds between the mean and the concentration. With equal exposures the second changes nothing.
const ROUNDS: usize = 6;

/// A change of the mean by less than this share ends the rounds.
const SETTLED: f64 = 1e-6;

/// Events added to all siblings together, as to the past of a baseline: Jeffreys' prior.
const PRIOR_EVENTS: f64 = 0.5;

/// Gamma(`concentration`, `concentration / mean`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Prior {
    /// Shape of the law (α); its coefficient of variation is `1 / √α`.
    pub(super) concentration: f64,
    /// Mean share per exposure (r̄).
    pub(super) mean: f64,
    /// Variance of the logarithm of `mean`.
    pub(super) variance_of_log: f64,
}

impl Prior {
    /// The law that makes the siblings' totals most likely, with the penalty described in [`super`].
    pub(super) fn learn(totals: &[Total], dispersion: f64) -> Self {
        let scaled: Vec<Total> = totals.iter().map(|total| total.over(dispersion)).collect();
        let mut mean = mean_share(&scaled, f64::INFINITY);
        let mut concentration = most_likely(&scaled, mean);
        for _ in 0..ROUNDS {
            let before = mean;
            mean = mean_share(&scaled, concentration);
            if (mean / before - 1.0).abs() < SETTLED {
                break;
            }
            concentration = most_likely(&scaled, mean);
        }
        let information: f64 =
            scaled.iter().map(|total| 1.0 / (1.0 / concentration + 1.0 / (mean * total.exposed))).sum();
        Self { concentration, mean, variance_of_log: 1.0 / information }
    }

    /// The rate of the law, in the unit of an exposed past.
    pub(super) fn rate(&self) -> f64 {
        self.concentration / self.mean
    }
}

/// The mean share at which the likelihood's slope vanishes, one step from the one that all siblings' sum
/// gives: a sibling whose own share dominates its total weighs no more than others.
fn mean_share(totals: &[Total], concentration: f64) -> f64 {
    let exposed: f64 = totals.iter().map(|total| total.exposed).sum();
    let events: f64 = totals.iter().map(|total| total.events).sum();
    let crude = (events + PRIOR_EVENTS) / exposed;
    let (mut above, mut below) = (0.0, 0.0);
    for total in totals {
        let weight = 1.0 / (1.0 + total.exposed * crude / concentration);
        above += weight * (total.events + PRIOR_EVENTS * total.exposed / exposed);
        below += weight * total.exposed;
    }
    above / below
}

/// The concentration of the greatest penalised likelihood: the best point of a grid, refined by golden
/// section.
fn most_likely(totals: &[Total], mean: f64) -> f64 {
    let (low, high) = (CONCENTRATIONS.0.ln(), CONCENTRATIONS.1.ln());
    let step = (high - low) / (GRID - 1) as f64;
    let value = |log: f64| likelihood(totals, mean, log.exp());
    let (_, best) = (0..GRID)
        .map(|index| low + step * index as f64)
        .map(|log| (value(log), log))
        .fold((f64::NEG_INFINITY, low), |best, next| if next.0 > best.0 { next } else { best });
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut left, mut right) = ((best - step).max(low), (best + step).min(high));
    let (mut inner, mut outer) = (right - golden * (right - left), left + golden * (right - left));
    let (mut at_inner, mut at_outer) = (value(inner), value(outer));
    for _ in 0..SECTIONS {
        if at_inner >= at_outer {
            (right, outer, at_outer) = (outer, inner, at_inner);
            inner = right - golden * (right - left);
            at_inner = value(inner);
        } else {
            (left, inner, at_inner) = (inner, outer, at_outer);
            outer = left + golden * (right - left);
            at_outer = value(outer);
        }
    }
    f64::midpoint(left, right).exp()
}

/// The logarithm of the negative-binomial likelihood of the totals plus that of the prior of the coefficient
/// of variation, up to a constant.
fn likelihood(totals: &[Total], mean: f64, concentration: f64) -> f64 {
    let rate = concentration / mean;
    let nothing = ln_gamma(concentration);
    let sum: f64 = totals
        .iter()
        .map(|total| {
            let empty = -concentration * (total.exposed / rate).ln_1p();
            if total.events == 0.0 {
                return empty;
            }
            empty + ln_gamma(concentration + total.events)
                - nothing
                - total.events * (rate + total.exposed).ln()
        })
        .sum();
    let variation = 1.0 / concentration.sqrt();
    sum + variation.ln() - variation
}

#[cfg(test)]
mod tests {
    use rand::Rng;

    use super::*;
    use crate::distribution::gamma;
    use crate::simulation::{draw, world};

    fn totals(seed: u64, siblings: usize, concentration: f64, mean: f64) -> Vec<Total> {
        let mut rng = world(seed);
        (0..siblings)
            .map(|_| {
                let share = if concentration.is_finite() {
                    gamma::quantile(concentration, rng.random_range(1e-9..1.0)) / concentration
                } else {
                    1.0
                };
                let exposed = mean * rng.random_range(0.5..1.5);
                Total { events: draw(&mut rng, share * exposed, 1.0), exposed, exposure: 1.0 }
            })
            .collect()
    }

    #[test]
    fn the_law_of_the_shares_is_found_again() {
        for (concentration, mean) in [(0.5, 20.0), (2.0, 20.0), (2.0, 3.0), (10.0, 50.0)] {
            let prior = Prior::learn(&totals(5, 2000, concentration, mean), 1.0);
            let ratio = prior.concentration / concentration;
            assert!((0.8..1.25).contains(&ratio), "{concentration} {mean}: {prior:?}");
            assert!((prior.mean - 1.0).abs() < 0.06, "{prior:?}");
        }
    }

    #[test]
    fn siblings_that_are_all_alike_are_said_to_be_so() {
        let prior = Prior::learn(&totals(6, 2000, f64::INFINITY, 20.0), 1.0);
        assert!(prior.concentration > 100.0, "{prior:?}");
    }

    #[test]
    fn where_nothing_is_known_shares_are_exponential() {
        let empty = vec![Total { events: 0.0, exposed: 0.5, exposure: 1.0 }; 40];
        let prior = Prior::learn(&empty, 1.0);
        assert!((prior.concentration - 1.0).abs() < 0.2 && prior.mean > 0.0, "{prior:?}");
        let one = Prior::learn(&[Total { events: 7.0, exposed: 7.5, exposure: 1.0 }], 1.0);
        assert!((0.5..8.0).contains(&one.concentration), "{one:?}");
    }
}
