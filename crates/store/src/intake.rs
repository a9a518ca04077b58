//! Keeping what ingestion checked: accepted rows as reports, rejected rows in quarantine, in one transaction.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use domain::{Reason, ReasonCode, Rejected, Report, ReportId};
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use crate::{
    Store, StoreError,
    columns::{json, micros},
    placeholders, quarantine, reports,
};

/// What arrived in one call.
#[derive(Clone, Copy, Debug)]
pub struct Intake<'a> {
    /// Rows that passed the checks.
    pub accepted: &'a [Report],
    /// Rows that did not.
    pub rejected: &'a [Rejected],
    /// The name of the token or file they came by; kept with rejected rows only.
    pub by: &'a str,
    /// When they arrived.
    pub at: DateTime<Utc>,
}

/// What became of one accepted row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Kept now.
    Accepted,
    /// Kept before with the same content: a retry.
    Repeated,
    /// Kept before with other content, which stands; the new text is in quarantine.
    Conflict,
}

/// Rows of one statement: far below the parameter limits of both databases (32,766 and 65,535), and large
/// enough that the statement's own cost vanishes.
const ROWS_AT_ONCE: usize = 256;

/// Columns of the table `report`.
const COLUMNS: usize = 12;

impl Store {
    /// Keeps accepted and rejected rows in one transaction and answers, for each accepted row in order, what
    /// became of it. What was answered is on disk. Who filed a report is not kept.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails; nothing of the call is kept then, and a retry is harmless.
    pub async fn keep(&self, intake: &Intake<'_>) -> Result<Vec<Outcome>, StoreError> {
        let mut transaction = self.writing().await?;
        let outcomes = keep_reports(&mut transaction, intake).await?;
        for row in intake.rejected {
            quarantine::keep(&mut transaction, row, intake.by, intake.at).await?;
        }
        transaction.commit().await?;
        Ok(outcomes)
    }
}

async fn keep_reports(
    connection: &mut AnyConnection,
    intake: &Intake<'_>,
) -> Result<Vec<Outcome>, StoreError> {
    let reports: Vec<Report> = intake.accepted.iter().map(to_the_microsecond).collect();

    // The first row of each id, in the order of ids: two calls that share ids then wait for each other in
    // line instead of in a circle.
    let mut first: HashMap<ReportId, usize> = HashMap::with_capacity(reports.len());
    for (position, report) in reports.iter().enumerate() {
        first.entry(report.id).or_insert(position);
    }
    let mut positions: Vec<usize> = first.into_values().collect();
    positions.sort_unstable_by_key(|&position| reports[position].id);

    let mut outcomes = vec![Outcome::Repeated; reports.len()];
    let mut kept: HashMap<ReportId, Report> = HashMap::new();
    for positions in positions.chunks(ROWS_AT_ONCE) {
        let rows: Vec<&Report> = positions.iter().map(|&position| &reports[position]).collect();
        let inserted = insert(connection, &rows).await?;
        let mut known = Vec::new();
        for &position in positions {
            let report = &reports[position];
            if inserted.contains(&report.id) {
                outcomes[position] = Outcome::Accepted;
                kept.insert(report.id, report.clone());
            } else {
                known.push(report.id);
            }
        }
        if !known.is_empty() {
            let found = reports::among(connection, &known).await?;
            kept.extend(found.into_iter().map(|report| (report.id, report)));
        }
    }

    for (position, report) in reports.iter().enumerate() {
        let same = kept.get(&report.id).is_some_and(|kept| kept.says_the_same(report));
        if !same {
            outcomes[position] = Outcome::Conflict;
            let row = conflicting(position, report)?;
            quarantine::keep(connection, &row, intake.by, intake.at).await?;
        }
    }
    Ok(outcomes)
}

/// Writes the rows whose ids are new and returns these ids.
async fn insert(connection: &mut AnyConnection, rows: &[&Report]) -> Result<HashSet<ReportId>, StoreError> {
    let sql = format!(
        "INSERT INTO report (id, area, category, occurred_on, reported_at, received_at, channel, scale,
             people, amount_yuan, summary, tags)
         VALUES {} ON CONFLICT (id) DO NOTHING RETURNING id",
        placeholders::rows(rows.len(), COLUMNS)
    );
    // Only placeholders were put in. The statement is not kept: sqlx sends an absent amount to PostgreSQL as
    // a narrower type than a present one, and a kept statement would insist on the type of its first row.
    let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
    for report in rows {
        query = query
            .bind(report.id.to_string())
            .bind(report.area.as_str())
            .bind(report.category.as_str())
            .bind(report.occurred_on.to_string())
            .bind(micros(report.reported_at))
            .bind(micros(report.received_at))
            .bind(report.channel.as_str())
            .bind(report.scale.as_str())
            .bind(report.people.map(i64::from))
            .bind(report.amount_yuan)
            .bind(&report.summary)
            .bind(json(&report.tags)?);
    }
    let rows = query.fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            let value: String = row.try_get("id")?;
            value.parse().map_err(|_| StoreError::Unreadable { column: "id", value })
        })
        .collect()
}

/// The databases keep microseconds; a client that sends more must find its own report again when it repeats
/// it.
fn to_the_microsecond(report: &Report) -> Report {
    let cut = |moment: DateTime<Utc>| moment.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(moment);
    Report { reported_at: cut(report.reported_at), received_at: cut(report.received_at), ..report.clone() }
}

/// The quarantine row of a report whose id is taken by another text.
fn conflicting(position: usize, report: &Report) -> Result<Rejected, StoreError> {
    Ok(Rejected {
        row: position as u64 + 1,
        id: Some(report.id),
        raw: json(report)?,
        reasons: vec![Reason {
            field: "id".to_owned(),
            code: ReasonCode::Forbidden,
            message_zh: "该编号已登记内容不同的事件，原记录未改动；如系更正，请使用新编号重新填报。"
                .to_owned(),
            message_en:
                "another report with other content has this id and stands; file a correction under a new id"
                    .to_owned(),
        }],
    })
}
