//! What the reports behind a signal say together: people, scale, channels, places, lateness and texts.

use std::collections::BTreeMap;

use chrono::{Days, TimeDelta};
use domain::{AreaId, AreaLevel, Channel, CountyTime, Scale};

use super::{sentences, weight};
use crate::{cube::Row, sweep::Sweep};

/// A report that came in later than this after its day is late: the weekly screening had passed over it once.
const LATE: TimeDelta = TimeDelta::days(7);

/// The reports behind a signal that may be told of. A signal about all categories stands on restricted reports as
/// well; these are left out, so that neither their place nor their text is told.
pub(super) struct Behind<'a> {
    rows: Vec<&'a Row<'a>>,
}

impl<'a> Behind<'a> {
    /// From the rows of the listed reports.
    pub fn new(rows: &[&'a Row<'a>], sweep: &Sweep<'_>) -> Self {
        let open = rows.iter().copied().filter(|row| !sweep.kinds.is_restricted(row.category));
        Self { rows: open.collect() }
    }

    /// People involved, where they were written down.
    pub fn people(&self) -> u64 {
        self.rows.iter().filter_map(|row| row.report.people).map(u64::from).sum()
    }

    /// Reports of scale 02 or 03.
    pub fn group_matters(&self) -> u32 {
        let groups = self.rows.iter().filter(|row| row.report.scale != Scale::Individual);
        u32::try_from(groups.count()).unwrap_or(u32::MAX)
    }

    /// The share that came in more than a week after its day ended; `None` for no reports.
    pub fn late_share(&self, time: CountyTime) -> Option<f64> {
        let late = |row: &&&Row<'_>| {
            let ended = time.start_of(row.report.occurred_on + Days::new(1));
            row.report.received_at - ended > LATE
        };
        let count = self.rows.iter().filter(late).count();
        (!self.rows.is_empty()).then(|| count as f64 / self.rows.len() as f64)
    }

    /// The channel that brought the most, and how many.
    pub fn loudest_channel(&self) -> Option<(Channel, u32)> {
        most(self.rows.iter().map(|row| row.report.channel))
    }

    /// The grid that brought the most, and how many; reports known for a wider area only do not count.
    pub fn busiest_grid(&self, sweep: &Sweep<'_>) -> Option<(AreaId, u32)> {
        let grids = self.rows.iter().filter_map(|row| sweep.places.ancestor(row.area, AreaLevel::Grid));
        let (grid, count) = most(grids)?;
        Some((sweep.places.area(grid).id.clone(), count))
    }

    /// Reports whose text another one of them repeats.
    pub fn copied(&self) -> u32 {
        sentences::copied(self.texts())
    }

    /// The most typical texts.
    pub fn typical_sentences(&self) -> Vec<String> {
        sentences::typical(&self.texts().collect::<Vec<_>>())
    }

    /// The mean gravity of a report; that of an ordinary one where none is listed.
    pub fn gravity(&self) -> f64 {
        if self.rows.is_empty() {
            return weight::ORDINARY;
        }
        let sum: f64 = self.rows.iter().map(|row| weight::gravity(row.report.scale, row.report.people)).sum();
        sum / self.rows.len() as f64
    }

    fn texts(&self) -> impl Iterator<Item = &'a str> {
        self.rows.iter().map(|row| row.report.summary.as_str())
    }
}

/// The value that occurs most often, and how often; of equally frequent ones the first in order.
fn most<T: Ord>(values: impl Iterator<Item = T>) -> Option<(T, u32)> {
    let mut counts: BTreeMap<T, u32> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_equally_frequent_values_the_first_in_order_is_told() {
        assert_eq!(most([3, 1, 3, 1, 2].into_iter()), Some((1, 2)));
        assert_eq!(most([2].into_iter()), Some((2, 1)));
        assert_eq!(most(std::iter::empty::<u8>()), None);
    }
}
