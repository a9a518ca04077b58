//! The hazard of a return by bands of days, and what follows from it for a matter that is quiet now.

use super::{Spell, check, check_alpha};
use crate::distribution::gamma;
use crate::error::RecurrenceError;

/// Events added to each band (Jeffreys' prior).
const PRIOR_EVENTS: f64 = 0.5;

/// A band makes a rate credible when it lies above this quantile of what the band alone says.
const CREDIBLE: f64 = 0.05;

/// The rate of return in one band of days since settling.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// First day of the band, not included (but for day 0).
    pub from: f64,
    /// Last day of the band, included; infinite for the last band.
    pub to: f64,
    /// Returns in the band.
    pub returns: usize,
    /// Days that matters were watched and quiet in the band.
    pub exposure: f64,
    /// Returns per day, the mean of its gamma law.
    pub rate: f64,
    /// Lower end of the credible interval of the rate.
    pub lower: f64,
    /// Upper end of the credible interval of the rate.
    pub upper: f64,
}

/// A piecewise constant hazard.
#[derive(Clone, Debug, PartialEq)]
pub struct Hazard {
    /// The bands, earliest first.
    pub bands: Vec<Band>,
    alpha: f64,
}

/// The chance of a return.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chance {
    /// The chance, the uncertainty of the rates averaged out.
    pub chance: f64,
    /// Lower end of its credible interval.
    pub lower: f64,
    /// Upper end of its credible interval.
    pub upper: f64,
}

/// Measures the hazard of a return in bands of days since settling; intervals at level `1 − alpha`.
///
/// `borders` separate the bands: `[7, 30, 90]` makes four, days 0–7, 8–30, 31–90 and later; none makes a constant
/// hazard.
///
/// ```
/// use statistics::recurrence::{Spell, hazard};
/// // Of 40 matters ten return on day 5 and two on day 60; the others are watched for 200 days.
/// let spell = |i| match i {
///     0..10 => Spell { days: 5.0, returned: true },
///     10..12 => Spell { days: 60.0, returned: true },
///     _ => Spell { days: 200.0, returned: false },
/// };
/// let spells: Vec<Spell> = (0..40).map(spell).collect();
/// let hazard = hazard(&spells, &[7.0, 90.0], 0.05)?;
/// assert!(hazard.bands[0].lower > hazard.bands[1].upper);
///
/// // A matter settled today returns within a week with a chance of about a quarter,
/// // one that has been quiet for a month hardly.
/// assert!((hazard.chance(0.0, 7.0).chance - 0.25).abs() < 0.03);
/// assert!(hazard.chance(30.0, 7.0).upper < 0.02);
/// // Settled three days ago and not visited since is more overdue than a year ago and a fortnight.
/// assert!(hazard.overdue(3.0, 3.0) > hazard.overdue(365.0, 14.0));
/// # Ok::<(), statistics::error::RecurrenceError>(())
/// ```
///
/// # Errors
/// [`RecurrenceError`]: no spell, a duration that is negative or not finite, no time watched at all, borders that do
/// not rise, an `alpha` outside 0 to 1.
pub fn hazard(spells: &[Spell], borders: &[f64], alpha: f64) -> Result<Hazard, RecurrenceError> {
    check(spells)?;
    check_alpha(alpha)?;
    check_borders(borders)?;
    let watched: f64 = spells.iter().map(|spell| spell.days).sum();
    if !(watched > 0.0 && watched.is_finite()) {
        return Err(RecurrenceError::NoExposure);
    }
    let returns = spells.iter().filter(|spell| spell.returned).count() as f64;
    let common = (returns + PRIOR_EVENTS) / watched;
    let from = std::iter::once(0.0).chain(borders.iter().copied());
    let to = borders.iter().copied().chain(std::iter::once(f64::INFINITY));
    let bands = from.zip(to).map(|(from, to)| {
        let inside = |spell: &&Spell| (spell.days > from || from == 0.0) && spell.days <= to;
        let returns = spells.iter().filter(|spell| spell.returned).filter(inside).count();
        let exposure: f64 = spells.iter().map(|spell| (spell.days.min(to) - from).max(0.0)).sum();
        let shape = returns as f64 + PRIOR_EVENTS;
        let own = if exposure > 0.0 { gamma::quantile(shape, CREDIBLE) / exposure } else { 0.0 };
        let days = exposure + PRIOR_EVENTS / own.max(common);
        Band {
            from,
            to,
            returns,
            exposure,
            rate: shape / days,
            lower: gamma::quantile(shape, alpha / 2.0) / days,
            upper: gamma::quantile(shape, 1.0 - alpha / 2.0) / days,
        }
    });
    Ok(Hazard { bands: bands.collect(), alpha })
}

impl Hazard {
    /// The hazard cumulated from day `from` to day `until` after settling: the returns to expect meanwhile. 0 when the
    /// interval is empty or not a number.
    pub fn cumulated(&self, from: f64, until: f64) -> f64 {
        self.days(from, until).map(|(band, days)| band.rate * days).sum()
    }

    /// The chance that a matter that has been quiet for `quiet` days returns within the next `within` days.
    ///
    /// With the rate of each band gamma-distributed with shape `a` and exposure `b`, and `w` of the days ahead in the
    /// band, the chance is exactly `1 − Π (b / (b + w))^a`; its interval comes from the gamma law with the mean and
    /// variance of the cumulated hazard.
    pub fn chance(&self, quiet: f64, within: f64) -> Chance {
        let (mut mean, mut variance, mut log_quiet) = (0.0, 0.0, 0.0);
        for (band, days) in self.days(quiet, quiet + within) {
            let shape = band.returns as f64 + PRIOR_EVENTS;
            let exposure = shape / band.rate;
            mean += band.rate * days;
            variance += band.rate * days * (days / exposure);
            log_quiet -= shape * (days / exposure).ln_1p();
        }
        if mean == 0.0 || !variance.is_finite() {
            // No day ahead, or days without end.
            let certain = if mean == 0.0 { 0.0 } else { 1.0 };
            return Chance { chance: certain, lower: certain, upper: certain };
        }
        let (shape, scale) = (mean / variance * mean, variance / mean);
        let bound = |level: f64| -(-gamma::quantile(shape, level) * scale).exp_m1();
        Chance {
            chance: -log_quiet.exp_m1(),
            lower: bound(self.alpha / 2.0),
            upper: bound(1.0 - self.alpha / 2.0),
        }
    }

    /// How overdue a follow-up is: the hazard cumulated since the last visit, `since_visit` days ago, of a matter that
    /// has been quiet for `quiet` days. It ranks the visits to make: two matters with the same score would have
    /// returned unseen as often. A visit before the settling counts as none.
    pub fn overdue(&self, quiet: f64, since_visit: f64) -> f64 {
        self.cumulated((quiet - since_visit).max(0.0), quiet)
    }

    /// The bands that an interval of days touches, with the days inside each.
    fn days(&self, from: f64, until: f64) -> impl Iterator<Item = (&Band, f64)> {
        self.bands.iter().filter_map(move |band| {
            let days = until.min(band.to) - from.max(band.from);
            (days > 0.0 && !from.is_nan() && !until.is_nan()).then_some((band, days))
        })
    }
}

fn check_borders(borders: &[f64]) -> Result<(), RecurrenceError> {
    let mut before = 0.0;
    for (index, &value) in borders.iter().enumerate() {
        if !(value.is_finite() && value > before) {
            return Err(RecurrenceError::Border { index, value });
        }
        before = value;
    }
    Ok(())
}
