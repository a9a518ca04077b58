//! Emerging, by the space-time scan: do neighbouring grids, across the borders of villages, hold more than their
//! share in the last weeks?
//!
//! A grid has a fifth of a report a week, so it has no baseline of its own: the expectation of its town is spread over
//! the grids by their shares of the past. The scan itself is `statistics::scan`.

use std::{collections::BTreeMap, ops::Range};

use chrono::{NaiveDate, TimeDelta};
use domain::{AreaLevel, Detector, Facts};
use statistics::{
    distribution,
    scan::{self, Cases, Circles, Cluster, Coordinates, Model, Reach, Search},
};

use super::{
    baselines::Baselines,
    cohesion::{Stock, together},
    shares::Shares,
};
use crate::{
    cube::{Counts, Entry, Row},
    finding::{Finding, Test, ratio},
    sweep::Sweep,
};

/// A Monte Carlo test ends when so many replicates reached the score: the p-value is then above 0.02, known
/// well enough to be put together with what the reports tell (Besag & Clifford 1991, *Biometrika* 78:301).
const ENOUGH_EXCEEDED: u32 = 20;

/// Clusters of a group that are looked at, the most likely first: what they tell may turn their order.
const MOST_CLUSTERS: usize = 3;

/// A cluster this likely by chance stays one whatever its reports tell.
const HOPELESS: f64 = 0.5;

/// What is told in a year is known well enough, and older words are out of use.
const STOCK_DAYS: i64 = 365;

/// What the scan takes for usual.
struct Ordinary<'s> {
    baselines: &'s Baselines,
    shares: Shares,
    by_village: Counts,
}

impl Ordinary<'_> {
    /// What the reports of a group told in the year before the scanned weeks.
    fn stock(&self, sweep: &Sweep<'_>, group: usize) -> Stock {
        let end = sweep.horizon.week(sweep.horizon.weeks - sweep.parameters.scan.weeks).monday();
        let begin = end - TimeDelta::days(STOCK_DAYS);
        let rows = sweep.rows.of(&sweep.kinds, group);
        Stock::read(rows.filter(|row| (begin..end).contains(&row.report.occurred_on)))
    }
}

/// Scans every unrestricted group of categories, county by county.
pub(crate) fn tests(sweep: &Sweep<'_>, baselines: &Baselines) -> Vec<Test> {
    let weeks = sweep.parameters.scan.weeks;
    if sweep.horizon.weeks < sweep.parameters.emerging.minimum_weeks.max(weeks + 1) {
        return Vec::new();
    }
    let recent = recent(sweep);
    let ordinary =
        Ordinary { baselines, shares: Shares::learn(sweep), by_village: sweep.weekly(AreaLevel::Village) };
    let mut tests = Vec::new();
    for ground in sweep.places.at(AreaLevel::County).filter_map(|county| Ground::of(sweep, county)) {
        for group in 0..sweep.kinds.len() {
            if sweep.kinds.is_group(group) && !sweep.kinds.is_restricted(group) {
                tests.extend(ground.scan(sweep, &ordinary, &recent, group));
            }
        }
    }
    tests
}

/// The p-value of a cluster: its rank among the replicates, and where no replicate reached it and ranks end, the tail
/// of the law fitted to them.
fn rarity(cluster: &Cluster, replicates: usize) -> f64 {
    let least = 1.0 / (replicates as f64 + 1.0);
    match cluster.gumbel_p_value {
        Some(tail) if cluster.p_value <= least => tail.min(least),
        _ => cluster.p_value,
    }
}

/// Counts of every (grid, category) in the scanned weeks, the oldest of them first.
fn recent(sweep: &Sweep<'_>) -> Counts {
    let first = sweep.horizon.weeks - sweep.parameters.scan.weeks;
    let entries: Vec<Entry> = sweep.rows.entries(&sweep.places, &sweep.kinds, AreaLevel::Grid, |row| {
        sweep.horizon.week_of(row.report.occurred_on)?.checked_sub(first)
    });
    sweep.counts(&entries, AreaLevel::Grid, sweep.parameters.scan.weeks)
}

