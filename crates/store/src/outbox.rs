//! Leasing out of the outbox, so that one sender has a message at a time. What came of an attempt stands in `attempts`.

use chrono::{DateTime, Utc};
use domain::{Message, MessageId};
use sqlx::AnyConnection;

use crate::{
    Store, StoreError,
    columns::{micros, read_all, read_one},
    endpoints, messages,
};

/// Messages of one committee that are leased in one go, at most: with the usual time limit and four at once a receiver
/// that never answers holds its sender up for a minute, less than a lease.
const OF_ONE_COMMITTEE: i64 = 16;

impl Store {
    /// Leases at most `limit` messages that are due at `now` until `until`, longest due first and then in the order in
    /// which they were written, and at most a few of each committee, so that a slow one does not hold up the others. A message is leased to one caller at a time;
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
            for Candidate { id, committee, alone, place } in &ids {
                if !alone || endpoints::take_turn(&mut transaction, committee, now, until).await? {
                    let message = lease(&mut transaction, id, now, until).await?;
                    leased.extend(message.map(|message| (place, message)));
                }
            }
            transaction.commit().await?;
            // Where others were faster with every candidate, there may be more behind these.
            if !leased.is_empty() || ids.is_empty() {
                leased.sort_unstable_by_key(|(place, _)| **place);
                return Ok(leased.into_iter().map(|(_, message)| message).collect());
            }
        }
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
    /// Its number, which says when it was written, behind the moment when it was due.
    place: (i64, i64),
}

/// The messages that may be leased, longest due chosen first. Two instances on PostgreSQL may read the same ones here;
/// who gets one is settled by [`lease`].
async fn candidates(
    connection: &mut AnyConnection,
    now: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<Candidate>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, committee, alone, due_at, number FROM (
             SELECT message.id, message.committee, message.due_at, message.number,
                 CASE WHEN endpoint.gap > 0 OR endpoint.state = 'paused' THEN 1 ELSE 0 END AS alone,
                 row_number() OVER (PARTITION BY message.committee ORDER BY message.due_at, message.number) AS place
             FROM message JOIN endpoint ON endpoint.committee = message.committee
             WHERE message.state = 'pending' AND message.due_at <= $1 AND message.leased_until <= $1
                 AND endpoint.state <> 'stopped' AND endpoint.free_at <= $1) AS due
         WHERE place <= CASE WHEN alone = 1 THEN 1 ELSE $3 END
         ORDER BY due_at, number LIMIT $2",
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
            alone: row.yes("alone")?,
            place: (row.integer("due_at")?, row.integer("number")?),
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
