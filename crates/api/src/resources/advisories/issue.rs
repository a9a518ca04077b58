//! `POST /v1/advisories/{id}/issue`: number, frozen letter and one message for each committee, in one transaction.

use std::sync::Arc;

use axum::{Json, extract::State};
use chrono::{DateTime, Datelike, Utc};
use domain::{Advisory, Signal, Told};
use store::{Frozen, Issue};
use uuid::Uuid;

use super::{AdvisorySummary, find};
use crate::{
    extract::Path,
    permission::{As, Desk},
    problem::{Problem, ProblemBody},
    service::{Reference, Shared},
};

/// Issues a confirmed advisory: its letter is numbered and frozen, and its messages are due now.
#[utoipa::path(post, path = "/v1/advisories/{id}/issue", tag = "advisories", params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = AdvisorySummary),
        (status = 409, description = "It is not confirmed", body = ProblemBody, content_type = "application/problem+json"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn issue(
    As { caller, .. }: As<Desk>,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<AdvisorySummary>, Problem> {
    let reference = shared.reference().await?;
    let advisory = find(&shared, &reference, &caller, id).await?;
    let signal = shared.store().signal(advisory.signal).await?.ok_or(Problem::NotFound)?;
    let now = shared.now();
    let year = shared.today().year();
    let compose = |advisory: &Advisory, sequence: u32, told: &[Told]| {
        let number = shared.service.rules.number(year, sequence);
        compose(&shared, &reference, advisory, told, &signal, number, now)
    };
    let issued = shared.store().issue_advisory(id, &caller.name, now, year, compose).await?;
    let issued = issued.ok_or(Problem::NotFound)?;
    shared.seal(issued.id, "html", issued.letter.as_bytes()).await?;
    Ok(Json(AdvisorySummary::new(issued, &shared, &reference)))
}

/// What is frozen when an advisory is issued under this number.
fn compose(
    shared: &Shared,
    reference: &Reference,
    advisory: &Advisory,
    told: &[Told],
    signal: &Signal,
    number: String,
    now: DateTime<Utc>,
) -> Issue {
    let base_url = &shared.service.base_url;
    let issued =
        ::advisories::issue(advisory, signal, &number, told, &shared.context(reference), base_url, now);
    let letter = Frozen { html: issued.letter.html(), document: Some(issued.letter.frozen()) };
    Issue { number, letter, reply_by: issued.reply_by, messages: issued.messages }
}
