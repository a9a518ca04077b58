//! `/v1/bulletins`: the weekly page of each town.

use std::sync::Arc;

use axum::{Json, extract::State, response::Response};
use chrono::{DateTime, Utc};
use domain::AreaId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    extract::{Path, Query},
    fields::Fields,
    permission::{As, Reader},
    problem::{Problem, ProblemBody},
    resources::advisories::letter,
    service::Shared,
};

/// Which bulletins are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct BulletinQuery {
    /// Of this town only.
    town: Option<String>,
    /// Rows at most, 1 to 1000; 100 when absent.
    limit: Option<String>,
}

/// The bulletins.
#[derive(Serialize, ToSchema)]
pub(crate) struct Bulletins {
    items: Vec<BulletinSummary>,
}

/// One bulletin in a list.
#[derive(Serialize, ToSchema)]
struct BulletinSummary {
    id: Uuid,
    #[schema(value_type = String)]
    town: AreaId,
    town_name: String,
    /// The ISO week it reports on: 2026-W47.
    week: String,
    /// 第×期: its number in the ISO year.
    issue: u32,
    /// 总第×期: its number since the first one of the town.
    issue_overall: u32,
    written_at: DateTime<Utc>,
}

/// Bulletins of the caller's towns, newest first.
#[utoipa::path(get, path = "/v1/bulletins", tag = "bulletins", params(BulletinQuery), responses(
    (status = 200, body = Bulletins),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    As { caller, .. }: As<Reader>,
    Query(query): Query<BulletinQuery>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<Bulletins>, Problem> {
    let reference = shared.reference().await?;
    let mut fields = Fields::default();
    let town = fields.area("town", query.town.as_deref(), &reference);
    let limit = fields.limit(query.limit.as_deref());
    fields.finish()?;
    let within = caller.territory(&reference.areas, town)?;
    let bulletins = shared.store().bulletins(Some(&within), limit).await?;
    let items = bulletins.into_iter().map(|bulletin| BulletinSummary {
        id: bulletin.id,
        town_name: reference.areas.name(&bulletin.town).to_owned(),
        town: bulletin.town,
        week: bulletin.week.to_string(),
        issue: bulletin.issue,
        issue_overall: bulletin.issue_overall,
        written_at: bulletin.written_at,
    });
    Ok(Json(Bulletins { items: items.collect() }))
}

/// One bulletin, as it was written.
#[utoipa::path(get, path = "/v1/bulletins/{id}", tag = "bulletins", params(("id" = Uuid, Path)), responses(
    (status = 200, body = String, content_type = "text/html"),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn single(
    As { caller, .. }: As<Reader>,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
) -> Result<Response, Problem> {
    let reference = shared.reference().await?;
    let bulletin = shared.store().bulletin(id).await?.ok_or(Problem::NotFound)?;
    caller.must_reach(&reference.areas, &bulletin.town)?;
    Ok(letter::page(bulletin.html))
}
