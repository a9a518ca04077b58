//! The verb of this crate, and what it gives.

use chrono::{DateTime, Utc};
use domain::{AreaLevel, Signal};
use serde::{Deserialize, Serialize};

use crate::{
    emerging, facts, irregular,
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
    let mut families = emerging::families(&sweep, &weekly);
    families.extend(recurring::families(&sweep, &weekly));
    families.push(trending::tests(&sweep));
    families.extend(silent::families(&sweep));
    families.push(irregular::tests(&sweep));
    let tests = families.iter().map(|family| family.len() as u64).sum();
    let held =
        families.into_iter().flat_map(|family| hold(family, parameters.false_discovery_rate)).collect();
    let signals = without_doubles(held, &sweep).into_iter().map(|found| found.into_signal(&sweep)).collect();
    Assessment { as_of, tests, signals: facts::complete(signals, &sweep) }
}
