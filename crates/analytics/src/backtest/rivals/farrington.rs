//! `farringtonFlexible` on each (town, category): the detector that health authorities run every week.
//!
//! `statistics::farrington` gives its figures to nine digits. The settings are those of Noufaily et al. (2013), with as
//! many years of past as there are; an alarm needs five reports in four weeks, as theirs does.

use statistics::farrington::{Detector, Settings};

use super::{Alarm, Ground, Reading, magnitude};

/// Years of past that are used, at most.
const YEARS: usize = 5;

/// The score of the usual threshold: probability 0.01 above it.
pub(super) fn usual() -> f64 {
    magnitude(Settings::improved().alpha)
}

/// Reads the last week of every series.
pub(super) fn alarms(ground: &Ground<'_>) -> Vec<Alarm> {
    let weeks = ground.sweep.horizon.weeks;
    let settings = Settings::improved();
    let room = weeks.saturating_sub(1 + settings.half_window) / settings.frequency;
    let settings = Settings { years: room.min(YEARS), ..settings };
    // With no whole year of past there is no detector, and nothing is said.
    let Ok(detector) = Detector::new(&settings) else { return Vec::new() };
    ground.of_series(|counts| {
        let verdict = detector.assess(counts, weeks - 1).ok().filter(|verdict| verdict.enough_cases)?;
        Some(Reading {
            expected: verdict.expected,
            p_value: verdict.p_value,
            score: magnitude(verdict.p_value),
        })
    })
}
