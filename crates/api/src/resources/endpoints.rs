//! `/v1/endpoints`: how each committee is reached and how that went lately, so that a dead receiver is seen.

use std::{collections::BTreeMap, sync::Arc};

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use domain::CommitteeId;
use serde::Serialize;
use store::{EndpointRow, EndpointState};
use utoipa::ToSchema;

use crate::{
    extract::Path,
    permission::{As, Desk},
    problem::{Problem, ProblemBody},
    resources::advisories::committee_name,
    schema,
    service::Shared,
};

/// How every committee is reached.
#[derive(Serialize, ToSchema)]
pub(crate) struct Endpoints {
    items: Vec<EndpointView>,
}

/// How one committee is reached.
#[derive(Serialize, ToSchema)]
#[schema(as = Endpoint)]
struct EndpointView {
    #[schema(value_type = String)]
    committee: CommitteeId,
    committee_name: String,
    /// webhook, mail, wecom, dingtalk, feishu or folder; inbox where the committee fetches itself.
    channel: String,
    /// Where it leads, without keys and without the names of mailboxes.
    destination: String,
    #[schema(schema_with = schema::endpoint_state)]
    state: EndpointState,
    /// Messages that wait.
    pending: u64,
    /// Failed attempts in a row.
    failures: u32,
    /// Nothing is sent before; then one message is tried.
    resting_until: Option<DateTime<Utc>>,
    /// What went wrong since the last delivery.
    last_error: Option<String>,
    failed_at: Option<DateTime<Utc>>,
    delivered_at: Option<DateTime<Utc>>,
}

/// All committees of the routing table, and what else has an endpoint. They cross territories, so only the whole
/// county's desk sees them.
#[utoipa::path(get, path = "/v1/endpoints", tag = "advisories", responses(
    (status = 200, body = Endpoints),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    As { caller, .. }: As<Desk>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<Endpoints>, Problem> {
    caller.must_hold_the_county(&shared.reference().await?.areas)?;
    let now = shared.now();
    let waiting = shared.store().waiting_of_each().await?;
    let routes = &shared.service.routes;
    let mut items: BTreeMap<CommitteeId, EndpointView> = routes
        .committees()
        .iter()
        .map(|committee| (committee.id.clone(), fetching(&shared, &committee.id, &waiting)))
        .collect();
    for row in shared.store().endpoints().await? {
        items.insert(row.reached.committee.clone(), sent_to(&shared, row, &waiting, now));
    }
    Ok(Json(Endpoints { items: items.into_values().collect() }))
}

/// Lets an endpoint be sent to again at once.
#[utoipa::path(post, path = "/v1/endpoints/{id}/resume", tag = "advisories",
    params(("id" = String, Path, description = "The committee")),
    responses(
        (status = 200, body = Endpoints),
        (status = "default", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn resume(
    desk: As<Desk>,
    Path(id): Path<String>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<Endpoints>, Problem> {
    desk.caller.must_hold_the_county(&shared.reference().await?.areas)?;
    let committee = CommitteeId::new(id);
    if !shared.store().resume_endpoint(&committee).await? {
        return Err(Problem::NotFound);
    }
    tracing::warn!(%committee, by = desk.caller.name, "endpoint resumed");
    list(desk, State(shared)).await
}

/// A committee without an endpoint.
fn fetching(shared: &Shared, id: &CommitteeId, waiting: &BTreeMap<CommitteeId, u64>) -> EndpointView {
    EndpointView {
        committee: id.clone(),
        committee_name: committee_name(shared, id),
        channel: "inbox".to_owned(),
        destination: String::new(),
        state: EndpointState::Live,
        pending: waiting.get(id).copied().unwrap_or_default(),
        failures: 0,
        resting_until: None,
        last_error: None,
        failed_at: None,
        delivered_at: None,
    }
}

fn sent_to(
    shared: &Shared,
    row: EndpointRow,
    waiting: &BTreeMap<CommitteeId, u64>,
    now: DateTime<Utc>,
) -> EndpointView {
    let committee = row.reached.committee;
    EndpointView {
        committee_name: committee_name(shared, &committee),
        pending: waiting.get(&committee).copied().unwrap_or_default(),
        committee,
        channel: row.reached.channel,
        destination: row.reached.destination,
        state: row.state,
        failures: row.failures,
        resting_until: (row.free_at > now).then_some(row.free_at),
        last_error: Some(row.last_error).filter(|error| !error.is_empty()),
        failed_at: row.failed_at,
        delivered_at: row.delivered_at,
    }
}
