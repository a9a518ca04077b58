//! The space-time permutation scan alone, over grids, for each group of categories.
//!
//! It looks at the last year by weeks, at clusters that are alive now and at most four weeks old, within the reach that
//! our own scan has. Reports that name no grid cannot be scanned.

use domain::AreaLevel;
use statistics::scan::{Cases, Circles, Cluster, Coordinates, Model, Reach, Search, search};

use super::{Alarm, FEWEST_REPORTS, Ground, magnitude};

/// Weeks from which it learns where and when reports fall.
const WEEKS: usize = 52;
/// Replicates; beyond their resolution a Gumbel tail is fitted to them.
const REPLICATES: usize = 199;
/// The replicates end when so many reached the score: such a cluster is none.
const STOP_AFTER: u32 = 40;
/// The p-value of a cluster that is usually reported.
const USUAL_P: f64 = 0.05;

/// The score of the usual threshold.
pub(super) fn usual() -> f64 {
    magnitude(USUAL_P)
}

/// Scans every unrestricted group.
pub(super) fn alarms(ground: &Ground<'_>) -> Vec<Alarm> {
    let sweep = &ground.sweep;
    let chosen = &sweep.parameters.scan;
    let Some(first) = sweep.horizon.weeks.checked_sub(WEEKS) else { return Vec::new() };
    let grids: Vec<(usize, [f64; 2])> = sweep
        .places
        .at(AreaLevel::Grid)
        .filter_map(|grid| sweep.places.area(grid).centre.map(|[lon, lat]| (grid, [lat, lon])))
        .collect();
    let points: Vec<[f64; 2]> = grids.iter().map(|(_, point)| *point).collect();
    let reach = Reach { radius: chosen.max_radius_km, locations: chosen.max_grids, ..Reach::default() };
    // Without a map there is nothing to scan.
    let Ok(circles) = Circles::by_distance(Coordinates::Geographic(&points), &reach) else {
        return Vec::new();
    };
    let mut location = vec![None; sweep.places.len()];
    for (at, (grid, _)) in grids.iter().enumerate() {
        location[*grid] = Some(at);
    }
    let mut alarms = Vec::new();
    for group in (0..sweep.kinds.len()).filter(|&kind| sweep.kinds.is_group(kind)) {
        if sweep.kinds.is_restricted(group) {
            continue;
        }
        let cases: Vec<Cases> = sweep
            .rows
            .iter()
            .filter(|row| sweep.kinds.counted_in(row.category).any(|above| above == group))
            .filter_map(|row| {
                let period = sweep.horizon.week_of(row.report.occurred_on)?.checked_sub(first)?;
                Some(Cases { location: location[row.area]?, period, count: 1 })
            })
            .collect();
        let settings = Search {
            max_periods: chosen.weeks,
            replicates: REPLICATES,
            stop_after: Some(STOP_AFTER),
            // Each group draws its own replicates: one unlucky draw must not raise all of them.
            seed: chosen.seed.wrapping_add(group as u64),
            ..Search::default()
        };
        let found = search(&circles, &cases, WEEKS, &Model::Permutation, &settings).unwrap_or_default();
        let large = found.clusters.into_iter().filter(|cluster| cluster.observed as f64 >= FEWEST_REPORTS);
        alarms.extend(large.filter_map(|cluster| {
            let mut cluster_grids: Vec<usize> = cluster.locations.iter().map(|&at| grids[at].0).collect();
            cluster_grids.sort_unstable();
            let p_value = p_value(&cluster);
            Some(Alarm {
                area: sweep.places.smallest_holding(&cluster_grids)?,
                cluster: cluster_grids,
                category: group,
                first_week: first + cluster.first_period,
                observed: cluster.observed as f64,
                expected: cluster.expected,
                p_value,
                score: magnitude(p_value),
            })
        }));
    }
    alarms
}

fn p_value(cluster: &Cluster) -> f64 {
    cluster.gumbel_p_value.unwrap_or(cluster.p_value)
}
