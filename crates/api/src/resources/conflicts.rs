//! `/v1/conflicts`: two texts that claim the same place in a report's history, side by side, for an analyst to say which
//! stands. Both are kept either way.

use std::sync::Arc;

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use domain::ReportPart;
use serde::{Deserialize, Serialize};
use store::{Resolution, UnsettledState};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    extract::{Json as Body, Path, Query},
    fields::Fields,
    masking::Sight,
    permission::{As, Desk},
    problem::{Problem, ProblemBody},
    resources::{
        reports::{
            ReportView,
            revisions::{StationView, names},
        },
        signals::dismiss::LONGEST_REASON,
        waiting::{UnsettledQuery, unsettled},
    },
    schema,
    service::Shared,
};

/// A page of conflicts.
#[derive(Serialize, ToSchema)]
pub(crate) struct Conflicts {
    items: Vec<ConflictView>,
    next: Option<String>,
}

/// Two texts under one id.
#[derive(Serialize, ToSchema)]
struct ConflictView {
    id: Uuid,
    /// When the other text arrived.
    received_at: DateTime<Utc>,
    /// Where it came in.
    station: StationView,
    /// The number of the revision that stands: the `onto` of a resolution.
    onto: Option<u32>,
    /// The text that stands.
    standing: Option<ReportView>,
    /// The text that was handed in.
    submitted: ReportView,
    /// The fields in which the two differ.
    #[schema(schema_with = schema::report_parts)]
    differing: Vec<&'static str>,
}

/// What stands from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConflictResolution {
    /// The number of the revision that the analyst saw standing.
    #[serde(default)]
    onto: u32,
    /// The fields to take from the text that was handed in; none leaves the text that stands.
    #[serde(default)]
    #[schema(schema_with = schema::report_parts)]
    take: Vec<String>,
    /// In the analyst's own words; kept in the journal.
    reason: String,
}

/// How it ended.
#[derive(Serialize, ToSchema)]
pub(crate) struct Resolved {
    /// The number of the revision that stands now.
    revision: u32,
}

/// Conflicts that nobody has resolved, newest first.
#[utoipa::path(get, path = "/v1/conflicts", tag = "reports", params(UnsettledQuery), responses(
    (status = 200, body = Conflicts),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    As { caller, .. }: As<Desk>,
    Query(query): Query<UnsettledQuery>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<Conflicts>, Problem> {
    let (reference, page) = unsettled(&shared, &caller, UnsettledState::Conflict, query).await?;
    let sight = Sight::of(&caller, &reference);
    let view = |report| ReportView::new(report, &sight, &reference);
    let items = page.items.into_iter().map(|row| {
        let (submitted, standing) = (row.submission.report, row.standing);
        let differing = standing.as_ref().map(|kept| ReportPart::differing(&kept.report, &submitted));
        ConflictView {
            id: row.id,
            received_at: row.received_at,
            station: row.station.into(),
            onto: standing.as_ref().map(|kept| kept.number),
            standing: standing.map(|kept| view(kept.report)),
            submitted: view(submitted),
            differing: names(&differing.unwrap_or_default()),
        }
    });
    Ok(Json(Conflicts { items: items.collect(), next: page.next }))
}

/// Says which text stands.
#[utoipa::path(post, path = "/v1/conflicts/{id}/resolve", tag = "reports", params(("id" = Uuid, Path)),
    request_body = ConflictResolution,
    responses(
        (status = 200, body = Resolved),
        (status = 409, description = "Resolved already, or another revision stands by now", body = ProblemBody, content_type = "application/problem+json"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn resolve(
    As { caller, .. }: As<Desk>,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
    Body(asked): Body<ConflictResolution>,
) -> Result<Json<Resolved>, Problem> {
    caller.must_hold_the_county(&shared.reference().await?.areas)?;
    let mut fields = Fields::default();
    let allowed = names(&ReportPart::ALL);
    let take: Vec<ReportPart> = asked
        .take
        .iter()
        .filter_map(|name| fields.word("take", Some(name), ReportPart::parse, &allowed))
        .collect();
    let why = fields.text("reason", &asked.reason, LONGEST_REASON);
    fields.finish()?;
    let resolution = Resolution {
        onto: asked.onto,
        take: &take,
        station: &caller.station(),
        why: &why,
        by: &caller.name,
        at: shared.now(),
    };
    let revision = shared.store().resolve_conflict(id, &resolution).await?.ok_or(Problem::NotFound)?;
    Ok(Json(Resolved { revision }))
}
