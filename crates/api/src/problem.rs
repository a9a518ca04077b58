//! What can go wrong, and the one place that says how it is answered (RFC 9457, `application/problem+json`).
//!
//! A handler returns a [`Problem`]. Its words stand in `wording`; the middleware in `answer` writes them in the
//! language of the reader.

mod answer;
mod wording;

use std::sync::Arc;

use ::advisories::PressError;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{Reason, ReasonCode, Role, StateError};
use serde::Serialize;
use store::StoreError;
use utoipa::ToSchema;
use uuid::Uuid;

pub(crate) use answer::{ProblemBody, render};

/// Seconds after which a client that met a full house may try again: longer than a batch takes to be written.
const RETRY_AFTER_SECONDS: u32 = 5;

/// Why a request was not served. Each variant is one thing that a caller can do something about.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    #[error("no token, or one that is not known")]
    Unauthenticated,
    #[error("the role {} may not do this", .0.as_str())]
    Role(Role),
    #[error("outside the caller's territory")]
    Territory,
    #[error("nothing has this id")]
    NotFound,
    #[error("no such address")]
    NoRoute,
    #[error("the address does not take this method")]
    Method,
    #[error("the body is larger than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("the batch holds more than {limit} rows")]
    TooManyRows { limit: usize },
    #[error("the content type is not one of: {allowed}")]
    MediaType { allowed: &'static str },
    #[error("the request cannot be read: {0}")]
    Unreadable(String),
    #[error("{} fields are wrong", .0.len())]
    Invalid(Vec<FieldError>),
    #[error("another report has this id")]
    Conflict,
    #[error("settled already")]
    Closed,
    #[error("a correction is being drafted already: {0}")]
    Corrected(Uuid),
    #[error("revision {found} stands by now")]
    Moved { found: u32 },
    #[error(transparent)]
    Step(StateError),
    #[error("too many requests are being written")]
    Busy,
    #[error("the disk of the database is full")]
    Full,
    #[error("only the page was kept")]
    NoDocument,
    #[error("not ready: {en}")]
    NotReady { zh: &'static str, en: &'static str },
    #[error("the request took longer than allowed")]
    TooSlow,
    #[error(transparent)]
    Store(StoreError),
    #[error("{0}")]
    Fault(String),
}

impl From<PressError> for Problem {
    fn from(error: PressError) -> Self {
        match error {
            PressError::NoFont { .. } => Self::NotReady {
                zh: "服务器没有安装中文字体，暂不能生成公文。请告知系统管理员执行 apt-get install fonts-noto-cjk，无需重启。",
                en: "the server has no Chinese font to set documents in; ask the operator for \
                     `apt-get install fonts-noto-cjk`, nothing needs to be restarted",
            },
            PressError::Nothing => Self::NotFound,
            other => Self::Fault(other.to_string()),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::State(step) => Self::Step(step),
            StoreError::Closed => Self::Closed,
            StoreError::Corrected(id) => Self::Corrected(id),
            StoreError::Moved { found } => Self::Moved { found },
            StoreError::Busy(_) => Self::Busy,
            StoreError::Full(_) => Self::Full,
            StoreError::Mark(_) => Self::Invalid(vec![FieldError {
                row: None,
                field: "after".to_owned(),
                code: ReasonCode::Malformed.as_str().to_owned(),
                message_zh: "翻页标记无效，请从第一页重新查询。".to_owned(),
                message_en: "this is no page mark; leave it out to begin with the first page".to_owned(),
            }]),
            StoreError::Change(error) => {
                let (message_zh, message_en) = error.messages();
                Self::Invalid(vec![FieldError {
                    row: None,
                    field: "changes".to_owned(),
                    code: ReasonCode::OutOfRange.as_str().to_owned(),
                    message_zh,
                    message_en,
                }])
            }
            other => Self::Store(other),
        }
    }
}

/// One thing that is wrong with one field, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FieldError {
    /// Position in the input counted from 1, where there are rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// Name of the field, or `row`.
    pub field: String,
    /// What is wrong, as a program can act on it.
    pub code: String,
    /// 怎么改
    pub message_zh: String,
    /// What to do.
    pub message_en: String,
}

impl FieldError {
    /// The reason of a row, with its position.
    pub(crate) fn of_row(row: Option<u64>, reason: Reason) -> Self {
        Self {
            row,
            field: reason.field,
            code: reason.code.as_str().to_owned(),
            message_zh: reason.message_zh,
            message_en: reason.message_en,
        }
    }
}

impl Problem {
    /// The status map: the only one.
    fn status(&self) -> StatusCode {
        match self {
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Role(_) | Self::Territory => StatusCode::FORBIDDEN,
            Self::NotFound | Self::NoRoute => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge { .. } | Self::TooManyRows { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MediaType { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict
            | Self::Closed
            | Self::Corrected(_)
            | Self::Moved { .. }
            | Self::Step(_)
            | Self::NoDocument => StatusCode::CONFLICT,
            Self::Busy | Self::NotReady { .. } | Self::TooSlow => StatusCode::SERVICE_UNAVAILABLE,
            Self::Full => StatusCode::INSUFFICIENT_STORAGE,
            Self::Store(_) | Self::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// A problem on its way from a handler to the middleware that writes it.
#[derive(Clone)]
struct Carried(Arc<Problem>);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        let headers = response.headers_mut();
        match &self {
            Self::Unauthenticated => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Self::Busy | Self::Full | Self::NotReady { .. } | Self::TooSlow => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER_SECONDS));
            }
            _ => {}
        }
        response.extensions_mut().insert(Carried(Arc::new(self)));
        response
    }
}
