//! What `/metrics` shows: requests by route and status, their latency, and what became of reports.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use store::MessageCounts;

const REQUESTS: &str = "fengsui_http_requests_total";
const SECONDS: &str = "fengsui_http_request_duration_seconds";
const REPORTS: &str = "fengsui_reports_total";
const COMMITS: &str = "fengsui_intake_commits_total";
const OUTBOX: &str = "fengsui_outbox_messages";

/// Upper bounds in seconds: from a look-up in memory to a batch of 8 MB.
const LATENCY_BUCKETS: [f64; 9] = [0.001, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 5.0, 30.0];

/// Samples of a histogram wait in memory until someone asks for them; where nobody does, they are folded after so
/// many requests.
const FOLD_EVERY: u64 = 4096;

/// Installs the recorder of the process; what it returns is the `meters` of [`Service`](crate::Service).
///
/// # Errors
/// [`BuildError`] when a recorder is installed already.
pub fn install_meters() -> Result<PrometheusHandle, BuildError> {
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full(SECONDS.to_owned()), &LATENCY_BUCKETS)?
        .install_recorder()?;
    metrics::describe_counter!(REQUESTS, "Requests by method, route and status.");
    metrics::describe_histogram!(SECONDS, "Seconds from the head of a request to the head of its answer.");
    metrics::describe_counter!(
        REPORTS,
        "Reports by outcome: accepted, repeated, revised, waiting, conflict, rejected."
    );
    metrics::describe_counter!(
        COMMITS,
        "Transactions in which reports were kept; callers at one time share them."
    );
    metrics::describe_gauge!(OUTBOX, "Messages to committees by state: pending, delivered, dead.");
    Ok(handle)
}

/// Counts what became of the rows of one batch.
pub(crate) fn count_reports(outcome: &'static str, rows: u64) {
    if rows > 0 {
        metrics::counter!(REPORTS, "outcome" => outcome).increment(rows);
    }
}

/// Sets the count of the transactions.
pub(crate) fn show_commits(commits: u64) {
    metrics::counter!(COMMITS).absolute(commits);
}

/// Sets the gauge of the outbox.
#[expect(clippy::cast_precision_loss, reason = "a gauge is a float, and no outbox comes near 2^52 messages")]
pub(crate) fn show_outbox(counts: &MessageCounts) {
    for (state, n) in [("pending", counts.pending), ("delivered", counts.delivered), ("dead", counts.dead)] {
        metrics::gauge!(OUTBOX, "state" => state).set(n as f64);
    }
}

/// The state of the [`count`] middleware.
#[derive(Clone)]
pub(crate) struct Meter {
    handle: PrometheusHandle,
    requests: Arc<AtomicU64>,
}

impl Meter {
    /// A meter that writes where `handle` reads.
    pub(crate) fn new(handle: PrometheusHandle) -> Self {
        Self { handle, requests: Arc::default() }
    }
}

/// Counts a request by its route (never by its address, which would make a series of every id) and times it.
pub(crate) async fn count(State(meter): State<Meter>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().as_str().to_owned();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "pages".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    metrics::counter!(REQUESTS, "method" => method.clone(), "route" => route.clone(), "status" => status)
        .increment(1);
    metrics::histogram!(SECONDS, "method" => method, "route" => route).record(begun.elapsed().as_secs_f64());
    if meter.requests.fetch_add(1, Ordering::Relaxed) % FOLD_EVERY == FOLD_EVERY - 1 {
        meter.handle.run_upkeep();
    }
    response
}
