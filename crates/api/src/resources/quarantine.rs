//! `/v1/quarantine`: what arrived and was not taken, with the reasons, for an analyst to put right. Putting right is in
//! [`closing`].

pub(crate) mod closing;

use std::sync::Arc;

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use domain::ReasonCode;
use serde::{Deserialize, Serialize};
use store::{QuarantineFilter, QuarantineState};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    extract::Query,
    fields::Fields,
    permission::{As, Desk},
    problem::{FieldError, Problem, ProblemBody},
    schema,
    service::Shared,
};

/// Which page is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct QuarantineQuery {
    /// `open`, which is meant when absent, `resubmitted` or `discarded`.
    state: Option<String>,
    /// With this reason code: `missing`, `malformed`, `unknown`, `out_of_range`, `encoding`, `too_large`, `forbidden`.
    code: Option<String>,
    /// That name this area or one in it.
    area: Option<String>,
    /// From a token or file whose name holds this.
    source: Option<String>,
    /// With a reason that holds this. What was sent is not searched, so that nobody can be looked for by name.
    reason: Option<String>,
    /// Received on this day or later.
    since: Option<String>,
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
#[schema(as = Quarantined)]
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
    #[schema(schema_with = schema::quarantine_state)]
    state: &'static str,
    /// The id of the report that its corrected row became.
    became: Option<Uuid>,
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
    let reference = shared.reference().await?;
    caller.must_hold_the_county(&reference.areas)?;
    let mut fields = Fields::default();
    let (states, codes) =
        (QuarantineState::ALL.map(QuarantineState::as_str), ReasonCode::ALL.map(ReasonCode::as_str));
    let filter = QuarantineFilter {
        state: fields
            .word("state", query.state.as_deref(), QuarantineState::parse, &states)
            .unwrap_or(QuarantineState::Open),
        code: fields.word("code", query.code.as_deref(), ReasonCode::parse, &codes),
        area: fields.area("area", query.area.as_deref(), &reference),
        source: query.source.filter(|text| !text.is_empty()),
        reason: query.reason.filter(|text| !text.is_empty()),
        since: fields.day("since", query.since.as_deref()).map(|day| shared.service.time.start_of(day)),
        limit: fields.limit(query.limit.as_deref()),
        after: query.after,
    };
    fields.finish()?;
    let page = shared.store().quarantine(&filter).await?;
    let items = page.items.into_iter().map(|kept| QuarantinedView {
        id: kept.id.to_string(),
        received_at: kept.received_at,
        row: kept.rejected.row,
        raw: kept.rejected.raw,
        reasons: kept.rejected.reasons.into_iter().map(|reason| FieldError::of_row(None, reason)).collect(),
        channel: kept.by,
        state: kept.state.as_str(),
        became: kept.became,
    });
    Ok(Json(Quarantine { items: items.collect(), next: page.next }))
}
