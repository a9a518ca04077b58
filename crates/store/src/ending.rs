//! The end of an advisory: withdrawn, or closed after its answer.

use chrono::{DateTime, Utc};
use domain::{Advisory, AdvisoryId, AdvisoryState, CommitteeId, Message, MessageState};

use crate::{
    Store, StoreError, advisories,
    columns::{Columns, read_all},
    journal::Step,
    messages,
};

impl Store {
    /// Takes an issued advisory back. `compose` is given the advisory and the committees that have a message about it, each
    /// with the moment at which its last pending one is due. `None` for an unknown id.
    ///
    /// # Errors
    /// [`StoreError::State`] when it is not issued, answered or withdrawn already; nothing is told then.
    pub async fn withdraw_advisory<F>(
        &self,
        id: AdvisoryId,
        reason: &str,
        by: &str,
        at: DateTime<Utc>,
        compose: F,
    ) -> Result<Option<Advisory>, StoreError>
    where
        F: FnOnce(&Advisory, &[(CommitteeId, Option<DateTime<Utc>>)]) -> Vec<Message>,
    {
        let mut transaction = self.writing().await?;
        let Some(mut advisory) = advisories::hold(&mut transaction, id).await? else { return Ok(None) };
        advisory.state = advisory.state.become_state(AdvisoryState::Withdrawn)?;
        let rows = sqlx::query(
            "SELECT committee, max(CASE WHEN state = $2 THEN due_at END) AS due_at FROM message
             WHERE subject = $1 GROUP BY committee ORDER BY committee",
        )
        .bind(id.to_string())
        .bind(MessageState::Pending.as_str())
        .fetch_all(&mut *transaction)
        .await?;
        let told = read_all(&rows, |row: Columns<'_>| {
            Ok((CommitteeId::new(row.text("committee")?), row.maybe_moment("due_at")?))
        })?;
        messages::insert(&mut transaction, &compose(&advisory, &told)).await?;
        let step = Step { at, by, step: "withdrawn", why: reason };
        advisories::enter(&mut transaction, id, AdvisoryState::Withdrawn, step).await?;
        transaction.commit().await?;
        Ok(Some(advisory))
    }

    /// Closes an answered advisory. `None` for an unknown id.
    ///
    /// # Errors
    /// [`StoreError::State`] when it is not answered, or closed already.
    pub async fn close_advisory(
        &self,
        id: AdvisoryId,
        note: &str,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<Option<Advisory>, StoreError> {
        let mut transaction = self.writing().await?;
        let Some(mut advisory) = advisories::hold(&mut transaction, id).await? else { return Ok(None) };
        advisory.state = advisory.state.become_state(AdvisoryState::Closed)?;
        let step = Step { at, by, step: "closed", why: note };
        advisories::enter(&mut transaction, id, AdvisoryState::Closed, step).await?;
        transaction.commit().await?;
        Ok(Some(advisory))
    }
}
