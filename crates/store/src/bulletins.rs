//! The weekly bulletins: one for each town and week, numbered, frozen, in the outbox.

use chrono::{DateTime, Utc};
use domain::{AreaId, Bulletin, BulletinId, Message, Week};

use crate::{
    Frozen, Store, StoreError,
    columns::{Columns, micros, read_all, read_one},
    documents,
    issuing::next_number,
    journal::{self, Step},
    messages,
    scope::within_area,
};

impl Store {
    /// Keeps the bulletin of a town and week. `compose` is given its number within the ISO year of the week
    /// and its number since the first one of this town, and returns the page and the messages that carry it.
    /// `None` when the bulletin of this town and week exists already; no number is used up then.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn keep_bulletin<F>(
        &self,
        town: &AreaId,
        week: Week,
        as_of: DateTime<Utc>,
        at: DateTime<Utc>,
        compose: F,
    ) -> Result<Option<Bulletin>, StoreError>
    where
        F: FnOnce(u32, u32) -> (Frozen, Vec<Message>),
    {
        let id = Bulletin::derive_id(town, week);
        let mut transaction = self.writing().await?;
        // The town's counter comes first: another instance that writes for the same town waits here, and then
        // sees the bulletin that was written meanwhile.
        let issue_overall = next_number(&mut transaction, &format!("bulletin {town}")).await?;
        let exists = sqlx::query("SELECT id FROM bulletin WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(&mut *transaction)
            .await?;
        if exists.is_some() {
            transaction.rollback().await?;
            return Ok(None);
        }
        let issue = next_number(&mut transaction, &format!("bulletin {town} {}", week.year())).await?;
        let (frozen, outbox) = compose(issue, issue_overall);
        sqlx::query(
            "INSERT INTO bulletin (id, town, week, issue, issue_overall, html, as_of, written_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(id.to_string())
        .bind(town.as_str())
        .bind(week.to_string())
        .bind(i64::from(issue))
        .bind(i64::from(issue_overall))
        .bind(&frozen.html)
        .bind(micros(as_of))
        .bind(micros(at))
        .execute(&mut *transaction)
        .await?;
        documents::insert(&mut transaction, id, &frozen).await?;
        messages::insert(&mut transaction, &outbox).await?;
        journal::write(&mut transaction, id, Step { at, by: "bulletin", step: "written", why: "" }).await?;
        transaction.commit().await?;
        let (town, html) = (town.clone(), frozen.html);
        Ok(Some(Bulletin { id, town, week, issue, issue_overall, html, as_of, written_at: at }))
    }

    /// Bulletins of the towns in an area (or of all), newest week first, with their `html` left empty.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn bulletins(&self, within: Option<&AreaId>, limit: u32) -> Result<Vec<Bulletin>, StoreError> {
        let rows = sqlx::query(concat!(
            "SELECT id, town, week, issue, issue_overall, '' AS html, as_of, written_at FROM bulletin WHERE ",
            within_area!("town", "$1"),
            " ORDER BY week DESC, town LIMIT $2"
        ))
        .bind(within.map(AreaId::as_str))
        .bind(i64::from(limit))
        .fetch_all(self.reading())
        .await?;
        read_all(&rows, bulletin)
    }

    /// The bulletin with this id, with its page.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn bulletin(&self, id: BulletinId) -> Result<Option<Bulletin>, StoreError> {
        let row = sqlx::query(
            "SELECT id, town, week, issue, issue_overall, html, as_of, written_at
             FROM bulletin WHERE id = $1",
        )
        .bind(id.to_string())
        .fetch_optional(self.reading())
        .await?;
        read_one(row.as_ref(), bulletin)
    }
}

fn bulletin(row: Columns<'_>) -> Result<Bulletin, StoreError> {
    Ok(Bulletin {
        id: row.id("id")?,
        town: AreaId::new(row.text("town")?),
        week: row.week("week")?,
        issue: row.number("issue")?,
        issue_overall: row.number("issue_overall")?,
        html: row.text("html")?,
        as_of: row.moment("as_of")?,
        written_at: row.moment("written_at")?,
    })
}
