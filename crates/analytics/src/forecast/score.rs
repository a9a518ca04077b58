//! How good the forecasts are: past weeks are forecast as known then, and set against what came.

use std::collections::BTreeMap;

use domain::{AreaLevel, Week};
use serde::{Deserialize, Serialize};
use statistics::{
    distribution::Counts,
    scoring::{HUB_LEVELS, weighted_interval_score},
};

use super::{AHEAD, Forecast, each_series, naive, quantiles};
use crate::{parameters::Parameters, snapshot::Snapshot, sweep::Sweep};

/// How good forecasts were, by weeks ahead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForecastScore {
    /// From 1 week ahead to 4.
    pub horizons: Vec<HorizonScore>,
}

/// How good forecasts of one horizon were. Scores are means over towns, groups and weeks, in reports; less is better.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HorizonScore {
    /// Weeks ahead.
    pub ahead: usize,
    /// Forecasts scored.
    pub forecasts: usize,
    /// Mean weighted interval score.
    pub wis: f64,
    /// That of "as in the same week of last year".
    pub seasonal_naive: f64,
    /// That of "as last week".
    pub persistence: f64,
    /// Share of outcomes inside the central 50 % interval, its ends included.
    pub coverage_50: f64,
    /// Share of outcomes inside the central 90 % interval, its ends included.
    pub coverage_90: f64,
    /// The share that the forecasts themselves promise for the 50 % interval: of counts of a few a week whole numbers must
    /// hold more than half.
    pub promised_50: f64,
    /// The same for the 90 % interval.
    pub promised_90: f64,
}

impl HorizonScore {
    /// Score over that of the same week of last year; below 1 is better than that.
    pub fn relative_to_seasonal(&self) -> f64 {
        self.wis / self.seasonal_naive
    }

    /// Score over that of last week.
    pub fn relative_to_persistence(&self) -> f64 {
        self.wis / self.persistence
    }
}

/// Positions of the ends of the central 50 % and 90 % intervals among the levels.
const HALF: (usize, usize) = (7, 15);
const NINE_TENTHS: (usize, usize) = (2, 20);

/// Forecasts from the end of each of these weeks, as known then, and scores what the snapshot knows to have come.
/// Forecasts of weeks that are not wholly in the snapshot are the caller's to avoid.
pub fn score_forecasts(
    snapshot: &Snapshot<'_>,
    parameters: &Parameters,
    weeks: impl IntoIterator<Item = Week>,
) -> ForecastScore {
    let outcomes = Outcomes::of(snapshot);
    let mut horizons: Vec<HorizonScore> =
        (1..=AHEAD).map(|ahead| HorizonScore { ahead, ..HorizonScore::default() }).collect();
    for week in weeks {
        let sweep = Sweep::new(snapshot, parameters, snapshot.time.end_of(week.sunday()));
        // Mean is of no account to a score: its place is taken by nothing.
        let all = |rule: fn(&[f64], usize) -> Option<Vec<f64>>| {
            each_series(&sweep, |series, _| {
                let whole: Vec<f64> = series
                    .counts
                    .iter()
                    .zip(&sweep.completeness)
                    .map(|(count, known)| (count / known).round())
                    .collect();
                (1..=AHEAD)
                    .filter_map(|ahead| Some(series.forecast(&sweep, ahead, f64::NAN, rule(&whole, ahead)?)))
                    .collect()
            })
        };
        let ours = each_series(&sweep, |series, course| {
            let laws = course.laws(series.counts).into_iter().zip(1..);
            laws.map(|(law, ahead)| Own {
                promised: [HALF, NINE_TENTHS].map(|ends| promised(&law, ends)),
                forecast: series.forecast(&sweep, ahead, law.mean(), quantiles(&law)),
            })
            .collect()
        });
        let (seasonal, persistent) = (all(naive::seasonal), all(naive::persistent));
        if ours.len() != seasonal.len() || ours.len() != persistent.len() {
            continue;
        }
        for ((Own { forecast: own, promised }, seasonal), persistent) in
            ours.iter().zip(&seasonal).zip(&persistent)
        {
            let outcome = outcomes.of_forecast(own);
            let score = |forecast: &Forecast| {
                weighted_interval_score(&HUB_LEVELS, &forecast.quantiles, outcome).unwrap_or(f64::NAN)
            };
            let inside = |(lower, upper): (usize, usize)| {
                f64::from(u8::from((own.quantiles[lower]..=own.quantiles[upper]).contains(&outcome)))
            };
            let sums = &mut horizons[own.ahead - 1];
            sums.forecasts += 1;
            sums.wis += score(own);
            sums.seasonal_naive += score(seasonal);
            sums.persistence += score(persistent);
            sums.coverage_50 += inside(HALF);
            sums.coverage_90 += inside(NINE_TENTHS);
            sums.promised_50 += promised[0];
            sums.promised_90 += promised[1];
        }
    }
    for sums in &mut horizons {
        let count = sums.forecasts.max(1) as f64;
        for sum in [
            &mut sums.wis,
            &mut sums.seasonal_naive,
            &mut sums.persistence,
            &mut sums.coverage_50,
            &mut sums.coverage_90,
            &mut sums.promised_50,
            &mut sums.promised_90,
        ] {
            *sum /= count;
        }
    }
    ForecastScore { horizons }
}

/// A forecast of ours, and what it promises for its two intervals.
struct Own {
    forecast: Forecast,
    promised: [f64; 2],
}

/// The probability of a central interval under the law it was taken from, its ends included.
fn promised(law: &Counts, (lower, upper): (usize, usize)) -> f64 {
    let [lower, upper] = [lower, upper].map(|level| law.quantile(HUB_LEVELS[level]));
    law.lower_tail(upper) - if lower > 0.0 { law.lower_tail(lower - 1.0) } else { 0.0 }
}

/// What came: reports by town, group and week.
struct Outcomes(BTreeMap<(String, String, Week), f64>);

impl Outcomes {
    fn of(snapshot: &Snapshot<'_>) -> Self {
        let mut counts = BTreeMap::new();
        for report in snapshot.reports {
            let Some(town) = snapshot.areas.ancestor_at(&report.area, AreaLevel::Town) else { continue };
            let restricted = snapshot.taxonomy.is_restricted(&report.category);
            let mut group = snapshot.taxonomy.get(&report.category);
            while let Some(above) =
                group.and_then(|it| it.parent.as_ref()).and_then(|code| snapshot.taxonomy.get(code))
            {
                group = Some(above);
            }
            // A restricted category is no part of the group above it.
            let Some(group) =
                group.filter(|group| snapshot.taxonomy.is_restricted(&group.code) == restricted)
            else {
                continue;
            };
            let key = (town.id.to_string(), group.code.to_string(), Week::of(report.occurred_on));
            *counts.entry(key).or_insert(0.0) += 1.0;
        }
        Self(counts)
    }

    fn of_forecast(&self, forecast: &Forecast) -> f64 {
        let key = (forecast.area.to_string(), forecast.group.to_string(), forecast.week);
        self.0.get(&key).copied().unwrap_or(0.0)
    }
}
