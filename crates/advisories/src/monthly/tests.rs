//! What a monthly report says of a county, and what it keeps to itself.

use domain::{Detector, SignalStatus};

use super::*;
use crate::fixture::{GRID, OIL_BASE, Scene, TOWN, day, morning, report, signal};

const MONTH: &str = "2026-11";

/// A scene without anything in it.
fn empty() -> Scene {
    let mut scene = Scene::new();
    scene.reports.clear();
    scene.signals.clear();
    scene.past.clear();
    scene.advisories.clear();
    scene
}

fn many(scene: &mut Scene, area: &str, category: &str, on: &str, times: usize) {
    scene.reports.extend((0..times).map(|_| report(area, category, on)));
}

/// The cells of a table of the page: that of the categories is the first, that of the towns the second.
fn table(document: &Document, position: usize) -> Vec<Vec<String>> {
    let tables = document.sheets[0].iter().filter_map(|block| match block {
        Block::Table { rows, total, .. } => Some(rows.iter().chain([total]).cloned().collect()),
        _ => None,
    });
    tables.collect::<Vec<Vec<_>>>().remove(position)
}

#[test]
fn a_monthly_report_looks_like_this() {
    insta::assert_snapshot!(Scene::new().write_month(MONTH).html().replace("><", ">\n<"));
}

#[test]
fn a_month_is_compared_with_the_one_before_and_with_last_year_over_the_turn_of_the_year() {
    let mut scene = empty();
    many(&mut scene, GRID, "02", "2027-01-31", 6);
    many(&mut scene, GRID, "02", "2026-12-01", 8);
    many(&mut scene, GRID, "02", "2026-01-01", 4);
    many(&mut scene, GRID, "02", "2027-02-01", 9);
    many(&mut scene, GRID, "02", "2025-12-31", 9);
    many(&mut scene, GRID, "02", "2026-02-11", 5);
    let january = scene.write_month("2027-01");
    let html = january.html();
    let total = "2027年1月1日至31日，敦煌市共排查上报矛盾纠纷6件；上月8件，环比下降25.0%；去年同期4件，同比上升50.0%。";
    assert!(html.contains(total), "{html}");
    assert_eq!(table(&january, 0)[0], ["邻里纠纷", "6", "8", "4"]);
    assert!(html.contains("去年同期（2026年2月）共上报5件，居前的是邻里纠纷5件。"), "{html}");
    assert!(html.contains("春节前六周（12月26日至2月5日）正在进行，还有5天。"), "{html}");
}

#[test]
fn every_town_has_its_row_in_the_order_of_the_codes() {
    let mut scene = empty();
    many(&mut scene, GRID, "02", "2026-11-03", 3);
    many(&mut scene, "620982107200001", "02", "2026-11-03", 7);
    many(&mut scene, "620982", "02", "2026-11-03", 4);
    many(&mut scene, OIL_BASE, "02", "2026-11-03", 2);
    let towns = table(&scene.write_month(MONTH), 1);
    let names: Vec<(&str, &str)> = towns.iter().map(|row| (row[0].as_str(), row[1].as_str())).collect();
    let expected = [
        ("月牙泉镇", "*"),
        ("郭家堡镇", "7"),
        ("青海石油管理局生活基地", "<3"),
        ("未到乡镇", "4"),
        ("合　计", "16"),
    ];
    assert_eq!(names, expected, "one small count takes the smallest other with it");
}

#[test]
fn a_total_that_the_categories_may_not_say_is_said_by_no_table_and_no_sentence() {
    let mut scene = empty();
    // Two categories with two reports each: the total would say both.
    many(&mut scene, GRID, "02", "2026-11-03", 2);
    many(&mut scene, GRID, "04", "2026-11-03", 2);
    // Rows of their own, by the month before.
    many(&mut scene, GRID, "02", "2026-10-03", 5);
    many(&mut scene, GRID, "04", "2026-10-03", 6);
    let document = scene.write_month(MONTH);
    let column = |position| -> Vec<String> {
        table(&document, position).into_iter().map(|row| row[1].clone()).collect()
    };
    assert_eq!(column(0), ["<3", "<3", "*"]);
    assert_eq!(column(1), ["*", "<3", "<3", "*"]);
    assert!(document.html().contains("共排查上报矛盾纠纷件数不列示；上月11件；"), "{}", document.html());
}

#[test]
fn a_restricted_category_is_in_no_row_no_total_and_no_sentence() {
    let mut scene = Scene::new();
    let told = scene.write_month(MONTH);
    assert!(!told.html().contains("家庭暴力") && !told.html().contains("婚姻家庭"));
    scene.reports.retain(|report| !scene.world.taxonomy.is_restricted(&report.category));
    scene.signals.retain(|signal| !scene.world.taxonomy.is_restricted(&signal.category));
    scene.advisories.retain(|advisory| !scene.world.taxonomy.is_restricted(&advisory.category));
    assert_eq!(scene.write_month(MONTH), told);
}

