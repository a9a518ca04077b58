//! The county's calendar: official holidays, lunar dates, and the events that move disputes.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// A window that returns every year and moves disputes with it: an irrigation round, the weeks before the festival.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarEvent {
    /// Stable key: `before_spring_festival`.
    pub key: String,
    /// 春节前六周
    pub name_zh: String,
    /// six weeks before Spring Festival
    pub name_en: String,
    /// When it comes.
    pub window: EventWindow,
}

/// How the days of an event are found in a given year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum EventWindow {
    /// From month and day to month and day, both included, within one civil year.
    Civil {
        /// `[month, day]`
        from: [u32; 2],
        /// `[month, day]`
        to: [u32; 2],
    },
    /// Days relative to a dated festival, both included: `from = -42, to = -1`.
    Relative {
        /// The festival's key in the festival table: `spring_festival`.
        festival: String,
        /// First day, relative.
        from: i64,
        /// Last day, relative.
        to: i64,
    },
}

/// The calendar as an operator writes it (`config/calendar.toml`).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarTable {
    /// Festival key → dates.
    pub festivals: BTreeMap<String, Vec<NaiveDate>>,
    /// Year → official days.
    pub official: BTreeMap<String, OfficialYear>,
    /// Windows that move disputes.
    #[serde(default)]
    pub events: Vec<CalendarEvent>,
}

/// The official days of one year.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficialYear {
    /// Days off, weekends only where they are named.
    pub off: Vec<NaiveDate>,
    /// Make-up working days.
    pub work: Vec<NaiveDate>,
}

impl From<CalendarTable> for Calendar {
    fn from(table: CalendarTable) -> Self {
        let official = table.official.into_values().flat_map(|year| {
            let off = year.off.into_iter().map(|day| (day, true));
            off.chain(year.work.into_iter().map(|day| (day, false)))
        });
        let festivals = table
            .festivals
            .into_iter()
            .flat_map(|(key, days)| days.into_iter().map(move |day| (key.clone(), day)));
        Self::new(official, festivals, table.events)
    }
}

/// What the calendar cannot say.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The official holidays of a year are not known yet: this is said, not guessed.
    #[error("the official holidays of {0} are not in the calendar; add the year to the holiday table")]
    UnknownYear(i32),
}

/// Holidays, make-up working days, festivals and events.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "CalendarTable")]
pub struct Calendar {
    /// Official days: `true` is a day off, `false` a make-up working day.
    official: HashMap<NaiveDate, bool>,
    /// Years for which official days are known.
    years: std::collections::BTreeSet<i32>,
    /// Festival key → dates, ascending.
    festivals: BTreeMap<String, Vec<NaiveDate>>,
    events: Vec<CalendarEvent>,
}

impl Calendar {
    /// The key of Spring Festival in the festival table.
    pub const SPRING_FESTIVAL: &'static str = "spring_festival";

    /// Builds the calendar from its three tables, in any order.
    pub fn new(
        official: impl IntoIterator<Item = (NaiveDate, bool)>,
        festivals: impl IntoIterator<Item = (String, NaiveDate)>,
        events: Vec<CalendarEvent>,
    ) -> Self {
        let official: HashMap<NaiveDate, bool> = official.into_iter().collect();
        let years = official.keys().map(Datelike::year).collect();
        let mut dates: BTreeMap<String, Vec<NaiveDate>> = BTreeMap::new();
        for (key, day) in festivals {
            dates.entry(key).or_default().push(day);
        }
        for days in dates.values_mut() {
            days.sort_unstable();
            days.dedup();
        }
        Self { official, years, festivals: dates, events }
    }

    /// The events, in order.
    pub fn events(&self) -> &[CalendarEvent] {
        &self.events
    }

    /// Dates of a festival, ascending.
    pub fn festival(&self, key: &str) -> &[NaiveDate] {
        self.festivals.get(key).map_or(&[], Vec::as_slice)
    }