/// The grids of one county that lie on the map, in a town and in a village.
struct Ground {
    grids: Vec<usize>,
    towns: Vec<usize>,
    villages: Vec<usize>,
    circles: Circles,
}

impl Ground {
    /// `None` without grids on the map.
    fn of(sweep: &Sweep<'_>, county: usize) -> Option<Self> {
        let places = &sweep.places;
        let (mut grids, mut towns, mut villages, mut centres) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for grid in places.at(AreaLevel::Grid) {
            let inside = places.ancestor(grid, AreaLevel::County) == Some(county);
            if let (true, Some(town), Some(village), Some([longitude, latitude])) = (
                inside,
                places.ancestor(grid, AreaLevel::Town),
                places.ancestor(grid, AreaLevel::Village),
                places.area(grid).centre,
            ) {
                grids.push(grid);
                towns.push(town);
                villages.push(village);
                centres.push([latitude, longitude]);
            }
        }
        let chosen = &sweep.parameters.scan;
        let reach = Reach { radius: chosen.max_radius_km, locations: chosen.max_grids, ..Reach::default() };
        let circles = Circles::by_distance(Coordinates::Geographic(&centres), &reach).ok()?;
        Some(Self { grids, towns, villages, circles })
    }

    /// One test for each cluster found, or one that says there is none.
    fn scan(&self, sweep: &Sweep<'_>, ordinary: &Ordinary<'_>, recent: &Counts, group: usize) -> Vec<Test> {
        let nothing = vec![Test::new(1.0, None)];
        let chosen = &sweep.parameters.scan;
        let cases: Vec<Cases> = self
            .grids
            .iter()
            .enumerate()
            .flat_map(|(location, &grid)| {
                let weeks = recent.series(grid, group).iter().enumerate();
                weeks.map(move |(period, count)| Cases { location, period, count: *count as u32 })
            })
            .filter(|cases| cases.count > 0)
            .collect();
        if cases.iter().map(|cases| cases.count).sum::<u32>() < sweep.parameters.minimum_count {
            return nothing;
        }
        let first = sweep.horizon.weeks - chosen.weeks;
        let weeks = first..sweep.horizon.weeks;
        let Some(means) = self.expected(sweep, ordinary, group, weeks) else { return nothing };
        let variance = self.variance(sweep, ordinary, group);
        let model = Model::Shared { means: &means, groups: &self.villages, variance };
        let bounds = Search {
            max_periods: chosen.weeks,
            max_share: 1.0,
            min_cases: sweep.parameters.minimum_count,
            replicates: chosen.replicates,
            stop_after: Some(ENOUGH_EXCEEDED),
            // Each group draws its own replicates: one unlucky draw must not raise all of them.
            seed: chosen.seed.wrapping_add(group as u64),
            ..Search::default()
        };
        let mut clusters =
            scan::search(&self.circles, &cases, chosen.weeks, &model, &bounds).unwrap_or_default().clusters;
        for cluster in &mut clusters {
            cluster.p_value = rarity(cluster, chosen.replicates);
        }
        // The rarest one stands for the group among the tests in any case.
        let hopeful =
            clusters.iter().take(MOST_CLUSTERS).filter(|cluster| cluster.p_value <= HOPELESS).count();
        clusters.truncate(hopeful.max(1));
        if hopeful > 0 {
            let past = ordinary.stock(sweep, group);
            for cluster in &mut clusters {
                let told = self.rows(sweep, group, cluster);
                cluster.p_value = together(cluster.p_value, past.chance(told));
            }
        }
        if clusters.is_empty() {
            return nothing;
        }
        clusters
            .into_iter()
            .map(|cluster| {
                Test::new(cluster.p_value, self.finding(sweep, ordinary, group, variance, &cluster))
            })
            .collect()
    }

