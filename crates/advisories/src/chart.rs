//! The small chart of a letter: counts the expected and the upper bound by period, and their drawing as SVG.

use chrono::{Datelike, NaiveDate};
use domain::{Detector, Point, Signal};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use crate::Context;

/// Periods that fit the width of the type area and can still be told apart.
const MOST_PERIODS: usize = 53;
/// Up to this many periods each bar carries its figure.
const MOST_FIGURES: usize = 26;
/// Dates under the bars.
const DATES: usize = 7;
/// Lines of the vertical axis.
const MOST_TICKS: f64 = 4.0;

/// The drawing in units of a quarter of a millimetre: 156 mm wide, as the type area.
const WIDTH: f64 = 624.0;
const HEIGHT: f64 = 190.0;
const LEFT: f64 = 30.0;
/// Free at the right of the last bar, so that its date (33 units wide at most) stands inside the drawing.
const RIGHT: f64 = 12.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = 168.0;

/// The small chart of a letter as values. A count that may not leave the analysts' desk is not among them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Chart {
    /// What is drawn: place, category, period.
    pub(crate) caption: String,
    /// Counts under this are not shown.
    pub(crate) below: u32,
    /// The periods, oldest first.
    pub(crate) periods: Vec<Period>,
}

/// One bar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Period {
    /// Its first day.
    pub(crate) start: NaiveDate,
    /// The count; `None` where there were reports, but too few to be shown.
    pub(crate) count: Option<f64>,
    /// What was expected.
    pub(crate) expected: Option<f64>,
    /// The upper bound of what is usual.
    pub(crate) upper: Option<f64>,
    /// Whether the letter is about it.
    pub(crate) current: bool,
}

/// The chart of a signal; `None` when it has no series.
pub(crate) fn chart(signal: &Signal, context: &Context<'_>) -> Option<Chart> {
    let points = &signal.series[signal.series.len().saturating_sub(MOST_PERIODS)..];
    let small = f64::from(context.rules.suppress_below);
    let period = |point: &Point| Period {
        start: point.start,
        count: (point.observed <= 0.0 || point.observed >= small).then(|| kept(point.observed)),
        expected: point.expected.map(kept),
        upper: point.upper.map(kept),
        current: point.start >= signal.from && point.start <= signal.to,
    };
    let periods: Vec<Period> = points.iter().map(period).collect();
    let caption = format!("图　{}", caption(signal, context));
    (!periods.is_empty()).then_some(Chart { caption, below: context.rules.suppress_below, periods })
}

impl Chart {
    /// The drawing, 156 mm wide: counts as bars, hollow ones of one height where a count is not shown, and the expected
    /// and the upper bound as lines.
    pub(crate) fn svg(&self) -> Markup {
        let periods = &self.periods;
        let small = f64::from(self.below);
        let drawn = |period: &Period| period.count.unwrap_or(small - 1.0);
        let highest = periods.iter().map(|period| drawn(period).max(period.upper.unwrap_or(0.0)));
        let highest = highest.fold(0.0, f64::max);
        let step = tick_step(highest);
        let scale = Scale { periods: periods.len() as f64, top: (highest / step).ceil().max(1.0) * step };
        let width = (scale.pitch() * 0.7).min(18.0);
        let bar = |(position, period): (usize, &Period)| {
            let (x, y) = (scale.x(position) - width / 2.0, scale.y(drawn(period)));
            let fill = match (period.count, period.current) {
                (None, _) => "none",
                (Some(_), true) => "#c00000",
                (Some(_), false) => "#8c9bad",
            };
            let hollow = period.count.is_none();
            let figure = period.count.filter(|count| *count > 0.0 && periods.len() <= MOST_FIGURES);
            html! {
                rect x=(round(x)) y=(round(y)) width=(round(width)) height=(round(BOTTOM - y)) fill=(fill)
                    stroke=[hollow.then_some("#8c9bad")] stroke-dasharray=[hollow.then_some("2 2")] {}
                @if let Some(figure) = figure {
                    text x=(round(scale.x(position))) y=(round(y - 3.0)) text-anchor="middle" {
                        (crate::figure::count(figure))
                    }
                }
            }
        };
        let every = periods.len().div_ceil(DATES).max(1);
        html! {
            svg xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img"
                aria-label=(self.caption) font-family="SimSun, 'Noto Sans CJK SC', sans-serif" font-size="12" {
                (legend(self.below))
                @for tick in (0..=4).map(|n| f64::from(n) * step).filter(|tick| *tick <= scale.top) {
                    line x1=(LEFT) x2=(WIDTH) y1=(round(scale.y(tick))) y2=(round(scale.y(tick))) stroke="#d9d9d9" {}
                    text x=(LEFT - 5.0) y=(round(scale.y(tick) + 4.0)) text-anchor="end" { (crate::figure::count(tick)) }
                }
                @for item in periods.iter().enumerate() { (bar(item)) }
                (line(periods, &scale, |period| period.expected, None))
                (line(periods, &scale, |period| period.upper, Some("5 3")))
                line x1=(LEFT) x2=(WIDTH) y1=(BOTTOM) y2=(BOTTOM) stroke="#000" {}
                @for (position, period) in periods.iter().enumerate().rev().step_by(every) {
                    text x=(round(scale.x(position))) y=(BOTTOM + 15.0) text-anchor="middle" { (short_date(period.start)) }
                }
            }
        }
    }
}

