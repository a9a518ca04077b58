//! The router: the routes, and what surrounds each of them.
//!
//! From the outside in: request id, trace span, security headers, gzip, meters, problems, panics, time limit.

use std::{any::Any, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, MatchedPath, Request},
    http::{HeaderName, HeaderValue, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    request_id::{PropagateRequestIdLayer, SetRequestIdLayer},
    set_header::SetResponseHeaderLayer,
    trace::{DefaultOnResponse, TraceLayer},
};
use tracing::{Level, Span};

use crate::{
    document,
    extract::JSON_LIMIT,
    meters,
    problem::{self, Problem},
    request_id,
    service::{Service, Shared},
};

/// How long a request may take. The slowest lawful one is a full batch of reports over a poor line.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// What the pages may load: their own files, letters and bulletins opened as blobs (whose charts and styles are
/// inline), and nothing from elsewhere.
const PAGE_POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; \
     worker-src 'self' blob:; frame-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'self'";

/// The whole HTTP surface over a service.
pub fn router(service: Service) -> Router {
    let (routes, document) = document::routes().split_for_parts();
    let meter = meters::Meter::new(service.meters.clone());
    let request_ids = request_id::Maker::new(Arc::clone(&service.clock));
    let pages = service.pages.clone();
    let shared = Arc::new(Shared::new(service));
    // As text: every connection has a copy of each handler.
    let document = Bytes::from(document.to_json().unwrap_or_default());
    let document = move || async move { ([(header::CONTENT_TYPE, "application/json")], document) };

    let around = ServiceBuilder::new()
        .layer(SetRequestIdLayer::new(request_id::HEADER, request_ids))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(span)
                .on_response(DefaultOnResponse::new().level(Level::INFO))
                // A fault is logged once, with its id, where its problem is written.
                .on_failure(()),
        )
        .layer(PropagateRequestIdLayer::new(request_id::HEADER))
        .layer(security(header::CONTENT_SECURITY_POLICY, PAGE_POLICY))
        .layer(security(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(security(header::REFERRER_POLICY, "no-referrer"))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(meter, meters::count))
        .layer(middleware::from_fn(problem::render))
        .layer(CatchPanicLayer::custom(fault_of_panic))
        .layer(middleware::from_fn(within_time));

    routes
        .route("/v1", get(no_route))
        .route("/v1/{*rest}", axum::routing::any(no_route))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .route("/openapi.json", get(document))
        .fallback_service(pages)
        .layer(DefaultBodyLimit::max(JSON_LIMIT))
        .layer(around)
        .with_state(shared)
}

fn security(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

/// The span of a request. The query is left out: it may hold what a caller looks for.
fn span(request: &Request) -> Span {
    let route = request.extensions().get::<MatchedPath>().map_or("pages", MatchedPath::as_str);
    tracing::info_span!(
        "request",
        method = %request.method(),
        route,
        path = request.uri().path(),
        id = request_id::text(request.headers()),
    )
}

async fn no_route() -> Problem {
    Problem::NoRoute
}

/// Gives a request up that takes too long. Nothing half-done stays: the store's transactions end with it.
async fn within_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(TIME_LIMIT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::TooSlow.into_response(),
    }
}

/// A handler that panicked answers like any other fault; the text of the panic goes to the log only.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands the payload over by value")]
fn fault_of_panic(payload: Box<dyn Any + Send + 'static>) -> Response {
    let text = payload
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_default();
    Problem::Fault(format!("panic: {text}")).into_response()
}
