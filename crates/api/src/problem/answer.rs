//! The answer itself: the problem of a handler becomes `application/problem+json`. A fault of ours is logged once,
//! with an id, and the reader is told that id and nothing else.

use std::{error::Error, sync::Arc};

use axum::{
    Json,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Carried, FieldError, Problem};
use crate::{language::Language, request_id};

/// The body of every answer that is not a success.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemBody {
    /// Stable name of the problem.
    #[schema(examples("urn:fengsui:problem:invalid"))]
    r#type: String,
    /// One line, in the reader's language.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What happened and what to do, in the reader's language.
    detail: String,
    /// For a fault of the server: the id under which it was logged.
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
    /// Field by field, where fields are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
}

/// Writes the problem that a handler returned, and logs it where the fault is ours.
pub(crate) async fn render(request: Request, next: Next) -> Response {
    let language = Language::of(request.headers());
    let request_id = request_id::text(request.headers());
    let mut response = next.run(request).await;
    let carried = response.extensions_mut().remove::<Carried>();
    let Some(Carried(problem)) = carried.or_else(|| unsaid(&response)) else { return response };

    let status = problem.status();
    let instance = log(&problem, &request_id);
    let (name, title) = problem.title();
    let body = ProblemBody {
        r#type: format!("urn:fengsui:problem:{name}"),
        title: title.in_language(language),
        status: status.as_u16(),
        detail: problem.detail().in_language(language),
        instance,
        errors: match &*problem {
            Problem::Invalid(errors) => errors.clone(),
            _ => Vec::new(),
        },
    };

    // The status and the headers of the answer stay; only its (empty) body is replaced.
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_TYPE);
    let mut written = (parts.status, Json(body)).into_response();
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    written.headers_mut().extend(parts.headers);
    written
}

/// The problem of an answer that has a status and no word: the router's own, or that of the pages.
fn unsaid(response: &Response) -> Option<Carried> {
    if response.headers().contains_key(header::CONTENT_TYPE) {
        return None;
    }
    match response.status() {
        StatusCode::NOT_FOUND => Some(Carried(Arc::new(Problem::NoRoute))),
        StatusCode::METHOD_NOT_ALLOWED => Some(Carried(Arc::new(Problem::Method))),
        _ => None,
    }
}

/// Logs what is not the caller's doing. A fault gets an id, by which the reader's words lead to the log.
fn log(problem: &Problem, request_id: &str) -> Option<String> {
    let status = problem.status();
    if status == StatusCode::INTERNAL_SERVER_ERROR {
        let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("fengsui:fault:{request_id}").as_bytes());
        tracing::error!(fault = %id, error = chain(problem), "request failed");
        return Some(format!("urn:uuid:{id}"));
    }
    if status.is_server_error() {
        tracing::warn!(reason = %problem, "request turned away");
    }
    None
}

/// An error with everything that led to it, for the log.
fn chain(problem: &Problem) -> String {
    let mut text = problem.to_string();
    let mut cause = problem.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
