//! The course of a signal's series: since when it has been so, and when it was so before.

use chrono::NaiveDate;
use domain::{PastEpisode, Point, Signal, SignalKind};

/// Earlier episodes that are told: more are a season, which another kind of signal tells.
const TOLD: usize = 3;

/// Weeks after an episode in which it is seen what followed; the same span as a forecast's.
const FOLLOWED_WEEKS: usize = 8;

/// Weeks that may lie between two weeks above the bound of one episode: counts are small, and an outbreak pauses.
const PAUSE: usize = 1;

/// What a weekly series tells of its past.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Course {
    /// First day of the present run.
    pub since: Option<NaiveDate>,
    /// Earlier episodes, newest first.
    pub past: Vec<PastEpisode>,
}

impl Course {
    /// Reads the series of a signal. A pattern of months or of a window to come has no run of weeks, and a silence has
    /// lasted as long as its window.
    pub fn of(signal: &Signal) -> Self {
        match signal.kind {
            SignalKind::Emerging => Self::of_weeks(&signal.series, signal.from),
            SignalKind::Silent => Self { since: Some(signal.from), past: Vec::new() },
            SignalKind::Recurring | SignalKind::Trending | SignalKind::Irregular => Self::default(),
        }
    }

    fn of_weeks(series: &[Point], from: NaiveDate) -> Self {
        let above = |point: &Point| point.upper.is_some_and(|upper| point.observed > upper);
        let opens = series.partition_point(|point| point.start < from);
        let usual = |point: &Point| point.expected.is_some_and(|expected| point.observed <= expected);
        let first = if opens > 0 && above(&series[opens - 1]) {
            // The run began before the window did.
            opens - series[..opens].iter().rev().take_while(|point| above(point)).count()
        } else {
            // A window may open with a week that holds no more than usual.
            opens + series[opens..].iter().take_while(|point| usual(point)).count()
        };
        let since = series.get(first).filter(|point| point.expected.is_some()).map(|point| point.start);
        Self { since, past: episodes(&series[..first.min(opens)], above) }
    }
}

/// The episodes of a series that was followed to its end.
fn episodes(series: &[Point], above: impl Fn(&Point) -> bool) -> Vec<PastEpisode> {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for week in (0..series.len()).filter(|&week| above(&series[week])) {
        match spans.last_mut() {
            Some((_, last)) if week - *last <= PAUSE + 1 => *last = week,
            _ => spans.push((week, week)),
        }
    }
    let observed = |weeks: &[Point]| weeks.iter().map(|point| point.observed).sum::<f64>();
    let newest_first = spans.into_iter().rev();
    newest_first
        .filter_map(|(first, last)| {
            // Where the weeks that followed run into the present, what came of it is not yet known.
            let followed = series.get(last + 1..=last + FOLLOWED_WEEKS)?;
            let weeks = &series[first..=last];
            Some(PastEpisode {
                from: weeks.first()?.start,
                to: weeks.last()?.start + chrono::Days::new(6),
                observed: observed(weeks),
                expected: weeks.iter().filter_map(|point| point.expected).sum(),
                afterwards: observed(followed),
            })
        })
        .take(TOLD)
        .collect()
}

#[cfg(test)]
mod tests {
    use chrono::Days;

    use super::*;

    const MONDAY: &str = "2026-01-05";

    fn start(week: usize) -> NaiveDate {
        MONDAY.parse::<NaiveDate>().unwrap() + Days::new(7 * week as u64)
    }

    /// Two expected a week, no more than five usual.
    fn series(counts: &[f64]) -> Vec<Point> {
        let point = |(week, observed): (usize, &f64)| Point {
            start: start(week),
            observed: *observed,
            expected: Some(2.0),
            upper: Some(5.0),
        };
        counts.iter().enumerate().map(point).collect()
    }

    #[test]
    fn a_run_that_began_before_the_window_is_dated_by_its_beginning() {
        let course = Course::of_weeks(&series(&[1.0, 2.0, 6.0, 7.0, 8.0, 3.0]), start(4));
        assert_eq!(course.since, Some(start(2)));
    }

    #[test]
    fn a_window_that_opens_with_a_usual_week_is_dated_by_the_first_high_one() {
        let course = Course::of_weeks(&series(&[1.0, 2.0, 2.0, 4.0, 8.0]), start(2));
        assert_eq!(course.since, Some(start(3)));
    }

    #[test]
    fn an_earlier_episode_is_told_with_what_followed_and_a_pause_does_not_split_it() {
        let mut counts = vec![2.0; 30];
        (counts[4], counts[6], counts[29]) = (6.0, 7.0, 9.0);
        let course = Course::of_weeks(&series(&counts), start(29));
        let told = PastEpisode {
            from: start(4),
            to: start(6) + Days::new(6),
            observed: 15.0,
            expected: 6.0,
            afterwards: 16.0,
        };
        assert_eq!(course, Course { since: Some(start(29)), past: vec![told] });
    }

    #[test]
    fn what_runs_into_the_present_is_no_past_and_three_are_told_newest_first() {
        let mut counts = vec![2.0; 60];
        for week in [3, 14, 25, 36, 55, 59] {
            counts[week] = 9.0;
        }
        let past = Course::of_weeks(&series(&counts), start(59)).past;
        let starts: Vec<NaiveDate> = past.iter().map(|episode| episode.from).collect();
        assert_eq!(starts, [start(36), start(25), start(14)]);
    }

    #[test]
    fn a_series_without_a_baseline_tells_nothing() {
        let mut bare = series(&[1.0, 1.0, 9.0]);
        bare.iter_mut().for_each(|point| (point.expected, point.upper) = (None, None));
        assert_eq!(Course::of_weeks(&bare, start(2)), Course::default());
    }
}
