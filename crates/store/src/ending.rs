//! The end of an advisory: withdrawn, or closed after its answer.

use chrono::{DateTime, Utc};
use domain::{Advisory, AdvisoryId, AdvisoryState, CommitteeId, Correction, Message, MessageState, Told};
use sqlx::AnyConnection;

use crate::{
    Store, StoreError, advisories,
    columns::{Columns, read_all},
    journal::Step,
    messages,
};

impl Store {
    /// Takes an issued advisory back. `compose` is given the advisory and the committees that have messages about it. `None`
    /// for an unknown id.
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
        F: FnOnce(&Advisory, &[Told]) -> Vec<Message>,
    {
        let mut transaction = self.writing().await?;
        let Some(mut advisory) = advisories::hold(&mut transaction, id).await? else { return Ok(None) };
        advisory.state = advisory.state.become_state(AdvisoryState::Withdrawn)?;
        let told = told(&mut transaction, id).await?;
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

/// Who has messages about an advisory.
async fn told(connection: &mut AnyConnection, id: AdvisoryId) -> Result<Vec<Told>, StoreError> {
    let rows = sqlx::query(
        "SELECT committee, max(CASE WHEN state = $2 THEN due_at END) AS due_at FROM message
         WHERE subject = $1 GROUP BY committee ORDER BY committee",
    )
    .bind(id.to_string())
    .bind(MessageState::Pending.as_str())
    .fetch_all(connection)
    .await?;
    read_all(&rows, |row: Columns<'_>| {
        Ok(Told {
            committee: CommitteeId::new(row.text("committee")?),
            waiting_until: row.maybe_moment("due_at")?,
        })
    })
}

/// Takes the letter back that another one corrects, and says who had been told of it: nobody who is not told by now,
/// where it was withdrawn before.
///
/// # Errors
/// [`StoreError::State`] when it was answered in the meantime.
pub(crate) async fn replace(
    connection: &mut AnyConnection,
    wrong: &Correction,
    step: Step<'_>,
) -> Result<Vec<Told>, StoreError> {
    let Some(old) = advisories::hold(connection, wrong.advisory).await? else { return Ok(Vec::new()) };
    if old.state == AdvisoryState::Withdrawn {
        return Ok(Vec::new());
    }
    old.state.become_state(AdvisoryState::Withdrawn)?;
    let told = told(connection, old.id).await?;
    advisories::enter(connection, old.id, AdvisoryState::Withdrawn, step).await?;
    Ok(told)
}
