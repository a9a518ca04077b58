//! Changes made, looked at from every day, and taken back.

use chrono::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::{AreaLevel, CountyTime, Effort, Part, Report};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2025, 12, day, 4, 0, 0).unwrap()
}

const TODAY: &str = "2025-12-31";

fn area(id: &str, parent: Option<&str>, level: AreaLevel, households: u32) -> Area {
    Area {
        id: id.into(),
        parent: parent.map(AreaId::from),
        level,
        name: id.to_uppercase(),
        households,
        centre: Some([94.0, 40.0]),
        outline: Vec::new(),
    }
}

/// A county with two towns, two villages in the first and one in the second, and two grids in each village.
fn county() -> AreaHistory {
    let mut list = vec![area("c", None, AreaLevel::County, 0)];
    for (town, villages) in [("t1", ["v1", "v2"].as_slice()), ("t2", ["v3"].as_slice())] {
        list.push(area(town, Some("c"), AreaLevel::Town, 0));
        for village in villages {
            list.push(area(village, Some(town), AreaLevel::Village, 100));
            for grid in ["a", "b"] {
                list.push(area(&format!("{village}{grid}"), Some(village), AreaLevel::Grid, 50));
            }
        }
    }
    AreaHistory::new(list, Vec::new())
}

fn part(id: &str, households: u32, children: &[&str]) -> Part {
    Part {
        id: id.into(),
        name: id.to_uppercase(),
        households: (households > 0).then_some(households),
        children: children.iter().map(|&child| child.into()).collect(),
        ..Part::default()
    }
}

fn decision(on: &str, change: Change) -> Decision {
    Decision { on: day(on), why: String::new(), changes: vec![change] }
}

fn split(area: &str, into: Vec<Part>) -> Change {
    Change::Split { area: area.into(), into }
}

fn reparent(area: &str, parent: &str) -> Change {
    Change::Reparent { area: area.into(), parent: parent.into() }
}

fn decided(history: &mut AreaHistory, on: &str, change: Change) -> Vec<AreaChange> {
    history.decide(&decision(on, change), day(TODAY), at(1)).unwrap()
}

fn refused(history: &AreaHistory, on: &str, change: Change) -> ChangeError {
    let mut tried = history.clone();
    let error = tried.decide(&decision(on, change), day(TODAY), at(1)).unwrap_err();
    assert_eq!(tried, *history, "nothing of a refused decision is kept");
    error
}

#[test]
fn a_split_village_ends_its_grids_move_and_its_past_is_still_drawn() {
    let mut history = county();
    let parts = vec![part("v1x", 75, &["v1a"]), part("v1y", 25, &["v1b"])];
    decided(&mut history, "2025-03-01", split("v1", parts));
    let now = history.present().unwrap();
    assert!(now.contains(&"v1x".into(), &"v1a".into()));
    assert!(now.in_force(&"v1".into()).is_err());
    assert_eq!(now.full_name(&"v1".into()), "T1V1", "its name is still known");
    let before = history.at(day("2025-02-28"), at(2)).unwrap();
    assert_eq!(before.all(), county().present().unwrap().all());
    let from_the_day_on = history.at(day("2025-03-01"), at(2)).unwrap();
    assert_eq!(from_the_day_on.all(), now.all());
}

#[test]
fn what_was_recorded_later_was_not_known_before() {
    let mut history = county();
    history.decide(&decision("2025-03-01", reparent("v1", "t2")), day(TODAY), at(10)).unwrap();
    let town = |known| {
        let areas = history.at(day("2025-06-01"), known).unwrap();
        areas.ancestor_at(&"v1a".into(), AreaLevel::Town).unwrap().id.clone()
    };
    assert_eq!(town(at(9)), "t1".into());
    assert_eq!(town(at(10)), "t2".into());
}

#[test]
fn an_ended_code_names_its_successors_in_both_languages() {
    let mut history = county();
    decided(&mut history, "2025-03-01", split("v1a", vec![part("v1c", 30, &[]), part("v1d", 20, &[])]));
    let error = refused(&history, "2025-04-01", reparent("v1a", "v2")).to_string();
    assert!(error.contains("v1a 已于 2025-03-01 拆分为 v1c（V1C）、v1d（V1D）"), "{error}");
    assert!(error.contains("v1a was split into v1c (V1C), v1d (V1D) on 2025-03-01"), "{error}");
}

