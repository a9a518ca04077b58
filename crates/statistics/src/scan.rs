//! The prospective space-time scan: where, among neighbouring places, is something rising right now?
//!
//! **Question.** Of all cylinders (a circle of neighbouring places × the last 1, 2, … periods), which holds
//! the greatest excess over what was expected, and how often would chance alone produce one as great
//! somewhere?
//!
//! **Method.** Expectation-based scan statistic (Neill 2009, *Int. J. Forecasting* 25:498) with the Poisson
//! or the negative-binomial likelihood ratio (Tango, Takahashi & Kohriyama 2011): expectations come from a
//! model that knows season and calendar, hence a festival does not fire it. Circles are grown neighbour by
//! neighbour with running sums. Significance by Monte Carlo: `(1 + replicates with a score at least as great)
//! / (replicates + 1)` (Dwass 1957). When no replicate reaches the observed score, the rank can say no more
//! than `1 / (replicates + 1)`; a Gumbel law fitted by moments to the replicates' greatest scores then gives
//! the tail (Abrams, Kulldorff & Kleinman 2010), never above the rank's p-value.
//!
//! **Assumptions.** The expected counts are taken as known and the counts around them as independent. Both
//! overstate the evidence when expectations are poor: shrink those of places with a short or empty history
//! towards the area's mean (a gamma prior with one pseudo-event does it), otherwise the scan finds the places
//! one knows least about.
//!
//! **Reproducible.** Each replicate draws from its own stream of the seed; the result depends on neither
//! threads nor order.
//!
//! **Cost.** O(replicates × locations × max_locations × max_periods): 820 places, 20 neighbours, 4 weeks, 99
//! replicates are 6.5 million cylinders, about 60 ms on one core.

mod neighbours;
mod replicates;
mod score;

use neighbours::Neighbours;
use score::Score;

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

/// A circle of places with a raised count over the last periods.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Index of the central location.
    pub centre: usize,
    /// Indices of the locations, nearest to the centre first.
    pub locations: Vec<usize>,
    /// First period of the window, counted from 0.
    pub first_period: usize,
    /// Last period of the window: the last of the data.
    pub last_period: usize,
    /// Events inside.
    pub observed: u64,
    /// Events expected inside.
    pub expected: f64,
    /// Log-likelihood ratio.
    pub score: f64,
    /// How often chance alone yields as great a score anywhere. For a secondary cluster, too, against the
    /// greatest score of a replicate, which is conservative.
    pub p_value: f64,
}

/// Finds the clusters that are alive in the last period, most likely first; no two share a location.
///
/// `locations` are planar coordinates in km; `counts` and `expected` are location-major: place `l` in period
/// `t` is at `l * periods + t`. `dispersion` is variance over mean of one count; below 1 it counts as 1.
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
    check(locations, counts, expected, dispersion, periods, settings)?;
    let neighbours = Neighbours::find(locations, settings);
    let cylinders =
        Cylinders::new(&neighbours, expected, periods, Score::new(dispersion), settings.max_periods);
    let mut events = vec![0.0; locations.len() * cylinders.windows];
    suffix_sums(counts.iter().map(|&count| f64::from(count)), periods, cylinders.windows, &mut events);
    let candidates = cylinders.candidates(&events);
    if candidates.is_empty() {
        return Ok(Vec::new());
    }
    let null = replicates::greatest_scores(&cylinders, expected, dispersion, periods, settings);
    Ok(candidates
        .into_iter()
        .map(|candidate| cylinders.describe(&candidate, &events, periods, null.p_value(candidate.score)))
        .filter(|cluster| cluster.p_value <= settings.significance)
        .collect())
}

/// All cylinders of a search with their expected counts, shared by the data and every replicate.
struct Cylinders<'a> {
    neighbours: &'a Neighbours,
    /// Windows per circle: lengths 1 to this.
    windows: usize,
    /// Expected events, circle by circle, `windows` each.
    expected: Vec<f64>,
    score: Score,
}

/// The best cylinder around one centre.
struct Candidate {
    centre: usize,
    members: usize,
    window: usize,
    expected: f64,
    score: f64,
}

impl<'a> Cylinders<'a> {
    fn new(
        neighbours: &'a Neighbours,
        expected: &[f64],
        periods: usize,
        score: Score,
        max_periods: usize,
    ) -> Self {
        let windows = max_periods.min(periods);
        let mut recent = vec![0.0; expected.len() / periods * windows];
        suffix_sums(expected.iter().copied(), periods, windows, &mut recent);
        let mut sums = Vec::with_capacity(neighbours.circles() * windows);
        for circle in neighbours.iter() {
            let start = sums.len();
            for (ring, &place) in circle.iter().enumerate() {
                for window in 0..windows {
                    let inner = if ring == 0 { 0.0 } else { sums[start + (ring - 1) * windows + window] };
                    sums.push(inner + recent[place * windows + window]);
                }
            }
        }
        Self { neighbours, windows, expected: sums, score }
    }

