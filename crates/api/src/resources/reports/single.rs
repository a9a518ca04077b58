//! `GET /v1/reports/{id}`: what became of one report.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::ReportView;
use crate::{
    extract::Path,
    masking::Sight,
    problem::{Problem, ProblemBody},
    service::Shared,
    tokens::Caller,
};

/// The text of a report that stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct StandingReport {
    #[serde(flatten)]
    report: ReportView,
    /// Its number: the `base` of a correction.
    revision: u32,
}

/// One report.
#[utoipa::path(get, path = "/v1/reports/{id}", tag = "reports", params(("id" = Uuid, Path)), responses(
    (status = 200, body = StandingReport),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn single(
    caller: Caller,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<StandingReport>, Problem> {
    let reference = shared.reference().await?;
    let standing = shared.store().standing(id).await?.ok_or(Problem::NotFound)?;
    caller.must_reach(&reference.areas, &standing.report.area)?;
    let report = ReportView::new(standing.report, &Sight::of(&caller, &reference), &reference);
    Ok(Json(StandingReport { report, revision: standing.number }))
}
