//! The course of a group over the weeks, learned from the county, and a town's share of it.

use statistics::{
    distribution::Counts,
    regression::{Design, Family, fit},
};

use super::AHEAD;
use crate::{recurring::moving_regressors, sweep::Sweep};

/// Weeks in a year, by which the waves turn.
const YEAR: f64 = 52.18;

/// Annual waves of the county: two follow a spring peak and an autumn peak. A town has one of its own.
const COUNTY_HARMONICS: usize = 2;
const TOWN_HARMONICS: usize = 1;

/// Pull towards no season for the county, and towards the county's season for a town: a town of 45 reports a year
/// moves its own wave half of the way.
const COUNTY_RIDGE: f64 = 1.0;
const TOWN_RIDGE: f64 = 25.0;

/// Weeks in which a week's weight halves: the season of the county is slow to change, the level of a town is not.
const COUNTY_HALF_LIFE: f64 = 104.0;
const TOWN_HALF_LIFE: f64 = 40.0;

/// A town's part of half a report over its whole past: a town that never had one may have one.
const PRIOR: f64 = 0.5;

/// What all series of a sweep share.
pub(crate) struct Calendar {
    county: Design,
    town: Design,
    /// Logarithm of the share of each counted week that should be known.
    known: Vec<f64>,
    weeks: usize,
}

impl Calendar {
    /// The seasons and festivals of a sweep, and of the weeks ahead.
    pub fn of(sweep: &Sweep<'_>) -> Self {
        let weeks = sweep.horizon.weeks;
        let mut beyond = sweep.horizon;
        beyond.weeks += AHEAD;
        let base = || Design::new(weeks + AHEAD).intercept();
        let festivals = moving_regressors(sweep.snapshot.calendar, &beyond, weeks);
        let county = festivals.iter().fold(base().harmonics(YEAR, COUNTY_HARMONICS), |design, festival| {
            // The lengths are equal and the shares finite, so no festival is ever left out here.
            design.clone().column(festival).unwrap_or(design)
        });
        let known = sweep.completeness.iter().map(|share| share.ln()).collect();
        Self { county, town: base().harmonics(YEAR, TOWN_HARMONICS), known, weeks }
    }

    fn weights(&self, half_life: f64) -> Vec<f64> {
        (0..self.weeks).map(|week| 0.5_f64.powf((self.weeks - 1 - week) as f64 / half_life)).collect()
    }
}

/// What a group of categories brings to the county.
pub(crate) struct Course<'a> {
    calendar: &'a Calendar,
    /// Logarithm of the mean, over the counted weeks and those ahead.
    log_mean: Vec<f64>,
}

impl<'a> Course<'a> {
    /// Fits the county's counts of a group.
    pub fn learn(calendar: &'a Calendar, counts: &[f64]) -> Option<Self> {
        let weights = calendar.weights(COUNTY_HALF_LIFE);
        let trained = calendar.county.leading(calendar.weeks);
        let fit =
            fit(&trained, counts, Some(&calendar.known), Some(&weights), Family::QuasiPoisson, COUNTY_RIDGE)
                .ok()?;
        let mean = |week| fit.predict(calendar.county.row(week), 0.0).mean.ln();
        Some(Self { calendar, log_mean: (0..calendar.weeks + AHEAD).map(mean).collect() })
    }

    /// The laws of a town's counts in the weeks ahead: negative binomial, with the error of the coefficients.
    /// Empty when the regression fails.
    pub fn laws(&self, counts: &[f64]) -> Vec<Counts> {
        let calendar = self.calendar;
        let weeks = calendar.weeks;
        let offset: Vec<f64> =
            self.log_mean.iter().zip(&calendar.known).map(|(mean, known)| mean + known).collect();
        let counts: Vec<f64> = counts.iter().map(|count| count + PRIOR / weeks as f64).collect();
        let weights = calendar.weights(TOWN_HALF_LIFE);
        let trained = calendar.town.leading(weeks);
        let fitted = fit(&trained, &counts, Some(&offset), Some(&weights), Family::QuasiPoisson, TOWN_RIDGE);
        let Ok(fit) = fitted else { return Vec::new() };
        let spread = dispersion(&counts, &fit.fitted, &weights);
        (weeks..weeks + AHEAD)
            .filter_map(|week| {
                let row = calendar.town.row(week);
                let mean = fit.predict(row, self.log_mean[week]).mean;
                Counts::with_dispersion(mean, spread * (1.0 + mean * fit.variance_of(row, 1.0))).ok()
            })
            .collect()
    }
}

/// Variance over mean around the fit, at least 1: Pearson's statistic, old weeks counting for less.
fn dispersion(counts: &[f64], fitted: &[f64], weights: &[f64]) -> f64 {
    let squares = counts.iter().zip(fitted).zip(weights);
    let sum: f64 = squares.map(|((count, mean), weight)| weight * (count - mean).powi(2) / mean).sum();
    (sum / weights.iter().sum::<f64>()).max(1.0)
}
