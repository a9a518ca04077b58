//! Extractors whose refusals are problems: the query, the path and a JSON body.

use axum::{
    Json as AxumJson,
    extract::{
        FromRequest, FromRequestParts, Path as AxumPath, Query as AxumQuery, Request,
        rejection::JsonRejection,
    },
    http::request::Parts,
};
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// The query, read into `T`.
pub(crate) struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match AxumQuery::from_request_parts(parts, state).await {
            Ok(AxumQuery(value)) => Ok(Self(value)),
            Err(rejection) => Err(Problem::Unreadable(rejection.body_text())),
        }
    }
}

/// The last part of the address, read into `T`. What cannot be an id is the id of nothing.
pub(crate) struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match AxumPath::from_request_parts(parts, state).await {
            Ok(AxumPath(value)) => Ok(Self(value)),
            Err(_) => Err(Problem::NotFound),
        }
    }
}

/// Bytes of a JSON body that is no batch of reports: a reason, an answer, a day's effort of every grid.
pub(crate) const JSON_LIMIT: usize = 1024 * 1024;

/// A JSON body, read into `T`.
pub(crate) struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match AxumJson::from_request(request, state).await {
            Ok(AxumJson(value)) => Ok(Self(value)),
            Err(JsonRejection::MissingJsonContentType(_)) => {
                Err(Problem::MediaType { allowed: "application/json" })
            }
            Err(JsonRejection::BytesRejection(rejection))
                if rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE =>
            {
                Err(Problem::TooLarge { limit: JSON_LIMIT })
            }
            Err(rejection) => Err(Problem::Unreadable(rejection.body_text())),
        }
    }
}
