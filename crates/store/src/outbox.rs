//! Sending out of the outbox: leases, so that one sender has a message at a time, and what came of each
//! attempt.

use chrono::{DateTime, Utc};
use domain::{AdvisoryState, Attempt, Message, MessageKind, MessageState};
use sqlx::AnyConnection;

use crate::{
    Store, StoreError, advisories,
    columns::{micros, read_all, read_one},
    journal::{self, Step},
    messages,
};

/// What follows an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The receiver took it.
    Delivered,
    /// It is due again then.
    Retry(DateTime<Utc>),
    /// It is due again then, and the attempt does not count: the receiver takes only so many a minute.
    Postponed(DateTime<Utc>),
    /// No attempt is left.
    Dead,
}

impl Store {
    /// Leases at most `limit` messages that are due at `now` until `until`, longest due first. A message is
    /// leased to one caller at a time; when a caller falls silent, its lease runs out and the message is
    /// given again. An empty answer means that nothing is due which others do not have.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn lease_messages(
        &self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<Message>, StoreError> {
        loop {
            let mut transaction = self.writing().await?;
            let ids = candidates(&mut transaction, now, limit).await?;
            let mut leased = Vec::with_capacity(ids.len());
            for id in &ids {
                leased.extend(lease(&mut transaction, id, now, until).await?);
            }
            transaction.commit().await?;
            // Where others were faster with every candidate, there may be more behind these.
            if !leased.is_empty() || ids.is_empty() {
                leased.sort_unstable_by_key(|message| (message.due_at, message.id));
                return Ok(leased);
            }
        }
    }

    /// Keeps an attempt and what follows from it, and gives the lease back. An advisory is delivered, in the
    /// same transaction, when its lead committee took it. A message that is no longer pending keeps its
    /// state.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or the message is unknown.
    pub async fn record_attempt(&self, attempt: &Attempt, next: Next) -> Result<(), StoreError> {
        let mut transaction = self.writing().await?;
        if let Next::Postponed(due_at) = next {
            postpone(&mut transaction, attempt, due_at).await?;
            transaction.commit().await?;
            return Ok(());
        }
        sqlx::query(
            "INSERT INTO attempt (message, number, at, status, error) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (message, number) DO NOTHING",
        )
        .bind(attempt.message.to_string())
        .bind(i64::from(attempt.number))
        .bind(micros(attempt.at))
        .bind(attempt.status.map(i64::from))
        .bind(&attempt.error)
        .execute(&mut *transaction)
        .await?;
        let (state, due_at) = match next {
            Next::Delivered => (MessageState::Delivered, None),
            Next::Retry(due_at) | Next::Postponed(due_at) => (MessageState::Pending, Some(micros(due_at))),
            Next::Dead => (MessageState::Dead, None),
        };
        let rows = sqlx::query(
            "UPDATE message SET state = $2, due_at = coalesce($3, due_at), leased_until = 0,
                 attempts = CASE WHEN attempts < $4 THEN $4 ELSE attempts END
             WHERE id = $1 AND state = 'pending'
             RETURNING id, kind, subject, committee, payload, state, attempts, due_at, created_at",
        )
        .bind(attempt.message.to_string())
        .bind(state.as_str())
        .bind(due_at)
        .bind(i64::from(attempt.number))
        .fetch_all(&mut *transaction)
        .await?;
        if let Some(message) = read_one(rows.first(), messages::message)?
            && state != MessageState::Pending
        {
            let step = Step {
                at: attempt.at,
                by: message.committee.as_str(),
                step: state.as_str(),
                why: &attempt.error,
            };
            journal::write(&mut transaction, message.id, step).await?;
            if state == MessageState::Delivered && message.kind == MessageKind::Advisory {
                deliver_advisory(&mut transaction, &message, step).await?;
            }
        }
        transaction.commit().await?;
        Ok(())
    }
}

async fn postpone(
    connection: &mut AnyConnection,
    attempt: &Attempt,
    due_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE message SET due_at = $2, leased_until = 0 WHERE id = $1 AND state = 'pending'")
        .bind(attempt.message.to_string())
        .bind(micros(due_at))
        .execute(connection)
        .await?;
    Ok(())
}

/// The ids of messages that may be leased, longest due chosen first. Two instances on PostgreSQL may read the
/// same ones here; who gets one is settled by [`lease`].
async fn candidates(
    connection: &mut AnyConnection,
    now: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<String>, StoreError> {
    let rows = sqlx::query(
        "SELECT id FROM message WHERE state = 'pending' AND due_at <= $1 AND leased_until <= $1
         ORDER BY due_at, id LIMIT $2",
    )
    .bind(micros(now))
    .bind(i64::from(limit))
    .fetch_all(connection)
    .await?;
    let mut ids = read_all(&rows, |row| row.text("id"))?;
    // All instances lock in the order of ids: they may wait for each other in line, never in a circle.
    ids.sort_unstable();
    Ok(ids)
}

/// Leases one message, unless another instance was faster. The conditions of the candidates stand here again,
/// because this statement sees what the other one wrote while it waited for the row.
async fn lease(
    connection: &mut AnyConnection,
    id: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<Message>, StoreError> {
    let rows = sqlx::query(
        "UPDATE message SET leased_until = $2
         WHERE id = $1 AND state = 'pending' AND due_at <= $3 AND leased_until <= $3
         RETURNING id, kind, subject, committee, payload, state, attempts, due_at, created_at",
    )
    .bind(id)
    .bind(micros(until))
    .bind(micros(now))
    .fetch_all(connection)
    .await?;
    read_one(rows.first(), messages::message)
}

/// An issued advisory whose lead took its message is delivered; one that went further stays where it is.
async fn deliver_advisory(
    connection: &mut AnyConnection,
    message: &Message,
    step: Step<'_>,
) -> Result<(), StoreError> {
    let Some(advisory) = advisories::hold(connection, message.subject).await? else { return Ok(()) };
    if advisory.lead == message.committee && advisory.state == AdvisoryState::Issued {
        advisories::enter(connection, advisory.id, AdvisoryState::Delivered, step).await?;
    }
    Ok(())
}
