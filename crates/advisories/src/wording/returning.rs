//! What is said of a matter that broke out again at its grid: it has happened, and no window is announced.

use domain::{Detector, Signal};

use super::LEAST_EXPECTED;
use crate::figure;

/// Whether the signal is about a matter that came back, and not about a window to come.
pub(super) fn came_back(signal: &Signal) -> bool {
    signal.detector == Detector::Return
}

/// 先后几次、相隔多久、同镇平均几件，今后再起的可能性多大。
pub(super) fn returning_zh(signal: &Signal, place: &str, category: &str) -> String {
    let mut text = format!(
        "{}，{place}同一事由的{category}先后发生{}次，最近一次为{}",
        figure::span_zh(signal.from, signal.to),
        figure::count(signal.observed),
        figure::date_zh(signal.to),
    );
    if let Some(gap) = signal.parameter("usual_gap_days") {
        text.push_str(&format!("，两次之间一般相隔{}天", figure::whole(gap)));
    }
    text.push_str(&format!("；同期本镇每个网格同类纠纷平均{}件。", expected(signal, "不足0.1")));
    if let (Some(four), Some(eight)) = chances(signal) {
        text.push_str(&format!(
            "参照以往多次反复的事由，今后4周内再次发生的可能性约{}，8周内约{}。",
            figure::percent(four),
            figure::percent(eight)
        ));
    }
    text
}

/// The same in English.
pub(super) fn returning_en(signal: &Signal, place: &str, category: &str) -> String {
    let mut text = format!(
        "The same matter ({category}) broke out {} times in {place} {}",
        figure::count(signal.observed),
        figure::span_en(signal.from, signal.to),
    );
    if let Some(gap) = signal.parameter("usual_gap_days") {
        text.push_str(&format!(", usually {} days apart", figure::whole(gap)));
    }
    text.push_str(&format!(
        "; a grid of this town had {} disputes of the kind meanwhile on average.",
        expected(signal, "under 0.1")
    ));
    if let (Some(four), Some(eight)) = chances(signal) {
        text.push_str(&format!(
            " By what became of such matters, the chance of another outbreak is about {} within 4 weeks and {} within 8.",
            figure::percent(four),
            figure::percent(eight)
        ));
    }
    text
}

fn expected(signal: &Signal, little: &str) -> String {
    if signal.expected < LEAST_EXPECTED { little.to_owned() } else { figure::decimal(signal.expected) }
}

/// To whole percents: a few dozen matters do not tell more.
fn chances(signal: &Signal) -> (Option<f64>, Option<f64>) {
    let chance = |name| signal.parameter(name).map(|chance| (chance * 100.0).round() / 100.0);
    (chance("chance_4_weeks"), chance("chance_8_weeks"))
}
