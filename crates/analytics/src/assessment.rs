//! The verb of this crate, and what it gives.

use chrono::{DateTime, Utc};
use domain::{AreaLevel, Signal};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    cube::Counts,
    emerging, facts,
    finding::Test,
    irregular,
    parameters::Parameters,
    recurring,
    selection::{hold, without_doubles},
    silent,
    snapshot::Snapshot,
    sweep::Sweep,
    trending,
};

/// What one sweep found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assessment {
    /// The data cut.
    pub as_of: DateTime<Utc>,
    /// Hypotheses that were tested, all detectors together.
    pub tests: u64,
    /// What holds, by expected harm, then rarity. Level and status are placeholders for the rules.
    pub signals: Vec<Signal>,
}

/// Looks for emerging, recurring and trending patterns in what had been received by `as_of`.
///
/// A function of its arguments alone: the same inputs give the same bytes, in whatever order the rows come. Too short
/// a history is no error; what it cannot carry is not tested. Parameters are taken to have passed
/// [`Parameters::check`].
pub fn assess(snapshot: &Snapshot<'_>, parameters: &Parameters, as_of: DateTime<Utc>) -> Assessment {
    let sweep = Sweep::new(snapshot, parameters, as_of);
    let weekly = sweep.weekly(AreaLevel::Town);
    let families = DETECTORS.par_iter().flat_map_iter(|(_, ask)| ask(&sweep, &weekly)).collect();
    conclude(families, &sweep, as_of)
}

/// The same with one stage after the other, telling `done` the name of each when it ends, so that a caller with a clock
/// can say what a sweep spends its time on.
pub fn assess_by_stages(
    snapshot: &Snapshot<'_>,
    parameters: &Parameters,
    as_of: DateTime<Utc>,
    mut done: impl FnMut(&'static str),
) -> Assessment {
    let sweep = Sweep::new(snapshot, parameters, as_of);
    let weekly = sweep.weekly(AreaLevel::Town);
    done("counting");
    let mut families = Vec::new();
    for (stage, ask) in DETECTORS {
        families.extend(ask(&sweep, &weekly));
        done(stage);
    }
    let assessment = conclude(families, &sweep, as_of);
    done("facts");
    assessment
}

/// A question to the sweep and its weeks by town; each answer is a family of tests.
type Detect = fn(&Sweep<'_>, &Counts) -> Vec<Vec<Test>>;

/// Every detector. None knows of another, so they run at the same time; their order here is that of the answers.
const DETECTORS: [(&str, Detect); 5] = [
    ("emerging", emerging::families),
    ("recurring", recurring::families),
    ("trending", |sweep, _| vec![trending::tests(sweep)]),
    ("silent", |sweep, _| silent::families(sweep)),
    ("irregular", |sweep, _| vec![irregular::tests(sweep)]),
];

/// What holds of all that was asked, and what is known around it.
fn conclude(families: Vec<Vec<Test>>, sweep: &Sweep<'_>, as_of: DateTime<Utc>) -> Assessment {
    let tests = families.iter().map(|family| family.len() as u64).sum();
    let rate = sweep.parameters.false_discovery_rate;
    let held = families.into_iter().flat_map(|family| hold(family, rate)).collect();
    let signals = without_doubles(held, sweep).into_iter().map(|found| found.into_signal(sweep)).collect();
    Assessment { as_of, tests, signals: facts::complete(signals, sweep) }
}
