//! Is it clustered in space and time? Flags of the methods for places.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, ValueEnum};

use super::{Files, date};

#[derive(Debug, Args)]
#[command(after_long_help = include_str!("scan.txt"))]
pub(crate) struct Scan {
    /// What is expected where and when.
    #[arg(long, value_enum)]
    pub(crate) model: ScanModel,
    /// Search the windows that end on the last day: what is alive. This is the default.
    #[arg(long)]
    pub(crate) prospective: bool,
    /// Search all windows: what ever was.
    #[arg(long, conflicts_with = "prospective")]
    pub(crate) retrospective: bool,
    /// Cases: location count date.
    #[arg(long, value_name = "F.cas")]
    pub(crate) cases: PathBuf,
    /// Coordinates: location x y, or location latitude longitude.
    #[arg(long, value_name = "F.geo")]
    pub(crate) coordinates: PathBuf,
    /// Population: location date people. Needed for poisson.
    #[arg(long, value_name = "F.pop")]
    pub(crate) population: Option<PathBuf>,
    /// Means for the model expected (CSV: location,date,mean). Without it they are learnt from the days before the longest
    /// window.
    #[arg(long, value_name = "MEANS.csv")]
    pub(crate) means: Option<PathBuf>,
    /// Variance over mean of one count, for the model expected; 1 is Poisson.
    #[arg(long, default_value_t = 1.0)]
    pub(crate) dispersion: f64,
    /// What the coordinates are. By default told by where the study lies.
    #[arg(long, value_enum)]
    pub(crate) system: Option<CoordinateSystem>,
    /// First day of the study.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) start: NaiveDate,
    /// Last day of the study.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) end: NaiveDate,
    /// Largest radius of a circle, in km (or the unit of planar coordinates).
    #[arg(long, value_name = "KM")]
    pub(crate) max_radius: Option<f64>,
    /// Largest share of the population (poisson) or of the cases in a circle.
    #[arg(long, default_value_t = 0.5, value_name = "SHARE")]
    pub(crate) max_share: f64,
    /// Longest window, in days. The default is half the study.
    #[arg(long, value_name = "DAYS")]
    pub(crate) max_days: Option<usize>,
    /// Fewest cases in a cluster.
    #[arg(long, default_value_t = 2)]
    pub(crate) min_cases: u32,
    /// Monte Carlo replicates.
    #[arg(long, default_value_t = 999)]
    pub(crate) replicates: usize,
    /// End the replicates when so many reached the observed score (Besag & Clifford 1991).
    #[arg(long, value_name = "N")]
    pub(crate) stop_after: Option<u32>,
    /// Seed of the replicates: the same seed gives the same p-values, whatever the number of cores.
    #[arg(long, default_value_t = 0)]
    pub(crate) seed: u64,
    /// The clusters (CSV, packed when it ends in .gz; - for standard output).
    #[arg(long, default_value = "-", value_name = "CLUSTERS.csv")]
    pub(crate) output: PathBuf,
    /// The locations of the clusters, too.
    #[arg(long, value_name = "LOC.csv")]
    pub(crate) locations: Option<PathBuf>,
}

/// What a scan expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScanModel {
    /// Place and time are independent (Kulldorff et al. 2005); needs cases alone.
    Permutation,
    /// Cases fall where people are (Kulldorff 2001); needs a population.
    Poisson,
    /// Counts scatter around given means (Neill 2009; Tango et al. 2011).
    Expected,
}

/// What two numbers of a coordinate are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CoordinateSystem {
    /// x and y on a plane, in km.
    Planar,
    /// Latitude and longitude in degrees.
    Geographic,
}

#[derive(Debug, Args)]
#[command(after_long_help = include_str!("knox.txt"))]
pub(crate) struct Knox {
    #[command(flatten)]
    pub(crate) files: Files,
    /// Distances that count as near, in the unit of x and y.
    #[arg(long, value_delimiter = ',', required = true, value_name = "KM,…")]
    pub(crate) distance: Vec<f64>,
    /// Durations that count as soon, in the unit of t.
    #[arg(long, value_delimiter = ',', required = true, value_name = "DAYS,…")]
    pub(crate) duration: Vec<f64>,
    /// Take the distances and durations for the borders of bands, and correct for their number: the near-repeat table.
    #[arg(long)]
    pub(crate) bands: bool,
    /// Random permutations of the times.
    #[arg(long, default_value_t = 999)]
    pub(crate) replicates: usize,
    /// Seed of the permutations: the same seed gives the same p-values, whatever the number of cores.
    #[arg(long, default_value_t = 0)]
    pub(crate) seed: u64,
}
