//! Serves the embedded pages.

use axum::{
    Router,
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};

/// Named files carry a hash of their content in their name and never change; everything else is asked for again.
const FOREVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

/// A router that answers with the pages and their files; every other address is the API's to answer.
pub(crate) fn router() -> Router {
    ["/", "/field", "/field/", "/field-worker.js", "/assets/{*file}"]
        .into_iter()
        .fold(Router::new(), |router, path| router.route(path, get(page)))
}

async fn page(uri: Uri) -> Response {
    match dashboard::asset(uri.path()) {
        Some(asset) => {
            let caching = if asset.immutable { FOREVER } else { ASK_AGAIN };
            let headers = [(header::CONTENT_TYPE, asset.mime), (header::CACHE_CONTROL, caching.to_owned())];
            (headers, asset.bytes).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
