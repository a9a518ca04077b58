//! Emerging (苗头性): here and now, above what this place and season would give.

mod baselines;
mod cohesion;
mod exposure;
mod scan;
mod shares;
mod topic;
mod towns;

use crate::{cube::Counts, finding::Test, sweep::Sweep};
use baselines::Baselines;

/// One family of tests for each question that is asked of the last weeks.
pub(crate) fn families(sweep: &Sweep<'_>, weekly_by_town: &Counts) -> Vec<Vec<Test>> {
    let baselines = Baselines::fit(sweep, weekly_by_town);
    vec![towns::tests(sweep, weekly_by_town, &baselines), scan::tests(sweep, &baselines), topic::tests(sweep)]
}
