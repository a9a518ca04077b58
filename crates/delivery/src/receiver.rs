//! The other end: what a committee's system does to trust a message.

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::HeaderMap;
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP};
use subtle::ConstantTimeEq;

use crate::{Client, Secret, webhook::causes};

/// A signed moment may differ from the receiver's clock by this much: enough for clocks that are never set, too
/// little to replay an old message.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// Why a message is not trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A header of Standard Webhooks is absent or unreadable.
    #[error("the header {0} is missing or unreadable")]
    Header(&'static str),
    /// It was signed too long ago, or in the future.
    #[error("the message was signed at another time than now; check both clocks")]
    Stale,
    /// The signature is not ours.
    #[error("the signature does not fit the message; compare the secrets on both sides")]
    Forged,
}

/// Checks a message and returns its id, by which repeats are dropped.
///
/// The library's own check reads the system's clock; here the moment is an argument.
///
/// # Errors
/// [`Refusal`], in which case the body must not be looked at.
pub fn verify<'h>(
    secret: &Secret,
    headers: &'h HeaderMap,
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<&'h str, Refusal> {
    let id = header(headers, HEADER_WEBHOOK_ID)?;
    let timestamp: i64 = header(headers, HEADER_WEBHOOK_TIMESTAMP)?
        .parse()
        .map_err(|_| Refusal::Header(HEADER_WEBHOOK_TIMESTAMP))?;
    let signatures = header(headers, HEADER_WEBHOOK_SIGNATURE)?;
    if (now.timestamp() - timestamp).abs() > TOLERANCE.num_seconds() {
        return Err(Refusal::Stale);
    }
    let own =
        secret.signer().and_then(|signer| signer.sign(id, timestamp, body).ok()).ok_or(Refusal::Forged)?;
    let genuine = signatures.split(' ').any(|theirs| theirs.as_bytes().ct_eq(own.as_bytes()).into());
    if genuine { Ok(id) } else { Err(Refusal::Forged) }
}

/// Why a step could not be reported back; it is to be tried again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotReported {
    /// The server answered, and not with success.
    #[error("the server answered HTTP {0}")]
    Status(u16),
    /// The server could not be reached.
    #[error("{0}")]
    Unreachable(String),
}

/// Reports a step back to the server: posts `body` to one of the links of a message, with the committee's token.
///
/// # Errors
/// [`NotReported`] when the server did not take it.
pub async fn report_back(client: &Client, link: &str, token: &str, body: String) -> Result<(), NotReported> {
    let request =
        client.http.post(link).bearer_auth(token).header(reqwest::header::CONTENT_TYPE, "application/json");
    match request.body(body).send().await {
        Ok(response) if response.status().is_success() => Ok(()),
        Ok(response) => Err(NotReported::Status(response.status().as_u16())),
        Err(error) => Err(NotReported::Unreachable(causes(&error))),
    }
}

fn header<'h>(headers: &'h HeaderMap, name: &'static str) -> Result<&'h str, Refusal> {
    headers.get(name).and_then(|value| value.to_str().ok()).ok_or(Refusal::Header(name))
}