#[test]
fn a_merge_over_towns_takes_everything_along() {
    let mut history = county();
    let merge = Change::Merge { areas: vec!["v3".into(), "v2".into()], into: part("v3", 0, &[]) };
    decided(&mut history, "2025-05-01", merge);
    let now = history.present().unwrap();
    assert_eq!(now.get(&"v3".into()).unwrap().households, 200);
    assert_eq!(now.ancestor_at(&"v2a".into(), AreaLevel::Town).unwrap().id, "t2".into());
    let v2 = history.last().iter().find(|area| area.id == "v2".into()).unwrap();
    assert_eq!(v2.parent, Some("v3".into()), "what was filed under it is found in what took it over");
}

#[test]
fn a_decision_that_does_not_fit_is_refused_with_what_to_do() {
    let mut history = county();
    decided(&mut history, "2025-06-01", reparent("v1", "t2"));
    let two = || vec![part("x", 1, &["v1a"]), part("y", 1, &["v1b"])];
    let cases = [
        (refused(&history, "2025-05-31", reparent("v1", "t1")), "2025-06-01 already"),
        (refused(&history, "2026-01-01", reparent("v2", "t2")), "lies in the future"),
        (refused(&history, "2025-07-01", reparent("v9", "t2")), "no area has the code v9"),
        (refused(&history, "2025-07-01", reparent("v2", "t1")), "nothing to record"),
        (refused(&history, "2025-07-01", reparent("v2", "v3a")), "would be no tree"),
        (refused(&history, "2025-07-01", split("v1", vec![part("x", 1, &["v1a"])])), "two parts at least"),
        (refused(&history, "2025-07-01", split("v2", two())), "v2a lies in v2, which ends"),
        (refused(&history, "2025-07-01", split("v1a", two())), "v1a does not lie in v1a"),
        (
            refused(&history, "2025-07-01", split("v1a", vec![part("x", 1, &[]), part("y", 0, &[])])),
            "households of all parts",
        ),
        (
            refused(&history, "2025-07-01", split("v1a", vec![part("x", 0, &[]), part("t1", 0, &[])])),
            "the code t1 was given already",
        ),
        (
            refused(
                &history,
                "2025-07-01",
                Change::Merge { areas: vec!["v1".into(), "t1".into()], into: part("x", 0, &[]) },
            ),
            "not of one level",
        ),
    ];
    for (error, said) in cases {
        assert!(error.to_string().contains(said), "{error} should say {said:?}");
        assert!(error.to_string().contains(" · "), "{error} is said in one language only");
    }
}

#[test]
fn a_repeated_decision_adds_nothing() {
    let mut history = county();
    let change = || split("v1a", vec![part("v1c", 30, &[]), part("v1d", 20, &[])]);
    assert_eq!(decided(&mut history, "2025-03-01", change()).len(), 1);
    let once = history.clone();
    assert!(decided(&mut history, "2025-03-01", change()).is_empty());
    assert_eq!(history, once);
}

#[test]
fn versions_tell_from_when_to_when_each_drawing_held() {
    let mut history = county();
    decided(&mut history, "2025-03-01", Change::Rename { area: "v1".into(), name: "新村".into() });
    decided(&mut history, "2025-05-01", split("v1a", vec![part("v1a", 30, &[]), part("v1c", 20, &[])]));
    let of = |id: &str| -> Vec<_> {
        let versions = history.versions().into_iter().filter(|version| version.area.id == id.into());
        versions.map(|version| (version.valid_from, version.valid_to, version.area.name)).collect()
    };
    let march = Some(day("2025-03-01"));
    assert_eq!(of("v1"), [(None, march, "V1".to_owned()), (march, None, "新村".to_owned())]);
    assert_eq!(of("v1a").len(), 2);
    assert_eq!(of("v1c"), [(Some(day("2025-05-01")), None, "V1C".to_owned())]);
}

