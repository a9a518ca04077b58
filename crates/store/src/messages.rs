//! Messages as an operator sees them: listing, counting, replaying. Sending stands in `outbox`.

use chrono::{DateTime, Utc};
use domain::{CommitteeId, Message, MessageId, MessageKind, MessageState};
use sqlx::AnyConnection;
use uuid::Uuid;

use crate::{
    Store, StoreError,
    columns::{Columns, micros, read_all},
    issuing::next_number,
    journal::{self, Step},
};

/// Which messages are asked for. The default asks for all.
#[derive(Clone, Debug)]
pub struct MessageFilter {
    /// In this state.
    pub state: Option<MessageState>,
    /// About this advisory or bulletin.
    pub subject: Option<Uuid>,
    /// At most so many.
    pub limit: u32,
}

impl Default for MessageFilter {
    fn default() -> Self {
        Self { state: None, subject: None, limit: u32::MAX }
    }
}

/// How many messages stand where; together they are all that was ever put into the outbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MessageCounts {
    /// To be sent, or sent again.
    pub pending: u64,
    /// Taken by their receiver.
    pub delivered: u64,
    /// Attempts used up.
    pub dead: u64,
}

impl Store {
    /// Messages, newest first, each with the error of its last attempt where that failed.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn messages(
        &self,
        filter: &MessageFilter,
    ) -> Result<Vec<(Message, Option<String>)>, StoreError> {
        let rows = sqlx::query(
            "SELECT message.id, message.kind, message.subject, message.committee, message.payload,
                 message.state, message.attempts, message.due_at, message.created_at,
                 (SELECT nullif(attempt.error, '') FROM attempt WHERE attempt.message = message.id
                  ORDER BY attempt.number DESC LIMIT 1) AS last_error
             FROM message WHERE ($1 IS NULL OR message.state = $1) AND ($2 IS NULL OR message.subject = $2)
             ORDER BY message.created_at DESC, message.id LIMIT $3",
        )
        .bind(filter.state.map(MessageState::as_str))
        .bind(filter.subject.map(|subject| subject.to_string()))
        .bind(i64::from(filter.limit))
        .fetch_all(self.reading())
        .await?;
        read_all(&rows, |row| Ok((message(row)?, row.maybe_text("last_error")?)))
    }

    /// How many messages stand where.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn message_counts(&self) -> Result<MessageCounts, StoreError> {
        let rows = sqlx::query("SELECT state, count(*) AS n FROM message GROUP BY state")
            .fetch_all(self.reading())
            .await?;
        let mut counts = MessageCounts::default();
        for row in &rows {
            let row = Columns(row);
            let n = row.number("n")?;
            match row.word("state", MessageState::parse)? {
                MessageState::Pending => counts.pending = n,
                MessageState::Delivered => counts.delivered = n,
                MessageState::Dead => counts.dead = n,
            }
        }
        Ok(counts)
    }

    /// Makes dead messages due again whose last attempt was made at `since` or later, of one committee or of all; how many.
    /// Their attempts go on counting, so that the sender's rule may give each one more try only. A paused endpoint is tried
    /// at once, for whoever replays believes that its receiver is back.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn replay_messages(
        &self,
        since: DateTime<Utc>,
        committee: Option<&CommitteeId>,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<usize, StoreError> {
        let mut transaction = self.writing().await?;
        sqlx::query(
            "UPDATE endpoint SET free_at = 0 WHERE state = 'paused' AND ($1 IS NULL OR committee = $1)
             AND committee IN (SELECT committee FROM message WHERE state = 'dead')",
        )
        .bind(committee.map(CommitteeId::as_str))
        .execute(&mut *transaction)
        .await?;
        let rows = sqlx::query(
            "UPDATE message SET state = 'pending', due_at = $3, leased_until = 0
             WHERE state = 'dead' AND ($1 IS NULL OR committee = $1)
                 AND (SELECT max(at) FROM attempt WHERE attempt.message = message.id) >= $2 RETURNING id",
        )
        .bind(committee.map(CommitteeId::as_str))
        .bind(micros(since))
        .bind(micros(now))
        .fetch_all(&mut *transaction)
        .await?;
        let ids: Vec<MessageId> = read_all(&rows, |row| row.id("id"))?;
        for id in &ids {
            journal::write(&mut transaction, *id, Step { at: now, by, step: "replayed", why: "" }).await?;
        }
        transaction.commit().await?;
        Ok(ids.len())
    }
}

/// Puts messages into the outbox; whether one of them is new. A committee that is both lead and copy is told once.
///
/// Their numbers come from a counter that stays locked until the transaction ends: whoever reads number n has been able to
/// read all before it. It is the last counter that any transaction takes, so none waits in a circle.
pub(crate) async fn insert(connection: &mut AnyConnection, messages: &[Message]) -> Result<bool, StoreError> {
    let mut new = false;
    for message in messages {
        let known = sqlx::query("SELECT id FROM message WHERE id = $1").bind(message.id.to_string());
        if known.fetch_optional(&mut *connection).await?.is_some() {
            continue;
        }
        new = true;
        let number: i64 = next_number(connection, "message").await?.into();
        sqlx::query(
            "INSERT INTO message (id, kind, subject, committee, payload, state, attempts, due_at, created_at,
                 leased_until, number)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10)",
        )
        .bind(message.id.to_string())
        .bind(message.kind.as_str())
        .bind(message.subject.to_string())
        .bind(message.committee.as_str())
        .bind(&message.payload)
        .bind(message.state.as_str())
        .bind(i64::from(message.attempts))
        .bind(micros(message.due_at))
        .bind(micros(message.created_at))
        .bind(number)
        .execute(&mut *connection)
        .await?;
    }
    Ok(new)
}

pub(crate) fn message(row: Columns<'_>) -> Result<Message, StoreError> {
    Ok(Message {
        id: row.id("id")?,
        kind: row.word("kind", MessageKind::parse)?,
        subject: row.id("subject")?,
        committee: CommitteeId::new(row.text("committee")?),
        payload: row.text("payload")?,
        state: row.word("state", MessageState::parse)?,
        attempts: row.number("attempts")?,
        due_at: row.moment("due_at")?,
        created_at: row.moment("created_at")?,
    })
}
