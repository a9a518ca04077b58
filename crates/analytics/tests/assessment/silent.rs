//! Places from which nothing comes.

use chrono::NaiveDate;
use domain::{AreaId, Detector, Signal, SignalKind};

use crate::county::{County, day, end_of};

const FROM: &str = "2023-01-02";
const TO: &str = "2025-11-30";

fn without(mut county: County, area: &str, from: &str) -> County {
    let grids = county.grids_in(area);
    let lost = |grid: &AreaId, on: NaiveDate| on >= day(from) && grids.contains(grid);
    county.reports.retain(|report| !lost(&report.area, report.occurred_on));
    county.effort.retain(|effort| !lost(&effort.grid, effort.day));
    county
}

fn silent(county: &County) -> Vec<Signal> {
    let signals = county.assess(end_of(TO)).signals;
    signals.into_iter().filter(|signal| signal.kind == SignalKind::Silent).collect()
}

#[test]
fn a_village_without_reports_and_patrols_is_raised_after_two_weeks_and_its_grids_are_not_listed_again() {
    let county = without(County::quiet(1, FROM, TO).patrolled(FROM, TO), "t1v0", "2025-11-17");
    let signals = silent(&county);
    assert_eq!(signals.len(), 1, "{signals:?}");
    let signal = &signals[0];
    assert_eq!((signal.detector, signal.area.as_str()), (Detector::Silence, "t1v0"));
    assert!(signal.category.is_every() && signal.cluster.is_empty() && signal.reports.is_empty());
    assert_eq!((signal.from, signal.to), (day("2025-11-17"), day(TO)));
    assert_eq!(signal.event.as_deref(), Some("2025-11-17"), "it keeps its name from week to week");
    assert_eq!((signal.observed, signal.parameter("weeks_silent")), (0.0, Some(2.0)));
    assert!((3.0..9.0).contains(&signal.expected), "{}", signal.expected);
    let visits = signal.parameter("visits_expected").unwrap();
    assert!(
        (70.0..90.0).contains(&visits),
        "six grids, four of them a week, ten visits, two weeks: {visits}"
    );
    assert!(signal.parameter("last_contact_days_ago").unwrap() >= 14.0);
}

#[test]
fn where_effort_is_not_recorded_the_missing_reports_alone_have_to_speak() {
    let alone = silent(&without(County::quiet(1, FROM, TO), "t1v0", "2025-10-20"));
    let patrolled = silent(&without(County::quiet(1, FROM, TO).patrolled(FROM, TO), "t1v0", "2025-10-20"));
    assert_eq!((alone.len(), patrolled.len()), (1, 1));
    assert_eq!(alone[0].parameter("visits_expected"), None);
    assert_eq!(alone[0].expected, patrolled[0].expected);
    assert!(alone[0].p_value > 100.0 * patrolled[0].p_value);
}

#[test]
fn a_village_that_is_patrolled_is_not_silent_though_nothing_is_reported() {
    let mut county = County::quiet(1, FROM, TO).patrolled(FROM, TO);
    let grids = county.grids_in("t1v0");
    county.reports.retain(|report| report.occurred_on < day("2025-10-20") || !grids.contains(&report.area));
    assert!(silent(&county).is_empty());
}

#[test]
fn weeks_whose_effort_was_never_imported_make_no_silence() {
    let mut county = County::quiet(1, FROM, TO).patrolled(FROM, TO);
    county.effort.retain(|effort| effort.day < day("2025-11-10"));
    assert!(silent(&county).is_empty());
}

#[test]
fn a_restricted_report_ends_a_silence_without_being_told_of() {
    let mut county = without(County::quiet(1, FROM, TO).patrolled(FROM, TO), "t1v0", "2025-11-17");
    county.plant(&["t1v0"], "0103", "2025-11-28", "2025-11-28", 1);
    assert!(silent(&county).is_empty());
}

#[test]
fn silent_grids_are_one_signal_of_their_town() {
    let mut county = County::quiet(1, FROM, TO).patrolled(FROM, TO);
    for grid in ["t1v0g0", "t1v2g3"] {
        county = without(county, grid, "2025-09-01");
    }
    let signals = silent(&county);
    assert_eq!(signals.len(), 1, "{signals:?}");
    assert_eq!(signals[0].area.as_str(), "t1");
    let cluster: Vec<&str> = signals[0].cluster.iter().map(AreaId::as_str).collect();
    assert_eq!(cluster, ["t1v0g0", "t1v2g3"]);
}
