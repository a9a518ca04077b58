use chrono::NaiveDate;
use domain::{Area, Category, Channel, Scale};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::RulesError;

const QUARREL: &str = "五组村民王某与李某为院墙排水发生争吵，雨水流进李某院子。已劝解，待七日后回访。";
const RETOLD: &str = "12345转办：五组村民王某与李某为院墙排水吵了起来，雨水流进李某院子。请属地三日内反馈。";
const OTHER: &str = "五组村民张某反映邻居赵某夜间放音乐声音大，影响休息。";

fn area(id: &str, parent: Option<&str>, level: AreaLevel) -> Area {
    let (id, parent, name) = (id.into(), parent.map(AreaId::from), id.to_owned());
    Area { id, parent, level, name, households: 0, centre: None, outline: Vec::new() }
}

fn areas() -> Areas {
    Areas::new(vec![
        area("1", None, AreaLevel::County),
        area("1t", Some("1"), AreaLevel::Town),
        area("1tv", Some("1t"), AreaLevel::Village),
        area("1tv1", Some("1tv"), AreaLevel::Grid),
        area("1tv2", Some("1tv"), AreaLevel::Grid),
    ])
    .unwrap()
}

fn taxonomy() -> Taxonomy {
    let category = |code: &str, parent: Option<&str>, restricted| Category {
        code: code.into(),
        parent: parent.map(CategoryCode::from),
        name_zh: code.to_owned(),
        name_en: code.to_owned(),
        restricted,
    };
    Taxonomy::new(vec![
        category("02", None, false),
        category("0201", Some("02"), false),
        category("07", None, false),
        category("0103", None, true),
    ])
    .unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn report(number: u128, channel: Channel, on: &str, summary: &str) -> Report {
    let moment = day(on).and_hms_opt(1, 0, 0).unwrap().and_utc();
    Report {
        id: Uuid::from_u128(number),
        area: "1tv1".into(),
        category: "02".into(),
        occurred_on: day(on),
        reported_at: moment,
        received_at: moment,
        channel,
        scale: Scale::Individual,
        people: Some(2),
        amount_yuan: None,
        summary: summary.to_owned(),
        tags: Vec::new(),
    }
}

fn links(reports: &[Report]) -> Vec<Link> {
    let fresh = reports.iter().map(|report| report.id).collect();
    let at = reports.iter().map(|report| report.received_at).max().unwrap();
    propose(&fresh, reports, &areas(), &taxonomy(), &Rules::default(), at)
}

fn kinds(reports: &[Report]) -> Vec<LinkKind> {
    links(reports).into_iter().map(|link| link.kind).collect()
}

#[test]
fn one_matter_by_two_channels_is_proposed_with_its_reason_in_both_languages() {
    let patrol = report(1, Channel::Patrol, "2026-03-01", QUARREL);
    let hotline = report(2, Channel::Hotline, "2026-03-03", RETOLD);
    let found = links(&[hotline.clone(), patrol.clone()]);
    let [link] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((link.kind, link.state), (LinkKind::Duplicate, LinkState::Proposed));
    assert_eq!((link.earlier, link.later), (patrol.id, hotline.id));
    assert_eq!(
        link.reason_zh,
        "同一网格，相隔2天，类别相同，首句文字相似65%，分别来自网格员巡查和12345热线，疑似同一件事报了两次。"
    );
    assert_eq!(
        link.reason_en,
        "In one grid, 2 days apart, of one category, first sentences 65% alike, one from patrols and one from the \
         12345 hotline: perhaps one matter told twice."
    );
}

#[test]
fn another_matter_grid_or_amount_is_no_duplicate_and_one_channel_tells_twice_word_for_word_only() {
    let patrol = report(1, Channel::Patrol, "2026-03-01", QUARREL);
    let hotline = report(2, Channel::Hotline, "2026-03-01", RETOLD);
    let spoilt: [fn(&mut Report); 4] = [
        |report| report.summary = OTHER.to_owned(),
        |report| report.area = "1tv2".into(),
        |report| report.channel = Channel::Patrol,
        |report| report.amount_yuan = Some(50_000.0),
    ];
    for spoil in spoilt {
        let first = Report { amount_yuan: Some(800.0), ..patrol.clone() };
        let mut second = Report { amount_yuan: Some(800.0), ..hotline.clone() };
        assert_eq!(kinds(&[first.clone(), second.clone()]), [LinkKind::Duplicate]);
        spoil(&mut second);
        assert_eq!(kinds(&[first, second]), []);
    }
    let found = links(&[patrol, report(3, Channel::Patrol, "2026-03-01", QUARREL)]);
    assert!(found[0].reason_zh.contains("都来自网格员巡查"), "{found:?}");
}

#[test]
fn the_village_alone_and_a_category_of_the_group_need_more_likeness_and_a_strange_category_most() {
    let patrol = report(1, Channel::Patrol, "2026-03-01", QUARREL);
    let with = |area: &str, category: &str| Report {
        area: area.into(),
        category: category.into(),
        ..report(2, Channel::Hotline, "2026-03-01", RETOLD)
    };
    assert_eq!(kinds(&[patrol.clone(), with("1tv", "0201")]), [LinkKind::Duplicate]);
    let short = "12345转办：五组村民王某与李某为院墙排水吵架，雨水流进李家院子。";
    assert_eq!(
        kinds(&[patrol.clone(), report(3, Channel::Hotline, "2026-03-02", short)]),
        [LinkKind::Duplicate]
    );
    assert_eq!(kinds(&[patrol.clone(), report(3, Channel::Hotline, "2026-03-08", short)]), []);
    assert_eq!(kinds(&[patrol.clone(), with("1tv1", "07")]), []);
    let verbatim = Report { summary: QUARREL.to_owned(), ..with("1tv1", "07") };
    assert_eq!(kinds(&[patrol, verbatim]), [LinkKind::Duplicate]);
}

#[test]
fn a_matter_that_breaks_out_three_times_is_a_chain_of_two_links_each_to_the_one_before() {
    let outbreaks = ["2026-03-01", "2026-05-01", "2026-09-01"].map(day);
    let mut reports: Vec<Report> =
        (1..).zip(outbreaks).map(|(n, on)| report(n, Channel::Patrol, &on.to_string(), QUARREL)).collect();
    let chain = |reports: &[Report]| -> Vec<(u128, u128)> {
        let mut ends: Vec<_> =
            links(reports).iter().map(|link| (link.earlier.as_u128(), link.later.as_u128())).collect();
        ends.sort_unstable();
        ends
    };
    assert_eq!(chain(&reports), [(1, 2), (2, 3)]);
    reports.push(report(4, Channel::Hotline, "2026-09-02", RETOLD));
    assert_eq!(
        chain(&reports),
        [(1, 2), (2, 3), (3, 4)],
        "a retelling joins its outbreak and no earlier one"
    );
    assert_eq!(kinds(&[report(1, Channel::Patrol, "2025-03-01", QUARREL), reports[2].clone()]), []);
}

#[test]
fn restricted_matters_have_no_chain() {
    let violence =
        |number, on| Report { category: "0103".into(), ..report(number, Channel::Police, on, QUARREL) };
    assert_eq!(kinds(&[violence(1, "2026-03-01"), violence(2, "2026-05-01")]), []);
}

#[test]
fn a_block_is_the_village_or_what_is_wider() {
    let areas = areas();
    for (area, within) in [("1tv1", "1tv"), ("1tv", "1tv"), ("1t", "1t"), ("unknown", "unknown")] {
        assert_eq!(block(&area.into(), &areas), within.into());
    }
}

#[test]
fn rules_without_sense_are_refused_by_their_key() {
    assert_eq!(Rules::default().check(), Ok(()));
    let spoilt = Rules { vague_likeness: 1.2, ..Rules::default() };
    assert!(spoilt.check().unwrap_err().to_string().contains("matching.vague_likeness"));
    assert_eq!(Rules { recurrence_days: 7, ..Rules::default() }.check(), Err(RulesError::Days));
    assert_eq!(Rules { amount_ratio: 0.5, ..Rules::default() }.check(), Err(RulesError::AmountRatio));
}

proptest! {
    #[test]
    fn the_order_of_rows_is_irrelevant_and_looking_again_proposes_nothing_new(
        seed in prop::collection::vec((0_u32..400, 0_usize..3, 0_usize..2), 1..12), rotation in 0_usize..12
    ) {
        let start = day("2026-01-01");
        let reports: Vec<Report> = (1..).zip(seed).map(|(number, (days, text, channel))| {
            let on = (start + chrono::Days::new(days.into())).to_string();
            let channel = [Channel::Patrol, Channel::Hotline][channel];
            report(number, channel, &on, [QUARREL, RETOLD, OTHER][text])
        }).collect();
        let mut turned = reports.clone();
        turned.rotate_left(rotation % reports.len());
        let all: Vec<LinkId> = links(&reports).into_iter().map(|link| link.id).collect();
        prop_assert_eq!(&all, &links(&turned).into_iter().map(|link| link.id).collect::<Vec<_>>());
        // One fresh report alone proposes a part of what all propose together.
        let fresh = HashSet::from([reports[0].id]);
        let alone = propose(&fresh, &turned, &areas(), &taxonomy(), &Rules::default(), DateTime::UNIX_EPOCH);
        prop_assert!(alone.iter().all(|link| all.contains(&link.id)));
    }
}
