//! What bulletins and monthly reports say of a finding, of the weeks ahead and of the letters. Each sentence has its figure
//! or its day.

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{Advisory, AdvisoryState, AreaLevel, CalendarEvent, Detector, Report, Signal, SignalKind};

use crate::{
    Context, Episode, EpisodeState, deadline, figure,
    level::villages,
    wording::{Forecast, expected_zh, reporting_zh, villages_zh, whose_zh},
};

/// Items in a section: what a town can act on in a week.
pub(crate) const MOST_ITEMS: usize = 3;

/// Days of reports up to the last one that the writer of a document is sure to be given: 54 weeks and the week itself.
const KNOWN: Days = Days::new(7 * 55 - 1);

/// Weeks in which issued advisories are followed in the bulletin.
const FOLLOWED_WEEKS: i64 = 8;

/// Villages that an item names.
const NAMED_VILLAGES: usize = 3;

/// Characters of an answer that are quoted.
const QUOTED: usize = 36;

/// 二、苗头性问题：一件事一句话。
pub(crate) fn emerging(signal: &Signal, episode: Option<&Episode>, context: &Context<'_>) -> String {
    let place =
        gathered(signal, context).unwrap_or_else(|| format!("涉及{}", context.areas.full_name(&signal.area)));
    let course = episode.map_or_else(String::new, gone_on);
    format!("{}，{place}{course}。", rise(signal, context))
}

/// The same for a reader of a whole county, who is told first where.
pub(crate) fn emerging_somewhere(signal: &Signal, context: &Context<'_>) -> String {
    let elsewhere = gathered(signal, context).filter(|_| !villages(signal, context).contains(&signal.area));
    let gathered = elsewhere.map(|place| format!("，{place}")).unwrap_or_default();
    format!("{}{}{gathered}。", place(signal, context), rise(signal, context))
}

/// The village or wider: a single grid is a few dozen households, and a matter in it may point at one of them.
fn place(signal: &Signal, context: &Context<'_>) -> String {
    let village = context.areas.ancestor_at(&signal.area, AreaLevel::Village);
    context.areas.full_name(village.map_or(&signal.area, |village| &village.id))
}

fn rise(signal: &Signal, context: &Context<'_>) -> String {
    format!(
        "{}（{}）：{}上报{}件，常年同期预计{}件、通常不超过{}件",
        context.taxonomy.name_zh(&signal.category),
        signal.level.name_zh(),
        figure::short_span_zh(signal.from, signal.to),
        figure::count(signal.observed),
        expected_zh(signal.expected),
        figure::decimal(signal.upper),
    )
}

fn gathered(signal: &Signal, context: &Context<'_>) -> Option<String> {
    let villages = villages(signal, context);
    (!villages.is_empty()).then(|| format!("集中在{}", villages_zh(&villages, NAMED_VILLAGES, context)))
}

/// For how many weeks a matter has gone on, and how; nothing where this is its first.
fn gone_on(episode: &Episode) -> String {
    let weeks = episode.weeks().len();
    if weeks < 2 {
        return String::new();
    }
    let course = match episode.state(episode.last_seen()) {
        EpisodeState::Rising => "较上周上升",
        EpisodeState::Steady => "与上周持平",
        EpisodeState::Fading | EpisodeState::Ended => "较上周回落",
    };
    format!("，已见于{weeks}周，{course}")
}

/// 一、本周情况：上报本身的情况，合成一段。
pub(crate) fn reporting(signals: &[&Signal], context: &Context<'_>) -> String {
    let of_place = |signal: &&Signal| {
        let span = figure::short_span_zh(signal.from, signal.to);
        format!("{}（{span}）{}", whose_zh(signal, context), reporting_zh(signal, context))
    };
    let places: Vec<String> = signals.iter().map(of_place).collect();
    format!(
        "上报情况：{}。以上{}处请核实，只反映区域情况，不用于考核个人。",
        places.join("；"),
        signals.len()
    )
}

