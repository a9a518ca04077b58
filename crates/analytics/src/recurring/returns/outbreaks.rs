//! Reports put together to outbreaks: one occurrence, however many channels told of it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{AreaLevel, likeness::Telling};

use crate::{cube::Row, sweep::Sweep};

/// One occurrence of a matter at a grid.
#[derive(Clone, Debug)]
pub(super) struct Outbreak<'a> {
    /// The day of its first report.
    pub day: NaiveDate,
    /// What that report tells.
    pub telling: Telling,
    /// Its reports, oldest first; never empty.
    pub rows: Vec<Row<'a>>,
}

/// The outbreaks by (top group of categories, grid), each list by day.
///
/// Left out are restricted categories, reports whose grid is not known, and those that tell too little.
#[derive(Debug, Default)]
pub(super) struct Outbreaks<'a>(pub BTreeMap<usize, BTreeMap<usize, Vec<Outbreak<'a>>>>);

impl<'a> Outbreaks<'a> {
    /// Gathers what happened from `first` to the cut.
    pub fn since(sweep: &Sweep<'a>, first: NaiveDate) -> Self {
        let mut outbreaks = Self::default();
        let rows = sweep.rows.iter().filter(|row| row.report.occurred_on >= first);
        for row in rows.filter(|row| !sweep.kinds.is_restricted(row.category)) {
            let grid = sweep.places.ancestor(row.area, AreaLevel::Grid);
            let group = sweep.kinds.counted_in(row.category).last();
            let (Some(grid), Some(group)) = (grid, group) else { continue };
            let Some(telling) = Telling::of(&row.report.summary) else { continue };
            outbreaks.add(*row, telling, grid, group, sweep);
        }
        outbreaks
    }

    /// Rows come by day. A retelling joins the outbreak whose *first* day is near: a quarrel of every week would
    /// otherwise be one outbreak without end.
    fn add(&mut self, row: Row<'a>, telling: Telling, grid: usize, group: usize, sweep: &Sweep<'_>) {
        let chosen = &sweep.parameters.returns;
        let day = row.report.occurred_on;
        let known = self.0.entry(group).or_default().entry(grid).or_default();
        let retold = known.iter_mut().rev().find(|outbreak| {
            (day - outbreak.day).num_days() <= chosen.retelling_days
                && outbreak.telling.similarity(&telling) >= chosen.minimum_similarity
        });
        match retold {
            Some(outbreak) => outbreak.rows.push(row),
            None => known.push(Outbreak { day, telling, rows: vec![row] }),
        }
    }
}
