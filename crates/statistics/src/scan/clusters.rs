//! Clusters: what is reported of a search.

use super::cylinders::Hit;
use super::inference::Null;
use super::{Circles, Law};

/// A circle of places with a raised count over a window of periods.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Index of the central location.
    pub centre: usize,
    /// Indices of the locations in the order in which they join the circle.
    pub locations: Vec<usize>,
    /// Largest distance from the centre, in the unit of the coordinates or km.
    pub radius: f64,
    /// Largest distance between two of the locations.
    pub diameter: f64,
    /// First period of the window, counted from 0.
    pub first_period: usize,
    /// Last period of the window.
    pub last_period: usize,
    /// Cases inside.
    pub observed: u64,
    /// Cases expected inside.
    pub expected: f64,
    /// Log-likelihood ratio.
    pub score: f64,
    /// How often chance alone yields as great a score anywhere. For a secondary cluster, too, against the
    /// greatest score of a replicate, which is conservative.
    pub p_value: f64,
    /// The same by a Gumbel law fitted to the replicates; `None` with fewer than 50 of them.
    pub gumbel_p_value: Option<f64>,
}

/// What a search has found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// The clusters, most likely first; no two share a location.
    pub clusters: Vec<Cluster>,
    /// The greatest score of each replicate, in the order of the replicates; empty when the data hold no
    /// cluster at all.
    pub replicates: Vec<f64>,
}

/// After how long, on average, chance alone sends a signal with this p-value, when an analysis is made every
/// `interval`; in the unit of `interval`. SaTScan prints it in whole days for an interval of one day.
///
/// Source: Kleinman, Lazarus & Platt 2004, *Am. J. Epidemiol.* 159:217. Only for prospective searches.
///
/// ```
/// assert_eq!(statistics::scan::recurrence_interval(0.005, 1.0).round(), 200.0);
/// ```
pub fn recurrence_interval(p_value: f64, interval: f64) -> f64 {
    interval / p_value
}

/// The best cylinder around one centre.
#[derive(Clone, Debug, Default)]
pub(super) struct Candidate {
    centre: usize,
    /// Members of the circle.
    size: usize,
    first: usize,
    last: usize,
    observed: f64,
    expected: f64,
    pub(super) score: f64,
}

impl Candidate {
    fn members<'a>(&self, circles: &'a Circles) -> &'a [u32] {
        &circles.around(self.centre)[..self.size]
    }

    fn radius(&self, circles: &Circles) -> f64 {
        let members = self.members(circles).iter();
        members.map(|&place| circles.distance(self.centre, place as usize)).fold(0.0, f64::max)
    }

    /// Takes a cylinder around the same centre in its place if that scores higher.
    pub(super) fn improve(&mut self, law: Law, hit: &Hit<'_>) {
        let score = law.beyond(self.score, hit.observed, hit.expected);
        if score > self.score {
            *self = Self {
                centre: hit.centre,
                size: hit.size,
                first: hit.block.first(hit.lane),
                last: hit.block.last,
                observed: hit.observed,
                expected: hit.expected,
                score,
            };
        }
    }
}

/// Of the best cylinders of all centres those without overlap of places, greatest score first. Equal scores:
/// the fewer locations first, then the smaller radius, then by the rank of the centre.
pub(super) fn without_overlap(mut all: Vec<Candidate>, circles: &Circles) -> Vec<Candidate> {
    all.retain(|candidate| candidate.score > 0.0);
    all.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then(a.size.cmp(&b.size))
            .then_with(|| a.radius(circles).total_cmp(&b.radius(circles)))
            .then(circles.rank(a.centre).cmp(&circles.rank(b.centre)))
    });
    let mut taken = vec![false; circles.locations()];
    all.retain(|candidate| {
        let members = candidate.members(circles);
        let free = members.iter().all(|&place| !taken[place as usize]);
        if free {
            members.iter().for_each(|&place| taken[place as usize] = true);
        }
        free
    });
    all
}

/// The candidates as clusters, with their p-values.
pub(super) fn describe(
    candidates: &[Candidate],
    circles: &Circles,
    null: Null,
    significance: f64,
) -> Findings {
    let clusters = candidates
        .iter()
        .map(|candidate| (candidate, null.p_value(candidate.score)))
        .take_while(|(_, p_value)| *p_value <= significance)
        .map(|(candidate, p_value)| {
            let members = candidate.members(circles);
            let locations: Vec<usize> = members.iter().map(|&place| place as usize).collect();
            let from = |place: usize| locations.iter().map(move |&other| circles.distance(place, other));
            Cluster {
                centre: candidate.centre,
                radius: candidate.radius(circles),
                diameter: locations.iter().flat_map(|&place| from(place)).fold(0.0, f64::max),
                first_period: candidate.first,
                last_period: candidate.last,
                observed: candidate.observed as u64,
                expected: candidate.expected,
                score: candidate.score,
                p_value,
                gumbel_p_value: null.gumbel(candidate.score),
                locations,
            }
        })
        .collect();
    Findings { clusters, replicates: null.greatest }
}
