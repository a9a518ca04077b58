//! How much of a recent week is known by now: reports come in late, and last week must not look quiet for it.

use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::{CountyTime, Week};

use super::{horizon::Horizon, rows::Rows};

/// A report that took longer is an import of old papers and says nothing about how late the field reports.
const LONGEST_DELAY_WEEKS: i64 = 8;

/// Fewer settled reports than this do not show a delay distribution; a fiftieth is the resolution that is needed.
const ENOUGH_REPORTS: usize = 50;

/// A week is never taken for emptier than this: below it the correction would invent more than was counted.
const LEAST_COMPLETE: f64 = 0.3;

/// The delays from the day of an event to its receipt, over the year before the last weeks.
///
/// Only days old enough for every counted delay to have run out are used, so the distribution is not truncated and
/// needs no correction (the reverse-time hazard of Lawless 1994 would use the newest days as well).
#[derive(Debug)]
pub(crate) struct Completeness {
    delays: Vec<TimeDelta>,
}

impl Completeness {
    /// Learns the delays from what is known at the cut.
    pub fn learn(rows: &Rows<'_>, horizon: &Horizon, time: CountyTime) -> Self {
        let longest = TimeDelta::weeks(LONGEST_DELAY_WEEKS);
        let settled = horizon.today - longest;
        let oldest = settled - TimeDelta::days(365);
        let mut delays: Vec<TimeDelta> = rows
            .iter()
            .filter(|row| row.report.occurred_on >= oldest && row.report.occurred_on < settled)
            .map(|row| row.report.received_at - time.start_of(row.report.occurred_on))
            .filter(|delay| *delay <= longest)
            .collect();
        delays.sort_unstable();
        Self { delays }
    }

    /// The share of a week's reports that should be known at the cut, `0.3..=1`; 1 where delays are not known.
    pub fn of_week(&self, week: Week, as_of: DateTime<Utc>, time: CountyTime) -> f64 {
        if self.delays.len() < ENOUGH_REPORTS {
            return 1.0;
        }
        let known: usize = (0..7)
            .map(|day| {
                let elapsed = as_of - time.start_of(week.monday() + Days::new(day));
                self.delays.partition_point(|delay| *delay <= elapsed)
            })
            .sum();
        (known as f64 / (7 * self.delays.len()) as f64).max(LEAST_COMPLETE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIME: CountyTime = CountyTime::SHANGHAI;

    fn week() -> Week {
        Week::parse("2026-W40").unwrap()
    }

    #[test]
    fn half_of_last_week_is_missing_when_half_of_the_reports_take_ten_days() {
        let delays = [TimeDelta::hours(12), TimeDelta::days(10)].repeat(50);
        let mut completeness = Completeness { delays };
        completeness.delays.sort_unstable();
        let as_of = TIME.end_of(week().sunday());
        assert!((completeness.of_week(week(), as_of, TIME) - 0.5).abs() < 1e-9);
        assert!((completeness.of_week(week().plus(-2), as_of, TIME) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn without_known_delays_every_week_counts_as_whole() {
        let completeness = Completeness { delays: vec![TimeDelta::days(9); 3] };
        let as_of = TIME.end_of(week().sunday());
        assert!((completeness.of_week(week(), as_of, TIME) - 1.0).abs() < 1e-9);
    }
}
