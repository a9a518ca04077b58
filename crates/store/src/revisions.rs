//! The texts that a report has had. The one that stands is the row of the report itself, so that a list of reports
//! reads one table; those before it are kept beside, each with the time in which it stood.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{Report, ReportId, Revision, Station};
use sqlx::AnyConnection;

use crate::{
    Store, StoreError,
    columns::{Columns, json, micros, read_all},
    reports::{joined, report, select_report, wanted_ids},
};

/// Ids of one look-up: taking a joined text of ids apart costs more than its length.
const IDS_AT_ONCE: usize = 64;

/// The text that stands.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub revision: Revision,
    /// Whether retention took its words and its exact place away.
    pub blanked: bool,
}

/// `SELECT` with every column of a report, out of a text that no longer stands, and what follows it.
macro_rules! select_superseded {
    ($($rest:literal),+ $(,)?) => {
        concat!(
            "SELECT revision.report AS id, revision.area, revision.category, revision.occurred_on, ",
            "revision.reported_at, report.received_at, revision.channel, revision.scale, revision.people, ",
            "revision.amount_yuan, revision.summary, revision.tags ",
            $($rest),+
        )
    };
}

pub(crate) use select_superseded;

impl Store {
    /// Every text that a report has had, first one first; empty for an unknown id.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn revisions(&self, id: ReportId) -> Result<Vec<Revision>, StoreError> {
        let mut connection = self.reading().acquire().await?;
        let rows = sqlx::query(select_superseded!(
            ", revision.number, revision.kept_at, revision.superseded_at, revision.station
             FROM revision JOIN report ON report.id = revision.report
             WHERE revision.report = $1 ORDER BY revision.number"
        ))
        .bind(id.to_string())
        .fetch_all(&mut *connection)
        .await?;
        let mut revisions = read_all(&rows, |row| {
            Ok(Revision {
                number: row.number("number")?,
                report: report(row)?,
                kept_at: row.moment("kept_at")?,
                superseded_at: row.maybe_moment("superseded_at")?,
                station: row.word("station", Station::parse)?,
            })
        })?;
        revisions.extend(standing(&mut connection, &[id]).await?.remove(&id).map(|last| last.revision));
        Ok(revisions)
    }

    /// The text of a report that stands, with its number.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn standing(&self, id: ReportId) -> Result<Option<Revision>, StoreError> {
        let mut connection = self.reading().acquire().await?;
        Ok(standing(&mut connection, &[id]).await?.remove(&id).map(|standing| standing.revision))
    }
}

/// The texts that stand under these ids; unknown ids are passed over.
pub(crate) async fn standing(
    connection: &mut AnyConnection,
    ids: &[ReportId],
) -> Result<HashMap<ReportId, Standing>, StoreError> {
    let mut found = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(IDS_AT_ONCE) {
        let rows = sqlx::query(concat!(
            wanted_ids!("$1"),
            select_report!(
                ", report.revision, report.revised_at, report.station, report.blanked_at
                 FROM wanted JOIN report ON report.id = wanted.id"
            )
        ))
        .bind(joined(ids))
        .fetch_all(&mut *connection)
        .await?;
        for standing in read_all(&rows, read_standing)? {
            found.insert(standing.revision.report.id, standing);
        }
    }
    Ok(found)
}

fn read_standing(row: Columns<'_>) -> Result<Standing, StoreError> {
    let report = report(row)?;
    Ok(Standing {
        revision: Revision {
            number: row.number("revision")?,
            kept_at: row.maybe_moment("revised_at")?.unwrap_or(report.received_at),
            superseded_at: None,
            station: row.word("station", Station::parse)?,
            report,
        },
        blanked: row.maybe_moment("blanked_at")?.is_some(),
    })
}

/// Locks reports for the rest of the transaction. Ids come in order, so that two instances which share some wait for
/// each other in line instead of in a circle.
pub(crate) async fn hold(
    connection: &mut AnyConnection,
    ids: impl IntoIterator<Item = ReportId>,
) -> Result<(), StoreError> {
    for id in ids {
        sqlx::query("UPDATE report SET revision = revision WHERE id = $1")
            .bind(id.to_string())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Whether a report had this text under this number.
pub(crate) async fn had(
    connection: &mut AnyConnection,
    number: u32,
    said: &Report,
) -> Result<bool, StoreError> {
    let rows = sqlx::query(select_superseded!(
        "FROM revision JOIN report ON report.id = revision.report
         WHERE revision.report = $1 AND revision.number = $2"
    ))
    .bind(said.id.to_string())
    .bind(i64::from(number))
    .fetch_all(connection)
    .await?;
    Ok(read_all(&rows, report)?.iter().any(|kept| kept.says_the_same(said)))
}

/// Puts a new text in the place of the one that stands, which is kept beside it. The caller holds the report.
pub(crate) async fn supersede(
    connection: &mut AnyConnection,
    standing: &mut Standing,
    text: &Report,
    at: DateTime<Utc>,
    station: &Station,
) -> Result<(), StoreError> {
    let before = &standing.revision;
    // A correction that arrived before its base comes into force together with it.
    let at = at.max(before.kept_at);
    sqlx::query(
        "INSERT INTO revision (report, number, area, category, occurred_on, reported_at, channel, scale, people,
             amount_yuan, summary, tags, kept_at, superseded_at, station)
         SELECT id, revision, area, category, occurred_on, reported_at, channel, scale, people, amount_yuan, summary,
             tags, coalesce(revised_at, received_at), $2, station
         FROM report WHERE id = $1",
    )
    .bind(text.id.to_string())
    .bind(micros(at))
    .execute(&mut *connection)
    .await?;
    let number = before.number + 1;
    // Not kept on PostgreSQL, for the reason that `intake` gives.
    sqlx::query(
        "UPDATE report SET area = $2, category = $3, occurred_on = $4, reported_at = $5, channel = $6, scale = $7,
             people = $8, amount_yuan = $9, summary = $10, tags = $11, revision = $12, revised_at = $13,
             station = $14, block = NULL
         WHERE id = $1",
    )
    .persistent(false)
    .bind(text.id.to_string())
    .bind(text.area.as_str())
    .bind(text.category.as_str())
    .bind(text.occurred_on.to_string())
    .bind(micros(text.reported_at))
    .bind(text.channel.as_str())
    .bind(text.scale.as_str())
    .bind(text.people.map(i64::from))
    .bind(text.amount_yuan)
    .bind(&text.summary)
    .bind(json(&text.tags)?)
    .bind(i64::from(number))
    .bind(micros(at))
    .bind(station.to_text())
    .execute(&mut *connection)
    .await?;
    standing.revision = Revision {
        number,
        report: Report { received_at: before.report.received_at, ..text.clone() },
        kept_at: at,
        superseded_at: None,
        station: station.clone(),
    };
    Ok(())
}
