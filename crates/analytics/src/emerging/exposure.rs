//! What of a town's reports a change of patrol effort explains.
//!
//! Twice the patrols find twice as much, and that is no conflict that is emerging. The share of a category that is found
//! on patrol is known from the channel of its reports; that share is taken to be proportional to the visits, what comes
//! by itself is not. The logarithm is the offset of the baseline.

use domain::{AreaLevel, Channel};

use crate::sweep::Sweep;

/// Outside this range of the usual visits a week's record has a hole or a slip, and says nothing about effort.
const CREDIBLE: std::ops::RangeInclusive<f64> = 0.25..=4.0;

/// Reports by which the share found on patrol is pulled towards none: an unknown channel explains nothing.
const PRIOR_REPORTS: f64 = 5.0;

/// The weekly exposure of every town.
#[derive(Debug)]
pub(super) struct Exposure {
    weeks: usize,
    /// Visits over the usual ones, by area number and week; 1 where nothing is known.
    visits: Vec<f64>,
    /// By category, the share of its reports that is found on patrol.
    found: Vec<f64>,
}

impl Exposure {
    /// Learns what is usual from the first `trained` weeks; `None` where effort is not recorded.
    ///
    /// Among the weeks that are tested a low number may be a record still to come in, so there more visits count and
    /// fewer do not.
    pub fn learn(sweep: &Sweep<'_>, trained: usize) -> Option<Self> {
        let weeks = sweep.horizon.weeks;
        let mut visits = vec![0.0; sweep.places.len() * weeks];
        for effort in sweep.snapshot.effort {
            let town = sweep
                .places
                .number(&effort.grid)
                .and_then(|grid| sweep.places.ancestor(grid, AreaLevel::Town));
            if let (Some(town), Some(week)) = (town, sweep.horizon.week_of(effort.day)) {
                visits[town * weeks + week] += f64::from(effort.visits);
            }
        }
        if visits.iter().all(|visits| *visits == 0.0) {
            return None;
        }
        for town in visits.chunks_mut(weeks) {
            let usual = median(&town[..trained]);
            for (week, visits) in town.iter_mut().enumerate() {
                let ratio = *visits / usual;
                let least = if week < trained { *CREDIBLE.start() } else { 1.0 };
                let known = usual > 0.0 && CREDIBLE.contains(&ratio);
                *visits = if known { ratio.max(least) } else { 1.0 };
            }
        }
        Some(Self { weeks, visits, found: found(sweep, trained) })
    }

    /// Logarithm of the exposure of a town and category, one value a week.
    pub fn offset(&self, town: usize, category: usize) -> Vec<f64> {
        let found = self.found[category];
        let visits = &self.visits[town * self.weeks..][..self.weeks];
        visits.iter().map(|ratio| (1.0 - found + found * ratio).ln()).collect()
    }
}

fn found(sweep: &Sweep<'_>, trained: usize) -> Vec<f64> {
    let mut patrol = vec![0.0; sweep.kinds.len()];
    let mut all = vec![PRIOR_REPORTS; sweep.kinds.len()];
    let learned = |week: Option<usize>| week.is_some_and(|week| week < trained);
    for row in sweep.rows.iter().filter(|row| learned(sweep.horizon.week_of(row.report.occurred_on))) {
        for category in sweep.kinds.counted_in(row.category) {
            all[category] += 1.0;
            patrol[category] += f64::from(row.report.channel == Channel::Patrol);
        }
    }
    patrol.iter().zip(&all).map(|(patrol, all)| patrol / all).collect()
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(0.0)
}
