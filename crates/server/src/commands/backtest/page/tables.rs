//! The tables of the page.

use analytics::backtest::{Detection, Scorecard, Setting, Share};
use domain::Detector;
use maud::{Markup, html};

use super::{
    Source,
    wording::{
        Words, both, episode_kind, interval, level, number, of, percent, say, signal_kind, whole_percent,
    },
};
use crate::commands::backtest::report::{Report, Sweep};

/// Rows of the sweep that are shown, at most.
const MOST_SETTINGS: usize = 16;
/// False stories that are shown, at most; the JSON holds all.
const MOST_STORIES: usize = 300;

fn table(head: &[Words], rows: &Markup) -> Markup {
    html! {
        div .wide {
            table {
                thead { tr { @for words in head { th { (both(*words)) } } } }
                tbody { (rows) }
            }
        }
    }
}

/// A share with its count and interval.
fn share(value: Share) -> Markup {
    html! {
        (percent(value))
        @if value.of > 0 { " " small { (of(value)) " " (interval(value)) } }
    }
}

/// Kinds of episode down, the detectors and the rivals across.
pub(super) fn rivals(source: Source<'_>) -> Markup {
    let report = source.report;
    let tuned: Vec<&Scorecard> = report.rivals.iter().map(|challenge| &challenge.tuned).collect();
    let usual: Vec<&Scorecard> = report.rivals.iter().map(|challenge| &challenge.usual).collect();
    let mut head: Vec<Words> = vec![("", ""), ("本系统", "ours")];
    head.extend(report.rivals.iter().map(|challenge| (challenge.rival.name_zh(), challenge.rival.name_en())));
    let line = |name: Words, value: &dyn Fn(&Scorecard) -> Markup, cards: &[&Scorecard]| {
        html! {
            tr {
                td { (both(name)) }
                td .ours { (value(&report.ours)) }
                @for card in cards { td { (value(card)) } }
            }
        }
    };
    let list = |card: &Scorecard| html! { (format!("{:.2}", card.list.per_week)) };
    let false_lines = |card: &Scorecard| html! { (format!("{:.2}", card.list.false_per_week)) };
    let precision = |card: &Scorecard| share(card.list.precision);
    let luck = |card: &Scorecard| html! { (card.list.by_luck.map_or_else(|| "–".to_owned(), whole_percent)) };
    let stories = |card: &Scorecard| share(card.story_precision);
    let all = |card: &Scorecard| share(card.all.raised);
    let rows = html! {
        (line(("每县每周条数", "signals a week and county"), &list, &tuned))
        (line(("清单准确率", "precision of the list"), &precision, &tuned))
        (line(("碰巧也会对上的占比", "right by luck"), &luck, &tuned))
        (line(("每县每周误报", "false a week and county"), &false_lines, &tuned))
        (line(("线索准确率", "precision of the stories"), &stories, &tuned))
        (line(("事件发现率", "episodes raised"), &all, &tuned))
        @for (at, kind) in report.ours.kinds.iter().enumerate() {
            @let (zh, en) = episode_kind(&kind.kind);
            tr {
                td { (say(&format!("　{zh}"), &format!("– {en}"))) }
                td .ours { (share(kind.raised)) }
                @for card in &tuned { td { (share(card.kinds[at].raised)) } }
            }
        }
        (line(("时延中位数（周）", "delay in weeks, median"), &|card| html! {
            (number(card.all.median_delay_weeks))
        }, &tuned))
    };
    let usual_rows = html! {
        (line(("每县每周条数", "signals a week and county"), &list, &usual))
        (line(("清单准确率", "precision of the list"), &precision, &usual))
        (line(("事件发现率", "episodes raised"), &all, &usual))
    };
    html! {
        p { (both((
            "各办法的门槛均调到与本系统每周条数相同。",
            "Each rule has the threshold at which it lists as many signals as ours.",
        ))) }
        (table(&head, &rows))
        p { (both(("按各办法的通常门槛：", "At their usual thresholds:"))) }
        (table(&head, &usual_rows))
    }
}

