//! What happens in the weeks before and after an event, measured over sister series together.

mod pooled;

use super::{PRIOR_EVENTS, Settings};
use crate::error::EventError;
use crate::regression::{Design, Family, fit};
use crate::series::not_a_count;
use pooled::Pooled;

/// Most rounds between the series' own terms and the common profile; four to six are usual.
const MOST_ROUNDS: usize = 30;

/// The rounds end when no logarithm of a ratio moves by more than this.
const TOLERANCE: f64 = 1e-7;

/// The counts at one distance from the event against those far from it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// First distance inside, in weeks; negative before the event.
    pub from: f64,
    /// First distance beyond.
    pub to: f64,
    /// Weeks inside, over all series.
    pub weeks: usize,
    /// Counts inside, over all series.
    pub observed: f64,
    /// Counts that level, trend and season would give without the event.
    pub expected: f64,
    /// Counts inside over counts far from the event, level, trend and season of each series held.
    pub ratio: f64,
    /// Lower end of the interval of the ratio.
    pub lower: f64,
    /// Upper end of the interval of the ratio.
    pub upper: f64,
    /// How much the series differ in this ratio: their squared standardised deviations from the common one, on
    /// average. About 1 when they share it; above 1 the interval is widened by the square root.
    pub heterogeneity: f64,
}

/// The profile of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// The bins in order of distance.
    pub bins: Vec<Bin>,
    /// Variance over mean of each series, at least 1.
    pub dispersion: Vec<f64>,
}

impl Profile {
    /// The logarithm of the ratio at a distance; 0 outside the bins and without an event.
    pub fn log_ratio(&self, distance: Option<f64>) -> f64 {
        let inside = |bin: &&Bin| distance.is_some_and(|at| bin.from <= at && at < bin.to);
        self.bins.iter().find(inside).map_or(0.0, |bin| bin.ratio.ln())
    }

    /// One regressor for [`crate::baseline`]: [`Profile::log_ratio`] of each week. A series that follows the common
    /// profile has the coefficient 1. It may reach beyond the weeks the profile was measured on.
    pub fn regressor(&self, distances: &[Option<f64>]) -> Vec<f64> {
        distances.iter().map(|&distance| self.log_ratio(distance)).collect()
    }
}

/// Measures the profile of an event over sister series (the areas of one category): each has its own level, trend and
/// season, all share the ratios.
///
/// `distances` says for each week how many weeks after the event it begins (negative: before), `None` where no event is
/// near; `edges` rise and separate the bins, each from its edge (included) to the next. Of `settings`, period,
/// harmonics, ridge and alpha are used.
///
/// **Method.** `ln E[yᵢₜ] = xₜ'γᵢ + β(bin of t)`, quasi-Poisson with a dispersion per series. Given β each series is a
/// regression of its own; given those, β takes a Newton step with the information that the own terms leave over (the
/// Schur complement), which also gives the interval. It is the joint maximum, at a cost linear in the number of series.
///
/// ```
/// use statistics::event::{Settings, profile};
/// // Two areas of different size; in the two weeks before a festival counts double.
/// let distances: Vec<Option<f64>> = (0..156).map(|week| Some(f64::from(week % 50) - 20.0)).collect();
/// let before = |week: usize| distances[week].is_some_and(|at| (-2.0..0.0).contains(&at));
/// let area = |level: f64| -> Vec<f64> {
///     (0..156).map(|week| level * if before(week) { 2.0 } else { 1.0 }).collect()
/// };
/// let (small, large) = (area(3.0), area(40.0));
/// let profile = profile(&[&small, &large], &distances, &[-4.0, -2.0, 0.0, 2.0], &Settings::default())?;
/// let ratios: Vec<f64> = profile.bins.iter().map(|bin| bin.ratio).collect();
/// assert!((ratios[1] - 2.0).abs() < 0.05 && (ratios[0] - 1.0).abs() < 0.05);
/// assert!(profile.bins[1].lower > 1.5);
/// assert!((profile.regressor(&[Some(-1.0), None])[0] - 2.0_f64.ln()).abs() < 0.03);
/// # Ok::<(), statistics::error::EventError>(())
/// ```
///
/// # Errors
/// [`EventError`]: no series, a series with another length than `distances` or with a value that is not a count, less
/// than a season, edges that do not rise, no week inside the bins or none outside, a setting outside its range.
pub fn profile(
    series: &[&[f64]],
    distances: &[Option<f64>],
    edges: &[f64],
    settings: &Settings,
) -> Result<Profile, EventError> {
    check(series, distances, edges, settings)?;
    let bins = edges.len() - 1;
    let bin_of: Vec<Option<usize>> = distances.iter().map(|distance| bin(*distance, edges)).collect();
    let inside = bin_of.iter().flatten().count();
    if inside == 0 || inside == bin_of.len() {
        return Err(EventError::NoContrast);
    }
    let design =
        Design::new(distances.len()).intercept().trend().harmonics(settings.period, settings.harmonics);
    let smoothed: Vec<Vec<f64>> = series
        .iter()
        .map(|counts| counts.iter().map(|count| count + PRIOR_EVENTS / counts.len() as f64).collect())
        .collect();

    let mut log_ratios = vec![0.0; bins];
    let mut pooled = Pooled::new(bins);
    for _ in 0..MOST_ROUNDS {
        let offset: Vec<f64> = bin_of.iter().map(|bin| bin.map_or(0.0, |bin| log_ratios[bin])).collect();
        pooled.clear();
        for counts in &smoothed {
            let own = fit(&design, counts, Some(&offset), None, Family::Poisson, settings.ridge)?;
            pooled.add(&design, counts, &own, &bin_of);
        }
        let step = pooled.step(&log_ratios, settings.ridge)?;
        log_ratios.iter_mut().zip(&step).for_each(|(ratio, step)| *ratio += step);
        if step.iter().all(|step| step.abs() < TOLERANCE) {
            break;
        }
    }
    Ok(pooled.describe(&log_ratios, edges, &bin_of, series, settings))
}

/// The bin that holds a distance.
fn bin(distance: Option<f64>, edges: &[f64]) -> Option<usize> {
    let position = edges.partition_point(|edge| *edge <= distance.unwrap_or(f64::NEG_INFINITY));
    (1..edges.len()).contains(&position).then(|| position - 1)
}

/// Names the first thing that makes the measurement impossible.
fn check(
    series: &[&[f64]],
    distances: &[Option<f64>],
    edges: &[f64],
    settings: &Settings,
) -> Result<(), EventError> {
    settings.check()?;
    let weeks = distances.len();
    let needed = settings.fewest_weeks();
    if weeks < needed {
        return Err(EventError::TooShort { weeks, needed });
    }
    if series.is_empty() {
        return Err(EventError::NoSeries);
    }
    for (index, counts) in series.iter().enumerate() {
        if counts.len() != weeks {
            return Err(EventError::SeriesLength { series: index, got: counts.len(), weeks });
        }
        if let Some(week) = not_a_count(counts) {
            return Err(EventError::NotACountIn { series: index, week, value: counts[week] });
        }
    }
    let rises = |pair: &[f64]| pair[0].is_finite() && pair[1].is_finite() && pair[0] < pair[1];
    if edges.len() < 2 || !edges.windows(2).all(rises) { Err(EventError::Edges) } else { Ok(()) }
}
