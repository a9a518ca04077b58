//! `GET` and `POST /v1/areas/changes`: how the county was redrawn. A split, a merge, a new name or another parent is a
//! decision with a day and a paper; the drawings of before are kept.

use std::sync::Arc;

use axum::{Json as Body, extract::State};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{AreaChange, AreaId, ChangeKind, Decision};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::AreaView;
use crate::{
    extract::Json,
    permission::{As, Desk, Register},
    problem::{Problem, ProblemBody},
    service::Shared,
};

/// A change that was recorded.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChangeView {
    id: Uuid,
    /// The first day of the new drawing.
    on: NaiveDate,
    recorded_at: DateTime<Utc>,
    /// split, merge, rename or reparent
    #[schema(value_type = String)]
    kind: ChangeKind,
    /// The paper that decided it.
    why: String,
    /// The areas that end or are drawn anew, as they were.
    before: Vec<AreaView>,
    /// The areas that begin or are drawn anew.
    after: Vec<AreaView>,
    /// Who took over what of the areas that were split or merged.
    shares: Vec<ShareView>,
}

/// What one area took over of another.
#[derive(Serialize, ToSchema)]
struct ShareView {
    #[schema(value_type = String)]
    from: AreaId,
    #[schema(value_type = String)]
    to: AreaId,
    /// Share of the households, 0 to 1: old reports go to one part each, in these shares.
    weight: f64,
}

impl From<AreaChange> for ChangeView {
    fn from(change: AreaChange) -> Self {
        let shares = change.drawing.shares.into_iter().flat_map(|(from, shares)| {
            shares.into_iter().map(move |share| ShareView {
                from: from.clone(),
                to: share.area,
                weight: share.weight,
            })
        });
        Self {
            id: change.id,
            on: change.on,
            recorded_at: change.recorded_at,
            kind: change.change.kind(),
            why: change.why,
            shares: shares.collect(),
            before: change.drawing.before.into_iter().map(AreaView::from).collect(),
            after: change.drawing.after.into_iter().map(AreaView::from).collect(),
        }
    }
}

/// What a county decided, as it is sent.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes domain::Decision, which is what is read")]
pub(crate) struct DecisionBody {
    /// The first day of the new drawing; not in the future.
    on: NaiveDate,
    /// The paper that decided it.
    why: Option<String>,
    /// `{"kind": "split", "area": ID, "into": [PART, …]}`, `{"kind": "merge", "areas": [ID, …], "into": PART}`,
    /// `{"kind": "rename", "area": ID, "name": TEXT}` or `{"kind": "reparent", "area": ID, "parent": ID}`. A PART is
    /// `{"id", "name", "households", "centre", "outline", "children": [ID, …]}`; all but the id may be left out where
    /// what it is made of tells them.
    changes: Vec<Value>,
}

/// All changes, in the order in which they were recorded.
#[utoipa::path(get, path = "/v1/areas/changes", tag = "county", responses(
    (status = 200, body = Vec<ChangeView>),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    As { caller, .. }: As<Desk>,
    State(shared): State<Arc<Shared>>,
) -> Result<Body<Vec<ChangeView>>, Problem> {
    caller.must_hold_the_county(&shared.reference().await?.areas)?;
    let history = shared.store().area_history().await?;
    Ok(Body(history.changes().iter().cloned().map(ChangeView::from).collect()))
}

/// Redraws areas. All changes of a decision are made, or none; the answer lists those that are new.
#[utoipa::path(post, path = "/v1/areas/changes", tag = "county", request_body = DecisionBody, responses(
    (status = 200, body = Vec<ChangeView>),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn decide(
    As { caller, .. }: As<Register>,
    State(shared): State<Arc<Shared>>,
    Json(decision): Json<Decision>,
) -> Result<Body<Vec<ChangeView>>, Problem> {
    caller.must_hold_the_county(&shared.reference().await?.areas)?;
    let new = shared.store().redraw_areas(&decision, shared.today(), &caller.name, shared.now()).await?;
    shared.forget_reference().await;
    Ok(Body(new.into_iter().map(ChangeView::from).collect()))
}
