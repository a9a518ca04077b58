//! `GET /v1/signals/{id}/factsheet`: one pattern explained, line by line, in the language of the reader.

use std::sync::Arc;

use axum::{Json, extract::State, http::HeaderMap};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    extract::Path,
    language::Language,
    masking::Sight,
    permission::{As, Reader},
    problem::{Problem, ProblemBody},
    schema,
    service::Shared,
};

/// A pattern explained.
#[derive(Serialize, ToSchema)]
pub(crate) struct FactSheet {
    /// zh or en, by `Accept-Language`.
    language: &'static str,
    /// The lines, in the order in which they are read. What is not known has none.
    lines: Vec<FactLine>,
}

/// One line of a fact sheet.
#[derive(Serialize, ToSchema)]
struct FactLine {
    #[schema(schema_with = schema::fact_topic)]
    topic: &'static str,
    /// 在哪里
    heading: &'static str,
    /// One sentence or a few, each with its figure.
    text: String,
}

/// The fact sheet of a pattern. Outside the analysts' desk without texts, single grids and small cells.
#[utoipa::path(get, path = "/v1/signals/{id}/factsheet", tag = "patterns", params(("id" = Uuid, Path)), responses(
    (status = 200, body = FactSheet),
    (status = "default", body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn factsheet(
    As { caller, .. }: As<Reader>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    State(shared): State<Arc<Shared>>,
) -> Result<Json<FactSheet>, Problem> {
    let reference = shared.reference().await?;
    let signal = shared.store().signal(id).await?.ok_or(Problem::NotFound)?;
    caller.must_reach(&reference.areas, &signal.area)?;
    let sight = Sight::of(&caller, &reference);
    let signal = sight.signal(signal);
    let language = Language::of(&headers);
    let lines = ::advisories::factsheet(&signal, &shared.context(&reference), sight.reader());
    let lines = lines.into_iter().map(|line| match language {
        Language::Zh => {
            FactLine { topic: line.topic.as_str(), heading: line.topic.heading_zh(), text: line.zh }
        }
        Language::En => {
            FactLine { topic: line.topic.as_str(), heading: line.topic.heading_en(), text: line.en }
        }
    });
    let language = match language {
        Language::Zh => "zh",
        Language::En => "en",
    };
    Ok(Json(FactSheet { language, lines: lines.collect() }))
}
