//! `GET /v1/reports/{id}/revisions`: every text that a report has had, for the desk that weighs one against another.

use std::sync::Arc;

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use domain::{ReportPart, Revision, Station};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::ReportView;
use crate::{
    extract::Path,
    masking::Sight,
    permission::{As, Desk},
    problem::{Problem, ProblemBody},
    schema,
    service::Shared,
};

/// One text of a report.
#[derive(Serialize, ToSchema)]
#[schema(as = Revision)]
pub(crate) struct RevisionView {
    /// Counted from 1.
    number: u32,
    report: ReportView,
    /// When it came into force.
    kept_at: DateTime<Utc>,
    /// When the next one did; null for the one that stands.
    superseded_at: Option<DateTime<Utc>>,
    station: StationView,
    /// The fields in which it differs from the text before.
    #[schema(schema_with = schema::report_parts)]
    changed: Vec<&'static str>,
}

/// Where a text came in: the role and area of a token, or a file; never a person.
#[derive(Serialize, ToSchema)]
#[schema(as = Station)]
pub(crate) struct StationView {
    /// The role of the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    /// The area of the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    area: Option<String>,
    /// The name of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
}

impl From<Station> for StationView {
    fn from(station: Station) -> Self {
        match station {
            Station::Token { role, area } => {
                Self { role: Some(role.as_str()), area: Some(area.to_string()), file: None }
            }
            Station::File { file } => Self { role: None, area: None, file: Some(file) },
            Station::Unrecorded => Self { role: None, area: None, file: None },
        }
    }
}

/// Names of parts, as the wire writes them.
pub(crate) fn names(parts: &[ReportPart]) -> Vec<&'static str> {
    parts.iter().map(|part| part.as_str()).collect()
}

/// Every text of a report, first one first.
#[utoipa::path(get, path = "/v1/reports/{id}/revisions", tag = "reports", params(("id" = Uuid, Path)), responses(
    (status = 200, body = Vec<RevisionView>),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    As { caller, .. }: As<Desk>,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<Vec<RevisionView>>, Problem> {
    let reference = shared.reference().await?;
    let revisions = shared.store().revisions(id).await?;
    if revisions.is_empty() {
        return Err(Problem::NotFound);
    }
    // Whoever may not see one of the places may not learn from the others that the matter was moved.
    for revision in &revisions {
        caller.must_reach(&reference.areas, &revision.report.area)?;
    }
    let sight = Sight::of(&caller, &reference);
    let before = std::iter::once(None).chain(revisions.iter().map(Some));
    let views = revisions.iter().zip(before).map(|(revision, before): (&Revision, Option<&Revision>)| {
        let changed = before.map(|before| ReportPart::differing(&before.report, &revision.report));
        RevisionView {
            number: revision.number,
            report: ReportView::new(revision.report.clone(), &sight, &reference),
            kept_at: revision.kept_at,
            superseded_at: revision.superseded_at,
            station: revision.station.clone().into(),
            changed: names(&changed.unwrap_or_default()),
        }
    });
    Ok(Json(views.collect()))
}
