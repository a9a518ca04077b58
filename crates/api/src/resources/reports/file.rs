//! `POST /v1/reports`: takes reports from phones, files and other systems, and answers when they are on disk.
//!
//! Nothing that arrived is lost: a row is accepted, known already, a correction, in conflict with another of its id, or
//! refused with its reasons; a correction that came before its base, a conflict and a refused row are kept in the same
//! transaction. A repeat is harmless, so a phone that got no answer sends again.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use ingestion::{Format, Mapping, Receipt};
use serde::Serialize;
use store::{Intake, Outcome};
use utoipa::ToSchema;
use uuid::Uuid;

use super::sorting::Sorted;
use crate::{
    meters,
    problem::{FieldError, Problem, ProblemBody},
    service::Shared,
    tokens::Caller,
};

/// Bytes of a body at most: some 20,000 reports.
pub(crate) const BODY_LIMIT: usize = 8 * 1024 * 1024;

/// Rows of a batch at most. Each refused row is answered and kept with its reasons, which weigh more than the row: eight
/// megabytes of nothing but line ends would become gigabytes.
const ROWS_LIMIT: usize = 20_000;

/// Commas that a report in JSON has at least as a rule: an array is counted by them without being read.
const COMMAS_A_ROW: usize = 12;

const MEDIA_TYPES: &str = "application/json, application/x-ndjson, text/csv";

/// The body as the client declared it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Media {
    Json,
    Ndjson,
    Csv,
}

impl Media {
    fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let declared = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        match declared.split(';').next().unwrap_or("").trim().to_ascii_lowercase().as_str() {
            "application/json" => Ok(Self::Json),
            "application/x-ndjson" => Ok(Self::Ndjson),
            "text/csv" => Ok(Self::Csv),
            _ => Err(Problem::MediaType { allowed: MEDIA_TYPES }),
        }
    }
}

impl Media {
    /// About how many rows a body holds, told by its separators.
    fn rows(self, body: &[u8]) -> usize {
        let count = |separator: u8| body.iter().filter(|byte| **byte == separator).count();
        match self {
            Self::Json => count(b',') / COMMAS_A_ROW,
            Self::Ndjson | Self::Csv => count(b'\n'),
        }
    }
}

/// What became of a batch.
#[derive(Serialize, ToSchema)]
pub(crate) struct Filed {
    accepted: u64,
    /// Already held with the same content.
    repeated: u64,
    /// Corrections that stand now, as the next revision of their report.
    revised: u64,
    /// Corrections of a revision that has not arrived; they come into force by themselves when it does.
    waiting: u64,
    /// Already held with other content, which stands; kept and listed under `/v1/conflicts`.
    conflicts: u64,
    /// Not taken; kept in quarantine with the reasons.
    rejected: u64,
    /// Row by row, in the order of the input.
    results: Vec<RowResult>,
}

/// What became of one row.
#[derive(Serialize, ToSchema)]
struct RowResult {
    /// Position in the input, counted from 1 (the header of a CSV is row 1).
    row: u64,
    id: Option<Uuid>,
    outcome: RowOutcome,
    /// The number under which an accepted or revised text stands: the `base` of its next correction.
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<u32>,
    /// Why it was not taken.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reasons: Vec<FieldError>,
}

/// The ends of a row.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RowOutcome {
    Accepted,
    Repeated,
    Revised,
    Waiting,
    Conflict,
    Rejected,
}

impl From<Outcome> for RowOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Accepted => Self::Accepted,
            Outcome::Repeated => Self::Repeated,
            Outcome::Revised => Self::Revised,
            Outcome::Waiting => Self::Waiting,
            Outcome::Conflict => Self::Conflict,
        }
    }
}

