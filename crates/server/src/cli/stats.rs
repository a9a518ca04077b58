//! `fengsui stats`: flags of the methods. The manual of each is a text beside this file, shown by its `--help`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, value_parser};

/// The methods, one for each question.
#[derive(Debug, Subcommand)]
pub(crate) enum Stats {
    /// Outbreaks as health authorities find them: Farrington 1996, Noufaily 2013, as in R's farringtonFlexible.
    Farrington(Farrington),
    /// Outbreaks with weeks of history: EARS C1, C2 and C3.
    Ears(Ears),
    /// Outbreaks by our own detector: windows of one to three periods against a model of the past.
    Detect(Detect),
    /// Does a level rise or fall over the years? Mann–Kendall, by season or plain, with Sen's slope.
    Trend(Trend),
    /// Does a dated event bring more, beyond season and level? Judged by permutation, confirmed year by year.
    Season(Season),
    /// Many tests at once: q-values that hold the share of false discoveries.
    Fdr(Fdr),
}

/// One or many regular series.
#[derive(Debug, Args)]
#[command(after_long_help = include_str!("stats/farrington.txt"))]
pub(crate) struct Farrington {
    /// The series (CSV or .csv.gz; - for standard input).
    #[arg(long, value_name = "SERIES.csv")]
    pub(crate) input: PathBuf,
    /// The published settings.
    #[arg(long, value_enum)]
    pub(crate) preset: Preset,
    /// Years of the past that are used. The default is 5, or floor((n − 30) / frequency) where the series is shorter.
    #[arg(long, value_name = "YEARS", value_parser = value_parser!(u16).range(1..=50))]
    pub(crate) b: Option<u16>,
    /// Half width of the windows around the same date, in periods. The default is 3 for weeks, 1 for months.
    #[arg(long, value_name = "PERIODS", value_parser = value_parser!(u16).range(0..=25))]
    pub(crate) w: Option<u16>,
    /// Periods in a year: 52 for weeks, 12 for months. The default is 12 where the column period never exceeds 12, else 52.
    #[arg(long, value_parser = frequency)]
    pub(crate) frequency: Option<usize>,
    /// First time to judge. The default is the first with enough past.
    #[arg(long, value_name = "T", allow_negative_numbers = true)]
    pub(crate) from: Option<i64>,
    /// The result (CSV, packed when it ends in .gz; - for standard output).
    #[arg(long, default_value = "-", value_name = "OUT.csv")]
    pub(crate) output: PathBuf,
}

/// The published settings of Farrington's detector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum Preset {
    /// Noufaily et al. 2013, negative-binomial quantile, alpha .01.
    #[value(name = "noufaily_a01")]
    NoufailyA01,
    /// The same, alpha .05, no alarm below five cases in four periods.
    #[value(name = "noufaily_a05")]
    NoufailyA05,
    /// The same as noufaily_a01 around the upper quantile of the mean.
    #[value(name = "muan_a01")]
    MuanA01,
    /// Farrington et al. 1996, normal on the ⅔ power scale, alpha .01.
    #[value(name = "orig_a01")]
    OrigA01,
}

#[derive(Debug, Args)]
#[command(after_long_help = include_str!("stats/ears.txt"))]
pub(crate) struct Ears {
    /// The series (CSV or .csv.gz; - for standard input).
    #[arg(long, value_name = "SERIES.csv")]
    pub(crate) input: PathBuf,
    /// The statistic.
    #[arg(long, value_enum)]
    pub(crate) method: EarsMethod,
    /// Periods of the baseline.
    #[arg(long, default_value_t = 7, value_name = "PERIODS")]
    pub(crate) baseline: usize,
    /// Probability above the upper bound if counts were normal.
    #[arg(long, default_value_t = 0.01)]
    pub(crate) alpha: f64,
    /// Lower bound of the standard deviation.
    #[arg(long, default_value_t = 0.0)]
    pub(crate) min_sigma: f64,
    /// First time to judge. The default is the first with enough past.
    #[arg(long, value_name = "T", allow_negative_numbers = true)]
    pub(crate) from: Option<i64>,
    /// The result (CSV, packed when it ends in .gz; - for standard output).
    #[arg(long, default_value = "-", value_name = "OUT.csv")]
    pub(crate) output: PathBuf,
}

