//! The signed webhook, as Standard Webhooks describes it.

use std::error::Error;

use chrono::{DateTime, TimeDelta, Utc};
use domain::Message;
use reqwest::{
    Response, StatusCode,
    header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER},
};
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP};

use crate::{Address, Client, Outcome, Secret, Sent};

/// A committee's own system.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// Where it listens.
    pub url: Address,
    /// The secret both sides share. While it is being rotated, list the new one first and the old one after it:
    /// each message is signed with all of them.
    pub secrets: Vec<Secret>,
}

/// The body is the message's frozen payload; `webhook-id` is the message id, the same at every attempt, by which the
/// receiver drops repeats; the signature covers id, moment and body with each of the secrets.
pub(crate) async fn send(client: &Client, webhook: &Webhook, message: &Message, now: DateTime<Utc>) -> Sent {
    let id = message.id.to_string();
    let signatures: Vec<String> = webhook
        .secrets
        .iter()
        .filter_map(|secret| secret.signer()?.sign(&id, now.timestamp(), message.payload.as_bytes()).ok())
        .collect();
    let answer = client
        .http
        .post(webhook.url.0.clone())
        .header(CONTENT_TYPE, "application/json")
        .header(HEADER_WEBHOOK_ID, &id)
        .header(HEADER_WEBHOOK_TIMESTAMP, now.timestamp())
        .header(HEADER_WEBHOOK_SIGNATURE, signatures.join(" "))
        .body(message.payload.clone())
        .send()
        .await;
    match answer {
        Ok(response) => answered(&response, now),
        Err(error) => Sent::failed(None, causes(&error)),
    }
}

/// What the status and the headers of an answer say.
pub(crate) fn answered(response: &Response, now: DateTime<Utc>) -> Sent {
    let status = response.status();
    let outcome = match status {
        _ if status.is_success() => Outcome::Taken,
        StatusCode::GONE => Outcome::Gone,
        _ => Outcome::Failed,
    };
    Sent {
        outcome,
        status: Some(status.as_u16()),
        error: (outcome != Outcome::Taken).then(|| explain(status)),
        retry_after: retry_after(response.headers(), now),
    }
}

fn explain(status: StatusCode) -> String {
    let hint = match status.as_u16() {
        300..=399 => "redirects are not followed; enter the final address",
        401 | 403 => "the receiver refused us; compare the secrets on both sides",
        410 => "the receiver is gone for good; ask the committee for its new address",
        404 => "nothing listens at this address; check the path",
        429 => "the receiver asks for patience",
        500..=599 => "the receiver failed",
        _ => "the receiver did not take it",
    };
    format!("HTTP {}: {hint}", status.as_u16())
}

/// The whole chain of causes, without the address (it may hold a token).
pub(crate) fn causes(error: &reqwest::Error) -> String {
    let mut text =
        if error.is_timeout() { "no answer in time".to_owned() } else { "no connection".to_owned() };
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// `Retry-After` in seconds or as an HTTP date.
fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<TimeDelta> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match text.parse::<i64>() {
        Ok(seconds) => TimeDelta::try_seconds(seconds)?,
        Err(_) => DateTime::parse_from_rfc2822(text).ok()?.with_timezone(&Utc) - now,
    };
    (wait > TimeDelta::zero()).then_some(wait)
}
