//! Trending: a slow, sustained rise of a category in a village or a town, month by month.
//!
//! Whether it rises is the seasonal Mann–Kendall test's to say (`statistics::trend`), which compares each month only
//! with the same month of other years. By how much is read from a log-linear regression, because the median slope of
//! small counts is often exactly 0. A rise that patrol effort explains is not said.

use chrono::{Days, Months};
use domain::{AreaLevel, Detector, Point};
use statistics::{
    distribution,
    regression::{self, Design, Family},
    trend::{Trend, seasonal_mann_kendall},
};

use crate::{
    finding::{Finding, Test},
    sweep::Sweep,
};

/// Months in a year: the period of the season and of the slope.
const YEAR: usize = 12;

/// Pull of slope and season towards 0, as strong as that of the weekly baseline.
const RIDGE: f64 = 1.0;

/// Tests every village and town whose series of a category is full enough.
pub(crate) fn tests(sweep: &Sweep<'_>) -> Vec<Test> {
    let chosen = &sweep.parameters.trending;
    let mut tests = Vec::new();
    if sweep.horizon.months < chosen.minimum_months.max(2 * YEAR) {
        return tests;
    }
    for level in [AreaLevel::Town, AreaLevel::Village] {
        let counts = sweep.monthly(level);
        let visits = sweep.monthly_visits(level);
        for area in sweep.places.at(level) {
            for category in 0..sweep.kinds.len() {
                let series = counts.series(area, category);
                let full = series.iter().sum::<f64>() >= chosen.minimum_monthly * series.len() as f64;
                if full {
                    let visits = visits.as_ref().map(|visits| visits.series(area, 0));
                    tests.extend(test(sweep, area, category, series, visits));
                }
            }
        }
    }
    tests
}

fn test(
    sweep: &Sweep<'_>,
    area: usize,
    category: usize,
    counts: &[f64],
    visits: Option<&[f64]>,
) -> Option<Test> {
    let chosen = &sweep.parameters.trending;
    let trend = seasonal_mann_kendall(counts, YEAR).ok()?;
    let p_value = rising(&trend);
    let finding =
        Rise::of(counts, None).filter(|rise| rise.per_year >= chosen.minimum_ratio && trend.slope >= 0.0);
    let finding = finding.and_then(|rise| {
        let effort = visits.and_then(|visits| Effort::of(counts, visits));
        let explained = effort.as_ref().is_some_and(|effort| {
            effort.p_value > chosen.effort_p || effort.reports_per_year < chosen.minimum_ratio
        });
        (!explained).then(|| finding_of(sweep, area, category, counts, &trend, &rise, effort.as_ref()))
    });
    Some(Test { p_value, finding })
}

/// The one-sided p-value of a rise.
fn rising(trend: &Trend) -> f64 {
    if trend.z > 0.0 { trend.p_value / 2.0 } else { 1.0 - trend.p_value / 2.0 }
}

/// A log-linear trend with season.
struct Rise {
    /// Ratio of the level to that of a year before.
    per_year: f64,
    fitted: Vec<f64>,
    dispersion: f64,
}

impl Rise {
    /// `offset` is the logarithm of what the counts are set against.
    fn of(counts: &[f64], offset: Option<&[f64]>) -> Option<Self> {
        let design = Design::new(counts.len()).intercept().trend().harmonics(YEAR as f64, 1);
        let fit = regression::fit(&design, counts, offset, None, Family::QuasiPoisson, RIDGE).ok()?;
        // What the fit says of two months a year apart is free of the scaling of the trend's column.
        let last = fit.fitted.len() - 1;
        let against = offset.map_or(0.0, |offset| offset[last] - offset[last - YEAR]);
        let per_year = fit.fitted[last] / fit.fitted[last - YEAR] / against.exp();
        Some(Self { per_year, fitted: fit.fitted, dispersion: fit.dispersion.max(1.0) })
    }
}

/// The same counts set against patrol visits.
struct Effort {
    /// One-sided p-value of a rise of reports per visit.
    p_value: f64,
    /// Reports per visit, as a ratio to those of a year before.
    reports_per_year: f64,
    /// Visits of the last twelve months over those of the twelve before.
    visits_per_year: f64,
}

impl Effort {
    /// `None` unless every month has visits: a hole in the record says nothing about the field.
    fn of(counts: &[f64], visits: &[f64]) -> Option<Self> {
        if visits.iter().any(|visits| *visits <= 0.0) {
            return None;
        }
        let mean = visits.iter().sum::<f64>() / visits.len() as f64;
        let rates: Vec<f64> =
            counts.iter().zip(visits).map(|(count, visits)| count * mean / visits).collect();
        let trend = seasonal_mann_kendall(&rates, YEAR).ok()?;
        let offset: Vec<f64> = visits.iter().map(|visits| (visits / mean).ln()).collect();
        let year = |back: usize| -> f64 {
            let end = visits.len() - back;
            visits[end - YEAR..end].iter().sum()
        };
        Some(Self {
            p_value: rising(&trend),
            reports_per_year: Rise::of(counts, Some(&offset))?.per_year,
            visits_per_year: year(0) / year(YEAR),
        })
    }
}

fn finding_of(
    sweep: &Sweep<'_>,
    area: usize,
    category: usize,
    counts: &[f64],
    trend: &Trend,
    rise: &Rise,
    effort: Option<&Effort>,
) -> Finding {
    let chosen = &sweep.parameters.trending;
    let bound = |mean: f64| {
        distribution::Counts::with_dispersion(mean, rise.dispersion)
            .map_or(mean, |law| law.quantile(sweep.parameters.upper_quantile))
    };
    let months = counts.len();
    let observed: f64 = counts[months - YEAR..].iter().sum();
    // Without the rise the last year would have been as the first one was, by the fit.
    let expected: f64 = rise.fitted[..YEAR].iter().sum();
    let horizon = &sweep.horizon;
    let to = horizon.month(months - 1) + Months::new(1) - Days::new(1);
    let mut parameters = vec![
        ("per_year", rise.per_year),
        ("sen_slope_a_year", trend.slope),
        ("z", trend.z),
        ("months", months as f64),
        ("dispersion", rise.dispersion),
    ];
    if let Some(effort) = effort {
        parameters.push(("visits_per_year", effort.visits_per_year));
        parameters.push(("reports_per_visit_per_year", effort.reports_per_year));
        parameters.push(("p_value_against_visits", effort.p_value));
    }
    parameters.extend([
        ("minimum_months", chosen.minimum_months as f64),
        ("minimum_ratio", chosen.minimum_ratio),
        ("false_discovery_rate", sweep.parameters.false_discovery_rate),
    ]);
    let series = counts.iter().zip(&rise.fitted).enumerate();
    Finding {
        detector: Detector::MannKendall,
        area,
        cluster: Vec::new(),
        category,
        event: None,
        span: (horizon.month(0), to),
        observed,
        expected,
        upper: bound(expected),
        ratio: rise.per_year,
        parameters,
        series: series
            .map(|(month, (count, fitted))| Point {
                start: horizon.month(month),
                observed: *count,
                expected: Some(*fitted),
                upper: Some(bound(*fitted)),
            })
            .collect(),
        evidence: vec![(horizon.month(months - YEAR), to)],
        reports: None,
    }
}