/// The statistics of EARS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EarsMethod {
    /// The baseline ends the period before.
    C1,
    /// The baseline ends three periods before.
    C2,
    /// C2 with a memory of two periods.
    C3,
}

#[derive(Debug, Args)]
#[command(after_long_help = include_str!("stats/detect.txt"))]
pub(crate) struct Detect {
    /// The series (CSV or .csv.gz; - for standard input).
    #[arg(long, value_name = "LONG.csv")]
    pub(crate) input: PathBuf,
    /// Periods in a year: 52.18 for weeks, 12 for months, 365.25 for days.
    #[arg(long, default_value_t = 52.18, value_name = "PERIODS")]
    pub(crate) frequency: f64,
    /// First time to judge. The default is the first with enough past.
    #[arg(long, value_name = "T", allow_negative_numbers = true)]
    pub(crate) from: Option<i64>,
    /// The result (CSV, packed when it ends in .gz; - for standard output).
    #[arg(long, default_value = "-", value_name = "OUT.csv")]
    pub(crate) output: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_long_help = include_str!("stats/trend.txt"))]
pub(crate) struct Trend {
    /// The series (CSV or .csv.gz; - for standard input).
    #[arg(long, value_name = "SERIES.csv")]
    pub(crate) input: PathBuf,
    /// Values in a cycle, for the seasonal test.
    #[arg(long, default_value_t = 52, value_name = "VALUES")]
    pub(crate) period: usize,
    /// The tests, one row for each.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "seasonal")]
    pub(crate) method: Vec<TrendMethod>,
    /// The result (CSV, packed when it ends in .gz; - for standard output).
    #[arg(long, default_value = "-", value_name = "OUT.csv")]
    pub(crate) output: PathBuf,
}

/// The tests of a trend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TrendMethod {
    /// All pairs of values, for series without a season.
    #[value(name = "mann_kendall")]
    MannKendall,
    /// Pairs of equal seasons only.
    Seasonal,
}

#[derive(Debug, Args)]
#[command(after_long_help = include_str!("stats/season.txt"))]
pub(crate) struct Season {
    /// The dated series (CSV or .csv.gz; - for standard input).
    #[arg(long, value_name = "SERIES.csv")]
    pub(crate) input: PathBuf,
    /// The events, one row for each occurrence.
    #[arg(long, value_name = "EVENTS.csv")]
    pub(crate) event: PathBuf,
    /// Periods in a year. The default follows from the dates: 52.18 for weeks, 12 for months, 365.25 for days.
    #[arg(long, value_name = "PERIODS")]
    pub(crate) period: Option<f64>,
    /// Pairs of sine and cosine that make the season.
    #[arg(long, default_value_t = 2)]
    pub(crate) harmonics: usize,
    /// Random replacements of the occurrences.
    #[arg(long, default_value_t = 999)]
    pub(crate) permutations: usize,
    /// Seed of the replacements: the same seed gives the same p-values.
    #[arg(long, default_value_t = 0)]
    pub(crate) seed: u64,
    /// The interval holds 1 − alpha; an occurrence counts as confirmed when its own mid-p is at most alpha.
    #[arg(long, default_value_t = 0.05)]
    pub(crate) alpha: f64,
    /// The result (CSV, packed when it ends in .gz; - for standard output).
    #[arg(long, default_value = "-", value_name = "OUT.csv")]
    pub(crate) output: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_long_help = include_str!("stats/fdr.txt"))]
pub(crate) struct Fdr {
    /// The p-values (CSV or .csv.gz; - for standard input).
    #[arg(long, value_name = "P.csv")]
    pub(crate) input: PathBuf,
    /// The procedure.
    #[arg(long, value_enum, default_value = "bh")]
    pub(crate) method: FdrMethod,
    /// The result (CSV, packed when it ends in .gz; - for standard output).
    #[arg(long, default_value = "-", value_name = "OUT.csv")]
    pub(crate) output: PathBuf,
}

/// The procedures against false discoveries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FdrMethod {
    /// Benjamini & Hochberg 1995.
    Bh,
}

fn frequency(text: &str) -> Result<usize, String> {
    match text {
        "52" => Ok(52),
        "12" => Ok(12),
        _ => Err("write 52 for weeks or 12 for months".to_owned()),
    }
}