/// Kinds of episode by size and level, with delays.
pub(super) fn detections(report: &Report) -> Markup {
    let card = &report.ours;
    let head: [Words; 8] = [
        ("事件", "episode"),
        ("件数、层级", "size, level"),
        ("发现率", "raised"),
        ("两周内", "within 2 weeks"),
        ("三周内", "within 3 weeks"),
        ("四周内", "within 4 weeks"),
        ("时延中位数（周）", "delay in weeks, median"),
        ("首日起（天）", "days from the first, median"),
    ];
    let row = |row: &Detection, total: bool| {
        let (zh, en) = episode_kind(&row.kind);
        html! {
            tr .total[total] {
                td { (say(zh, en)) }
                td {
                    @if let Some(size) = row.size { (say(&format!("{}件", size.figures()), size.figures())) }
                    @if let Some(area) = row.level { (both(level(area))) }
                }
                td { (share(row.raised)) }
                @for within in &row.within {
                    td {
                        (percent(within.raised))
                        @if within.raised.of > 0 { " " small { (of(within.raised)) } }
                    }
                }
                td { (number(row.median_delay_weeks)) }
                td { (number(row.median_delay_days)) }
            }
        }
    };
    let rows = html! {
        @for kind in &card.kinds {
            (row(kind, true))
            @for part in parts(&card.sizes, &kind.kind) { (row(part, false)) }
            @for part in parts(&card.levels, &kind.kind) { (row(part, false)) }
        }
        (row(&card.all, true))
    };
    table(&head, &rows)
}

/// The rows of a kind where it falls into more than one group.
fn parts<'a>(rows: &'a [Detection], kind: &str) -> Vec<&'a Detection> {
    let parts: Vec<&Detection> = rows.iter().filter(|row| row.kind == kind).collect();
    if parts.len() > 1 { parts } else { Vec::new() }
}

/// Kinds of signal.
pub(super) fn signals(report: &Report) -> Markup {
    let head: [Words; 5] = [
        ("信号", "signal"),
        ("每县每周条数", "a week and county"),
        ("清单准确率", "precision of the list"),
        ("误报比例", "false-discovery rate"),
        ("线索准确率", "precision of the stories"),
    ];
    let rows = html! {
        @for row in &report.ours.signals {
            tr {
                td { (both(signal_kind(row.kind))) }
                td { (format!("{:.2}", row.per_week)) }
                td { (share(row.precision)) }
                td { (percent(row.precision.complement())) }
                td { (share(row.stories)) }
            }
        }
    };
    table(&head, &rows)
}

/// One row a county.
pub(super) fn counties(report: &Report) -> Markup {
    let head: [Words; 6] = [
        ("县", "county"),
        ("每周条数", "signals a week"),
        ("清单准确率", "precision of the list"),
        ("线索准确率", "precision of the stories"),
        ("事件发现率", "episodes raised"),
        ("时延中位数（周）", "delay in weeks, median"),
    ];
    let rows = html! {
        @for county in &report.counties {
            @let card = &county.ours;
            tr {
                td { (county.county) }
                td { (format!("{:.2}", card.list.per_week)) }
                td { (share(card.list.precision)) }
                td { (share(card.story_precision)) }
                td { (share(card.all.raised)) }
                td { (number(card.all.median_delay_weeks)) }
            }
        }
    };
    table(&head, &rows)
}

/// The settings that no other beats in both fewer signals and a higher share raised, and the recommended one.
pub(super) fn sweep(sweep: &Sweep) -> Markup {
    let head: [Words; 7] = [
        ("误报率门槛", "false_discovery_rate"),
        ("多少周一遇", "once_in_weeks"),
        ("最少件数", "minimum_count"),
        ("清单长度", "list"),
        ("每县每周条数", "signals a week"),
        ("清单准确率", "precision of the list"),
        ("各类平均发现率", "raised, mean over the kinds"),
    ];
    let choice = sweep.choice();
    let rows = html! {
        @for setting in frontier(sweep) {
            tr .chosen[choice == Some(setting)] {
                td { (setting.cutoffs.false_discovery_rate) }
                td { (setting.cutoffs.once_in_weeks) }
                td { (setting.cutoffs.minimum_count) }
                td {
                    @match setting.cutoffs.list {
                        Some(most) => (most),
                        None => (both(("不限", "no limit"))),
                    }
                }
                td { (format!("{:.2}", setting.per_week)) }
                td { (share(setting.precision)) }
                td { (whole_percent(setting.score)) }
            }
        }
    };
    let (wished, precise) = (sweep.signals_per_week, sweep.precision * 100.0);
    html! {
        p { (say(
            &format!("要求：每县每周不超过{wished}条，准确率不低于{precise:.0}%。"),
            &format!("Wished for: at most {wished} signals a week and county, at least {precise:.0} % of them right."),
        )) " " @match choice {
            Some(_) => (both(("红底一行为推荐设置。", "The row on red is recommended."))),
            None => (both((
                "没有设置同时满足两项要求，请放宽其中一项。",
                "No setting keeps to both; allow more signals or a lower precision.",
            ))),
        } }
        (table(&head, &rows))
    }
}

