//! Dates and moments: strict on the wire; in a file by the mapping's formats and zone, and in the ways people write them.

mod written;

use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound, TimeDelta, TimeZone,
    Utc,
    format::{Item, Parsed, StrftimeItems},
    offset::LocalResult,
};
use chrono_tz::Tz;
use domain::CountyTime;

pub(crate) use self::written::lacks_a_year;

/// The store holds microseconds; a finer moment would come back changed, and a retry would look like a conflict.
const STORED_DIGITS: u16 = 6;

/// The civil time in which a row was written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Zone {
    /// The county's, with a fixed offset.
    County(CountyTime),
    /// The one that the mapping names, with its summer time.
    Named(Tz),
}

impl Zone {
    /// The local day of a moment.
    pub(crate) fn day(self, moment: DateTime<Utc>) -> NaiveDate {
        match self {
            Self::County(time) => time.day(moment),
            Self::Named(zone) => moment.with_timezone(&zone).date_naive(),
        }
    }

    /// The moment of a local wall-clock time: the first of two when clocks went back, the one an hour on when
    /// they went forward and the time was never shown.
    pub(crate) fn moment(self, wall: NaiveDateTime) -> DateTime<Utc> {
        match self {
            Self::County(time) => time.moment(wall),
            Self::Named(zone) => match zone.from_local_datetime(&wall) {
                LocalResult::Single(moment) | LocalResult::Ambiguous(moment, _) => moment.with_timezone(&Utc),
                LocalResult::None => wall
                    .checked_add_signed(TimeDelta::hours(1))
                    .and_then(|later| zone.from_local_datetime(&later).earliest())
                    .map_or_else(|| wall.and_utc(), |moment| moment.with_timezone(&Utc)),
            },
        }
    }
}

/// A date, perhaps with a time of day, perhaps with an offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct When {
    day: NaiveDate,
    time: Option<NaiveTime>,
    offset: Option<FixedOffset>,
}

impl When {
    /// The local day.
    pub(crate) fn day(self, zone: Zone) -> NaiveDate {
        if self.offset.is_some() { zone.day(self.moment(zone)) } else { self.day }
    }

    /// The moment; the start of the day where no time is written.
    pub(crate) fn moment(self, zone: Zone) -> DateTime<Utc> {
        let wall = self.day.and_time(self.time.unwrap_or(NaiveTime::MIN));
        let moment = match self.offset {
            Some(offset) => offset
                .from_local_datetime(&wall)
                .single()
                .map_or_else(|| wall.and_utc(), |moment| moment.with_timezone(&Utc)),
            None => zone.moment(wall),
        };
        moment.trunc_subsecs(STORED_DIGITS)
    }
}

