//! What a longer list brings and costs: precision and episodes raised against signals a week, ours and the rivals'.

use analytics::backtest::CurvePoint;
use maud::{Markup, html};

use super::{
    COLOURS, SOFT,
    frame::{Frame, round},
};
use crate::commands::backtest::{
    page::wording::{Words, both, say},
    report::Report,
};

const WIDTH: f64 = 500.0;
const HEIGHT: f64 = 320.0;

/// Two drawings side by side, with one legend.
pub(in super::super) fn curves(report: &Report) -> Markup {
    let precision = |point: &CurvePoint| point.precision.share;
    let score = |point: &CurvePoint| Some(point.score);
    let lines = curves_of(report);
    let most =
        lines.iter().flat_map(|(_, curve)| curve.iter()).map(|point| point.per_week).fold(1.0, f64::max);
    let names: Vec<Words> = [("本系统", "ours")]
        .into_iter()
        .chain(report.rivals.iter().map(|challenge| (challenge.rival.name_zh(), challenge.rival.name_en())))
        .collect();
    html! {
        div .charts {
            figure {
                (drawing(&lines, most, ("准确率", "precision"), precision, report.sweep.as_ref().map(|s| s.precision)))
                figcaption { (both(("清单准确率", "Precision of the list"))) }
            }
            figure {
                (drawing(&lines, most, ("发现率", "raised"), score, None))
                figcaption { (both(("各类事件平均发现率", "Episodes raised, mean over the kinds"))) }
            }
        }
        p { @for (name, colour) in names.iter().zip(COLOURS) {
            span style={ "color:" (colour) ";white-space:nowrap;margin-right:18px" } { "● " (say(name.0, name.1)) }
        } }
    }
}

/// Each with its position among the colours.
fn curves_of(report: &Report) -> Vec<(usize, &[CurvePoint])> {
    let rivals = report.rivals.iter().map(|challenge| challenge.curve.as_slice());
    std::iter::once(report.curve.as_slice()).chain(rivals).enumerate().collect()
}

fn drawing(
    lines: &[(usize, &[CurvePoint])],
    most: f64,
    title: Words,
    value: impl Fn(&CurvePoint) -> Option<f64>,
    wished: Option<f64>,
) -> Markup {
    let frame = Frame { width: WIDTH, height: HEIGHT, x_most: most.ceil(), y_most: 1.0 };
    let content = html! {
        @if let Some(wished) = wished {
            @let y = round(frame.y(wished));
            line x1=(round(frame.x(0.0))) x2=(round(frame.x(frame.x_most))) y1=(y) y2=(y) stroke=(SOFT)
                stroke-dasharray="4 4" {}
        }
        // The detectors are drawn last, above the others.
        @for (at, curve) in lines.iter().rev() {
            @let points: Vec<[f64; 2]> = curve
                .iter()
                .filter_map(|point| Some([frame.x(point.per_week), frame.y(value(point)?)]))
                .collect();
            @let path: Vec<String> =
                points.iter().map(|[x, y]| format!("{},{}", round(*x), round(*y))).collect();
            polyline points=(path.join(" ")) fill="none" stroke=(COLOURS[*at])
                stroke-width=(if *at == 0 { 2.6 } else { 1.6 }) {}
            @for [x, y] in points {
                circle cx=(round(x)) cy=(round(y)) r=(if *at == 0 { 3.2 } else { 2.0 }) fill=(COLOURS[*at]) {}
            }
        }
    };
    let axes = [("每县每周条数", "signals a week and county"), ("", "")];
    frame.draw(title, axes, true, &content)
}
