//! What all detectors of one sweep look at: the counted weeks, the two trees, and the reports known at the cut.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{AreaLevel, Point};

use crate::{
    cube::{Completeness, Counts, Entry, Horizon, Kinds, Places, Rows},
    parameters::Parameters,
    snapshot::Snapshot,
};

/// The ground that the detectors share.
#[derive(Debug)]
pub(crate) struct Sweep<'a> {
    /// The inputs.
    pub snapshot: Snapshot<'a>,
    /// The numbers that an operator may turn.
    pub parameters: &'a Parameters,
    /// The counted weeks and months.
    pub horizon: Horizon,
    /// The tree of areas.
    pub places: Places<'a>,
    /// The tree of categories.
    pub kinds: Kinds<'a>,
    /// The reports known at the cut.
    pub rows: Rows<'a>,
    /// For each counted week, the share of its reports that should be known at the cut.
    pub completeness: Vec<f64>,
}

impl<'a> Sweep<'a> {
    /// Gathers what was known at `as_of`.
    pub fn new(snapshot: &Snapshot<'a>, parameters: &'a Parameters, as_of: DateTime<Utc>) -> Self {
        let places = Places::new(snapshot.areas);
        let kinds = Kinds::new(snapshot.taxonomy);
        let rows = Rows::known_at(snapshot, &places, &kinds, as_of);
        let days: Vec<NaiveDate> = rows.iter().map(|row| row.report.occurred_on).collect();
        let horizon = Horizon::new(&days, as_of, snapshot.time, parameters.history_weeks);
        let receipts = rows.iter().map(|row| (row.report.occurred_on, row.report.received_at));
        let learned = Completeness::learn(receipts, as_of, snapshot.time);
        let completeness = (0..horizon.weeks).map(|week| learned.of_week(horizon.week(week))).collect();
        Self { snapshot: *snapshot, parameters, horizon, places, kinds, rows, completeness }
    }

    /// Weekly counts of every (area, category) of a level.
    pub fn weekly(&self, level: AreaLevel) -> Counts {
        let entries = self
            .rows
            .entries(&self.places, &self.kinds, level, |row| self.horizon.week_of(row.report.occurred_on));
        self.counts(&entries, level, self.horizon.weeks)
    }

    /// Weekly counts of a category within a few areas together.
    pub fn weekly_within(&self, areas: &[usize], category: usize) -> Vec<f64> {
        let mut counts = vec![0.0; self.horizon.weeks];
        for row in self.rows.within(&self.places, &self.kinds, areas, category) {
            if let Some(week) = self.horizon.week_of(row.report.occurred_on) {
                counts[week] += 1.0;
            }
        }
        counts
    }

    /// Counts of entries of a level.
    pub fn counts(&self, entries: &[Entry], level: AreaLevel, periods: usize) -> Counts {
        Counts::of_reports(entries, self.places.at(level), self.places.len(), &self.kinds, periods)
    }

    /// The chart of a weekly series: its last weeks, with expectation and bound where they are given.
    pub fn weekly_chart(
        &self,
        counts: &[f64],
        usual: impl Fn(usize) -> Option<(f64, Option<f64>)>,
    ) -> Vec<Point> {
        let first = counts.len().saturating_sub(self.parameters.chart_weeks);
        (first..counts.len())
            .map(|week| {
                let usual = usual(week);
                Point {
                    start: self.horizon.week(week).monday(),
                    observed: counts[week],
                    expected: usual.map(|(expected, _)| expected),
                    upper: usual.and_then(|(_, upper)| upper),
                }
            })
            .collect()
    }
}
