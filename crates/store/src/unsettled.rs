//! Good rows that could not become a revision at once: a correction that arrived before its base waits for it, and one
//! that another text forestalled is a conflict until a person resolves it. Nothing stands in for either meanwhile.

use chrono::{DateTime, Utc};
use domain::{Report, ReportId, ReportPart, Revision, Station, Submission};
use sqlx::AnyConnection;
use uuid::Uuid;

use crate::{
    Page, Store, StoreError,
    columns::{Columns, json, micros, read_all, read_one},
    journal::{self, Step},
    pages::{Mark, one_more},
    revisions::{self, Standing},
    scope::within_area,
};

/// Which rows are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnsettledState {
    /// The revision that it corrects has not arrived; it comes into force by itself when that arrives.
    Waiting,
    /// Another text stands where it belongs.
    Conflict,
    /// It was a conflict, and a person has said what stands.
    Resolved,
}

impl UnsettledState {
    const ALL: [Self; 3] = [Self::Waiting, Self::Conflict, Self::Resolved];

    /// The word in the database.
    fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Conflict => "conflict",
            Self::Resolved => "resolved",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// One row that waits or conflicts.
#[derive(Clone, Debug, PartialEq)]
pub struct Unsettled {
    /// Derived from what it says: a retry is the same row.
    pub id: Uuid,
    /// What was handed in.
    pub submission: Submission,
    /// When it arrived first.
    pub received_at: DateTime<Utc>,
    /// Where it came in.
    pub station: Station,
    /// What it is.
    pub state: UnsettledState,
    /// The text that stands under its id; `None` where none has arrived.
    pub standing: Option<Revision>,
}

/// What a person decided about a conflict.
#[derive(Clone, Copy, Debug)]
pub struct Resolution<'a> {
    /// The revision that the person saw standing; another one meanwhile is a reason to look again.
    pub onto: u32,
    /// The parts to take from the text that was handed in. Without any, the text that stands goes on standing.
    pub take: &'a [ReportPart],
    /// Where the person sits.
    pub station: &'a Station,
    /// Why.
    pub why: &'a str,
    /// The name of the token, for the journal.
    pub by: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

impl Store {
    /// A page of what waits, or of conflicts, newest received first, each with the text that stands.
    ///
    /// # Errors
    /// [`StoreError::Mark`] when `after` is no page mark.
    pub async fn unsettled(
        &self,
        state: UnsettledState,
        limit: u32,
        after: Option<&str>,
    ) -> Result<Page<Unsettled>, StoreError> {
        let mark = Mark::parse(after)?;
        let mut connection = self.reading().acquire().await?;
        let rows = sqlx::query(
            "SELECT id, base, received_at, station, content, state FROM unsettled
             WHERE state = $1 AND (received_at, id) < ($2, $3) ORDER BY received_at DESC, id DESC LIMIT $4",
        )
        .bind(state.as_str())
        .bind(mark.moment)
        .bind(mark.id)
        .bind(one_more(limit))
        .fetch_all(&mut *connection)
        .await?;
        let mut page = Page::cut(read_all(&rows, unsettled)?, limit, |row| (row.received_at, row.id));
        let ids: Vec<ReportId> = page.items.iter().map(|row| row.submission.report.id).collect();
        let standing = revisions::standing(&mut connection, &ids).await?;
        for row in &mut page.items {
            row.standing = standing.get(&row.submission.report.id).map(|found| found.revision.clone());
        }
        Ok(page)
    }

    /// Ends a conflict with the text that a person says stands; answers the number of the revision that stands then.
    /// `None` for an id that is no conflict and was none.
    ///
    /// # Errors
    /// [`StoreError::Closed`] when somebody has resolved it already, [`StoreError::Moved`] when another revision stands
    /// than the person saw.
    pub async fn resolve_conflict(
        &self,
        id: Uuid,
        resolution: &Resolution<'_>,
    ) -> Result<Option<u32>, StoreError> {
        let mut transaction = self.writing().await?;
        let rows = sqlx::query(
            "UPDATE unsettled SET state = state WHERE id = $1
             RETURNING id, base, received_at, station, content, state",
        )
        .bind(id.to_string())
        .fetch_all(&mut *transaction)
        .await?;
        let Some(row) = read_one(rows.first(), unsettled)? else { return Ok(None) };
        match row.state {
            UnsettledState::Waiting => return Ok(None),
            UnsettledState::Resolved => return Err(StoreError::Closed),
            UnsettledState::Conflict => {}
        }
        let report = row.submission.report;
        revisions::hold(&mut transaction, [report.id]).await?;
        let standing = revisions::standing(&mut transaction, &[report.id]).await?.remove(&report.id);
        let Some(mut standing) = standing else { return Ok(None) };
        if standing.revision.number != resolution.onto {
            return Err(StoreError::Moved { found: standing.revision.number });
        }
        let mut merged = standing.revision.report.clone();
        resolution.take.iter().for_each(|part| part.carry(&report, &mut merged));
        if !merged.says_the_same(&standing.revision.report) {
            revisions::supersede(&mut transaction, &mut standing, &merged, resolution.at, resolution.station)
                .await?;
        }
        become_state(&mut transaction, id, UnsettledState::Conflict, UnsettledState::Resolved).await?;
        let step = Step { at: resolution.at, by: resolution.by, step: "resolved", why: resolution.why };
        journal::write(&mut transaction, id, step).await?;
        // Corrections of the new text may have been waiting for it.
        settle(&mut transaction).await?;
        transaction.commit().await?;
        Ok(Some(standing.revision.number))
    }

