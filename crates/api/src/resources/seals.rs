//! Seals: what was issued can be known again by its bytes, years later and by anybody.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::advisories::find;
use crate::{
    extract::Path,
    permission::{As, Reader},
    problem::{Problem, ProblemBody},
    service::Shared,
};

/// The seal of one file.
#[derive(Serialize, ToSchema)]
pub(crate) struct SealView {
    /// `html`, `pdf` or `docx`.
    form: String,
    /// SHA-256 of the file's bytes.
    sha256: String,
    /// Ed25519 over the file's bytes, base64.
    signature: String,
    /// The key that made it, PEM.
    public_key: String,
    sealed_at: DateTime<Utc>,
}

/// The seals of an issued advisory, one for each form that left the house. Save one beside its file, and
/// `fengsui verify FILE --seal SEAL.json` knows the file again without this server.
#[utoipa::path(get, path = "/v1/advisories/{id}/seals", tag = "advisories", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Vec<SealView>),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn of_an_advisory(
    As { caller, .. }: As<Reader>,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<Vec<SealView>>, Problem> {
    let reference = shared.reference().await?;
    find(&shared, &reference, &caller, id).await?;
    list(&shared, id).await
}

/// The seals of a bulletin.
#[utoipa::path(get, path = "/v1/bulletins/{id}/seals", tag = "bulletins", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Vec<SealView>),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn of_a_bulletin(
    As { caller, .. }: As<Reader>,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<Vec<SealView>>, Problem> {
    let reference = shared.reference().await?;
    let bulletin = shared.store().bulletin(id).await?.ok_or(Problem::NotFound)?;
    caller.must_reach(&reference.areas, &bulletin.area)?;
    list(&shared, id).await
}

async fn list(shared: &Shared, subject: Uuid) -> Result<Json<Vec<SealView>>, Problem> {
    let seals = shared.store().seals(subject).await?;
    let view = |sealed: store::Sealed| SealView {
        form: sealed.form,
        sha256: sealed.seal.sha256,
        signature: sealed.seal.signature,
        public_key: sealed.seal.public_key,
        sealed_at: sealed.sealed_at,
    };
    Ok(Json(seals.into_iter().map(view).collect()))
}

/// The public key of this instance, in PEM, as OpenSSL reads it. No token is asked for: whoever holds a letter may check it.
#[utoipa::path(get, path = "/key.pem", tag = "operation", security(()), responses(
    (status = 200, body = String, content_type = "application/x-pem-file"),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn key(State(shared): State<Arc<Shared>>) -> Result<Response, Problem> {
    let signer = shared.service.signer.as_ref().ok_or(Problem::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "application/x-pem-file")], signer.public_pem()).into_response())
}
