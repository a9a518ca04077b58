//! The last half-year that is over, and what each grid sent in it.

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate};
use domain::AreaLevel;

use crate::{cube::Row, sweep::Sweep};

/// Months in a half-year.
const MONTHS: u32 = 6;

/// A half-year with the reports and visit numbers of each grid. A habit is judged once in a half-year, so that its
/// signal keeps its days and its id until the next one is over, and nobody is told twice.
#[derive(Debug)]
pub(super) struct HalfYear<'a> {
    /// First and last day.
    pub span: (NaiveDate, NaiveDate),
    /// Unrestricted reports by grid, oldest first.
    pub reports: BTreeMap<usize, Vec<Row<'a>>>,
    /// Visits of each recorded patrol by grid, in the order of the record.
    pub visits: BTreeMap<usize, Vec<u32>>,
}

impl<'a> HalfYear<'a> {
    /// `None` where the counted weeks do not reach back to its beginning.
    pub fn before(sweep: &Sweep<'a>) -> Option<Self> {
        let today = sweep.horizon.today;
        let month = if today.month() > MONTHS { MONTHS + 1 } else { 1 };
        let next = NaiveDate::from_ymd_opt(today.year(), month, 1)?;
        let span = (next - Months::new(MONTHS), next.pred_opt()?);
        if sweep.horizon.first_week.monday() > span.0 {
            return None;
        }
        let inside = |day: NaiveDate| (span.0..=span.1).contains(&day);
        let mut reports: BTreeMap<usize, Vec<Row<'a>>> = BTreeMap::new();
        for row in sweep.rows.iter() {
            let grid = sweep.places.ancestor(row.area, AreaLevel::Grid);
            if let Some(grid) = grid
                && inside(row.report.occurred_on)
                && !sweep.kinds.is_restricted(row.category)
            {
                reports.entry(grid).or_default().push(*row);
            }
        }
        let mut visits: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for effort in sweep.snapshot.effort.iter().filter(|effort| inside(effort.day)) {
            if let Some(grid) = sweep.places.number(&effort.grid) {
                visits.entry(grid).or_default().push(effort.visits);
            }
        }
        Some(Self { span, reports, visits })
    }

    /// All reports of all grids.
    pub fn all(&self) -> impl Iterator<Item = &Row<'a>> {
        self.reports.values().flatten()
    }
}
