//! `GET /v1/reports`: reports, newest received first, as JSON or (with `Accept: text/csv`) as a table.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use store::ReportFilter;
use utoipa::{IntoParams, ToSchema};

use super::{ReportView, csv};
use crate::{
    extract::Query,
    fields::Fields,
    masking::Sight,
    problem::{Problem, ProblemBody},
    service::Shared,
    tokens::Caller,
};

/// Which reports are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReportQuery {
    /// In this area or below it.
    area: Option<String>,
    /// Of this category, by code or name.
    category: Option<String>,
    /// Happened on this day or later.
    from: Option<String>,
    /// Happened on this day or earlier.
    to: Option<String>,
    /// Only these ids, separated by commas.
    ids: Option<String>,
    /// Rows at most, 1 to 1000; 100 when absent.
    limit: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of reports.
#[derive(Serialize, ToSchema)]
pub(crate) struct Reports {
    items: Vec<ReportView>,
    /// The `after` of the next page; null on the last one.
    next: Option<String>,
}

/// Reports, newest received first.
#[utoipa::path(get, path = "/v1/reports", tag = "reports", params(ReportQuery), responses(
    (status = 200, content((Reports = "application/json"), (String = "text/csv"))),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    caller: Caller,
    Query(query): Query<ReportQuery>,
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let reference = shared.reference().await?;
    let mut fields = Fields::default();
    let asked = fields.area("area", query.area.as_deref(), &reference);
    let category = fields.category(query.category.as_deref(), &reference);
    let from = fields.day("from", query.from.as_deref());
    let to = fields.day("to", query.to.as_deref());
    let ids = fields.ids(query.ids.as_deref());
    let limit = fields.limit(query.limit.as_deref());
    fields.finish()?;

    let filter = ReportFilter {
        within: Some(caller.territory(&reference.areas, asked.clone())?),
        category,
        from,
        to,
        ids,
        limit,
        after: query.after,
    };
    let page = shared.store().reports(&filter).await?;
    let sight = Sight::of(&caller, &reference);
    let items: Vec<ReportView> = page
        .items
        .into_iter()
        .map(|report| ReportView::new(report, &sight, &reference))
        .filter(|view| sight.belongs(&view.area, &view.category, asked.as_ref()))
        .collect();

    if wants_csv(&headers) {
        return csv::table(&items, page.next);
    }
    Ok(Json(Reports { items, next: page.next }).into_response())
}

/// Whether a table is asked for by name; a browser's `*/*` gets JSON.
fn wants_csv(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.split([',', ';']).any(|kind| kind.trim() == "text/csv"))
}
