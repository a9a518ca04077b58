//! `fengsui stats`: the methods of the crate `statistics` for a statistician who checks them against other tools. A
//! table goes in, a table comes out; nothing is read from a database and nothing is kept.

mod dated;
mod detect;
mod ears;
mod error;
mod farrington;
mod fdr;
mod names;
mod panel;
mod season;
mod table;
mod trend;
mod workers;

use crate::cli::stats::Stats;

pub(crate) use error::InputError;

/// Runs the method that was asked for.
pub(crate) fn run(command: &Stats) -> anyhow::Result<u8> {
    match command {
        Stats::Farrington(flags) => farrington::run(flags),
        Stats::Ears(flags) => ears::run(flags),
        Stats::Detect(flags) => detect::run(flags),
        Stats::Trend(flags) => trend::run(flags),
        Stats::Season(flags) => season::run(flags),
        Stats::Fdr(flags) => fdr::run(flags),
    }
}

/// The rows of a written table, each by its columns.
#[cfg(test)]
fn rows(path: &std::path::Path) -> Vec<std::collections::HashMap<String, String>> {
    let mut table = table::Table::open(path).unwrap();
    let header = table.header().to_vec();
    let mut rows = Vec::new();
    while table.advance().unwrap() {
        rows.push(header.iter().cloned().zip(table.cells().map(str::to_owned)).collect());
    }
    rows
}
