//! Messages and attempts: one thing said to one committee, and each try to say it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::CommitteeId;

/// The id of a message, derived from subject and receiver, sent as the idempotency key (`webhook-id`).
pub type MessageId = Uuid;

/// What a message carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// An issued advisory.
    Advisory,
    /// A weekly bulletin, or a monthly report.
    Bulletin,
    /// A signature or an answer that is overdue is asked for again (催签, 催办).
    Reminder,
    /// The next wider committee hears that an answer did not come (上报).
    Escalation,
    /// An advisory is taken back.
    Withdrawal,
}

impl MessageKind {
    /// All kinds.
    pub const ALL: [Self; 5] =
        [Self::Advisory, Self::Bulletin, Self::Reminder, Self::Escalation, Self::Withdrawal];

    /// The word used on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Advisory => "advisory",
            Self::Bulletin => "bulletin",
            Self::Reminder => "reminder",
            Self::Escalation => "escalation",
            Self::Withdrawal => "withdrawal",
        }
    }

    /// The kind named by [`MessageKind::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A committee that has messages about an advisory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The committee.
    pub committee: CommitteeId,
    /// When the last of those that wait is due; `None` when none waits.
    pub waiting_until: Option<DateTime<Utc>>,
}

/// Where a message stands. `issued = delivered + pending + dead`, always.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    /// To be sent, or sent again.
    Pending,
    /// The receiver took it.
    Delivered,
    /// All attempts are used up; an operator may replay it.
    Dead,
}

impl MessageState {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Delivered, Self::Dead];

    /// The word used on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Dead => "dead",
        }
    }

    /// The state named by [`MessageState::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// One thing said to one committee. The payload is frozen: every attempt sends the same bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Derived id.
    pub id: MessageId,
    /// What it carries.
    pub kind: MessageKind,
    /// The id of the advisory or bulletin.
    pub subject: Uuid,
    /// The receiver.
    pub committee: CommitteeId,
    /// The exact body, JSON.
    pub payload: String,
    /// Where it stands.
    pub state: MessageState,
    /// Attempts made so far.
    pub attempts: u32,
    /// When it is due (again).
    pub due_at: DateTime<Utc>,
    /// When it was put into the outbox.
    pub created_at: DateTime<Utc>,
}

impl Message {
    /// A message that is to be sent at once and was not tried yet.
    pub fn pending(
        kind: MessageKind,
        subject: Uuid,
        committee: CommitteeId,
        payload: String,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            id: Self::derive_id(subject, &committee),
            kind,
            subject,
            committee,
            payload,
            state: MessageState::Pending,
            attempts: 0,
            due_at: now,
            created_at: now,
        }
    }

    /// The id of what is said of `subject` at one step of its life, to one committee only: whoever comes to that step
    /// again says nothing new.
    pub fn derive_step_id(subject: Uuid, step: &str) -> MessageId {
        Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("fengsui:message:{subject}:step:{step}").as_bytes())
    }

    /// The id of the message about `subject` to `committee`.
    pub fn derive_id(subject: Uuid, committee: &CommitteeId) -> MessageId {
        Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("fengsui:message:{subject}:{committee}").as_bytes())
    }
}

/// One try to deliver a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// The message.
    pub message: MessageId,
    /// Counted from 1.
    pub number: u32,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// What went wrong, for the operator; empty when it was taken.
    pub error: String,
}
