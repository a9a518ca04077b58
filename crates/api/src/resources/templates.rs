//! `GET /v1/templates/{file}`: workbooks to fill in, for those who report in tables.

use std::sync::Arc;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};

use crate::{
    export::ExportFormat,
    extract::Path,
    problem::{Problem, ProblemBody},
    service::Shared,
    tokens::Caller,
};

/// A workbook to fill in and to import: mediation.xlsx, zongzhi.xlsx or gb31000.xlsx.
#[utoipa::path(get, path = "/v1/templates/{file}", tag = "reports",
    params(("file" = String, Path, description = "mediation.xlsx, zongzhi.xlsx or gb31000.xlsx")),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn template(
    _caller: Caller,
    Path(file): Path<String>,
    State(shared): State<Arc<Shared>>,
) -> Result<Response, Problem> {
    let reference = shared.reference().await?;
    let kind = file.strip_suffix(".xlsx").ok_or(Problem::NotFound)?;
    let book = shared.service.headings.template(kind, &reference.taxonomy);
    let book = book.map_err(|error| Problem::Fault(error.to_string()))?.ok_or(Problem::NotFound)?;
    Ok(([(header::CONTENT_TYPE, ExportFormat::Xlsx.media_type())], book).into_response())
}
