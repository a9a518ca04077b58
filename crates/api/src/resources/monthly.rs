//! `/v1/monthly`: the monthly report of each county.

use std::sync::Arc;

use axum::{Json, extract::State, response::Response};
use chrono::{DateTime, Utc};
use domain::{AreaId, Rhythm};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    extract::{Path, Query},
    fields::Fields,
    permission::{As, Reader},
    problem::{Problem, ProblemBody},
    resources::{bulletins, forms::FormQuery},
    service::Shared,
};

/// Which reports are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MonthlyQuery {
    /// Rows at most, 1 to 1000; 100 when absent.
    limit: Option<String>,
}

/// The reports.
#[derive(Serialize, ToSchema)]
pub(crate) struct MonthlyReports {
    items: Vec<MonthlySummary>,
}

/// One report in a list.
#[derive(Serialize, ToSchema)]
struct MonthlySummary {
    id: Uuid,
    #[schema(value_type = String)]
    county: AreaId,
    county_name: String,
    /// The month it reports on: 2026-11.
    month: String,
    /// 第×期: its number in the year.
    issue: u32,
    /// 总第×期: its number since the first one of the county.
    issue_overall: u32,
    written_at: DateTime<Utc>,
}

/// Monthly reports of the counties that lie within the caller's area, newest first; a town has none.
#[utoipa::path(get, path = "/v1/monthly", tag = "bulletins", params(MonthlyQuery), responses(
    (status = 200, body = MonthlyReports),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    As { caller, .. }: As<Reader>,
    Query(query): Query<MonthlyQuery>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<MonthlyReports>, Problem> {
    let reference = shared.reference().await?;
    let mut fields = Fields::default();
    let limit = fields.limit(query.limit.as_deref());
    fields.finish()?;
    let within = caller.territory(&reference.areas, None)?;
    let reports = shared.store().bulletins(Some(&within), Rhythm::Monthly, limit).await?;
    let items = reports.into_iter().map(|report| MonthlySummary {
        id: report.id,
        county_name: reference.areas.name(&report.area).to_owned(),
        county: report.area,
        month: report.period.to_string(),
        issue: report.issue,
        issue_overall: report.issue_overall,
        written_at: report.written_at,
    });
    Ok(Json(MonthlyReports { items: items.collect() }))
}

/// One monthly report, as it was written: as a page, a DOCX or a PDF. Its seals are those of a bulletin.
#[utoipa::path(get, path = "/v1/monthly/{id}", tag = "bulletins", params(("id" = Uuid, Path), FormQuery), responses(
    (status = 200, body = String, content_type = "text/html"),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn single(
    As { caller, .. }: As<Reader>,
    Path(id): Path<Uuid>,
    Query(query): Query<FormQuery>,
    State(shared): State<Arc<Shared>>,
) -> Result<Response, Problem> {
    bulletins::frozen(&shared, &caller, Rhythm::Monthly, id, &query).await
}
