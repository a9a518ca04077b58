//! The id under which one request is found in the log: the caller's own, or one made here.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use axum::http::{HeaderMap, HeaderName, HeaderValue, Request};
use tower_http::request_id::{MakeRequestId, RequestId};
use uuid::Uuid;

use crate::service::Clock;

/// The header that carries the id in both directions.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Makes ids out of the clock and a counter: unique in one process by the counter, between two by the clock.
#[derive(Clone)]
pub(crate) struct Maker {
    clock: Clock,
    counter: Arc<AtomicU64>,
}

impl Maker {
    /// A maker that starts to count at nought.
    pub(crate) fn new(clock: Clock) -> Self {
        Self { clock, counter: Arc::default() }
    }
}

impl MakeRequestId for Maker {
    fn make_request_id<B>(&mut self, _request: &Request<B>) -> Option<RequestId> {
        let moment = (self.clock)().timestamp_micros();
        let count = self.counter.fetch_add(1, Ordering::Relaxed);
        let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("fengsui:request:{moment}:{count}").as_bytes());
        HeaderValue::from_str(&id.to_string()).ok().map(RequestId::new)
    }
}

/// The id as text; empty where it is not text.
pub(crate) fn text(headers: &HeaderMap) -> String {
    headers.get(HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}