    /// The greatest score over all cylinders. `events` are the suffix sums, place by place; `running` is room
    /// for one circle's sums.
    fn greatest(&self, events: &[f64], running: &mut Vec<f64>) -> f64 {
        let mut best = 0.0;
        let mut expected = self.expected.chunks_exact(self.windows);
        for circle in self.neighbours.iter() {
            running.clear();
            running.resize(self.windows, 0.0);
            for (&place, expected) in circle.iter().zip(expected.by_ref()) {
                let added = &events[place * self.windows..(place + 1) * self.windows];
                for ((sum, added), expected) in running.iter_mut().zip(added).zip(expected) {
                    *sum += added;
                    best = self.score.beyond(best, *sum, *expected);
                }
            }
        }
        best
    }

    /// The best cylinder of each centre, greatest score first, without overlap.
    fn candidates(&self, events: &[f64]) -> Vec<Candidate> {
        let mut all = Vec::new();
        let mut expected = self.expected.chunks_exact(self.windows);
        for (centre, circle) in self.neighbours.iter().enumerate() {
            let mut running = vec![0.0; self.windows];
            let mut best = Candidate { centre, members: 0, window: 0, expected: 0.0, score: 0.0 };
            for (ring, (&place, expected)) in circle.iter().zip(expected.by_ref()).enumerate() {
                for window in 0..self.windows {
                    running[window] += events[place * self.windows + window];
                    let score = self.score.of(running[window], expected[window]);
                    if score > best.score {
                        best = Candidate {
                            centre,
                            members: ring + 1,
                            window: window + 1,
                            expected: expected[window],
                            score,
                        };
                    }
                }
            }
            all.extend((best.score > 0.0).then_some(best));
        }
        // Equal scores: the fewer places and the lower index first, so that the order is total.
        all.sort_by(|a, b| {
            b.score.total_cmp(&a.score).then(a.members.cmp(&b.members)).then(a.centre.cmp(&b.centre))
        });
        let mut taken = vec![false; events.len() / self.windows];
        all.retain(|candidate| {
            let members = &self.neighbours.of(candidate.centre)[..candidate.members];
            let free = members.iter().all(|&place| !taken[place]);
            if free {
                members.iter().for_each(|&place| taken[place] = true);
            }
            free
        });
        all
    }

    fn describe(&self, candidate: &Candidate, events: &[f64], periods: usize, p_value: f64) -> Cluster {
        let members = &self.neighbours.of(candidate.centre)[..candidate.members];
        let inside = |&place: &usize| events[place * self.windows + candidate.window - 1];
        Cluster {
            centre: candidate.centre,
            locations: members.to_vec(),
            first_period: periods - candidate.window,
            last_period: periods - 1,
            observed: members.iter().map(inside).sum::<f64>() as u64,
            expected: candidate.expected,
            score: candidate.score,
            p_value,
        }
    }
}

/// For each place the sums over its last 1, 2, … `windows` periods, place by place.
fn suffix_sums(values: impl Iterator<Item = f64>, periods: usize, windows: usize, sums: &mut [f64]) {
    sums.fill(0.0);
    for (index, value) in values.enumerate() {
        let (place, age) = (index / periods, periods - 1 - index % periods);
        if age < windows {
            sums[place * windows + age..(place + 1) * windows].iter_mut().for_each(|sum| *sum += value);
        }
    }
}

/// Names the first thing that makes a scan impossible.
fn check(
    locations: &[[f64; 2]],
    counts: &[u32],
    expected: &[f64],
    dispersion: f64,
    periods: usize,
    settings: &Settings,
) -> Result<(), ScanError> {
    if locations.is_empty() || periods == 0 {
        return Err(ScanError::Empty);
    }
    let needed = locations.len().saturating_mul(periods);
    for (what, got) in [("counts", counts.len()), ("expected counts", expected.len())] {
        if got != needed {
            return Err(ScanError::Length { what, got, needed });
        }
    }
    if let Some(index) = locations.iter().position(|place| !place.iter().all(|c| c.is_finite())) {
        return Err(ScanError::Coordinate { index });
    }
    if let Some(index) = expected.iter().position(|value| !(value.is_finite() && *value > 0.0)) {
        return Err(ScanError::Expected { index, value: expected[index] });
    }
    let rules = [
        ("max_periods", settings.max_periods > 0),
        ("max_locations", settings.max_locations > 0),
        ("max_radius", settings.max_radius >= 0.0),
        ("replicates", settings.replicates > 0),
        ("significance", (0.0..=1.0).contains(&settings.significance)),
        ("dispersion", dispersion.is_finite() && dispersion > 0.0),
    ];
    rules.iter().find(|rule| !rule.1).map_or(Ok(()), |rule| Err(ScanError::Setting(rule.0)))
}

#[cfg(test)]
mod tests;
