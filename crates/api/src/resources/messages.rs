//! `GET /v1/messages`: the outbox, so that nothing is stuck unseen.

pub(crate) mod reconciliation;
pub(crate) mod replay;

use std::sync::Arc;

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use domain::{CommitteeId, MessageKind, MessageState};
use serde::{Deserialize, Serialize};
use store::MessageFilter;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    extract::Query,
    fields::Fields,
    permission::{As, Desk},
    problem::{Problem, ProblemBody},
    resources::advisories::committee_name,
    schema,
    service::Shared,
};

/// Which messages are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MessageQuery {
    /// pending, delivered or dead.
    state: Option<String>,
    /// Rows at most, 1 to 1000; 100 when absent.
    limit: Option<String>,
}

/// The outbox.
#[derive(Serialize, ToSchema)]
pub(crate) struct Messages {
    items: Vec<MessageView>,
    counts: Counts,
}

/// One message to one committee.
#[derive(Serialize, ToSchema)]
#[schema(as = Message)]
struct MessageView {
    id: Uuid,
    #[schema(schema_with = schema::message_kind)]
    kind: MessageKind,
    /// The advisory or bulletin it carries.
    subject: Uuid,
    #[schema(value_type = String)]
    committee: CommitteeId,
    committee_name: String,
    #[schema(schema_with = schema::message_state)]
    state: MessageState,
    attempts: u32,
    /// When it is due (again).
    due_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    /// What went wrong at the last attempt.
    last_error: Option<String>,
}

/// The whole outbox by state: what was issued is pending, delivered or dead, always.
#[derive(Serialize, ToSchema)]
struct Counts {
    pending: u64,
    delivered: u64,
    dead: u64,
}

/// Messages, newest first. They cross territories, so only the whole county's desk sees them.
#[utoipa::path(get, path = "/v1/messages", tag = "advisories", params(MessageQuery), responses(
    (status = 200, body = Messages),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    As { caller, .. }: As<Desk>,
    Query(query): Query<MessageQuery>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<Messages>, Problem> {
    caller.must_hold_the_county(&shared.reference().await?.areas)?;
    let mut fields = Fields::default();
    let words = MessageState::ALL.map(MessageState::as_str);
    let state = fields.word("state", query.state.as_deref(), MessageState::parse, &words);
    let limit = fields.limit(query.limit.as_deref());
    fields.finish()?;

    let counts = shared.store().message_counts().await?;
    let messages = shared.store().messages(&MessageFilter { state, subject: None, limit }).await?;
    let items = messages.into_iter().map(|(message, last_error)| MessageView {
        id: message.id,
        kind: message.kind,
        subject: message.subject,
        committee_name: committee_name(&shared, &message.committee),
        committee: message.committee,
        state: message.state,
        attempts: message.attempts,
        due_at: message.due_at,
        created_at: message.created_at,
        last_error: last_error.filter(|error| !error.is_empty()),
    });
    Ok(Json(Messages {
        items: items.collect(),
        counts: Counts { pending: counts.pending, delivered: counts.delivered, dead: counts.dead },
    }))
}
