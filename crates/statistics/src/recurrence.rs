//! Does what was settled come back, when, and who is due a visit?
//!
//! The input are [`Spell`]s: the days from settling a matter to its return, or, when it has not returned, to the
//! end of observation (a *censored* spell). Leaving the censored ones out would make every settlement look worse
//! than it is.
//!
//! **Survival** ([`survival`]). The share still quiet after `t` days by the product limit `Π (1 − dᵢ / nᵢ)` (Kaplan
//! & Meier 1958, *JASA* 53:457) with `dᵢ` returns among the `nᵢ` at risk. The interval is Greenwood's, taken on the
//! scale `ln(−ln S)`, where it cannot leave 0 to 1 (Kalbfleisch & Prentice 2002, section 1.4):
//! `S^exp(±z σ / ln S)` with `σ² = Σ dᵢ / (nᵢ (nᵢ − dᵢ))`. The cumulated hazard is `Σ dᵢ / nᵢ` (Nelson 1969; Aalen
//! 1978). A matter censored on the day of another's return counts as at risk on that day.
//!
//! **Hazard** ([`hazard()`]). Returns per day in bands of days since settling: `rate = returns / days watched`. Each
//! rate has a gamma law, conjugate to the Poisson: shape `returns + ½` (Jeffreys), exposure `days + ½ / λ`. The added
//! half event happens at the rate `λ` over all bands, or at the 5% quantile of what the band alone says, where that is
//! higher: a band that was hardly watched keeps to the average, one in which much returned is not diluted. From the
//! laws follow the chance of a return within the next days and the score of an overdue follow-up.
//!
//! **Comparison** ([`log_rank()`]). Whether one of two groups returns sooner (Mantel 1966; Peto & Peto 1972).
//!
//! **Assumptions.** Spells are independent, and a matter ceases to be watched for reasons that have nothing to do
//! with its return. Several spells of one matter break the first: use its latest, or its first.
//!
//! **Cost.** O(n log n).

mod hazard;
mod log_rank;

pub use hazard::{Band, Chance, Hazard, hazard};
pub use log_rank::{Comparison, log_rank};

use crate::distribution::normal_quantile;
use crate::error::RecurrenceError;

/// One settled matter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spell {
    /// Days from settling to the return, or to the end of observation.
    pub days: f64,
    /// Whether it ended with a return.
    pub returned: bool,
}

/// The state after one day on which matters returned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Days since settling.
    pub days: f64,
    /// Matters still watched and quiet just before.
    pub at_risk: usize,
    /// Returns on that day.
    pub returns: usize,
    /// Share still quiet afterwards.
    pub quiet: f64,
    /// Lower end of the interval of `quiet`.
    pub lower: f64,
    /// Upper end of the interval of `quiet`.
    pub upper: f64,
    /// Cumulated hazard (Nelson–Aalen): the returns to expect of one matter so far, were it settled again each time.
    pub cumulated: f64,
}

/// The share of matters still quiet by the days since settling: a staircase that falls at each step.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// The days with returns, earliest first; empty when nothing returned.
    pub steps: Vec<Step>,
}

impl Curve {
    /// The last step at or before `days`; `None` before the first return, when all are quiet.
    pub fn at(&self, days: f64) -> Option<&Step> {
        self.steps[..self.steps.partition_point(|step| step.days <= days)].last()
    }

    /// The days after which at most half are still quiet; `None` when more than half never returned.
    pub fn median(&self) -> Option<f64> {
        self.steps.iter().find(|step| step.quiet <= 0.5).map(|step| step.days)
    }
}

/// The share of settled matters still quiet after so many days; intervals at level `1 − alpha`.
///
/// ```
/// use statistics::recurrence::{Spell, survival};
/// let spell = |days, returned| Spell { days, returned };
/// let spells = [spell(10.0, true), spell(20.0, false), spell(30.0, true), spell(40.0, false)];
/// let curve = survival(&spells, 0.05)?;
/// assert_eq!(curve.steps.iter().map(|step| step.quiet).collect::<Vec<_>>(), [0.75, 0.375]);
/// assert_eq!((curve.at(25.0).map(|step| step.at_risk), curve.median()), (Some(4), Some(30.0)));
/// # Ok::<(), statistics::error::RecurrenceError>(())
/// ```
///
/// # Errors
/// [`RecurrenceError`]: no spell, a duration that is negative or not finite, an `alpha` outside 0 to 1.
pub fn survival(spells: &[Spell], alpha: f64) -> Result<Curve, RecurrenceError> {
    check(spells)?;
    check_alpha(alpha)?;
    let z = normal_quantile(1.0 - alpha / 2.0);
    let mut order = spells.to_vec();
    order.sort_by(|a, b| a.days.total_cmp(&b.days));
    let (mut at_risk, mut quiet, mut cumulated, mut greenwood) = (spells.len(), 1.0, 0.0, 0.0);
    let mut upper_so_far = 1.0;
    let mut steps = Vec::new();
    for day in order.chunk_by(|a, b| a.days == b.days) {
        let returns = day.iter().filter(|spell| spell.returned).count();
        if returns > 0 {
            let (d, n) = (returns as f64, at_risk as f64);
            quiet *= 1.0 - d / n;
            cumulated += d / n;
            greenwood += d / (n * (n - d));
            let (lower, upper) = if quiet > 0.0 {
                log_log_interval(quiet, greenwood, z)
            } else {
                // Greenwood's variance is no help when all at risk returned: the exact bound for a share of 0
                // among n, below what was known before.
                (0.0, upper_so_far * (1.0 - (alpha / 2.0).powf(1.0 / n)))
            };
            upper_so_far = upper;
            steps.push(Step { days: day[0].days, at_risk, returns, quiet, lower, upper, cumulated });
        }
        at_risk -= day.len();
    }
    Ok(Curve { steps })
}

/// Greenwood's interval on the scale `ln(−ln S)`.
fn log_log_interval(quiet: f64, greenwood: f64, z: f64) -> (f64, f64) {
    let margin = z * greenwood.sqrt() / -quiet.ln();
    (quiet.powf(margin.exp()), quiet.powf((-margin).exp()))
}

fn check(spells: &[Spell]) -> Result<(), RecurrenceError> {
    if spells.is_empty() {
        return Err(RecurrenceError::Empty);
    }
    let usable = |days: f64| days.is_finite() && days >= 0.0;
    let broken = spells.iter().position(|spell| !usable(spell.days));
    broken.map_or(Ok(()), |index| Err(RecurrenceError::Duration { index, days: spells[index].days }))
}

fn check_alpha(alpha: f64) -> Result<(), RecurrenceError> {
    if alpha > 0.0 && alpha < 1.0 { Ok(()) } else { Err(RecurrenceError::Setting("alpha")) }
}

#[cfg(test)]
mod tests;
