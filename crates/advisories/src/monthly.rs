//! The monthly report of a county (矛盾纠纷月度风险研判报告): what the county's office tells those whom it answers to.

mod handling;
mod situation;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use chrono::{DateTime, Months, Utc};
use domain::{Advisory, AreaId, Month, Report, Signal, SignalId, SignalKind};

use crate::{
    Compared, Context, ScoreInput,
    document::{Block, Document, Face, Layout, Run},
    figure,
    level::is_about_reporting,
    periodical::{head, heading, list, matters, note, printable, speakable},
    persistence, scorecard, sentences,
};
use situation::Situation;

/// Emerging matters that are told, of however many there were: what a county can follow in a month.
const MOST_EMERGING: usize = 5;

/// Recurring and trending patterns that are told, of each kind.
const MOST_PATTERNS: usize = 3;

/// Places whose reporting itself is to be looked at.
const MOST_REPORTING: usize = 5;

/// Seasons and festivals ahead that are named.
const MOST_EVENTS: usize = 5;

/// Suggestions of a report.
const MOST_ADVICE: usize = 5;

/// Months of advisories in the table of how they fared, the month of the report included: verdicts come weeks later, and one
/// month has too few for a rate.
const SCORED_MONTHS: u32 = 12;

/// What a monthly report is written from. Lists may hold more than the county and the month.
#[derive(Clone, Copy, Debug)]
pub struct MonthlyInput<'a> {
    /// The county.
    pub county: &'a AreaId,
    /// The month it reports on.
    pub month: Month,
    /// Reports known at `as_of`, at least of the county's last 14 months.
    pub reports: &'a [Report],
    /// Signals of all sweeps of the month, and those of the advisories.
    pub signals: &'a [Signal],
    /// Advisories of the county, at least of the last 12 months.
    pub advisories: &'a [Advisory],
    /// The data cut.
    pub as_of: DateTime<Utc>,
}

/// Composes the report. `issue` counts within the year of the month, `overall` since the county's first report.
pub fn monthly(
    input: &MonthlyInput<'_>,
    issue: u32,
    overall: u32,
    context: &Context<'_>,
    written: DateTime<Utc>,
) -> Document {
    let MonthlyInput { county, month, as_of, .. } = *input;
    let reports = printable(input.reports, county, as_of, context);
    let advisories: Vec<Advisory> = speakable(input.advisories, county, context)
        .into_iter()
        .filter_map(|advisory| as_known(advisory, as_of))
        .collect();
    let [emerging, recurring, trending] = [SignalKind::Emerging, SignalKind::Recurring, SignalKind::Trending]
        .map(|kind| found(input, context, |signal| signal.kind == kind));
    let mut reporting = found(input, context, |signal| is_about_reporting(signal.kind));
    reporting.truncate(MOST_REPORTING);

    let (name, year, number) = (context.areas.name(county), month.year(), month.number());
    let issue = format!("{name}　{year}年{number}月　第{issue}期（总第{overall}期）");
    let mut sheet = head("矛盾纠纷月度风险研判报告", issue, context, written);
    sheet.push(heading("一、本月总体情况"));
    sheet.extend(Situation::count(&reports, county, month, context).section(name, month));
    if !reporting.is_empty() {
        sheet.push(Block::paragraph(sentences::reporting(&reporting, context)));
    }
    sheet.push(heading("二、苗头性、周期性、趋势性问题"));
    sheet.extend(findings("（一）苗头性问题。", &emerging, MOST_EMERGING, |signal| {
        sentences::emerging_somewhere(signal, context)
    }));
    let pattern = |signal: &Signal| sentences::pattern(signal, context);
    sheet.extend(findings("（二）周期性问题。", &recurring, MOST_PATTERNS, pattern));
    sheet.extend(findings("（三）趋势性问题。", &trending, MOST_PATTERNS, pattern));
    sheet.push(heading("三、下月重点"));
    sheet.push(Block::paragraph(situation::year_ago(&reports, month.after(1), context)));
    let running = sentences::events_running(month.last(), context);
    let ahead = sentences::events_ahead(&reports, month.last(), month.after(1).last(), context);
    let events: Vec<String> = running.into_iter().chain(ahead).take(MOST_EVENTS).collect();
    sheet.extend(list(&events, &format!("{}月没有列入日历的重点时段。", month.after(1).number())));
    sheet.push(heading("四、提示办理情况"));
    sheet.extend(scored(input, &advisories, context));
    sheet.push(heading("五、工作建议"));
    let pressing = emerging.iter().chain(&recurring).chain(&trending).copied();
    sheet.extend(list(&advice(pressing, &advisories, context, written), SCREENING));
    sheet.push(note(as_of, EXPLAINED, context));
    sheet.push(imprint(county, context, written));
    Document {
        layout: Layout::Report,
        title: format!("{name}矛盾纠纷月度风险研判报告{year}年{number}月"),
        issuer: context.rules.issuer_zh.clone(),
        date: Some(context.time.day(written)),
        sheets: vec![sheet],
    }
}

