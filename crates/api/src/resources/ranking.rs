//! `GET /v1/ranking`: by what the signals of the latest sweep are read, and how the two ways of ordering them fared.

use std::sync::Arc;

use axum::{Json, extract::State};
use domain::FeatureWeight;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    permission::{As, Desk},
    problem::{Problem, ProblemBody},
    service::Shared,
};

/// The order of the latest sweep.
#[derive(Serialize, ToSchema)]
pub(crate) struct RankingView {
    /// Whether what was learned orders the signals; else the fixed rule, the expected harm, does.
    learned: bool,
    /// Signals that were confirmed, dismissed or answered so far.
    verdicts: usize,
    /// Of these, how many proved true.
    proved: usize,
    /// From so many on an order is learned.
    verdicts_needed: usize,
    /// Area under the ROC curve of the fixed rule, on signals later than those that were learned from, 0 to 1; null
    /// without a trial.
    auc_fixed: Option<f64>,
    /// The same of what was learned.
    auc_learned: Option<f64>,
    /// What was learned, the strongest first; empty without a trial.
    weights: Vec<WeightView>,
}

/// What one feature does.
#[derive(Serialize, ToSchema)]
struct WeightView {
    name: String,
    name_zh: String,
    name_en: String,
    /// The odds to prove true are multiplied by this when the feature grows by one standard deviation.
    odds_ratio: f64,
}

/// How the signals of the latest sweep are ordered.
#[utoipa::path(get, path = "/v1/ranking", tag = "patterns", responses(
    (status = 200, body = RankingView),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn show(
    As { .. }: As<Desk>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<RankingView>, Problem> {
    let ranking = shared.store().latest_sweep().await?.and_then(|sweep| sweep.ranking).unwrap_or_default();
    let mut weights = ranking.model.map(|model| model.weights).unwrap_or_default();
    // A feature that never varied among the judged signals does nothing.
    weights.retain(|weight| weight.spread > 0.0);
    weights.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()).then_with(|| a.name.cmp(&b.name)));
    Ok(Json(RankingView {
        learned: ranking.used,
        verdicts: ranking.verdicts,
        proved: ranking.proved,
        verdicts_needed: ranking.verdicts_needed,
        auc_fixed: ranking.auc_fixed,
        auc_learned: ranking.auc_learned,
        weights: weights.into_iter().map(WeightView::from).collect(),
    }))
}

impl From<FeatureWeight> for WeightView {
    fn from(weight: FeatureWeight) -> Self {
        let FeatureWeight { name, name_zh, name_en, weight, .. } = weight;
        Self { name, name_zh, name_en, odds_ratio: weight.exp() }
    }
}
