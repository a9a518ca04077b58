//! How much of a recent week is known by now: reports come in late, and last week must not look quiet for it.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeDelta, Utc};
use domain::{CountyTime, Week};

/// A report that took longer is an import of old papers and says nothing about how late the field reports.
const LONGEST_DELAY_WEEKS: i64 = 8;

/// Fewer settled reports than this do not show a delay distribution; a fiftieth is the resolution that is needed.
const ENOUGH_REPORTS: usize = 50;

/// A week is never taken for emptier than this: below it the correction would invent more than was counted.
const LEAST_COMPLETE: f64 = 0.3;

/// Reports by which the share at this distance from the end of a month is pulled towards the average over the month: a
/// tenth of what a county of eight thousand reports a year shows of one week in a year of months.
const PRIOR_REPORTS: f64 = 200.0;

/// Months before this one whose cuts are looked back at: a year, so that no season weighs more than another.
const MONTHS_BACK: u32 = 12;

/// How late reports come, learned from the cuts of the past that lay as far from the end of their month.
///
/// A grid that files its month in one batch leaves every week half empty until the batch comes, and whole after it: an
/// average over the month would scale up twice what is whole. So a week is compared with the weeks that had the same age
/// on the same day of earlier months, and pulled towards the average over all days by [`PRIOR_REPORTS`]. Only days old
/// enough for every counted delay to have run out are used, so nothing is truncated and nothing needs the reverse-time
/// hazard of Lawless (1994), which would use the newest days as well.
#[derive(Debug)]
pub(crate) struct Completeness {
    as_of: DateTime<Utc>,
    time: CountyTime,
    /// Day and receipt of the reports looked back at, by day.
    receipts: Vec<(NaiveDate, DateTime<Utc>)>,
    /// Delays of the settled ones of the last year, shortest first.
    delays: Vec<TimeDelta>,
}

impl Completeness {
    /// Learns from `reports`, days and moments of receipt that are known at the cut, oldest day first.
    pub fn learn(
        reports: impl Iterator<Item = (NaiveDate, DateTime<Utc>)>,
        as_of: DateTime<Utc>,
        time: CountyTime,
    ) -> Self {
        let longest = TimeDelta::weeks(LONGEST_DELAY_WEEKS);
        let delay = |(day, received): &(NaiveDate, DateTime<Utc>)| *received - time.start_of(*day);
        let receipts: Vec<_> = reports.filter(|report| delay(report) <= longest).collect();
        let settled = time.day(as_of) - longest;
        let oldest = settled - TimeDelta::days(365);
        let year = receipts.iter().filter(|(day, _)| (oldest..settled).contains(day));
        let mut delays: Vec<TimeDelta> = year.map(delay).collect();
        delays.sort_unstable();
        Self { as_of, time, receipts, delays }
    }

    /// The share of a week's reports that should be known at the cut, `0.3..=1`; 1 where delays are not known.
    pub fn of_week(&self, week: Week) -> f64 {
        let age = self.time.day(self.as_of) - week.monday();
        if self.delays.len() < ENOUGH_REPORTS || age > TimeDelta::weeks(LONGEST_DELAY_WEEKS + 1) {
            return 1.0;
        }
        let (mut known, mut all) = (PRIOR_REPORTS * self.on_average(week), PRIOR_REPORTS);
        for cut in self.past_cuts() {
            let monday = self.time.day(cut) - age;
            let first = self.receipts.partition_point(|(day, _)| *day < monday);
            let next = self.receipts.partition_point(|(day, _)| *day < monday + TimeDelta::days(7));
            all += (next - first) as f64;
            known +=
                self.receipts[first..next].iter().filter(|(_, received)| *received <= cut).count() as f64;
        }
        (known / all).max(LEAST_COMPLETE)
    }

    /// The share over all days of the month alike.
    fn on_average(&self, week: Week) -> f64 {
        let known: usize = (0..7)
            .map(|day| {
                let elapsed = self.as_of - self.time.start_of(week.monday() + Days::new(day));
                self.delays.partition_point(|delay| *delay <= elapsed)
            })
            .sum();
        known as f64 / (7 * self.delays.len()) as f64
    }

    /// The same hour of the day that lay as far from the nearer end of its month, for every earlier month that is
    /// settled.
    fn past_cuts(&self) -> impl Iterator<Item = DateTime<Utc>> {
        let today = self.time.day(self.as_of);
        let left = i64::from(today.num_days_in_month()) - i64::from(today.day());
        let early = i64::from(today.day()) <= left;
        let settled = today - TimeDelta::weeks(LONGEST_DELAY_WEEKS);
        (1..)
            .map_while(move |back| {
                let month = today.with_day(1)? - Months::new(back);
                let day = if early {
                    i64::from(today.day()) - 1
                } else {
                    (i64::from(month.num_days_in_month()) - 1 - left).max(0)
                };
                Some(month + TimeDelta::days(day))
            })
            .skip_while(move |day| *day > settled)
            .take(MONTHS_BACK as usize)
            .map(move |day| self.as_of - (today - day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIME: CountyTime = CountyTime::SHANGHAI;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Ten reports on each day of two years until the cut, received as `received` says.
    fn learned(cut: NaiveDate, received: impl Fn(NaiveDate, u64) -> DateTime<Utc>) -> Completeness {
        let as_of = TIME.end_of(cut);
        let days = (0..730).map(|back| cut - Days::new(729 - back));
        let reports = days.flat_map(|day| (0..10).map(move |number| (day, number)));
        let receipts = reports.map(|(day, number)| (day, received(day, number)));
        Completeness::learn(receipts.filter(|(_, received)| *received <= as_of), as_of, TIME)
    }

    /// Every second report waits ten days.
    fn late(day: NaiveDate, number: u64) -> DateTime<Utc> {
        TIME.start_of(day) + if number.is_multiple_of(2) { TimeDelta::hours(12) } else { TimeDelta::days(10) }
    }

    /// Every second report waits for the last day of its month.
    fn batched(day: NaiveDate, number: u64) -> DateTime<Utc> {
        let last =
            NaiveDate::from_ymd_opt(day.year(), day.month(), u32::from(day.num_days_in_month())).unwrap();
        TIME.start_of(if number.is_multiple_of(2) { day } else { last }) + TimeDelta::hours(12)
    }

    #[test]
    fn half_of_last_week_is_missing_when_half_of_the_reports_take_ten_days() {
        let sunday = day("2026-11-22");
        let completeness = learned(sunday, late);
        assert!((completeness.of_week(Week::of(sunday)) - 0.5).abs() < 1e-9);
        assert!((completeness.of_week(Week::of(sunday).plus(-2)) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn what_a_month_end_brings_is_awaited_before_it_and_not_after_it() {
        let of_last_week = |sunday| learned(day(sunday), batched).of_week(Week::of(day(sunday)));
        let (before, after) = (of_last_week("2026-11-22"), of_last_week("2026-05-31"));
        assert!(before < 0.6, "half of the week of 16 November is still to come, but {before} is said");
        assert!(after > 0.9, "the week of 25 May is whole, but {after} is said");
    }

    #[test]
    fn without_known_delays_every_week_counts_as_whole() {
        let sunday = day("2026-11-22");
        let few = (0..3).map(|_| (day("2026-01-05"), TIME.start_of(day("2026-01-14"))));
        let completeness = Completeness::learn(few, TIME.end_of(sunday), TIME);
        assert!((completeness.of_week(Week::of(sunday)) - 1.0).abs() < 1e-9);
    }
}
