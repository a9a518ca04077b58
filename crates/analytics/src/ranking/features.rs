//! What a model may know of a signal: how large, how rare, how long, of what sort, and what might explain it away.
//! Nothing about the place: an order by place would be a verdict on it.

use domain::{Detector, Signal};

/// Names of the features, in Chinese and English, in the order of [`of`].
pub(super) const NAMES: [(&str, &str, &str); 22] = [
    ("log_ratio", "变化倍数", "the change, as a ratio"),
    ("log_excess", "超出常年的件数", "reports above the usual"),
    ("rarity", "罕见程度", "how rare it is"),
    ("log_weight", "固定规则的权重", "the weight by the fixed rule"),
    ("log_days", "持续天数", "days it spans"),
    ("log_people", "涉及人数", "people involved"),
    ("group_matters", "群体性事件数", "matters of a group"),
    ("log_visits", "走访量与常年之比", "patrol visits against the usual"),
    ("late_share", "迟报所占比例", "share of late reports"),
    ("copied_share", "雷同文本所占比例", "share of repeated texts"),
    ("one_grid", "最多的一个网格所占比例", "share of the busiest grid"),
    ("one_channel", "最多的一个渠道所占比例", "share of the loudest channel"),
    ("seasonal_baseline", "方法：季节基线", "method: seasonal baseline"),
    ("space_time_scan", "方法：时空扫描", "method: space-time scan"),
    ("calendar_effect", "方法：节令效应", "method: calendar effect"),
    ("mann_kendall", "方法：长期趋势", "method: long trend"),
    ("topic", "方法：话题", "method: topic"),
    ("return", "方法：复发", "method: return"),
    ("own_season", "方法：自有季节", "method: season of its own"),
    ("silence", "方法：静默", "method: silence"),
    ("heaping", "方法：集中填报", "method: heaping"),
    ("copies", "方法：雷同填报", "method: copies"),
];

/// Below this a p-value says no more about rarity than this: a hundred-thousandth is once in two thousand years.
const RAREST: f64 = 1e-5;

/// The features of a signal, in the order of [`NAMES`]; each finite. What is not known is at its usual value.
pub(super) fn of(signal: &Signal) -> Vec<f64> {
    let facts = &signal.facts;
    let count = signal.reports.len().max(1) as f64;
    let share = |part: u32| (f64::from(part) / count).min(1.0);
    let days = (signal.to - signal.from).num_days() as f64 + 1.0;
    let mut features = vec![
        log(signal.ratio),
        grown(signal.observed - signal.expected),
        -finite(signal.p_value, 1.0).clamp(RAREST, 1.0).log10(),
        of_rule(signal),
        grown(days),
        grown(facts.people as f64),
        grown(f64::from(facts.group_matters)),
        facts.visits_ratio.map_or(0.0, log),
        facts.late_share.map_or(0.0, |share| finite(share, 0.0)),
        share(facts.copied),
        facts.busiest_grid.as_ref().map_or(0.0, |(_, reports)| share(*reports)),
        facts.loudest_channel.map_or(0.0, |(_, reports)| share(reports)),
    ];
    features.extend(Detector::ALL.map(|detector| f64::from(u8::from(detector == signal.detector))));
    features
}

/// The weight of the fixed rule, as a model sees it.
pub(super) fn of_rule(signal: &Signal) -> f64 {
    grown(signal.facts.weight)
}

/// The logarithm of a ratio, held within a thousandfold.
fn log(ratio: f64) -> f64 {
    finite(ratio, 1.0).clamp(1e-3, 1e3).ln()
}

/// Twice as much counts the same wherever it starts; what is below nothing is nothing.
fn grown(amount: f64) -> f64 {
    finite(amount, 0.0).max(0.0).ln_1p()
}

fn finite(value: f64, otherwise: f64) -> f64 {
    if value.is_finite() { value } else { otherwise }
}
