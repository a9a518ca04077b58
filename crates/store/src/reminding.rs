//! Reminders and escalations: one message and one line in the journal of the advisory, together or not at all.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{AdvisoryState, Message, MessageId, MessageKind};

use crate::{
    Store, StoreError, advisories,
    columns::{Columns, micros, read_all},
    journal::{self, Step},
    messages,
};

impl Store {
    /// The reminders and escalations that were put into the outbox at `since` or later, with their moment.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn reminded_since(
        &self,
        since: DateTime<Utc>,
    ) -> Result<BTreeMap<MessageId, DateTime<Utc>>, StoreError> {
        let rows =
            sqlx::query("SELECT id, created_at FROM message WHERE kind IN ($1, $2) AND created_at >= $3")
                .bind(MessageKind::Reminder.as_str())
                .bind(MessageKind::Escalation.as_str())
                .bind(micros(since))
                .fetch_all(self.reading())
                .await?;
        let rows = read_all(&rows, |row: Columns<'_>| Ok((row.id("id")?, row.moment("created_at")?)))?;
        Ok(rows.into_iter().collect())
    }

    /// Puts a reminder or an escalation into the outbox, while its advisory is in one of these states; whether it was put
    /// there. One that is known, or that the committee was quicker than, changes nothing.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn remind(
        &self,
        message: &Message,
        states: &[AdvisoryState],
        why: &str,
        by: &str,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.writing().await?;
        let Some(advisory) = advisories::hold(&mut transaction, message.subject).await? else {
            return Ok(false);
        };
        let open = states.contains(&advisory.state);
        if !open || !messages::insert(&mut transaction, std::slice::from_ref(message)).await? {
            return Ok(false);
        }
        let step = if message.kind == MessageKind::Escalation { "escalated" } else { "reminded" };
        let step = Step { at: message.created_at, by, step, why };
        journal::write(&mut transaction, advisory.id, step).await?;
        transaction.commit().await?;
        Ok(true)
    }
}
