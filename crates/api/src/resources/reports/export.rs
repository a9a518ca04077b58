//! `GET /v1/reports/export`: all reports that a list would show page by page, as one file.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use store::ReportFilter;
use utoipa::IntoParams;

use crate::{
    export::{Export, ExportFormat},
    extract::Query,
    fields::Fields,
    problem::{Problem, ProblemBody},
    service::Shared,
    tokens::Caller,
};

/// Which reports are asked for, and as what.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ExportQuery {
    /// xlsx, csv, ndjson or parquet; csv when absent.
    format: Option<String>,
    /// In this area or below it.
    area: Option<String>,
    /// Of this category, by code or name.
    category: Option<String>,
    /// Happened on this day or later.
    from: Option<String>,
    /// Happened on this day or earlier.
    to: Option<String>,
    /// Only these ids, separated by commas.
    ids: Option<String>,
}

/// Reports as a file, newest received first, masked as in the list.
#[utoipa::path(get, path = "/v1/reports/export", tag = "reports", params(ExportQuery), responses(
    (status = 200, content(
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (String = "text/csv"),
        (String = "application/x-ndjson"),
        (Vec<u8> = "application/vnd.apache.parquet"),
    )),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn export(
    caller: Caller,
    Query(query): Query<ExportQuery>,
    State(shared): State<Arc<Shared>>,
) -> Result<Response, Problem> {
    let reference = shared.reference().await?;
    let mut fields = Fields::default();
    let words = ExportFormat::ALL.map(ExportFormat::as_str);
    let format = fields.word("format", query.format.as_deref(), ExportFormat::parse, &words);
    let asked = fields.area("area", query.area.as_deref(), &reference);
    let category = fields.category(query.category.as_deref(), &reference);
    let from = fields.day("from", query.from.as_deref());
    let to = fields.day("to", query.to.as_deref());
    let ids = fields.ids(query.ids.as_deref());
    fields.finish()?;
    let within = Some(caller.territory(&reference.areas, asked.clone())?);
    let format = format.unwrap_or(ExportFormat::Csv);
    let export = Export {
        filter: ReportFilter { within, category, from, to, ids, ..ReportFilter::default() },
        asked,
        at_the_desk: caller.is_at_the_desk(),
        format,
    };

    let pieces = export.start(shared.store().clone(), shared.service.parquet);
    let body = Body::from_stream(futures::stream::unfold(pieces, async |mut pieces| {
        // The answer has begun: an error can only cut it off, so that it is not taken for whole.
        let piece =
            pieces.recv().await?.inspect_err(|error| tracing::error!(%error, "an export ended early"));
        Some((piece, pieces))
    }));
    let name = format!("attachment; filename=\"reports.{}\"", format.as_str());
    let mut response = ([(header::CONTENT_TYPE, format.media_type())], body).into_response();
    if let Ok(name) = HeaderValue::try_from(name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
