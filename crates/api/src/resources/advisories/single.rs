//! `GET /v1/advisories/{id}`: one letter, what it says, and where its messages stand.

use std::sync::Arc;

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use domain::{CommitteeId, MessageKind, MessageState};
use serde::Serialize;
use store::{Entry, MessageFilter};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    AdvisorySummary, committee_name,
    ending::{Ending, LetterName},
    find,
};
use crate::{
    extract::Path,
    fields::MOST_ROWS,
    permission::{As, Reader},
    problem::{Problem, ProblemBody},
    schema,
    service::Shared,
};

/// One letter in full.
#[derive(Serialize, ToSchema)]
#[schema(as = Advisory)]
pub(crate) struct AdvisoryView {
    #[serde(flatten)]
    summary: AdvisorySummary,
    /// The finding, each sentence with its figure.
    finding: String,
    /// What is suggested, in order.
    suggestions: Vec<String>,
    /// Committees that get a copy.
    copies: Vec<Receiver>,
    /// The pattern it speaks of.
    signal: Uuid,
    /// One for each committee, once it is issued, and what was said of it since; newest first.
    messages: Vec<MessageStand>,
    /// When it was closed or withdrawn, and why.
    ending: Option<Ending>,
    /// The letter that it corrects.
    corrects: Option<LetterName>,
    /// Every step of its life, oldest first; for the analysts' desk.
    history: Option<Vec<StepTaken>>,
}

/// One step of an advisory's life.
#[derive(Serialize, ToSchema)]
struct StepTaken {
    at: DateTime<Utc>,
    /// The name of the token or job that took it.
    by: String,
    step: String,
    /// The reason, where one was given.
    why: String,
}

impl From<Entry> for StepTaken {
    fn from(entry: Entry) -> Self {
        let Entry { at, by, step, why } = entry;
        Self { at, by, step, why }
    }
}

/// A committee that gets a copy.
#[derive(Serialize, ToSchema)]
struct Receiver {
    #[schema(value_type = String)]
    id: CommitteeId,
    name: String,
}

/// Where the message to one committee stands.
#[derive(Serialize, ToSchema)]
struct MessageStand {
    #[schema(schema_with = schema::message_kind)]
    kind: MessageKind,
    #[schema(value_type = String)]
    committee: CommitteeId,
    committee_name: String,
    #[schema(schema_with = schema::message_state)]
    state: MessageState,
    attempts: u32,
    due_at: DateTime<Utc>,
}

/// One advisory.
#[utoipa::path(get, path = "/v1/advisories/{id}", tag = "advisories", params(("id" = Uuid, Path)), responses(
    (status = 200, body = AdvisoryView),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn single(
    As { caller, .. }: As<Reader>,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<AdvisoryView>, Problem> {
    let reference = shared.reference().await?;
    let advisory = find(&shared, &reference, &caller, id).await?;
    let filter = MessageFilter { state: None, subject: Some(id), limit: MOST_ROWS };
    let messages = shared.store().messages(&filter).await?;
    let ending = Ending::of(&shared, &advisory).await?;
    let history = match caller.is_at_the_desk() {
        true => Some(shared.store().journal(id).await?.into_iter().map(StepTaken::from).collect()),
        false => None,
    };
    let corrects = advisory.corrects.clone();
    Ok(Json(AdvisoryView {
        ending,
        corrects: corrects.map(|wrong| LetterName { id: wrong.advisory, number: wrong.number }),
        history,
        finding: advisory.finding.clone(),
        suggestions: advisory.suggestions.clone(),
        copies: advisory
            .copies
            .iter()
            .map(|id| Receiver { id: id.clone(), name: committee_name(&shared, id) })
            .collect(),
        signal: advisory.signal,
        messages: messages
            .into_iter()
            .map(|(message, _)| MessageStand {
                kind: message.kind,
                committee_name: committee_name(&shared, &message.committee),
                committee: message.committee,
                state: message.state,
                attempts: message.attempts,
                due_at: message.due_at,
            })
            .collect(),
        summary: AdvisorySummary::new(advisory, &shared, &reference),
    }))
}
