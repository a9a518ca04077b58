//! Does a dated event (a festival, a harvest, a school start) bring disputes, beyond season and level?
//!
//! **Effect.** Quasi-Poisson regression of the weekly counts on level, trend, harmonics and the share of the
//! week inside the event; the ratio is `exp(β)` with a normal interval on the log scale. Because the event
//! may move through the year (the lunar calendar) it is not the season. The ridge draws the effect of an
//! event with few counts towards 1.
//!
//! **Significance.** A score test against the model without the event, judged by permutation: each
//! occurrence's window is moved by a random number of weeks, up to half a season either way, independently of
//! the others, and the score is computed anew. The p-value is one-sided, for a rise: `(1 + moves that score
//! as high) / (moves + 1)`. It assumes that, level, trend and season taken out, one week of the year is like
//! another.
//!
//! **Confirmation.** An event seen once is an anecdote. For each occurrence alone its count is compared with
//! what the model expects without the event (negative binomial, mid-p); `confirmed` of `occurrences` say how
//! often it showed.
//!
//! **Profile.** [`profile()`] asks what happens at each distance from the event, weeks before and after, and pools it
//! over sister series: one area sees one festival a year, sixty areas see sixty.
//!
//! **Cost.** Two fits and O(permutations × weeks inside × columns).

mod permutation;
mod profile;
mod settings;

pub use profile::{Bin, Profile, profile};
pub use settings::Settings;

use crate::distribution::{Counts, normal_quantile};
use crate::error::EventError;
use crate::regression::{Design, Family, Fit, fit};
use crate::series::not_a_count;
use permutation::ScoreTest;

/// Events spread over the series before fitting, so that an empty one has a finite level (Jeffreys' prior).
const PRIOR_EVENTS: f64 = 0.5;

/// What an event does to the counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// Counts inside the event over counts outside, season and level held.
    pub ratio: f64,
    /// Lower end of the interval of the ratio.
    pub lower: f64,
    /// Upper end of the interval of the ratio.
    pub upper: f64,
    /// One-sided permutation p-value for a rise.
    pub p_value: f64,
    /// Occurrences within the series.
    pub occurrences: usize,
    /// Occurrences in which the rise shows by itself.
    pub confirmed: usize,
}

/// Measures the effect of an event.
///
/// `inside` is the share of each week inside the event's windows, 0 to 1; `occurrence` numbers the
/// windows (0 where there is none), so that each can be moved and judged by itself.
///
/// ```
/// use statistics::event::{Settings, effect};
/// let in_event = |week: usize| week % 52 == 4 || week % 52 == 5;
/// let counts: Vec<f64> = (0..208).map(|week| if in_event(week) { 6.0 } else { (week % 3) as f64 }).collect();
/// let inside: Vec<f64> = (0..208).map(|week| if in_event(week) { 1.0 } else { 0.0 }).collect();
/// let occurrence: Vec<u32> = (0..208).map(|week| if in_event(week) { week as u32 / 52 + 1 } else { 0 }).collect();
/// let effect = effect(&counts, &inside, &occurrence, &Settings::default())?;
/// assert!(effect.lower > 1.5 && effect.p_value < 0.01);
/// assert_eq!((effect.confirmed, effect.occurrences), (4, 4));
/// # Ok::<(), statistics::error::EventError>(())
/// ```
///
/// # Errors
/// [`EventError`]: unequal lengths, less than a season, a value that is not a count or not a share, no week
/// inside or none outside, a setting outside its range.
pub fn effect(
    counts: &[f64],
    inside: &[f64],
    occurrence: &[u32],
    settings: &Settings,
) -> Result<Effect, EventError> {
    check(counts, inside, occurrence, settings)?;
    let weeks = counts.len();
    let null = Design::new(weeks).intercept().trend().harmonics(settings.period, settings.harmonics);
    let full = null.clone().column(inside)?;
    let smoothed: Vec<f64> = counts.iter().map(|count| count + PRIOR_EVENTS / weeks as f64).collect();
    let family = Family::QuasiPoisson;
    let with_event = fit(&full, &smoothed, None, None, family, settings.ridge)?;
    let without = fit(&null, &smoothed, None, None, family, settings.ridge)?;

    let last = null.columns();
    let mut unit = vec![0.0; last + 1];
    unit[last] = 1.0;
    let log_ratio = with_event.coefficients[last];
    let margin = normal_quantile(1.0 - settings.alpha / 2.0)
        * with_event.variance_of(&unit, with_event.dispersion.max(1.0)).sqrt();
    let windows = windows(inside, occurrence);
    let test = ScoreTest::new(&null, &without, &smoothed);
    Ok(Effect {
        ratio: log_ratio.exp(),
        lower: (log_ratio - margin).exp(),
        upper: (log_ratio + margin).exp(),
        p_value: test.p_value(&windows, settings),
        occurrences: windows.len(),
        confirmed: windows
            .iter()
            .filter(|window| shows(window, counts, &with_event, log_ratio, settings))
            .count(),
    })
}

/// One occurrence: its weeks and the share of each inside.
type Window = Vec<(usize, f64)>;

/// Groups the weeks inside by their occurrence, in the order of first appearance. A week inside without
/// a number joins the occurrence numbered 0, so that none is lost.
fn windows(inside: &[f64], occurrence: &[u32]) -> Vec<Window> {
    let mut windows: Vec<(u32, Window)> = Vec::new();
    for (week, (&share, &label)) in
        inside.iter().zip(occurrence).enumerate().filter(|(_, (share, _))| **share > 0.0)
    {
        match windows.iter_mut().find(|(other, _)| *other == label) {
            Some((_, window)) => window.push((week, share)),
            None => windows.push((label, vec![(week, share)])),
        }
    }
    windows.into_iter().map(|(_, window)| window).collect()
}

/// Whether one occurrence alone holds more than the model expects without the event.
fn shows(window: &Window, counts: &[f64], fit: &Fit, log_ratio: f64, settings: &Settings) -> bool {
    let observed: f64 = window.iter().map(|&(week, _)| counts[week]).sum();
    let expected: f64 =
        window.iter().map(|&(week, share)| fit.fitted[week] * (-log_ratio * share).exp()).sum();
    Counts::spread(expected, fit.dispersion.max(1.0)).mid_p(observed) <= settings.alpha
}

/// Names the first thing that makes the measurement impossible.
fn check(counts: &[f64], inside: &[f64], occurrence: &[u32], settings: &Settings) -> Result<(), EventError> {
    settings.check()?;
    if counts.len() != inside.len() || counts.len() != occurrence.len() {
        return Err(EventError::Length {
            counts: counts.len(),
            inside: inside.len(),
            occurrence: occurrence.len(),
        });
    }
    let needed = settings.fewest_weeks();
    if counts.len() < needed {
        return Err(EventError::TooShort { weeks: counts.len(), needed });
    }
    if let Some(index) = not_a_count(counts) {
        return Err(EventError::NotACount { index, value: counts[index] });
    }
    if let Some(index) = inside.iter().position(|share| !(0.0..=1.0).contains(share)) {
        return Err(EventError::NotAShare { index, value: inside[index] });
    }
    let touched = inside.iter().filter(|share| **share > 0.0).count();
    if touched == 0 || touched == inside.len() { Err(EventError::NoContrast) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
