//! The weekly bulletin of a town (风险提示简报): one A4 page and one table.

mod week_table;

use chrono::{DateTime, Days, Utc};
use domain::{Advisory, AreaId, Report, Sighting, Signal, SignalKind, Week};

use crate::{
    Context,
    document::{Block, Document, Layout},
    episodes, figure,
    level::is_about_reporting,
    periodical::{head, heading, list, matters, note, printable, speakable},
    sentences::{self, MOST_ITEMS},
};
use week_table::{MEAN_WEEKS, WeekTable};

/// Patterns and events ahead; the page has room for no more.
const MOST_OUTLOOKS: usize = 2;

/// Days in which the events ahead are named.
const AHEAD: Days = Days::new(28);

/// What a bulletin is written from. Lists may hold more than the town and the week: what does not belong is left out.
#[derive(Clone, Copy, Debug)]
pub struct BulletinInput<'a> {
    /// The town.
    pub town: &'a AreaId,
    /// The week it reports on.
    pub week: Week,
    /// Reports known at `as_of`, at least of the town's last 54 weeks.
    pub reports: &'a [Report],
    /// Signals of the latest sweep, as decided.
    pub signals: &'a [Signal],
    /// Advisories of the town.
    pub advisories: &'a [Advisory],
    /// What sweeps saw of late: for how many weeks a matter has gone on.
    pub seen: &'a [Sighting],
    /// The data cut.
    pub as_of: DateTime<Utc>,
}

/// Composes the bulletin. `issue` counts within the ISO year of the week, `overall`
/// since the town's first bulletin.
pub fn bulletin(
    input: &BulletinInput<'_>,
    issue: u32,
    overall: u32,
    context: &Context<'_>,
    written: DateTime<Utc>,
) -> Document {
    let reports = printable(input.reports, input.town, input.as_of, context);
    let advisories = speakable(input.advisories, input.town, context);
    let emerging = items(input, context, |kind| kind == SignalKind::Emerging);
    let patterns = items(input, context, |kind| matches!(kind, SignalKind::Recurring | SignalKind::Trending));
    let reporting = items(input, context, is_about_reporting);
    let (town, year) = (context.areas.name(input.town), input.week.year());
    let number = format!("{town}　{year}年第{issue}期（总第{overall}期）");
    let mut sheet = head("风险提示简报", number, context, written);
    sheet.push(heading("一、本周情况"));
    sheet.extend(week_section(&WeekTable::count(&reports, input.week, context), input.week));
    if !reporting.is_empty() {
        sheet.push(Block::paragraph(sentences::reporting(&reporting, context)));
    }
    sheet.push(heading("二、苗头性问题"));
    let followed = episodes(input.seen, context);
    let episode = |signal: &Signal| followed.iter().find(|episode| episode.holds(signal.id));
    let found: Vec<String> =
        emerging.iter().map(|signal| sentences::emerging(signal, episode(signal), context)).collect();
    sheet.extend(list(&found, "本周经检验未发现超出通常水平3件以上的苗头性问题。"));
    sheet.push(heading("三、趋势与周期提示"));
    let ahead = outlook(&patterns, &reports, input.week, context);
    sheet.extend(list(&ahead, "未来4周内没有列入日历的重点时段开始。"));
    sheet.push(heading("四、工作建议"));
    let asked = advice(&emerging, &patterns, &advisories, context, written);
    sheet.extend(list(&asked, "各村（社区）、网格按每周不少于1次的频次开展常态化排查，零上报的如实注明。"));
    sheet.push(heading("五、上期建议落实情况"));
    sheet.extend(sentences::follow_up(&advisories, context, written).into_iter().map(Block::paragraph));
    sheet.push(note(input.as_of, &format!("近四周周均为本周之前{MEAN_WEEKS}周的平均。"), context));
    Document {
        layout: Layout::Bulletin,
        title: format!("{town}矛盾纠纷风险提示简报{year}年第{issue}期"),
        issuer: context.rules.issuer_zh.clone(),
        date: Some(context.time.day(written)),
        sheets: vec![sheet],
    }
}

fn week_section(table: &WeekTable, week: Week) -> [Block; 2] {
    let [this, last, mean, year_ago] = &table.totals;
    let (span, number) = (figure::span_zh(week.monday(), week.sunday()), week.number());
    let sentence = format!(
        "{span}（第{number}周），全镇共排查上报矛盾纠纷{this}件；上周{last}件，近四周周均{mean}件，去年同期{year_ago}件。"
    );
    let line =
        |name: &str, cells: &[String; 4]| std::iter::once(name.to_owned()).chain(cells.clone()).collect();
    let columns = ["类　别", "本周", "上周", "近四周周均", "去年同期"];
    let table = Block::Table {
        head: columns.map(str::to_owned).to_vec(),
        rows: table.rows.iter().map(|(name, cells)| line(name, cells)).collect(),
        total: line("合　计", &table.totals),
    };
    [Block::paragraph(sentence), table]
}

/// The most pressing matters of some kinds: those of the week, and the patterns that hold now.
fn items<'a>(
    input: &BulletinInput<'a>,
    context: &Context<'_>,
    wanted: impl Fn(SignalKind) -> bool,
) -> Vec<&'a Signal> {
    let of_week = |signal: &Signal| {
        wanted(signal.kind)
            && (matches!(signal.kind, SignalKind::Recurring | SignalKind::Trending)
                || overlaps(signal, input.week))
    };
    let mut found = matters(input.signals, input.advisories, input.town, of_week, context);
    found.truncate(MOST_ITEMS);
    found
}

