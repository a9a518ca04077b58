//! A season of a town that neither the county nor the calendar shares.

use domain::{Detector, Signal};

use crate::county::{County, day, end_of};

const FROM: &str = "2021-01-04";

/// Neighbour disputes that come to so many more every September in town `t1`.
fn county(seed: u64, to: &str, years: &[&str]) -> County {
    let mut county = County::quiet(seed, FROM, to);
    for year in years {
        county.plant(&["t1"], "02", &format!("{year}-09-01"), &format!("{year}-09-30"), 30);
    }
    county
}

fn announced(county: &County, as_of: &str) -> Vec<Signal> {
    let signals = county.assess(end_of(as_of)).signals;
    signals.into_iter().filter(|signal| signal.detector == Detector::OwnSeason).collect()
}

#[test]
fn a_september_that_was_seen_twice_is_announced_before_the_third() {
    let county = county(1, "2025-08-03", &["2023", "2024"]);
    let found = announced(&county, "2025-08-03");
    assert_eq!(found.len(), 1);
    let signal = &found[0];
    assert_eq!((signal.area.as_str(), signal.category.as_str()), ("t1", "02"));
    assert_eq!(signal.event.as_deref(), Some("own_season:09-01"));
    assert_eq!((signal.from, signal.to), (day("2025-09-01"), day("2025-09-30")));
    assert!(signal.ratio > 2.0 && signal.parameter("confirmed_occurrences") == Some(2.0));
    let part = |name| signal.parameter(name).unwrap();
    assert!((35.0..70.0).contains(&part("forecast")), "{}", part("forecast"));
    assert!(part("forecast_lower") < part("forecast") && part("forecast") < part("forecast_upper"));
    assert_eq!(part("days_until_start"), 28.0);
}

#[test]
fn the_announcement_keeps_its_name_while_its_window_is_open() {
    let years = ["2022", "2023", "2024", "2025"];
    let county = county(2, "2025-09-21", &years);
    let (before, within) = (announced(&county, "2025-08-10"), announced(&county, "2025-09-14"));
    assert_eq!((before.len(), within.len()), (1, 1));
    assert_eq!(before[0].id, within[0].id);
    assert!(within[0].parameter("counted_so_far").unwrap() >= 10.0);
}

#[test]
fn a_single_september_is_an_outbreak() {
    assert_eq!(announced(&county(3, "2025-08-03", &["2024"]), "2025-08-03"), []);
}

#[test]
fn a_season_of_the_whole_county_is_not_a_towns_own() {
    let mut county = County::quiet(4, FROM, "2025-08-03");
    for year in ["2021", "2022", "2023", "2024"] {
        county.plant(&["c"], "02", &format!("{year}-09-01"), &format!("{year}-09-30"), 120);
    }
    assert_eq!(announced(&county, "2025-08-03"), []);
}
