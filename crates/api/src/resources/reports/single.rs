//! `GET /v1/reports/{id}`: what became of one report.

use std::sync::Arc;

use axum::{Json, extract::State};
use uuid::Uuid;

use super::ReportView;
use crate::{
    extract::Path,
    masking::Sight,
    problem::{Problem, ProblemBody},
    service::Shared,
    tokens::Caller,
};

/// One report.
#[utoipa::path(get, path = "/v1/reports/{id}", tag = "reports", params(("id" = Uuid, Path)), responses(
    (status = 200, body = ReportView),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn single(
    caller: Caller,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<ReportView>, Problem> {
    let reference = shared.reference().await?;
    let report = shared.store().report(id).await?.ok_or(Problem::NotFound)?;
    caller.must_reach(&reference.areas, &report.area)?;
    Ok(Json(ReportView::new(report, &Sight::of(&caller, &reference), &reference)))
}
