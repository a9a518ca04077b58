//! The day by which an answer is asked for.

use chrono::{Days, NaiveDate};
use domain::{CalendarError, RiskLevel};

use crate::Context;

/// When an answer is due, and by which count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The day.
    pub day: NaiveDate,
    /// Working days that were counted.
    pub working_days: u32,
    /// The year whose official holidays are not in the calendar, where the count had to fall back to civil days.
    pub unknown_year: Option<i32>,
}

/// The deadline for an answer to a letter of this level, counted from the day after `from`; where the calendar does not
/// know the year, by civil days.
pub fn deadline(level: RiskLevel, from: NaiveDate, context: &Context<'_>) -> Deadline {
    after(from, context.rules.reply_working_days.of(level), context)
}

/// So many working days after a day. Where the calendar does not know the year, working days become civil days at seven
/// for five, and the deadline says so.
pub(crate) fn after(from: NaiveDate, working_days: u32, context: &Context<'_>) -> Deadline {
    match context.calendar.working_days_after(from, working_days) {
        Ok(day) => Deadline { day, working_days, unknown_year: None },
        Err(CalendarError::UnknownYear(year)) => {
            let civil = (u64::from(working_days) * 7).div_ceil(5);
            Deadline { day: from + Days::new(civil), working_days, unknown_year: Some(year) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{World, day};

    #[test]
    fn the_clock_runs_in_working_days_over_the_holiday() {
        let world = World::new();
        // 2026-09-30 is a Wednesday; the National Day holiday runs to 7 October.
        let deadline = deadline(RiskLevel::Red, day("2026-09-30"), &world.context());
        assert_eq!(deadline.unknown_year, None);
        assert!(deadline.day > day("2026-10-07"), "{}", deadline.day);
    }

    #[test]
    fn an_unknown_year_falls_back_to_civil_days_and_says_so() {
        let world = World::new();
        let deadline = deadline(RiskLevel::Orange, day("2031-05-05"), &world.context());
        assert_eq!(deadline, Deadline { day: day("2031-05-12"), working_days: 5, unknown_year: Some(2031) });
    }
}
