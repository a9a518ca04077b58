//! Progress bars for long work, silent where nobody watches.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar over `total` steps.
pub(crate) fn bar(total: u64, what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(total).with_message(what);
    if let Ok(style) = ProgressStyle::with_template("{msg:24} {bar:32} {pos:>8}/{len} {per_sec:>12} {eta:>4}")
    {
        bar.set_style(style);
    }
    bar
}

/// A bar over the bytes of a file.
pub(crate) fn bytes(what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(0).with_message(what);
    if let Ok(style) = ProgressStyle::with_template("{msg:24} {bar:32} {bytes:>12}/{total_bytes} {eta:>4}") {
        bar.set_style(style);
    }
    bar
}

/// A line that turns while one long step runs.
pub(crate) fn spinner(what: &'static str) -> ProgressBar {
    let spinner = ProgressBar::new_spinner().with_message(what);
    spinner.enable_steady_tick(std::time::Duration::from_millis(120));
    spinner
}
