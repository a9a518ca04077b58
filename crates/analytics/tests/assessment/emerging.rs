//! Emerging signals: outbreaks planted into the trickle, and counties where nothing is the matter.

use analytics::{Assessment, backtest::replay};
use domain::{AreaLevel, Calendar, Detector, Signal, SignalKind};

use crate::county::{County, day, end_of, told, weeks};

const FROM: &str = "2023-01-02";
const TO: &str = "2025-11-30";

fn emerging(assessment: &Assessment) -> Vec<&Signal> {
    assessment.signals.iter().filter(|signal| signal.kind == SignalKind::Emerging).collect()
}

/// The emerging signals about a group of categories within an area.
fn about<'a>(county: &County, assessment: &'a Assessment, area: &str, group: &str) -> Vec<&'a Signal> {
    let mut signals = emerging(assessment);
    signals.retain(|signal| {
        county.areas.contains(&area.into(), &signal.area) && signal.category.as_str().starts_with(group)
    });
    signals
}

#[test]
fn an_outbreak_in_a_town_is_found_in_its_week_with_its_reports() {
    let mut county = County::quiet(1, FROM, TO);
    county.plant(&["t1"], "1001", "2025-11-24", "2025-11-28", 12);
    let assessment = county.assess(end_of(TO));
    let found = about(&county, &assessment, "t1", "10");
    assert_eq!(found.len(), 1, "{}", told(&found));
    let signal = found[0];
    assert_eq!((signal.area.as_str(), signal.category.as_str()), ("t1", "1001"));
    assert_eq!(signal.id, assessment.signals[0].id, "the gravest comes first");
    assert!(signal.observed >= 12.0 && signal.observed > signal.upper && signal.ratio > 2.0);
    assert_eq!(signal.reports.len() as f64, signal.observed);
    assert_eq!(signal.to, day(TO));
    assert_eq!(signal.series.len(), county.parameters.chart_weeks);
}

#[test]
fn a_cluster_across_a_village_border_is_found_and_said_once() {
    let mut county = County::quiet(2, FROM, TO);
    county.plant(&["t0v0g2", "t0v1g0"], "02", "2025-11-10", "2025-11-30", 12);
    let assessment = county.assess(end_of(TO));
    let found = about(&county, &assessment, "t0", "02");
    assert_eq!(found.len(), 1, "{}", told(&found));
    let signal = found[0];
    assert_eq!(signal.detector, Detector::SpaceTimeScan);
    assert_eq!(signal.area.as_str(), "t0");
    for grid in ["t0v0g2", "t0v1g0"] {
        assert!(signal.cluster.contains(&grid.into()), "{:?}", signal.cluster);
    }
    assert_eq!(signal.reports.len() as f64, signal.observed);
}

#[test]
fn quiet_counties_raise_almost_nothing() {
    let assessments: Vec<_> = (10..16)
        .flat_map(|seed| {
            let county = County::quiet(seed, FROM, TO);
            replay(&county.snapshot(), &county.parameters, weeks("2025-W43", "2025-W48"))
        })
        .collect();
    let raised: Vec<_> = assessments.iter().flat_map(emerging).collect();
    // In each of the two families one quiet sweep in ten may say something, which then stays for some weeks.
    assert!(raised.len() * 4 <= assessments.len(), "{}", told(&raised));
}

#[test]
fn a_festival_that_moves_is_no_outbreak_of_wage_arrears() {
    let (mut known, mut unknown) = (0, 0);
    for seed in 20..23 {
        let mut county = County::quiet(seed, "2021-01-04", "2026-03-15");
        let calendar = county.calendar.clone();
        county.trickle("1001", "2021-01-04", "2026-03-15", |day| {
            let days = calendar.days_from_spring_festival(day).unwrap();
            if (-42..0).contains(&days) { 24.0 } else { 0.0 }
        });
        // In 2025 the weeks before the festival began on 18 December, in 2026 on 6 January and ended in mid-February.
        let wage_signals = |county: &County| {
            let assessments = replay(&county.snapshot(), &county.parameters, weeks("2026-W02", "2026-W08"));
            assessments.iter().map(|assessment| about(county, assessment, "c", "10").len()).sum::<usize>()
        };
        known += wage_signals(&county);
        county.calendar = Calendar::default();
        unknown += wage_signals(&county);
    }
    assert!(
        unknown >= 10,
        "every other sweep must fire without the calendar, or this shows nothing: {unknown}"
    );
    assert!(known * 4 <= unknown, "{known} with the calendar, {unknown} without it");
}

#[test]
fn a_history_of_forty_weeks_is_enough_for_a_level() {
    let mut county = County::quiet(3, "2025-02-24", TO);
    county.plant(&["t2"], "07", "2025-11-24", "2025-11-30", 12);
    let assessment = county.assess(end_of(TO));
    let found = about(&county, &assessment, "t2", "07");
    assert_eq!(found.len(), 1, "{}", told(&emerging(&assessment)));
}

#[test]
fn an_empty_record_is_quiet_and_no_error() {
    let assessment = County::silent(4).assess(end_of(TO));
    assert_eq!((assessment.tests, assessment.signals.len()), (0, 0));
}

#[test]
fn a_restricted_category_is_said_of_the_town_only_and_lists_no_reports() {
    let mut county = County::quiet(5, FROM, TO);
    county.trickle("0103", FROM, TO, |_| 2.0);
    county.plant(&["t1v0g0"], "0103", "2025-11-17", "2025-11-30", 12);
    let assessment = county.assess(end_of(TO));
    let found: Vec<_> =
        assessment.signals.iter().filter(|signal| signal.category.as_str() == "0103").collect();
    assert_eq!(found.len(), 1, "{}", told(&found));
    assert_eq!(county.areas.get(&found[0].area).unwrap().level, AreaLevel::Town);
    assert!(found[0].cluster.is_empty() && found[0].reports.is_empty());
    assert!(
        assessment.signals.iter().all(|signal| signal.category.as_str() != "01"),
        "no group gives it away"
    );
}

#[test]
fn late_reports_do_not_hide_an_outbreak_of_last_week() {
    let mut county = County::quiet(6, FROM, TO);
    // Every second report of the county takes twelve days.
    for report in county.reports.iter_mut().step_by(2) {
        report.received_at += chrono::TimeDelta::days(12);
    }
    county.plant(&["t1"], "1001", "2025-11-24", "2025-11-28", 9);
    let assessment = county.assess(end_of(TO));
    let signal = emerging(&assessment)[0];
    assert_eq!(signal.area.as_str(), "t1");
    let completeness = signal.parameters.iter().find(|(name, _)| name == "completeness_last_week").unwrap().1;
    assert!((0.3..0.7).contains(&completeness), "{completeness}");
}