    /// Brings into force what waits though its base is there. Two instances that write a base and its correction at the
    /// same moment do not see each other's; whoever commits last finds both here.
    pub(crate) async fn settle_late(&self) -> Result<(), StoreError> {
        if sqlx::query(DUE).fetch_all(self.reading()).await?.is_empty() {
            return Ok(());
        }
        let mut transaction = self.writing().await?;
        settle(&mut transaction).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// Rows that wait for nothing any more, in an order in which each finds its base.
const DUE: &str =
    "SELECT unsettled.id, unsettled.base, unsettled.received_at, unsettled.station, unsettled.content,
         unsettled.state
     FROM unsettled JOIN report ON report.id = unsettled.report
     WHERE unsettled.state = 'waiting' AND unsettled.base <= report.revision
     ORDER BY unsettled.report, unsettled.base, unsettled.received_at, unsettled.id";

/// Brings into force, inside a transaction, all that waits for nothing any more; what brings others' base goes on until
/// nothing moves.
pub(crate) async fn settle(connection: &mut AnyConnection) -> Result<(), StoreError> {
    loop {
        let rows = sqlx::query(DUE).fetch_all(&mut *connection).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in read_all(&rows, unsettled)? {
            let report = row.submission.report.id;
            revisions::hold(connection, [report]).await?;
            let standing = revisions::standing(connection, &[report]).await?.remove(&report);
            let Some(mut standing) = standing else { continue };
            let mut relation = Relation::between(connection, &standing, &row.submission).await?;
            if relation == Relation::Next && !reaches(connection, &row.station, report).await? {
                relation = Relation::Conflict;
            }
            let is_ours = match relation {
                Relation::Conflict => {
                    become_state(connection, row.id, UnsettledState::Waiting, UnsettledState::Conflict)
                        .await?;
                    false
                }
                Relation::Ahead => false,
                Relation::Repeated | Relation::Next => {
                    let done = sqlx::query("DELETE FROM unsettled WHERE id = $1 AND state = 'waiting'")
                        .bind(row.id.to_string())
                        .execute(&mut *connection)
                        .await?;
                    done.rows_affected() == 1
                }
            };
            if is_ours && relation == Relation::Next {
                let text = &row.submission.report;
                revisions::supersede(connection, &mut standing, text, row.received_at, &row.station).await?;
            }
        }
    }
}

/// Whether a report lies in the area of the token by which its correction came. Whoever hands a correction in early cannot
/// be asked then, for nobody knows yet where the report will lie.
async fn reaches(
    connection: &mut AnyConnection,
    station: &Station,
    report: ReportId,
) -> Result<bool, StoreError> {
    let Station::Token { area, .. } = station else { return Ok(true) };
    let rows =
        sqlx::query(concat!("SELECT id FROM report WHERE id = $1 AND ", within_area!("report.area", "$2")))
            .bind(report.to_string())
            .bind(area.as_str())
            .fetch_all(connection)
            .await?;
    Ok(!rows.is_empty())
}

/// How a submission stands to the text that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// It is what the report has said, under the same number.
    Repeated,
    /// It corrects the text that stands.
    Next,
    /// It corrects a text that has not arrived.
    Ahead,
    /// Another text has its place.
    Conflict,
}

impl Relation {
    pub(crate) async fn between(
        connection: &mut AnyConnection,
        standing: &Standing,
        submission: &Submission,
    ) -> Result<Self, StoreError> {
        let (stands, comes) = (&standing.revision, submission.number());
        Ok(if standing.blanked {
            // What retention took away is not brought back by a file that is imported again.
            Self::Repeated
        } else if comes == stands.number + 1 {
            Self::Next
        } else if comes > stands.number {
            Self::Ahead
        } else if stands.report.says_the_same(&submission.report)
            || revisions::had(connection, comes, &submission.report).await?
        {
            Self::Repeated
        } else {
            Self::Conflict
        })
    }
}

/// Keeps a submission that cannot become a revision now.
pub(crate) async fn keep(
    connection: &mut AnyConnection,
    submission: &Submission,
    state: UnsettledState,
    at: DateTime<Utc>,
    station: &Station,
) -> Result<(), StoreError> {
    let content = json(&submission.report)?;
    let base = submission.base.unwrap_or(0);
    // The moment of receipt is no part of what is said: a retry is the same row.
    let said = json(&Report { received_at: DateTime::UNIX_EPOCH, ..submission.report.clone() })?;
    let name = format!("fengsui:unsettled:{base}|{said}");
    sqlx::query(
        "INSERT INTO unsettled (id, report, base, received_at, station, content, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
    )
    .bind(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()).to_string())
    .bind(submission.report.id.to_string())
    .bind(i64::from(base))
    .bind(micros(at))
    .bind(station.to_text())
    .bind(content)
    .bind(state.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

async fn become_state(
    connection: &mut AnyConnection,
    id: Uuid,
    from: UnsettledState,
    to: UnsettledState,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE unsettled SET state = $3 WHERE id = $1 AND state = $2")
        .bind(id.to_string())
        .bind(from.as_str())
        .bind(to.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

fn unsettled(row: Columns<'_>) -> Result<Unsettled, StoreError> {
    let base: u32 = row.number("base")?;
    Ok(Unsettled {
        id: row.id("id")?,
        submission: Submission { report: row.json("content")?, base: (base > 0).then_some(base) },
        received_at: row.moment("received_at")?,
        station: row.word("station", Station::parse)?,
        state: row.word("state", UnsettledState::parse)?,
        standing: None,
    })
}
