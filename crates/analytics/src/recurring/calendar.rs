//! Recurring: a dated event that brought more of a category in past years is announced before it returns.
//!
//! Whether the event has an effect is `statistics::event`'s to say; here it is decided which events are due, and what
//! the coming window will bring if it is like the past ones.

use chrono::{NaiveDate, TimeDelta};
use domain::{AreaLevel, CalendarEvent, Detector, EventWindow, Facts};
use statistics::event::{self, Effect, Settings};

use super::{
    forecast::{Forecast, quantile},
    windows::Windows,
};
use crate::{
    cube::Counts,
    finding::{Finding, Test},
    screening::screened,
    sweep::Sweep,
};

/// Weeks before a window whose total is its level: a whole year, so that the season cancels.
const LEVEL_WEEKS: usize = 52;

/// Standard normal deviate of the 95 % interval that an effect carries.
const NORMAL_975: f64 = 1.96;

/// Tests every event that is due against every category of the county and of each town: one family for each event.
pub(crate) fn tests(sweep: &Sweep<'_>, weekly_by_town: &Counts) -> Vec<Vec<Test>> {
    let due: Vec<Due> = sweep
        .snapshot
        .calendar
        .events()
        .iter()
        .filter_map(|event| Due::now(sweep, event))
        .filter(|due| due.windows.spans.len() >= sweep.parameters.recurring.minimum_confirmed)
        .collect();
    if due.is_empty() {
        return Vec::new();
    }
    let weekly_by_county = sweep.weekly(AreaLevel::County);
    let levels = [(AreaLevel::County, &weekly_by_county), (AreaLevel::Town, weekly_by_town)];
    due.iter()
        .map(|due| {
            let mut tests = Vec::new();
            for (level, weekly) in levels {
                for area in sweep.places.at(level) {
                    for category in 0..sweep.kinds.len() {
                        tests.extend(due.test(sweep, area, category, weekly.series(area, category)));
                    }
                }
            }
            tests
        })
        .collect()
}

/// An event whose next window opens soon or is open.
struct Due<'a> {
    event: &'a CalendarEvent,
    /// First and last day of that window.
    next: (NaiveDate, NaiveDate),
    /// Its past windows, over the counted weeks before the next one.
    windows: Windows,
}

impl<'a> Due<'a> {
    fn now(sweep: &Sweep<'_>, event: &'a CalendarEvent) -> Option<Self> {
        let today = sweep.horizon.today;
        let lead = TimeDelta::weeks(sweep.parameters.recurring.lead_weeks);
        let next = *sweep.snapshot.calendar.occurrences(event, today, today + lead).first()?;
        let mut windows = Windows::of(sweep.snapshot.calendar, event, &sweep.horizon);
        windows.spans.retain(|(_, last)| *last < next.0);
        // The open window is what is announced; it must not confirm itself.
        let past = sweep.horizon.week_of(next.0).unwrap_or(sweep.horizon.weeks);
        windows.inside.truncate(past);
        windows.occurrence.truncate(past);
        Some(Self { event, next, windows })
    }

    /// `None` for a series that is too empty to be asked.
    fn test(&self, sweep: &Sweep<'_>, area: usize, category: usize, counts: &[f64]) -> Option<Test> {
        let chosen = &sweep.parameters.recurring;
        let past = &counts[..self.windows.inside.len()];
        let inside: f64 = past.iter().zip(&self.windows.inside).map(|(count, share)| count * share).sum();
        if inside < chosen.minimum_per_window * self.windows.spans.len() as f64 {
            return None;
        }
        let measure = |permutations| {
            let mut settings = Settings { permutations, seed: chosen.seed, ..Settings::default() };
            if matches!(self.event.window, EventWindow::Civil { .. }) {
                // A window that keeps its civil dates *is* a part of the season: against harmonics of the year, which
                // can follow it, a tourist peak of twice the usual number would vanish.
                settings.harmonics = 0;
            }
            event::effect(past, &self.windows.inside, &self.windows.occurrence, &settings).ok()
        };
        let chance = |effect: &Option<Effect>| effect.map_or(1.0, |effect| effect.p_value);
        let effect = screened(chosen.permutations, measure, chance)?;
        let confirmed = effect.confirmed >= chosen.minimum_confirmed
            && 2 * effect.confirmed > effect.occurrences
            && effect.ratio >= chosen.minimum_ratio
            && effect.lower > 1.0;
        let finding = confirmed.then(|| self.finding(sweep, area, category, counts, inside, &effect));
        Some(Test::new(effect.p_value, finding))
    }

    fn finding(
        &self,
        sweep: &Sweep<'_>,
        area: usize,
        category: usize,
        counts: &[f64],
        inside: f64,
        effect: &Effect,
    ) -> Finding {
        let chosen = &sweep.parameters.recurring;
        let observed = inside / self.windows.spans.len() as f64;
        let expected = observed / effect.ratio;
        let forecast = self.forecast(counts, effect);
        let counted = self.counted_so_far(sweep, counts);
        let latest = self.windows.spans.last().copied().unwrap_or(self.next);
        let mut parameters = forecast.parameters().to_vec();
        parameters.extend([
            ("counted_so_far", counted),
            ("days_until_start", (self.next.0 - sweep.horizon.today).num_days() as f64),
            ("ratio_lower", effect.lower),
            ("ratio_upper", effect.upper),
            ("past_occurrences", effect.occurrences as f64),
            ("confirmed_occurrences", effect.confirmed as f64),
            ("minimum_confirmed", chosen.minimum_confirmed as f64),
            ("minimum_ratio", chosen.minimum_ratio),
            ("false_discovery_rate", sweep.parameters.false_discovery_rate),
        ]);
        Finding {
            detector: Detector::CalendarEffect,
            area,
            cluster: Vec::new(),
            category,
            event: Some(self.event.key.clone()),
            span: self.next,
            observed,
            expected,
            upper: quantile(expected, 1.0, sweep.parameters.upper_quantile),
            ratio: effect.ratio,
            parameters,
            series: sweep.weekly_chart(counts, |_| None),
            evidence: vec![latest, self.next],
            reports: None,
            facts: Facts::default(),
        }
    }

    /// What the coming window will bring, if it is like the past ones.
    fn forecast(&self, counts: &[f64], effect: &Effect) -> Forecast {
        let year_before =
            |week: usize| -> Option<f64> { Some(counts[week.checked_sub(LEVEL_WEEKS)?..week].iter().sum()) };
        let past: Vec<(f64, Option<f64>)> = (1u32..)
            .take(self.windows.spans.len())
            .filter_map(|number| {
                let weeks = || {
                    let all = self.windows.occurrence.iter().enumerate();
                    all.filter(move |(_, occurrence)| **occurrence == number).map(|(week, _)| week)
                };
                let brought: f64 = weeks().map(|week| counts[week] * self.windows.inside[week]).sum();
                Some((brought, year_before(weeks().next()?)))
            })
            .collect();
        // The standard error of the effect's logarithm, from its interval.
        let error = (effect.upper / effect.lower).ln() / (2.0 * NORMAL_975);
        Forecast::from(&past, year_before(self.windows.inside.len()), error)
    }

    /// Reports of the whole weeks of the open window.
    fn counted_so_far(&self, sweep: &Sweep<'_>, counts: &[f64]) -> f64 {
        sweep.horizon.week_of(self.next.0).map_or(0.0, |first| counts[first..].iter().sum())
    }
}
