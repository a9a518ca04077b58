//! The Chinese fact sheet.

use chrono::Timelike;
use domain::{AreaLevel, Detector, PastEpisode, SignalKind};

use super::{
    Shown, Topic, View,
    doubt::{Doubt, NO_VISITS},
    is_of_past_windows,
    rarity::Rarity,
};
use crate::{
    figure,
    level::villages,
    wording::{Forecast, event, expected_zh, villages_zh},
};

/// Villages that a line names.
const NAMED_VILLAGES: usize = 4;

/// One line; `None` where there is no fact for it.
pub(super) fn say(topic: Topic, view: &View<'_>) -> Option<String> {
    let (signal, facts) = (view.signal, &view.signal.facts);
    match topic {
        Topic::Place => Some(place(view)),
        Topic::Matter => Some(matter(view)),
        Topic::Count => Some(count(view)),
        Topic::Usual => Some(usual(view)),
        Topic::Rarity => Some(rarity(view)),
        Topic::Since => facts.since.map(|since| match signal.kind {
            SignalKind::Trending => format!("自{}前后起逐步上升。", figure::month_zh(since)),
            SignalKind::Silent => {
                format!("自{}起，已连续{}周。", figure::date_zh(since), view.weeks_since(since))
            }
            _ => format!(
                "自{}当周起高于往常，至{}共{}周。",
                figure::date_zh(since),
                figure::date_zh(signal.to),
                view.weeks_since(since)
            ),
        }),
        Topic::Outlook => outlook(view),
        Topic::Reports => {
            let behind = signal.reports.len();
            let shown = view.shown(behind as f64);
            let windows =
                if is_of_past_windows(signal.detector) { "上一次和本次时段内" } else { "" };
            (behind > 0).then(|| format!("{windows}共{}，可按编号逐件查阅。", pieces(&shown)))
        }
        Topic::Texts => {
            let told = view.reader == super::Reader::Desk && !facts.sentences.is_empty();
            let quoted =
                || facts.sentences.iter().map(|text| format!("“{text}”")).collect::<Vec<_>>().join("；");
            told.then(|| format!("摘录{}条（已脱敏）：{}。", facts.sentences.len(), quoted()))
        }
        Topic::Past => past(view),
        Topic::Doubts => {
            let doubts: String = Doubt::of(view).iter().map(|each| doubt(each, view)).collect();
            (!doubts.is_empty()).then_some(doubts)
        }
        Topic::Cut => {
            let cut = view.context.time.wall(signal.as_of);
            Some(format!("{}{}时，此后收到的上报未计入。", figure::date_zh(cut.date()), cut.hour()))
        }
    }
}

fn place(view: &View<'_>) -> String {
    let (signal, areas) = (view.signal, view.context.areas);
    let name = areas.full_name(&signal.area);
    if !signal.cluster.is_empty() {
        let villages = villages_zh(&villages(signal, view.context), NAMED_VILLAGES, view.context);
        let near = signal.detector == Detector::SpaceTimeScan && signal.cluster.len() > 1;
        let neighbouring = if near { "相邻" } else { "" };
        return format!("{name}范围内，{villages}的{}个{neighbouring}网格。", signal.cluster.len());
    }
    let inside = |level| areas.at(level).filter(|area| areas.contains(&signal.area, &area.id)).count();
    let (villages, grids) = (inside(AreaLevel::Village), inside(AreaLevel::Grid));
    match areas.get(&signal.area).map(|area| (area.level, area.households)) {
        Some((AreaLevel::Grid, households)) => format!("{name}，共{households}户。"),
        Some((AreaLevel::Village, _)) => format!("{name}，共{grids}个网格。"),
        _ => format!("{name}，共{villages}个村（社区）、{grids}个网格。"),
    }
}

fn matter(view: &View<'_>) -> String {
    let signal = view.signal;
    let category = view.context.taxonomy.name_zh(&signal.category);
    let mut text = if signal.category.is_every() {
        format!("{category}合计（共{}个类别）", view.context.taxonomy.all().len())
    } else {
        format!("{category}（类别编码{}）", signal.category)
    };
    text.push_str(match signal.detector {
        Detector::SeasonalBaseline => "，近期上报高于往常，属苗头性情况。",
        Detector::SpaceTimeScan => "，近期上报在相邻网格聚集，属苗头性情况。",
        Detector::Topic => "，近期出现以往少见的说法，属苗头性情况。",
        Detector::CalendarEffect => "，随时令节点反复多发，属周期性情况。",
        Detector::OwnSeason => "，每年同一时段反复多发，属周期性情况。",
        Detector::Return => "，化解后在原地再次发生，属周期性情况。",
        Detector::MannKendall => "，逐年持续上升，属趋势性情况。",
        Detector::Silence => "，上报明显少于往常，属静默情况。",
        Detector::Heaping => "，上报在时间上过于集中，属填报异常。",
        Detector::Copies => "，多件上报文字雷同，属填报异常。",
    });
    let words = &signal.facts.words;
    if !words.is_empty() {
        text.push_str(&format!("上升较快的词语{}个：{}。", words.len(), words.join("、")));
    }
    text
}