/// The formats that a mapping lists, beside ISO 8601 which is always read.
#[derive(Clone, Debug, Default)]
pub(crate) struct DateFormats(Vec<Vec<Item<'static>>>);

impl DateFormats {
    /// Compiles `strftime` formats; the first that is not valid comes back as the error.
    pub(crate) fn new(formats: &[String]) -> Result<Self, String> {
        formats
            .iter()
            .map(|format| StrftimeItems::new(format).parse_to_owned().map_err(|_| format.clone()))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Reads a date or moment by ISO 8601, by the first format that fits, or as people and spreadsheets write it.
    pub(crate) fn read(&self, text: &str) -> Option<When> {
        read_iso(text)
            .or_else(|| self.0.iter().find_map(|format| read_by(text, format)))
            .or_else(|| written::read(text))
    }
}

fn read_by(text: &str, format: &[Item<'static>]) -> Option<When> {
    let mut parsed = Parsed::new();
    chrono::format::parse(&mut parsed, text, format.iter()).ok()?;
    let day = parsed.to_naive_date().ok()?;
    // Years beyond four digits are typing errors, and moments at the far end of time cannot change zone.
    (0..=9999).contains(&day.year()).then_some(When {
        day,
        time: parsed.to_naive_time().ok(),
        offset: parsed.to_fixed_offset().ok(),
    })
}

/// `2026-01-15`, and nothing else.
pub(crate) fn read_iso_day(text: &str) -> Option<NaiveDate> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return None };
    let number = |digits: &[u8]| {
        digits
            .iter()
            .try_fold(0_u32, |n, digit| digit.is_ascii_digit().then(|| n * 10 + u32::from(digit - b'0')))
    };
    let year = i32::try_from(number(&[y1, y2, y3, y4])?).ok()?;
    NaiveDate::from_ymd_opt(year, number(&[m1, m2])?, number(&[d1, d2])?)
}

/// `2026-01-15T09:30:00+08:00`.
pub(crate) fn read_rfc3339(text: &str) -> Option<DateTime<Utc>> {
    let moment = DateTime::parse_from_rfc3339(text).ok()?;
    Some(moment.with_timezone(&Utc).trunc_subsecs(STORED_DIGITS))
}

/// A day, or a day and a time with or without an offset, by ISO 8601; a blank may stand for the T.
fn read_iso(text: &str) -> Option<When> {
    let day = read_iso_day(text.get(..10)?)?;
    let rest = &text[10..];
    if rest.is_empty() {
        return Some(When { day, time: None, offset: None });
    }
    let clock = rest.strip_prefix(['T', ' '])?;
    if let Ok(time) = clock.parse::<NaiveTime>() {
        return Some(When { day, time: Some(time), offset: None });
    }
    let moment = DateTime::parse_from_rfc3339(text).ok()?;
    Some(When { day, time: Some(moment.time()), offset: Some(*moment.offset()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHANGHAI: Zone = Zone::County(CountyTime::SHANGHAI);
    const BOSTON: Zone = Zone::Named(chrono_tz::America::New_York);

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_wall_clock_time_is_read_in_the_zone_of_the_file() {
        let when = DateFormats::default().read("2015-07-01T00:20:09").unwrap();
        assert_eq!(when.moment(BOSTON), utc("2015-07-01T04:20:09Z"));
        assert_eq!(when.moment(SHANGHAI), utc("2015-06-30T16:20:09Z"));
        assert_eq!(when.day(BOSTON), read_iso_day("2015-07-01").unwrap());
    }

    #[test]
    fn hours_that_the_clock_skipped_or_showed_twice_still_have_one_moment() {
        let formats = DateFormats::default();
        assert_eq!(formats.read("2015-03-08T02:30:00").unwrap().moment(BOSTON), utc("2015-03-08T07:30:00Z"));
        assert_eq!(formats.read("2015-11-01 01:30:00").unwrap().moment(BOSTON), utc("2015-11-01T05:30:00Z"));
    }

    #[test]
    fn an_offset_decides_the_local_day() {
        let when = DateFormats::default().read("2026-02-28T20:00:00Z").unwrap();
        assert_eq!(when.day(SHANGHAI), read_iso_day("2026-03-01").unwrap());
    }

    #[test]
    fn the_formats_of_a_mapping_are_tried_in_order() {
        let formats =
            DateFormats::new(&["%Y%m%d".to_owned(), "%Y年%m月%d日".to_owned(), "%d/%m/%Y %H:%M".to_owned()])
                .unwrap();
        for text in ["20260115", "2026年1月15日", "15/01/2026 09:30", "2026-01-15"] {
            assert_eq!(
                formats.read(text).unwrap().day(SHANGHAI),
                read_iso_day("2026-01-15").unwrap(),
                "{text}"
            );
        }
        assert_eq!(formats.read("15.01.2026"), None);
        assert_eq!(DateFormats::new(&["%Q".to_owned()]).unwrap_err(), "%Q");
    }

    #[test]
    fn a_day_that_is_not_written_in_full_is_not_a_day() {
        for text in ["2026-1-15", "2026-02-30", "+2026-01-1", "2026-01-15 ", "２026-01-15", ""] {
            assert_eq!(read_iso_day(text), None, "{text}");
        }
        assert!(read_iso_day("9999-12-31").is_some());
    }
}
