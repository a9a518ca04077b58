//! The facts around a signal, and the order in which signals are read.

use chrono::TimeDelta;
use domain::{Channel, Effort, Report, Scale, Signal};

use crate::county::{County, day, end_of};

const FROM: &str = "2023-01-02";
const TO: &str = "2025-11-30";

/// A county with an outbreak of twelve in the first grid of a town; `planted` changes each of its reports.
fn outbreak(category: &str, planted: impl Fn(usize, &mut Report)) -> County {
    let mut county = County::quiet(1, FROM, TO);
    let before = county.reports.len();
    county.plant(&["t1v0g0"], category, "2025-11-17", "2025-11-28", 12);
    county.reports[before..].iter_mut().enumerate().for_each(|(number, report)| planted(number, report));
    county
}

fn about(county: &County, category: &str) -> Signal {
    let signals = county.assess(end_of(TO)).signals;
    signals.into_iter().find(|signal| signal.category.as_str() == category).unwrap()
}

#[test]
fn people_scale_channel_grid_lateness_and_copies_are_counted_from_the_reports_behind() {
    let county = outbreak("07", |number, report| {
        report.people = Some(10);
        report.channel = Channel::Hotline;
        report.summary = "两户因轮灌次序发生争执。".to_owned();
        if number < 3 {
            report.scale = Scale::Group;
            report.received_at = report.reported_at + TimeDelta::days(9);
        }
    });
    let signal = about(&county, "07");
    let facts = signal.facts;
    assert_eq!((facts.people, facts.group_matters, facts.copied), (120, 3, 12));
    assert_eq!(facts.loudest_channel.unwrap().0, Channel::Hotline);
    assert_eq!(facts.busiest_grid, Some(("t1v0g0".into(), 12)));
    assert_eq!(facts.sentences, ["两户因轮灌次序发生争执。"]);
    let late = facts.late_share.unwrap() * signal.reports.len() as f64;
    assert!((late - 3.0).abs() < 1e-9, "{late}");
    let (lower, upper) = facts.interval.unwrap();
    assert!(lower <= signal.expected && signal.expected <= upper && upper < signal.observed);
    assert_eq!(facts.since, Some(day("2025-11-17")));
    assert!((0.9..=1.0).contains(&facts.known_share.unwrap()), "{:?}", facts.known_share);
}

#[test]
fn a_restricted_signal_tells_neither_a_grid_nor_a_text_nor_a_channel() {
    let mut county = outbreak("0103", |_, report| {
        report.people = Some(3);
        report.summary = "内情".to_owned();
    });
    county.trickle("0103", FROM, "2025-11-16", |_| 2.0);
    let facts = about(&county, "0103").facts;
    assert!(facts.sentences.is_empty() && facts.busiest_grid.is_none() && facts.loudest_channel.is_none());
    assert_eq!((facts.people, facts.late_share), (0, None));
    assert!(facts.weight > 0.0 && facts.interval.is_some(), "what is counted of the town is told");
}

#[test]
fn the_same_number_of_reports_weighs_more_when_groups_stand_behind_it() {
    let mut county = County::quiet(1, FROM, TO);
    for (town, category, scale) in [("t0", "07", Scale::Individual), ("t2", "1101", Scale::LargeGroup)] {
        let before = county.reports.len();
        county.plant(&[town], category, "2025-11-24", "2025-11-28", 12);
        county.reports[before..].iter_mut().for_each(|report| report.scale = scale);
    }
    let signals = county.assess(end_of(TO)).signals;
    assert!(signals.is_sorted_by(|one, other| one.facts.weight >= other.facts.weight));
    assert_eq!(signals[0].category.as_str(), "1101");
    let disputes = signals.iter().find(|signal| signal.category.as_str() == "07").unwrap();
    assert!(signals[0].facts.weight > 5.0 * disputes.facts.weight);
}

#[test]
fn visits_are_set_against_those_of_the_year_before() {
    let mut county = outbreak("07", |_, _| {});
    for grid in county.grids_in("c") {
        for week in 0..100 {
            // In the last two weeks the town is walked twice as often.
            let day = day("2024-01-01") + TimeDelta::weeks(week);
            let visits = if day >= self::day("2025-11-17") { 20 } else { 10 };
            county.effort.push(Effort { grid: grid.clone(), day, visits, zero_report: false });
        }
    }
    let ratio = about(&county, "07").facts.visits_ratio.unwrap();
    assert!((ratio - 2.0).abs() < 1e-9, "{ratio}");
    county.effort.clear();
    assert_eq!(about(&county, "07").facts.visits_ratio, None, "without a record nothing is said");
}