#[test]
fn visits_are_shared_and_added_up_and_none_is_lost() {
    let mut history = county();
    decided(&mut history, "2025-03-01", split("v1a", vec![part("v1c", 30, &[]), part("v1d", 20, &[])]));
    let merge = Change::Merge { areas: vec!["v2a".into(), "v2b".into()], into: part("v2a", 0, &[]) };
    decided(&mut history, "2025-03-01", merge);
    let row = |grid: &str, visits, zero_report| Effort {
        grid: grid.into(),
        day: day("2025-01-05"),
        visits,
        zero_report,
    };
    let drawn = history.present().unwrap().redraw_effort(vec![
        row("v1a", 100, true),
        row("v1b", 7, false),
        row("v2a", 3, false),
        row("v2b", 4, true),
    ]);
    let of = |grid: &str| drawn.iter().find(|row| row.grid == grid.into()).unwrap();
    assert_eq!(of("v1c").visits + of("v1d").visits, 100);
    assert!(of("v1c").visits.abs_diff(60) < 16, "{drawn:?}");
    assert!(of("v1c").zero_report && of("v1d").zero_report);
    assert_eq!((of("v1b").visits, of("v2a").visits, of("v2a").zero_report), (7, 7, true));
    assert_eq!(drawn.len(), 4);
}

fn report(number: u32, area: &str, received: NaiveDate) -> Report {
    let text = format!(
        r#"id = "01900000-0000-7000-8000-{number:012}"
        area = "{area}"
        category = "02"
        occurred_on = "{received}"
        reported_at = "{received}T03:00:00Z"
        received_at = "{received}T04:00:00Z"
        channel = "patrol"
        scale = "01"
        summary = """#
    );
    toml::from_str(&text).unwrap()
}

fn drawn(history: &AreaHistory, on: NaiveDate, known_at: DateTime<Utc>) -> Vec<Area> {
    history.at(on, known_at).unwrap().all().to_vec()
}

/// Changes of a grid, to be tried in any order: those that do not fit are refused.
fn any_change() -> impl Strategy<Value = Change> {
    let known = prop::sample::select(vec!["v1a", "v1b", "v2a", "v2b", "v3a", "n1", "n2", "n3", "v1", "v2"]);
    let new = prop::sample::select(vec!["n1", "n2", "n3", "n4", "n5", "n6", "v1a", "v2b"]);
    let parent = prop::sample::select(vec!["v1", "v2", "v3", "t1", "t2"]);
    prop_oneof![
        (known.clone(), new.clone(), new.clone(), 1..90_u32).prop_map(|(from, one, other, households)| {
            split(from, vec![part(one, households, &[]), part(other, 90 - households.min(89), &[])])
        }),
        (known.clone(), known.clone(), new).prop_map(|(one, other, into)| Change::Merge {
            areas: vec![one.into(), other.into()],
            into: part(into, 0, &[]),
        }),
        (known.clone(), "[a-z]{1,3}").prop_map(|(area, name)| Change::Rename { area: area.into(), name }),
        (known, parent).prop_map(|(area, parent)| reparent(area, parent)),
    ]
}

proptest! {
    #[test]
    fn whatever_is_decided_every_day_has_a_tree_and_every_report_counts_once(
        decisions in prop::collection::vec((any_change(), 1..28_u32), 1..12),
    ) {
        let mut history = county();
        for (number, (change, on)) in (1..).zip(decisions) {
            let on = NaiveDate::from_ymd_opt(2025, 3, on).unwrap();
            let asked = Decision { on, why: String::new(), changes: vec![change] };
            let earlier = history.clone();
            if history.decide(&asked, day(TODAY), at(number)).is_ok() && number > 1 {
                // Record time: the past as known before the record is what it was.
                for on in earlier.days() {
                    let known = at(number - 1);
                    prop_assert_eq!(drawn(&earlier, on, known), drawn(&history, on, known));
                }
            }
        }
        let present = history.present().unwrap();
        prop_assert_eq!(drawn(&history, day(TODAY), at(30)), present.all().to_vec());
        prop_assert_eq!(drawn(&history, day("2025-02-28"), at(30)), county().last().to_vec());
        let received = day("2025-02-01");
        let filed: Vec<Report> = (0..40)
            .map(|number| report(number, ["v1a", "v1b", "v2a", "v2b", "v3a"][number as usize % 5], received))
            .collect();
        let mut redrawn = filed.clone();
        present.redraw_reports(&mut redrawn, CountyTime::SHANGHAI);
        for report in &redrawn {
            prop_assert!(present.in_force(&report.area).is_ok(), "{} is not in force", report.area);
        }
        let mut backwards: Vec<Report> = filed.into_iter().rev().collect();
        present.redraw_reports(&mut backwards, CountyTime::SHANGHAI);
        backwards.reverse();
        prop_assert_eq!(backwards, redrawn, "where a report goes depends on itself only");
        let held = history.versions().into_iter().filter(|version| version.valid_to.is_none());
        prop_assert_eq!(held.count(), present.all().len());
    }
}
