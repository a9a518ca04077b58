//! The tables of a scan: one row per cluster, and one per location of a cluster.

use std::path::Path;

use chrono::Days;
use statistics::scan::{Cases, Cluster, Model, recurrence_interval};

use super::super::{satscan::Places, table::Sheet};
use crate::cli::stats::Scan;

const CLUSTERS: [&str; 13] = [
    "cluster",
    "loc_id",
    "coord1",
    "coord2",
    "radius_km",
    "start",
    "end",
    "n_locations",
    "test_stat",
    "p_value",
    "recurrence_interval",
    "observed",
    "expected",
];
const LOCATIONS: [&str; 11] = [
    "loc_id",
    "cluster",
    "p_value",
    "recurrence_interval",
    "clu_observed",
    "clu_expected",
    "loc_observed",
    "loc_expected",
    "loc_ode",
    "coord1",
    "coord2",
];

/// What was scanned.
pub(super) struct Study<'a> {
    pub(super) places: &'a Places,
    pub(super) cases: &'a [Cases],
    pub(super) model: &'a Model<'a>,
    pub(super) days: usize,
    pub(super) flags: &'a Scan,
}

impl Study<'_> {
    /// Writes the clusters, most likely first.
    pub(super) fn clusters(&self, clusters: &[Cluster]) -> anyhow::Result<()> {
        let mut sheet = Sheet::create(&self.flags.output, CLUSTERS)?;
        for (number, cluster) in (1..).zip(clusters) {
            let [x, y] = self.places.coordinates[cluster.centre];
            sheet
                .whole(number)?
                .text(&self.places.ids[cluster.centre])?
                .number(x)?
                .number(y)?
                .number(cluster.radius)?
                .text(&self.day(cluster.first_period))?
                .text(&self.day(cluster.last_period))?
                .whole(cluster.locations.len() as i64)?
                .number(cluster.score)?
                .number(cluster.p_value)?
                .maybe(self.recurrence(cluster))?
                .number(cluster.observed as f64)?
                .number(cluster.expected)?
                .end()?;
        }
        sheet.finish()
    }

    /// Writes the locations of all clusters, each in the order in which they join it.
    pub(super) fn locations(&self, path: &Path, clusters: &[Cluster]) -> anyhow::Result<()> {
        let mut sheet = Sheet::create(path, LOCATIONS)?;
        for (number, cluster) in (1..).zip(clusters) {
            for &location in &cluster.locations {
                let [x, y] = self.places.coordinates[location];
                let observed = self.count(|case| case.location == location && during(cluster, case));
                let expected = self.expected(cluster, location);
                sheet
                    .text(&self.places.ids[location])?
                    .whole(number)?
                    .number(cluster.p_value)?
                    .maybe(self.recurrence(cluster))?
                    .number(cluster.observed as f64)?
                    .number(cluster.expected)?
                    .number(observed)?
                    .number(expected)?
                    .maybe((expected > 0.0).then(|| observed / expected))?
                    .number(x)?
                    .number(y)?
                    .end()?;
            }
        }
        sheet.finish()
    }

    fn day(&self, period: usize) -> String {
        (self.flags.start + Days::new(period as u64)).to_string()
    }

    /// In days, for an analysis every day; a look back has none.
    fn recurrence(&self, cluster: &Cluster) -> Option<f64> {
        (!self.flags.retrospective).then(|| recurrence_interval(cluster.p_value, 1.0))
    }

    fn count(&self, of: impl Fn(&Cases) -> bool) -> f64 {
        self.cases.iter().filter(|case| of(case)).map(|case| f64::from(case.count)).sum()
    }

    /// What the model expects at one location during a cluster.
    fn expected(&self, cluster: &Cluster, location: usize) -> f64 {
        let window = cluster.first_period..=cluster.last_period;
        let length = window.clone().count() as f64;
        match self.model {
            Model::Permutation => {
                let here = self.count(|case| case.location == location);
                here * self.count(|case| during(cluster, case)) / self.count(|_| true)
            }
            Model::Poisson { population } if population.len() == self.places.ids.len() => {
                let share = population[location] / population.iter().sum::<f64>();
                self.count(|_| true) * share * length / self.days as f64
            }
            Model::Poisson { population } => {
                let here: f64 = window.map(|day| population[location * self.days + day]).sum();
                self.count(|_| true) * here / population.iter().sum::<f64>()
            }
            Model::Expectation { means, .. } | Model::Shared { means, .. } => {
                window.map(|day| means[location * self.days + day]).sum()
            }
        }
    }
}

/// Whether a case fell into the window of a cluster.
fn during(cluster: &Cluster, case: &Cases) -> bool {
    (cluster.first_period..=cluster.last_period).contains(&case.period)
}
