//! Keeping what ingestion checked: good rows as reports and their revisions, rejected rows in quarantine, in one
//! transaction. How calls come together in one stands in `gathering`.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use domain::{Rejected, Report, ReportId, Station, Submission};
use sqlx::{AnyConnection, AssertSqlSafe};

use crate::{
    Backend, Store, StoreError,
    columns::{json, micros, read_all},
    placeholders::{self, ROWS_AT_ONCE},
    quarantine,
    revisions::{self, Standing},
    unsettled::{self, Relation, UnsettledState},
};

/// What arrived in one call.
#[derive(Clone, Copy, Debug)]
pub struct Intake<'a> {
    /// Rows that passed the checks.
    pub accepted: &'a [Submission],
    /// Rows that did not.
    pub rejected: &'a [Rejected],
    /// Where they came in.
    pub station: &'a Station,
    /// The name of the token or file they came by; kept with rejected rows only.
    pub by: &'a str,
    /// When they arrived.
    pub at: DateTime<Utc>,
}

/// What became of one accepted row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Kept now, as the first text of its report.
    Accepted,
    /// Kept before with the same content: a retry.
    Repeated,
    /// Kept now, as the next revision of its report.
    Revised,
    /// It corrects a revision that has not arrived. It is kept, and comes into force by itself.
    Waiting,
    /// Another text has its place and stands; this one is kept as a conflict.
    Conflict,
}

/// Rows of a call that is worth gathering: a phone's backlog. A longer one fills a transaction by itself.
const FEW_ROWS: usize = 64;

/// Columns of the table `report` that a first text fills.
const COLUMNS: usize = 13;

/// An accepted row with its call.
struct Row<'a> {
    submission: Submission,
    station: &'a Station,
    at: DateTime<Utc>,
}

/// A call that waits for its turn with others.
#[derive(Debug)]
pub(crate) struct Waiting {
    accepted: Vec<Submission>,
    rejected: Vec<Rejected>,
    station: Station,
    by: String,
    at: DateTime<Utc>,
}

impl Waiting {
    fn copy_of(intake: &Intake<'_>) -> Self {
        Self {
            accepted: intake.accepted.to_vec(),
            rejected: intake.rejected.to_vec(),
            station: intake.station.clone(),
            by: intake.by.to_owned(),
            at: intake.at,
        }
    }

    fn intake(&self) -> Intake<'_> {
        Intake {
            accepted: &self.accepted,
            rejected: &self.rejected,
            station: &self.station,
            by: &self.by,
            at: self.at,
        }
    }
}

impl Store {
    /// Keeps accepted and rejected rows in one transaction and answers, for each accepted row in order, what
    /// became of it. What was answered is on disk. Who filed a report is not kept, only from which post.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails; nothing of the call is kept then, and a retry is harmless.
    pub async fn keep(&self, intake: &Intake<'_>) -> Result<Vec<Outcome>, StoreError> {
        if intake.accepted.len() + intake.rejected.len() <= FEW_ROWS {
            let together = async |group: Vec<Waiting>| {
                let intakes: Vec<Intake<'_>> = group.iter().map(Waiting::intake).collect();
                self.keep_together(&intakes).await
            };
            if let Some(outcomes) = self.intakes().together(Waiting::copy_of(intake), together).await {
                return Ok(outcomes);
            }
        }
        Ok(self.keep_together(std::slice::from_ref(intake)).await?.concat())
    }

    /// Transactions with reports that this instance has put on disk: fewer than calls, when calls were gathered.
    pub fn intake_commits(&self) -> u64 {
        self.intakes().commits()
    }

    /// Keeps several calls in one transaction and answers, for each accepted row of each call in order, what
    /// became of it.
    async fn keep_together(&self, intakes: &[Intake<'_>]) -> Result<Vec<Vec<Outcome>>, StoreError> {
        let mut transaction = self.writing().await?;
        let rows: Vec<Row<'_>> = intakes.iter().flat_map(rows).collect();
        let outcomes = keep_reports(&mut transaction, self.backend(), &rows).await?;
        for intake in intakes {
            for row in intake.rejected {
                quarantine::keep(&mut transaction, row, intake.by, intake.at).await?;
            }
        }
        let moved = |outcome: &Outcome| matches!(outcome, Outcome::Accepted | Outcome::Revised);
        if outcomes.iter().any(moved) {
            unsettled::settle(&mut transaction).await?;
        }
        transaction.commit().await?;
        self.intakes().committed();
        if self.backend() == Backend::Postgres {
            self.settle_late().await?;
        }
        let mut outcomes = outcomes.into_iter();
        let split = |intake: &Intake<'_>| outcomes.by_ref().take(intake.accepted.len()).collect();
        Ok(intakes.iter().map(split).collect())
    }
}

/// Keeps one submission inside a transaction, with all that has waited for it.
pub(crate) async fn keep_one(
    connection: &mut AnyConnection,
    backend: Backend,
    submission: &Submission,
    station: &Station,
    at: DateTime<Utc>,
) -> Result<Outcome, StoreError> {
    let row = Row { submission: to_the_microsecond(submission), station, at };
    let outcomes = keep_reports(connection, backend, std::slice::from_ref(&row)).await?;
    unsettled::settle(connection).await?;
    // One row has one outcome.
    Ok(outcomes.first().copied().unwrap_or(Outcome::Repeated))
}

fn rows<'a>(intake: &Intake<'a>) -> impl Iterator<Item = Row<'a>> {
    let (station, at) = (intake.station, intake.at);
    intake.accepted.iter().map(move |submission| Row {
        submission: to_the_microsecond(submission),
        station,
        at,
    })
}

