//! The space-time scan: where, among neighbouring places, did more happen than chance explains, and when?
//!
//! **Question.** Of all cylinders (a circle of neighbouring places × a window of periods), which holds the
//! greatest excess over what was expected, and how often would chance alone produce one as great somewhere?
//! A *prospective* search asks it of windows that end at the last period: what is alive now. A *retrospective*
//! one of all windows: what ever was.
//!
//! # Models
//!
//! What "expected" means, and what is left to chance, is the [`Model`]'s:
//!
//! | model | expects in a cylinder | a world of chance | score |
//! |---|---|---|---|
//! | [`Model::Permutation`] (Kulldorff, Heffernan, Hartman, Assunção & Mostashari 2005, *PLoS Med.* 2:e59) | cases of the circle × cases of the window / all cases | dates shuffled among cases | [`Law::Conditional`] |
//! | [`Model::Poisson`] (Kulldorff 2001, *JRSS A* 164:61) | all cases × share of the population at risk | cases thrown by population | [`Law::Conditional`] |
//! | [`Model::Expectation`] (Neill 2009, *Int. J. Forecasting* 25:498; Tango, Takahashi & Kohriyama 2011, *Biometrics* 67:106) | means from outside | independent counts with those means | [`Law::Expectation`] |
//!
//! | [`Model::Shared`] (the same, with the compound of Cox & Isham 1980, *Point Processes*, §3.1) | means from outside | Poisson counts whose means a whole village shares a factor of | [`Law::Shared`] |
//!
//! A dispersion for each count by itself says that one household's bad week is another's luck. What disperses disputes
//! is shared by a village: then a handful of grids scatters hardly more than Poisson, a village does, and a scan that
//! knows the difference sees small clusters that the other one cannot.
//!
//! The permutation needs cases alone and forgives what is common to all places (a festival) and to all times (a
//! market); it cannot see what is everywhere at once. The Poisson model sees a place that is always raised. The
//! expectation-based one is as good as its means: shrink those of places with a short or empty history
//! towards the area's mean (a gamma prior with one pseudo-event does it), otherwise the scan finds the places
//! one knows least about.
//!
//! # Candidates
//!
//! [`Circles`] lists around each location its nearest, by distance or ring by ring over an adjacency, up to a
//! [`Reach`]; [`Search::max_share`] cuts each list where the cases (permutation, expectation) or the population
//! (Poisson) inside exceed that share of all. Locations without cases or population may lie inside a circle
//! but never change its score: of circles with equal scores the smallest is reported.
//!
//! # Inference
//!
//! The p-value of a score is its rank among the greatest scores of the replicates, `(1 + as great) / (1 +
//! replicates)` (Dwass 1957). With [`Search::stop_after`] the replicates end when so many reached the observed
//! score, and their share is the p-value (Besag & Clifford 1991, *Biometrika* 78:301): quiet data then cost a
//! tenth. Beside it stands the tail of a Gumbel law with the replicates' mean and variance, which goes on where
//! ranks end (Abrams, Kulldorff & Kleinman 2010, *Int. J. Health Geogr.* 9:61). Secondary clusters share
//! no location with a better one and are held against the same greatest scores, which is conservative.
//! [`recurrence_interval`] says how rarely chance alone sends such a signal in a daily routine.
//!
//! Each replicate draws from its own stream of the seed: the result is the same for any number of threads.
//!
//! # Beside SaTScan
//!
//! Scores, places, days, radii and the order of the clusters are those of SaTScan 10.3.2 with a maximum radius
//! and half of the population at risk, two cases at least, and secondary clusters without geographical overlap.
//! It reports a cluster while at least one of its replicates stays below; here the caller's
//! [`Search::significance`] decides, and the list goes on. p-values differ as two Monte Carlo tests do. Its
//! recurrence interval is ours rounded to whole days.
//!
//! # Cost
//!
//! O(replicates × Σ members of circles × windows). What is expected in a cylinder is the same in every
//! replicate, hence so is the least count that beats a given score: up to 64 windows are added and compared
//! with their least counts at once, in 16-bit integers, and a logarithm is taken only where one is reached.
//! For the permutation and the Poisson model with a constant population the tables fit the cache: 820 locations
//! within 5 km, up to 60 days and 999 replicates are 4 billion cylinders and take 0.4 s of one core. Means
//! from outside and populations by period need a row for each circle, about four times as long. A
//! retrospective search has as many blocks of windows as periods and costs as many times more; with means from
//! outside or populations by period, and more than some hundred million cylinders, it falls back to floating
//! point, one cylinder after the other.
//!
//! # Assumptions
//!
//! Under chance the cases are independent of each other given the model's means: households that report one
//! quarrel three times are a cluster. The permutation model holds place and time fixed by themselves, the Poisson
//! model takes the population for right, the expectation-based one the means and the dispersion.
//!
//! # Not for
//!
//! Irregular shapes (a river's banks are cut by a circle: use adjacency), populations that change within the
//! study under the permutation model (Kulldorff et al. 2005 call it population shift bias), and single places
//! ([`crate::baseline`]).

