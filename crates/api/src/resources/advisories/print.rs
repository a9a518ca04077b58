//! `GET /v1/advisories/print`: several letters as one file, to be printed at once.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use domain::ReasonCode;
use serde::Deserialize;
use utoipa::IntoParams;

use super::find;
use crate::{
    extract::Query,
    fields::Fields,
    permission::{As, Reader},
    problem::{Problem, ProblemBody},
    resources::forms,
    service::Shared,
};

/// Letters of one file at most: setting the type of one takes up to some seconds.
const MOST_LETTERS: usize = 50;

/// Which letters are printed.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PrintQuery {
    /// Ids of issued advisories, separated by commas; 50 at most.
    ids: String,
}

/// Issued letters as one PDF, in the order in which they are asked for.
#[utoipa::path(get, path = "/v1/advisories/print", tag = "advisories", params(PrintQuery), responses(
    (status = 200, description = "The letters", content_type = "application/pdf"),
    (status = 409, description = "Of one of them only the page was kept, or it is not issued", body = ProblemBody, content_type = "application/problem+json"),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn print(
    As { caller, .. }: As<Reader>,
    Query(query): Query<PrintQuery>,
    State(shared): State<Arc<Shared>>,
) -> Result<Response, Problem> {
    let reference = shared.reference().await?;
    let mut fields = Fields::default();
    let ids = fields.ids(Some(&query.ids));
    if ids.as_ref().is_some_and(|ids| ids.is_empty() || ids.len() > MOST_LETTERS) {
        let zh = format!("一次可打印 1 至 {MOST_LETTERS} 件。");
        let en = format!("ask for 1 to {MOST_LETTERS} letters at once");
        fields.refuse(None, "ids", ReasonCode::TooLarge, &zh, &en);
    }
    let mut kept = Vec::new();
    for id in fields.finish_with(ids)? {
        find(&shared, &reference, &caller, id).await?;
        kept.push(shared.store().document(id).await?.ok_or(Problem::NoDocument)?);
    }
    forms::printed(&shared, &kept, "风险提示").await
}
