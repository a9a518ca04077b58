//! `/v1/links`: reports that may tell of one matter, and what an analyst decides about them. Lists are in [`list`],
//! decisions in [`steps`]. Only the desk sees them: a link shows a report beside another place's.

pub(crate) mod list;
pub(crate) mod steps;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{Link, LinkKind, LinkState, Report, ReportId};
use serde::Serialize;
use store::ReportFilter;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    masking::Sight,
    problem::Problem,
    resources::reports::ReportView,
    schema,
    service::{Reference, Shared},
    tokens::Caller,
};

/// Two reports that may tell of one matter.
#[derive(Serialize, ToSchema)]
#[schema(as = Link)]
pub(crate) struct LinkView {
    id: Uuid,
    /// `duplicate`: one occurrence told twice, which counts once when it is confirmed. `recurrence`: the matter broke out
    /// again; both count.
    #[schema(schema_with = schema::link_kind)]
    kind: LinkKind,
    #[schema(schema_with = schema::link_state)]
    state: LinkState,
    /// How alike the first sentences are, 0 to 1.
    likeness: f64,
    reason_zh: String,
    reason_en: String,
    proposed_at: DateTime<Utc>,
    decided_at: Option<DateTime<Utc>>,
    /// The report that stands.
    earlier: ReportView,
    later: ReportView,
}

/// The links with their reports, as far as the caller may see both.
async fn views(
    links: Vec<Link>,
    caller: &Caller,
    shared: &Shared,
    reference: &Reference,
) -> Result<Vec<LinkView>, Problem> {
    let mut ids: Vec<ReportId> = links.iter().flat_map(|link| [link.earlier, link.later]).collect();
    ids.sort_unstable();
    ids.dedup();
    let filter = ReportFilter { ids: Some(ids), ..ReportFilter::default() };
    let found = shared.store().reports(&filter).await?.items;
    let reports: HashMap<ReportId, Report> = found.into_iter().map(|report| (report.id, report)).collect();
    let sight = Sight::of(caller, reference);
    let view = |id: &ReportId| {
        let report = reports.get(id).filter(|report| caller.reaches(&reference.areas, &report.area))?;
        Some(ReportView::new(report.clone(), &sight, reference))
    };
    let seen = links.into_iter().filter_map(|link| {
        Some(LinkView {
            earlier: view(&link.earlier)?,
            later: view(&link.later)?,
            id: link.id,
            kind: link.kind,
            state: link.state,
            likeness: link.likeness,
            reason_zh: link.reason_zh,
            reason_en: link.reason_en,
            proposed_at: link.proposed_at,
            decided_at: link.decided_at,
        })
    });
    Ok(seen.collect())
}
