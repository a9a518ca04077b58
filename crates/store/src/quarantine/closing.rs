//! How a quarantined row is closed: by a corrected row that becomes a report, or by the reason why it is none. The row
//! itself stays as it came.

use chrono::{DateTime, Utc};
use domain::{ReportId, Station, Submission};
use sqlx::AnyConnection;
use uuid::Uuid;

use super::QuarantineState;
use crate::{
    Outcome, Store, StoreError,
    columns::read_one,
    intake,
    journal::{self, Step},
};

impl Store {
    /// Keeps the corrected form of a quarantined row and closes the row with a link to it, in one transaction; says what
    /// became of the corrected row. One that waits or conflicts is kept as such, so the row is closed then too. `None` for
    /// an unknown id.
    ///
    /// # Errors
    /// [`StoreError::Closed`] when the row is closed already.
    pub async fn resubmit(
        &self,
        id: Uuid,
        corrected: &Submission,
        station: &Station,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<Option<Outcome>, StoreError> {
        let mut transaction = self.writing().await?;
        if !hold_open(&mut transaction, id).await? {
            return Ok(None);
        }
        let outcome = intake::keep_one(&mut transaction, self.backend(), corrected, station, at).await?;
        let step = Step { at, by, step: QuarantineState::Resubmitted.as_str(), why: "" };
        close(&mut transaction, id, QuarantineState::Resubmitted, Some(corrected.report.id), step).await?;
        transaction.commit().await?;
        Ok(Some(outcome))
    }

    /// Closes a quarantined row that is no report. `None` for an unknown id.
    ///
    /// # Errors
    /// [`StoreError::Closed`] when the row is closed already.
    pub async fn discard(
        &self,
        id: Uuid,
        why: &str,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<Option<()>, StoreError> {
        let mut transaction = self.writing().await?;
        if !hold_open(&mut transaction, id).await? {
            return Ok(None);
        }
        let step = Step { at, by, step: QuarantineState::Discarded.as_str(), why };
        close(&mut transaction, id, QuarantineState::Discarded, None, step).await?;
        transaction.commit().await?;
        Ok(Some(()))
    }
}

/// Locks a row for the rest of the transaction; `false` where there is none.
async fn hold_open(connection: &mut AnyConnection, id: Uuid) -> Result<bool, StoreError> {
    let rows = sqlx::query("UPDATE quarantine SET state = state WHERE id = $1 RETURNING state")
        .bind(id.to_string())
        .fetch_all(connection)
        .await?;
    match read_one(rows.first(), |row| row.word("state", QuarantineState::parse))? {
        None => Ok(false),
        Some(QuarantineState::Open) => Ok(true),
        Some(QuarantineState::Resubmitted | QuarantineState::Discarded) => Err(StoreError::Closed),
    }
}

async fn close(
    connection: &mut AnyConnection,
    id: Uuid,
    state: QuarantineState,
    became: Option<ReportId>,
    step: Step<'_>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE quarantine SET state = $2, became = $3 WHERE id = $1")
        .bind(id.to_string())
        .bind(state.as_str())
        .bind(became.map(|id| id.to_string()))
        .execute(&mut *connection)
        .await?;
    journal::write(connection, id, step).await
}
