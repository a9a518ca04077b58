//! `GET /v1/waiting`: corrections that arrived before the text which they correct. They come into force by themselves;
//! the list is for whoever wonders where one has gone.

use std::sync::Arc;

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use store::{Page, UnsettledState};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    extract::Query,
    fields::Fields,
    masking::Sight,
    permission::{As, Desk},
    problem::{Problem, ProblemBody},
    resources::reports::{ReportView, revisions::StationView},
    service::{Reference, Shared},
    tokens::Caller,
};

/// Which page is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct UnsettledQuery {
    /// Rows at most, 1 to 1000; 100 when absent.
    limit: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of corrections that wait.
#[derive(Serialize, ToSchema)]
pub(crate) struct WaitingRows {
    items: Vec<WaitingRow>,
    next: Option<String>,
}

/// One correction that waits.
#[derive(Serialize, ToSchema)]
struct WaitingRow {
    id: Uuid,
    /// The number of the revision that it waits for.
    base: u32,
    /// The number of the revision that stands; null where the report itself has not arrived.
    standing: Option<u32>,
    received_at: DateTime<Utc>,
    station: StationView,
    report: ReportView,
}

/// Corrections that wait for the text which they correct, newest first.
#[utoipa::path(get, path = "/v1/waiting", tag = "reports", params(UnsettledQuery), responses(
    (status = 200, body = WaitingRows),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    As { caller, .. }: As<Desk>,
    Query(query): Query<UnsettledQuery>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<WaitingRows>, Problem> {
    let (reference, page) = unsettled(&shared, &caller, UnsettledState::Waiting, query).await?;
    let sight = Sight::of(&caller, &reference);
    let items = page.items.into_iter().map(|row| WaitingRow {
        id: row.id,
        base: row.submission.base.unwrap_or(0),
        standing: row.standing.map(|standing| standing.number),
        received_at: row.received_at,
        station: row.station.into(),
        report: ReportView::new(row.submission.report, &sight, &reference),
    });
    Ok(Json(WaitingRows { items: items.collect(), next: page.next }))
}

/// A page of what waits or conflicts. A conflict may be about two places, so only the whole county's desk sees them.
pub(crate) async fn unsettled(
    shared: &Shared,
    caller: &Caller,
    state: UnsettledState,
    query: UnsettledQuery,
) -> Result<(Arc<Reference>, Page<store::Unsettled>), Problem> {
    let reference = shared.reference().await?;
    caller.must_hold_the_county(&reference.areas)?;
    let mut fields = Fields::default();
    let limit = fields.limit(query.limit.as_deref());
    fields.finish()?;
    let page = shared.store().unsettled(state, limit, query.after.as_deref()).await?;
    Ok((reference, page))
}
