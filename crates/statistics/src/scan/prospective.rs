//! The prospective scan on given means in one call, for a grid of counts.

use super::{Cases, Circles, Cluster, Model, Reach, Search, Span, search};
use crate::error::ScanError;

/// Bounds of the search and of the Monte Carlo test.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Longest window, in periods; every window ends at the last period. Default 4.
    pub max_periods: usize,
    /// Most locations in a circle, its centre included. Default 20.
    pub max_locations: usize,
    /// Largest radius of a circle, in the unit of the coordinates (km). Default 15.
    pub max_radius: f64,
    /// Monte Carlo replicates. Default 99, which resolves p = 0.01.
    pub replicates: usize,
    /// Seed of the replicates.
    pub seed: u64,
    /// Clusters with a p-value above this are not returned. Default 0.05.
    pub significance: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_periods: 4,
            max_locations: 20,
            max_radius: 15.0,
            replicates: 99,
            seed: 0,
            significance: 0.05,
        }
    }
}

/// Finds the clusters that are alive in the last period, most likely first; no two share a location.
///
/// `locations` are planar coordinates in km; `counts` and `expected` are location-major: place `l` in period
/// `t` is at `l * periods + t`. `dispersion` is variance over mean of one count; below 1 it counts as 1.
/// Equally far locations join a circle in the order of the input. The p-value is that of the rank; when no
/// replicate reaches the score, the rank can say no more than `1 / (replicates + 1)`, and a smaller p-value of
/// the Gumbel law takes its place.
///
/// ```
/// use statistics::scan::{Settings, prospective};
/// let places: Vec<[f64; 2]> = (0..9).map(|i| [f64::from(i % 3), f64::from(i / 3)]).collect();
/// let (mut counts, expected) = (vec![0; 9 * 4], vec![0.2; 9 * 4]);
/// for place in [0, 1] {
///     counts[place * 4 + 3] = 4;
/// }
/// let settings = Settings { max_radius: 1.0, ..Settings::default() };
/// let clusters = prospective(&places, &counts, &expected, 1.2, 4, &settings)?;
/// assert_eq!((clusters[0].observed, clusters[0].first_period), (8, 3));
/// assert!(clusters[0].locations.contains(&0) && clusters[0].p_value <= 0.01);
/// # Ok::<(), statistics::error::ScanError>(())
/// ```
///
/// # Errors
/// [`ScanError`]: no location or period, a slice of the wrong length, a coordinate that is not finite, an
/// expected count that is not positive, a setting outside its range.
pub fn prospective(
    locations: &[[f64; 2]],
    counts: &[u32],
    expected: &[f64],
    dispersion: f64,
    periods: usize,
    settings: &Settings,
) -> Result<Vec<Cluster>, ScanError> {
    if locations.is_empty() || periods == 0 {
        return Err(ScanError::Empty);
    }
    let needed = locations.len().saturating_mul(periods);
    if counts.len() != needed {
        return Err(ScanError::Length { what: "counts", got: counts.len(), needed });
    }
    let reach = Reach { radius: settings.max_radius, locations: settings.max_locations, ..Reach::default() };
    let circles = Circles::in_input_order(locations, &reach)?;
    let cases: Vec<Cases> = counts
        .iter()
        .enumerate()
        .filter(|(_, count)| **count > 0)
        .map(|(index, &count)| Cases { location: index / periods, period: index % periods, count })
        .collect();
    let bounds = Search {
        span: Span::Prospective,
        max_periods: settings.max_periods,
        max_share: 1.0,
        min_cases: 1,
        replicates: settings.replicates,
        stop_after: None,
        seed: settings.seed,
        significance: 1.0,
    };
    let model = Model::Expectation { means: expected, dispersion };
    let mut clusters = search(&circles, &cases, periods, &model, &bounds)?.clusters;
    let least = 1.0 / (settings.replicates as f64 + 1.0);
    for cluster in clusters.iter_mut().filter(|cluster| cluster.p_value <= least) {
        cluster.p_value = cluster.gumbel_p_value.map_or(cluster.p_value, |tail| tail.min(cluster.p_value));
    }
    clusters.retain(|cluster| cluster.p_value <= settings.significance);
    Ok(clusters)
}
