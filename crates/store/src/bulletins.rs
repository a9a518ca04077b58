//! The bulletins: one for each town and week and for each county and month, numbered, frozen, in the outbox.

use chrono::{DateTime, Utc};
use domain::{AreaId, Bulletin, BulletinId, Message, Period, Rhythm};

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
    /// Keeps the bulletin of an area and period. `compose` is given its number within the year of the period
    /// and its number since the first one of this area, and returns the page and the messages that carry it.
    /// `None` when the bulletin of this area and period exists already; no number is used up then.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn keep_bulletin<F>(
        &self,
        area: &AreaId,
        period: impl Into<Period>,
        as_of: DateTime<Utc>,
        at: DateTime<Utc>,
        compose: F,
    ) -> Result<Option<Bulletin>, StoreError>
    where
        F: FnOnce(u32, u32) -> (Frozen, Vec<Message>),
    {
        let period = period.into();
        let id = Bulletin::derive_id(area, period);
        let mut transaction = self.writing().await?;
        // The area's counter comes first: another instance that writes for the same area waits here, and then
        // sees the bulletin that was written meanwhile.
        let issue_overall = next_number(&mut transaction, &format!("bulletin {area}")).await?;
        let exists = sqlx::query("SELECT id FROM bulletin WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(&mut *transaction)
            .await?;
        if exists.is_some() {
            transaction.rollback().await?;
            return Ok(None);
        }
        let issue = next_number(&mut transaction, &format!("bulletin {area} {}", period.year())).await?;
        let (frozen, outbox) = compose(issue, issue_overall);
        sqlx::query(
            "INSERT INTO bulletin (id, area, period, issue, issue_overall, html, as_of, written_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(id.to_string())
        .bind(area.as_str())
        .bind(period.to_string())
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
        let (area, html) = (area.clone(), frozen.html);
        Ok(Some(Bulletin { id, area, period, issue, issue_overall, html, as_of, written_at: at }))
    }

    /// Bulletins of a rhythm of the areas in an area (or of all), newest first, with their `html` left empty.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn bulletins(
        &self,
        within: Option<&AreaId>,
        rhythm: Rhythm,
        limit: u32,
    ) -> Result<Vec<Bulletin>, StoreError> {
        let periods = match rhythm {
            Rhythm::Weekly => "____-W__",
            Rhythm::Monthly => "____-__",
        };
        let rows = sqlx::query(concat!(
            "SELECT id, area, period, issue, issue_overall, '' AS html, as_of, written_at FROM bulletin WHERE ",
            within_area!("area", "$1"),
            " AND period LIKE $2 ORDER BY period DESC, area LIMIT $3"
        ))
        .bind(within.map(AreaId::as_str))
        .bind(periods)
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
            "SELECT id, area, period, issue, issue_overall, html, as_of, written_at
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
        area: AreaId::new(row.text("area")?),
        period: row.word("period", Period::parse)?,
        issue: row.number("issue")?,
        issue_overall: row.number("issue_overall")?,
        html: row.text("html")?,
        as_of: row.moment("as_of")?,
        written_at: row.moment("written_at")?,
    })
}
