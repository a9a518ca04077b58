//! Every figure of the scorecard, on lists made by hand.

use chrono::{NaiveDate, TimeDelta};
use domain::{Detector, Week};
use serde_json::json;

use super::*;

/// A county with no lines yet, swept for so many weeks from 2025-W01.
fn trial(sweeps: i64, episodes: Vec<Episode>) -> Trial {
    Trial {
        county: "test".to_owned(),
        weeks: (0..sweeps).map(week).collect(),
        levels: vec![Some(domain::AreaLevel::Village); episodes.len()],
        episodes,
        lines: Vec::new(),
    }
}

fn week(number: i64) -> Week {
    Week::parse("2025-W01").unwrap().plus(number)
}

/// An episode of two weeks that begins on the Wednesday of a week.
fn episode(id: &str, kind: &str, begins: i64, extra: f64) -> Episode {
    let from = week(begins).monday() + TimeDelta::days(2);
    Episode {
        id: id.to_owned(),
        kind: kind.to_owned(),
        areas: vec!["v".into()],
        category: Some("02".into()),
        from,
        to: from + TimeDelta::days(13),
        extra: json!(extra),
    }
}

/// A line about the category 02 in a town, said at the end of a week.
fn line(seen: i64, detector: Detector, town: &str, weight: f64, episodes: &[usize]) -> Line {
    Line {
        week: week(seen),
        signal: domain::Signal::derive_id(detector, &town.into(), &"02".into(), None, week(seen).sunday()),
        kind: detector.kind(),
        detector,
        area: town.into(),
        town: town.into(),
        category: "02".into(),
        group: "02".into(),
        event: None,
        from: week(seen).monday(),
        to: week(seen).sunday(),
        observed: 8.0,
        expected: 2.0,
        ratio: 4.0,
        p_value: 0.001,
        q_value: 0.05,
        weight,
        episodes: episodes.to_vec(),
        luck: Some(0.25),
    }
}

fn card(trial: &Trial) -> Scorecard {
    Scorecard::of(&[trial.all()])
}

#[test]
fn a_delay_is_counted_from_the_end_of_the_first_week() {
    let mut county = trial(
        10,
        vec![
            episode("quick", "local_outbreak", 2, 8.0),
            episode("slow", "local_outbreak", 2, 12.0),
            episode("never", "local_outbreak", 2, 5.0),
        ],
    );
    county.lines = vec![
        line(2, Detector::SpaceTimeScan, "t", 1.0, &[0]),
        line(5, Detector::SpaceTimeScan, "t", 1.0, &[0, 1]),
    ];
    let row = card(&county).all;
    assert_eq!((row.raised.count, row.raised.of, row.missed), (2, 3, 1));
    assert_eq!((row.median_delay_weeks, row.mean_delay_weeks), (Some(1.5), Some(1.5)));
    // From Wednesday to the end of Sunday there are five days, three weeks later twenty-one more.
    assert_eq!(row.median_delay_days, Some((5.0 + 26.0) / 2.0));
    let within: Vec<_> = row.within.iter().map(|within| (within.weeks, within.raised.count)).collect();
    assert_eq!(within, [(2, 1), (3, 2), (4, 2)]);
}

#[test]
fn a_delay_is_not_told_of_what_began_before_or_was_not_followed() {
    let mut county =
        trial(5, vec![episode("before", "town_rise", -1, 30.0), episode("at the end", "town_rise", 3, 30.0)]);
    county.lines = vec![line(0, Detector::SeasonalBaseline, "t", 1.0, &[0])];
    let row = card(&county).all;
    assert_eq!((row.raised.count, row.raised.of), (1, 2));
    assert_eq!(row.median_delay_weeks, None);
    assert!(row.within.iter().all(|within| within.raised.of == 0), "one week after the first was swept");
}

#[test]
fn episodes_outside_the_swept_weeks_are_not_counted() {
    let county = trial(5, vec![episode("past", "trend", -9, 30.0), episode("to come", "trend", 7, 30.0)]);
    assert_eq!(card(&county).all.raised.of, 0);
}

#[test]
fn rows_are_by_kind_and_by_size() {
    let county = trial(
        9,
        vec![
            episode("a", "town_rise", 1, 40.0),
            episode("b", "local_outbreak", 1, 5.0),
            episode("c", "local_outbreak", 1, 8.0),
        ],
    );
    let card = card(&county);
    let kinds: Vec<_> = card.kinds.iter().map(|row| (row.kind.as_str(), row.raised.of)).collect();
    assert_eq!(kinds, [("local_outbreak", 2), ("town_rise", 1)]);
    let sizes: Vec<_> = card.sizes.iter().map(|row| (row.kind.as_str(), row.size)).collect();
    let expected = [
        ("local_outbreak", Some(Size::UpTo5)),
        ("local_outbreak", Some(Size::UpTo10)),
        ("town_rise", Some(Size::Over20)),
    ];
    assert_eq!(sizes, expected);
    assert_eq!(card.levels[0].level, Some(domain::AreaLevel::Village));
}

