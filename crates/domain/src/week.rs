//! ISO weeks, the unit in which counts are watched and bulletins are written.

use std::fmt;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// An ISO 8601 week, held as its Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Week(NaiveDate);

impl Week {
    /// The week that holds this day.
    pub fn of(day: NaiveDate) -> Self {
        Self(day.week(Weekday::Mon).first_day())
    }

    /// The week `2026-W47`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, week) = text.split_once("-W")?;
        NaiveDate::from_isoywd_opt(year.parse().ok()?, week.parse().ok()?, Weekday::Mon).map(Self)
    }

    /// Its Monday.
    pub fn monday(self) -> NaiveDate {
        self.0
    }

    /// Its Sunday.
    pub fn sunday(self) -> NaiveDate {
        self.0 + Days::new(6)
    }

    /// The ISO year, which is not always the year of its Monday.
    pub fn year(self) -> i32 {
        self.0.iso_week().year()
    }

    /// The week number, 1 to 53.
    pub fn number(self) -> u32 {
        self.0.iso_week().week()
    }

    /// The week `n` weeks later (earlier when negative).
    #[must_use]
    pub fn plus(self, n: i64) -> Self {
        Self(self.0 + chrono::TimeDelta::weeks(n))
    }

    /// Weeks from `earlier` to this one; negative when this one comes first.
    pub fn since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).num_weeks()
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-W{:02}", self.year(), self.number())
    }
}

impl From<Week> for String {
    fn from(week: Week) -> Self {
        week.to_string()
    }
}

impl TryFrom<String> for Week {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or_else(|| format!("{text:?} is not an ISO week; write it like 2026-W47"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_days_of_a_year_may_belong_to_the_last_week_of_the_year_before() {
        let week = Week::of(NaiveDate::from_ymd_opt(2027, 1, 1).unwrap());
        assert_eq!(week.to_string(), "2026-W53");
        assert_eq!(Week::parse("2026-W53"), Some(week));
        assert_eq!(week.plus(1).to_string(), "2027-W01");
        assert_eq!(week.plus(-3).since(week), -3);
    }

    #[test]
    fn a_week_that_does_not_exist_is_refused() {
        assert_eq!(Week::parse("2025-W53"), None);
        assert_eq!(Week::parse("2025-47"), None);
    }
}
