//! A letter or a bulletin in the form that is asked for: the page, an editable file, or a file to print.

use std::sync::Arc;

use ::advisories::{Document, Press, PressError};
use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::{fields::Fields, problem::Problem, resources::advisories::letter, service::Shared};

/// In which form a document is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FormQuery {
    /// html, docx or pdf; html when absent.
    format: Option<String>,
}

/// The three forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Html,
    Docx,
    Pdf,
}

impl FormQuery {
    /// The form that is asked for.
    ///
    /// # Errors
    /// [`Problem::Invalid`] for an unknown word.
    pub(crate) fn form(&self) -> Result<Form, Problem> {
        let mut fields = Fields::default();
        let form = Form::read(self.format.as_deref(), &mut fields);
        fields.finish()?;
        Ok(form)
    }
}

impl Form {
    /// The form of this name; the page when none is named.
    pub(crate) fn read(name: Option<&str>, fields: &mut Fields) -> Self {
        let parse = |word: &str| match word {
            "html" => Some(Form::Html),
            "docx" => Some(Form::Docx),
            "pdf" => Some(Form::Pdf),
            _ => None,
        };
        fields.word("format", name, parse, &["html", "docx", "pdf"]).unwrap_or(Self::Html)
    }
}

/// What was frozen, in a form: the page as it stands, the other two from the document that was kept beside it.
///
/// # Errors
/// [`Problem::NoDocument`] when only the page was kept.
pub(crate) async fn frozen(
    shared: &Shared,
    subject: Uuid,
    html: String,
    form: Form,
) -> Result<Response, Problem> {
    if form == Form::Html {
        return Ok(letter::page(html));
    }
    let kept = shared.store().document(subject).await?.ok_or(Problem::NoDocument)?;
    answer(shared, Document::thaw(&kept)?, form, Some(subject)).await
}

/// A document in a form. Setting type takes the processor for a while, so another thread does it. A file of what was
/// `issued` leaves the house sealed, as its page did.
pub(crate) async fn answer(
    shared: &Shared,
    document: Document,
    form: Form,
    issued: Option<Uuid>,
) -> Result<Response, Problem> {
    let name = document.title.clone();
    let (bytes, disposition, ending) = match form {
        Form::Html => return Ok(letter::page(document.html())),
        Form::Docx => (set(shared, move |press| press.docx(&document)).await?, "attachment", "docx"),
        Form::Pdf => (set(shared, move |press| press.pdf(&[document])).await?, "inline", "pdf"),
    };
    if let Some(subject) = issued {
        shared.seal(subject, ending, &bytes).await?;
    }
    Ok(file(bytes, &name, disposition, ending))
}

/// Frozen documents as one file to print.
pub(crate) async fn printed(shared: &Shared, kept: &[String], name: &str) -> Result<Response, Problem> {
    let documents = kept.iter().map(|text| Document::thaw(text)).collect::<Result<Vec<_>, _>>()?;
    let bytes = set(shared, move |press| press.pdf(&documents)).await?;
    Ok(file(bytes, name, "inline", "pdf"))
}

async fn set<F>(shared: &Shared, job: F) -> Result<Vec<u8>, Problem>
where
    F: FnOnce(&Press) -> Result<Vec<u8>, PressError> + Send + 'static,
{
    let press = Arc::clone(&shared.service.press);
    let done = tokio::task::spawn_blocking(move || job(&press)).await;
    Ok(done.map_err(|error| Problem::Fault(error.to_string()))??)
}

/// A file with a Chinese name (RFC 6266: the name in UTF-8 beside one that every program can read).
fn file(bytes: Vec<u8>, name: &str, disposition: &str, ending: &str) -> Response {
    let kind = match ending {
        "pdf" => "application/pdf",
        _ => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    };
    let encoded: String = format!("{name}.{ending}").bytes().map(percent).collect();
    let disposition = format!("{disposition}; filename=\"document.{ending}\"; filename*=UTF-8''{encoded}");
    let mut response = ([(header::CONTENT_TYPE, kind)], bytes).into_response();
    if let Ok(disposition) = HeaderValue::try_from(disposition) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

/// A byte of a name as RFC 5987 writes it.
fn percent(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}