    /// First and last day of a cluster.
    fn span(sweep: &Sweep<'_>, cluster: &Cluster) -> (NaiveDate, NaiveDate) {
        let first = sweep.horizon.weeks - sweep.parameters.scan.weeks;
        (
            sweep.horizon.week(first + cluster.first_period).monday(),
            sweep.horizon.week(first + cluster.last_period).sunday(),
        )
    }

    /// The reports of a cluster.
    fn rows<'s>(
        &'s self,
        sweep: &'s Sweep<'_>,
        group: usize,
        cluster: &'s Cluster,
    ) -> impl Iterator<Item = &'s Row<'s>> {
        let (first, last) = Self::span(sweep, cluster);
        sweep
            .rows
            .of(&sweep.kinds, group)
            .filter(move |row| (first..=last).contains(&row.report.occurred_on))
            .filter(move |row| cluster.locations.iter().any(|&at| self.grids[at] == row.area))
    }

    /// Expected counts of the given weeks as known at the cut, grid by grid; `None` where a town has no baseline.
    fn expected(
        &self,
        sweep: &Sweep<'_>,
        ordinary: &Ordinary<'_>,
        group: usize,
        weeks: Range<usize>,
    ) -> Option<Vec<f64>> {
        let mut expected = Vec::with_capacity(self.grids.len() * weeks.len());
        for (&grid, &town) in self.grids.iter().zip(&self.towns) {
            let usual = ordinary.baselines.get(town, group)?;
            let share = ordinary.shares.of(grid, town, group);
            for week in weeks.clone() {
                expected.push(usual.week(week)?.mean * sweep.completeness[week] * share);
            }
        }
        Some(expected)
    }

    /// Variance of the factor that the grids of a village share in a week, over the weeks from which the shares were
    /// learned: the moment estimate Σ((y − μ)² − μ) / Σμ² over villages and weeks, 0 where they scatter less than
    /// Poisson counts.
    fn variance(&self, sweep: &Sweep<'_>, ordinary: &Ordinary<'_>, group: usize) -> f64 {
        let last = sweep.horizon.weeks - sweep.parameters.scan.weeks;
        let weeks = last.saturating_sub(sweep.parameters.scan.share_weeks)..last;
        let mut villages: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for ((&grid, &town), &village) in self.grids.iter().zip(&self.towns).zip(&self.villages) {
            *villages.entry((village, town)).or_default() += ordinary.shares.of(grid, town, group);
        }
        let (mut excess, mut scale) = (0.0, 0.0);
        for ((village, town), share) in villages {
            let Some(usual) = ordinary.baselines.get(town, group) else { continue };
            let counts = ordinary.by_village.series(village, group);
            for week in weeks.clone() {
                let Some(expected) = usual.week(week) else { continue };
                let mean = expected.mean * sweep.completeness[week] * share;
                excess += (counts[week] - mean).powi(2) - mean;
                scale += mean * mean;
            }
        }
        if scale > 0.0 { (excess / scale).max(0.0) } else { 0.0 }
    }

    fn finding(
        &self,
        sweep: &Sweep<'_>,
        ordinary: &Ordinary<'_>,
        group: usize,
        variance: f64,
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
        let span = Self::span(sweep, cluster);
        let bound = |mean: f64| {
            // As if all of it lay in one village: the widest that is usual.
            let law = distribution::Counts::with_dispersion(mean, 1.0 + mean * variance).ok()?;
            Some(law.quantile(sweep.parameters.upper_quantile))
        };
        let usual = |week: usize| {
            let grids = cluster.locations.iter().map(|&at| {
                let (grid, town) = (self.grids[at], self.towns[at]);
                Some(
                    ordinary.baselines.get(town, group)?.week(week)?.mean
                        * ordinary.shares.of(grid, town, group),
                )
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
                ("shared_variance", variance),
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
            reports: None,
            facts: Facts::default(),
        })
    }
}