/// 图注：地区、类别和统计周期。
fn caption(signal: &Signal, context: &Context<'_>) -> String {
    let period = if signal.detector == Detector::MannKendall { "每四周" } else { "每周" };
    let place = context.areas.full_name(&signal.area);
    format!("{place}{}{period}上报件数", context.taxonomy.name_zh(&signal.category))
}

/// A value as it is frozen: four places are finer than the drawing, and short enough to be read back unchanged.
fn kept(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// Where values and periods fall on the drawing.
struct Scale {
    periods: f64,
    top: f64,
}

impl Scale {
    fn pitch(&self) -> f64 {
        (WIDTH - RIGHT - LEFT) / self.periods
    }

    fn x(&self, position: usize) -> f64 {
        LEFT + (position as f64 + 0.5) * self.pitch()
    }

    fn y(&self, value: f64) -> f64 {
        BOTTOM - (BOTTOM - TOP) * value / self.top
    }
}

fn line(
    periods: &[Period],
    scale: &Scale,
    value: impl Fn(&Period) -> Option<f64>,
    dashes: Option<&str>,
) -> Markup {
    let path: Vec<String> = periods
        .iter()
        .enumerate()
        .filter_map(|(position, period)| {
            value(period).map(|v| format!("{},{}", round(scale.x(position)), round(scale.y(v))))
        })
        .collect();
    html! {
        @if path.len() > 1 {
            polyline points=(path.join(" ")) fill="none" stroke="#000" stroke-width="1.4" stroke-dasharray=[dashes] {}
        }
    }
}

fn legend(below: u32) -> Markup {
    html! {
        rect x=(LEFT) y="4" width="10" height="9" fill="#c00000" {}
        text x=(LEFT + 14.0) y="13" { "本次时段" }
        rect x=(LEFT + 76.0) y="4" width="10" height="9" fill="#8c9bad" {}
        text x=(LEFT + 90.0) y="13" { "其他时段" }
        rect x=(LEFT + 152.0) y="4" width="10" height="9" fill="none" stroke="#8c9bad" stroke-dasharray="2 2" {}
        text x=(LEFT + 166.0) y="13" { "有上报但不足" (below) "件" }
        line x1=(LEFT + 282.0) x2=(LEFT + 306.0) y1="9" y2="9" stroke="#000" stroke-width="1.4" {}
        text x=(LEFT + 311.0) y="13" { "预计" }
        line x1=(LEFT + 348.0) x2=(LEFT + 372.0) y1="9" y2="9" stroke="#000" stroke-width="1.4" stroke-dasharray="5 3" {}
        text x=(LEFT + 377.0) y="13" { "通常上限" }
    }
}

/// The smallest round step that needs no more lines than the axis may have.
fn tick_step(highest: f64) -> f64 {
    // 1, 2, 5, 10, … up to ten million, more than any county counts.
    let steps = (0..8).flat_map(|power| [1.0, 2.0, 5.0].map(|digit| digit * 10f64.powi(power)));
    steps.into_iter().find(|step| highest / step <= MOST_TICKS).unwrap_or(1.0)
}

fn short_date(day: NaiveDate) -> String {
    format!("{}.{}", day.month(), day.day())
}

/// A tenth of a unit is finer than any printer; the page stays the same bytes everywhere.
fn round(value: f64) -> String {
    format!("{value:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{TOWN, World, signal};

    #[test]
    fn a_small_count_is_a_hollow_bar_without_its_figure() {
        let world = World::new();
        let mut signal = signal(TOWN, "02", 9.0, 2.0);
        signal.series.truncate(2);
        signal.series[0].observed = 1.0;
        signal.series[1].observed = 2.0;
        let svg = chart(&signal, &world.context()).unwrap().svg().into_string();
        let figures = |n: &str| svg.contains(&format!("text-anchor=\"middle\">{n}</text>"));
        assert!(!figures("1") && !figures("2"), "{svg}");
        let bars: Vec<&str> = svg
            .split("<rect")
            .filter(|part| part.contains("fill=\"none\""))
            .map(|part| &part[..60])
            .collect();
        assert_eq!(bars.len(), 3, "two bars and the legend");
    }

    #[test]
    fn the_dates_stand_inside_the_drawing() {
        // Five characters of 12 units, each at most 0.55 em wide.
        let half = 5.0 * 12.0 * 0.55 / 2.0;
        for periods in 1..=MOST_PERIODS {
            let scale = Scale { periods: periods as f64, top: 1.0 };
            let (first, last) = (scale.x(0) - half, scale.x(periods - 1) + half);
            assert!(first >= 0.0 && last <= WIDTH, "{periods} periods: {first} to {last}");
        }
    }

    #[test]
    fn a_signal_without_series_has_no_chart() {
        let world = World::new();
        let mut signal = signal(TOWN, "02", 9.0, 2.0);
        signal.series.clear();
        assert!(chart(&signal, &world.context()).is_none());
    }

    #[test]
    fn the_axis_has_few_round_lines() {
        assert_eq!([3.0, 7.0, 19.0, 40.0, 41.0].map(tick_step), [1.0, 2.0, 5.0, 10.0, 20.0]);
    }
}
