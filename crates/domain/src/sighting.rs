//! What successive sweeps saw: a signal without its evidence, and from when to when it was found.

use chrono::{DateTime, NaiveDate, Utc};

use crate::{AreaId, CategoryCode, RiskLevel, Signal, SignalId, SignalKind};

/// A signal as sweeps saw it. It has the same fields as the [`Signal`], which says what they mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Sighting {
    /// The signal.
    pub signal: SignalId,
    /// Its kind.
    pub kind: SignalKind,
    /// Its area.
    pub area: AreaId,
    /// For a scan, the neighbouring areas of the cluster.
    pub cluster: Vec<AreaId>,
    /// Its category.
    pub category: CategoryCode,
    /// The dated event it is tied to.
    pub event: Option<String>,
    /// First local day of the pattern.
    pub from: NaiveDate,
    /// Last local day of the pattern.
    pub to: NaiveDate,
    /// Reports in the pattern's window.
    pub observed: f64,
    /// Expected there without the pattern.
    pub expected: f64,
    /// Its level.
    pub level: RiskLevel,
    /// The data cut of the first sweep that found it.
    pub first_seen: DateTime<Utc>,
    /// The data cut of the last sweep that found it.
    pub last_seen: DateTime<Utc>,
}

impl From<&Signal> for Sighting {
    /// What the signal's own sweep saw.
    fn from(signal: &Signal) -> Self {
        Self {
            signal: signal.id,
            kind: signal.kind,
            area: signal.area.clone(),
            cluster: signal.cluster.clone(),
            category: signal.category.clone(),
            event: signal.event.clone(),
            from: signal.from,
            to: signal.to,
            observed: signal.observed,
            expected: signal.expected,
            level: signal.level,
            first_seen: signal.as_of,
            last_seen: signal.as_of,
        }
    }
}
