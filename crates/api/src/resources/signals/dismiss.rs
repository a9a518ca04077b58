//! `POST /v1/signals/{id}/dismiss`: an analyst sets a pattern aside and says why.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    extract::{Json, Path},
    fields::Fields,
    permission::{As, Desk},
    problem::{Problem, ProblemBody},
    service::Shared,
};

/// Characters of a reason at most: a paragraph.
pub(crate) const LONGEST_REASON: usize = 500;

/// Why something is set aside.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Dismissal {
    /// In the analyst's own words; kept in the journal.
    reason: String,
}

impl Dismissal {
    /// The reason, redacted.
    pub(crate) fn into_reason(self) -> Result<String, Problem> {
        let mut fields = Fields::default();
        let reason = fields.text("reason", &self.reason, LONGEST_REASON);
        fields.finish()?;
        Ok(reason)
    }
}

/// Sets a pattern aside.
#[utoipa::path(post, path = "/v1/signals/{id}/dismiss", tag = "patterns", params(("id" = Uuid, Path)),
    request_body = Dismissal,
    responses(
        (status = 204, description = "Set aside"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn dismiss(
    As { caller, .. }: As<Desk>,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
    Json(dismissal): Json<Dismissal>,
) -> Result<StatusCode, Problem> {
    let reference = shared.reference().await?;
    let signal = shared.store().signal(id).await?.ok_or(Problem::NotFound)?;
    caller.must_reach(&reference.areas, &signal.area)?;
    let reason = dismissal.into_reason()?;
    shared
        .store()
        .dismiss_signal(id, &reason, &caller.name, shared.now())
        .await?
        .map(|_| StatusCode::NO_CONTENT)
        .ok_or(Problem::NotFound)
}
