//! A logistic regression whose features are standardised, with a ridge.

use linfa::{DatasetBase, traits::Fit};
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

/// Ridge on the standardised weights, as `linfa` counts it (half of it times the squared weights, beside the sum of the
/// log-losses): as many verdicts' worth of doubt for each feature.
const RIDGE: f64 = 5.0;

/// Steps of the optimiser, at most; the loss is convex and a few dozen suffice.
const STEPS: u64 = 200;

/// Gradient at which the optimiser stops.
const TOLERANCE: f64 = 1e-6;

/// A feature and what it does.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Weight {
    /// Key of the feature.
    pub name: String,
    /// 中文名称
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Change of the log-odds when the feature grows by one standard deviation.
    pub weight: f64,
    /// Its mean among the judged signals.
    pub mean: f64,
    /// Its standard deviation there; 0 for a feature that never varied and weighs nothing.
    pub spread: f64,
}

/// What was learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// Log-odds of an average signal.
    pub intercept: f64,
    /// The features, in a fixed order.
    pub weights: Vec<Weight>,
}

impl Model {
    /// Fits `rows` (one for each signal, of equal length, finite) to `outcomes`; `None` when only one outcome occurs or
    /// the optimiser fails.
    pub(super) fn fit(rows: &[Vec<f64>], outcomes: &[bool]) -> Option<Self> {
        let features = rows.first()?.len();
        let count = rows.len() as f64;
        let mut weights: Vec<Weight> = (0..features)
            .map(|feature| {
                let mean = rows.iter().map(|row| row[feature]).sum::<f64>() / count;
                let variance = rows.iter().map(|row| (row[feature] - mean).powi(2)).sum::<f64>() / count;
                Weight { mean, spread: variance.sqrt(), ..Weight::default() }
            })
            .collect();
        let standardised = rows.iter().flat_map(|row| {
            row.iter().zip(&weights).map(|(value, weight)| weight.standardised(*value)).collect::<Vec<f64>>()
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
        let model = Self { intercept: sign * fitted.intercept(), weights };
        model.is_finite().then_some(model)
    }

    /// The model with the names of its features: key, Chinese, English.
    pub(super) fn named(mut self, names: &[(&str, &str, &str)]) -> Self {
        for (weight, (name, zh, en)) in self.weights.iter_mut().zip(names) {
            (weight.name, weight.name_zh, weight.name_en) =
                ((*name).to_owned(), (*zh).to_owned(), (*en).to_owned());
        }
        self
    }

    /// The probability of features in the order of the weights.
    pub(super) fn probability(&self, row: &[f64]) -> f64 {
        let moved =
            self.weights.iter().zip(row).map(|(weight, value)| weight.weight * weight.standardised(*value));
        1.0 / (1.0 + (-(self.intercept + moved.sum::<f64>())).exp())
    }

    fn is_finite(&self) -> bool {
        self.intercept.is_finite() && self.weights.iter().all(|weight| weight.weight.is_finite())
    }
}

impl Weight {
    fn standardised(&self, value: f64) -> f64 {
        if self.spread > 0.0 { (value - self.mean) / self.spread } else { 0.0 }
    }
}