mod circles;
mod clusters;
mod cylinders;
mod efficient;
mod inference;
mod input;
mod lanes;
mod plain;
mod prospective;
mod score;
mod worlds;

pub use circles::{Circles, Coordinates, Reach};
pub use clusters::{Cluster, Findings, recurrence_interval};
pub use efficient::{Efficient, Rise, efficient_score};
pub use prospective::{Settings, prospective};
pub use score::{Law, score};

use crate::error::ScanError;
use cylinders::Cylinders;

/// Cases at one location in one period, both counted from 0. The same pair may come several times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cases {
    /// Index of the location.
    pub location: usize,
    /// Index of the period.
    pub period: usize,
    /// How many.
    pub count: u32,
}

/// What is expected, and what chance may do.
#[derive(Clone, Copy, Debug)]
pub enum Model<'a> {
    /// Place and time are independent. Needs no population.
    Permutation,
    /// Cases fall where people are.
    Poisson {
        /// Of each location, the same in all periods; or of each location and period, location-major (`l *
        /// periods + t`). For covariates give the indirectly standardised expectations instead.
        population: &'a [f64],
    },
    /// Counts scatter around means from outside.
    Expectation {
        /// Of each location and period, location-major (`l * periods + t`), above 0.
        means: &'a [f64],
        /// Variance over mean of one count; below 1 it counts as 1.
        dispersion: f64,
    },
    /// Counts scatter around means from outside, and the locations of one group share what a period does to them: their
    /// counts are Poisson around the means times one gamma factor of mean 1 for each group and period.
    Shared {
        /// Of each location and period, location-major (`l * periods + t`), above 0.
        means: &'a [f64],
        /// The group of each location, any numbers: its village.
        groups: &'a [usize],
        /// Variance of the factor, 0 or more.
        variance: f64,
    },
}

/// Which windows are searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// Those that end at the last period.
    Prospective,
    /// All.
    Retrospective,
}

/// Bounds of a search and of its Monte Carlo test.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// Which windows. Default prospective.
    pub span: Span,
    /// Longest window, in periods. Default 28.
    pub max_periods: usize,
    /// Largest share of all cases or of the population in a circle. Default 0.5.
    pub max_share: f64,
    /// Fewest cases in a cluster. Default 2.
    pub min_cases: u32,
    /// Monte Carlo replicates. Default 999, which resolves p = 0.001.
    pub replicates: usize,
    /// Ends the replicates when so many reached the observed score. Default never.
    pub stop_after: Option<u32>,
    /// Seed of the replicates.
    pub seed: u64,
    /// Clusters with a p-value above this are not returned. Default 1: all.
    pub significance: f64,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            span: Span::Prospective,
            max_periods: 28,
            max_share: 0.5,
            min_cases: 2,
            replicates: 999,
            stop_after: None,
            seed: 0,
            significance: 1.0,
        }
    }
}

/// Finds the clusters of `cases` in `periods` periods, most likely first; no two share a location.
///
/// ```
/// use statistics::scan::{Cases, Circles, Coordinates, Model, Reach, Search, search};
/// // A street of twenty houses, five cases a day for a hundred days; one house has a bad day near the end.
/// let street: Vec<[f64; 2]> = (0..20).map(|house| [f64::from(house), 0.0]).collect();
/// let usual = (0..500).map(|case| Cases { location: case * 7 % 20, period: case / 5, count: 1 });
/// let bad = Cases { location: 9, period: 97, count: 8 };
/// let cases: Vec<Cases> = usual.chain([bad]).collect();
///
/// let reach = Reach { radius: 5.0, ..Reach::default() };
/// let circles = Circles::by_distance(Coordinates::Planar(&street), &reach)?;
/// let found = search(&circles, &cases, 100, &Model::Permutation, &Search::default())?;
/// let worst = &found.clusters[0];
/// assert_eq!((worst.centre, worst.first_period, worst.last_period), (9, 97, 99));
/// assert!(worst.observed >= 8 && worst.p_value < 0.01);
/// # Ok::<(), statistics::error::ScanError>(())
/// ```
///
/// # Errors
/// [`ScanError`]: no location or period, a case outside the study or where nobody lives, a slice of the wrong
/// length, a population or mean that is no number or negative, more than a scan can hold, a setting outside its
/// range.
pub fn search(
    circles: &Circles,
    cases: &[Cases],
    periods: usize,
    model: &Model<'_>,
    search: &Search,
) -> Result<Findings, ScanError> {
    input::check(circles, cases, periods, model, search)?;
    let total: u64 = cases.iter().map(|case| u64::from(case.count)).sum();
    if total == 0 {
        return Ok(Findings::default());
    }
    let (cylinders, worlds) = input::lay_out(circles, cases, periods, model, search);
    let world = input::world(cases, periods);
    Ok(match inference::run(&cylinders, &world, &worlds, search) {
        Some((candidates, null)) => clusters::describe(&candidates, circles, null, search.significance),
        None => Findings::default(),
    })
}

#[cfg(test)]
mod tests;