/// 三、趋势与周期提示：已发现的规律。
pub(crate) fn pattern(signal: &Signal, context: &Context<'_>) -> String {
    let category = context.taxonomy.name_zh(&signal.category);
    let place = place(signal, context);
    let (observed, ratio) = (figure::count(signal.observed), figure::decimal(signal.ratio));
    if signal.kind == SignalKind::Trending {
        return format!(
            "{place}{category}（趋势性）：近十二个月上报{observed}件，平均每年为上年的{ratio}倍。"
        );
    }
    if signal.detector == Detector::Return {
        let last = figure::date_zh(signal.to);
        return format!("{place}{category}（周期性）：同一事由先后发生{observed}次，最近一次为{last}。");
    }
    let events = context.calendar.events();
    let event = signal.event.as_deref().and_then(|key| events.iter().find(|event| event.key == key));
    let event = event.map_or("同一时段", |event| event.name_zh.as_str());
    let span = figure::short_span_zh(signal.from, signal.to);
    let ahead = Forecast::of(signal).map_or_else(String::new, |forecast| {
        let (lower, upper) = (figure::whole(forecast.lower), figure::whole(forecast.upper));
        format!("，预计{}件（{lower}至{upper}件）", figure::whole(forecast.number))
    });
    format!(
        "{place}{category}（周期性）：往年{event}期间平均{observed}件，为其他时段的{ratio}倍；本次为{span}{ahead}。"
    )
}

/// 三、趋势与周期提示、下月重点：`after`之后至`until`开始的重点时段，上一轮的件数。
pub(crate) fn events_ahead(
    reports: &[&Report],
    after: NaiveDate,
    until: NaiveDate,
    context: &Context<'_>,
) -> Vec<String> {
    let known_from = after - KNOWN;
    let mut ahead: Vec<(NaiveDate, String)> = Vec::new();
    for event in context.calendar.events() {
        let starting = context.calendar.occurrences(event, after, until);
        for (from, to) in starting.into_iter().filter(|(from, _)| *from > after && *from <= until) {
            let mut text = format!(
                "{}（{}）将于{}天后开始",
                event.name_zh,
                figure::short_span_zh(from, to),
                (from - after).num_days()
            );
            let last = context.calendar.occurrences(event, known_from, after).into_iter().next_back();
            if let Some((first, last)) = last.filter(|(first, _)| *first >= known_from) {
                let inside = |report: &&&Report| (first..=last).contains(&report.occurred_on);
                let count = reports.iter().filter(inside).count();
                let small = context.rules.suppress_below as usize;
                let count = if count < small { format!("不足{small}") } else { count.to_string() };
                text.push_str(&format!("，上一轮（{}）共上报{count}件", figure::span_zh(first, last)));
            }
            ahead.push((from, format!("{text}。")));
        }
    }
    ahead.sort();
    ahead.into_iter().map(|(_, text)| text).collect()
}

/// 下月重点：某日正在进行、此后仍将持续的重点时段。
pub(crate) fn events_running(day: NaiveDate, context: &Context<'_>) -> Vec<String> {
    let running = |event| {
        let mut around = context.calendar.occurrences(event, day, day).into_iter();
        around.find(|(from, to)| *from <= day && *to > day).map(|(from, to)| (event, from, to))
    };
    let sentence = |(event, from, to): (&CalendarEvent, NaiveDate, NaiveDate)| {
        let (span, left) = (figure::short_span_zh(from, to), (to - day).num_days());
        format!("{}（{span}）正在进行，还有{left}天。", event.name_zh)
    };
    context.calendar.events().iter().filter_map(running).map(sentence).collect()
}

/// 四、工作建议：谁，什么时候之前，做什么。
pub(crate) fn suggestion(
    signal: &Signal,
    advisory: Option<&Advisory>,
    context: &Context<'_>,
    written: DateTime<Utc>,
) -> Option<String> {
    let receivers = context.routes.find(context.areas, &signal.area, &signal.category, signal.level);
    let lead = advisory.map(|advisory| advisory.lead.clone()).or(receivers.map(|found| found.lead))?;
    let drafted = || crate::suggestions_zh(signal, context).into_iter().next();
    let text = advisory.and_then(|advisory| advisory.suggestions.first().cloned()).or_else(drafted)?;
    let (day, fallback) = match advisory {
        Some(advisory) => (advisory.reply_by, ""),
        None => {
            let due = deadline(signal.level, context.time.day(written), context);
            (due.day, if due.unknown_year.is_some() { "（按自然日折算）" } else { "" })
        }
    };
    let number = advisory.and_then(|advisory| advisory.number.as_deref());
    let letter = number.map(|number| format!("（详见{number}）")).unwrap_or_default();
    let name = context.routes.name_zh(&lead);
    Some(format!("{name}于{}前{fallback}：{text}{letter}", figure::date_zh(day)))
}

