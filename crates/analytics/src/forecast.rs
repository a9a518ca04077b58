//! Forecasts: how many reports the next four weeks will bring, by town and group of categories.
//!
//! A group's season and festivals are learned from the whole county, where there is enough to learn from; a town is
//! its share of that course, with an annual wave of its own as far as its reports insist ([`course`]). Newer weeks
//! count for more, so that the level follows. [`score_forecasts`] says how good that is. Nothing is decided from it.

mod course;
mod naive;
mod score;

use chrono::{DateTime, Utc};
use domain::{AreaId, AreaLevel, CategoryCode, Week};
use serde::{Deserialize, Serialize};
use statistics::{distribution::Counts, scoring::HUB_LEVELS};

use crate::{parameters::Parameters, snapshot::Snapshot, sweep::Sweep};
use course::{Calendar, Course};

pub use score::{ForecastScore, HorizonScore, score_forecasts};

/// Weeks ahead: a month, in which a town can still prepare.
pub(crate) const AHEAD: usize = 4;

/// Weeks of history, at least: with less than a year and a half season and level cannot be told apart.
const LEAST_WEEKS: usize = 78;

/// What is expected of one week to come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// The town.
    pub area: AreaId,
    /// The group of categories, its narrower ones included.
    pub group: CategoryCode,
    /// The week.
    pub week: Week,
    /// Weeks after the last whole one, from 1.
    pub ahead: usize,
    /// Expected reports, once all are in.
    pub mean: f64,
    /// Quantiles of that number at the levels of [`statistics::scoring::HUB_LEVELS`], ascending.
    pub quantiles: Vec<f64>,
}

/// Forecasts the four weeks after the last whole week before `as_of`, for every town and group of categories that has
/// ever been reported in the county, from what had been received by then; by town, group and week. Empty while the
/// history is shorter than a year and a half.
pub fn forecast(snapshot: &Snapshot<'_>, parameters: &Parameters, as_of: DateTime<Utc>) -> Vec<Forecast> {
    let sweep = Sweep::new(snapshot, parameters, as_of);
    each_series(&sweep, |series, course| {
        course
            .laws(series.counts)
            .into_iter()
            .zip(1..)
            .map(|(law, ahead)| series.forecast(&sweep, ahead, law.mean(), quantiles(&law)))
            .collect()
    })
}

/// One town and group.
pub(crate) struct Series<'a> {
    /// Number of the town.
    pub town: usize,
    /// Number of the category.
    pub group: usize,
    /// Reports by week, as far as they are known.
    pub counts: &'a [f64],
}

impl Series<'_> {
    /// A forecast for the week that lies `ahead`.
    pub fn forecast(&self, sweep: &Sweep<'_>, ahead: usize, mean: f64, quantiles: Vec<f64>) -> Forecast {
        Forecast {
            area: sweep.places.area(self.town).id.clone(),
            group: sweep.kinds.category(self.group).code.clone(),
            week: sweep.horizon.week(sweep.horizon.weeks + ahead - 1),
            ahead,
            mean,
            quantiles,
        }
    }
}

/// Goes through the towns and groups of a sweep, town by town.
pub(crate) fn each_series<T>(
    sweep: &Sweep<'_>,
    of_series: impl Fn(&Series<'_>, &Course<'_>) -> Vec<T>,
) -> Vec<T> {
    if sweep.horizon.weeks < LEAST_WEEKS {
        return Vec::new();
    }
    let (towns, counties) = (sweep.weekly(AreaLevel::Town), sweep.weekly(AreaLevel::County));
    let calendar = Calendar::of(sweep);
    let county = sweep.places.at(AreaLevel::County).next();
    let courses: Vec<Option<Course<'_>>> = (0..sweep.kinds.len())
        .map(|group| {
            let counts = counties.series(county?, group);
            let reported = sweep.kinds.is_group(group) && counts.iter().any(|count| *count > 0.0);
            reported.then(|| Course::learn(&calendar, counts)).flatten()
        })
        .collect();
    let mut forecasts = Vec::new();
    for town in sweep.places.at(AreaLevel::Town) {
        for (group, course) in courses.iter().enumerate() {
            if let Some(course) = course {
                let series = Series { town, group, counts: towns.series(town, group) };
                forecasts.extend(of_series(&series, course));
            }
        }
    }
    forecasts
}

fn quantiles(law: &Counts) -> Vec<f64> {
    HUB_LEVELS.iter().map(|level| law.quantile(*level)).collect()
}