/// The rhythm of screening that holds where nothing more pressing was found.
const SCREENING: &str = "各镇按每月不少于1次、各村（社区）按每周不少于1次的频次开展排查，零上报的如实注明。";

/// What the words of section four mean.
const EXPLAINED: &str = "限制公开的类别未计入。按时签收、按时答复以规定的工作日为限；属实率为答复属实、部分属实和已知的件数与\
     已答复件数之比，由接收单位认定；提前天数为文书发出至件数最多一周的天数，文书发出满八周后计算。";

/// The matters of the month, most pressing first: found by a sweep since the cut of the report before, and, where they are
/// about days, about days of the month.
fn found<'a>(
    input: &MonthlyInput<'a>,
    context: &Context<'_>,
    wanted: impl Fn(&Signal) -> bool,
) -> Vec<&'a Signal> {
    let MonthlyInput { month, as_of, .. } = *input;
    let since = context.time.moment(context.time.wall(as_of) - Months::new(1));
    let of_month = |signal: &Signal| {
        wanted(signal)
            && signal.as_of > since
            && signal.as_of <= as_of
            && (matches!(signal.kind, SignalKind::Recurring | SignalKind::Trending)
                || signal.from <= month.last() && signal.to >= month.first())
    };
    matters(input.signals, input.advisories, input.county, of_month, context)
}

/// A kind of findings: how many there were, and the most pressing of them.
fn findings(name: &str, found: &[&Signal], most: usize, sentence: impl Fn(&Signal) -> String) -> Vec<Block> {
    let told = found.len().min(most);
    let summary = match found.len() {
        all if all > told => format!("本月经检验发现{all}处，按紧要程度列出前{told}处。"),
        all => format!("本月经检验发现{all}处。"),
    };
    let runs = vec![Run { text: name.to_owned(), face: Face::Kai }, Run::plain(summary)];
    let items: Vec<String> = found.iter().take(most).map(|signal| sentence(signal)).collect();
    let items = if items.is_empty() { Vec::new() } else { list(&items, "") };
    std::iter::once(Block::Paragraph { runs }).chain(items).collect()
}

/// An advisory as it was known at the data cut; `None` when it was not issued by then.
fn as_known(advisory: &Advisory, as_of: DateTime<Utc>) -> Option<Advisory> {
    let mut known = advisory.clone();
    known.issued_at.filter(|at| *at <= as_of)?;
    known.acknowledged_at = known.acknowledged_at.filter(|at| *at <= as_of);
    known.answer = known.answer.filter(|answer| answer.at <= as_of);
    Some(known)
}

fn scored(input: &MonthlyInput<'_>, advisories: &[Advisory], context: &Context<'_>) -> Vec<Block> {
    let said: BTreeSet<SignalId> = advisories.iter().map(|advisory| advisory.signal).collect();
    let of_letters = input.signals.iter().filter(|signal| said.contains(&signal.id));
    let signals = of_letters.map(|signal| (signal.id, signal.clone())).collect();
    let scored = ScoreInput { advisories, signals: &signals, reports: input.reports, now: input.as_of };
    let first = input.month.before(SCORED_MONTHS - 1);
    let key = |month: Month| (month.year(), month.number());
    let mut lines = scorecard(&scored, context);
    lines.retain(|line, _| (key(first)..=key(input.month)).contains(&line.month));
    let mut compared = Compared::default();
    let by_month = persistence(&scored, input.county, context);
    by_month.range(first..=input.month).for_each(|(_, month)| compared.add(month));
    handling::section(&lines, key(input.month), SCORED_MONTHS, compared)
}

/// What is still to be done: an answered matter asks for nothing more, and an overdue one for a new day.
fn advice<'a>(
    pressing: impl Iterator<Item = &'a Signal>,
    advisories: &[Advisory],
    context: &Context<'_>,
    written: DateTime<Utc>,
) -> Vec<String> {
    let today = context.time.day(written);
    let suggestion = |signal: &Signal| {
        let advisory = advisories.iter().find(|advisory| advisory.signal == signal.id);
        if advisory.is_some_and(|advisory| advisory.answer.is_some()) {
            return None;
        }
        let open = advisory.filter(|advisory| advisory.reply_by >= today);
        sentences::suggestion(signal, open, context, written)
    };
    pressing.filter_map(suggestion).take(MOST_ADVICE).collect()
}

fn imprint(county: &AreaId, context: &Context<'_>, written: DateTime<Utc>) -> Block {
    let committees = context.routes.committees().iter();
    let told: Vec<&str> = committees
        .filter(|committee| committee.area == *county)
        .map(|committee| committee.name_zh.as_str())
        .collect();
    Block::Imprint {
        copies: (!told.is_empty()).then(|| format!("报送：{}。", told.join("，"))),
        printer: context.rules.issuer_zh.clone(),
        printed: format!("{}印发", figure::date_zh(context.time.day(written))),
    }
}