#[test]
fn announcements_and_irregular_reporting_stand_beside_the_list() {
    let mut county = trial(4, vec![episode("a", "town_rise", 0, 40.0)]);
    county.lines = vec![
        line(0, Detector::SeasonalBaseline, "t", 1.0, &[0]),
        line(0, Detector::CalendarEffect, "t", 1.0, &[]),
        line(0, Detector::Copies, "t", 1.0, &[]),
        line(1, Detector::Return, "t", 1.0, &[]),
        line(1, Detector::Silence, "t", 1.0, &[]),
    ];
    let card = card(&county);
    assert_eq!((card.list.lines, card.list.most, card.announcements, card.irregular), (3, 2, 1, 1));
    assert_eq!((card.list.precision.count, card.list.precision.of), (1, 3));
    assert_eq!((card.list.false_discovery_rate.count, card.list.false_per_week), (2, 0.5));
    assert_eq!((card.list.per_week, card.list.by_luck), (0.75, Some(0.25)));
    let kinds: Vec<_> = card.signals.iter().map(|row| (row.kind.as_str(), row.precision.count)).collect();
    assert_eq!(kinds, [("emerging", 1), ("recurring", 0), ("silent", 0)]);
}

#[test]
fn a_story_goes_on_for_four_quiet_weeks_and_is_true_if_any_of_its_lines_is() {
    let mut county = trial(20, vec![episode("a", "town_rise", 0, 40.0)]);
    county.lines = vec![
        line(0, Detector::SeasonalBaseline, "t", 1.0, &[]),
        line(4, Detector::SpaceTimeScan, "t", 1.0, &[0]),
        line(9, Detector::SeasonalBaseline, "t", 1.0, &[]),
        line(9, Detector::SeasonalBaseline, "u", 1.0, &[]),
    ];
    let card = card(&county);
    assert_eq!((card.stories, card.true_stories), (3, 1));
    assert_eq!(card.false_stories_per_sweep, 0.1);
    let false_stories: Vec<_> = card.false_stories.iter().map(|story| story.area.as_str()).collect();
    assert_eq!(false_stories, ["t", "u"]);
}

#[test]
fn the_best_of_each_week_are_kept_and_announcements_take_no_room() {
    let mut county = trial(2, Vec::new());
    county.lines = vec![
        line(0, Detector::SeasonalBaseline, "a", 1.0, &[]),
        line(0, Detector::CalendarEffect, "b", 0.0, &[]),
        line(0, Detector::SeasonalBaseline, "c", 3.0, &[]),
        line(0, Detector::SeasonalBaseline, "d", 1.0, &[]),
        line(1, Detector::SeasonalBaseline, "e", 0.0, &[]),
    ];
    let areas = |most: usize| -> Vec<&str> {
        county.all().best(most).lines.iter().map(|line| line.area.as_str()).collect()
    };
    assert_eq!(areas(2), ["a", "b", "c", "e"], "of equal weight the one said first");
    assert_eq!(areas(1), ["b", "c", "e"]);
}

#[test]
fn a_rule_is_tuned_to_a_number_of_lines_and_ties_pass_together() {
    let mut county = trial(3, Vec::new());
    county.lines = [5.0, 3.0, 3.0, 1.0]
        .iter()
        .zip(0..)
        .map(|(&weight, seen)| line(seen, Detector::SeasonalBaseline, "t", weight, &[]))
        .collect();
    let trials = [county];
    let lines = |wished| {
        let (lists, threshold) = strongest(&trials, wished);
        (lists[0].lines.len(), threshold)
    };
    assert_eq!(lines(1), (1, 5.0));
    assert_eq!(lines(2), (1, 5.0), "two of weight 3 would be one too many");
    assert_eq!(lines(3), (3, 3.0));
    assert_eq!(lines(9), (4, 1.0));
    assert_eq!(lines(0), (0, f64::INFINITY));
}

#[test]
fn counties_are_pooled_by_their_sweeps() {
    let mut one = trial(4, vec![episode("a", "town_rise", 0, 40.0)]);
    one.lines = vec![line(0, Detector::SeasonalBaseline, "t", 1.0, &[0])];
    let two = trial(6, vec![episode("a", "town_rise", 0, 40.0)]);
    let card = Scorecard::of(&[one.all(), two.all()]);
    assert_eq!((card.counties, card.sweeps, card.list.per_week), (2, 10, 0.1));
    assert_eq!((card.all.raised.count, card.all.raised.of), (1, 2), "equal ids are two episodes");
    assert_eq!(card.matches.len(), 1);
}

