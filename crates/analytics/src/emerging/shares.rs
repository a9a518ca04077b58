//! Which share of its town's reports a grid usually has.

use domain::AreaLevel;

use crate::{
    cube::{Counts, Entry},
    sweep::Sweep,
};

/// Shares of the grids in their towns, shrunk twice: the share of a category towards the share of all reports, and
/// that towards the share of the households. The estimate is the mean of a Dirichlet posterior, so no share is 0.
#[derive(Debug)]
pub(crate) struct Shares {
    grids: Counts,
    towns: Counts,
    /// For each area, by number: the share of all reports for a grid.
    overall: Vec<f64>,
    /// For each area, by number: the prior weight for a town.
    prior: Vec<f64>,
}

impl Shares {
    /// Learns from the weeks before the scanned ones. Reports that name no grid count for the town alone, so the
    /// shares of a town add up to the part of its reports that names one.
    pub fn learn(sweep: &Sweep<'_>) -> Self {
        let chosen = &sweep.parameters.scan;
        let last = sweep.horizon.weeks - chosen.weeks;
        let first = last.saturating_sub(chosen.share_weeks);
        let counts = |level| {
            let entries: Vec<Entry> = sweep.rows.entries(&sweep.places, &sweep.kinds, level, |row| {
                let week = sweep.horizon.week_of(row.report.occurred_on)?;
                let small = sweep.kinds.is_restricted(row.category);
                (week >= first && week < last && !small).then_some(0)
            });
            sweep.counts(&entries, level, 1)
        };
        let (grids, towns) = (counts(AreaLevel::Grid), counts(AreaLevel::Town));
        let all = |counts: &Counts, area: usize| -> f64 {
            let groups = (0..sweep.kinds.len()).filter(|&category| sweep.kinds.is_group(category));
            groups.map(|group| counts.series(area, group).iter().sum::<f64>()).sum()
        };
        let mut households = vec![0.0; sweep.places.len()];
        let mut inside = vec![0.0; sweep.places.len()];
        let pairs: Vec<(usize, usize)> = sweep
            .places
            .at(AreaLevel::Grid)
            .filter_map(|grid| Some((grid, sweep.places.ancestor(grid, AreaLevel::Town)?)))
            .collect();
        // A grid whose households are unknown counts for one, so that equal ignorance gives equal shares.
        let size = |grid: usize| f64::from(sweep.places.area(grid).households.max(1));
        for &(grid, town) in &pairs {
            households[town] += size(grid);
            inside[town] += 1.0;
        }
        let mut overall = vec![0.0; sweep.places.len()];
        for &(grid, town) in &pairs {
            let weight = chosen.share_prior * inside[town];
            let prior = weight * size(grid) / households[town];
            overall[grid] = (all(&grids, grid) + prior) / (all(&towns, town) + weight);
        }
        let prior = inside.iter().map(|grids| chosen.share_prior * grids).collect();
        Self { grids, towns, overall, prior }
    }

    /// The share of a grid in its town's reports of a group.
    pub fn of(&self, grid: usize, town: usize, group: usize) -> f64 {
        let total = |counts: &Counts, area| counts.series(area, group).iter().sum::<f64>();
        (total(&self.grids, grid) + self.prior[town] * self.overall[grid])
            / (total(&self.towns, town) + self.prior[town])
    }
}
