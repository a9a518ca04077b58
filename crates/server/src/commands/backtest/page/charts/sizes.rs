//! The share of episodes raised, by kind and size, with its interval.

use maud::{Markup, html};

use super::{COLOURS, RULE, SOFT, frame::round};
use crate::commands::backtest::{
    page::wording::{draw, episode_kind, of},
    report::Report,
};

const WIDTH: f64 = 1040.0;
const LEFT: f64 = 200.0;
const RIGHT: f64 = 70.0;
const ROW: f64 = 24.0;
const BOTTOM: f64 = 24.0;

/// One row for each kind and size: a dot, a line for the interval, and the count.
pub(in super::super) fn sizes(report: &Report) -> Markup {
    let rows = &report.ours.sizes;
    let height = rows.len() as f64 * ROW + BOTTOM;
    let x = |share: f64| LEFT + (WIDTH - LEFT - RIGHT) * share;
    let y = |at: usize| (at as f64 + 0.5) * ROW;
    html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (WIDTH) " " (height) } role="img" font-size="13" {
            title { "各类事件按规模的发现率 · share of episodes raised, by kind and size" }
            @for tenth in [0.0, 0.25, 0.5, 0.75, 1.0] {
                line x1=(round(x(tenth))) x2=(round(x(tenth))) y1="0" y2=(round(height - BOTTOM)) stroke=(RULE) {}
                text x=(round(x(tenth))) y=(round(height - 6.0)) text-anchor="middle" {
                    (format!("{:.0} %", tenth * 100.0))
                }
            }
            @for (at, row) in rows.iter().enumerate() {
                @let (zh, en) = episode_kind(&row.kind);
                @let size = row.size.map_or("", |size| size.figures());
                text x=(LEFT - 12.0) y=(round(y(at) + 4.5)) text-anchor="end" {
                    (draw(&format!("{zh} {size}件"), &format!("{en} {size}")))
                }
                @let [lower, upper] = row.raised.interval;
                line x1=(round(x(lower))) x2=(round(x(upper))) y1=(round(y(at))) y2=(round(y(at))) stroke=(SOFT)
                    stroke-width="2" {}
                @if let Some(share) = row.raised.share {
                    circle cx=(round(x(share))) cy=(round(y(at))) r="5" fill=(COLOURS[0]) {}
                }
                text x=(WIDTH - RIGHT + 14.0) y=(round(y(at) + 4.5)) { (of(row.raised)) }
            }
        }
    }
}
