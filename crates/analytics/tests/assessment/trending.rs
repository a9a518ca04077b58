//! Trending signals: slow rises over years.

use domain::{AreaLevel, Detector, Effort, Signal, SignalKind};

use crate::county::{County, day, end_of};

const FROM: &str = "2022-01-03";
const TO: &str = "2025-11-30";

/// Neighbour disputes that rise by half every year, on a quiet county.
fn rising(seed: u64) -> County {
    let mut county = County::quiet(seed, FROM, TO);
    county.trickle("07", FROM, TO, |current| {
        let years = (current - day(FROM)).num_days() as f64 / 365.25;
        6.0 * (1.5_f64.powf(years) - 1.0)
    });
    county
}

fn trending(county: &County) -> Vec<Signal> {
    let assessment = county.assess(end_of(TO));
    assessment.signals.into_iter().filter(|signal| signal.kind == SignalKind::Trending).collect()
}

/// A day of patrol in every grid each week, `visits` of them.
fn patrol(county: &mut County, visits: impl Fn(f64) -> f64) {
    let grids = county.grids_in("c");
    for current in day(FROM).iter_days().step_by(7).take_while(|current| *current <= day(TO)) {
        let years = (current - day(FROM)).num_days() as f64 / 365.25;
        for grid in &grids {
            let visits = visits(years).round() as u32;
            county.effort.push(Effort { grid: grid.clone(), day: current, visits, zero_report: false });
        }
    }
}

#[test]
fn a_rise_by_half_every_year_is_found_and_measured() {
    let found = trending(&rising(1));
    assert!(!found.is_empty());
    for signal in &found {
        assert_eq!((signal.detector, signal.category.as_str()), (Detector::MannKendall, "07"));
        assert!((1.25..1.9).contains(&signal.ratio), "{}", signal.ratio);
        assert!(signal.observed > signal.expected);
        assert_eq!((signal.from, signal.to), (day("2024-12-02"), day("2025-11-30")));
        assert_eq!(signal.series.len(), 50);
        assert!(signal.facts.since.unwrap() < day("2023-07-01"), "{:?}", signal.facts.since);
        let (mean, lower, upper) = signal.facts.outlook.unwrap();
        assert!(lower < mean && mean < upper && mean > signal.observed * 8.0 / 52.0);
    }
}

/// A quiet county in which one town alone has more neighbour disputes: so many a week more.
fn one_town(seed: u64, weekly: impl Fn(f64) -> f64) -> County {
    let mut county = County::quiet(seed, FROM, TO);
    for week in 0..204_u64 {
        let monday = day(FROM) + chrono::Days::new(7 * week);
        let count = weekly(week as f64 / 52.18).round() as u64;
        let sunday = monday + chrono::Days::new(6);
        county.plant(&["t1"], "07", &monday.to_string(), &sunday.to_string(), count);
    }
    county
}

#[test]
fn what_rises_everywhere_is_told_of_the_county_alone() {
    for seed in 1..3 {
        let found = trending(&rising(seed));
        let told: Vec<_> = found.iter().map(|signal| signal.area.as_str()).collect();
        assert_eq!(told, ["c"]);
    }
}

#[test]
fn what_rises_in_one_town_is_not_told_of_the_county_or_of_another_town() {
    let found = trending(&one_town(4, |years| 2.0 * ((years - 1.5).max(0.0) * 0.5).exp_m1()));
    assert!(!found.is_empty());
    assert!(found.iter().all(|signal| signal.area.as_str().starts_with("t1")), "{found:?}");
}

#[test]
fn a_step_that_stays_is_dated() {
    let found = trending(&one_town(5, |years| if years < 2.5 { 0.0 } else { 3.0 }));
    // Three a week are always those of the same three grids: the village may stand for its town.
    let found = found.iter().find(|signal| signal.area.as_str().starts_with("t1")).unwrap();
    let since = found.facts.since.unwrap();
    let begun = day(FROM) + chrono::Days::new(7 * 131);
    assert!((since - begun).num_days().abs() <= 8 * 7, "{since} against {begun}");
}

#[test]
fn patrols_that_double_are_no_trend() {
    let mut county = one_town(6, |years| if years < 2.5 { 2.0 } else { 6.0 });
    // The quiet trickle of the town is two a week: four in all before, eight after, as twice the patrols find.
    patrol(&mut county, |years| if years < 2.5 { 20.0 } else { 40.0 });
    assert_eq!(trending(&county), []);
}

#[test]
fn a_town_and_its_villages_do_not_both_speak() {
    let county = rising(2);
    let found = trending(&county);
    for signal in
        found.iter().filter(|signal| county.areas.get(&signal.area).unwrap().level == AreaLevel::Village)
    {
        let town = county.areas.ancestor_at(&signal.area, AreaLevel::Town).unwrap();
        assert!(found.iter().all(|other| other.area != town.id), "{}", signal.area);
    }
}

#[test]
fn a_rise_that_patrols_explain_is_not_said() {
    let mut county = rising(1);
    patrol(&mut county, |years| 20.0 * 1.5_f64.powf(years));
    assert_eq!(trending(&county), []);
}

#[test]
fn a_rise_under_steady_patrols_is_said_with_the_patrols_beside_it() {
    let mut county = rising(1);
    patrol(&mut county, |_| 20.0);
    let found = trending(&county);
    assert!(!found.is_empty());
    assert!(found[0].parameters.iter().any(|(name, value)| name == "visits_per_year" && *value < 1.1));
}

#[test]
fn a_level_that_stays_is_no_trend() {
    for seed in 3..6 {
        assert_eq!(trending(&County::quiet(seed, FROM, TO)), []);
    }
}
