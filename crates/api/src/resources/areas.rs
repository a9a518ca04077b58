//! `GET /v1/areas` and `GET /v1/areas.geojson`: the part of the tree that the caller reaches.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{Area, AreaId, AreaLevel, Ring};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
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

/// The caller's areas, widest first as imported.
#[utoipa::path(get, path = "/v1/areas", tag = "county", responses(
    (status = 200, body = Vec<AreaView>),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    caller: Caller,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<Vec<AreaView>>, Problem> {
    let reference = shared.reference().await?;
    let areas = reference.areas.all().iter().filter(|area| caller.reaches(&reference.areas, &area.id));
    let views = areas.cloned().map(|area| AreaView {
        id: area.id,
        parent: area.parent,
        level: area.level,
        name: area.name,
        households: area.households,
        centre: area.centre,
    });
    Ok(Json(views.collect()))
}

/// Which outlines are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OutlineQuery {
    /// One level only: town, village or grid.
    level: Option<String>,
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
    fields.finish()?;

    let reference = shared.reference().await?;
    let features: Vec<Value> = reference
        .areas
        .all()
        .iter()
        .filter(|area| level.is_none_or(|level| area.level == level))
        .filter(|area| caller.reaches(&reference.areas, &area.id))
        .map(feature)
        .collect();
    let mut response = Json(json!({ "type": "FeatureCollection", "features": features })).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/geo+json"));
    Ok(response)
}

/// An area as a feature: its outline, else its middle, else no geometry.
fn feature(area: &Area) -> Value {
    let geometry = if area.outline.is_empty() {
        area.centre.map_or(Value::Null, |centre| json!({ "type": "Point", "coordinates": centre }))
    } else {
        let polygons: Vec<[Ring; 1]> = area.outline.iter().map(|ring| [closed(ring)]).collect();
        json!({ "type": "MultiPolygon", "coordinates": polygons })
    };
    json!({
        "type": "Feature",
        "id": area.id,
        "geometry": geometry,
        "properties": { "id": area.id, "name": area.name, "parent": area.parent, "level": area.level },
    })
}

/// GeoJSON repeats the first point of a ring at its end; our rings do not.
fn closed(ring: &Ring) -> Ring {
    ring.iter().chain(ring.first()).copied().collect()
}
