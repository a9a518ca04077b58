//! How committees are reached, and how that went lately: a dead endpoint is paused and said, so that it costs neither
//! attempts nor time.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use domain::CommitteeId;
use serde::Serialize;
use sqlx::AnyConnection;

use crate::{
    Store, StoreError,
    columns::{Columns, micros, read_all, read_one},
};

/// How a committee is reached, as the configuration says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The committee.
    pub committee: CommitteeId,
    /// The word of the channel.
    pub channel: String,
    /// Where it leads, as far as it may be printed.
    pub destination: String,
    /// Time between two messages at least; zero for as many as there are.
    pub gap: TimeDelta,
}

/// Whether an endpoint is sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EndpointState {
    /// It is.
    Live,
    /// It failed too often in a row; after a while one message is tried.
    Paused,
    /// It said that it is gone for good; nothing is sent until an operator resumes it.
    Stopped,
}

impl EndpointState {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Live, Self::Paused, Self::Stopped];

    /// The word used on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Paused => "paused",
            Self::Stopped => "stopped",
        }
    }

    /// The state named by [`EndpointState::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// An endpoint and how it went lately.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointRow {
    /// How the committee is reached.
    pub reached: Reached,
    /// Whether it is sent to.
    pub state: EndpointState,
    /// Nothing is sent before.
    pub free_at: DateTime<Utc>,
    /// Failed attempts in a row.
    pub failures: u32,
    /// Pauses in a row.
    pub pauses: u32,
    /// What went wrong last; empty when nothing has since the last delivery.
    pub last_error: String,
    /// When it went wrong last.
    pub failed_at: Option<DateTime<Utc>>,
    /// When it took a message last.
    pub delivered_at: Option<DateTime<Utc>>,
}

