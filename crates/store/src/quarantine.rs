//! Rows that were not accepted. They are kept with their reasons: nothing that arrived is dropped.

use chrono::{DateTime, Utc};
use domain::Rejected;
use sqlx::AnyConnection;
use uuid::Uuid;

use crate::{
    Page, Store, StoreError,
    columns::{Columns, json, micros, read_all},
    pages::{Mark, one_more},
};

/// One row in quarantine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// Derived from sender, row and text: the same row sent again by the same sender is kept once.
    pub id: Uuid,
    /// When it arrived first.
    pub received_at: DateTime<Utc>,
    /// The name of the token or file it came by.
    pub by: String,
    /// The row and why it was not accepted.
    pub rejected: Rejected,
}

impl Store {
    /// A page of quarantined rows, newest received first.
    ///
    /// # Errors
    /// [`StoreError::Mark`] when `after` is no page mark.
    pub async fn quarantine(&self, limit: u32, after: Option<&str>) -> Result<Page<Quarantined>, StoreError> {
        let mark = Mark::parse(after)?;
        let rows = sqlx::query(
            "SELECT id, received_at, sender, row_number, report, raw, reasons FROM quarantine
             WHERE (received_at, id) < ($1, $2)
             ORDER BY received_at DESC, id DESC LIMIT $3",
        )
        .bind(mark.moment)
        .bind(mark.id)
        .bind(one_more(limit))
        .fetch_all(self.reading())
        .await?;
        Ok(Page::cut(read_all(&rows, quarantined)?, limit, |row| (row.received_at, row.id)))
    }

    /// How many rows are in quarantine.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn count_quarantine(&self) -> Result<u64, StoreError> {
        let row = sqlx::query("SELECT count(*) AS n FROM quarantine").fetch_one(self.reading()).await?;
        Columns(&row).number("n")
    }
}

/// Keeps one row inside a transaction.
pub(crate) async fn keep(
    connection: &mut AnyConnection,
    rejected: &Rejected,
    by: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let name = format!("fengsui:quarantine:{by}|{}|{}", rejected.row, rejected.raw);
    sqlx::query(
        "INSERT INTO quarantine (id, received_at, sender, row_number, report, raw, reasons)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
    )
    .bind(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()).to_string())
    .bind(micros(at))
    .bind(by)
    .bind(i64::try_from(rejected.row).unwrap_or(i64::MAX))
    .bind(rejected.id.map(|id| id.to_string()))
    .bind(&rejected.raw)
    .bind(json(&rejected.reasons)?)
    .execute(connection)
    .await?;
    Ok(())
}

fn quarantined(row: Columns<'_>) -> Result<Quarantined, StoreError> {
    Ok(Quarantined {
        id: row.id("id")?,
        received_at: row.moment("received_at")?,
        by: row.text("sender")?,
        rejected: Rejected {
            row: row.number("row_number")?,
            id: row.maybe_id("report")?,
            raw: row.text("raw")?,
            reasons: row.json("reasons")?,
        },
    })
}
