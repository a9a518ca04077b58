//! A logistic regression whose features are standardised, with a ridge.

use domain::{FeatureWeight, RankingModel};
use linfa::{DatasetBase, traits::Fit};
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2};

/// Ridge on the standardised weights, as `linfa` counts it (half of it times the squared weights, beside the sum of the
/// log-losses): as many verdicts' worth of doubt for each feature.
const RIDGE: f64 = 5.0;

/// Steps of the optimiser, at most; the loss is convex and a few dozen suffice.
const STEPS: u64 = 200;

/// Gradient at which the optimiser stops.
const TOLERANCE: f64 = 1e-6;

/// Fits `rows` (one for each signal, of equal length, finite) to `outcomes`; `None` when only one outcome occurs or the
/// optimiser fails. The features carry no names yet.
pub(super) fn fit(rows: &[Vec<f64>], outcomes: &[bool]) -> Option<RankingModel> {
    let features = rows.first()?.len();
    let count = rows.len() as f64;
    let mut weights: Vec<FeatureWeight> = (0..features)
        .map(|feature| {
            let mean = rows.iter().map(|row| row[feature]).sum::<f64>() / count;
            let variance = rows.iter().map(|row| (row[feature] - mean).powi(2)).sum::<f64>() / count;
            FeatureWeight { mean, spread: variance.sqrt(), ..FeatureWeight::default() }
        })
        .collect();
    let standardised = rows.iter().flat_map(|row| {
        row.iter().zip(&weights).map(|(value, weight)| standardised(weight, *value)).collect::<Vec<f64>>()
    });
    let records = Array2::from_shape_vec((rows.len(), features), standardised.collect()).ok()?;
    let targets = Array1::from_iter(outcomes.iter().copied());
    let fitted = LogisticRegression::default()
        .alpha(RIDGE)
        .max_iterations(STEPS)
        .gradient_tolerance(TOLERANCE)
        .fit(&DatasetBase::new(records, targets))
        .ok()?;
    // `linfa` models the more frequent outcome, whichever that is.
    let sign = if fitted.labels().pos.class { 1.0 } else { -1.0 };
    for (weight, learned) in weights.iter_mut().zip(fitted.params()) {
        weight.weight = sign * learned;
    }
    let model = RankingModel { intercept: sign * fitted.intercept(), weights };
    let finite = model.intercept.is_finite() && model.weights.iter().all(|weight| weight.weight.is_finite());
    finite.then_some(model)
}

/// Gives the features their names: key, Chinese, English.
pub(super) fn named(mut model: RankingModel, names: &[(&str, &str, &str)]) -> RankingModel {
    for (weight, (name, zh, en)) in model.weights.iter_mut().zip(names) {
        (weight.name, weight.name_zh, weight.name_en) =
            ((*name).to_owned(), (*zh).to_owned(), (*en).to_owned());
    }
    model
}

/// The probability that a model gives to features in the order of its weights.
pub(super) fn probability(model: &RankingModel, row: &[f64]) -> f64 {
    let moved =
        model.weights.iter().zip(row).map(|(weight, value)| weight.weight * standardised(weight, *value));
    1.0 / (1.0 + (-(model.intercept + moved.sum::<f64>())).exp())
}

fn standardised(weight: &FeatureWeight, value: f64) -> f64 {
    if weight.spread > 0.0 { (value - weight.mean) / weight.spread } else { 0.0 }
}
