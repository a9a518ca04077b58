//! The inbox: messages as a committee fetches them itself, in the order in which they were issued, and its receipts.

use chrono::{DateTime, Utc};
use domain::{CommitteeId, Message, MessageId, MessageState};
use sqlx::AssertSqlSafe;

use crate::{
    Store, StoreError, attempts,
    columns::{micros, read_all, read_one},
    journal::Step,
    messages::message,
    placeholders,
};

impl Store {
    /// Messages to these committees, in whatever state, in the order of their numbers, each with its number: at most
    /// `limit` behind number `after`. Numbers are committed in order, so that nothing ever appears behind a reader.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn inbox(
        &self,
        committees: &[CommitteeId],
        after: u64,
        limit: u32,
    ) -> Result<Vec<(u64, Message)>, StoreError> {
        if committees.is_empty() {
            return Ok(Vec::new());
        }
        let list = placeholders::rows(1, committees.len());
        let (after_at, limit_at) = (committees.len() + 1, committees.len() + 2);
        let text = format!(
            "SELECT number, id, kind, subject, committee, payload, state, attempts, due_at, created_at FROM message
             WHERE committee IN {list} AND number > ${after_at} ORDER BY number LIMIT ${limit_at}"
        );
        let query = committees.iter().fold(sqlx::query(AssertSqlSafe(text)), |query, committee| {
            query.bind(committee.as_str().to_owned())
        });
        let rows = query
            .bind(i64::try_from(after).unwrap_or(i64::MAX))
            .bind(i64::from(limit))
            .fetch_all(self.reading())
            .await?;
        read_all(&rows, |row| Ok((row.number("number")?, message(row)?)))
    }

    /// The message with this id.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn message(&self, id: MessageId) -> Result<Option<Message>, StoreError> {
        let row = sqlx::query(
            "SELECT id, kind, subject, committee, payload, state, attempts, due_at, created_at
             FROM message WHERE id = $1",
        )
        .bind(id.to_string())
        .fetch_optional(self.reading())
        .await?;
        read_one(row.as_ref(), message)
    }

    /// Writes down that a committee has fetched a message, whatever became of attempts to send it; a repeat changes
    /// nothing. The message as it stands then, or `None` for an unknown id.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn receive_message(
        &self,
        id: MessageId,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<Option<Message>, StoreError> {
        let mut transaction = self.writing().await?;
        let rows = sqlx::query(
            "UPDATE message SET state = $2, due_at = $3, leased_until = 0, channel = 'inbox'
             WHERE id = $1 AND state <> $2
             RETURNING id, kind, subject, committee, payload, state, attempts, due_at, created_at",
        )
        .bind(id.to_string())
        .bind(MessageState::Delivered.as_str())
        .bind(micros(at))
        .fetch_all(&mut *transaction)
        .await?;
        let Some(message) = read_one(rows.first(), message)? else {
            transaction.rollback().await?;
            return self.message(id).await;
        };
        let step = Step { at, by, step: MessageState::Delivered.as_str(), why: "" };
        attempts::arrive(&mut transaction, &[(&message, step)]).await?;
        transaction.commit().await?;
        Ok(Some(message))
    }
}
