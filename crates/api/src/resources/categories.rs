//! `GET /v1/categories`: the kinds of dispute in force, in the order of every table.

use std::sync::Arc;

use axum::{Json, extract::State};
use domain::CategoryCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    problem::{Problem, ProblemBody},
    service::Shared,
    tokens::Caller,
};

/// One kind of dispute.
#[derive(Serialize, ToSchema)]
#[schema(as = Category)]
pub(crate) struct CategoryView {
    #[schema(value_type = String)]
    code: CategoryCode,
    #[schema(value_type = Option<String>)]
    parent: Option<CategoryCode>,
    name_zh: String,
    name_en: String,
    /// Shown without place and text outside the analysts' desk; a wider restricted category counts.
    restricted: bool,
}

/// The kinds of dispute in force.
#[utoipa::path(get, path = "/v1/categories", tag = "county", responses(
    (status = 200, body = Vec<CategoryView>),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    _caller: Caller,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<Vec<CategoryView>>, Problem> {
    let reference = shared.reference().await?;
    let views = reference.taxonomy.all().iter().cloned().map(|category| CategoryView {
        restricted: reference.taxonomy.is_restricted(&category.code),
        code: category.code,
        parent: category.parent,
        name_zh: category.name_zh,
        name_en: category.name_en,
    });
    Ok(Json(views.collect()))
}
