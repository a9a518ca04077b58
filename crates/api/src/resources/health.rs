//! `/healthz`, `/readyz`, `/metrics`: what the operator's tools ask, without a token and without any case.

use std::sync::Arc;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};

use crate::{
    meters,
    problem::{Problem, ProblemBody},
    service::Shared,
};

/// The process is up.
#[utoipa::path(get, path = "/healthz", tag = "operation", security(()), responses((status = 200, body = str)))]
pub(crate) async fn healthz() -> &'static str {
    "ok"
}

/// The store answers and holds areas and categories: requests will be served.
#[utoipa::path(get, path = "/readyz", tag = "operation", security(()), responses(
    (status = 200, body = str),
    (status = 503, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn readyz(State(shared): State<Arc<Shared>>) -> Result<&'static str, Problem> {
    if let Err(error) = shared.store().ping().await {
        tracing::warn!(%error, "the store does not answer");
        return Err(Problem::NotReady {
            zh: "数据库没有应答，请稍后重试。",
            en: "the database does not answer; try again",
        });
    }
    let reference = shared.reference().await?;
    if reference.areas.is_empty() {
        return Err(Problem::NotReady {
            zh: "尚未导入区划和网格，请先运行 fengsui import。",
            en: "no areas yet; import them with `fengsui import`",
        });
    }
    if reference.taxonomy.is_empty() {
        return Err(Problem::NotReady {
            zh: "尚未导入纠纷类别，请核对 categories.toml。",
            en: "no categories yet; check categories.toml",
        });
    }
    Ok("ready")
}

/// Figures for Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "operation", security(()), responses((status = 200, body = str)))]
pub(crate) async fn metrics(State(shared): State<Arc<Shared>>) -> Result<Response, Problem> {
    meters::show_commits(shared.store().intake_commits());
    meters::show_outbox(&shared.store().message_counts().await?);
    let text = shared.service.meters.render();
    // The version of the text format that Prometheus asks for by name.
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}
