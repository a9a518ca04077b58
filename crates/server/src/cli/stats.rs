//! `fengsui stats`: flags of the methods. The manual of each is a text beside this file, shown by its `--help`.

mod course;
mod many;
mod outbreak;
mod space;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

pub(crate) use course::{Changepoints, LevelProcess, Nowcast, Season, SegmentCost, Trend, TrendMethod};
pub(crate) use many::{Fdr, FdrMethod};
pub(crate) use outbreak::{Cusum, CusumMethod, Detect, Ears, EarsMethod, Farrington, Preset};
pub(crate) use space::{CoordinateSystem, Knox, Scan, ScanModel};

/// The methods, one for each question.
#[derive(Debug, Subcommand)]
pub(crate) enum Stats {
    /// Outbreaks as health authorities find them: Farrington 1996, Noufaily 2013, as in R's farringtonFlexible.
    Farrington(Farrington),
    /// Outbreaks with weeks of history: EARS C1, C2 and C3.
    Ears(Ears),
    /// Outbreaks by our own detector: windows against a model of the past, with calibrated p-values.
    Detect(Detect),
    /// Slow rises: evidence that accumulates from period to period. GLR, likelihood-ratio CUSUM, Rossi's CUSUM.
    Cusum(Cusum),
    /// Does a level rise or fall over the years? Mann–Kendall, by season or plain, with Sen's slope.
    Trend(Trend),
    /// When did a level change? The best segmentation of a series (PELT).
    Changepoints(Changepoints),
    /// Late reports: how many will the newest periods have had, once everything is in?
    Nowcast(Nowcast),
    /// Does a dated event bring more, beyond season and level? Or: which periods does a series have?
    Season(Season),
    /// Where, among neighbouring places, did more happen, and when? Space-time scan on SaTScan's files.
    Scan(Scan),
    /// Do nearby events follow each other? Knox's test and the table of near repeats.
    Knox(Knox),
    /// Many tests at once: q-values that hold the share of false discoveries.
    Fdr(Fdr),
}

/// The table that goes in and the one that comes out.
#[derive(Clone, Debug, Args)]
pub(crate) struct Files {
    /// The table (CSV, also packed; - for standard input).
    #[arg(long, value_name = "IN.csv")]
    pub(crate) input: PathBuf,
    /// The result (CSV, packed when it ends in .gz; - for standard output).
    #[arg(long, default_value = "-", value_name = "OUT.csv")]
    pub(crate) output: PathBuf,
}

fn date(text: &str) -> Result<NaiveDate, String> {
    ["%Y-%m-%d", "%Y/%m/%d"]
        .iter()
        .find_map(|format| NaiveDate::parse_from_str(text, format).ok())
        .ok_or_else(|| "write 2026-01-31 or 2026/1/31".to_owned())
}

fn frequency(text: &str) -> Result<usize, String> {
    match text {
        "52" => Ok(52),
        "12" => Ok(12),
        _ => Err("write 52 for weeks or 12 for months".to_owned()),
    }
}
