//! `/v1/inbox`: a committee behind a firewall fetches its messages itself and says that it has them.

use std::{sync::Arc, time::Duration};

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use domain::{CommitteeId, Message, MessageKind, MessageState};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::advisories::holds_committee;
use crate::{
    extract::{Path, Query},
    fields::Fields,
    permission::{Addressee, As},
    problem::{Problem, ProblemBody},
    schema,
    service::{Reference, Shared},
    tokens::Caller,
};

/// Seconds a reader may wait for news at most: below what proxies allow a request that says nothing.
const LONGEST_WAIT: u64 = 30;

/// How often a waiting reader looks: another instance may have issued.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// Which messages are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct InboxQuery {
    /// The `next` of the answer before; all from the first when absent.
    after: Option<String>,
    /// Seconds to wait for a message when there is none, 0 to 30; 0 when absent.
    wait: Option<String>,
    /// Messages at most, 1 to 1000; 100 when absent.
    limit: Option<String>,
}

/// Messages in the order of issue.
#[derive(Serialize, ToSchema)]
pub(crate) struct Inbox {
    items: Vec<Letter>,
    /// What to give as `after` the next time. Keep it with what you have fetched.
    next: String,
}

/// One message.
#[derive(Serialize, ToSchema)]
#[schema(as = InboxMessage)]
pub(crate) struct Letter {
    /// By which a repeat is known; the same as `webhook-id`.
    id: Uuid,
    #[schema(schema_with = schema::message_kind)]
    kind: MessageKind,
    #[schema(value_type = String)]
    committee: CommitteeId,
    #[schema(schema_with = schema::message_state)]
    state: MessageState,
    created_at: DateTime<Utc>,
    /// The frozen body, the same that a webhook carries.
    #[schema(value_type = Object)]
    payload: Value,
}

impl From<Message> for Letter {
    fn from(message: Message) -> Self {
        Self {
            id: message.id,
            kind: message.kind,
            committee: message.committee,
            state: message.state,
            created_at: message.created_at,
            payload: serde_json::from_str(&message.payload).unwrap_or(Value::String(message.payload)),
        }
    }
}

/// Messages to the caller's committees, whatever their state, in the order of issue: whoever goes on behind `next` misses
/// none. With `wait` the answer comes as soon as there is a message, or when the time is over.
#[utoipa::path(get, path = "/v1/inbox", tag = "advisories", params(InboxQuery), responses(
    (status = 200, body = Inbox),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn fetch(
    As { caller, .. }: As<Addressee>,
    Query(query): Query<InboxQuery>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<Inbox>, Problem> {
    let mut fields = Fields::default();
    let after = fields.whole("after", query.after.as_deref(), 0..=u64::MAX);
    let wait = fields.whole("wait", query.wait.as_deref(), 0..=LONGEST_WAIT);
    let limit = fields.limit(query.limit.as_deref());
    fields.finish()?;
    let after = after.unwrap_or_default();
    let reference = shared.reference().await?;
    let committees = committees(&shared, &reference, &caller);

    let look = || shared.store().inbox(&committees, after, limit);
    let mut found = look().await?;
    if found.is_empty() {
        let news = async {
            loop {
                tokio::time::sleep(LOOK_AGAIN).await;
                let found = look().await?;
                if !found.is_empty() {
                    return Ok::<_, Problem>(found);
                }
            }
        };
        tokio::select! {
            news = news => found = news?,
            () = shared.service.stop.cancelled() => {}
            () = tokio::time::sleep(Duration::from_secs(wait.unwrap_or_default())) => {}
        }
    }
    let next = found.last().map_or(after, |(number, _)| *number).to_string();
    Ok(Json(Inbox { items: found.into_iter().map(|(_, message)| message.into()).collect(), next }))
}

/// Says that a message was fetched; a repeat is harmless. The advisory is delivered with it. It is no signature: that is
/// `/v1/advisories/{id}/acknowledge`.
#[utoipa::path(post, path = "/v1/inbox/{id}/receipt", tag = "advisories", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Letter),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn receipt(
    As { caller, .. }: As<Addressee>,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<Letter>, Problem> {
    let message = shared.store().message(id).await?.ok_or(Problem::NotFound)?;
    let reference = shared.reference().await?;
    if !holds_committee(&shared, &reference, &caller, &message.committee) {
        return Err(Problem::Territory);
    }
    let received = shared.store().receive_message(id, &caller.name, shared.now()).await?;
    Ok(Json(received.ok_or(Problem::NotFound)?.into()))
}

/// The committees that sit in the caller's area.
fn committees(shared: &Shared, reference: &Reference, caller: &Caller) -> Vec<CommitteeId> {
    let all = shared.service.routes.committees().iter();
    all.filter(|committee| caller.reaches(&reference.areas, &committee.area))
        .map(|committee| committee.id.clone())
        .collect()
}
