//! Sending out of the outbox: leases, so that one sender has a message at a time, and what came of each
//! attempt.

use chrono::{DateTime, Utc};
use domain::{AdvisoryState, Attempt, Message, MessageId, MessageKind, MessageState};
use sqlx::AnyConnection;

use crate::{
    Store, StoreError, advisories,
    columns::{micros, read_all, read_one},
    endpoints,
    journal::{self, Step},
    messages,
};

/// Messages of one committee that are leased in one go, at most: with the usual time limit and four at once a receiver
/// that never answers holds its sender up for a minute, less than a lease.
const OF_ONE_COMMITTEE: i64 = 16;

/// What follows an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The receiver took it.
    Delivered,
    /// It is due again then.
    Retry(DateTime<Utc>),
    /// No attempt is left.
    Dead,
}

impl Store {
    /// Leases at most `limit` messages that are due at `now` until `until`, longest due first, and at most a few of
    /// each committee, so that a slow one does not hold up the others. A message is leased to one caller at a time;
    /// when a caller falls silent, its lease runs out and the message is given again. An empty answer means that
    /// nothing is due which others do not have.
    ///
    /// Messages of a committee without an endpoint, or whose endpoint rests or is stopped, are not leased. One whose
    /// endpoint is paused or takes only so many a minute is leased by itself.
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
            for Candidate { id, committee, alone } in &ids {
                if !alone || endpoints::take_turn(&mut transaction, committee, now, until).await? {
                    leased.extend(lease(&mut transaction, id, now, until).await?);
                }
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
        if next == Next::Delivered {
            let committee = sqlx::query("SELECT committee FROM message WHERE id = $1")
                .bind(attempt.message.to_string())
                .fetch_optional(&mut *transaction)
                .await?;
            if let Some(committee) = read_one(committee.as_ref(), |row| row.text("committee"))? {
                endpoints::took(&mut transaction, &committee, attempt.at).await?;
            }
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
            Next::Retry(due_at) => (MessageState::Pending, Some(micros(due_at))),
            Next::Dead => (MessageState::Dead, None),
        };
        let rows = sqlx::query(
            "UPDATE message SET state = $2, due_at = coalesce($3, due_at), leased_until = 0,
                 channel = CASE WHEN $2 = 'delivered' THEN (SELECT endpoint.channel FROM endpoint
                     WHERE endpoint.committee = message.committee) END,
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
            arrive(&mut transaction, &message, step).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Gives the lease of a message back untried: it is due as before, and no attempt is used up.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn release_message(&self, id: MessageId) -> Result<(), StoreError> {
        let mut transaction = self.writing().await?;
        sqlx::query("UPDATE message SET leased_until = 0 WHERE id = $1 AND state = 'pending'")
            .bind(id.to_string())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// A message that may be leased.
struct Candidate {
    id: String,
    committee: String,
    /// Whether its endpoint takes one message at a time.
    alone: bool,
}

/// The messages that may be leased, longest due chosen first. Two instances on PostgreSQL may read the same ones here;
/// who gets one is settled by [`lease`].
async fn candidates(
    connection: &mut AnyConnection,
    now: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<Candidate>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, committee, alone FROM (
             SELECT message.id, message.committee, message.due_at,
                 CASE WHEN endpoint.gap > 0 OR endpoint.state = 'paused' THEN 1 ELSE 0 END AS alone,
                 row_number() OVER (PARTITION BY message.committee ORDER BY message.due_at, message.id) AS place
             FROM message JOIN endpoint ON endpoint.committee = message.committee
             WHERE message.state = 'pending' AND message.due_at <= $1 AND message.leased_until <= $1
                 AND endpoint.state <> 'stopped' AND endpoint.free_at <= $1) AS due
         WHERE place <= CASE WHEN alone = 1 THEN 1 ELSE $3 END
         ORDER BY due_at, id LIMIT $2",
    )
    .bind(micros(now))
    .bind(i64::from(limit))
    .bind(OF_ONE_COMMITTEE)
    .fetch_all(connection)
    .await?;
    let mut found = read_all(&rows, |row| {
        Ok(Candidate {
            id: row.text("id")?,
            committee: row.text("committee")?,
            alone: row.integer("alone")? == 1,
        })
    })?;
    // All instances lock in one order, endpoints before their messages: they may wait for each other in line, never in a
    // circle.
    found.sort_unstable_by(|left, right| (&left.committee, &left.id).cmp(&(&right.committee, &right.id)));
    Ok(found)
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

/// Writes down that a message is delivered or dead. An issued advisory whose lead took its message is delivered with it;
/// one that went further stays where it is.
pub(crate) async fn arrive(
    connection: &mut AnyConnection,
    message: &Message,
    step: Step<'_>,
) -> Result<(), StoreError> {
    journal::write(connection, message.id, step).await?;
    if message.state != MessageState::Delivered || message.kind != MessageKind::Advisory {
        return Ok(());
    }
    let Some(advisory) = advisories::hold(connection, message.subject).await? else { return Ok(()) };
    if advisory.lead == message.committee && advisory.state == AdvisoryState::Issued {
        advisories::enter(connection, advisory.id, AdvisoryState::Delivered, step).await?;
    }
    Ok(())
}
