//! A plane with axes, and what is put on it.

use maud::{Markup, html};

use super::{RULE, SOFT};
use crate::commands::backtest::page::wording::{Words, draw};

/// Room for the figures of an axis and for its title, in drawing units; 13 of them are the height of a letter.
const LEFT: f64 = 46.0;
const BOTTOM: f64 = 44.0;
const TOP: f64 = 12.0;
const RIGHT: f64 = 14.0;

/// Where values fall on a drawing: x to the right from 0, y upwards from 0.
pub(super) struct Frame {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) x_most: f64,
    pub(super) y_most: f64,
}

impl Frame {
    pub(super) fn x(&self, value: f64) -> f64 {
        LEFT + (self.width - LEFT - RIGHT) * value / self.x_most
    }

    pub(super) fn y(&self, value: f64) -> f64 {
        let bottom = self.height - BOTTOM;
        bottom - (bottom - TOP) * value / self.y_most
    }

    /// The axes with their lines and titles, and the content over them.
    pub(super) fn draw(&self, label: Words, axes: [Words; 2], percent: bool, content: &Markup) -> Markup {
        let [x_title, y_title] = axes;
        let figure = |value: f64| {
            if percent { format!("{:.0} %", value * 100.0) } else { format!("{value:.0}") }
        };
        html! {
            svg xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (self.width) " " (self.height) } role="img"
                font-size="13" {
                title { (label.0) " · " (label.1) }
                @for value in ticks(self.y_most) {
                    @let y = round(self.y(value));
                    line x1=(LEFT) x2=(self.width - RIGHT) y1=(y) y2=(y) stroke=(RULE) {}
                    text x=(LEFT - 6.0) y=(round(self.y(value) + 4.0)) text-anchor="end" { (figure(value)) }
                }
                @for value in ticks(self.x_most) {
                    text x=(round(self.x(value))) y=(self.height - BOTTOM + 17.0) text-anchor="middle" { (value) }
                }
                line x1=(LEFT) x2=(self.width - RIGHT) y1=(self.height - BOTTOM) y2=(self.height - BOTTOM)
                    stroke=(SOFT) {}
                text x=(round((LEFT + self.width - RIGHT) / 2.0)) y=(self.height - 6.0) text-anchor="middle"
                    { (draw(x_title.0, x_title.1)) }
                text x=(LEFT + 4.0) y=(TOP + 10.0) { (draw(y_title.0, y_title.1)) }
                (content)
            }
        }
    }
}

/// From 0 to the most, in at most six round steps.
fn ticks(most: f64) -> Vec<f64> {
    let steps = [0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 4.0, 5.0, 10.0, 20.0, 50.0, 100.0];
    let step = steps.into_iter().find(|step| most / step <= 6.0).unwrap_or(most);
    let count = (most / step + 1e-9).floor() as usize;
    // Hundredths, so that three steps of 0.2 are 0.6 and no hair more.
    (0..=count).map(|tick| (tick as f64 * step * 100.0).round() / 100.0).collect()
}

/// A tenth of a unit is finer than any screen; the page stays the same bytes everywhere.
pub(super) fn round(value: f64) -> String {
    format!("{value:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_few_round_steps() {
        assert_eq!(ticks(1.0), [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]);
        assert_eq!(ticks(24.0), [0.0, 4.0, 8.0, 12.0, 16.0, 20.0, 24.0]);
        assert_eq!(ticks(3.0), [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0]);
    }
}
