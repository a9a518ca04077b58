//! The county's civil time.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};

use crate::Week;

/// Turns moments into local days and back. China keeps one zone without daylight saving, so a fixed offset is
/// enough for counting; schedules, which must also work elsewhere, use the named zone of the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountyTime(FixedOffset);

impl CountyTime {
    /// Asia/Shanghai, eight hours ahead of UTC.
    pub const SHANGHAI: Self = Self(match FixedOffset::east_opt(8 * 3600) {
        Some(offset) => offset,
        None => panic!("eight hours is a valid offset"),
    });

    /// A zone with a fixed offset from UTC in seconds; `None` beyond a day.
    pub fn east(seconds: i32) -> Option<Self> {
        FixedOffset::east_opt(seconds).map(Self)
    }

    /// The local day of a moment.
    pub fn day(self, moment: DateTime<Utc>) -> NaiveDate {
        moment.with_timezone(&self.0).date_naive()
    }

    /// The local day by whose end something is known that was received at this moment: what arrives at the very
    /// instant at which a day ends is known by its end.
    pub fn day_of_receipt(self, moment: DateTime<Utc>) -> NaiveDate {
        self.day(moment - TimeDelta::nanoseconds(1))
    }

    /// The local wall clock of a moment.
    pub fn wall(self, moment: DateTime<Utc>) -> NaiveDateTime {
        moment.with_timezone(&self.0).naive_local()
    }

    /// The ISO week of a moment.
    pub fn week(self, moment: DateTime<Utc>) -> Week {
        Week::of(self.day(moment))
    }

    /// The moment at which a local day begins.
    pub fn start_of(self, day: NaiveDate) -> DateTime<Utc> {
        self.moment(day.and_time(NaiveTime::MIN))
    }

    /// The moment at which a local day ends (the next one begins).
    pub fn end_of(self, day: NaiveDate) -> DateTime<Utc> {
        self.start_of(day + chrono::Days::new(1))
    }

    /// The moment of a local wall-clock time.
    pub fn moment(self, wall: NaiveDateTime) -> DateTime<Utc> {
        match self.0.from_local_datetime(&wall) {
            chrono::LocalResult::Single(moment) | chrono::LocalResult::Ambiguous(moment, _) => {
                moment.with_timezone(&Utc)
            }
            // A fixed offset has no gaps; the arm satisfies the type.
            chrono::LocalResult::None => wall.and_utc(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_in_the_evening_utc_is_already_tomorrow_in_dunhuang() {
        let moment = Utc.with_ymd_and_hms(2026, 2, 28, 20, 0, 0).unwrap();
        let day = CountyTime::SHANGHAI.day(moment);
        assert_eq!(day, NaiveDate::from_ymd_opt(2026, 3, 1).unwrap());
        assert!(CountyTime::SHANGHAI.start_of(day) <= moment);
        assert!(moment < CountyTime::SHANGHAI.end_of(day));
    }
}
