//! Rows that were not accepted. They are kept with their reasons: nothing that arrived is dropped. How one is closed stands
//! in [`closing`].

mod closing;

use chrono::{DateTime, Utc};
use domain::{AreaId, ReasonCode, Rejected, ReportId};
use sqlx::AnyConnection;
use uuid::Uuid;

use crate::{
    Page, Store, StoreError,
    columns::{Columns, json, micros, read_all, read_one},
    pages::{Mark, one_more},
};

/// What became of a quarantined row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuarantineState {
    /// Nobody has looked at it.
    Open,
    /// A corrected row took its place.
    Resubmitted,
    /// It was no report; the journal says why.
    Discarded,
}

impl QuarantineState {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Open, Self::Resubmitted, Self::Discarded];

    /// The word used on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Resubmitted => "resubmitted",
            Self::Discarded => "discarded",
        }
    }

    /// The state named by [`QuarantineState::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// Which rows are asked for. The default asks for all that are open.
///
/// Words are looked for in the reasons and never in what was sent, so that nobody can be searched for by name.
#[derive(Clone, Debug)]
pub struct QuarantineFilter {
    /// In this state.
    pub state: QuarantineState,
    /// With this reason.
    pub code: Option<ReasonCode>,
    /// That name this area or, as codes of areas begin with that of the area around them, one in it.
    pub area: Option<AreaId>,
    /// From a token or file whose name holds this.
    pub source: Option<String>,
    /// With a reason that holds this, in either language.
    pub reason: Option<String>,
    /// Received at this moment or later.
    pub since: Option<DateTime<Utc>>,
    /// At most so many in one page.
    pub limit: u32,
    /// The mark of the page before.
    pub after: Option<String>,
}

impl Default for QuarantineFilter {
    fn default() -> Self {
        Self {
            state: QuarantineState::Open,
            code: None,
            area: None,
            source: None,
            reason: None,
            since: None,
            limit: u32::MAX,
            after: None,
        }
    }
}

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
    /// What became of it.
    pub state: QuarantineState,
    /// The report that its corrected row became.
    pub became: Option<ReportId>,
}

/// `SELECT` with every column of a quarantined row.
macro_rules! select_quarantined {
    () => {
        "SELECT id, received_at, sender, row_number, report, raw, reasons, state, became FROM quarantine"
    };
}

impl Store {
    /// A page of quarantined rows, newest received first.
    ///
    /// # Errors
    /// [`StoreError::Mark`] when `after` is no page mark.
    pub async fn quarantine(&self, filter: &QuarantineFilter) -> Result<Page<Quarantined>, StoreError> {
        let mark = Mark::parse(filter.after.as_deref())?;
        // "Holds" is said by a replacement that changes the text: `LIKE` would read signs in what is looked for.
        let rows = sqlx::query(concat!(
            select_quarantined!(),
            " WHERE state = $1 AND received_at >= $2
             AND ($3 IS NULL OR replace(reasons, $3, '') <> reasons)
             AND ($4 IS NULL OR replace(raw, $4, '') <> raw)
             AND ($5 IS NULL OR replace(sender, $5, '') <> sender)
             AND ($6 IS NULL OR replace(reasons, $6, '') <> reasons)
             AND (received_at, id) < ($7, $8)
             ORDER BY received_at DESC, id DESC LIMIT $9"
        ))
        .bind(filter.state.as_str())
        .bind(filter.since.map_or(i64::MIN, micros))
        .bind(filter.code.map(|code| format!("\"code\":\"{}\"", code.as_str())))
        .bind(filter.area.as_ref().map(ToString::to_string))
        .bind(filter.source.clone())
        .bind(filter.reason.clone())
        .bind(mark.moment)
        .bind(mark.id)
        .bind(one_more(filter.limit))
        .fetch_all(self.reading())
        .await?;
        Ok(Page::cut(read_all(&rows, quarantined)?, filter.limit, |row| (row.received_at, row.id)))
    }

    /// The quarantined row with this id.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn quarantined(&self, id: Uuid) -> Result<Option<Quarantined>, StoreError> {
        let row = sqlx::query(concat!(select_quarantined!(), " WHERE id = $1"))
            .bind(id.to_string())
            .fetch_optional(self.reading())
            .await?;
        read_one(row.as_ref(), quarantined)
    }

    /// How many rows were put into quarantine and wait there.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn count_quarantine(&self) -> Result<u64, StoreError> {
        let row = sqlx::query("SELECT count(*) AS n FROM quarantine WHERE state = 'open'")
            .fetch_one(self.reading())
            .await?;
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
        state: row.word("state", QuarantineState::parse)?,
        became: row.maybe_id("became")?,
    })
}
