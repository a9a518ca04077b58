//! Habits of filling in.

use chrono::{Datelike, Days, Months};
use domain::{AreaId, Detector, Signal, SignalKind};

use crate::county::{County, TIME, day, end_of};

const FROM: &str = "2024-01-01";
const TO: &str = "2025-08-03";

fn irregular(county: &County, as_of: &str) -> Vec<Signal> {
    let signals = county.assess(end_of(as_of)).signals;
    signals.into_iter().filter(|signal| signal.kind == SignalKind::Irregular).collect()
}

/// Lets some grids write up everything on the last day of the month.
fn batched(mut county: County, grids: &[&str]) -> County {
    for report in county.reports.iter_mut().filter(|report| grids.contains(&report.area.as_str())) {
        let end = report.occurred_on.with_day(1).unwrap() + Months::new(1) - Days::new(1);
        report.reported_at = TIME.end_of(end) - chrono::TimeDelta::hours(7);
        report.received_at = report.reported_at;
    }
    county
}

#[test]
fn month_end_batches_are_told_to_the_town_once_with_the_days_of_the_half_year() {
    let grids = ["t0v0g1", "t0v1g2", "t0v2g5", "t0v2g0"];
    let county = batched(County::quiet(1, FROM, TO), &grids);
    let told = irregular(&county, TO);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((told[0].detector, told[0].area.as_str()), (Detector::Heaping, "t0"));
    assert_eq!(told[0].cluster.len(), 4);
    assert_eq!((told[0].from, told[0].to), (day("2025-01-01"), day("2025-06-30")));
    assert!(told[0].category.is_every() && told[0].observed > 5.0 * told[0].expected);
    assert_eq!(told[0].id, irregular(&county, "2025-07-13")[0].id, "a later sweep tells the same signal");
}

#[test]
fn what_two_grids_do_is_not_told() {
    let county = batched(County::quiet(1, FROM, TO), &["t0v0g1", "t0v1g2"]);
    assert!(irregular(&county, TO).is_empty());
}

#[test]
fn the_same_text_many_times_is_told_and_texts_of_their_own_are_not() {
    let mut county = County::quiet(1, FROM, TO);
    let letters: Vec<char> = ('一'..='龥').collect();
    for (number, report) in county.reports.iter_mut().enumerate() {
        report.summary =
            (0..30).map(|position| letters[(number * 7919 + position * 104_729) % letters.len()]).collect();
    }
    assert!(irregular(&county, TO).is_empty());
    let pasting: [AreaId; 3] = ["t2v0g0".into(), "t2v0g1".into(), "t2v0g4".into()];
    for report in county.reports.iter_mut().filter(|report| pasting.contains(&report.area)) {
        report.summary = format!("{}日巡查发现邻里因琐事争吵，已现场劝解。", report.occurred_on.day());
    }
    let told = irregular(&county, TO);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((told[0].detector, told[0].area.as_str()), (Detector::Copies, "t2v0"));
    assert_eq!(told[0].cluster, pasting);
}

#[test]
fn patrols_that_always_count_the_same_are_told() {
    let mut county = County::quiet(1, FROM, TO);
    for (number, grid) in county.grids_in("c").into_iter().enumerate() {
        for (week, monday) in day(FROM).iter_weeks().take_while(|monday| *monday <= day(TO)).enumerate() {
            let visits =
                if (6..10).contains(&number) { 10 } else { 5 + ((number * 31 + week * 17) % 11) as u32 };
            county.effort.push(domain::Effort {
                grid: grid.clone(),
                day: monday,
                visits,
                zero_report: false,
            });
        }
    }
    let told = irregular(&county, TO);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((told[0].area.as_str(), told[0].parameter("grids_same_visits")), ("t0v1", Some(4.0)));
}