    /// Signed days from the nearest Spring Festival to `day` (negative before it); `None` beyond the table.
    pub fn days_from_spring_festival(&self, day: NaiveDate) -> Option<i64> {
        let nearest = self
            .festival(Self::SPRING_FESTIVAL)
            .iter()
            .map(|festival| (day - *festival).num_days())
            .min_by_key(|d| d.abs())?;
        // Half a year is the farthest a known festival can be while it is the nearest one.
        (nearest.abs() <= 200).then_some(nearest)
    }

    /// The first and last day of every occurrence of an event that overlaps `[from, to]`, ascending.
    pub fn occurrences(
        &self,
        event: &CalendarEvent,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Vec<(NaiveDate, NaiveDate)> {
        let all: Vec<(NaiveDate, NaiveDate)> = match &event.window {
            EventWindow::Civil { from: first, to: last } => (from.year()..=to.year())
                .filter_map(|year| {
                    Some((
                        NaiveDate::from_ymd_opt(year, first[0], first[1])?,
                        NaiveDate::from_ymd_opt(year, last[0], last[1])?,
                    ))
                })
                .collect(),
            EventWindow::Relative { festival, from: first, to: last } => self
                .festival(festival)
                .iter()
                .map(|day| (*day + chrono::TimeDelta::days(*first), *day + chrono::TimeDelta::days(*last)))
                .collect(),
        };
        all.into_iter().filter(|(first, last)| *last >= from && *first <= to).collect()
    }

    /// Whether people work on this day.
    ///
    /// # Errors
    /// [`CalendarError::UnknownYear`] when the official days of its year are not known.
    pub fn is_working_day(&self, day: NaiveDate) -> Result<bool, CalendarError> {
        if !self.years.contains(&day.year()) {
            return Err(CalendarError::UnknownYear(day.year()));
        }
        Ok(match self.official.get(&day) {
            Some(off) => !off,
            None => !matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
        })
    }

    /// The `n`-th working day after `day`.
    ///
    /// # Errors
    /// [`CalendarError::UnknownYear`] when the count runs into a year whose official days are not known.
    pub fn working_days_after(&self, day: NaiveDate, n: u32) -> Result<NaiveDate, CalendarError> {
        let mut current = day;
        let mut left = n;
        while left > 0 {
            current = current + Days::new(1);
            if self.is_working_day(current)? {
                left -= 1;
            }
        }
        Ok(current)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn calendar() -> Calendar {
        Calendar::new(
            [
                (day("2026-02-16"), true),
                (day("2026-02-17"), true),
                (day("2026-02-14"), false),
                (day("2026-01-01"), true),
            ],
            [
                (Calendar::SPRING_FESTIVAL.to_owned(), day("2026-02-17")),
                (Calendar::SPRING_FESTIVAL.to_owned(), day("2025-01-29")),
            ],
            vec![CalendarEvent {
                key: "before".into(),
                name_zh: "春节前六周".into(),
                name_en: "before".into(),
                window: EventWindow::Relative { festival: "spring_festival".into(), from: -42, to: -1 },
            }],
        )
    }

    #[test]
    fn a_make_up_saturday_is_worked_and_a_festival_monday_is_not() {
        let calendar = calendar();
        assert_eq!(calendar.is_working_day(day("2026-02-14")), Ok(true));
        assert_eq!(calendar.is_working_day(day("2026-02-16")), Ok(false));
        assert_eq!(calendar.working_days_after(day("2026-02-13"), 2), Ok(day("2026-02-18")));
    }

    #[test]
    fn an_unknown_year_is_said_and_not_guessed() {
        assert_eq!(calendar().is_working_day(day("2031-05-05")), Err(CalendarError::UnknownYear(2031)));
    }

    #[test]
    fn the_window_before_the_festival_moves_with_it() {
        let calendar = calendar();
        let windows = calendar.occurrences(&calendar.events()[0], day("2024-06-01"), day("2026-12-31"));
        assert_eq!(
            windows,
            vec![(day("2024-12-18"), day("2025-01-28")), (day("2026-01-06"), day("2026-02-16"))]
        );
        assert_eq!(calendar.days_from_spring_festival(day("2026-02-10")), Some(-7));
    }
}
