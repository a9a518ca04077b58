//! `GET /v1/signals/{id}`: one pattern with its series, its reports and the parameters that decided.

use std::sync::Arc;

use axum::{Json, extract::State};
use chrono::NaiveDate;
use domain::{AreaId, Point};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{SignalSummary, because::Because, facts::FactsView};
use crate::{
    extract::Path,
    masking::Sight,
    permission::{As, Reader},
    problem::{Problem, ProblemBody},
    resources::{advisories, episodes},
    service::Shared,
};

/// One pattern in full.
#[derive(Serialize, ToSchema)]
#[schema(as = Signal)]
pub(crate) struct SignalView {
    #[serde(flatten)]
    summary: SignalSummary,
    /// For a scan, the neighbouring areas of the cluster.
    cluster: Vec<Place>,
    /// What its chart draws, oldest first.
    series: Vec<PointView>,
    /// The reports behind it, oldest first.
    reports: Vec<Uuid>,
    /// Names and values of the parameters that decided.
    parameters: Vec<(String, f64)>,
    /// What is known around it.
    facts: FactsView,
    /// Why no letter was drafted, where a rule withheld it.
    withheld_because: Option<Because>,
}

/// An area by id and name.
#[derive(Serialize, ToSchema)]
pub(super) struct Place {
    #[schema(value_type = String)]
    pub id: AreaId,
    pub name: String,
}

/// One period of a series.
#[derive(Serialize, ToSchema)]
#[schema(as = Point)]
struct PointView {
    start: NaiveDate,
    observed: f64,
    expected: Option<f64>,
    upper: Option<f64>,
}

impl From<Point> for PointView {
    fn from(point: Point) -> Self {
        let Point { start, observed, expected, upper } = point;
        Self { start, observed, expected, upper }
    }
}

/// One pattern.
#[utoipa::path(get, path = "/v1/signals/{id}", tag = "patterns", params(("id" = Uuid, Path)), responses(
    (status = 200, body = SignalView),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn single(
    As { caller, .. }: As<Reader>,
    Path(id): Path<Uuid>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<SignalView>, Problem> {
    let reference = shared.reference().await?;
    let signal = shared.store().signal(id).await?.ok_or(Problem::NotFound)?;
    caller.must_reach(&reference.areas, &signal.area)?;
    let advisory = shared.store().advisory_about(id).await?;
    let advisory = advisory.filter(|advisory| advisories::may_see(&shared, &reference, &caller, advisory));
    let sight = Sight::of(&caller, &reference);
    let signal = sight.signal(signal);
    let withheld_because = Because::of(&signal, &shared, &reference).await?;
    let episode = episodes::courses(&shared, &reference, &sight).await?.remove(&id);
    let below = shared.service.rules.suppress_below;
    Ok(Json(SignalView {
        summary: SignalSummary::new(
            &signal,
            advisory.map(|advisory| advisory.id),
            episode,
            &shared,
            &reference,
        ),
        cluster: signal
            .cluster
            .into_iter()
            .map(|id| Place { name: reference.areas.full_name(&id), id })
            .collect(),
        series: signal.series.into_iter().map(PointView::from).collect(),
        reports: signal.reports,
        parameters: signal.parameters,
        facts: FactsView::new(signal.facts, sight.reader(), below, &reference),
        withheld_because,
    }))
}
