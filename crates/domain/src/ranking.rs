//! The order in which signals are read, and how it was come by.

use serde::{Deserialize, Serialize};

/// An order of signals, and why it is this one: by the fixed rule, or by a model of which signals proved true.
///
/// The figures of the trial are of signals later than those the model had learned from. Nothing in it names a place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ranking {
    /// The model; `None` while too few signals were judged.
    pub model: Option<RankingModel>,
    /// Area under the ROC curve of the fixed rule on the signals of the trial, `0..=1`; `None` without a trial.
    pub auc_fixed: Option<f64>,
    /// The same of the model.
    pub auc_learned: Option<f64>,
    /// Mean log-loss of the fixed rule there, in nats: its weight turned into a probability by a model of that alone.
    pub log_loss_fixed: Option<f64>,
    /// The same of the model.
    pub log_loss_learned: Option<f64>,
    /// Signals that were judged.
    pub verdicts: usize,
    /// Of these, how many proved true.
    pub proved: usize,
    /// Judged signals from which on a model is learned.
    pub verdicts_needed: usize,
    /// Whether the model orders the signals; else the fixed rule does.
    pub used: bool,
}

/// A logistic regression on standardised features.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RankingModel {
    /// Log-odds of an average signal.
    pub intercept: f64,
    /// The features, in a fixed order.
    pub weights: Vec<FeatureWeight>,
}

/// A feature and what it does.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FeatureWeight {
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
