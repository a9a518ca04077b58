//! Sweeps: one look at the data as known at a moment, recorded with all it found.

use chrono::{DateTime, Utc};
use domain::{
    Advisory, AreaId, CategoryCode, Ranking, RiskLevel, Sighting, Signal, SignalKind, SignalStatus,
};
use sqlx::AnyConnection;

use crate::{
    Store, StoreError, advisories,
    columns::{Columns, json, micros, read_all, read_one},
    journal::{self, Step},
    signals,
};

/// What a sweep found, to be recorded.
#[derive(Clone, Copy, Debug)]
pub struct SweepRecord<'a> {
    /// The data cut. It names the sweep: there is one for each cut.
    pub as_of: DateTime<Utc>,
    /// When it ran.
    pub ran_at: DateTime<Utc>,
    /// Hypotheses tested.
    pub tests: u64,
    /// How its signals were put in order.
    pub ranking: &'a Ranking,
    /// All signals of the sweep, decided.
    pub signals: &'a [Signal],
    /// The drafts that the decision adds.
    pub advisories: &'a [Advisory],
}

/// What a record added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Signals that were not known before.
    pub new_signals: u64,
    /// Advisories that were not known before.
    pub new_advisories: u64,
}

/// A sweep that was recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Sweep {
    /// The data cut.
    pub as_of: DateTime<Utc>,
    /// When it ran.
    pub ran_at: DateTime<Utc>,
    /// Hypotheses tested.
    pub tests: u64,
    /// How its signals were put in order; `None` for a sweep of a release that did not say.
    pub ranking: Option<Ranking>,
}

/// What sweeps saw from `since` on, and the data cut of the newest: how signals went on week after week.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// The data cut of the newest sweep; `None` before the first.
    pub latest: Option<DateTime<Utc>>,
    /// Every signal that a sweep saw, once, with its first and its last sweep.
    pub sightings: Vec<Sighting>,
}

impl Store {
    /// Records a sweep, its signals and its drafts in one transaction. A repeat of the same cut changes
    /// nothing.
    ///
    /// A signal that is known keeps its status, except that one a rule withheld becomes new when the rule no
    /// longer holds. While nobody has judged it, it takes the evidence of the later cut. A dismissed signal
    /// stays dismissed and gets no draft.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails; nothing is recorded then.
    pub async fn record_sweep(&self, sweep: &SweepRecord<'_>, by: &str) -> Result<Recorded, StoreError> {
        let mut recorded = Recorded::default();
        let mut transaction = self.writing().await?;
        let done = sqlx::query(
            "INSERT INTO sweep (as_of, ran_at, tests, reading_order) VALUES ($1, $2, $3, $4)
             ON CONFLICT (as_of) DO NOTHING",
        )
        .bind(micros(sweep.as_of))
        .bind(micros(sweep.ran_at))
        .bind(i64::try_from(sweep.tests).unwrap_or(i64::MAX))
        .bind(json(sweep.ranking)?)
        .execute(&mut *transaction)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(recorded);
        }
        for signal in sweep.signals {
            recorded.new_signals += u64::from(record_signal(&mut transaction, sweep, signal, by).await?);
        }
        for advisory in sweep.advisories {
            if advisories::insert_draft(&mut transaction, advisory).await? {
                recorded.new_advisories += 1;
                let step = Step { at: sweep.ran_at, by, step: "drafted", why: "" };
                journal::write(&mut transaction, advisory.id, step).await?;
            }
        }
        transaction.commit().await?;
        Ok(recorded)
    }

    /// What sweeps of a data cut of `since` or later saw.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn seen_since(&self, since: DateTime<Utc>) -> Result<Seen, StoreError> {
        let rows = sqlx::query(
            "SELECT signal.id, signal.kind, signal.area, signal.cluster, signal.category, signal.event,
                 signal.first_day, signal.last_day, signal.observed, signal.expected, signal.level,
                 seen.first_sweep, seen.last_sweep
             FROM signal JOIN (
                 SELECT signal, min(sweep) AS first_sweep, max(sweep) AS last_sweep FROM sweep_signal
                 WHERE sweep >= $1 GROUP BY signal) AS seen ON seen.signal = signal.id
             ORDER BY seen.first_sweep, signal.id",
        )
        .bind(micros(since))
        .fetch_all(self.reading())
        .await?;
        let latest = self.latest_sweep().await?.map(|sweep| sweep.as_of);
        Ok(Seen { latest, sightings: read_all(&rows, sighting)? })
    }

    /// The sweep with the newest data cut.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn latest_sweep(&self) -> Result<Option<Sweep>, StoreError> {
        let row =
            sqlx::query("SELECT as_of, ran_at, tests, reading_order FROM sweep ORDER BY as_of DESC LIMIT 1")
                .fetch_optional(self.reading())
                .await?;
        read_one(row.as_ref(), |row| {
            Ok(Sweep {
                as_of: row.moment("as_of")?,
                ran_at: row.moment("ran_at")?,
                tests: row.number("tests")?,
                ranking: (row.text("reading_order")? != "{}")
                    .then(|| row.json("reading_order"))
                    .transpose()?,
            })
        })
    }
}

/// Records one signal of a sweep; says whether it was new.
async fn record_signal(
    connection: &mut AnyConnection,
    sweep: &SweepRecord<'_>,
    signal: &Signal,
    by: &str,
) -> Result<bool, StoreError> {
    let step = |step, why| Step { at: sweep.ran_at, by, step, why };
    let is_new = signals::insert(connection, signal).await?;
    if is_new {
        journal::write(connection, signal.id, step("found", "")).await?;
        if let Some(rule) = &signal.withheld_by {
            journal::write(connection, signal.id, step("withheld", rule)).await?;
        }
    } else {
        signals::refresh(connection, signal).await?;
        signals::place(connection, signal).await?;
        if signal.status == SignalStatus::New && signals::release(connection, signal.id).await? {
            journal::write(connection, signal.id, step("released", "")).await?;
        }
    }
    sqlx::query("INSERT INTO sweep_signal (sweep, signal) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(micros(sweep.as_of))
        .bind(signal.id.to_string())
        .execute(connection)
        .await?;
    Ok(is_new)
}

fn sighting(row: Columns<'_>) -> Result<Sighting, StoreError> {
    Ok(Sighting {
        signal: row.id("id")?,
        kind: row.word("kind", SignalKind::parse)?,
        area: AreaId::new(row.text("area")?),
        cluster: row.json("cluster")?,
        category: CategoryCode::new(row.text("category")?),
        event: row.maybe_text("event")?,
        from: row.day("first_day")?,
        to: row.day("last_day")?,
        observed: row.real("observed")?,
        expected: row.real("expected")?,
        level: row.word("level", RiskLevel::parse)?,
        first_seen: row.moment("first_sweep")?,
        last_seen: row.moment("last_sweep")?,
    })
}
