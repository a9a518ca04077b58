//! The scorecard: past weeks as they were known then, set against what was planted.

use analytics::backtest::{Episode, Rival, challenge, replay, score};

use crate::county::{County, day, weeks};

fn episode(id: &str, kind: &str, area: &str, category: &str, from: &str, to: &str) -> Episode {
    Episode {
        id: id.to_owned(),
        kind: kind.to_owned(),
        areas: vec![area.into()],
        category: Some(category.into()),
        from: day(from),
        to: day(to),
        extra: serde_json::Value::Null,
    }
}

#[test]
fn a_planted_outbreak_is_raised_without_delay_and_one_that_never_was_is_missed() {
    let mut county = County::quiet(1, "2023-01-02", "2025-11-30");
    county.plant(&["t1"], "1001", "2025-11-03", "2025-11-09", 14);
    let assessments = replay(&county.snapshot(), &county.parameters, weeks("2025-W43", "2025-W48"));
    let episodes = [
        episode("real", "local_outbreak", "t1v0", "1001", "2025-11-03", "2025-11-09"),
        episode("imagined", "town_rise", "t0", "1101", "2025-11-03", "2025-11-30"),
        episode("long past", "trend", "t0", "02", "2023-05-01", "2024-05-01"),
    ];
    let card = score(&episodes, &assessments, &county.areas, &county.taxonomy);

    assert_eq!(card.sweeps, 6);
    let kinds: Vec<_> =
        card.kinds.iter().map(|kind| (kind.kind.as_str(), kind.raised.count, kind.missed)).collect();
    assert_eq!(kinds, [("local_outbreak", 1, 0), ("town_rise", 0, 1)]);
    assert_eq!(card.kinds[0].median_delay_weeks, Some(0.0));
    assert_eq!(card.kinds[0].median_delay_days, Some(7.0));
    assert_eq!(card.matches[0].episode, "real");
    assert_eq!(card.true_stories, 1, "three weeks of one outbreak are one story");
    assert_eq!(card.stories - card.true_stories, card.false_stories.len());
}

#[test]
fn every_rival_sees_a_great_outbreak_in_the_week_in_which_it_breaks_out() {
    let mut county = County::quiet(1, "2021-01-04", "2025-11-30");
    county.plant(&["t1"], "1001", "2025-11-03", "2025-11-09", 20);
    let said = challenge(&county.snapshot(), &county.parameters, crate::county::end_of("2025-11-09"));
    for (rival, assessment) in Rival::ALL.into_iter().zip(said) {
        let first = assessment.signals.first().unwrap();
        assert_eq!((rival, first.area.as_str()), (rival, "t1"));
        assert!(["10", "1001"].contains(&first.category.as_str()), "{rival:?}: {first:?}");
        assert!(first.facts.weight >= rival.usual(), "{rival:?}: {first:?}");
        assert_eq!(first.to, day("2025-11-09"));
    }
}

#[test]
fn a_replayed_week_does_not_see_what_came_later() {
    let mut county = County::quiet(1, "2023-01-02", "2025-11-30");
    let before = replay(&county.snapshot(), &county.parameters, weeks("2025-W45", "2025-W45"));
    county.plant(&["t1"], "1001", "2025-11-17", "2025-11-23", 30);
    let after = replay(&county.snapshot(), &county.parameters, weeks("2025-W45", "2025-W45"));
    assert_eq!(before, after);
}

#[test]
fn nothing_swept_gives_an_empty_card() {
    let county = County::silent(1);
    let episodes = [episode("a", "trend", "t0", "02", "2025-01-01", "2025-02-01")];
    let card = score(&episodes, &[], &county.areas, &county.taxonomy);
    assert_eq!((card.sweeps, card.stories, card.list.precision.share), (0, 0, None));
    assert!(card.kinds.is_empty());
}

#[test]
fn the_truth_file_of_the_simulation_is_read_as_it_is() {
    let text = r#"{"id": "e1", "kind": "silence", "areas": ["t1v0g0"], "category": null,
                   "from": "2025-03-01", "to": "2025-04-01", "extra": {"visits": 0}}"#;
    let read: Episode = serde_json::from_str(text).unwrap();
    assert_eq!((read.kind.as_str(), read.category), ("silence", None));
}
