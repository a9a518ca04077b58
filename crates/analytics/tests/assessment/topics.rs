//! Topics: what the texts of a town tell that they did not tell before.

use analytics::{Assessment, backtest::replay};
use domain::{Detector, Report, Signal};

use crate::county::{County, day, end_of, told, weeks};

const FROM: &str = "2022-01-03";
const TO: &str = "2025-11-30";
const WATER: &str = "王某与李某某因渠水轮灌先后不一，在闸口抢水。已约双方到司法所。";

/// What a county usually quarrels about; one text of six stands in a report.
const USUAL: [&str; 6] = [
    "张某家的羊啃食刘某家的麦苗，双方发生争吵。已上门了解。",
    "赵某翻修围墙占用巷道，杨某不同意。已约双方到司法所。",
    "马某夜间播放音响扰民，陈某前去理论。已上门劝导。",
    "周某院内杏树枝条越界，吴某要求锯掉。已上门了解。",
    "徐某堆放柴垛挡住孙某家大门，要求搬走。已上门劝导。",
    "胡某家屋檐滴水损坏朱某家墙根，要求赔偿。已约双方到司法所。",
];

/// A county whose reports all tell something usual.
fn talking(seed: u64) -> County {
    let mut county = County::quiet(seed, FROM, TO);
    for report in &mut county.reports {
        report.summary = USUAL[(report.id.as_u128() % USUAL.len() as u128) as usize].to_owned();
    }
    county
}

/// Lets up to `count` reports of a category in an area and span tell of water; none is added.
fn retell(county: &mut County, area: &str, category: &str, from: &str, to: &str, count: usize) {
    let areas = &county.areas;
    let matching = county.reports.iter_mut().filter(|report: &&mut Report| {
        areas.contains(&area.into(), &report.area)
            && report.category.as_str() == category
            && (day(from)..=day(to)).contains(&report.occurred_on)
    });
    matching.take(count).for_each(|report| report.summary = WATER.to_owned());
}

fn topics(assessment: &Assessment) -> Vec<&Signal> {
    assessment.signals.iter().filter(|signal| signal.detector == Detector::Topic).collect()
}

#[test]
fn a_topic_is_found_where_the_number_of_reports_has_not_changed() {
    let mut county = talking(1);
    retell(&mut county, "t1", "02", "2025-11-10", TO, 7);
    let assessment = county.assess(end_of(TO));
    let found = topics(&assessment);
    assert_eq!(found.len(), 1, "{}", told(&found));
    let signal = found[0];
    assert_eq!((signal.area.as_str(), signal.category.as_str(), signal.to), ("t1", "02", day(TO)));
    assert!(signal.observed >= 5.0 && signal.observed > signal.upper, "{}", told(&found));
    for word in ["渠水", "抢水"] {
        assert!(signal.facts.words.contains(&word.to_owned()), "{:?}", signal.facts.words);
    }
    assert_eq!(signal.facts.sentences, ["某某与某某因渠水轮灌先后不一，在闸口抢水。"]);
    let tell = |id| county.reports.iter().any(|report| report.id == id && report.summary == WATER);
    assert!(signal.reports.len() as f64 >= signal.observed && signal.reports.iter().all(|id| tell(*id)));
}

#[test]
fn what_returns_with_its_season_is_no_topic() {
    let mut county = talking(2);
    for year in 2022..2025 {
        retell(&mut county, "t1", "02", &format!("{year}-11-08"), &format!("{year}-11-30"), 7);
    }
    retell(&mut county, "t1", "02", "2025-11-10", TO, 7);
    let assessment = county.assess(end_of(TO));
    assert!(topics(&assessment).is_empty(), "{}", told(&topics(&assessment)));
}

#[test]
fn usual_talk_is_no_topic() {
    let raised: usize = (10..14)
        .flat_map(|seed| {
            let county = talking(seed);
            replay(&county.snapshot(), &county.parameters, weeks("2025-W46", "2025-W48"))
        })
        .map(|assessment| topics(&assessment).len())
        .sum();
    assert_eq!(raised, 0);
}

#[test]
fn one_grid_that_tells_the_same_again_and_again_is_no_topic() {
    let mut county = talking(3);
    let before = county.reports.len();
    county.plant(&["t1v0g0"], "02", "2025-11-10", TO, 7);
    county.reports[before..].iter_mut().for_each(|report| report.summary = WATER.to_owned());
    let assessment = county.assess(end_of(TO));
    assert!(topics(&assessment).is_empty(), "{}", told(&topics(&assessment)));
}

#[test]
fn a_restricted_category_has_no_topics_and_is_quoted_nowhere() {
    let mut county = talking(4);
    county.trickle("0103", "2025-11-10", TO, |_| 20.0);
    retell(&mut county, "c", "0103", "2025-11-10", TO, usize::MAX);
    let assessment = county.assess(end_of(TO));
    assert!(assessment.signals.iter().any(|signal| signal.category.as_str() == "0103"), "it is a rise");
    for signal in &assessment.signals {
        assert!(signal.facts.words.is_empty() && signal.facts.sentences.is_empty(), "{}", told(&[signal]));
    }
}

#[test]
fn topics_do_not_depend_on_the_order_of_the_reports() {
    let mut county = talking(1);
    retell(&mut county, "t1", "02", "2025-11-10", TO, 7);
    let first = county.assess(end_of(TO));
    assert_eq!(topics(&first).len(), 1);
    county.shuffle(5);
    assert_eq!(county.assess(end_of(TO)), first);
}

#[test]
fn a_category_that_was_never_here_before_is_said_by_its_count() {
    for seed in 20..23 {
        let mut county = County::quiet(seed, FROM, TO);
        county.plant(&["t2"], "01", "2025-11-17", "2025-11-29", 4);
        let assessment = county.assess(end_of(TO));
        let named: Vec<_> =
            assessment.signals.iter().filter(|signal| signal.category.as_str() == "01").collect();
        assert_eq!(named.len(), 1, "{}", told(&named));
    }
}
