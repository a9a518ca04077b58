//! `GET /v1/committees`: who may be told, by the routing table.

use std::sync::Arc;

use axum::{Json, extract::State};
use domain::{AreaId, CommitteeId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    permission::{As, Desk},
    problem::{Problem, ProblemBody},
    service::Shared,
};

/// The committees, in the order of the routing table.
#[derive(Serialize, ToSchema)]
pub(crate) struct Committees {
    items: Vec<CommitteeView>,
}

/// One committee.
#[derive(Serialize, ToSchema)]
#[schema(as = Committee)]
struct CommitteeView {
    #[schema(value_type = String)]
    id: CommitteeId,
    name: String,
    /// The area it sits in.
    #[schema(value_type = String)]
    area: AreaId,
}

/// All committees of the routing table.
#[utoipa::path(get, path = "/v1/committees", tag = "advisories", responses(
    (status = 200, body = Committees),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    _: As<Desk>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<Committees>, Problem> {
    let committees = shared.service.routes.committees().iter().cloned();
    let items = committees.map(|each| CommitteeView { id: each.id, name: each.name_zh, area: each.area });
    Ok(Json(Committees { items: items.collect() }))
}
