//! The siblings' past: their totals, their common dispersion, and the outbreaks in it.

use super::prior::Prior;
use crate::distribution::Counts;

/// A past count above this quantile of what is otherwise known of its sibling is lowered to it. One quiet
/// week in two thousand lies above, so that a quiet past loses about a hundredth of its events at most.
const OUTBREAK_ABOVE: f64 = 0.9995;

/// The dispersion is taken higher by this many of its standard errors, as in the baseline.
const CAUTION: f64 = 0.5;

/// Rounds for the dispersion. Each leaves `(φ − 1) / (y + φ − 1)` of the error: a third where siblings have
/// two events and a dispersion of 2.
const DISPERSION_ROUNDS: usize = 10;

/// Below this many standard deviations above the mean no count is an outbreak; it spares the tail sums.
const NEAR_DEVIATIONS: f64 = 2.0;

/// A sibling's past in two numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Total {
    /// Its events.
    pub(super) events: f64,
    /// What its parent expected, times its exposure.
    pub(super) exposed: f64,
    /// Its exposure over the mean exposure.
    pub(super) exposure: f64,
}

impl Total {
    /// The number of independent events that this total is worth.
    pub(super) fn over(self, dispersion: f64) -> Self {
        Self { events: self.events / dispersion, exposed: self.exposed / dispersion, ..self }
    }
}

/// What the siblings reported, past outbreaks lowered.
pub(super) struct Past<'a> {
    course: &'a [f64],
    counts: Vec<Vec<f64>>,
    totals: Vec<Total>,
}

impl<'a> Past<'a> {
    /// The first periods of `counts`, one for each value of the parent's `course`.
    pub(super) fn of(counts: &[&[f64]], exposures: &[f64], course: &'a [f64]) -> Self {
        let expected: f64 = course.iter().sum();
        let counts: Vec<Vec<f64>> = counts.iter().map(|counts| counts[..course.len()].to_vec()).collect();
        let totals = counts
            .iter()
            .zip(exposures)
            .map(|(counts, &exposure)| Total {
                events: counts.iter().sum(),
                exposed: exposure * expected,
                exposure,
            })
            .collect();
        Self { course, counts, totals }
    }

    pub(super) fn totals(&self) -> &[Total] {
        &self.totals
    }

    /// The dispersion that all siblings have in common: see [`super`].
    pub(super) fn dispersion(&self, least: f64) -> f64 {
        let free = self.course.len() as f64 - 1.0;
        let expected: f64 = self.course.iter().sum();
        let (mut excess, mut events) = (0.0, 0.0);
        for (counts, total) in self.counts.iter().zip(&self.totals) {
            events += total.events;
            if total.events <= 1.0 {
                continue;
            }
            // Σ (y − m)² / m with Σ m = Σ y: only periods with events count.
            let squares: f64 = (counts.iter().zip(self.course))
                .filter(|&(&count, _)| count > 0.0)
                .map(|(count, course)| count * (count / course))
                .sum();
            let pearson = squares / total.events * expected - total.events;
            excess += pearson / free - 1.0;
        }
        let informative = |above: f64| -> f64 {
            let several = self.totals.iter().map(|total| total.events).filter(|&events| events > 1.0);
            several.map(|events| (events - 1.0) / (events + above)).sum()
        };
        let certain = informative(0.0);
        if certain == 0.0 || excess <= 0.0 {
            return least;
        }
        // The excess rises with the dispersion ever less, so this climbs to the solution from below.
        let above = (0..DISPERSION_ROUNDS).fold(0.0, |above, _| excess / informative(above));
        let unsure = (2.0 / (free * certain) + 1.0 / events).sqrt();
        ((1.0 + above) * (1.0 + CAUTION * unsure)).min(f64::MAX.sqrt()).max(least)
    }

    /// Lowers each of the `reported` counts to what the sibling's other periods, `reach` on both sides left
    /// out, and its sisters let one expect at most.
    pub(super) fn lower_outbreaks(
        &mut self,
        reported: &[&[f64]],
        prior: &Prior,
        dispersion: f64,
        reach: usize,
    ) {
        let periods = self.course.len();
        for ((kept, total), reported) in self.counts.iter_mut().zip(&mut self.totals).zip(reported) {
            let before = kept.clone();
            for (period, kept) in kept.iter_mut().enumerate() {
                *kept = reported[period];
                if *kept <= 1.0 {
                    continue;
                }
                let near = period.saturating_sub(reach)..(period + reach + 1).min(periods);
                let near_course: f64 = self.course[near.clone()].iter().sum();
                let near_events: f64 = before[near].iter().sum();
                let others = Total {
                    events: (total.events - near_events).max(0.0),
                    exposed: (total.exposed - total.exposure * near_course).max(0.0),
                    ..*total
                }
                .over(dispersion);
                let shape = prior.concentration + others.events;
                let mean = shape / (prior.rate() + others.exposed) * total.exposure * self.course[period];
                let law = Counts::spread(mean, dispersion + mean / shape);
                if *kept > mean + NEAR_DEVIATIONS * law.variance().sqrt() {
                    *kept = kept.min(law.quantile(OUTBREAK_ABOVE).max(1.0));
                }
            }
            total.events = kept.iter().sum();
        }
    }
}
