//! The calendar's windows laid over the weeks of a sweep.

use chrono::{NaiveDate, TimeDelta};
use domain::{Calendar, CalendarEvent, EventWindow, Week};

use crate::cube::Horizon;

/// An effect may grow or fade within a window; three weeks is about as long as one mean can stand for it.
const LONGEST_PIECE_DAYS: i64 = 21;

/// A regressor seen for less than two whole weeks before the tested ones cannot be told from chance.
const LEAST_WEEKS_SEEN: f64 = 2.0;

/// The occurrences of one event over the weeks of a sweep.
#[derive(Debug)]
pub(crate) struct Windows {
    /// First and last day of each occurrence that overlaps the counted weeks, ascending.
    pub spans: Vec<(NaiveDate, NaiveDate)>,
    /// The share of each week that lies inside an occurrence, `0..=1`.
    pub inside: Vec<f64>,
    /// The occurrence each week belongs to, from 1; 0 for none.
    pub occurrence: Vec<u32>,
}

impl Windows {
    /// Lays an event over the weeks of `horizon`.
    pub fn of(calendar: &Calendar, event: &CalendarEvent, horizon: &Horizon) -> Self {
        let first = horizon.first_week.monday();
        let last = horizon.week(horizon.weeks).monday() - TimeDelta::days(1);
        let spans = calendar.occurrences(event, first, last);
        let mut inside = vec![0.0; horizon.weeks];
        let mut occurrence = vec![0; horizon.weeks];
        for (span, number) in spans.iter().zip(1u32..) {
            for week in 0..horizon.weeks {
                let share = share(horizon.week(week), *span);
                if share > 0.0 {
                    inside[week] = f64::min(inside[week] + share, 1.0);
                    occurrence[week] = number;
                }
            }
        }
        Self { spans, inside, occurrence }
    }
}

/// Regressors for the windows that move against the civil year, one value a week: harmonics of the year cannot
/// follow these, and a festival that comes three weeks earlier than last year would be taken for an outbreak.
///
/// `trained` is the number of leading weeks a baseline learns from; a window not seen there is left out.
pub(crate) fn moving_regressors(calendar: &Calendar, horizon: &Horizon, trained: usize) -> Vec<Vec<f64>> {
    calendar
        .events()
        .iter()
        .filter_map(|event| match &event.window {
            EventWindow::Relative { festival, from, to } => Some((festival, *from, *to)),
            EventWindow::Civil { .. } => None,
        })
        .flat_map(|(festival, from, to)| {
            pieces(from, to).map(move |(from, to)| {
                let spans = calendar
                    .festival(festival)
                    .iter()
                    .map(|day| (*day + TimeDelta::days(from), *day + TimeDelta::days(to)));
                let spans: Vec<_> = spans.collect();
                (0..horizon.weeks)
                    .map(|week| spans.iter().map(|span| share(horizon.week(week), *span)).sum())
                    .collect::<Vec<f64>>()
            })
        })
        .filter(|regressor| regressor[..trained].iter().sum::<f64>() >= LEAST_WEEKS_SEEN)
        .collect()
}

/// Cuts the days `from..=to` into pieces of equal length, none longer than [`LONGEST_PIECE_DAYS`].
fn pieces(from: i64, to: i64) -> impl Iterator<Item = (i64, i64)> {
    let days = (to - from + 1).max(0);
    let count = (days + LONGEST_PIECE_DAYS - 1) / LONGEST_PIECE_DAYS;
    (0..count).map(move |piece| (from + days * piece / count, from + days * (piece + 1) / count - 1))
}

/// The share of a week that lies in a span of days, both ends included.
fn share(week: Week, (first, last): (NaiveDate, NaiveDate)) -> f64 {
    let days = (week.sunday().min(last) - week.monday().max(first)).num_days() + 1;
    days.max(0) as f64 / 7.0
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use domain::CountyTime;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn calendar(from: i64, to: i64) -> Calendar {
        Calendar::new(
            [],
            [day("2025-01-29"), day("2026-02-17")].map(|day| (Calendar::SPRING_FESTIVAL.to_owned(), day)),
            vec![CalendarEvent {
                key: "before".into(),
                name_zh: "节前".into(),
                name_en: "before".into(),
                window: EventWindow::Relative { festival: Calendar::SPRING_FESTIVAL.to_owned(), from, to },
            }],
        )
    }

    fn horizon() -> Horizon {
        let as_of: DateTime<Utc> = CountyTime::SHANGHAI.end_of(day("2026-04-05"));
        Horizon::new(&[day("2025-01-06")], as_of, CountyTime::SHANGHAI, 260)
    }

    #[test]
    fn a_week_that_a_window_enters_on_wednesday_is_inside_for_five_sevenths() {
        let windows = Windows::of(&calendar(0, 6), &calendar(0, 6).events()[0], &horizon());
        let week = horizon().week_of(day("2025-01-29")).unwrap();
        assert!((windows.inside[week] - 5.0 / 7.0).abs() < 1e-12);
        assert!((windows.inside[week + 1] - 2.0 / 7.0).abs() < 1e-12);
        assert_eq!(windows.occurrence[week + 1], 1);
        assert_eq!(windows.spans.len(), 2);
    }

    #[test]
    fn a_long_window_is_cut_into_pieces_that_cover_it_once() {
        assert_eq!(pieces(-42, -1).collect::<Vec<_>>(), [(-42, -22), (-21, -1)]);
        assert_eq!(pieces(0, 15).collect::<Vec<_>>(), [(0, 15)]);
        assert_eq!(pieces(3, 2).count(), 0);
    }

    #[test]
    fn a_window_that_was_never_seen_in_training_gives_no_regressor() {
        let horizon = horizon();
        assert_eq!(moving_regressors(&calendar(-14, -1), &horizon, horizon.weeks).len(), 1);
        assert_eq!(moving_regressors(&calendar(-14, -1), &horizon, 2).len(), 0);
    }
}
