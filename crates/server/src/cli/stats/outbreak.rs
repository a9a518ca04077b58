//! Is a count too high? Flags of the methods for one series at a time.

use clap::{Args, ValueEnum, value_parser};

use super::{Files, frequency};

#[derive(Debug, Args)]
#[command(after_long_help = include_str!("farrington.txt"))]
pub(crate) struct Farrington {
    #[command(flatten)]
    pub(crate) files: Files,
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
#[command(after_long_help = include_str!("ears.txt"))]
pub(crate) struct Ears {
    #[command(flatten)]
    pub(crate) files: Files,
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
#[command(after_long_help = include_str!("detect.txt"))]
pub(crate) struct Detect {
    #[command(flatten)]
    pub(crate) files: Files,
    /// Periods in a year: 52.18 for weeks, 365.25 for days; above 180 a period is taken for a day.
    #[arg(long, default_value_t = 52.18, value_name = "PERIODS")]
    pub(crate) frequency: f64,
    /// First time to judge. The default is the first with enough past.
    #[arg(long, value_name = "T", allow_negative_numbers = true)]
    pub(crate) from: Option<i64>,
    /// Judge the series together, as sisters that share season, trend and dispersion: the grids of a town.
    #[arg(long)]
    pub(crate) pooled: bool,
}

#[derive(Debug, Args)]
#[command(after_long_help = include_str!("cusum.txt"))]
pub(crate) struct Cusum {
    #[command(flatten)]
    pub(crate) files: Files,
    /// The statistic.
    #[arg(long, value_enum, default_value = "glr")]
    pub(crate) method: CusumMethod,
    /// Where the statistic is an alarm. The default is 5, for rossi 2.26.
    #[arg(long)]
    pub(crate) threshold: Option<f64>,
    /// For lr: the rise to be found, as a ratio to the mean.
    #[arg(long, default_value_t = 2.0)]
    pub(crate) ratio: f64,
    /// For rossi: taken off each score.
    #[arg(long, default_value_t = 1.04)]
    pub(crate) reference: f64,
    /// For glr and lr: the variance is mean + alpha × mean²; 0 is Poisson.
    #[arg(long, default_value_t = 0.0)]
    pub(crate) alpha: f64,
    /// For glr: most periods that a rise may have lasted. The default is since the last alarm.
    #[arg(long, value_name = "PERIODS")]
    pub(crate) window: Option<usize>,
    /// Share of the series that the means are learnt from when it brings none; the rest is judged.
    #[arg(long, default_value_t = 0.6, value_name = "SHARE")]
    pub(crate) learn: f64,
    /// Periods in a year, for the season of the learnt means.
    #[arg(long, default_value_t = 52.0, value_name = "PERIODS")]
    pub(crate) frequency: f64,
}

/// The statistics that gather evidence over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CusumMethod {
    /// Generalised likelihood ratio of a rise of unknown size.
    Glr,
    /// Likelihood ratio of a rise of known size.
    Lr,
    /// Sum of scores, for comparison with older systems.
    Rossi,
}