fn overlaps(signal: &Signal, week: Week) -> bool {
    signal.from <= week.sunday() && signal.to >= week.monday()
}

fn outlook(patterns: &[&Signal], reports: &[&Report], week: Week, context: &Context<'_>) -> Vec<String> {
    let found = patterns.iter().map(|signal| sentences::pattern(signal, context));
    let after = week.sunday();
    found.chain(sentences::events_ahead(reports, after, after + AHEAD, context)).take(MOST_OUTLOOKS).collect()
}

fn advice(
    emerging: &[&Signal],
    patterns: &[&Signal],
    advisories: &[&Advisory],
    context: &Context<'_>,
    written: DateTime<Utc>,
) -> Vec<String> {
    let of = |signal: &Signal| advisories.iter().copied().find(|advisory| advisory.signal == signal.id);
    emerging
        .iter()
        .chain(patterns)
        .filter_map(|signal| sentences::suggestion(signal, of(signal), context, written))
        .take(MOST_ITEMS)
        .collect()
}

#[cfg(test)]
mod tests {
    use domain::{AdvisoryState, Detector, RiskLevel, SignalStatus};

    use super::*;
    use crate::fixture::{GRID, Scene, morning, report, signal};

    #[test]
    fn a_bulletin_looks_like_this() {
        insta::assert_snapshot!(Scene::new().write().html().replace("><", ">\n<"));
    }

    #[test]
    fn a_restricted_category_is_in_no_row_no_total_and_no_sentence() {
        let html = Scene::new().write().html();
        assert!(!html.contains("家庭暴力") && !html.contains("婚姻家庭"));
        assert!(html.contains("全镇共排查上报矛盾纠纷20件"));
    }

    #[test]
    fn silence_and_batches_have_a_paragraph_of_their_own_and_are_no_emerging_matter() {
        let mut scene = Scene::new();
        let plain = scene.write().html();
        for (kind, detector, area, observed) in [
            (SignalKind::Silent, Detector::Silence, "620982106200", 1.0),
            (SignalKind::Irregular, Detector::Heaping, "620982106201", 31.0),
        ] {
            let mut about = signal(area, "*", observed, 7.0);
            (about.kind, about.detector) = (kind, detector);
            scene.signals.push(about);
        }
        let html = scene.write().html();
        let paragraph = "上报情况：月牙泉镇合水村（11月16日至22日）集中上报31件，通常约7.0件；\
             月牙泉镇杨家桥村（11月16日至22日）上报不足3件，按自身规律预计7.0件。以上2处请核实，只反映区域情况，不用于考核个人。";
        assert!(html.contains(paragraph), "{html}");
        assert_eq!(
            html.replace(&format!("<p>{paragraph}</p>"), ""),
            plain,
            "nothing else of the page changes"
        );
    }

    #[test]
    fn what_arrived_after_the_cut_or_lies_elsewhere_is_not_counted() {
        let mut scene = Scene::new();
        let mut late = report(GRID, "02", "2026-11-18");
        late.received_at = morning("2026-11-24");
        scene.reports.extend([late, report("620982107200001", "02", "2026-11-18")]);
        assert_eq!(scene.write(), Scene::new().write());
    }

    #[test]
    fn what_was_muted_or_dismissed_is_not_mentioned_and_what_the_budget_withheld_is() {
        let mut scene = Scene::new();
        let status = |scene: &mut Scene, status: SignalStatus, rule: Option<&str>| {
            let wages = scene.signals.iter_mut().find(|signal| signal.category == "1001".into()).unwrap();
            wages.status = status;
            wages.withheld_by = rule.map(str::to_owned);
            scene.write().html().contains("拖欠农民工工资纠纷（橙色）")
        };
        assert!(status(&mut scene, SignalStatus::Withheld, Some("budget")));
        assert!(!status(&mut scene, SignalStatus::Withheld, Some("muted_by_parent")));
        assert!(!status(&mut scene, SignalStatus::Dismissed, None));
        let draft = scene.advisories.iter_mut().find(|advisory| advisory.category == "1001".into());
        draft.unwrap().state = AdvisoryState::Dismissed;
        assert!(!status(&mut scene, SignalStatus::New, None), "an analyst set its draft aside");
    }

    #[test]
    fn an_empty_week_says_so_and_still_asks_for_screening() {
        let mut scene = Scene::new();
        scene.reports.clear();
        scene.signals.clear();
        scene.advisories.clear();
        let html = scene.write().html();
        for part in ["未发现超出通常水平", "每周不少于1次", "近8周未向本镇发出"] {
            assert!(html.contains(part), "{part} is missing");
        }
    }

    #[test]
    fn words_from_outside_are_escaped() {
        let mut scene = Scene::new();
        let answered = scene.advisories.iter_mut().find_map(|advisory| advisory.answer.as_mut()).unwrap();
        answered.action = "<img src=x onerror=alert(1)>".to_owned();
        assert!(!scene.write().html().contains("<img"));
        assert_eq!(scene.signals[0].level, RiskLevel::Orange);
    }
}
