//! Holds: matters of which analysts asked not to be told until a day.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{AreaId, CategoryCode, Hold, HoldId, SignalId, SignalKind};

use crate::{
    Store, StoreError,
    columns::{Columns, micros, read_all, read_one},
    journal::{self, Step},
    signals,
};

/// `SELECT` with every column of a hold and how many signals it held back.
macro_rules! select_hold {
    ($rest:literal) => {
        concat!(
            "SELECT id, kind, area, category, until, reason, set_by, set_at, lifted_at,
                 (SELECT count(*) FROM signal WHERE signal.withheld_for = hold.id) AS held_back
             FROM hold ",
            $rest
        )
    };
}

impl Store {
    /// Puts the matter of a signal on hold until a day, and sets the signal and its draft aside. `None` for an unknown
    /// signal.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn put_on_hold(
        &self,
        signal: SignalId,
        until: NaiveDate,
        reason: &str,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<Option<Hold>, StoreError> {
        let Some(found) = self.signal(signal).await? else { return Ok(None) };
        let id = Hold::derive_id(found.kind, &found.area, &found.category, at);
        let mut transaction = self.writing().await?;
        sqlx::query(
            "INSERT INTO hold (id, kind, area, category, until, reason, set_by, set_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
        )
        .bind(id.to_string())
        .bind(found.kind.as_str())
        .bind(found.area.as_str())
        .bind(found.category.as_str())
        .bind(until.to_string())
        .bind(reason)
        .bind(by)
        .bind(micros(at))
        .execute(&mut *transaction)
        .await?;
        journal::write(&mut transaction, id, Step { at, by, step: "held", why: reason }).await?;
        signals::set_aside(&mut transaction, signal, Step { at, by, step: "dismissed", why: reason }).await?;
        transaction.commit().await?;
        Ok(self.hold(id).await?.map(|(hold, _)| hold))
    }

    /// Takes a hold back. A repeat changes nothing; `None` for an unknown id.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn lift_hold(
        &self,
        id: HoldId,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<Option<Hold>, StoreError> {
        let mut transaction = self.writing().await?;
        let done = sqlx::query("UPDATE hold SET lifted_at = $2 WHERE id = $1 AND lifted_at IS NULL")
            .bind(id.to_string())
            .bind(micros(at))
            .execute(&mut *transaction)
            .await?;
        if done.rows_affected() == 1 {
            journal::write(&mut transaction, id, Step { at, by, step: "lifted", why: "" }).await?;
        }
        transaction.commit().await?;
        Ok(self.hold(id).await?.map(|(hold, _)| hold))
    }

    /// A hold, and how many signals it held back.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn hold(&self, id: HoldId) -> Result<Option<(Hold, u64)>, StoreError> {
        let row = sqlx::query(select_hold!("WHERE id = $1"))
            .bind(id.to_string())
            .fetch_optional(self.reading())
            .await?;
        read_one(row.as_ref(), hold)
    }

    /// All holds, newest first, each with how many signals it held back.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn holds(&self) -> Result<Vec<(Hold, u64)>, StoreError> {
        let rows = sqlx::query(select_hold!("ORDER BY set_at DESC, id")).fetch_all(self.reading()).await?;
        read_all(&rows, hold)
    }
}

fn hold(row: Columns<'_>) -> Result<(Hold, u64), StoreError> {
    let hold = Hold {
        id: row.id("id")?,
        kind: row.word("kind", SignalKind::parse)?,
        area: AreaId::new(row.text("area")?),
        category: CategoryCode::new(row.text("category")?),
        until: row.day("until")?,
        reason: row.text("reason")?,
        by: row.text("set_by")?,
        set_at: row.moment("set_at")?,
        lifted_at: row.maybe_moment("lifted_at")?,
    };
    Ok((hold, row.number("held_back")?))
}
