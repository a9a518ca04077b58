//! How does a series go over the years? Flags of the methods for its course.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Files;

#[derive(Debug, Args)]
#[command(after_long_help = include_str!("trend.txt"))]
pub(crate) struct Trend {
    #[command(flatten)]
    pub(crate) files: Files,
    /// Values in a cycle, for the seasonal tests and log_linear.
    #[arg(long, default_value_t = 52, value_name = "VALUES")]
    pub(crate) period: usize,
    /// The tests, one row for each.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "original,seasonal,seasonal_widened")]
    pub(crate) method: Vec<TrendMethod>,
}

/// The tests of a trend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum TrendMethod {
    /// All pairs, independent values (Mann 1945; Kendall 1975).
    Original,
    /// All pairs, variance widened by the run of significantly positive autocorrelations.
    Widened,
    /// All pairs, variance of Hamed & Rao 1998.
    HamedRao,
    /// All pairs, variance of Yue & Wang 2004.
    YueWang,
    /// Pairs of equal seasons, independent seasons (Hirsch, Slack & Smith 1982).
    Seasonal,
    /// Pairs of equal seasons, variance widened by the run of significantly positive autocorrelations.
    SeasonalWidened,
    /// Pairs of equal seasons, covariances between seasons (Hirsch & Slack 1984).
    CorrelatedSeasonal,
    /// Slope of a quasi-Poisson regression with season, for counts; its variance allows for a memory of chance.
    LogLinear,
}

#[derive(Debug, Args)]
#[command(after_long_help = include_str!("season.txt"))]
pub(crate) struct Season {
    #[command(flatten)]
    pub(crate) files: Files,
    /// The events, one row for each occurrence. Without it unknown periods are looked for.
    #[arg(long, value_name = "EVENTS.csv")]
    pub(crate) event: Option<PathBuf>,
    /// Without --event: shortest period to look for.
    #[arg(long, default_value_t = 2.0, value_name = "VALUES")]
    pub(crate) shortest: f64,
    /// Without --event: longest period to look for. The default is a third of the series.
    #[arg(long, value_name = "VALUES")]
    pub(crate) longest: Option<f64>,
    /// Without --event: most periods to report.
    #[arg(long, default_value_t = 3)]
    pub(crate) peaks: usize,
    /// With --event: periods in a year. The default follows from the dates: 52.18 for weeks, 12 for months, 365.25 for days.
    #[arg(long, value_name = "PERIODS")]
    pub(crate) period: Option<f64>,
    /// With --event: pairs of sine and cosine that make the season.
    #[arg(long, default_value_t = 2)]
    pub(crate) harmonics: usize,
    /// Random replacements of the occurrences, or shuffles of the series.
    #[arg(long, default_value_t = 999)]
    pub(crate) permutations: usize,
    /// Seed of both: the same seed gives the same p-values.
    #[arg(long, default_value_t = 0)]
    pub(crate) seed: u64,
    /// The interval holds 1 − alpha; an occurrence counts as confirmed when its own mid-p is at most alpha.
    #[arg(long, default_value_t = 0.05)]
    pub(crate) alpha: f64,
}

#[derive(Debug, Args)]
#[command(after_long_help = include_str!("changepoints.txt"))]
pub(crate) struct Changepoints {
    #[command(flatten)]
    pub(crate) files: Files,
    /// What a segment costs.
    #[arg(long, value_enum, default_value = "poisson")]
    pub(crate) cost: SegmentCost,
    /// What one more cut must gain, in the unit of the cost. The default is the Bayesian information criterion.
    #[arg(long)]
    pub(crate) penalty: Option<f64>,
    /// Fewest values of a segment.
    #[arg(long, default_value_t = 4, value_name = "VALUES")]
    pub(crate) min_size: usize,
    /// For mean_variance: added to the variance, so that equal values do not cost minus infinity.
    #[arg(long, default_value_t = 1e-6)]
    pub(crate) floor: f64,
}

/// What a segment costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum SegmentCost {
    /// Sum of squares about the mean (l2).
    Mean,
    /// Normal law with its own mean and variance.
    MeanVariance,
    /// Poisson law with its own mean, for counts.
    Poisson,
}

#[derive(Debug, Args)]
#[command(after_long_help = include_str!("nowcast.txt"))]
pub(crate) struct Nowcast {
    #[command(flatten)]
    pub(crate) files: Files,
    /// The period that is now: what came in later is not known yet. The default is the last in which a report came in.
    #[arg(long, value_name = "T", allow_negative_numbers = true)]
    pub(crate) now: Option<i64>,
    /// Number of delays, from 0; later reports are in no total. The default is the longest delay seen and one.
    #[arg(long, value_name = "PERIODS")]
    pub(crate) delays: Option<usize>,
    /// Learn from this many of the newest periods that are old enough. The default is all.
    #[arg(long, value_name = "PERIODS")]
    pub(crate) window: Option<usize>,
    /// Length of a cycle in which delays differ: 7 for days of the week. 1 is no cycle.
    #[arg(long, default_value_t = 1, value_name = "PERIODS")]
    pub(crate) cycle: usize,
    /// What is believed of a period's level before its reports are seen.
    #[arg(long, value_enum, default_value = "learned")]
    pub(crate) process: LevelProcess,
    /// Probability that the interval holds the final total.
    #[arg(long, default_value_t = 0.9)]
    pub(crate) coverage: f64,
}

/// What is believed of a level beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LevelProcess {
    /// It varies around the mean as it did before.
    Learned,
    /// Nothing: each period stands on its own reports.
    Free,
}
