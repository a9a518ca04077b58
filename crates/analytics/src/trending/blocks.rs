//! Four weeks at a time: long enough for a count, short enough to date a change, and 13 of them are a year.

use chrono::NaiveDate;
use domain::AreaLevel;

use crate::sweep::Sweep;

/// Weeks of a block.
pub(super) const WEEKS: usize = 4;

/// Blocks that are taken for a year: 52 weeks.
pub(super) const A_YEAR: usize = 13;

/// The blocks of a sweep; the last one ends with the last whole week, and what does not fill a block lies before the first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Blocks {
    skipped: usize,
    /// How many.
    pub count: usize,
}

impl Blocks {
    /// Of so many weeks.
    pub fn of(weeks: usize) -> Self {
        Self { skipped: weeks % WEEKS, count: weeks / WEEKS }
    }

    /// The block that holds a counted week.
    pub fn holding(&self, week: usize) -> Option<usize> {
        Some(week.checked_sub(self.skipped)? / WEEKS).filter(|&block| block < self.count)
    }

    /// Sums of weekly values; a series that goes on beyond the last counted week gives further blocks.
    pub fn sums(&self, weekly: &[f64]) -> Vec<f64> {
        weekly[self.skipped.min(weekly.len())..].chunks_exact(WEEKS).map(|block| block.iter().sum()).collect()
    }

    /// The Monday on which a block begins.
    pub fn start(&self, block: usize, sweep: &Sweep<'_>) -> NaiveDate {
        sweep.horizon.week(self.skipped + block * WEEKS).monday()
    }

    /// The Sunday on which a block ends.
    pub fn end(&self, block: usize, sweep: &Sweep<'_>) -> NaiveDate {
        sweep.horizon.week(self.skipped + block * WEEKS + WEEKS - 1).sunday()
    }
}

/// Patrol visits by area and block.
#[derive(Debug)]
pub(super) struct Visits {
    blocks: usize,
    sums: Vec<f64>,
}

impl Visits {
    /// Adds up the visits of every area above the grids; `None` where effort is not recorded.
    pub fn of(sweep: &Sweep<'_>, blocks: &Blocks) -> Option<Self> {
        let places = &sweep.places;
        let mut sums = vec![0.0; places.len() * blocks.count];
        for effort in sweep.snapshot.effort {
            let Some(grid) = places.number(&effort.grid) else { continue };
            let week = sweep.horizon.week_of(effort.day);
            let Some(block) = week.and_then(|week| blocks.holding(week)) else { continue };
            for level in [AreaLevel::County, AreaLevel::Town, AreaLevel::Village] {
                if let Some(area) = places.ancestor(grid, level) {
                    sums[area * blocks.count + block] += f64::from(effort.visits);
                }
            }
        }
        (!sweep.snapshot.effort.is_empty()).then_some(Self { blocks: blocks.count, sums })
    }

    /// The visits of an area; `None` unless every block has some: a hole in the record says nothing about the field.
    pub fn series(&self, area: usize) -> Option<&[f64]> {
        let series = &self.sums[area * self.blocks..(area + 1) * self.blocks];
        series.iter().all(|visits| *visits > 0.0).then_some(series)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_block_ends_with_the_last_week() {
        let blocks = Blocks::of(10);
        assert_eq!(
            (blocks.count, blocks.holding(1), blocks.holding(2), blocks.holding(9)),
            (2, None, Some(0), Some(1))
        );
        let weekly: Vec<f64> = (0..14).map(f64::from).collect();
        assert_eq!(blocks.sums(&weekly[..10]), [14.0, 30.0]);
        assert_eq!(blocks.sums(&weekly).len(), 3);
    }
}
