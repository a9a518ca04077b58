//! `GET /v1/links` and `GET /v1/reports/{id}/links`.

use std::sync::Arc;

use axum::{Json, extract::State};
use domain::{LinkKind, LinkState};
use serde::{Deserialize, Serialize};
use store::LinkFilter;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{LinkView, views};
use crate::{
    extract::{Path, Query},
    fields::Fields,
    permission::{As, Desk},
    problem::{Problem, ProblemBody},
    service::Shared,
};

/// Which links are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LinkQuery {
    /// `duplicate` (when absent) or `recurrence`.
    kind: Option<String>,
    /// `proposed` (when absent), `confirmed` or `dismissed`.
    state: Option<String>,
    /// Whose earlier report lies in this area or below it.
    area: Option<String>,
    /// Rows at most, 1 to 1000; 100 when absent.
    limit: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of links.
#[derive(Serialize, ToSchema)]
pub(crate) struct Links {
    items: Vec<LinkView>,
    /// The `after` of the next page; null on the last one.
    next: Option<String>,
}

/// Reports that may tell of one matter, newest found first.
#[utoipa::path(get, path = "/v1/links", tag = "reports", params(LinkQuery), responses(
    (status = 200, body = Links),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    As { caller, .. }: As<Desk>,
    Query(query): Query<LinkQuery>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<Links>, Problem> {
    let reference = shared.reference().await?;
    let mut fields = Fields::default();
    let kinds = LinkKind::ALL.map(LinkKind::as_str);
    let kind = fields.word("kind", query.kind.as_deref(), LinkKind::parse, &kinds);
    let states = LinkState::ALL.map(LinkState::as_str);
    let state = fields.word("state", query.state.as_deref(), LinkState::parse, &states);
    let area = fields.area("area", query.area.as_deref(), &reference);
    let limit = fields.limit(query.limit.as_deref());
    fields.finish()?;
    let filter = LinkFilter {
        kind: kind.unwrap_or(LinkKind::Duplicate),
        state: state.unwrap_or(LinkState::Proposed),
        within: Some(caller.territory(&reference.areas, area)?),
        limit,
        after: query.after,
    };
    let page = shared.store().links(&filter).await?;
    Ok(Json(Links { items: views(page.items, &caller, &shared, &reference).await?, next: page.next }))
}

/// The links of a report: its duplicates, and the whole chain of outbreaks it belongs to.
#[utoipa::path(get, path = "/v1/reports/{id}/links", tag = "reports", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Links),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn of_a_report(
    As { caller, .. }: As<Desk>,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<Links>, Problem> {
    let reference = shared.reference().await?;
    let report = shared.store().report(id).await?.ok_or(Problem::NotFound)?;
    caller.must_reach(&reference.areas, &report.area)?;
    let links = shared.store().chain(id).await?;
    Ok(Json(Links { items: views(links, &caller, &shared, &reference).await?, next: None }))
}