fn count(view: &View<'_>) -> String {
    let (signal, facts) = (view.signal, &view.signal.facts);
    let span = figure::span_zh(signal.from, signal.to);
    let pieces = pieces(&view.shown(signal.observed));
    let mut text = match signal.detector {
        Detector::SeasonalBaseline | Detector::SpaceTimeScan => format!("{span}，共上报{pieces}"),
        Detector::Topic => format!("{span}，涉及上述说法的上报共{pieces}"),
        Detector::CalendarEffect | Detector::OwnSeason => {
            format!("往年{}期间，平均每次上报{pieces}", season(view))
        }
        Detector::Return => format!("{span}，同一地方反复发生{pieces}{}", rhythm(view)),
        Detector::MannKendall => {
            format!("截至{}的十二个月，共上报{pieces}", figure::date_zh(signal.to))
        }
        Detector::Silence if signal.observed < 1.0 => format!("{span}，上报0件"),
        Detector::Silence => format!("{span}，仅上报{pieces}"),
        Detector::Heaping => format!("{span}，集中上报{pieces}"),
        Detector::Copies => format!("{span}，文字雷同的上报共{pieces}"),
    };
    // Behind a recurring signal stand the reports of one past window, not those of the average that is told here.
    if matches!(signal.kind, SignalKind::Emerging | SignalKind::Trending) {
        if facts.people >= u64::from(view.context.rules.suppress_below) {
            text.push_str(&format!("，已填报的涉及人数合计{}人", facts.people));
        }
        if let Some(groups) = view.told(facts.group_matters) {
            text.push_str(&format!("，其中群体性事件{groups}件"));
        }
    }
    text.push('。');
    text
}

/// 复发的间隔；没有测得时不说。
fn rhythm(view: &View<'_>) -> String {
    let days = |name| view.signal.parameter(name).map(figure::whole);
    let gap = days("usual_gap_days").map_or_else(String::new, |gap| format!("，平均间隔{gap}天"));
    let last = days("days_since_last").map_or_else(String::new, |last| format!("，最近一次距今{last}天"));
    gap + &last
}

/// 冬灌；没有节点名称时称“同一时段”。
fn season<'a>(view: &View<'a>) -> &'a str {
    event(view.signal, view.context).map_or("同一时段", |event| event.name_zh.as_str())
}

fn usual(view: &View<'_>) -> String {
    let signal = view.signal;
    let expected = expected_zh(signal.expected);
    let between = signal.facts.interval.map_or_else(String::new, |(lower, upper)| {
        format!("，通常在{}至{}件之间", figure::whole(lower), figure::whole(upper))
    });
    match signal.detector {
        Detector::SeasonalBaseline | Detector::SpaceTimeScan | Detector::Topic => {
            format!("按当地常年同期水平预计{expected}件{between}，{}。", more(view))
        }
        Detector::Return => format!("按当地常年水平预计{expected}件{between}，{}。", more(view)),
        Detector::CalendarEffect | Detector::OwnSeason => {
            format!("其他时段同样长的时间约{expected}件，为其{}倍。", figure::decimal(signal.ratio))
        }
        Detector::MannKendall => format!(
            "如无上升趋势，预计{expected}件{between}；平均每年为上年的{}倍。",
            figure::decimal(signal.ratio)
        ),
        Detector::Silence => format!(
            "按自身规律预计{expected}件{between}，少{}件。",
            figure::decimal(signal.expected - signal.observed)
        ),
        Detector::Heaping | Detector::Copies => format!("一般约{expected}件{between}，{}。", more(view)),
    }
}

/// 为其4.3倍，多出6.9件；预计近于零时不说倍数。
fn more(view: &View<'_>) -> String {
    let signal = view.signal;
    let more = figure::decimal(signal.observed - signal.expected);
    if signal.expected < crate::wording::LEAST_EXPECTED {
        format!("多出{more}件")
    } else {
        format!("为其{}倍，多出{more}件", figure::decimal(signal.ratio))
    }
}

