//! `GET /v1/me`: who the caller is, and what day it is here.

use std::sync::Arc;

use axum::{Json, extract::State};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{AreaId, AreaLevel, Role};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{problem::Problem, schema, service::Shared, tokens::Caller};

/// The holder of the token.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    name: String,
    #[schema(schema_with = schema::role)]
    role: Role,
    area: MyArea,
    /// The present local day.
    today: NaiveDate,
    /// The data cut of the latest sweep; null before the first one.
    as_of: Option<DateTime<Utc>>,
}

/// The area the caller is bound to.
#[derive(Serialize, ToSchema)]
struct MyArea {
    #[schema(value_type = String)]
    id: AreaId,
    name: String,
    /// Null when the area of the token is not (or no longer) among the county's.
    #[schema(schema_with = schema::area_level_or_null)]
    level: Option<AreaLevel>,
}

/// Who am I?
#[utoipa::path(get, path = "/v1/me", tag = "county", responses(
    (status = 200, body = Me),
    (status = "default", body = crate::problem::ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn me(caller: Caller, State(shared): State<Arc<Shared>>) -> Result<Json<Me>, Problem> {
    let reference = shared.reference().await?;
    let sweep = shared.store().latest_sweep().await?;
    let area = MyArea {
        name: reference.areas.name(&caller.area).to_owned(),
        level: reference.areas.get(&caller.area).map(|area| area.level),
        id: caller.area,
    };
    Ok(Json(Me {
        name: caller.name,
        role: caller.role,
        area,
        today: shared.today(),
        as_of: sweep.map(|sweep| sweep.as_of),
    }))
}
