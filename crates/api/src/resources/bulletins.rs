//! `/v1/bulletins`: the weekly page of each town.

use std::sync::Arc;

use axum::{Json, extract::State, response::Response};
use chrono::{DateTime, Utc};
use domain::{AreaId, Rhythm, Week};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    extract::{Path, Query},
    fields::Fields,
    permission::{As, Reader},
    problem::{Problem, ProblemBody},
    resources::forms::{self, FormQuery},
    service::Shared,
    tokens::Caller,
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
    let bulletins = shared.store().bulletins(Some(&within), Rhythm::Weekly, limit).await?;
    let items = bulletins.into_iter().map(|bulletin| BulletinSummary {
        id: bulletin.id,
        town_name: reference.areas.name(&bulletin.area).to_owned(),
        town: bulletin.area,
        week: bulletin.period.to_string(),
        issue: bulletin.issue,
        issue_overall: bulletin.issue_overall,
        written_at: bulletin.written_at,
    });
    Ok(Json(Bulletins { items: items.collect() }))
}

/// One bulletin, as it was written: as a page, a DOCX or a PDF.
#[utoipa::path(get, path = "/v1/bulletins/{id}", tag = "bulletins", params(("id" = Uuid, Path), FormQuery), responses(
    (status = 200, body = String, content_type = "text/html"),
    (status = 409, description = "Only its page was kept", body = ProblemBody, content_type = "application/problem+json"),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn single(
    As { caller, .. }: As<Reader>,
    Path(id): Path<Uuid>,
    Query(query): Query<FormQuery>,
    State(shared): State<Arc<Shared>>,
) -> Result<Response, Problem> {
    frozen(&shared, &caller, Rhythm::Weekly, id, &query).await
}

/// What was frozen of a rhythm, for a caller whose area it lies in.
pub(crate) async fn frozen(
    shared: &Shared,
    caller: &Caller,
    rhythm: Rhythm,
    id: Uuid,
    query: &FormQuery,
) -> Result<Response, Problem> {
    let form = query.form()?;
    let reference = shared.reference().await?;
    let found = shared.store().bulletin(id).await?.filter(|found| found.period.rhythm() == rhythm);
    let found = found.ok_or(Problem::NotFound)?;
    caller.must_reach(&reference.areas, &found.area)?;
    forms::frozen(shared, id, found.html, form).await
}

/// Which week is printed.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PrintQuery {
    /// The ISO week that the bulletins report on: 2026-W47.
    week: String,
}

/// The bulletins of a week of the caller's towns as one PDF, a page each, to be printed at once.
#[utoipa::path(get, path = "/v1/bulletins/print", tag = "bulletins", params(PrintQuery), responses(
    (status = 200, description = "The pages", content_type = "application/pdf"),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn print(
    As { caller, .. }: As<Reader>,
    Query(query): Query<PrintQuery>,
    State(shared): State<Arc<Shared>>,
) -> Result<Response, Problem> {
    let reference = shared.reference().await?;
    let mut fields = Fields::default();
    let week = fields.word("week", Some(&query.week), Week::parse, &["2026-W47"]);
    let week = fields.finish_with(week)?;
    let within = caller.territory(&reference.areas, None)?;
    let kept = shared.store().bulletin_documents(&within, week).await?;
    forms::printed(&shared, &kept, &format!("风险提示简报{week}")).await
}
