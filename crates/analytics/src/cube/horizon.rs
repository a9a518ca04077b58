//! The span of time a sweep counts: whole weeks and whole months that had ended at the cut.

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use domain::{CountyTime, Week};

/// One report in this many may lie before the horizon: a single mistyped year must not add a decade of empty weeks.
const STRAY_DATES: usize = 500;

/// The periods of a sweep, counted from 0. The unfinished week and the unfinished month are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Horizon {
    /// The data cut.
    pub as_of: DateTime<Utc>,
    /// Its local day.
    pub today: NaiveDate,
    /// The first whole week.
    pub first_week: Week,
    /// How many weeks; the last had ended at the cut.
    pub weeks: usize,
    /// How many months; the last had ended at the cut.
    pub months: usize,
}

impl Horizon {
    /// The horizon of a history with these days of occurrence, which are ascending and not after `as_of`.
    pub fn new(days: &[NaiveDate], as_of: DateTime<Utc>, time: CountyTime, history_weeks: u32) -> Self {
        let today = time.day(as_of);
        // Everything before `today` is over, also when the cut is the very end of a Sunday: `today` is then Monday.
        let end_week = Week::of(today);
        let end_month = today.with_day(1).unwrap_or(today);
        let oldest = end_week.plus(-i64::from(history_weeks));
        let first = days.get(days.len() / STRAY_DATES).copied().unwrap_or(today);
        // The week in which the record begins is rarely a whole one, unless it begins on its Monday.
        let begun = if Week::of(first).monday() == first { Week::of(first) } else { Week::of(first).plus(1) };
        let first_week = begun.max(oldest).min(end_week);
        let monday = first_week.monday();
        let first_month = match monday.with_day(1) {
            Some(day) if day < monday => day + Months::new(1),
            _ => monday,
        }
        .min(end_month);
        Self {
            as_of,
            today,
            first_week,
            weeks: usize::try_from(end_week.since(first_week)).unwrap_or(0),
            months: usize::try_from(months_between(first_month, end_month)).unwrap_or(0),
        }
    }

    /// The number of the week that holds this day, if it is counted.
    pub fn week_of(&self, day: NaiveDate) -> Option<usize> {
        let index = usize::try_from(Week::of(day).since(self.first_week)).ok()?;
        (index < self.weeks).then_some(index)
    }

    /// The week with this number; numbers beyond the last are weeks to come.
    pub fn week(&self, index: usize) -> Week {
        self.first_week.plus(i64::try_from(index).unwrap_or(i64::MAX))
    }
}

/// Calendar months from the month of `from` to the month of `to`.
fn months_between(from: NaiveDate, to: NaiveDate) -> i32 {
    (to.year() - from.year()) * 12 + i32::try_from(to.month0()).unwrap_or(0)
        - i32::try_from(from.month0()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIME: CountyTime = CountyTime::SHANGHAI;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn horizon(first: &str, as_of: DateTime<Utc>) -> Horizon {
        Horizon::new(&[day(first)], as_of, TIME, 260)
    }

    #[test]
    fn the_unfinished_week_is_left_out_until_its_very_end() {
        let sunday = day("2026-11-22");
        let before = horizon("2025-01-06", TIME.start_of(sunday));
        assert_eq!(before.week(before.weeks - 1).sunday(), day("2026-11-15"));
        assert_eq!(before.week_of(sunday), None);
        let at_its_end = horizon("2025-01-06", TIME.end_of(sunday));
        assert_eq!(at_its_end.week(at_its_end.weeks - 1).sunday(), sunday);
    }

    #[test]
    fn months_are_whole_at_both_ends() {
        let horizon = horizon("2025-01-02", TIME.end_of(day("2026-11-22")));
        assert_eq!(horizon.first_week.monday(), day("2025-01-06"));
        assert_eq!(horizon.months, 21, "from February 2025 to October 2026");
    }

    #[test]
    fn one_mistyped_date_does_not_stretch_the_history() {
        let mut days = vec![day("1999-05-01")];
        days.extend((0..999).map(|n| day("2025-01-06") + chrono::TimeDelta::days(n / 3)));
        let horizon = Horizon::new(&days, TIME.end_of(day("2025-11-30")), TIME, 520);
        assert_eq!(horizon.first_week.monday(), day("2025-01-06"));
    }

    #[test]
    fn an_empty_record_has_no_periods() {
        let horizon = Horizon::new(&[], TIME.end_of(day("2026-11-22")), TIME, 260);
        assert_eq!((horizon.weeks, horizon.months), (0, 0));
    }
}
