//! The cube: everything that was received, month by month.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{CountyTime, Effort, Report};

use super::{
    month::Month,
    receipts::{PatrolRow, Receipts, ReportRow},
};

/// Reports and effort as counts by area as filed, category, day of occurrence and day of receipt.
///
/// It is kept by month of *receipt*: what arrives today changes the newest month only, however old the days are that
/// it speaks of, and what was known at the end of a day is the cells received by then. Everything wider (villages,
/// groups, weeks) is a sum that is made when it is asked for. A day of receipt is [`CountyTime::day_of_receipt`]: a
/// month of receipt is what is received after its first instant and by the first instant of the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cube {
    months: BTreeMap<Month, Receipts>,
}

impl Cube {
    /// Counts reports, and effort with the moment of its receipt, in whatever order they come.
    pub fn build(reports: &[Report], effort: &[(DateTime<Utc>, Effort)], time: CountyTime) -> Self {
        let mut filed: BTreeMap<Month, (Vec<ReportRow<'_>>, Vec<PatrolRow<'_>>)> = BTreeMap::new();
        for report in reports {
            let received = time.day_of_receipt(report.received_at);
            filed.entry(Month::of(received)).or_default().0.push(ReportRow {
                occurred: report.occurred_on,
                area: report.area.as_str(),
                category: report.category.as_str(),
                received,
                reports: 1,
            });
        }
        let mut by_moment: Vec<&(DateTime<Utc>, Effort)> = effort.iter().collect();
        by_moment.sort_unstable_by_key(|(moment, effort)| (*moment, effort.visits, effort.zero_report));
        for (moment, effort) in by_moment {
            let received = time.day_of_receipt(*moment);
            filed.entry(Month::of(received)).or_default().1.push(PatrolRow {
                day: effort.day,
                grid: effort.grid.as_str(),
                received,
                visits: effort.visits,
                zero_report: effort.zero_report,
            });
        }
        let months = filed
            .into_iter()
            .map(|(month, (reports, patrols))| (month, Receipts::gather(&reports, &patrols)))
            .collect();
        Self { months }
    }

    /// Puts in what was received in a month, in the place of what was there.
    pub fn put(&mut self, month: Month, receipts: Receipts) {
        self.months.insert(month, receipts);
    }

    /// The months in which anything was received, oldest first.
    pub fn months(&self) -> impl Iterator<Item = (Month, &Receipts)> {
        self.months.iter().map(|(month, receipts)| (*month, receipts))
    }

    /// How many reports are counted.
    pub fn reports(&self) -> u64 {
        self.months.values().map(Receipts::reports).sum()
    }

    /// How many cells hold them: the rows on the disk.
    pub fn cells(&self) -> usize {
        self.months.values().map(|receipts| receipts.cells.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, TimeDelta};

    use super::*;

    #[test]
    fn a_receipt_is_known_by_the_end_of_its_day_as_a_sweep_knows_it() {
        let time = CountyTime::SHANGHAI;
        let today: NaiveDate = "2025-12-28".parse().unwrap();
        let end = time.end_of(today);
        assert_eq!(time.day_of_receipt(end), today);
        assert_eq!(time.day_of_receipt(end + TimeDelta::microseconds(1)), today.succ_opt().unwrap());
        assert_eq!(time.day_of_receipt(time.start_of(today) + TimeDelta::microseconds(1)), today);
    }
}
