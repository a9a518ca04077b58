//! `POST /v1/links/{id}/confirm`, `/dismiss` and `/reopen`: an analyst decides, and may decide otherwise later.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode};
use domain::LinkState;
use uuid::Uuid;

use crate::{
    extract::{Json, Path},
    permission::{As, Desk},
    problem::{Problem, ProblemBody},
    resources::signals::dismiss::Dismissal,
    service::Shared,
    tokens::Caller,
};

/// Agrees: of a duplicate only the earlier report counts from now on.
#[utoipa::path(post, path = "/v1/links/{id}/confirm", tag = "reports", params(("id" = Uuid, Path)), responses(
    (status = 204, description = "Merged"),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn confirm(
    As { caller, .. }: As<Desk>,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
) -> Result<StatusCode, Problem> {
    decide(&shared, &caller, id, LinkState::Confirmed, "").await
}

/// Disagrees, and says why: both reports count.
#[utoipa::path(post, path = "/v1/links/{id}/dismiss", tag = "reports", params(("id" = Uuid, Path)),
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
    let reason = dismissal.into_reason()?;
    decide(&shared, &caller, id, LinkState::Dismissed, &reason).await
}

/// Takes a decision back: what was merged is two reports again, what was set aside is proposed again.
#[utoipa::path(post, path = "/v1/links/{id}/reopen", tag = "reports", params(("id" = Uuid, Path)), responses(
    (status = 204, description = "Proposed again"),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn reopen(
    As { caller, .. }: As<Desk>,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
) -> Result<StatusCode, Problem> {
    decide(&shared, &caller, id, LinkState::Proposed, "").await
}

/// Both reports must lie in the caller's area: a merge changes the counts of both places.
async fn decide(
    shared: &Shared,
    caller: &Caller,
    id: Uuid,
    state: LinkState,
    reason: &str,
) -> Result<StatusCode, Problem> {
    let reference = shared.reference().await?;
    let link = shared.store().link(id).await?.ok_or(Problem::NotFound)?;
    for end in [link.earlier, link.later] {
        let report = shared.store().report(end).await?.ok_or(Problem::NotFound)?;
        caller.must_reach(&reference.areas, &report.area)?;
    }
    let decided = shared.store().decide_link(id, state, reason, &caller.name, shared.now()).await?;
    decided.map(|_| StatusCode::NO_CONTENT).ok_or(Problem::NotFound)
}
