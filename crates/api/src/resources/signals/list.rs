//! `GET /v1/signals`: the patterns of the latest sweep, or of all sweeps.

use std::{collections::HashMap, sync::Arc};

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use domain::{Advisory, AdvisoryId, AdvisoryState, SignalId, SignalKind, SignalStatus};
use serde::{Deserialize, Serialize};
use store::{SignalFilter, SweepChoice};
use utoipa::{IntoParams, ToSchema};

use super::SignalSummary;
use crate::{
    extract::Query,
    fields::Fields,
    masking::Sight,
    permission::{As, Reader},
    problem::{Problem, ProblemBody},
    resources::{advisories, episodes},
    service::Shared,
};

/// Which patterns are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SignalQuery {
    /// emerging, recurring, trending, silent or irregular.
    kind: Option<String>,
    /// In this area or below it.
    area: Option<String>,
    /// new, confirmed, dismissed or withheld.
    status: Option<String>,
    /// latest (the default) or all.
    sweep: Option<String>,
    /// Rows at most, 1 to 1000; 100 when absent.
    limit: Option<String>,
}

/// The patterns, newest data cut first, then by level, expected harm and rarity.
#[derive(Serialize, ToSchema)]
pub(crate) struct Signals {
    /// The data cut of the latest sweep; null before the first one.
    as_of: Option<DateTime<Utc>>,
    items: Vec<SignalSummary>,
}

/// The patterns that were found.
#[utoipa::path(get, path = "/v1/signals", tag = "patterns", params(SignalQuery), responses(
    (status = 200, body = Signals),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    As { caller, .. }: As<Reader>,
    Query(query): Query<SignalQuery>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<Signals>, Problem> {
    let reference = shared.reference().await?;
    let mut fields = Fields::default();
    let kinds = SignalKind::ALL.map(SignalKind::as_str);
    let kind = fields.word("kind", query.kind.as_deref(), SignalKind::parse, &kinds);
    let asked = fields.area("area", query.area.as_deref(), &reference);
    let statuses = SignalStatus::ALL.map(SignalStatus::as_str);
    let status = fields.word("status", query.status.as_deref(), SignalStatus::parse, &statuses);
    let sweep = fields.word("sweep", query.sweep.as_deref(), sweep_choice, &["latest", "all"]);
    let limit = fields.limit(query.limit.as_deref());
    fields.finish()?;

    let filter = SignalFilter {
        kind,
        within: Some(caller.territory(&reference.areas, asked.clone())?),
        status,
        sweep: sweep.unwrap_or(SweepChoice::Latest),
        limit,
    };
    let as_of = shared.store().latest_sweep().await?.map(|sweep| sweep.as_of);
    // The newest comes first; the letter that stands is meant, where one was corrected.
    let (gone, standing): (Vec<Advisory>, Vec<Advisory>) =
        advisories::visible(&shared, &caller, None).await?.into_iter().rev().partition(|advisory| {
            matches!(advisory.state, AdvisoryState::Dismissed | AdvisoryState::Withdrawn)
        });
    let spoken_of: HashMap<SignalId, AdvisoryId> =
        gone.into_iter().chain(standing).map(|advisory| (advisory.signal, advisory.id)).collect();
    let sight = Sight::of(&caller, &reference);
    let mut courses = episodes::courses(&shared, &reference, &sight).await?;
    let items = shared
        .store()
        .signals(&filter)
        .await?
        .into_iter()
        .map(|signal| sight.signal(signal))
        .filter(|signal| sight.belongs(&signal.area, &signal.category, asked.as_ref()))
        .map(|signal| {
            let (told, course) = (spoken_of.get(&signal.id).copied(), courses.remove(&signal.id));
            SignalSummary::new(&signal, told, course, &shared, &reference)
        })
        .collect();
    Ok(Json(Signals { as_of, items }))
}

fn sweep_choice(word: &str) -> Option<SweepChoice> {
    match word {
        "latest" => Some(SweepChoice::Latest),
        "all" => Some(SweepChoice::All),
        _ => None,
    }
}
