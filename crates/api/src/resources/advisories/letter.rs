//! `GET /v1/advisories/{id}/letter`: the letter itself, as it will be printed or as it was frozen.

use std::sync::Arc;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use domain::AdvisoryState;
use uuid::Uuid;

use super::{ending::Ending, find};
use crate::{
    extract::{Path, Query},
    permission::{As, Reader},
    problem::{Problem, ProblemBody},
    resources::forms::{self, FormQuery},
    service::Shared,
};

/// A page of ours carries its own style and chart and nothing that runs or loads.
pub(crate) const PAGE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// The letter as a page, a DOCX or a PDF. Before it is issued it is written anew from the draft, without a number;
/// afterwards every form comes from what was frozen. Above the page of a withdrawn letter stands that it is withdrawn.
#[utoipa::path(get, path = "/v1/advisories/{id}/letter", tag = "advisories", params(("id" = Uuid, Path), FormQuery),
    responses(
        (status = 200, body = String, content_type = "text/html"),
        (status = 409, description = "Only its page was kept", body = ProblemBody, content_type = "application/problem+json"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn letter(
    As { caller, .. }: As<Reader>,
    Path(id): Path<Uuid>,
    Query(query): Query<FormQuery>,
    State(shared): State<Arc<Shared>>,
) -> Result<Response, Problem> {
    let form = query.form()?;
    let reference = shared.reference().await?;
    let advisory = find(&shared, &reference, &caller, id).await?;
    if advisory.issued_at.is_some() {
        let ending = Ending::of(&shared, &advisory).await?;
        let page = match ending.filter(|_| advisory.state == AdvisoryState::Withdrawn) {
            Some(Ending { at, why, replaced_by }) => {
                let number = replaced_by.as_ref().map(|other| other.number.as_str());
                ::advisories::withdrawn_page(&advisory.letter, at, &why, number, &shared.context(&reference))
            }
            None => advisory.letter,
        };
        return forms::frozen(&shared, id, page, form).await;
    }
    let signal = shared.store().signal(advisory.signal).await?.ok_or(Problem::NotFound)?;
    let draft = ::advisories::letter(&advisory, &signal, None, &shared.context(&reference), None);
    forms::answer(&shared, draft, form, None).await
}

/// The answer that carries a page of ours.
pub(crate) fn page(html: String) -> Response {
    let headers =
        [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, PAGE_POLICY)];
    (headers, html).into_response()
}
