//! `fengsui stats`: the methods of the crate `statistics` for a statistician who checks them against other tools. A
//! table goes in, a table comes out; nothing is read from a database and nothing is kept.

mod changepoints;
mod cusum;
mod dated;
mod detect;
mod ears;
mod error;
mod farrington;
mod fdr;
mod knox;
mod names;
mod nowcast;
mod panel;
mod satscan;
mod scan;
mod season;
mod table;
mod trend;

use crate::cli::stats::Stats;

pub(crate) use error::InputError;

/// Series that are judged at once before their rows are written: enough for every core, few enough for the memory.
const BATCH: usize = 512;

/// Runs the method that was asked for.
pub(crate) fn run(command: &Stats) -> anyhow::Result<u8> {
    match command {
        Stats::Farrington(flags) => farrington::run(flags),
        Stats::Ears(flags) => ears::run(flags),
        Stats::Detect(flags) => detect::run(flags),
        Stats::Trend(flags) => trend::run(flags),
        Stats::Cusum(flags) => cusum::run(flags),
        Stats::Changepoints(flags) => changepoints::run(flags),
        Stats::Knox(flags) => knox::run(flags),
        Stats::Nowcast(flags) => nowcast::run(flags),
        Stats::Season(flags) => season::run(flags),
        Stats::Scan(flags) => scan::run(flags),
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
