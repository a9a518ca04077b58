//! `POST /v1/quarantine/{id}/resubmit` and `/discard`: a quarantined row becomes a report after all, or is set aside.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use domain::{Rejected, Submission};
use ingestion::{Format, Receipt};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    extract::{Json as Body, Path},
    permission::{As, Desk},
    problem::{FieldError, Problem, ProblemBody},
    resources::{reports::file::RowOutcome, signals::dismiss::Dismissal},
    service::Shared,
};

/// What the corrected row became.
#[derive(Serialize, ToSchema)]
pub(crate) struct Resubmitted {
    /// The report.
    id: Uuid,
    outcome: RowOutcome,
}

/// Files the corrected form of a quarantined row: it is checked like any other, and the quarantined one is closed with a
/// link to it.
#[utoipa::path(post, path = "/v1/quarantine/{id}/resubmit", tag = "reports", params(("id" = Uuid, Path)),
    request_body(content = serde_json::Value, description = "A report as for `POST /v1/reports`. Without `id` it gets \
        the one that the row had, or else the id of the quarantined row."),
    responses(
        (status = 200, body = Resubmitted),
        (status = 409, description = "Closed already", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "Not taken; the row stays open", body = ProblemBody, content_type = "application/problem+json"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn resubmit(
    As { caller, .. }: As<Desk>,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
    Body(row): Body<Value>,
) -> Result<Json<Resubmitted>, Problem> {
    let reference = shared.reference().await?;
    caller.must_hold_the_county(&reference.areas)?;
    let quarantined = shared.store().quarantined(id).await?.ok_or(Problem::NotFound)?;
    let Value::Object(mut row) = row else {
        return Err(Problem::Unreadable("expected a report as an object".to_owned()));
    };
    name(&mut row, &quarantined.rejected, id);
    let now = shared.now();
    let known = ingestion::Reference {
        areas: &reference.areas,
        taxonomy: &reference.taxonomy,
        time: shared.service.time,
    };
    let text = Value::Object(row).to_string();
    let mut checked = ingestion::check(text.as_bytes(), &Format::Json, &known, Receipt::At(now));
    let Some(good) = checked.accepted.pop() else {
        let reasons = checked.rejected.into_iter().flat_map(|rejected| rejected.reasons);
        return Err(Problem::Invalid(reasons.map(|reason| FieldError::of_row(None, reason)).collect()));
    };
    let corrected = Submission::from(good);
    let outcome = shared
        .store()
        .resubmit(id, &corrected, &caller.station(), &caller.name, now)
        .await?
        .ok_or(Problem::NotFound)?;
    Ok(Json(Resubmitted { id: corrected.report.id, outcome: outcome.into() }))
}

/// A row without an id of its own gets one that a second attempt would get again.
fn name(row: &mut Map<String, Value>, rejected: &Rejected, quarantined: Uuid) {
    if row.get("id").is_none_or(|id| id.as_str() == Some("") || id.is_null()) {
        row.insert("id".to_owned(), rejected.id.unwrap_or(quarantined).to_string().into());
    }
}

/// Sets a quarantined row aside: it is no report.
#[utoipa::path(post, path = "/v1/quarantine/{id}/discard", tag = "reports", params(("id" = Uuid, Path)),
    request_body = Dismissal,
    responses(
        (status = 204, description = "Set aside; the row is kept"),
        (status = 409, description = "Closed already", body = ProblemBody, content_type = "application/problem+json"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn discard(
    As { caller, .. }: As<Desk>,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
    Body(dismissal): Body<Dismissal>,
) -> Result<StatusCode, Problem> {
    caller.must_hold_the_county(&shared.reference().await?.areas)?;
    let reason = dismissal.into_reason()?;
    let closed = shared.store().discard(id, &reason, &caller.name, shared.now()).await?;
    closed.map(|()| StatusCode::NO_CONTENT).ok_or(Problem::NotFound)
}