fn rarity(view: &View<'_>) -> String {
    let often = match Rarity::of(view.signal) {
        Rarity::Weeks(weeks) => format!("若无异常，约每{weeks:.0}周偶然出现一次"),
        Rarity::Years(years) => format!("若无异常，约{years:.0}年一遇"),
        Rarity::BeyondCentury => "若无异常，超过100年一遇".to_owned(),
        Rarity::Tests(tests) => format!("若无规律，约每{tests:.0}次检验偶然出现一次"),
        Rarity::BeyondMillion => "若无规律，100万次检验也难得偶然出现一次".to_owned(),
    };
    format!("{often}；同等把握的信号中，误报占比{}。", figure::chance_zh(view.signal.q_value))
}

fn outlook(view: &View<'_>) -> Option<String> {
    let signal = view.signal;
    if let Some(forecast) = Forecast::of(signal) {
        return Some(format!(
            "本次{}为{}，预计{}件，区间{}至{}件。",
            season(view),
            figure::span_zh(signal.from, signal.to),
            figure::whole(forecast.number),
            figure::whole(forecast.lower),
            figure::whole(forecast.upper)
        ));
    }
    let (number, lower, upper) = signal.facts.outlook?;
    Some(format!(
        "照此趋势，今后8周预计{}件，区间{}至{}件。",
        figure::whole(number),
        figure::whole(lower),
        figure::whole(upper)
    ))
}

fn past(view: &View<'_>) -> Option<String> {
    let past = &view.signal.facts.past;
    if past.is_empty() {
        return None;
    }
    let episode = |past: &PastEpisode| {
        format!(
            "{}上报{}（预计{}件），其后8周{}",
            figure::span_zh(past.from, past.to),
            pieces(&view.shown(past.observed)),
            expected_zh(past.expected),
            pieces(&view.shown(past.afterwards))
        )
    };
    let told: Vec<String> = past.iter().map(episode).collect();
    Some(format!("此前高于通常上限的最近{}次：{}。", past.len(), told.join("；")))
}

fn doubt(doubt: &Doubt, view: &View<'_>) -> String {
    let silent = view.signal.kind == SignalKind::Silent;
    // A trend sets a year of visits against the year before.
    let (when, usual) =
        if view.signal.kind == SignalKind::Trending { ("近一年", "上年") } else { ("同期", "平时") };
    let ratio = |ratio: &f64| figure::decimal(*ratio);
    let percent = |share: &f64| format!("{:.0}%", share * 100.0);
    match doubt {
        Doubt::MoreVisits(visits) if silent => {
            format!("{when}走访为{usual}的{}倍，走访未减而上报减少，也可能确属平稳。", ratio(visits))
        }
        Doubt::MoreVisits(visits) => {
            format!("{when}走访为{usual}的{}倍，件数增加可能部分源于走访增多。", ratio(visits))
        }
        Doubt::FewerVisits(visits) if silent && *visits < NO_VISITS => {
            format!("{when}走访为0次或接近0次，上报减少可能源于走访中断。")
        }
        Doubt::FewerVisits(visits) if silent => {
            format!("{when}走访仅为{usual}的{}倍，上报减少可能源于走访减少。", ratio(visits))
        }
        Doubt::FewerVisits(visits) => {
            format!("{when}走访仅为{usual}的{}倍，实际发生的可能更多。", ratio(visits))
        }
        Doubt::SameVisits(visits) => {
            format!("{when}走访为{usual}的{}倍，与往常相当，也可能确属平稳。", ratio(visits))
        }
        Doubt::Late(share) => format!("其中{}在事发一周以后才上报，可能是集中补报。", percent(share)),
        Doubt::Partial(share) => format!("该时段的上报目前约到齐{}，件数还会增加。", percent(share)),
        Doubt::Channel(source, count, share) => {
            format!("其中{count}件（{}）来自{}，可能是单一渠道反映集中。", percent(share), source.names().0)
        }
        Doubt::Grid(grid, count, share) => format!(
            "其中{count}件（{}）来自{}，可能是同一件事多次反映。",
            percent(share),
            view.context.areas.full_name(grid)
        ),
        Doubt::Copied(count) => format!("其中{count}件文字相同，可能是重复上报。"),
        Doubt::Few(_) => {
            format!("总数较少（{}），个别偶发事件也可能造成。", pieces(&view.shown(view.signal.observed)))
        }
    }
}

/// 9件；不足3件
fn pieces(shown: &Shown) -> String {
    match shown {
        Shown::Count(count) => format!("{}件", figure::count(*count)),
        Shown::Fewer(below) => format!("不足{below}件"),
    }
}