async fn keep_reports(
    connection: &mut AnyConnection,
    backend: Backend,
    rows: &[Row<'_>],
) -> Result<Vec<Outcome>, StoreError> {
    // The first text of each id, in the order of ids: two instances whose rows share ids then wait for each
    // other in line instead of in a circle.
    let mut first: HashMap<ReportId, usize> = HashMap::with_capacity(rows.len());
    for (position, row) in rows.iter().enumerate().filter(|(_, row)| row.submission.base.is_none()) {
        first.entry(row.submission.report.id).or_insert(position);
    }
    let mut firsts: Vec<&Row<'_>> = first.values().filter_map(|position| rows.get(*position)).collect();
    firsts.sort_unstable_by_key(|row| row.submission.report.id);
    let mut inserted = HashSet::with_capacity(firsts.len());
    for firsts in firsts.chunks(ROWS_AT_ONCE) {
        inserted.extend(insert(connection, backend, firsts).await?);
    }

    let is_new = |position: usize, row: &Row<'_>| {
        let id = row.submission.report.id;
        inserted.contains(&id) && first.get(&id) == Some(&position)
    };
    let others: Vec<&Row<'_>> = rows
        .iter()
        .enumerate()
        .filter(|(position, row)| !is_new(*position, row))
        .map(|(_, row)| row)
        .collect();
    let mut standing = standing(connection, &others).await?;
    let mut outcomes = Vec::with_capacity(rows.len());
    for (position, row) in rows.iter().enumerate() {
        let outcome = if is_new(position, row) {
            Outcome::Accepted
        } else {
            judge(connection, standing.get_mut(&row.submission.report.id), row).await?
        };
        outcomes.push(outcome);
    }
    Ok(outcomes)
}

/// The texts that stand under the ids of these rows. A report that some row would change is held; one that rows only
/// repeat is not, for what was said under a number stays so.
async fn standing(
    connection: &mut AnyConnection,
    rows: &[&Row<'_>],
) -> Result<HashMap<ReportId, Standing>, StoreError> {
    let ids: BTreeSet<ReportId> = rows.iter().map(|row| row.submission.report.id).collect();
    let mut found = revisions::standing(connection, &ids.into_iter().collect::<Vec<_>>()).await?;
    let changing: BTreeSet<ReportId> = rows
        .iter()
        .filter(|row| {
            let submission = &row.submission;
            found.get(&submission.report.id).is_some_and(|standing| {
                submission.number() > standing.revision.number
                    || !standing.revision.report.says_the_same(&submission.report)
            })
        })
        .map(|row| row.submission.report.id)
        .collect();
    revisions::hold(connection, changing.iter().copied()).await?;
    found.extend(revisions::standing(connection, &changing.into_iter().collect::<Vec<_>>()).await?);
    Ok(found)
}

/// Keeps a row that is not the first text of its report, and says what became of it.
async fn judge(
    connection: &mut AnyConnection,
    standing: Option<&mut Standing>,
    row: &Row<'_>,
) -> Result<Outcome, StoreError> {
    let submission = &row.submission;
    let (relation, standing) = match standing {
        None => (Relation::Ahead, None),
        Some(standing) => (Relation::between(connection, standing, submission).await?, Some(standing)),
    };
    Ok(match (relation, standing) {
        (Relation::Repeated, _) => Outcome::Repeated,
        (Relation::Next, Some(standing)) => {
            let kept_at = submission.report.received_at;
            revisions::supersede(connection, standing, &submission.report, kept_at, row.station).await?;
            Outcome::Revised
        }
        (Relation::Conflict, _) => {
            unsettled::keep(connection, submission, UnsettledState::Conflict, row.at, row.station).await?;
            Outcome::Conflict
        }
        (Relation::Ahead | Relation::Next, _) => {
            unsettled::keep(connection, submission, UnsettledState::Waiting, row.at, row.station).await?;
            Outcome::Waiting
        }
    })
}

/// Writes the rows whose ids are new and returns these ids.
async fn insert(
    connection: &mut AnyConnection,
    backend: Backend,
    rows: &[&Row<'_>],
) -> Result<Vec<ReportId>, StoreError> {
    let sql = format!(
        "INSERT INTO report (id, area, category, occurred_on, reported_at, received_at, channel, scale,
             people, amount_yuan, summary, tags, station)
         VALUES {} ON CONFLICT (id) DO NOTHING RETURNING id",
        placeholders::rows(rows.len(), COLUMNS)
    );
    // Only placeholders were put in. PostgreSQL must not keep the statement: sqlx sends an absent amount as a
    // narrower type than a present one, and a kept statement would insist on the type of its first row.
    let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(backend == Backend::Sqlite);
    for row in rows {
        let report = &row.submission.report;
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
            .bind(json(&report.tags)?)
            .bind(row.station.to_text());
    }
    read_all(&query.fetch_all(connection).await?, |row| row.id("id"))
}

/// The databases keep microseconds; a client that sends more must find its own report again when it repeats
/// it.
fn to_the_microsecond(submission: &Submission) -> Submission {
    let cut = |moment: DateTime<Utc>| moment.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(moment);
    let report = &submission.report;
    let report = Report {
        reported_at: cut(report.reported_at),
        received_at: cut(report.received_at),
        ..report.clone()
    };
    Submission { report, base: submission.base }
}
