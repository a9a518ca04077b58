//! `GET /v1/areas` and `GET /v1/areas.geojson`: the part of the tree that the caller reaches, as drawn on any day.
//! How it was redrawn stands in `changes`.

pub(crate) mod changes;

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Area, AreaId, AreaLevel, Areas};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    extract::Query,
    fields::Fields,
    problem::{Problem, ProblemBody},
    schema,
    service::Shared,
    tokens::Caller,
};

/// One place.
#[derive(Serialize, ToSchema)]
#[schema(as = Area)]
pub(crate) struct AreaView {
    #[schema(value_type = String)]
    id: AreaId,
    #[schema(value_type = Option<String>)]
    parent: Option<AreaId>,
    #[schema(schema_with = schema::area_level)]
    level: AreaLevel,
    name: String,
    /// Households living in it; 0 when unknown.
    households: u32,
    /// Longitude and latitude of its middle, in degrees; null when unknown.
    centre: Option<[f64; 2]>,
}

impl From<Area> for AreaView {
    fn from(area: Area) -> Self {
        let Area { id, parent, level, name, households, centre, outline: _ } = area;
        Self { id, parent, level, name, households, centre }
    }
}

/// Which drawing is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DrawingQuery {
    /// As drawn on this local day (2025-03-01); the default is today.
    on: Option<String>,
    /// As that was known at this moment (RFC 3339); the default is now.
    known_at: Option<String>,
}

/// The caller's areas, widest first as imported.
#[utoipa::path(get, path = "/v1/areas", tag = "county", params(DrawingQuery), responses(
    (status = 200, body = Vec<AreaView>),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    caller: Caller,
    Query(query): Query<DrawingQuery>,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<Vec<AreaView>>, Problem> {
    let mut fields = Fields::default();
    let on = fields.day("on", query.on.as_deref());
    let known_at = fields.moment("known_at", query.known_at.as_deref());
    fields.finish()?;
    let views = reached(&shared, &caller, on, known_at).await?.into_iter().map(AreaView::from);
    Ok(Json(views.collect()))
}

/// Which outlines are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OutlineQuery {
    /// One level only: town, village or grid.
    level: Option<String>,
    /// As drawn on this local day (2025-03-01); the default is today.
    on: Option<String>,
    /// As that was known at this moment (RFC 3339); the default is now.
    known_at: Option<String>,
}

/// The outlines of the caller's areas as a GeoJSON FeatureCollection (RFC 7946).
#[utoipa::path(get, path = "/v1/areas.geojson", tag = "county", params(OutlineQuery), responses(
    (status = 200, body = Value, content_type = "application/geo+json"),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn outlines(
    caller: Caller,
    Query(query): Query<OutlineQuery>,
    State(shared): State<Arc<Shared>>,
) -> Result<Response, Problem> {
    let mut fields = Fields::default();
    let words = AreaLevel::ALL.map(AreaLevel::as_str);
    let level = fields.word("level", query.level.as_deref(), AreaLevel::parse, &words);
    let on = fields.day("on", query.on.as_deref());
    let known_at = fields.moment("known_at", query.known_at.as_deref());
    fields.finish()?;
    let areas = reached(&shared, &caller, on, known_at).await?;
    let asked = areas.iter().filter(|area| level.is_none_or(|level| area.level == level));
    let mut response = Json(ingestion::areas_to_geojson(asked)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/geo+json"));
    Ok(response)
}

/// The areas of a drawing that the caller reaches in it.
async fn reached(
    shared: &Shared,
    caller: &Caller,
    on: Option<NaiveDate>,
    known_at: Option<DateTime<Utc>>,
) -> Result<Vec<Area>, Problem> {
    let within =
        |areas: &Areas| areas.all().iter().filter(|area| caller.reaches(areas, &area.id)).cloned().collect();
    if on.is_none() && known_at.is_none() {
        return Ok(within(&shared.reference().await?.areas));
    }
    let history = shared.store().area_history().await?;
    let on = on.unwrap_or_else(|| shared.today());
    let areas = history.at(on, known_at.unwrap_or_else(|| shared.now())).map_err(store::StoreError::from)?;
    Ok(within(&areas))
}
