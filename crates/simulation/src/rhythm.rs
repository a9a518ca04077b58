//! The rhythm of the year: how many disputes of a category a day brings, relative to its average day.
//!
//! Months come from the season table; what moves with the moon (wages before Spring Festival, the quiet of the
//! festival itself) and what a window of the calendar moves (irrigation rounds, the tourist peak) comes from
//! the calendar, so that the civil date of a peak differs from year to year as it does in the county.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use domain::Calendar;

use crate::reference::Reference;

/// The calendar's windows in which water is the quarrel.
const IRRIGATION_WINDOWS: [&str; 3] = ["spring_irrigation", "summer_irrigation", "winter_irrigation"];
const TOURIST_WINDOW: &str = "tourist_peak";

/// Days before Spring Festival at which wages are asked for most: the last pay day before the journey home.
const WAGE_PEAK_DAYS_BEFORE: f64 = 21.0;
/// Standard deviation of that peak in days: the season fills the six to eight weeks before the festival.
const WAGE_PEAK_WIDTH: f64 = 15.0;
/// Height of the peak above the ordinary level; with the ceiling below, a year averages about 1.
const WAGE_PEAK_HEIGHT: f64 = 3.4;
/// Civil months never carry wages above this: the winter peak belongs to the festival, not to January.
const WAGE_CIVIL_CEILING: f64 = 0.85;

/// Disputes written down on a working day and on a day off, relative to the average day of a week.
const WORKING_DAY: f64 = 1.09;
const DAY_OFF: f64 = 0.78;
/// Monday brings what the weekend left.
const MONDAY: f64 = 1.18;
/// Tourists come when others rest.
const TOURIST_WORKING_DAY: f64 = 0.88;
const TOURIST_DAY_OFF: f64 = 1.3;

/// The days of a simulation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    /// The first day.
    pub(crate) from: NaiveDate,
    /// How many days.
    pub(crate) days: usize,
}

impl Span {
    /// From the first to the last day, both included; empty when the last is before the first.
    pub(crate) fn new(from: NaiveDate, until: NaiveDate) -> Self {
        Self { from, days: usize::try_from((until - from).num_days() + 1).unwrap_or(0) }
    }

    /// The day at a position.
    pub(crate) fn day(self, position: usize) -> NaiveDate {
        self.from + Days::new(position as u64)
    }

    /// The position of a day; 0 for one before the span.
    pub(crate) fn reached(self, day: NaiveDate) -> usize {
        usize::try_from((day - self.from).num_days()).unwrap_or(0)
    }

    /// Every day.
    pub(crate) fn iter(self) -> impl Iterator<Item = NaiveDate> {
        self.from.iter_days().take(self.days)
    }
}

/// One factor a day for a category, averaging about 1 over a year.
pub(crate) fn curve(code: &str, reference: &Reference, calendar: &Calendar, span: Span) -> Vec<f64> {
    let months = reference.season(code);
    let water = (code == "07" || code == "02").then(|| inside(calendar, &IRRIGATION_WINDOWS, span));
    let tourists = (code == "1101").then(|| inside(calendar, &[TOURIST_WINDOW], span));
    span.iter()
        .enumerate()
        .map(|(position, day)| {
            let from_festival = calendar.days_from_spring_festival(day);
            let season =
                if code == "1001" { wages(&months, day, from_festival) } else { month(&months, day) };
            // The season table already holds the months of water and tourists; the windows sharpen their edges.
            let window = match (&water, &tourists) {
                (Some(inside), _) if inside[position] => 1.12,
                (Some(_), _) => 0.92,
                (_, Some(inside)) if inside[position] => 1.05,
                _ => 1.0,
            };
            season * window * rest(code, calendar, day) * festival(code, from_festival)
        })
        .collect()
}

/// For each day, whether an irrigation round is on.
pub(crate) fn irrigation(calendar: &Calendar, span: Span) -> Vec<bool> {
    inside(calendar, &IRRIGATION_WINDOWS, span)
}

fn inside(calendar: &Calendar, keys: &[&str], span: Span) -> Vec<bool> {
    let last = span.day(span.days.saturating_sub(1));
    let windows: Vec<(NaiveDate, NaiveDate)> = calendar
        .events()
        .iter()
        .filter(|event| keys.contains(&event.key.as_str()))
        .flat_map(|event| calendar.occurrences(event, span.from, last))
        .collect();
    span.iter().map(|day| windows.iter().any(|(from, to)| (*from..=*to).contains(&day))).collect()
}

/// The monthly factor, drawn straight from the middle of one month to the middle of the next: a county knows
/// no steps at the first of a month.
fn month(months: &[f64; 12], day: NaiveDate) -> f64 {
    let here = day.month0() as usize;
    let offset = (f64::from(day.day()) - 15.5) / 30.4;
    let neighbour = if offset < 0.0 { (here + 11) % 12 } else { (here + 1) % 12 };
    months[here] + (months[neighbour] - months[here]) * offset.abs()
}

fn wages(months: &[f64; 12], day: NaiveDate, from_festival: Option<i64>) -> f64 {
    let civil = month(months, day).min(WAGE_CIVIL_CEILING);
    let Some(days) = from_festival else { return civil };
    // After the festival everybody has gone home or has been paid.
    if (0..=20).contains(&days) {
        return 0.25;
    }
    let distance = (days as f64 + WAGE_PEAK_DAYS_BEFORE) / WAGE_PEAK_WIDTH;
    civil + WAGE_PEAK_HEIGHT * (-0.5 * distance * distance).exp()
}

/// Working days, weekends and holidays. Where the official days of a year are not known, weekdays decide.
fn rest(code: &str, calendar: &Calendar, day: NaiveDate) -> f64 {
    let working = calendar
        .is_working_day(day)
        .unwrap_or_else(|_| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun));
    match (code, working) {
        ("1101", true) => TOURIST_WORKING_DAY,
        ("1101", false) => TOURIST_DAY_OFF,
        (_, true) if day.weekday() == Weekday::Mon => MONDAY,
        (_, true) => WORKING_DAY,
        (_, false) => DAY_OFF,
    }
}

/// The days around Spring Festival: offices are shut, families are together, shops are full.
fn festival(code: &str, from_festival: Option<i64>) -> f64 {
    match (code, from_festival) {
        ("01" | "0103", Some(-3..=6)) => 1.35,
        ("1199", Some(-10..=-2)) => 1.3,
        (_, Some(-1..=5)) => 0.6,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_factor_is_met_in_the_middle_of_its_month_and_joins_its_neighbours_without_a_step() {
        let months = [1.0, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0];
        let day = |month, day| NaiveDate::from_ymd_opt(2025, month, day).unwrap();
        assert!((month(&months, day(2, 15)) - 2.0).abs() < 0.05);
        assert!((month(&months, day(1, 31)) - month(&months, day(2, 1))).abs() < 0.08);
    }

    #[test]
    fn an_empty_span_has_no_days() {
        let from = NaiveDate::from_ymd_opt(2025, 3, 2).unwrap();
        assert_eq!(Span::new(from, from.pred_opt().unwrap()).iter().count(), 0);
        assert_eq!(Span::new(from, from).iter().collect::<Vec<_>>(), [from]);
    }
}
