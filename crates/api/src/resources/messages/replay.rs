//! `POST /v1/messages/replay`: a receiver is back, and what died meanwhile is sent once more.

use std::sync::Arc;

use axum::{Json as Body, extract::State};
use domain::CommitteeId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    extract::Json,
    fields::Fields,
    permission::{As, Desk},
    problem::{Problem, ProblemBody},
    service::Shared,
};

/// Which dead messages are to be sent once more.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Replay {
    /// Those whose last attempt was made then or later.
    since: String,
    /// Those to this committee; to all when absent.
    committee: Option<String>,
}

/// What was replayed.
#[derive(Serialize, ToSchema)]
pub(crate) struct Replayed {
    messages: usize,
}

/// Makes dead messages due again. A paused endpoint is tried at once.
#[utoipa::path(post, path = "/v1/messages/replay", tag = "advisories", request_body = Replay, responses(
    (status = 200, body = Replayed),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn replay(
    As { caller, .. }: As<Desk>,
    State(shared): State<Arc<Shared>>,
    Json(replay): Json<Replay>,
) -> Result<Body<Replayed>, Problem> {
    caller.must_hold_the_county(&shared.reference().await?.areas)?;
    let mut fields = Fields::default();
    let since = fields.moment("since", Some(&replay.since));
    let since = fields.finish_with(since)?;
    let committee = replay.committee.map(CommitteeId::new);
    let messages =
        shared.store().replay_messages(since, committee.as_ref(), &caller.name, shared.now()).await?;
    Ok(Body(Replayed { messages }))
}
