//! One attempt over a signed webhook, as Standard Webhooks describes it.

use std::error::Error;

use chrono::{DateTime, TimeDelta, Utc};
use domain::Message;
use reqwest::{
    StatusCode,
    header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER},
};
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP};

use crate::{Client, Endpoint};

/// What came of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The receiver's HTTP status, where it answered.
    pub status: Option<u16>,
    /// What went wrong, for the operator; `None` when the receiver took the message (any 2xx).
    pub error: Option<String>,
    /// How long the receiver asked us to wait.
    pub retry_after: Option<TimeDelta>,
}

/// Makes one attempt. It always comes back with an outcome: a network that fails is the normal case here.
///
/// The body is the message's frozen payload; `webhook-id` is the message id, the same at every attempt, by which the
/// receiver drops repeats; the signature covers id, moment and body with each of the endpoint's secrets.
pub async fn send(client: &Client, endpoint: &Endpoint, message: &Message, now: DateTime<Utc>) -> Sent {
    let id = message.id.to_string();
    let signatures: Vec<String> = endpoint
        .secrets
        .iter()
        .filter_map(|secret| secret.signer()?.sign(&id, now.timestamp(), message.payload.as_bytes()).ok())
        .collect();
    let answer = client
        .0
        .post(endpoint.url.clone())
        .header(CONTENT_TYPE, "application/json")
        .header(HEADER_WEBHOOK_ID, &id)
        .header(HEADER_WEBHOOK_TIMESTAMP, now.timestamp())
        .header(HEADER_WEBHOOK_SIGNATURE, signatures.join(" "))
        .body(message.payload.clone())
        .send()
        .await;
    match answer {
        Ok(response) => {
            let status = response.status();
            Sent {
                status: Some(status.as_u16()),
                error: (!status.is_success()).then(|| explain(status)),
                retry_after: retry_after(response.headers(), now),
            }
        }
        Err(error) => Sent { status: None, error: Some(causes(&error)), retry_after: None },
    }
}

fn explain(status: StatusCode) -> String {
    let hint = match status.as_u16() {
        300..=399 => "redirects are not followed; enter the final address",
        401 | 403 => "the receiver refused us; compare the secrets on both sides",
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
