//! Recurring (周期性): what returns with a festival, an irrigation round, a season.

mod calendar;
mod forecast;
mod returns;
mod season;
mod windows;

use crate::{
    cube::Counts,
    finding::{Finding, Test},
    sweep::Sweep,
};
pub(crate) use windows::moving_regressors;

/// One family of tests for each dated event that is due, one for the matters that break out again, and one for
/// the own seasons of each level.
pub(crate) fn families(sweep: &Sweep<'_>, weekly_by_town: &Counts) -> Vec<Vec<Test>> {
    let mut families = calendar::tests(sweep, weekly_by_town);
    let dated: Vec<Finding> =
        families.iter().flatten().filter_map(|test| test.finding.as_ref()).cloned().collect();
    families.push(returns::tests(sweep));
    families.extend(season::tests(sweep, &dated));
    families
}
