//! Expected harm: how much stands behind a signal, so that the gravest is read first.
//!
//! The unit is one ordinary dispute. A signal weighs what is above the usual, times the mean gravity of the reports
//! behind it; patterns of long windows are brought to the same span as those of the last weeks, for a year's excess
//! is not more urgent than a fortnight's.

use domain::{Detector, Scale, Signal, SignalKind};

/// Gravity of a report of scale 01: the unit.
pub(super) const ORDINARY: f64 = 1.0;

/// Gravity of scale 02 (a group acts together): it takes a village meeting where an ordinary one takes a visit, and
/// brings about three households into the matter.
const GROUP: f64 = 3.0;

/// Gravity of scale 03 (a large group): the county's leaders are called, and the town has no other work that week.
const LARGE_GROUP: f64 = 10.0;

/// People whom any dispute involves: two households, of two.
const USUAL_PEOPLE: u32 = 4;

/// What each further person adds: twenty of them make one more report.
const PER_PERSON: f64 = 0.05;

/// People beyond whom nothing is added: a mistyped number must not lead the list.
const MOST_PEOPLE: u32 = 100;

/// The span to which windows are brought, in days: eight weeks, as long as a forecast reaches.
const SPAN_DAYS: f64 = 56.0;

/// Days of the twelve months whose excess a trend tells.
const YEAR_DAYS: f64 = 365.0;

/// What is about the reporting itself waits behind disputes of five times its size: nobody is hurt by a batch, and a
/// silence may yet be peace.
const REPORTING: f64 = 0.2;

/// The gravity of one report, in ordinary ones.
pub(super) fn gravity(scale: Scale, people: Option<u32>) -> f64 {
    let scale = match scale {
        Scale::Individual => ORDINARY,
        Scale::Group => GROUP,
        Scale::LargeGroup => LARGE_GROUP,
    };
    let further = people.map_or(0, |people| people.min(MOST_PEOPLE).saturating_sub(USUAL_PEOPLE));
    scale + PER_PERSON * f64::from(further)
}

/// The expected harm of a signal whose reports have this mean gravity, in ordinary reports; never negative.
pub(super) fn expected_harm(signal: &Signal, gravity: f64) -> f64 {
    let excess = signal.observed - signal.expected;
    let excess = match signal.kind {
        SignalKind::Emerging => excess,
        // What came back is about to come back again, however long it has been going on.
        SignalKind::Recurring if signal.detector == Detector::Return => excess,
        SignalKind::Recurring => {
            let days = (signal.to - signal.from).num_days() as f64 + 1.0;
            excess * (SPAN_DAYS / days).min(1.0)
        }
        SignalKind::Trending => excess * SPAN_DAYS / YEAR_DAYS,
        // What did not come in: it may have happened all the same.
        SignalKind::Silent => -excess * REPORTING,
        SignalKind::Irregular => excess * REPORTING,
    };
    excess.max(0.0) * gravity
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_group_weighs_more_than_a_group_and_that_more_than_two_people() {
        let weights = [
            gravity(Scale::Individual, None),
            gravity(Scale::Individual, Some(24)),
            gravity(Scale::Group, Some(12)),
            gravity(Scale::LargeGroup, Some(60)),
        ];
        assert!(weights.is_sorted_by(|one, other| one < other), "{weights:?}");
        assert!((weights[0] - ORDINARY).abs() < 1e-12 && (weights[1] - 2.0).abs() < 1e-12, "{weights:?}");
    }

    #[test]
    fn a_mistyped_number_of_people_adds_no_more_than_a_crowd() {
        let (typo, crowd) = (gravity(Scale::Individual, Some(13_800)), gravity(Scale::Individual, Some(100)));
        assert!((typo - crowd).abs() < 1e-12);
    }
}
