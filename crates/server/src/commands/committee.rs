//! `fengsui committee`: a committee's own system, small and real.
//!
//! It trusts a message only after its signature is checked, keeps it in a file of its own before it answers, drops
//! repeats by their id, and then acknowledges over the API until the server has taken it. It can be stopped at any
//! moment: what it has kept it still acknowledges after the next start.

use std::{
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::Context as _;
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use delivery::{
    Client, Secret, Settings, folder,
    receiver::{self, NotReported},
};
use domain::Verdict;
use serde::Deserialize;
use tokio::{net::TcpListener, sync::Notify};
use tokio_util::sync::CancellationToken;

use crate::{assembly, cli, commands::serve::listen, exit, serving};

/// A letter with its chart is some tens of kilobytes; a message larger than this is no message of ours.
const LARGEST_MESSAGE: usize = 2 * 1024 * 1024;
/// Seconds until the server's answer to an acknowledgement is given up.
const TIMEOUT_SECONDS: u64 = 10;
/// Between two looks for messages that are not acknowledged yet.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

pub(crate) async fn run(flags: cli::Committee) -> anyhow::Result<u8> {
    let (listener, address) = listen(flags.listen).await?;
    writeln!(std::io::stdout(), "ready {address}")?;
    let inbox = Inbox {
        folder: flags.inbox,
        secret: Secret::new(flags.secret),
        token: flags.token,
        verdict: flags.verdict,
    };
    receive(listener, inbox, serving::stop_on_signal()).await?;
    Ok(exit::DONE)
}

/// Where a committee keeps what it received, and how it reports back.
pub(crate) struct Inbox {
    pub(crate) folder: PathBuf,
    pub(crate) secret: Secret,
    pub(crate) token: Option<String>,
    pub(crate) verdict: Option<Verdict>,
}

/// The part of a message that a receiver acts on.
#[derive(Deserialize)]
struct Received {
    #[serde(default)]
    links: Links,
}

#[derive(Default, Deserialize)]
struct Links {
    acknowledge: Option<String>,
    answer: Option<String>,
}

struct Desk {
    inbox: Inbox,
    arrived: Notify,
}

/// Receives until told to stop.
pub(crate) async fn receive(
    listener: TcpListener,
    inbox: Inbox,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    std::fs::create_dir_all(&inbox.folder)
        .with_context(|| format!("failed to make the folder {}", inbox.folder.display()))?;
    let desk = Arc::new(Desk { inbox, arrived: Notify::new() });
    let router = Router::new()
        .route("/{*committee}", post(take))
        .layer(DefaultBodyLimit::max(LARGEST_MESSAGE))
        .with_state(Arc::clone(&desk));
    let acknowledging = tokio::spawn(acknowledge_until(Arc::clone(&desk), stop.clone()));
    axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await?;
    acknowledging.await?
}

async fn take(State(desk): State<Arc<Desk>>, headers: HeaderMap, body: Bytes) -> Response {
    let id = match receiver::verify(&desk.inbox.secret, &headers, &body, assembly::now()) {
        Ok(id) => id.to_owned(),
        Err(refusal) => {
            tracing::warn!(%refusal, "message refused");
            return (StatusCode::UNAUTHORIZED, refusal.to_string()).into_response();
        }
    };
    match folder::keep(&desk.inbox.folder, &id, &body) {
        Ok(true) => {
            tracing::info!(id, "message kept");
            desk.arrived.notify_one();
            StatusCode::NO_CONTENT.into_response()
        }
        Ok(false) => StatusCode::OK.into_response(),
        Err(error) => {
            tracing::error!(id, %error, "message not kept");
            (StatusCode::INTERNAL_SERVER_ERROR, "the inbox cannot be written").into_response()
        }
    }
}

async fn acknowledge_until(desk: Arc<Desk>, stop: CancellationToken) -> anyhow::Result<()> {
    let Some(token) = desk.inbox.token.clone() else { return Ok(()) };
    let client = Client::new(&Settings::of_a_caller(TIMEOUT_SECONDS))?;
    while !stop.is_cancelled() {
        for message in unacknowledged(&desk.inbox.folder)? {
            if let Err(error) = acknowledge(&desk.inbox, &client, &token, &message).await {
                tracing::warn!(message = %message.display(), %error, "not acknowledged yet");
            }
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = desk.arrived.notified() => {}
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
    }
    Ok(())
}

/// The marker that says a message is acknowledged.
fn marker(message: &Path) -> PathBuf {
    message.with_extension("acknowledged")
}

fn unacknowledged(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut messages = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "json") && !marker(&path).exists() {
            messages.push(path);
        }
    }
    messages.sort();
    Ok(messages)
}

async fn acknowledge(inbox: &Inbox, client: &Client, token: &str, message: &Path) -> anyhow::Result<()> {
    let received: Received = serde_json::from_slice(&std::fs::read(message)?)?;
    if let Some(link) = &received.links.acknowledge {
        taken(receiver::report_back(client, link, token, "{}".to_owned()).await)?;
    }
    if let (Some(link), Some(verdict)) = (&received.links.answer, inbox.verdict) {
        let action = "接收端按 --verdict 的设置自动答复，未经人工核查。";
        let answer = serde_json::json!({ "verdict": verdict.as_str(), "action": action });
        taken(receiver::report_back(client, link, token, answer.to_string()).await)?;
    }
    std::fs::write(marker(message), b"")?;
    Ok(())
}

/// A step that the server has already (409: a person was quicker) is as good as taken.
fn taken(outcome: Result<(), NotReported>) -> Result<(), NotReported> {
    match outcome {
        Err(NotReported::Status(409)) => Ok(()),
        other => other,
    }
}
