//! One county in time: episodes as bars, the signals about them as dots, and below what belongs to none.

use analytics::backtest::{Episode, Line};
use chrono::{Datelike, Months, NaiveDate};
use domain::SignalKind;
use maud::{Markup, html};

use super::{COLOURS, RULE, SOFT, frame::round};
use crate::commands::backtest::{
    page::{
        Source,
        wording::{Words, both, draw, episode_kind, signal_kind},
    },
    report::OneCounty,
};

const WIDTH: f64 = 1040.0;
const LEFT: f64 = 270.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 22.0;
const ROW: f64 = 21.0;

/// The first county; `None` when it has neither episodes nor signals.
pub(in super::super) fn timeline(source: Source<'_>) -> Option<Markup> {
    let county = source.report.counties.first()?;
    let areas = &source.played.first()?.areas;
    let taxonomy = &source.played.first()?.taxonomy;
    let [first, last] = source.report.weeks;
    let span = Span { from: first.monday(), to: last.sunday() };
    let seen = |episode: &Episode| episode.to >= span.from && episode.from <= span.to;
    let mut rows: Vec<(usize, &Episode)> =
        county.episodes.iter().enumerate().filter(|(_, episode)| seen(episode)).collect();
    rows.sort_by_key(|(_, episode)| (episode.kind.as_str(), episode.from));
    if rows.is_empty() && county.lines.is_empty() {
        return None;
    }
    let name = |episode: &Episode| {
        let (zh, en) = episode_kind(&episode.kind);
        let place = episode.areas.first().map(|area| areas.full_name(area)).unwrap_or_default();
        let category = episode.category.as_ref();
        let of = |name: Option<&str>| name.map(|name| format!(" {name}")).unwrap_or_default();
        (
            format!("{zh} {place}{}", of(category.map(|code| taxonomy.name_zh(code)))),
            format!("{en} {place}{}", of(category.map(|code| taxonomy.name_en(code)))),
        )
    };
    let nothing = SignalKind::ALL.map(|kind| (kind, false_lines(county, kind)));
    let nothing: Vec<_> = nothing.into_iter().filter(|(_, lines)| !lines.is_empty()).collect();
    let height = TOP + (rows.len() + nothing.len()) as f64 * ROW + 8.0;
    let y = |at: usize| TOP + (at as f64 + 0.5) * ROW;
    let drawing = html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (WIDTH) " " (height) } role="img" font-size="12" {
            title { "事件与信号的时间线 · episodes and signals in time" }
            @for month in span.months() {
                @let x = round(span.x(month));
                line x1=(x) x2=(x) y1=(TOP) y2=(round(height - 8.0)) stroke=(RULE) {}
                text x=(x) y="14" { (format!("{}-{:02}", month.year(), month.month())) }
            }
            @for (row, (position, episode)) in rows.iter().enumerate() {
                @let (zh, en) = name(episode);
                @let (from, to) = (span.x(episode.from.max(span.from)), span.x(episode.to.min(span.to)));
                text x=(LEFT - 8.0) y=(round(y(row) + 4.0)) text-anchor="end" { (draw(&short(&zh), &short(&en))) }
                rect x=(round(from)) y=(round(y(row) - 6.0)) width=(round((to - from).max(3.0))) height="12" rx="2"
                    fill="#d9dee5" {}
                @for line in county.lines.iter().filter(|line| line.episodes.contains(position)) {
                    (dot(&span, line, y(row)))
                }
            }
            @for (row, (kind, lines)) in nothing.iter().enumerate() {
                @let at = y(rows.len() + row);
                @let (zh, en) = signal_kind(*kind);
                text x=(LEFT - 8.0) y=(round(at + 4.0)) text-anchor="end" fill=(SOFT) {
                    (draw(&format!("无对应事件：{zh}"), &format!("no episode: {en}")))
                }
                @for line in lines { (dot(&span, line, at)) }
            }
        }
    };
    Some(html! {
        figure {
            (drawing)
            figcaption {
                @if !county.county.is_empty() { (county.county) ": " }
                (both((
                    "灰条为事件，圆点为当周清单上的信号；空心点为周期预告。",
                    "Bars are episodes, dots the signals of that week's list; hollow ones announce what returns.",
                )))
                @for (kind, words) in kinds() {
                    span style={ "color:" (colour(kind)) ";margin-left:14px" } { "● " (both(words)) }
                }
            }
        }
    })
}

/// News that belongs to no episode.
fn false_lines(county: &OneCounty, kind: SignalKind) -> Vec<&Line> {
    let lines = county.lines.iter();
    lines.filter(|line| line.kind == kind && line.is_news() && line.episodes.is_empty()).collect()
}

/// At the end of the week whose sweep said it.
fn dot(span: &Span, line: &Line, y: f64) -> Markup {
    let colour = colour(line.kind);
    let fill = if line.is_announcement() { "#ffffff" } else { colour };
    html! { circle cx=(round(span.x(line.week.sunday()))) cy=(round(y)) r="3.4" fill=(fill) stroke=(colour) {} }
}

fn kinds() -> [(SignalKind, Words); 4] {
    [SignalKind::Emerging, SignalKind::Recurring, SignalKind::Trending, SignalKind::Silent]
        .map(|kind| (kind, signal_kind(kind)))
}

fn colour(kind: SignalKind) -> &'static str {
    match kind {
        SignalKind::Emerging => COLOURS[0],
        SignalKind::Trending => COLOURS[1],
        SignalKind::Irregular => COLOURS[2],
        SignalKind::Recurring => COLOURS[3],
        SignalKind::Silent => COLOURS[4],
    }
}

/// As much of a name as fits beside the drawing; a Chinese character is twice as wide as a Latin one.
fn short(name: &str) -> String {
    const FITS: usize = 40;
    let mut width = 0;
    let fitting = name.chars().take_while(|letter| {
        width += if letter.is_ascii() { 1 } else { 2 };
        width <= FITS
    });
    let kept: String = fitting.collect();
    if kept.len() < name.len() { format!("{kept}…") } else { kept }
}

struct Span {
    from: NaiveDate,
    to: NaiveDate,
}

impl Span {
    fn x(&self, day: NaiveDate) -> f64 {
        let share = (day - self.from).num_days() as f64 / (self.to - self.from).num_days().max(1) as f64;
        LEFT + (WIDTH - LEFT - RIGHT) * share
    }

    /// The first days of months, thinned to a dozen.
    fn months(&self) -> Vec<NaiveDate> {
        let count = (self.to - self.from).num_days() / 30;
        let every = u32::try_from(count / 12 + 1).unwrap_or(1);
        let first = self.from.with_day(1).unwrap_or(self.from);
        let first = if first < self.from { first + Months::new(1) } else { first };
        let next = |day: &NaiveDate| day.checked_add_months(Months::new(every));
        // The name of a month stands to its right: the last one must fit.
        let end = self.to - chrono::TimeDelta::days((self.to - self.from).num_days() / 20);
        std::iter::successors(Some(first), next).take_while(|day| *day <= end).collect()
    }
}
