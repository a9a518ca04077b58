//! Emerging, by the space-time scan: do neighbouring grids, across the borders of villages, hold more than their
//! share in the last weeks?
//!
//! A grid has a fifth of a report a week, so it has no baseline of its own: the expectation of its town is spread over
//! the grids by their shares of the past. The scan itself is `statistics::scan`.

use domain::{AreaLevel, Detector};
use statistics::{
    distribution,
    scan::{self, Cluster, Settings},
};

use super::{baselines::Baselines, plane::project, shares::Shares};
use crate::{
    cube::{Counts, Entry},
    finding::{Finding, Test, ratio},
    screening::screened,
    sweep::Sweep,
};

/// Scans every unrestricted group of categories, county by county.
pub(crate) fn tests(sweep: &Sweep<'_>, baselines: &Baselines) -> Vec<Test> {
    let weeks = sweep.parameters.scan.weeks;
    if sweep.horizon.weeks < sweep.parameters.emerging.minimum_weeks.max(weeks + 1) {
        return Vec::new();
    }
    let recent = recent(sweep);
    let shares = Shares::learn(sweep);
    let mut tests = Vec::new();
    for county in sweep.places.at(AreaLevel::County) {
        let ground = Ground::of(sweep, county);
        if ground.grids.is_empty() {
            continue;
        }
        for group in 0..sweep.kinds.len() {
            if sweep.kinds.is_group(group) && !sweep.kinds.is_restricted(group) {
                tests.extend(ground.scan(sweep, baselines, &shares, &recent, group));
            }
        }
    }
    tests
}

/// Counts of every (grid, category) in the scanned weeks, the oldest of them first.
fn recent(sweep: &Sweep<'_>) -> Counts {
    let first = sweep.horizon.weeks - sweep.parameters.scan.weeks;
    let entries: Vec<Entry> = sweep.rows.entries(&sweep.places, &sweep.kinds, AreaLevel::Grid, |row| {
        sweep.horizon.week_of(row.report.occurred_on)?.checked_sub(first)
    });
    sweep.counts(&entries, AreaLevel::Grid, sweep.parameters.scan.weeks)
}

/// The grids of one county that lie on the map and in a town.
struct Ground {
    grids: Vec<usize>,
    towns: Vec<usize>,
    plane: Vec<[f64; 2]>,
}

impl Ground {
    fn of(sweep: &Sweep<'_>, county: usize) -> Self {
        let places = &sweep.places;
        let (mut grids, mut towns, mut centres) = (Vec::new(), Vec::new(), Vec::new());
        for grid in places.at(AreaLevel::Grid) {
            let inside = places.ancestor(grid, AreaLevel::County) == Some(county);
            if let (true, Some(town), Some(centre)) =
                (inside, places.ancestor(grid, AreaLevel::Town), places.area(grid).centre)
            {
                grids.push(grid);
                towns.push(town);
                centres.push(centre);
            }
        }
        Self { grids, towns, plane: project(&centres) }
    }

    /// One test for each cluster found, or one that says there is none.
    fn scan(
        &self,
        sweep: &Sweep<'_>,
        baselines: &Baselines,
        shares: &Shares,
        recent: &Counts,
        group: usize,
    ) -> Vec<Test> {
        let nothing = vec![Test { p_value: 1.0, finding: None }];
        let chosen = &sweep.parameters.scan;
        let counts: Vec<u32> = self
            .grids
            .iter()
            .flat_map(|&grid| recent.series(grid, group))
            .map(|count| *count as u32)
            .collect();
        if counts.iter().sum::<u32>() < sweep.parameters.minimum_count {
            return nothing;
        }
        let first = sweep.horizon.weeks - chosen.weeks;
        let Some(expected) = self.expected(sweep, baselines, shares, group, first..sweep.horizon.weeks)
        else {
            return nothing;
        };
        let dispersion = self.dispersion(baselines, group);
        let look = |replicates| {
            let settings = Settings {
                max_periods: chosen.weeks,
                max_locations: chosen.max_grids,
                max_radius: chosen.max_radius_km,
                replicates,
                // Each group draws its own replicates: one unlucky draw must not raise all of them.
                seed: chosen.seed.wrapping_add(group as u64),
                significance: 1.0,
            };
            scan::prospective(&self.plane, &counts, &expected, dispersion, chosen.weeks, &settings)
                .unwrap_or_default()
        };
        let rarest = |clusters: &Vec<Cluster>| clusters.first().map_or(1.0, |cluster| cluster.p_value);
        let mut clusters = screened(chosen.replicates, look, rarest);
        // An adjusted p-value is never smaller than the p-value, so nothing above the rate can hold. The rarest one
        // stands for the group among the tests in any case.
        let rate = sweep.parameters.false_discovery_rate;
        let holding = clusters.iter().take_while(|cluster| cluster.p_value <= rate).count();
        clusters.truncate(holding.max(1));
        if clusters.is_empty() {
            return nothing;
        }
        clusters
            .into_iter()
            .map(|cluster| Test {
                p_value: cluster.p_value,
                finding: self.finding(sweep, baselines, shares, group, dispersion, &cluster),
            })
            .collect()
    }