#[test]
fn an_empty_month_says_so_with_figures_and_still_asks_for_screening() {
    let html = empty().write_month(MONTH).html();
    for part in ["共排查上报矛盾纠纷不足3件", "本月经检验发现0处", "共发出提示和建议0份", "每月不少于1次"]
    {
        assert!(html.contains(part), "{part} is missing: {html}");
    }
}

#[test]
fn a_matter_that_several_weeks_raised_is_told_once_and_the_others_are_counted() {
    let mut scene = empty();
    for (category, weeks) in [("02", 3), ("03", 1), ("04", 1), ("07", 1), ("13", 1), ("14", 1)] {
        for ago in 0..weeks {
            let mut found = signal(TOWN, category, 9.0, 2.0);
            found.id = SignalId::from_u128(u128::from(ago) + 10 * u128::from(found.id.as_bytes()[0]));
            found.to = found.to - chrono::Days::new(7 * ago);
            found.from = found.from - chrono::Days::new(7 * ago);
            scene.signals.push(found);
        }
    }
    let html = scene.write_month(MONTH).html();
    assert!(html.contains("本月经检验发现6处，按紧要程度列出前5处。"), "{html}");
    assert_eq!(html.matches("月牙泉镇邻里纠纷（").count(), 1);
}

#[test]
fn what_was_found_after_the_cut_before_the_last_one_or_set_aside_is_not_told() {
    let told = |change: fn(&mut Signal)| {
        let mut scene = empty();
        let mut found = signal(TOWN, "02", 9.0, 2.0);
        change(&mut found);
        scene.signals.push(found);
        scene.write_month(MONTH).html().contains("月牙泉镇邻里纠纷")
    };
    assert!(told(|_| ()));
    assert!(told(|signal| signal.as_of = morning("2026-12-01")), "the sweep of the last night");
    assert!(!told(|signal| signal.as_of = morning("2026-12-02")));
    assert!(!told(|signal| signal.as_of = morning("2026-11-01")), "the report of October told it");
    assert!(!told(|signal| signal.status = SignalStatus::Dismissed));
    assert!(!told(|signal| signal.observed = 2.0), "too small to print");
    assert!(!told(|signal| signal.category = "0103".into()), "restricted");
}

#[test]
fn an_answered_matter_asks_for_nothing_more_and_an_overdue_one_for_a_new_day() {
    let mut scene = Scene::new();
    let advice = |scene: &Scene| {
        let html = scene.write_month(MONTH).html();
        html.split("五、工作建议").nth(1).unwrap().split("注：").next().unwrap().to_owned()
    };
    let wages = scene.advisories.iter_mut().find(|advisory| advisory.category == "1001".into()).unwrap();
    wages.issued_at = Some(morning("2026-11-24"));
    wages.reply_by = day("2026-11-27");
    let overdue = advice(&scene);
    assert!(overdue.contains("月牙泉镇综治中心于2026年12月") && !overdue.contains("11月27日"), "{overdue}");
    let answered = scene.advisories.iter_mut().find(|advisory| advisory.category == "1001".into()).unwrap();
    answered.answer = Some(domain::Answer {
        verdict: domain::Verdict::True,
        action: "已办结".to_owned(),
        at: morning("2026-11-26"),
    });
    assert!(!advice(&scene).contains("工资"), "{}", advice(&scene));
}

#[test]
fn what_was_signed_or_answered_after_the_cut_is_not_known_to_a_report_that_is_caught_up() {
    let mut advisory = Scene::new().advisories.remove(0);
    advisory.issued_at = Some(morning("2026-11-24"));
    advisory.acknowledged_at = Some(morning("2026-12-02"));
    let known = |cut: &str| as_known(&advisory, morning(cut));
    assert_eq!(known("2026-11-23"), None);
    assert_eq!(known("2026-12-01").unwrap().acknowledged_at, None);
    assert_eq!(known("2026-12-03").unwrap(), advisory);
}

#[test]
fn silence_and_batches_are_about_the_reporting_and_no_emerging_matter() {
    let mut scene = empty();
    let mut silent = signal("620982106200", "*", 1.0, 7.0);
    (silent.kind, silent.detector) = (SignalKind::Silent, Detector::Silence);
    scene.signals.push(silent);
    let html = scene.write_month(MONTH).html();
    assert!(html.contains("上报情况：月牙泉镇杨家桥村（11月16日至22日）上报不足3件"), "{html}");
    assert!(html.contains("（一）苗头性问题。</span>本月经检验发现0处"), "{html}");
}

#[test]
fn a_single_grid_is_told_as_its_village_and_a_village_is_named_once() {
    let mut scene = empty();
    let mut returned = signal(GRID, "02", 5.0, 1.0);
    (returned.kind, returned.detector) = (SignalKind::Recurring, Detector::Return);
    let mut village = signal("620982106200", "13", 9.0, 2.0);
    village.cluster = vec![GRID.into()];
    scene.signals = vec![returned, village];
    let html = scene.write_month(MONTH).html();
    assert!(html.contains("月牙泉镇杨家桥村邻里纠纷（周期性）") && !html.contains("第一网格"), "{html}");
    assert!(html.contains("通常不超过5.0件。") && !html.contains("集中在"), "{html}");
}
