//! `GET /v1/quarantine`: what arrived and was not taken, with the reasons, for an analyst to put right.

use std::sync::Arc;

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    extract::Query,
    fields::Fields,
    permission::{As, Desk},
    problem::{FieldError, Problem, ProblemBody},
    service::Shared,
};

/// Which page is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct QuarantineQuery {
    /// Rows at most, 1 to 1000; 100 when absent.
    limit: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of quarantine.
#[derive(Serialize, ToSchema)]
pub(crate) struct Quarantine {
    items: Vec<QuarantinedView>,
    next: Option<String>,
}

/// One row that was not taken.
#[derive(Serialize, ToSchema)]
struct QuarantinedView {
    id: String,
    received_at: DateTime<Utc>,
    /// Position in its input, counted from 1.
    row: u64,
    /// The row as it came, redacted.
    raw: String,
    reasons: Vec<FieldError>,
    /// Who sent it.
    channel: String,
}

/// Rows that were not taken, newest first. They cannot be told by place, so only the whole county's desk sees them.
#[utoipa::path(get, path = "/v1/quarantine", tag = "reports", params(QuarantineQuery), responses(
    (status = 200, body = Quarantine),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    As { caller, .. }: As<Desk>,
    Query(query): Query<QuarantineQuery>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<Quarantine>, Problem> {
    caller.must_hold_the_county(&shared.reference().await?.areas)?;
    let mut fields = Fields::default();
    let limit = fields.limit(query.limit.as_deref());
    fields.finish()?;
    let page = shared.store().quarantine(limit, query.after.as_deref()).await?;
    let items = page.items.into_iter().map(|kept| QuarantinedView {
        id: kept.id.to_string(),
        received_at: kept.received_at,
        row: kept.rejected.row,
        raw: kept.rejected.raw,
        reasons: kept.rejected.reasons.into_iter().map(|reason| FieldError::of_row(None, reason)).collect(),
        channel: kept.by,
    });
    Ok(Json(Quarantine { items: items.collect(), next: page.next }))
}
