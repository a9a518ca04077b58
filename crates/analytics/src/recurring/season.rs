//! Recurring: a season of a town or village that neither the county nor a dated event shares.
//!
//! Windows of three to seven weeks of the civil year are laid over past years, and the counts inside are set against
//! the area's share of what the rest of the county had in the same days. A season that appeared is there in the newest
//! years only, so two, three and four years back are tried. All windows that are due share one p-value; the window that is said
//! is the best one, unless one that overlaps it and is not due is better: it will be said when its time comes.
//!
//! Only categories without narrower ones are asked: in a group, a place with another mix of them would seem to have a
//! season of its own.

mod dekads;
mod windows;

use chrono::{NaiveDate, TimeDelta};
use domain::{AreaLevel, CalendarEvent, Detector, EventWindow, Facts};

use super::forecast::{Forecast, quantile};
use crate::{
    cube::Counts,
    finding::{Finding, Test},
    sweep::Sweep,
};
use dekads::{Dekads, YEAR};
use windows::{Measure, Series, Window, combined, dispersion};

/// Begins the event of such a signal; month and day of the window's first day follow.
const EVENT: &str = "own_season:";

/// One family of tests for the towns and one for the villages, so that the few full series of the towns do not pay for the
/// many thin ones below.
///
/// `dated` are the effects of dated events that were found: a window of theirs is no season of its own.
pub(super) fn tests(sweep: &Sweep<'_>, dated: &[Finding]) -> Vec<Vec<Test>> {
    let dekads = Dekads::of(&sweep.horizon);
    if dekads.count < sweep.parameters.own_season.minimum_years * YEAR {
        return Vec::new();
    }
    let count = |level| {
        let period = |day| dekads.holding(day);
        let entries =
            sweep.rows.entries(&sweep.places, &sweep.kinds, level, |row| period(row.report.occurred_on));
        sweep.counts(&entries, level, dekads.count)
    };
    let county = Year {
        sweep,
        dekads,
        dated,
        windows: windows(sweep, dekads),
        all: county_wide(sweep, &count(AreaLevel::County)),
    };
    [AreaLevel::Town, AreaLevel::Village].map(|level| county.tests(level, &count(level))).into()
}

/// The county's series of each category.
fn county_wide(sweep: &Sweep<'_>, counts: &Counts) -> Vec<Vec<f64>> {
    let series = |category| {
        let areas = sweep.places.at(AreaLevel::County);
        areas.map(|area| counts.series(area, category)).fold(Vec::new(), |sum: Vec<f64>, series| {
            if sum.is_empty() {
                series.to_vec()
            } else {
                sum.iter().zip(series).map(|(sum, value)| sum + value).collect()
            }
        })
    };
    (0..sweep.kinds.len()).map(series).collect()
}

/// Every window around now, with whether its next occurrence is due: it opens soon or is open.
fn windows(sweep: &Sweep<'_>, dekads: Dekads) -> Vec<(Window, bool)> {
    let chosen = &sweep.parameters.own_season;
    let today = sweep.horizon.today;
    let soon = today + TimeDelta::weeks(chosen.lead_weeks);
    // Far enough on both sides for every window that overlaps a due one.
    let lead = usize::try_from(chosen.lead_weeks * 7 / 10).unwrap_or(0) + 2;
    let around = dekads.count.saturating_sub(2 * chosen.longest)..=dekads.count + lead + chosen.longest;
    let mut windows = Vec::new();
    for start in around {
        for length in chosen.shortest..=chosen.longest {
            let due = dekads.span(start, length).is_some_and(|(first, last)| first <= soon && last >= today);
            for years in chosen.minimum_years..=chosen.most_years {
                windows.push((Window { start, length, years }, due));
            }
        }
    }
    windows
}

/// What all series of the county share.
struct Year<'s, 'a> {
    sweep: &'s Sweep<'a>,
    dekads: Dekads,
    dated: &'s [Finding],
    windows: Vec<(Window, bool)>,
    all: Vec<Vec<f64>>,
}

impl Year<'_, '_> {
    fn tests(&self, level: AreaLevel, counts: &Counts) -> Vec<Test> {
        let sweep = self.sweep;
        let years = self.dekads.count as f64 / YEAR as f64;
        let mut tests = Vec::new();
        for category in (0..sweep.kinds.len()).filter(|&it| sweep.kinds.children(it).next().is_none()) {
            let all = &self.all[category];
            let areas: Vec<usize> = sweep.places.at(level).collect();
            let spread =
                median(areas.iter().filter_map(|&area| dispersion(counts.series(area, category), all)));
            for &area in &areas {
                let own = counts.series(area, category);
                if own.iter().sum::<f64>() >= sweep.parameters.own_season.minimum_yearly * years {
                    tests.push(self.test(area, category, &Series::new(own, all, spread.max(1.0))));
                }
            }
        }
        tests
    }