impl Store {
    /// Writes down how committees are reached, as configured. One that is reached otherwise than before starts afresh; one
    /// that is not listed has no endpoint any more, and its messages wait in its inbox.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn put_endpoints(&self, endpoints: &[Reached]) -> Result<(), StoreError> {
        let mut transaction = self.writing().await?;
        let rows = sqlx::query("SELECT committee FROM endpoint ORDER BY committee")
            .fetch_all(&mut *transaction)
            .await?;
        for known in read_all(&rows, |row| row.text("committee"))? {
            if !endpoints.iter().any(|endpoint| endpoint.committee.as_str() == known) {
                let gone = sqlx::query("DELETE FROM endpoint WHERE committee = $1").bind(known);
                gone.execute(&mut *transaction).await?;
            }
        }
        for endpoint in endpoints {
            put(&mut transaction, endpoint).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Every endpoint, in the order of the committees.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn endpoints(&self) -> Result<Vec<EndpointRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT committee, channel, destination, gap, state, free_at, failures, pauses, last_error, failed_at,
                 delivered_at FROM endpoint ORDER BY committee",
        )
        .fetch_all(self.reading())
        .await?;
        read_all(&rows, endpoint)
    }

    /// How many messages wait for each committee, for those that any waits for.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn waiting_of_each(&self) -> Result<BTreeMap<CommitteeId, u64>, StoreError> {
        let rows = sqlx::query(
            "SELECT committee, count(*) AS n FROM message WHERE state = 'pending' GROUP BY committee",
        )
        .fetch_all(self.reading())
        .await?;
        let counts = read_all(&rows, |row| Ok((CommitteeId::new(row.text("committee")?), row.number("n")?)))?;
        Ok(counts.into_iter().collect())
    }

    /// Notes a failed attempt; how often in a row the endpoint has failed by now, and how often it was paused. `None` when
    /// the committee has no endpoint any more.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn note_failure(
        &self,
        committee: &CommitteeId,
        error: &str,
        at: DateTime<Utc>,
    ) -> Result<Option<(u32, u32)>, StoreError> {
        let mut transaction = self.writing().await?;
        let rows = sqlx::query(
            "UPDATE endpoint SET failures = failures + 1, last_error = $2, failed_at = $3 WHERE committee = $1
             RETURNING failures, pauses",
        )
        .bind(committee.as_str())
        .bind(error)
        .bind(micros(at))
        .fetch_all(&mut *transaction)
        .await?;
        transaction.commit().await?;
        read_one(rows.first(), |row| Ok((row.number("failures")?, row.number("pauses")?)))
    }

    /// Lets an endpoint rest until then: for the `pauses`th time in a row, or (`None`) because it asked for patience.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn rest_endpoint(
        &self,
        committee: &CommitteeId,
        until: DateTime<Utc>,
        pauses: Option<u32>,
    ) -> Result<(), StoreError> {
        let mut transaction = self.writing().await?;
        sqlx::query(
            "UPDATE endpoint SET free_at = CASE WHEN free_at < $2 THEN $2 ELSE free_at END,
                 state = CASE WHEN state = 'live' AND $3 IS NOT NULL THEN 'paused' ELSE state END,
                 pauses = coalesce($3, pauses) WHERE committee = $1",
        )
        .bind(committee.as_str())
        .bind(micros(until))
        .bind(pauses.map(i64::from))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Sends nothing more to an endpoint until it is resumed.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn stop_endpoint(&self, committee: &CommitteeId) -> Result<(), StoreError> {
        let mut transaction = self.writing().await?;
        sqlx::query("UPDATE endpoint SET state = 'stopped' WHERE committee = $1")
            .bind(committee.as_str())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Lets an endpoint be sent to again at once, whatever it did; `false` when the committee has none.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn resume_endpoint(&self, committee: &CommitteeId) -> Result<bool, StoreError> {
        let mut transaction = self.writing().await?;
        let done = sqlx::query(
            "UPDATE endpoint SET state = 'live', free_at = 0, failures = 0, pauses = 0 WHERE committee = $1",
        )
        .bind(committee.as_str())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(done.rows_affected() == 1)
    }
}

async fn put(connection: &mut AnyConnection, endpoint: &Reached) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO endpoint (committee, channel, destination, gap, state, free_at, failures, pauses, last_error)
         VALUES ($1, $2, $3, $4, 'live', 0, 0, 0, '')
         ON CONFLICT (committee) DO UPDATE SET channel = $2, destination = $3, gap = $4, state = 'live', free_at = 0,
             failures = 0, pauses = 0, last_error = '', failed_at = NULL
         WHERE endpoint.channel <> $2 OR endpoint.destination <> $3 OR endpoint.gap <> $4",
    )
    .bind(endpoint.committee.as_str())
    .bind(&endpoint.channel)
    .bind(&endpoint.destination)
    .bind(endpoint.gap.num_microseconds().unwrap_or_default())
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes that an endpoint took a message: whatever was wrong with it is over.
pub(crate) async fn took(
    connection: &mut AnyConnection,
    committee: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE endpoint SET free_at = CASE WHEN state = 'paused' THEN 0 ELSE free_at END,
             state = CASE WHEN state = 'paused' THEN 'live' ELSE state END,
             failures = 0, pauses = 0, last_error = '', delivered_at = $2 WHERE committee = $1",
    )
    .bind(committee)
    .bind(micros(at))
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes the one turn of an endpoint that is sent to one message at a time: `false` when another instance has it. A
/// paused one is not asked again before the lease ends, a hurried one not before its gap is over.
pub(crate) async fn take_turn(
    connection: &mut AnyConnection,
    committee: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "UPDATE endpoint SET free_at = CASE WHEN state = 'paused' THEN $3 ELSE $2 + gap END
         WHERE committee = $1 AND state <> 'stopped' AND free_at <= $2",
    )
    .bind(committee)
    .bind(micros(now))
    .bind(micros(until))
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

fn endpoint(row: Columns<'_>) -> Result<EndpointRow, StoreError> {
    Ok(EndpointRow {
        reached: Reached {
            committee: CommitteeId::new(row.text("committee")?),
            channel: row.text("channel")?,
            destination: row.text("destination")?,
            gap: TimeDelta::microseconds(row.integer("gap")?),
        },
        state: row.word("state", EndpointState::parse)?,
        free_at: row.moment("free_at")?,
        failures: row.number("failures")?,
        pauses: row.number("pauses")?,
        last_error: row.text("last_error")?,
        failed_at: row.maybe_moment("failed_at")?,
        delivered_at: row.maybe_moment("delivered_at")?,
    })
}
