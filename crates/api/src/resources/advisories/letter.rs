//! `GET /v1/advisories/{id}/letter`: the page itself, as it will be printed or as it was frozen.

use std::sync::Arc;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use uuid::Uuid;

use super::find;
use crate::{
    extract::Path,
    permission::{As, Reader},
    problem::{Problem, ProblemBody},
    service::Shared,
};

/// A page of ours carries its own style and chart and nothing that runs or loads.
pub(crate) const PAGE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// The letter. Before it is issued it is written anew from the draft, without a number.
#[utoipa::path(get, path = "/v1/advisories/{id}/letter", tag = "advisories", params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = String, content_type = "text/html"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn letter(
    As { caller, .. }: As<Reader>,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
) -> Result<Response, Problem> {
    let reference = shared.reference().await?;
    let advisory = find(&shared, &reference, &caller, id).await?;
    let html = if advisory.issued_at.is_some() {
        advisory.letter
    } else {
        let signal = shared.store().signal(advisory.signal).await?.ok_or(Problem::NotFound)?;
        ::advisories::letter(&advisory, &signal, None, &shared.context(&reference), None).html()
    };
    Ok(page(html))
}

/// The answer that carries a page of ours.
pub(crate) fn page(html: String) -> Response {
    let headers =
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, PAGE_POLICY)];
    (headers, html).into_response()
}
