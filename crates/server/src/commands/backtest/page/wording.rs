//! Words in both languages, and figures as the page writes them.

use analytics::backtest::Share;
use domain::{AreaLevel, SignalKind};
use maud::{Markup, html};

/// The same in Chinese and in English.
pub(super) type Words = (&'static str, &'static str);

/// Both languages; the page shows the one that is chosen.
pub(super) fn both((zh, en): Words) -> Markup {
    say(zh, en)
}

/// The same for words that are put together.
pub(super) fn say(zh: &str, en: &str) -> Markup {
    html! { span .zh lang="zh-CN" { (zh) } span .en lang="en" { (en) } }
}

/// The same within a drawing.
pub(super) fn draw(zh: &str, en: &str) -> Markup {
    html! { tspan .zh { (zh) } tspan .en { (en) } }
}

/// The kind of an episode; a word that is not ours stays as it is.
pub(super) fn episode_kind(kind: &str) -> (&str, &str) {
    match kind {
        "all" => ("合计", "all"),
        "local_outbreak" => ("局部突发", "local outbreak"),
        "town_rise" => ("乡镇上升", "town rise"),
        "trend" => ("持续趋势", "trend"),
        "new_season" => ("新的季节性", "new season"),
        "reignition" => ("反复发生", "re-ignition"),
        "silence" => ("村级静默", "silent village"),
        "grid_silence" => ("网格静默", "silent grids"),
        other => (other, other),
    }
}

/// The kind of a signal; recurring ones on the list are returns.
pub(super) fn signal_kind(kind: SignalKind) -> Words {
    match kind {
        SignalKind::Emerging => ("苗头性", "emerging"),
        SignalKind::Recurring => ("反复发生", "broke out again"),
        SignalKind::Trending => ("趋势性", "trending"),
        SignalKind::Silent => ("静默", "silent"),
        SignalKind::Irregular => ("填报异常", "irregular"),
    }
}

/// The level of an area.
pub(super) fn level(level: AreaLevel) -> Words {
    match level {
        AreaLevel::County => ("县", "county"),
        AreaLevel::Town => ("乡镇", "town"),
        AreaLevel::Village => ("村社区", "village"),
        AreaLevel::Grid => ("网格", "grid"),
    }
}

/// `83 %`, or a dash of nothing.
pub(super) fn percent(share: Share) -> String {
    share.share.map_or_else(|| "–".to_owned(), whole_percent)
}

/// `83 %`, of a share from 0 to 1.
pub(super) fn whole_percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// `5/6`, or a dash of nothing.
pub(super) fn of(share: Share) -> String {
    if share.of == 0 { "–".to_owned() } else { format!("{}/{}", share.count, share.of) }
}

/// `[62, 94]`, in percent; empty of nothing.
pub(super) fn interval(share: Share) -> String {
    let [lower, upper] = share.interval.map(|end| end * 100.0);
    share.share.map(|_| format!("[{lower:.0}, {upper:.0}]")).unwrap_or_default()
}

/// One decimal, or a dash.
pub(super) fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.1}"))
}
