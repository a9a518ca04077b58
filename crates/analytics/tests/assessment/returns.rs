//! The same matter at the same grid, again and again.

use domain::{
    Channel::{self, Hotline, Patrol},
    Detector, Signal, SignalKind,
};

use crate::county::{County, end_of};

const FROM: &str = "2024-06-03";
const TO: &str = "2025-11-30";

const WALL: &str = "五组村民王某与李某为院墙排水发生争吵，雨水流进李某院子。已劝解，待七日后回访。";
const WALL_AGAIN: &str =
    "再次巡查发现，五组村民王某与李某为院墙排水发生争吵，雨水流进李某院子。属重复发生，已提请会商。";
const WALL_BY_PHONE: &str =
    "12345转办：五组村民王某与李某为院墙排水吵了起来，雨水流进李某院子。请属地三日内反馈。";

/// A county in which every report of the neighbours tells another of a few hundred quarrels.
fn county(seed: u64) -> County {
    let mut county = County::quiet(seed, FROM, TO);
    let (who, what) = (
        ["张", "赵", "马", "何", "郭", "韩"],
        ["浇水", "噪声", "树木遮光", "牲畜踩苗", "借用农具", "倒垃圾", "占道停车"],
    );
    for (number, report) in county.reports.iter_mut().enumerate() {
        let (one, two) = (who[number % 6], who[number / 6 % 6]);
        let about = what[number / 36 % 7];
        report.summary =
            format!("{}组{one}某反映邻居{two}某某{about}影响生活，双方第{number}次起争执。", number % 9);
    }
    county
}

fn returned(county: &County) -> Vec<Signal> {
    let signals = county.assess(end_of(TO)).signals;
    signals.into_iter().filter(|signal| signal.detector == Detector::Return).collect()
}

fn outbreaks(days: &[&'static str]) -> Vec<(&'static str, Channel, &'static str)> {
    days.iter().enumerate().map(|(at, day)| (*day, Patrol, if at == 0 { WALL } else { WALL_AGAIN })).collect()
}

#[test]
fn a_matter_that_came_back_three_times_is_said_with_its_reports_and_what_to_expect() {
    let mut county = county(1);
    let before = county.reports.len();
    county.tell("t1v1g3", "02", &outbreaks(&["2025-07-28", "2025-09-01", "2025-10-06", "2025-11-12"]));
    county.tell("t1v1g3", "02", &[("2025-10-08", Hotline, WALL_BY_PHONE)]);
    let mut planted: Vec<_> =
        county.reports[before..].iter().map(|report| (report.occurred_on, report.id)).collect();
    planted.sort_unstable();

    let found = returned(&county);
    assert_eq!(found.len(), 1);
    let signal = &found[0];
    assert_eq!(
        (signal.kind, signal.area.as_str(), signal.category.as_str()),
        (SignalKind::Recurring, "t1v1g3", "02")
    );
    assert_eq!(
        (signal.from.to_string(), signal.to.to_string()),
        ("2025-07-28".to_owned(), "2025-11-12".to_owned())
    );
    assert_eq!(signal.observed, 4.0, "the hotline's retelling is no outbreak");
    assert_eq!(signal.reports, planted.iter().map(|(_, id)| *id).collect::<Vec<_>>());
    assert!((2.0..4.0).contains(&signal.expected) && signal.p_value < 1e-3, "{signal:?}");
    assert_eq!(signal.parameter("usual_gap_days"), Some(35.0));
    let (four, eight) =
        (signal.parameter("chance_4_weeks").unwrap(), signal.parameter("chance_8_weeks").unwrap());
    assert!(0.0 < four && four < eight && eight < 1.0);
}

#[test]
fn one_occurrence_told_three_times_is_no_return() {
    let mut county = county(2);
    let told = [
        ("2025-11-12", Patrol, WALL),
        ("2025-11-13", Hotline, WALL_BY_PHONE),
        ("2025-11-17", Patrol, WALL_AGAIN),
    ];
    county.tell("t1v1g3", "02", &told);
    assert_eq!(returned(&county), []);
}

#[test]
fn two_outbreaks_other_grids_and_long_past_ones_are_none_either() {
    let mut county = county(3);
    county.tell("t0v0g0", "02", &outbreaks(&["2025-10-06", "2025-11-12"]));
    county.tell("t1v0g0", "02", &outbreaks(&["2025-06-02", "2025-07-06", "2025-08-12"]));
    for grid in ["t2v0g0", "t2v1g0", "t2v2g0"] {
        county.tell(grid, "02", &outbreaks(&["2025-11-12"]));
    }
    assert_eq!(returned(&county), []);
}

#[test]
fn a_sentence_that_everybody_writes_is_no_matter() {
    let mut county = county(4);
    for report in county.reports.iter_mut().filter(|report| report.category.as_str() == "02") {
        report.summary = WALL.to_owned();
    }
    assert_eq!(returned(&county), []);
}

#[test]
fn a_restricted_category_is_not_looked_into() {
    let mut county = county(5);
    county.tell("t1v1g3", "0103", &outbreaks(&["2025-09-01", "2025-10-06", "2025-11-12"]));
    assert_eq!(returned(&county), []);
}
