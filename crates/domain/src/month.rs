//! Calendar months, the unit of the county's reports.

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate};

/// A month, held as its first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month(NaiveDate);

impl Month {
    /// The month that holds this day.
    pub fn of(day: NaiveDate) -> Self {
        Self(day - Days::new(u64::from(day.day0())))
    }

    /// The month `2026-11`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        (month.len() == 2).then_some(())?;
        NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1).map(Self)
    }

    /// Its first day.
    pub fn first(self) -> NaiveDate {
        self.0
    }

    /// Its last day.
    pub fn last(self) -> NaiveDate {
        self.0 + Months::new(1) - Days::new(1)
    }

    /// Its year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// Its number in the year, 1 to 12.
    pub fn number(self) -> u32 {
        self.0.month()
    }

    /// The month `n` months later.
    #[must_use]
    pub fn after(self, n: u32) -> Self {
        Self(self.0 + Months::new(n))
    }

    /// The month `n` months earlier.
    #[must_use]
    pub fn before(self, n: u32) -> Self {
        Self(self.0 - Months::new(n))
    }

    /// Whether a day lies in it.
    pub fn contains(self, day: NaiveDate) -> bool {
        Self::of(day) == self
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_knows_its_days_and_its_neighbours_over_the_turn_of_the_year() {
        let january = Month::parse("2027-01").unwrap();
        assert_eq!(january.before(1).to_string(), "2026-12");
        assert_eq!(january.before(12).to_string(), "2026-01");
        assert_eq!(january.before(1).after(1), january);
        let february = Month::of(NaiveDate::from_ymd_opt(2028, 2, 17).unwrap());
        assert_eq!(february.last(), NaiveDate::from_ymd_opt(2028, 2, 29).unwrap());
        assert!(february.contains(february.last()) && !february.contains(february.after(1).first()));
    }

    #[test]
    fn what_is_no_month_is_refused() {
        for text in ["2026-13", "2026-1", "2026-W01", "2026", "2026-00"] {
            assert_eq!(Month::parse(text), None, "{text}");
        }
    }
}
