//! `POST /v1/advisories/{id}/withdraw` and `/close`: how an advisory ends, and the words that were given for it.

use std::sync::Arc;

use axum::{Json as Body, extract::State};
use chrono::{DateTime, Utc};
use domain::{Advisory, AdvisoryState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{AdvisorySummary, find, steps::summary};
use crate::{
    extract::{Json, Path},
    fields::Fields,
    permission::{As, Desk},
    problem::{Problem, ProblemBody},
    resources::signals::dismiss::{Dismissal, LONGEST_REASON},
    service::Shared,
};

/// What an analyst notes beside an answer that needs nothing more.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Closing {
    /// In the analyst's own words; kept in the journal.
    note: String,
}

/// When an advisory was closed or withdrawn, and what was said of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Ending {
    pub(crate) at: DateTime<Utc>,
    /// The note or the reason.
    pub(crate) why: String,
    /// The letter that stands instead.
    pub(crate) replaced_by: Option<LetterName>,
}

/// A letter by id and number.
#[derive(Serialize, ToSchema)]
pub(crate) struct LetterName {
    pub(crate) id: Uuid,
    pub(crate) number: String,
}

impl Ending {
    /// The end of an advisory; `None` while it has none.
    pub(crate) async fn of(shared: &Shared, advisory: &Advisory) -> Result<Option<Self>, Problem> {
        if !matches!(advisory.state, AdvisoryState::Closed | AdvisoryState::Withdrawn) {
            return Ok(None);
        }
        let journal = shared.store().journal(advisory.id).await?;
        let line = journal.into_iter().rfind(|line| line.step == advisory.state.as_str());
        let other = shared.store().replacement_of(advisory.id).await?;
        let replaced_by = other.and_then(|other| Some(LetterName { id: other.id, number: other.number? }));
        Ok(line.map(|line| Self { at: line.at, why: line.why, replaced_by }))
    }
}

/// Takes an issued advisory back; every committee that was told of it is told so.
#[utoipa::path(post, path = "/v1/advisories/{id}/withdraw", tag = "advisories", params(("id" = Uuid, Path)),
    request_body = Dismissal,
    responses(
        (status = 200, body = AdvisorySummary),
        (status = 409, description = "It is not issued, or answered", body = ProblemBody, content_type = "application/problem+json"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn withdraw(
    As { caller, .. }: As<Desk>,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
    Json(dismissal): Json<Dismissal>,
) -> Result<Body<AdvisorySummary>, Problem> {
    let reference = shared.reference().await?;
    find(&shared, &reference, &caller, id).await?;
    let reason = dismissal.into_reason()?;
    let (now, base_url) = (shared.now(), &shared.service.base_url);
    let context = shared.context(&reference);
    let withdrawn = shared
        .store()
        .withdraw_advisory(id, &reason, &caller.name, now, |advisory, told| {
            ::advisories::withdraw(advisory, told, &reason, &context, base_url, now)
        })
        .await?;
    summary(withdrawn, &shared, &reference)
}

/// Closes an advisory after its answer.
#[utoipa::path(post, path = "/v1/advisories/{id}/close", tag = "advisories", params(("id" = Uuid, Path)),
    request_body = Closing,
    responses(
        (status = 200, body = AdvisorySummary),
        (status = 409, description = "It is not answered", body = ProblemBody, content_type = "application/problem+json"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn close(
    As { caller, .. }: As<Desk>,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
    Json(closing): Json<Closing>,
) -> Result<Body<AdvisorySummary>, Problem> {
    let reference = shared.reference().await?;
    find(&shared, &reference, &caller, id).await?;
    let mut fields = Fields::default();
    let note = fields.text("note", &closing.note, LONGEST_REASON);
    fields.finish()?;
    let closed = shared.store().close_advisory(id, &note, &caller.name, shared.now()).await?;
    summary(closed, &shared, &reference)
}
