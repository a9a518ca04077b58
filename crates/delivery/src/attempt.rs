//! One attempt: what is handed over, and what came of it.

use chrono::{DateTime, TimeDelta, Utc};
use domain::Message;

use crate::{Channel, Client, Endpoint, folder, mail, robot, webhook};

/// The few words of a message for channels that people read. Whoever decided words it: there is never a text of a
/// report in it, for a group chat is read on any phone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    /// One line: the subject of a mail.
    pub title: String,
    /// A few lines of counts, ending in a link.
    pub text: String,
}

/// A document that travels with a message, as finished bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its name as a file.
    pub name: String,
    /// Its media type: `text/html; charset=utf-8`.
    pub media_type: String,
    /// What it is.
    pub bytes: Vec<u8>,
}

/// Everything an attempt may carry; each channel takes what it can.
#[derive(Clone, Copy, Debug)]
pub struct Parcel<'a> {
    /// The message with its frozen payload.
    pub message: &'a Message,
    /// Its few words; empty where nobody reads the channel ([`Channel::takes_words`]).
    pub notice: &'a Notice,
    /// Its documents; empty where the channel takes none ([`Channel::takes_documents`]).
    pub attachments: &'a [Attachment],
}

/// What follows from an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The receiver took the message.
    Taken,
    /// It did not, and one attempt is used up.
    Failed,
    /// We were too fast for it: the message is to wait for [`Sent::retry_after`], and no attempt is used up.
    TooFast,
    /// Nobody will ever listen at this address again (410): nothing more is to be sent there.
    Gone,
}

/// What came of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// What follows from it.
    pub outcome: Outcome,
    /// The receiver's HTTP or SMTP status, where it answered.
    pub status: Option<u16>,
    /// What went wrong, for the operator; `None` when the receiver took the message.
    pub error: Option<String>,
    /// How long the receiver asked us to wait.
    pub retry_after: Option<TimeDelta>,
}

impl Sent {
    pub(crate) fn taken(status: Option<u16>) -> Self {
        Self { outcome: Outcome::Taken, status, error: None, retry_after: None }
    }

    pub(crate) fn failed(status: Option<u16>, error: String) -> Self {
        Self { outcome: Outcome::Failed, status, error: Some(error), retry_after: None }
    }
}

/// Makes one attempt. It always comes back with an outcome: a network that fails is the normal case here.
///
/// Every channel carries the message's id, the same at each attempt, by which a receiver (or the folder) drops repeats.
pub async fn send(client: &Client, endpoint: &Endpoint, parcel: Parcel<'_>, now: DateTime<Utc>) -> Sent {
    match &endpoint.channel {
        Channel::Webhook(webhook) => webhook::send(client, webhook, parcel.message, now).await,
        Channel::Mail(to) => mail::send(client, to, parcel, now).await,
        Channel::Robot(robot) => robot::send(client, robot, parcel.notice, now).await,
        Channel::Folder(path) => folder::send(path, parcel.message).await,
        // The store does not hand such a message out; nothing is lost if it did.
        Channel::Inbox => Sent::failed(None, "the committee fetches its messages itself".to_owned()),
    }
}