/// 五、上期建议落实情况：先报总数，再逐件列最近的。
pub(crate) fn follow_up(
    advisories: &[&Advisory],
    context: &Context<'_>,
    written: DateTime<Utc>,
) -> Vec<String> {
    let week = context.time.week(written);
    let mut sent: Vec<(DateTime<Utc>, &Advisory)> = advisories
        .iter()
        .filter_map(|advisory| Some((advisory.issued_at?, *advisory)))
        .filter(|(issued, _)| *issued < written && week.since(context.time.week(*issued)) <= FOLLOWED_WEEKS)
        .collect();
    if sent.is_empty() {
        return vec![format!("近{FOLLOWED_WEEKS}周未向本镇发出提示和建议。")];
    }
    sent.sort_by_key(|(issued, advisory)| (std::cmp::Reverse(*issued), advisory.id));
    let in_state = |wanted: &[AdvisoryState]| {
        sent.iter().filter(|(_, advisory)| wanted.contains(&advisory.state)).count()
    };
    let answered = in_state(&[AdvisoryState::Answered, AdvisoryState::Closed]);
    let signed = answered + in_state(&[AdvisoryState::Acknowledged]);
    let head = format!("近{FOLLOWED_WEEKS}周共发出{}份，已签收{signed}份，已反馈{answered}份。", sent.len());
    let lines = sent.iter().take(MOST_ITEMS).map(|(_, advisory)| state(advisory, context, written));
    std::iter::once(head).chain(lines).collect()
}

fn state(advisory: &Advisory, context: &Context<'_>, written: DateTime<Utc>) -> String {
    let number = advisory.number.as_deref().unwrap_or("（未编号）");
    let category = context.taxonomy.name_zh(&advisory.category);
    let today = context.time.day(written);
    let state = match &advisory.answer {
        Some(answer) => {
            let mut quoted: String = answer.action.chars().take(QUOTED).collect();
            if answer.action.chars().count() > QUOTED {
                quoted.push('…');
            }
            format!("反馈{}，{}", answer.verdict.name_zh(), quoted.trim_end_matches('。'))
        }
        None if advisory.state == AdvisoryState::Withdrawn => "已撤回".to_owned(),
        None if today > advisory.reply_by => {
            format!(
                "应于{}前反馈，已逾期{}天",
                figure::date_zh(advisory.reply_by),
                (today - advisory.reply_by).num_days()
            )
        }
        None => format!("办理中，应于{}前反馈", figure::date_zh(advisory.reply_by)),
    };
    format!("{number}（{category}）：{state}。")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{GRID, World, day, report};

    #[test]
    fn an_event_ahead_is_named_with_its_days_and_what_its_last_round_brought() {
        let world = World::new();
        let last_round: Vec<Report> = (0..12).map(|_| report(GRID, "1001", "2026-01-20")).collect();
        let ahead = |reports: &[Report], sunday: &str| {
            let (reports, after) = (reports.iter().collect::<Vec<_>>(), day(sunday));
            events_ahead(&reports, after, after + Days::new(28), &world.context())
        };
        assert_eq!(
            ahead(&last_round, "2026-12-27"),
            Vec::<String>::new(),
            "it began on the Saturday of this week"
        );
        assert_eq!(
            ahead(&last_round, "2026-12-13"),
            ["春节前六周（12月26日至2月5日）将于13天后开始，上一轮（2026年1月6日至2月16日）共上报12件。"]
        );
        let few = ahead(&[], "2026-12-13");
        assert!(few[0].ends_with("共上报不足3件。"), "{few:?}");
    }
}