/// Files one report, or a batch of them.
#[utoipa::path(post, path = "/v1/reports", tag = "reports",
    request_body(
        content((serde_json::Value = "application/json"), (String = "application/x-ndjson"), (String = "text/csv")),
        description = "One report or an array of them; one a line; or a table with the same names in its header. \
            Fields: id (UUID version 7, made by the client), area, category (code or name), occurred_on, \
            reported_at, channel, scale (01, 02, 03), people, amount_yuan, summary, tags; in a correction the same id and \
            base, the number of the revision that it corrects (a first text is 1).",
    ),
    responses(
        (status = 200, description = "What became of each row", body = Filed),
        (status = 201, description = "A single report that is new", body = Filed),
        (status = 202, description = "A single correction whose base has not arrived; it is kept and comes into force by itself", body = Filed),
        (status = 409, description = "A single report whose id has other content", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A single report that was not taken", body = ProblemBody, content_type = "application/problem+json"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn file(
    caller: Caller,
    State(shared): State<Arc<Shared>>,
    request: Request,
) -> Result<Response, Problem> {
    let media = Media::of(request.headers())?;
    let reference = shared.reference().await?;
    let _turn = shared.turn().await?;
    let body = read(request).await?;
    if media.rows(&body) > ROWS_LIMIT {
        return Err(Problem::TooManyRows { limit: ROWS_LIMIT });
    }
    let now = shared.now();

    let alone = media == Media::Json && body.trim_ascii_start().first() != Some(&b'[');
    let time = shared.service.time;
    let known = Arc::clone(&reference);
    let checked = off_the_loop(move || {
        let reference = ingestion::Reference { areas: &known.areas, taxonomy: &known.taxonomy, time };
        let wire = Mapping::default();
        let format = match media {
            Media::Json => Format::Json,
            Media::Ndjson => Format::Ndjson,
            Media::Csv => Format::Csv(&wire),
        };
        ingestion::check(&body, &format, &reference, Receipt::At(now))
    })
    .await?;

    let sorted = Sorted::new(checked, &caller, &shared, &reference).await?;
    let intake = Intake {
        accepted: &sorted.accepted,
        rejected: &sorted.rejected,
        station: &caller.station(),
        by: &caller.name,
        at: now,
    };
    let outcomes = shared.store().keep(&intake).await?;
    answer(sorted, &outcomes, alone)
}

/// The whole body, within [`BODY_LIMIT`]: a layer of the route holds it.
async fn read(request: Request) -> Result<Bytes, Problem> {
    match Bytes::from_request(request, &()).await {
        Ok(body) => Ok(body),
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            Err(Problem::TooLarge { limit: BODY_LIMIT })
        }
        Err(rejection) => Err(Problem::Unreadable(rejection.body_text())),
    }
}

/// Runs a check beside the event loop: a full batch keeps a core busy for longer than other requests should wait.
async fn off_the_loop<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => Ok(result),
        Err(error) => Err(Problem::Fault(format!("checking a batch: {error}"))),
    }
}

/// The answer: row by row for a batch, and as a plain success or problem for a report that came alone.
fn answer(sorted: Sorted, outcomes: &[Outcome], alone: bool) -> Result<Response, Problem> {
    let reports = sorted.rows.iter().zip(&sorted.accepted).zip(outcomes);
    let mut results: Vec<RowResult> = reports
        .map(|((&row, submission), outcome)| RowResult {
            row,
            id: Some(submission.report.id),
            outcome: (*outcome).into(),
            revision: matches!(outcome, Outcome::Accepted | Outcome::Revised).then(|| submission.number()),
            reasons: Vec::new(),
        })
        .collect();
    results.extend(sorted.rejected.into_iter().map(|rejected| RowResult {
        row: rejected.row,
        id: rejected.id,
        outcome: RowOutcome::Rejected,
        revision: None,
        reasons: rejected.reasons.into_iter().map(|reason| FieldError::of_row(None, reason)).collect(),
    }));
    results.sort_by_key(|result| result.row);

    let count = |outcome| results.iter().filter(|result| result.outcome == outcome).count() as u64;
    let (accepted, repeated) = (count(RowOutcome::Accepted), count(RowOutcome::Repeated));
    let (revised, waiting) = (count(RowOutcome::Revised), count(RowOutcome::Waiting));
    let (conflicts, rejected) = (count(RowOutcome::Conflict), count(RowOutcome::Rejected));
    meters::count_reports("accepted", accepted);
    meters::count_reports("repeated", repeated);
    meters::count_reports("revised", revised);
    meters::count_reports("waiting", waiting);
    meters::count_reports("conflict", conflicts);
    meters::count_reports("rejected", rejected);

    if alone && let [only] = &mut results[..] {
        match only.outcome {
            RowOutcome::Conflict => return Err(Problem::Conflict),
            RowOutcome::Rejected => return Err(Problem::Invalid(std::mem::take(&mut only.reasons))),
            RowOutcome::Accepted | RowOutcome::Repeated | RowOutcome::Revised | RowOutcome::Waiting => {}
        }
    }
    let status = match (alone, accepted, waiting) {
        (true, 1, _) => StatusCode::CREATED,
        (true, _, 1) => StatusCode::ACCEPTED,
        _ => StatusCode::OK,
    };
    Ok((status, Json(Filed { accepted, repeated, revised, waiting, conflicts, rejected, results }))
        .into_response())
}
