//! Keeping what ingestion checked: accepted rows as reports, rejected rows in quarantine, in one transaction.
//! How calls come together in one stands in `gathering`.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use domain::{Reason, ReasonCode, Rejected, Report, ReportId};
use sqlx::{AnyConnection, AssertSqlSafe};

use crate::{
    Backend, Store, StoreError,
    columns::{json, micros, read_all},
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

/// Rows of one statement. SQLite looks each `$n` up among all placeholders of the statement, so that the cost
/// of a row grows with this number, while the cost of a call is shared by it: 16 was fastest of 1 to 256.
const ROWS_AT_ONCE: usize = 16;

/// Columns of the table `report`.
const COLUMNS: usize = 12;

/// An accepted row, with what is needed should it conflict.
struct Row<'a> {
    report: Report,
    /// Position in its call, counted from 1.
    number: u64,
    by: &'a str,
    at: DateTime<Utc>,
}

impl Store {
    /// Keeps several calls in one transaction and answers, for each accepted row of each call in order, what
    /// became of it.
    pub(crate) async fn keep_together(
        &self,
        intakes: &[Intake<'_>],
    ) -> Result<Vec<Vec<Outcome>>, StoreError> {
        let mut transaction = self.writing().await?;
        let rows: Vec<Row<'_>> = intakes.iter().flat_map(rows).collect();
        let outcomes = keep_reports(&mut transaction, self.backend(), &rows).await?;
        for intake in intakes {
            for row in intake.rejected {
                quarantine::keep(&mut transaction, row, intake.by, intake.at).await?;
            }
        }
        transaction.commit().await?;
        let mut outcomes = outcomes.into_iter();
        let split = |intake: &Intake<'_>| outcomes.by_ref().take(intake.accepted.len()).collect();
        Ok(intakes.iter().map(split).collect())
    }
}

fn rows<'a>(intake: &Intake<'a>) -> impl Iterator<Item = Row<'a>> {
    let (by, at) = (intake.by, intake.at);
    (1..).zip(intake.accepted).map(move |(number, report)| Row {
        report: to_the_microsecond(report),
        number,
        by,
        at,
    })
}

async fn keep_reports(
    connection: &mut AnyConnection,
    backend: Backend,
    rows: &[Row<'_>],
) -> Result<Vec<Outcome>, StoreError> {
    // The first row of each id, in the order of ids: two instances whose rows share ids then wait for each
    // other in line instead of in a circle.
    let mut first: HashMap<ReportId, &Report> = HashMap::with_capacity(rows.len());
    for row in rows {
        first.entry(row.report.id).or_insert(&row.report);
    }
    let mut reports: Vec<&Report> = first.values().copied().collect();
    reports.sort_unstable_by_key(|report| report.id);

    let mut inserted = HashSet::with_capacity(reports.len());
    let mut known = HashMap::new();
    for reports in reports.chunks(ROWS_AT_ONCE) {
        inserted.extend(insert(connection, backend, reports).await?);
        let others: Vec<ReportId> =
            reports.iter().map(|report| report.id).filter(|id| !inserted.contains(id)).collect();
        if !others.is_empty() {
            let found = reports::among(connection, &others).await?;
            known.extend(found.into_iter().map(|report| (report.id, report)));
        }
    }

    let mut accepted = HashSet::with_capacity(inserted.len());
    let mut outcomes = Vec::with_capacity(rows.len());
    for row in rows {
        let id = row.report.id;
        let is_new = inserted.contains(&id);
        let kept = if is_new { first.get(&id).copied() } else { known.get(&id) };
        let outcome = if !kept.is_some_and(|kept| kept.says_the_same(&row.report)) {
            quarantine::keep(connection, &conflicting(row)?, row.by, row.at).await?;
            Outcome::Conflict
        } else if is_new && accepted.insert(id) {
            Outcome::Accepted
        } else {
            Outcome::Repeated
        };
        outcomes.push(outcome);
    }
    Ok(outcomes)
}

/// Writes the rows whose ids are new and returns these ids.
async fn insert(
    connection: &mut AnyConnection,
    backend: Backend,
    reports: &[&Report],
) -> Result<Vec<ReportId>, StoreError> {
    let sql = format!(
        "INSERT INTO report (id, area, category, occurred_on, reported_at, received_at, channel, scale,
             people, amount_yuan, summary, tags)
         VALUES {} ON CONFLICT (id) DO NOTHING RETURNING id",
        placeholders::rows(reports.len(), COLUMNS)
    );
    // Only placeholders were put in. PostgreSQL must not keep the statement: sqlx sends an absent amount as a
    // narrower type than a present one, and a kept statement would insist on the type of its first row.
    let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(backend == Backend::Sqlite);
    for report in reports {
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
    read_all(&query.fetch_all(connection).await?, |row| row.id("id"))
}

/// The databases keep microseconds; a client that sends more must find its own report again when it repeats
/// it.
fn to_the_microsecond(report: &Report) -> Report {
    let cut = |moment: DateTime<Utc>| moment.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(moment);
    Report { reported_at: cut(report.reported_at), received_at: cut(report.received_at), ..report.clone() }
}

/// The quarantine row of a report whose id is taken by another text.
fn conflicting(row: &Row<'_>) -> Result<Rejected, StoreError> {
    Ok(Rejected {
        row: row.number,
        id: Some(row.report.id),
        raw: json(&row.report)?,
        reasons: vec![Reason {
            field: "id".to_owned(),
            code: ReasonCode::Conflict,
            message_zh: "该编号已登记内容不同的事件，原记录未改动；如系更正，请使用新编号重新填报。"
                .to_owned(),
            message_en:
                "another report with other content has this id and stands; file a correction under a new id"
                    .to_owned(),
        }],
    })
}
