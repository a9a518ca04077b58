//! Recurring (周期性): what returns with a festival, an irrigation round, a season.

mod calendar;
mod returns;
mod windows;

use crate::{cube::Counts, finding::Test, sweep::Sweep};
pub(crate) use windows::moving_regressors;

/// One family of tests for each dated event that is due, and one for the matters that break out again.
pub(crate) fn families(sweep: &Sweep<'_>, weekly_by_town: &Counts) -> Vec<Vec<Test>> {
    let mut families = calendar::tests(sweep, weekly_by_town);
    families.push(returns::tests(sweep));
    families
}