#[test]
fn a_stricter_setting_is_cut_from_a_loose_replay() {
    let mut county = trial(1, vec![episode("a", "town_rise", 0, 40.0)]);
    let mut rare = line(0, Detector::SeasonalBaseline, "t", 1.0, &[0]);
    (rare.p_value, rare.q_value) = (1e-4, 0.01);
    let mut common = line(0, Detector::SeasonalBaseline, "u", 2.0, &[]);
    (common.p_value, common.q_value) = (0.01, 0.08);
    let mut silent = line(0, Detector::Silence, "w", 0.5, &[]);
    (silent.p_value, silent.q_value, silent.observed) = (0.04, 0.09, 0.0);
    county.lines = vec![rare, common, silent];
    let kept = |q: f64, once: f64, count: u32, list: Option<usize>| -> Vec<&str> {
        let cutoffs = Cutoffs { false_discovery_rate: q, once_in_weeks: once, minimum_count: count, list };
        cutoffs.apply(&county).lines.iter().map(|line| line.area.as_str()).collect()
    };
    assert_eq!(kept(0.1, 52.0, 4, None), ["t", "u", "w"]);
    assert_eq!(kept(0.1, 104.0, 4, None), ["t", "w"], "how rare is asked of emerging signals alone");
    assert_eq!(kept(0.05, 52.0, 4, None), ["t"]);
    assert_eq!(kept(0.1, 52.0, 9, None), ["w"]);
    assert_eq!(kept(0.1, 52.0, 4, Some(1)), ["u"], "the list is cut last, by weight");

    let tried = settings(std::slice::from_ref(&county));
    let choice = recommended(&tried, 1.0, 0.9).unwrap();
    assert_eq!((choice.score, choice.precision.count, choice.per_week), (1.0, 1, 1.0));
    assert!(recommended(&tried, 0.5, 0.9).is_none(), "the only right signal comes once in one week");
}

/// A county of three towns, and a single category.
fn trees() -> (Areas, Taxonomy) {
    let area = |id: &str, parent: Option<&str>, level| domain::Area {
        id: id.into(),
        parent: parent.map(AreaId::from),
        level,
        name: id.to_owned(),
        households: 0,
        centre: None,
        outline: Vec::new(),
    };
    let mut areas = vec![area("c", None, domain::AreaLevel::County)];
    areas.extend(["t", "u", "w"].map(|id| area(id, Some("c"), domain::AreaLevel::Town)));
    let category = domain::Category {
        code: "02".into(),
        parent: None,
        name_zh: "邻里".to_owned(),
        name_en: "neighbours".to_owned(),
        restricted: false,
    };
    (Areas::new(areas).unwrap(), Taxonomy::new(vec![category]).unwrap())
}

#[test]
fn luck_is_how_often_the_same_signal_would_be_right_elsewhere() {
    let (areas, taxonomy) = trees();
    let matcher = matching::Matcher { areas: &areas, taxonomy: &taxonomy };
    let in_town = |id: &str| Episode { areas: vec![id.into()], ..episode(id, "town_rise", 2, 30.0) };
    let mut signal = matching::tests::signal(Detector::SeasonalBaseline, "t", "02");
    (signal.from, signal.to) = (week(3).monday(), week(3).sunday());
    assert_eq!(matcher.luck(&signal, &[in_town("t")]), Some(0.0));
    assert_eq!(matcher.luck(&signal, &[in_town("t"), in_town("u")]), Some(0.5));
    signal.area = "c".into();
    assert_eq!(matcher.luck(&signal, &[in_town("t")]), None, "there is no other county");
}

#[test]
fn an_emerging_signal_belongs_to_a_season_in_its_months() {
    let (areas, taxonomy) = trees();
    let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
    let season = Episode {
        areas: vec!["t".into()],
        from: day("2023-09-01"),
        to: day("2025-10-15"),
        ..episode("s", "new_season", 0, 30.0)
    };
    let belongs = |detector, from: &str, to: &str| {
        let mut signal = matching::tests::signal(detector, "t", "02");
        (signal.from, signal.to) = (day(from), day(to));
        matching::Matcher { areas: &areas, taxonomy: &taxonomy }.belongs(&signal, &season)
    };
    assert!(belongs(Detector::SeasonalBaseline, "2024-09-02", "2024-09-08"));
    assert!(!belongs(Detector::SeasonalBaseline, "2024-04-01", "2024-04-07"));
    assert!(belongs(Detector::OwnSeason, "2026-09-01", "2026-10-15"), "the next one is announced");
    assert!(!belongs(Detector::MannKendall, "2023-01-01", "2025-12-31"));
}
