//! `GET /v1/advisories`: the letters that the caller may see.

use std::sync::Arc;

use axum::{Json, extract::State};
use domain::AdvisoryState;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{AdvisorySummary, visible};
use crate::{
    extract::Query,
    fields::Fields,
    permission::{As, Reader},
    problem::{Problem, ProblemBody},
    service::Shared,
};

/// Which letters are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AdvisoryQuery {
    /// draft, dismissed, confirmed, issued, delivered, acknowledged, answered, closed or withdrawn.
    state: Option<String>,
    /// Rows at most, 1 to 1000; 100 when absent.
    limit: Option<String>,
}

/// The letters.
#[derive(Serialize, ToSchema)]
pub(crate) struct Advisories {
    items: Vec<AdvisorySummary>,
}

/// Advisories. Outside the analysts' desk only those that were issued.
#[utoipa::path(get, path = "/v1/advisories", tag = "advisories", params(AdvisoryQuery), responses(
    (status = 200, body = Advisories),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    As { caller, .. }: As<Reader>,
    Query(query): Query<AdvisoryQuery>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<Advisories>, Problem> {
    let mut fields = Fields::default();
    let words = AdvisoryState::ALL.map(AdvisoryState::as_str);
    let state = fields.word("state", query.state.as_deref(), AdvisoryState::parse, &words);
    let limit = fields.limit(query.limit.as_deref());
    fields.finish()?;

    let reference = shared.reference().await?;
    let advisories = visible(&shared, &caller, state).await?;
    let items = advisories
        .into_iter()
        .take(limit as usize)
        .map(|advisory| AdvisorySummary::new(advisory, &shared, &reference))
        .collect();
    Ok(Json(Advisories { items }))
}
