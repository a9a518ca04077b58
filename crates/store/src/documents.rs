//! Documents as they were frozen: the values from which every form of a letter or a bulletin is rendered.

use domain::{AreaId, Week};
use sqlx::AnyConnection;
use uuid::Uuid;

use crate::{
    Store, StoreError,
    columns::{Columns, read_all, read_one},
    scope::within_area,
};

/// A letter or a bulletin as it is frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// The page.
    pub html: String,
    /// The document as JSON; `None` for a page that was made before documents were kept.
    pub document: Option<String>,
}

impl From<String> for Frozen {
    fn from(html: String) -> Self {
        Self { html, document: None }
    }
}

impl Store {
    /// The frozen document of this advisory or bulletin, as JSON.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn document(&self, subject: Uuid) -> Result<Option<String>, StoreError> {
        let row = sqlx::query("SELECT content FROM document WHERE subject = $1")
            .bind(subject.to_string())
            .fetch_optional(self.reading())
            .await?;
        read_one(row.as_ref(), content)
    }

    /// The frozen documents of a week's bulletins of the towns in an area, by town.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn bulletin_documents(&self, within: &AreaId, week: Week) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query(concat!(
            "SELECT document.content FROM bulletin JOIN document ON document.subject = bulletin.id
             WHERE bulletin.period = $2 AND ",
            within_area!("bulletin.area", "$1"),
            " ORDER BY bulletin.area"
        ))
        .bind(within.as_str())
        .bind(week.to_string())
        .fetch_all(self.reading())
        .await?;
        read_all(&rows, content)
    }
}

/// Keeps a document in the transaction that issues it.
pub(crate) async fn insert(
    connection: &mut AnyConnection,
    subject: Uuid,
    frozen: &Frozen,
) -> Result<(), StoreError> {
    let Some(document) = &frozen.document else { return Ok(()) };
    sqlx::query("INSERT INTO document (subject, content) VALUES ($1, $2)")
        .bind(subject.to_string())
        .bind(document)
        .execute(connection)
        .await?;
    Ok(())
}

fn content(row: Columns<'_>) -> Result<String, StoreError> {
    row.text("content")
}
