//! The steps of an advisory that need no letter: confirm and dismiss at the desk, acknowledge and answer at the
//! committee. Issuing has a file of its own ([`super::issue`]).

use std::sync::Arc;

use axum::{Json as Body, extract::State};
use domain::{Advisory, Answer, Verdict};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{AdvisorySummary, find, holds_committee};
use crate::{
    extract::{Json, Path},
    fields::Fields,
    permission::{Addressee, As, Desk},
    problem::{Problem, ProblemBody},
    resources::signals::dismiss::Dismissal,
    service::{Reference, Shared},
    tokens::Caller,
};

/// Characters of an answer at most: a page.
const LONGEST_ACTION: usize = 2000;

/// What the lead committee found and did.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnswerBody {
    /// true (属实), partly_true (部分属实), false (不实) or known (已知).
    verdict: String,
    /// What was done, in the committee's own words.
    action: String,
}

/// Confirms a draft, and with it the pattern it speaks of.
#[utoipa::path(post, path = "/v1/advisories/{id}/confirm", tag = "advisories", params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = AdvisorySummary),
        (status = "default", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn confirm(
    As { caller, .. }: As<Desk>,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
) -> Result<Body<AdvisorySummary>, Problem> {
    let reference = shared.reference().await?;
    find(&shared, &reference, &caller, id).await?;
    let confirmed = shared.store().confirm_advisory(id, &caller.name, shared.now()).await?;
    summary(confirmed, &shared, &reference)
}

/// Sets a draft aside.
#[utoipa::path(post, path = "/v1/advisories/{id}/dismiss", tag = "advisories", params(("id" = Uuid, Path)),
    request_body = Dismissal,
    responses(
        (status = 200, body = AdvisorySummary),
        (status = "default", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn dismiss(
    As { caller, .. }: As<Desk>,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
    Json(dismissal): Json<Dismissal>,
) -> Result<Body<AdvisorySummary>, Problem> {
    let reference = shared.reference().await?;
    find(&shared, &reference, &caller, id).await?;
    let reason = dismissal.into_reason()?;
    let dismissed = shared.store().dismiss_advisory(id, &reason, &caller.name, shared.now()).await?;
    summary(dismissed, &shared, &reference)
}

/// Signs for an issued advisory. A repeat is harmless.
#[utoipa::path(post, path = "/v1/advisories/{id}/acknowledge", tag = "advisories", params(("id" = Uuid, Path)),
    responses(
        (status = 200, body = AdvisorySummary),
        (status = "default", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn acknowledge(
    As { caller, .. }: As<Addressee>,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
) -> Result<Body<AdvisorySummary>, Problem> {
    let reference = shared.reference().await?;
    find_addressed(&shared, &reference, &caller, id).await?;
    let acknowledged = shared.store().acknowledge_advisory(id, &caller.name, shared.now()).await?;
    summary(acknowledged, &shared, &reference)
}

/// Answers an issued advisory, once.
#[utoipa::path(post, path = "/v1/advisories/{id}/answer", tag = "advisories", params(("id" = Uuid, Path)),
    request_body = AnswerBody,
    responses(
        (status = 200, body = AdvisorySummary),
        (status = "default", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn answer(
    As { caller, .. }: As<Addressee>,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
    Json(body): Json<AnswerBody>,
) -> Result<Body<AdvisorySummary>, Problem> {
    let reference = shared.reference().await?;
    find_addressed(&shared, &reference, &caller, id).await?;
    let mut fields = Fields::default();
    let words = Verdict::ALL.map(Verdict::as_str);
    let verdict = fields.word("verdict", Some(&body.verdict), Verdict::parse, &words);
    let action = fields.text("action", &body.action, LONGEST_ACTION);
    let verdict = fields.finish_with(verdict)?;
    let answer = Answer { verdict, action, at: shared.now() };
    let answered = shared.store().answer_advisory(id, &answer, &caller.name).await?;
    summary(answered, &shared, &reference)
}

/// The advisory, if it is addressed to a committee of the caller: a copy does not entitle to sign.
async fn find_addressed(
    shared: &Shared,
    reference: &Reference,
    caller: &Caller,
    id: Uuid,
) -> Result<Advisory, Problem> {
    let advisory = find(shared, reference, caller, id).await?;
    if holds_committee(shared, reference, caller, &advisory.lead) {
        Ok(advisory)
    } else {
        Err(Problem::Territory)
    }
}

/// The advisory after its step.
pub(super) fn summary(
    advisory: Option<Advisory>,
    shared: &Shared,
    reference: &Reference,
) -> Result<Body<AdvisorySummary>, Problem> {
    let advisory = advisory.ok_or(Problem::NotFound)?;
    Ok(Body(AdvisorySummary::new(advisory, shared, reference)))
}