    /// Expected counts of the given weeks as known at the cut, grid by grid; `None` where a town has no baseline.
    fn expected(
        &self,
        sweep: &Sweep<'_>,
        baselines: &Baselines,
        shares: &Shares,
        group: usize,
        weeks: std::ops::Range<usize>,
    ) -> Option<Vec<f64>> {
        let mut expected = Vec::with_capacity(self.grids.len() * weeks.len());
        for (&grid, &town) in self.grids.iter().zip(&self.towns) {
            let usual = baselines.get(town, group)?;
            let share = shares.of(grid, town, group);
            for week in weeks.clone() {
                expected.push(usual.week(week)?.mean * sweep.completeness[week] * share);
            }
        }
        Some(expected)
    }

    /// Variance over mean, on average over the towns. In this form it is the same for a town and for its grids: the
    /// sum of independent counts with one such ratio has that ratio.
    fn dispersion(&self, baselines: &Baselines, group: usize) -> f64 {
        let mut towns = self.towns.clone();
        towns.sort_unstable();
        towns.dedup();
        let known: Vec<f64> = towns
            .iter()
            .filter_map(|&town| Some(baselines.get(town, group)?.evidence.verdict.dispersion))
            .collect();
        (known.iter().sum::<f64>() / known.len().max(1) as f64).max(1.0)
    }

    fn finding(
        &self,
        sweep: &Sweep<'_>,
        baselines: &Baselines,
        shares: &Shares,
        group: usize,
        dispersion: f64,
        cluster: &Cluster,
    ) -> Option<Finding> {
        let chosen = &sweep.parameters.scan;
        let observed = cluster.observed as f64;
        let ratio = ratio(observed, cluster.expected);
        let minimum_count = f64::from(sweep.parameters.minimum_count);
        let rare = cluster.p_value * sweep.parameters.once_in_weeks <= 1.0;
        if observed < minimum_count || ratio < chosen.minimum_ratio || !rare {
            return None;
        }
        let mut grids: Vec<usize> = cluster.locations.iter().map(|&at| self.grids[at]).collect();
        grids.sort_unstable();
        let area = sweep.places.smallest_holding(&grids)?;
        let first = sweep.horizon.weeks - chosen.weeks;
        let span = (
            sweep.horizon.week(first + cluster.first_period).monday(),
            sweep.horizon.week(first + cluster.last_period).sunday(),
        );
        let bound = |mean: f64| {
            let law = distribution::Counts::with_dispersion(mean, dispersion).ok()?;
            Some(law.quantile(sweep.parameters.upper_quantile))
        };
        let usual = |week: usize| {
            let grids = cluster.locations.iter().map(|&at| {
                let (grid, town) = (self.grids[at], self.towns[at]);
                Some(baselines.get(town, group)?.week(week)?.mean * shares.of(grid, town, group))
            });
            let mean = grids.sum::<Option<f64>>()?;
            Some((mean, bound(mean)))
        };
        let series = sweep.weekly_chart(&sweep.weekly_within(&grids, group), usual);
        Some(Finding {
            detector: Detector::SpaceTimeScan,
            area,
            category: group,
            event: None,
            span,
            observed,
            expected: cluster.expected,
            upper: bound(cluster.expected)?,
            ratio,
            parameters: vec![
                ("grids", grids.len() as f64),
                ("weeks", (cluster.last_period - cluster.first_period + 1) as f64),
                ("score", cluster.score),
                ("dispersion", dispersion),
                ("max_grids", chosen.max_grids as f64),
                ("max_radius_km", chosen.max_radius_km),
                ("share_prior", chosen.share_prior),
                ("minimum_count", minimum_count),
                ("minimum_ratio", chosen.minimum_ratio),
                ("once_in_weeks", sweep.parameters.once_in_weeks),
                ("false_discovery_rate", sweep.parameters.false_discovery_rate),
            ],
            cluster: grids,
            series,
            evidence: vec![span],
        })
    }
}
