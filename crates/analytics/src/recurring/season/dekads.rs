//! The ten-day periods (旬; dekads) of the civil calendar: a third of a month each, 36 a year, the same every year.

use chrono::{Datelike, NaiveDate, TimeDelta};

use crate::cube::Horizon;

/// Dekads in a year.
pub(super) const YEAR: usize = 36;

const DEKADS_A_MONTH: i64 = 3;
const DAYS_A_DEKAD: u32 = 10;

/// The whole dekads of a sweep, counted from 0; numbers from `count` on are dekads to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dekads {
    /// Since the year 0.
    first: i64,
    /// How many; the last had ended at the cut.
    pub count: usize,
}

impl Dekads {
    /// The dekads that lie within what is counted.
    pub fn of(horizon: &Horizon) -> Self {
        let begun = horizon.first_week.monday();
        let first = number(begun) + i64::from(first_day(number(begun)) < Some(begun));
        Self { first, count: usize::try_from(number(horizon.today) - first).unwrap_or(0) }
    }

    /// The dekad that holds this day, if it is counted.
    pub fn holding(&self, day: NaiveDate) -> Option<usize> {
        usize::try_from(number(day) - self.first).ok().filter(|&dekad| dekad < self.count)
    }

    /// First and last day of `length` dekads from one on.
    pub fn span(&self, start: usize, length: usize) -> Option<(NaiveDate, NaiveDate)> {
        let start = self.first + i64::try_from(start).ok()?;
        let beyond = first_day(start + i64::try_from(length).ok()?)?;
        Some((first_day(start)?, beyond - TimeDelta::days(1)))
    }
}

fn number(day: NaiveDate) -> i64 {
    let months = i64::from(day.year()) * 12 + i64::from(day.month0());
    months * DEKADS_A_MONTH + i64::from((day.day0() / DAYS_A_DEKAD).min(2))
}

fn first_day(number: i64) -> Option<NaiveDate> {
    let (months, third) = (number.div_euclid(DEKADS_A_MONTH), number.rem_euclid(DEKADS_A_MONTH));
    let year = i32::try_from(months.div_euclid(12)).ok()?;
    let month = u32::try_from(months.rem_euclid(12)).ok()? + 1;
    NaiveDate::from_ymd_opt(year, month, u32::try_from(third).ok()? * DAYS_A_DEKAD + 1)
}

#[cfg(test)]
mod tests {
    use domain::CountyTime;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_dekad_begins_on_the_first_the_eleventh_and_the_twenty_first() {
        let horizon = Horizon::new(
            &[day("2024-01-02")],
            CountyTime::SHANGHAI.end_of(day("2025-03-09")),
            CountyTime::SHANGHAI,
            260,
        );
        let dekads = Dekads::of(&horizon);
        // The first whole week is that of 8 January, the first whole dekad the one after it.
        assert_eq!(dekads.span(0, 1), Some((day("2024-01-11"), day("2024-01-20"))));
        assert_eq!(dekads.span(dekads.count, 2), Some((day("2025-03-01"), day("2025-03-20"))));
        assert_eq!(dekads.holding(day("2024-02-29")), Some(4));
        assert_eq!(dekads.holding(day("2025-03-09")), None);
    }
}
