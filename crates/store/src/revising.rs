//! Changing an advisory: a draft in its own row, an issued letter by a draft that is to replace it.

use chrono::{DateTime, Utc};
use domain::{Advisory, AdvisoryId, AdvisoryState};
use sqlx::AnyConnection;

use crate::{
    Store, StoreError, advisories,
    columns::{json, read_one},
    journal::{self, Step},
};

/// What the caller composes from the advisory as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Revised {
    /// The advisory as it is to be: the same one, or a draft with an id of its own that corrects it.
    pub advisory: Advisory,
    /// What was changed and why, for the journal.
    pub note: String,
}

impl Store {
    /// Changes an advisory that is not issued, or begins the correction of one that is; returns the one that was changed or
    /// begun. `None` for an unknown id.
    ///
    /// # Errors
    /// [`StoreError::State`] when it was set aside, answered or withdrawn; [`StoreError::Corrected`] when its correction has
    /// begun already. Nothing is changed then.
    pub async fn revise_advisory<F>(
        &self,
        id: AdvisoryId,
        by: &str,
        at: DateTime<Utc>,
        compose: F,
    ) -> Result<Option<Advisory>, StoreError>
    where
        F: FnOnce(&Advisory) -> Revised,
    {
        let mut transaction = self.writing().await?;
        let Some(advisory) = advisories::hold(&mut transaction, id).await? else { return Ok(None) };
        let open = matches!(advisory.state, AdvisoryState::Draft | AdvisoryState::Confirmed);
        if !open {
            // Only what can be withdrawn can be replaced.
            advisory.state.become_state(AdvisoryState::Withdrawn)?;
            if let Some(begun) = begun(&mut transaction, id).await? {
                return Err(StoreError::Corrected(begun));
            }
        }
        let Revised { advisory: revised, note } = compose(&advisory);
        let step = Step { at, by, step: "revised", why: &note };
        journal::write(&mut transaction, id, step).await?;
        if open {
            update(&mut transaction, &revised).await?;
        } else {
            advisories::insert_draft(&mut transaction, &revised).await?;
            journal::write(&mut transaction, revised.id, Step { step: "drafted", ..step }).await?;
        }
        transaction.commit().await?;
        Ok(Some(revised))
    }
}

/// The correction of an advisory that somebody has begun and nobody has set aside.
async fn begun(connection: &mut AnyConnection, id: AdvisoryId) -> Result<Option<AdvisoryId>, StoreError> {
    let rows = sqlx::query("SELECT id FROM advisory WHERE corrects = $1 AND state IN ('draft', 'confirmed')")
        .bind(id.to_string())
        .fetch_all(connection)
        .await?;
    read_one(rows.first(), |row| row.id("id"))
}

async fn update(connection: &mut AnyConnection, advisory: &Advisory) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE advisory SET lead_committee = $2, copies = $3, finding = $4, suggestions = $5, letter = $6
         WHERE id = $1",
    )
    .bind(advisory.id.to_string())
    .bind(advisory.lead.as_str())
    .bind(json(&advisory.copies)?)
    .bind(&advisory.finding)
    .bind(json(&advisory.suggestions)?)
    .bind(&advisory.letter)
    .execute(connection)
    .await?;
    Ok(())
}