/// By signals a week, thinned where there are many; the recommended one always.
fn frontier(sweep: &Sweep) -> Vec<&Setting> {
    let mut rows: Vec<&Setting> = sweep.settings.iter().collect();
    rows.sort_by(|one, other| {
        one.per_week.total_cmp(&other.per_week).then(other.score.total_cmp(&one.score))
    });
    let mut best = f64::NEG_INFINITY;
    let mut shown: Vec<&Setting> = rows
        .into_iter()
        .filter(|setting| {
            let better = setting.score > best;
            best = best.max(setting.score);
            better
        })
        .collect();
    let every = shown.len().div_ceil(MOST_SETTINGS).max(1);
    let choice = sweep.choice();
    let mut place = 0..;
    shown.retain(|setting| {
        place.next().is_some_and(|place: usize| place.is_multiple_of(every)) || choice == Some(*setting)
    });
    if let Some(choice) = choice.filter(|choice| !shown.contains(choice)) {
        let at = shown.partition_point(|setting| setting.per_week <= choice.per_week);
        shown.insert(at, choice);
    }
    shown
}

/// What was raised and belongs to nothing, with its numbers.
pub(super) fn false_stories(source: Source<'_>) -> Markup {
    let stories = &source.report.ours.false_stories;
    let head: [Words; 9] = [
        ("县", "county"),
        ("起止周", "weeks"),
        ("信号", "signal"),
        ("办法", "method"),
        ("地点", "place"),
        ("类别", "category"),
        ("实报与预计", "observed, expected"),
        ("p 值", "p-value"),
        ("q 值", "q-value"),
    ];
    let rows = html! {
        @for story in stories.iter().take(MOST_STORIES) {
            @let played = source.played.iter().find(|played| played.ours.county == story.county);
            @let [first, last] = story.weeks;
            tr {
                td { (if story.county.is_empty() { "–" } else { &story.county }) }
                td { (first) @if last != first { "…" (format!("W{:02}", last.number())) } " × " (story.tellings) }
                td { (both(signal_kind(story.kind))) }
                td { (both(method(story.detector))) }
                td { (played.map_or_else(String::new, |played| played.areas.full_name(&story.area))) }
                td {
                    @if let Some(played) = played {
                        (say(played.taxonomy.name_zh(&story.category), played.taxonomy.name_en(&story.category)))
                    }
                }
                td { (format!("{:.0}", story.observed)) " / " (format!("{:.1}", story.expected)) }
                td { (format!("{:.5}", story.p_value)) }
                td { (format!("{:.3}", story.q_value)) }
            }
        }
    };
    html! {
        p { (say(
            &format!("共{}条，取每条线索中最罕见的一次。", stories.len()),
            &format!("{} in all, each by its rarest signal.", stories.len()),
        )) }
        @if !stories.is_empty() { div .stories { (table(&head, &rows)) } }
    }
}

fn method(detector: Detector) -> Words {
    match detector {
        Detector::SeasonalBaseline => ("季节基线", "seasonal baseline"),
        Detector::SpaceTimeScan => ("时空扫描", "space-time scan"),
        Detector::CalendarEffect => ("日历效应", "calendar effect"),
        Detector::MannKendall => ("趋势检验", "Mann–Kendall"),
        Detector::Topic => ("新话题", "topic"),
        Detector::Return => ("事了心未了", "return"),
        Detector::OwnSeason => ("自有季节", "own season"),
        Detector::Silence => ("静默", "silence"),
        Detector::Heaping => ("集中填报", "heaping"),
        Detector::Copies => ("文本雷同", "copies"),
    }
}
