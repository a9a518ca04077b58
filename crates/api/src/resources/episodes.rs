//! `GET /v1/episodes`: what sweeps found week after week, each matter as one thing from its beginning to its end.

use std::{collections::HashMap, sync::Arc};

use ::advisories::{Episode, EpisodeState, episodes};
use axum::{Json, extract::State};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{AreaId, CategoryCode, RiskLevel, SignalId, SignalKind, Week};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    extract::Query,
    fields::Fields,
    masking::Sight,
    permission::{As, Reader},
    problem::{Problem, ProblemBody},
    schema,
    service::{Reference, Shared},
};

/// Weeks back from which episodes are put together: two quarters.
const WEEKS_KEPT: i64 = 26;

/// Which episodes are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EpisodeQuery {
    /// rising, steady, fading or ended; when absent, all that have not ended.
    state: Option<String>,
    /// In this area or below it.
    area: Option<String>,
    /// Rows at most, 1 to 1000; 100 when absent.
    limit: Option<String>,
}

/// Episodes, those that were seen last first.
#[derive(Serialize, ToSchema)]
pub(crate) struct Episodes {
    /// The data cut of the newest sweep; null before the first one.
    as_of: Option<DateTime<Utc>>,
    items: Vec<EpisodeView>,
}

/// One matter at one place, followed week after week.
#[derive(Serialize, ToSchema)]
#[schema(as = Episode)]
struct EpisodeView {
    #[serde(flatten)]
    course: Course,
    #[schema(schema_with = schema::signal_kind)]
    kind: SignalKind,
    /// The area of its newest week.
    #[schema(value_type = String)]
    area: AreaId,
    area_name: String,
    #[schema(value_type = String)]
    category: CategoryCode,
    category_name_zh: String,
    category_name_en: String,
    /// The data cut of the last sweep that saw it.
    last_seen: DateTime<Utc>,
}

/// How a matter went on.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct Course {
    /// The signal with which it began.
    id: Uuid,
    #[schema(schema_with = schema::episode_state)]
    state: EpisodeState,
    /// The first day of its first signal.
    since: NaiveDate,
    /// What was seen in each week, oldest first; empty for a restricted matter outside the analysts' desk.
    weeks: Vec<WeekSeen>,
}

/// The gravest signal of an episode in one week.
#[derive(Clone, Serialize, ToSchema)]
struct WeekSeen {
    /// `2026-W47`
    #[schema(value_type = String)]
    week: Week,
    signal: Uuid,
    /// Where: a matter may be seen in a town one week, and in one of its villages the next.
    area_name: String,
    /// Reports in its window, whose last day lies in the week.
    observed: f64,
    expected: f64,
    #[schema(schema_with = schema::risk_level)]
    level: RiskLevel,
}

impl Course {
    fn of(episode: &Episode, latest: DateTime<Utc>, sight: &Sight<'_>, reference: &Reference) -> Self {
        let weeks = episode.weeks().into_iter().filter(|(_, seen)| !sight.hides(&seen.category));
        Self {
            id: episode.id(),
            state: episode.state(latest),
            since: episode.since(),
            weeks: weeks
                .map(|(week, seen)| WeekSeen {
                    week,
                    signal: seen.signal,
                    area_name: reference.areas.full_name(&seen.area),
                    observed: seen.observed,
                    expected: seen.expected,
                    level: seen.level,
                })
                .collect(),
        }
    }
}

/// The course of the episode of each signal that was seen of late.
pub(crate) async fn courses(
    shared: &Shared,
    reference: &Reference,
    sight: &Sight<'_>,
) -> Result<HashMap<SignalId, Course>, Problem> {
    let (latest, followed) = followed(shared, reference).await?;
    let Some(latest) = latest else { return Ok(HashMap::new()) };
    let mut courses = HashMap::new();
    for episode in &followed {
        let course = Course::of(episode, latest, sight, reference);
        courses.extend(episode.sightings().iter().map(|seen| (seen.signal, course.clone())));
    }
    Ok(courses)
}

async fn followed(
    shared: &Shared,
    reference: &Reference,
) -> Result<(Option<DateTime<Utc>>, Vec<Episode>), Problem> {
    let seen = shared.store().seen_since(shared.now() - TimeDelta::weeks(WEEKS_KEPT)).await?;
    Ok((seen.latest, episodes(&seen.sightings, &shared.context(reference))))
}

/// What goes on, and how.
#[utoipa::path(get, path = "/v1/episodes", tag = "patterns", params(EpisodeQuery), responses(
    (status = 200, body = Episodes),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    As { caller, .. }: As<Reader>,
    Query(query): Query<EpisodeQuery>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<Episodes>, Problem> {
    let reference = shared.reference().await?;
    let mut fields = Fields::default();
    let words = EpisodeState::ALL.map(EpisodeState::as_str);
    let state = fields.word("state", query.state.as_deref(), EpisodeState::parse, &words);
    let asked = fields.area("area", query.area.as_deref(), &reference);
    let limit = fields.limit(query.limit.as_deref());
    fields.finish()?;

    let territory = caller.territory(&reference.areas, asked.clone())?;
    let sight = Sight::of(&caller, &reference);
    let (as_of, followed) = followed(&shared, &reference).await?;
    let mut items: Vec<EpisodeView> = followed
        .iter()
        .filter_map(|episode| Some((episode, as_of?)))
        .filter(|(episode, latest)| match state {
            Some(state) => episode.state(*latest) == state,
            None => episode.state(*latest) != EpisodeState::Ended,
        })
        .filter_map(|(episode, latest)| {
            let (_, newest) = episode.weeks().pop()?;
            let area = sight.place(&newest.area, &newest.category);
            let here = reference.areas.contains(&territory, &newest.area)
                && sight.belongs(&area, &newest.category, asked.as_ref());
            let (category_name_zh, category_name_en) = reference.category_names(&newest.category);
            here.then(|| EpisodeView {
                course: Course::of(episode, latest, &sight, &reference),
                kind: newest.kind,
                area_name: reference.areas.full_name(&area),
                area,
                category: newest.category.clone(),
                category_name_zh,
                category_name_en,
                last_seen: episode.last_seen(),
            })
        })
        .collect();
    items.sort_by(|a, b| b.last_seen.cmp(&a.last_seen).then(b.course.since.cmp(&a.course.since)));
    items.truncate(limit as usize);
    Ok(Json(Episodes { as_of, items }))
}
