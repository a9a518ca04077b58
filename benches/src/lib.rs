//! Times our work beside a named rival, in one run on one machine, and prints the ratio.
//!
//! An absolute time says more about the machine than about the code; a ratio against something everybody knows
//! (a bare JSON parse of the same bytes) can be compared. Each figure is the fastest of several runs.

use std::time::{Duration, Instant};

/// Runs of each side; the fastest counts, because noise only ever adds.
const RUNS: usize = 5;

/// The fastest of several runs.
pub fn fastest<T>(mut work: impl FnMut() -> T) -> Duration {
    let time = |_| {
        let begun = Instant::now();
        std::hint::black_box(work());
        begun.elapsed()
    };
    (0..RUNS).map(time).min().unwrap_or_default()
}

/// Our time, the rival's time, and how many times the rival's ours is.
#[expect(clippy::print_stdout, reason = "a bench reports to its terminal")]
pub fn report(what: &str, ours: Duration, rival: &str, theirs: Duration) {
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    println!("{what}: {ours:.2?}; {rival}: {theirs:.2?}; ratio {ratio:.2}");
}
