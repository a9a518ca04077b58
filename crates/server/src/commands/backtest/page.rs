//! The report as one page that needs nothing else: text, tables and charts in both languages, switched without a script.

mod charts;
mod style;
mod tables;
mod wording;

use analytics::backtest::Share;
use maud::{DOCTYPE, Markup, html};

use super::{counties::Played, report::Report};
use wording::{Words, both, percent, say};

/// What the page is written from.
#[derive(Clone, Copy)]
struct Source<'a> {
    report: &'a Report,
    played: &'a [Played],
    /// Whether the counties are made up.
    synthetic: bool,
}

/// Writes the page; the same report gives the same bytes.
pub(crate) fn page(report: &Report, played: &[Played], synthetic: bool) -> String {
    let source = Source { report, played, synthetic };
    let title: Words = ("预警回测报告", "Backtest of the early warning");
    html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title.0) " · " (title.1) }
                style { (maud::PreEscaped(style::STYLE)) }
            }
            body {
                // Both float to the right, the first one outermost.
                input #lang-en .switch type="radio" name="lang";
                label for="lang-en" { "English" }
                input #lang-zh .switch type="radio" name="lang" checked;
                label for="lang-zh" { "中文" }
                main {
                    h1 { (both(title)) }
                    (opening(source))
                    (section(("与其他办法比较", "Beside other rules"), &tables::rivals(source)))
                    (section(("条数与准确率", "Signals a week and precision"), &charts::curves(report)))
                    (section(("各类事件", "Kinds and sizes of episode"), &html! {
                        (charts::sizes(report))
                        (tables::detections(report))
                    }))
                    (section(("清单中的各类信号", "Kinds of signal on the list"), &tables::signals(report)))
                    @if report.counties.len() > 1 {
                        (section(("各县情况", "County by county"), &tables::counties(report)))
                    }
                    @if let Some(timeline) = charts::timeline(source) {
                        (section(("一个县的时间线", "One county in time"), &timeline))
                    }
                    @if let Some(sweep) = &report.sweep {
                        (section(("调节门槛", "Other cut-offs"), &tables::sweep(sweep)))
                    }
                    (section(("误报线索", "Stories that belong to no episode"), &tables::false_stories(source)))
                    (section(("口径", "How it was counted"), &notes(report)))
                }
            }
        }
    }
    .into_string()
}

fn section(title: Words, content: &Markup) -> Markup {
    html! { section { h2 { (both(title)) } (content) } }
}

/// What was looked at, and the four figures that are asked for first.
fn opening(source: Source<'_>) -> Markup {
    let report = source.report;
    let card = &report.ours;
    let [first, last] = report.weeks;
    let (counties, sweeps) = (card.counties, card.sweeps);
    let zh = format!(
        "{}个县，{first}至{last}，共{sweeps}次按周回放；每次只用当时已收到的数据。清单每周最多{}条。",
        counties, report.list
    );
    let en = format!(
        "{counties} {}, {first} to {last}, {sweeps} sweeps in all, each with what had been received by then. \
         A week's list holds {} signals at most.",
        if counties == 1 { "county" } else { "counties" },
        report.list
    );
    let tile = |value: String, name: Words, share: Option<Share>| {
        html! {
            div .tile {
                b { (value) }
                span { (both(name)) }
                @if let Some(Share { interval: [lower, upper], .. }) = share {
                    small { (format!("{:.0}–{:.0} %", lower * 100.0, upper * 100.0)) }
                }
            }
        }
    };
    let median = card.all.median_delay_weeks.map_or_else(|| "–".to_owned(), |weeks| format!("{weeks:.1}"));
    html! {
        p { (say(&zh, &en)) }
        @if source.synthetic {
            p .warning { (both((
                "全部数据均为模拟，事件由模拟程序埋设。",
                "All data are synthetic; the episodes were planted by the simulation.",
            ))) }
        }
        div .tiles {
            (tile(percent(card.list.precision), ("清单准确率", "of the list is right"), Some(card.list.precision)))
            (tile(format!("{:.1}", card.list.per_week), ("每县每周条数", "signals a week and county"), None))
            (tile(percent(card.all.raised), ("事件发现率", "of the episodes raised"), Some(card.all.raised)))
            (tile(median, ("发现时延中位数（周）", "weeks of delay, median"), None))
            (tile(
                percent(card.story_precision),
                ("线索准确率", "of the stories is right"),
                Some(card.story_precision),
            ))
        }
    }
}

fn notes(report: &Report) -> Markup {
    let notes: [Words; 8] = [
        (
            "发现：事件持续期间或结束后四周内，有信号与之同类、同地、同时。发现率即报出的事件占比，方括号内为95%置信区间（Wilson）。",
            "Raised: a signal of a fitting kind, place and time while the episode lasted or within four weeks of its \
             end. Intervals are 95 % (Wilson).",
        ),
        (
            "时延：从事件第一周的周末算到首次报出的那次回放，0为最早；只统计回放期内开始的事件。",
            "Delay: weeks from the END of an episode's first week to the first sweep that raised it; 0 is the earliest \
             possible. Only of episodes that began in the swept weeks.",
        ),
        (
            "准确率：每周清单各条中属于某一事件的占比；误报比例为其余部分。同一事件连续几周上榜，每周各计一条。",
            "Precision: lines of the weekly lists that belong to an episode, of all; the false-discovery rate is the \
             rest. A matter that stays on the list counts every week.",
        ),
        (
            "碰巧也会对上：把每条信号原样搬到同级的其他地方，能与某一事件对上的平均占比。准确率高出它的部分才是本事。",
            "Right by luck: the share of lines that would belong to an episode had they been said of another place of the \
             same level. Only precision above it is skill.",
        ),
        (
            "线索：同类信号、同一乡镇、同一大类，间隔不超过四周的算一条线索。持续的真趋势会抬高清单准确率，线索准确率不受此影响。",
            "Story: signals of one kind, town and group of categories, each at most four weeks after the last. A true \
             trend that stays listed lifts the precision of the list, not that of the stories.",
        ),
        (
            "清单只含苗头、趋势、静默和反复；周期预告与填报异常提示另计。",
            "The list holds emerging, trending and silent signals and matters that broke out again; announcements of the \
             calendar and warnings of irregular reporting are counted apart.",
        ),
        (
            "其他办法使用同一数据，门槛调到与本系统条数相同；“通常门槛”为该办法惯用的取值。",
            "The rivals see the same data; their threshold is set so that they list as many signals. “Usual” is the \
             threshold at which they are commonly run.",
        ),
        (
            "门槛调节由一次宽松回放筛得，与逐一回放略有出入，采用前应按选定门槛再回放一次。",
            "Other cut-offs are filters over one loose replay, which differs a little from a replay of each; the chosen \
             one should be replayed before use.",
        ),
    ];
    html! {
        ul { @for note in notes { li { (both(note)) } } }
        p { (say(
            &format!("另有周期预告{}条、填报异常提示{}条。", report.ours.announcements, report.ours.irregular),
            &format!(
                "Besides, {} announcements of returning events and {} warnings of irregular reporting.",
                report.ours.announcements, report.ours.irregular
            ),
        )) }
    }
}
