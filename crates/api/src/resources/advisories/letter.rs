//! `GET /v1/advisories/{id}/letter`: the letter itself, as it will be printed or as it was frozen.

use std::sync::Arc;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use domain::{AdvisoryState, ReasonCode};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{ending::Ending, find};
use crate::{
    extract::{Path, Query},
    fields::Fields,
    permission::{As, Reader},
    problem::{Problem, ProblemBody},
    resources::forms::{self, Form},
    service::Shared,
};

/// A page of ours carries its own style and chart and nothing that runs or loads.
pub(crate) const PAGE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// In which form and language a letter is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LetterQuery {
    /// html, docx or pdf; html when absent.
    format: Option<String>,
    /// zh (the letter, when absent) or en: a translation, to be read as a page.
    language: Option<String>,
}

impl LetterQuery {
    /// The form, and whether the translation is asked for.
    fn read(&self) -> Result<(Form, bool), Problem> {
        let mut fields = Fields::default();
        let form = Form::read(self.format.as_deref(), &mut fields);
        let parse = |word: &str| ["zh", "en"].contains(&word).then_some(word == "en");
        let translated =
            fields.word("language", self.language.as_deref(), parse, &["zh", "en"]).unwrap_or(false);
        if translated && form != Form::Html {
            let (zh, en) =
                ("英文译文只提供网页，请去掉 format。", "the translation is a page only; leave `format` out");
            fields.refuse(None, "format", ReasonCode::OutOfRange, zh, en);
        }
        fields.finish()?;
        Ok((form, translated))
    }
}

/// The letter as a page, a DOCX or a PDF. Before it is issued it is written anew from the draft, without a number;
/// afterwards every form comes from what was frozen. Above the page of a withdrawn letter stands that it is withdrawn.
#[utoipa::path(get, path = "/v1/advisories/{id}/letter", tag = "advisories", params(("id" = Uuid, Path), LetterQuery),
    responses(
        (status = 200, body = String, content_type = "text/html"),
        (status = 409, description = "Only its page was kept", body = ProblemBody, content_type = "application/problem+json"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn letter(
    As { caller, .. }: As<Reader>,
    Path(id): Path<Uuid>,
    Query(query): Query<LetterQuery>,
    State(shared): State<Arc<Shared>>,
) -> Result<Response, Problem> {
    let (form, translated) = query.read()?;
    let reference = shared.reference().await?;
    let advisory = find(&shared, &reference, &caller, id).await?;
    if translated {
        let signal = shared.store().signal(advisory.signal).await?.ok_or(Problem::NotFound)?;
        let context = shared.context(&reference);
        return Ok(page(::advisories::translation(&advisory, &signal, &context, advisory.issued_at)));
    }
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