    fn test(&self, area: usize, category: usize, series: &Series) -> Test {
        let measured: Vec<(Measure, bool)> =
            self.windows.iter().filter_map(|(window, due)| Some((series.measure(*window)?, *due))).collect();
        let due = || measured.iter().filter(|(_, due)| *due).map(|(measure, _)| measure);
        let chosen = &self.sweep.parameters.own_season;
        let p_value = combined(due().map(|measure| measure.p_value));
        let rarer = |one: &&Measure, other: &&Measure| {
            one.p_value.total_cmp(&other.p_value).then(one.window.cmp(&other.window))
        };
        let best = due().min_by(rarer).filter(|best| {
            let better = |other: &Measure| other.p_value < best.p_value && other.window.overlaps(best.window);
            !measured.iter().any(|(other, due)| !due && better(other))
        });
        let clear = best.filter(|best| p_value <= chosen.maximum_p && self.is_clear(best));
        let finding = clear.and_then(|best| {
            let next = self.dekads.span(best.window.start, best.window.length)?;
            (!self.is_dated(area, category, best.window))
                .then(|| self.finding(area, category, series, best, next))
        });
        Test::new(p_value, finding)
    }

    /// Whether a dated event explains a window of an area and category: an effect was found whose window overlaps the
    /// coming one, or most of the past ones lay mostly within windows that move with a festival. Those are tested by their
    /// true dates; by civil days they would only seem to be a season.
    fn is_dated(&self, area: usize, category: usize, window: Window) -> bool {
        let Sweep { places, kinds, snapshot, .. } = self.sweep;
        let span = |start| self.dekads.span(start, window.length);
        let found = self.dated.iter().any(|event| {
            span(window.start).is_some_and(|(first, last)| event.span.0 <= last && first <= event.span.1)
                && places.lies_in(area, event.area)
                && kinds.counted_in(category).any(|counted| counted == event.category)
        });
        let moving = |event: &&CalendarEvent| matches!(event.window, EventWindow::Relative { .. });
        let with_a_festival = |(first, last): (NaiveDate, NaiveDate)| {
            let events = snapshot.calendar.events().iter().filter(moving);
            let shared = events
                .flat_map(|event| snapshot.calendar.occurrences(event, first, last))
                .map(|(from, to)| (to.min(last) - from.max(first)).num_days() + 1)
                .sum::<i64>();
            2 * shared > (last - first).num_days()
        };
        let moved = window.past().filter_map(span).filter(|&days| with_a_festival(days)).count();
        found || 2 * moved > window.years
    }

    fn is_clear(&self, measure: &Measure) -> bool {
        let chosen = &self.sweep.parameters.own_season;
        let years = measure.window.years;
        measure.confirmed >= chosen.minimum_years
            && 2 * measure.confirmed > years
            && measure.observed >= chosen.minimum_per_window * years as f64
            && measure.observed >= chosen.minimum_ratio * measure.expected
    }

    fn finding(
        &self,
        area: usize,
        category: usize,
        series: &Series,
        best: &Measure,
        next: (NaiveDate, NaiveDate),
    ) -> Finding {
        let sweep = self.sweep;
        let chosen = &sweep.parameters.own_season;
        let Measure { window, observed, expected, .. } = *best;
        let years = window.years as f64;
        let past: Vec<(f64, Option<f64>)> = window
            .past()
            .map(|start| (series.count(start, window.length), series.year_before(start)))
            .collect();
        let log_error = (best.dispersion / observed.max(1.0)).sqrt();
        let forecast = Forecast::from(&past, series.year_before(window.start), log_error);
        let so_far = self.dekads.count.saturating_sub(window.start);
        let counted = if so_far > 0 { series.count(window.start, so_far.min(window.length)) } else { 0.0 };
        let mut parameters = forecast.parameters().to_vec();
        parameters.extend([
            ("counted_so_far", counted),
            ("days_until_start", (next.0 - sweep.horizon.today).num_days() as f64),
            ("past_occurrences", years),
            ("confirmed_occurrences", best.confirmed as f64),
            ("dispersion", best.dispersion),
            ("minimum_confirmed", chosen.minimum_years as f64),
            ("minimum_ratio", chosen.minimum_ratio),
            ("false_discovery_rate", sweep.parameters.false_discovery_rate),
        ]);
        let latest = self.dekads.span(window.start - YEAR, window.length).unwrap_or(next);
        Finding {
            detector: Detector::OwnSeason,
            area,
            cluster: Vec::new(),
            category,
            event: Some(format!("{EVENT}{}", next.0.format("%m-%d"))),
            span: next,
            observed: observed / years,
            expected: expected / years,
            upper: quantile(expected / years, 1.0, sweep.parameters.upper_quantile),
            ratio: observed / expected,
            parameters,
            series: sweep.weekly_chart(&sweep.weekly_within(&[area], category), |_| None),
            evidence: vec![latest, next],
            facts: Facts::default(),
            reports: None,
        }
    }
}

/// The middle value; 1 of none.
fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(1.0)
}
