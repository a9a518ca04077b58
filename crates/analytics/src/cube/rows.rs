//! The reports known at the cut, as columns of dense numbers.

use chrono::{DateTime, Utc};
use domain::{AreaLevel, Report};

use super::{
    counts::Entry,
    places::{Kinds, Places},
};
use crate::snapshot::Snapshot;

/// One report whose place and category are known here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    /// The report.
    pub report: &'a Report,
    /// The number of its area, which may be wider than a grid.
    pub area: usize,
    /// The number of its category.
    pub category: usize,
}

/// The reports known at a cut, by (day, id).
#[derive(Debug)]
pub(crate) struct Rows<'a>(Vec<Row<'a>>);

impl<'a> Rows<'a> {
    /// What had been received and had happened by the cut. Reports of an unknown area or category are not counted;
    /// the check at the door refuses them already.
    pub fn known_at(
        snapshot: &Snapshot<'a>,
        places: &Places<'_>,
        kinds: &Kinds<'_>,
        as_of: DateTime<Utc>,
    ) -> Self {
        let today = snapshot.time.day(as_of);
        let mut rows: Vec<Row<'a>> = snapshot
            .reports
            .iter()
            .filter(|report| report.received_at <= as_of && report.occurred_on <= today)
            .filter_map(|report| {
                let area = places.number(&report.area)?;
                let category = kinds.number(&report.category)?;
                Some(Row { report, area, category })
            })
            .collect();
        rows.sort_unstable_by_key(|row| (row.report.occurred_on, row.report.id));
        Self(rows)
    }

    /// The rows, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Row<'a>> {
        self.0.iter()
    }

    /// What a count at `level` is made of; `period` numbers the period of a row, or leaves it out.
    pub fn entries(
        &self,
        places: &Places<'_>,
        kinds: &Kinds<'_>,
        level: AreaLevel,
        period: impl Fn(&Row<'_>) -> Option<usize>,
    ) -> Vec<Entry> {
        let small = level > AreaLevel::Town;
        self.0
            .iter()
            .filter(|row| !(small && kinds.is_restricted(row.category)))
            .filter_map(|row| {
                let area = places.ancestor(row.area, level)?;
                Some(Entry { area, category: row.category, period: period(row)?, amount: 1 })
            })
            .collect()
    }

    /// The rows that count for `category`, oldest first.
    pub fn of(&self, kinds: &Kinds<'_>, category: usize) -> impl Iterator<Item = &Row<'a>> {
        self.0.iter().filter(move |row| kinds.counted_in(row.category).any(|counted| counted == category))
    }

    /// The rows in any of `areas` that count for `category`, or for [`Kinds::every`], oldest first.
    pub fn within(
        &self,
        places: &Places<'_>,
        kinds: &Kinds<'_>,
        areas: &[usize],
        category: usize,
    ) -> impl Iterator<Item = &Row<'a>> {
        self.0
            .iter()
            .filter(move |row| {
                if category == kinds.every() {
                    !kinds.is_restricted(row.category)
                } else {
                    kinds.counted_in(row.category).any(|counted| counted == category)
                }
            })
            .filter(move |row| areas.iter().any(|&area| places.lies_in(row.area, area)))
    }
}
