//! Signals: found by sweeps, judged by people.

use chrono::{DateTime, Utc};
use domain::{
    Advisory, AdvisoryState, AreaId, CategoryCode, Detector, Facts, RiskLevel, Signal, SignalId, SignalKind,
    SignalStatus,
};
use sqlx::{Any, AnyConnection, any::AnyArguments, query::Query};

use crate::{
    Store, StoreError, advisories,
    columns::{Columns, json, micros, read_all, read_one},
    journal::{self, Step},
    scope::within_area,
};

/// Of which sweeps signals are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SweepChoice {
    /// Those that the newest sweep saw: what holds now.
    #[default]
    Latest,
    /// Those of all sweeps.
    All,
}

/// Which signals are asked for. The default asks for all of the latest sweep.
#[derive(Clone, Debug)]
pub struct SignalFilter {
    /// Of this kind.
    pub kind: Option<SignalKind>,
    /// About this area or one that lies in it.
    pub within: Option<AreaId>,
    /// With this status.
    pub status: Option<SignalStatus>,
    /// Of the latest sweep or of all.
    pub sweep: SweepChoice,
    /// At most so many.
    pub limit: u32,
}

impl Default for SignalFilter {
    fn default() -> Self {
        Self { kind: None, within: None, status: None, sweep: SweepChoice::Latest, limit: u32::MAX }
    }
}

/// Every column of a signal; the two long lists as given, because a list of signals leaves them out.
macro_rules! signal_columns {
    ($reports:literal, $series:literal) => {
        concat!(
            "signal.id, signal.kind, signal.detector, signal.area, signal.cluster, signal.category, ",
            "signal.event, signal.first_day, signal.last_day, signal.observed, signal.expected, ",
            "signal.upper_bound, signal.p_value, signal.q_value, signal.ratio, signal.parameters, ",
            "signal.facts, signal.as_of, signal.level, signal.status, signal.withheld_by, signal.withheld_for, ",
            $reports,
            ", ",
            $series
        )
    };
}
pub(crate) use signal_columns;

impl Store {
    /// Signals, newest data cut first, then as they are read: by level, expected harm and rarity. Their `reports`
    /// and `series` are left empty: ask for the one signal to get them.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn signals(&self, filter: &SignalFilter) -> Result<Vec<Signal>, StoreError> {
        let rows = sqlx::query(concat!(
            "SELECT ",
            signal_columns!("'[]' AS reports", "'[]' AS series"),
            " FROM signal
             WHERE ($1 IS NULL OR signal.kind = $1)
             AND ",
            within_area!("signal.area", "$2"),
            "
             AND ($3 IS NULL OR signal.status = $3)
             AND ($4 = 0 OR signal.id IN (
                 SELECT sweep_signal.signal FROM sweep_signal
                 WHERE sweep_signal.sweep = (SELECT max(as_of) FROM sweep)))
             ORDER BY signal.as_of DESC,
                 CASE signal.level WHEN 'red' THEN 0 WHEN 'orange' THEN 1 WHEN 'yellow' THEN 2 ELSE 3 END,
                 signal.weight DESC, signal.q_value, signal.id
             LIMIT $5"
        ))
        .bind(filter.kind.map(SignalKind::as_str))
        .bind(filter.within.as_ref().map(AreaId::as_str))
        .bind(filter.status.map(SignalStatus::as_str))
        .bind(i64::from(filter.sweep == SweepChoice::Latest))
        .bind(i64::from(filter.limit))
        .fetch_all(self.reading())
        .await?;
        read_all(&rows, signal)
    }

    /// The signal with this id, complete.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn signal(&self, id: SignalId) -> Result<Option<Signal>, StoreError> {
        let row = sqlx::query(concat!(
            "SELECT ",
            signal_columns!("signal.reports", "signal.series"),
            " FROM signal WHERE id = $1"
        ))
        .bind(id.to_string())
        .fetch_optional(self.reading())
        .await?;
        read_one(row.as_ref(), signal)
    }

    /// Sets a signal aside, and its draft with it. Returns the status it has then; `None` for an unknown id.
    /// A confirmed signal stays confirmed, and one that is dismissed already keeps its first reason.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn dismiss_signal(
        &self,
        id: SignalId,
        reason: &str,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<Option<SignalStatus>, StoreError> {
        let step = Step { at, by, step: "dismissed", why: reason };
        let mut transaction = self.writing().await?;
        let status = set_aside(&mut transaction, id, step).await?;
        transaction.commit().await?;
        Ok(status)
    }
}

/// Sets a signal and its draft aside, unless somebody judged it before; returns the status it has then.
pub(crate) async fn set_aside(
    connection: &mut AnyConnection,
    id: SignalId,
    step: Step<'_>,
) -> Result<Option<SignalStatus>, StoreError> {
    // The advisory first, as everywhere: whoever needs both rows takes them in this order.
    let draft = advisories::hold(connection, Advisory::derive_id(id)).await?;
    let Some(status) = hold(connection, id).await? else { return Ok(None) };
    if matches!(status, SignalStatus::Confirmed | SignalStatus::Dismissed) {
        return Ok(Some(status));
    }
    judge(connection, id, SignalStatus::Dismissed, step).await?;
    if let Some(draft) = draft.filter(|draft| draft.state == AdvisoryState::Draft) {
        advisories::enter(connection, draft.id, AdvisoryState::Dismissed, step).await?;
    }
    Ok(Some(SignalStatus::Dismissed))
}

/// Locks a signal for the rest of the transaction and returns its status.
pub(crate) async fn hold(
    connection: &mut AnyConnection,
    id: SignalId,
) -> Result<Option<SignalStatus>, StoreError> {
    let rows = sqlx::query("UPDATE signal SET status = status WHERE id = $1 RETURNING status")
        .bind(id.to_string())
        .fetch_all(connection)
        .await?;
    read_one(rows.first(), |row| row.word("status", SignalStatus::parse))
}

/// Writes what a person decided about a signal, with its line in the journal.
pub(crate) async fn judge(
    connection: &mut AnyConnection,
    id: SignalId,
    status: SignalStatus,
    step: Step<'_>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE signal SET status = $2 WHERE id = $1")
        .bind(id.to_string())
        .bind(status.as_str())
        .execute(&mut *connection)
        .await?;
    journal::write(connection, id, step).await
}

/// Writes a signal unless one with its id is there; says whether it was new.
pub(crate) async fn insert(connection: &mut AnyConnection, signal: &Signal) -> Result<bool, StoreError> {
    let statement = sqlx::query(
        "INSERT INTO signal (id, cluster, first_day, last_day, observed, expected, upper_bound, p_value, q_value,
             ratio, reports, parameters, series, as_of, level, facts, weight, kind, detector, area, category,
             event, status, withheld_by, withheld_for)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
             $21, $22, $23, $24, $25)
         ON CONFLICT (id) DO NOTHING",
    );
    let done = bind_evidence(statement, signal)?
        .bind(signal.kind.as_str())
        .bind(signal.detector.as_str())
        .bind(signal.area.to_string())
        .bind(signal.category.to_string())
        .bind(signal.event.clone())
        .bind(signal.status.as_str())
        .bind(signal.withheld_by.clone())
        .bind(signal.withheld_for.map(|id| id.to_string()))
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives a known signal the evidence of a later data cut, while nobody has judged it: what a person judged
/// stays as the person saw it.
pub(crate) async fn refresh(connection: &mut AnyConnection, signal: &Signal) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "UPDATE signal SET cluster = $2, first_day = $3, last_day = $4, observed = $5, expected = $6,
             upper_bound = $7, p_value = $8, q_value = $9, ratio = $10, reports = $11, parameters = $12,
             series = $13, as_of = $14, level = $15, facts = $16, weight = $17
         WHERE id = $1 AND as_of < $14 AND status IN ('new', 'withheld')",
    );
    bind_evidence(statement, signal)?.execute(connection).await?;
    Ok(())
}

/// Gives a signal that was judged its place among those of a later sweep. Nothing else of it changes.
pub(crate) async fn place(connection: &mut AnyConnection, signal: &Signal) -> Result<(), StoreError> {
    let rows = sqlx::query("SELECT facts FROM signal WHERE id = $1 AND status IN ('confirmed', 'dismissed')")
        .bind(signal.id.to_string())
        .fetch_all(&mut *connection)
        .await?;
    let Some(mut facts) = read_one(rows.first(), |row| row.json::<Facts>("facts"))? else { return Ok(()) };
    if facts.chance == signal.facts.chance {
        return Ok(());
    }
    facts.chance = signal.facts.chance;
    sqlx::query("UPDATE signal SET facts = $2, weight = $3 WHERE id = $1")
        .bind(signal.id.to_string())
        .bind(json(&facts)?)
        .bind(facts.rank())
        .execute(connection)
        .await?;
    Ok(())
}

/// Binds the id ($1) and what a later data cut may change ($2 to $17).
fn bind_evidence<'q>(
    statement: Query<'q, Any, AnyArguments>,
    signal: &Signal,
) -> Result<Query<'q, Any, AnyArguments>, StoreError> {
    Ok(statement
        .bind(signal.id.to_string())
        .bind(json(&signal.cluster)?)
        .bind(signal.from.to_string())
        .bind(signal.to.to_string())
        .bind(signal.observed)
        .bind(signal.expected)
        .bind(signal.upper)
        .bind(signal.p_value)
        .bind(signal.q_value)
        .bind(signal.ratio)
        .bind(json(&signal.reports)?)
        .bind(json(&signal.parameters)?)
        .bind(json(&signal.series)?)
        .bind(micros(signal.as_of))
        .bind(signal.level.as_str())
        .bind(json(&signal.facts)?)
        .bind(signal.facts.rank()))
}

/// Lets go of a signal that a rule withheld, when a later sweep has no rule against it; says whether it did.
pub(crate) async fn release(connection: &mut AnyConnection, id: SignalId) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "UPDATE signal SET status = 'new', withheld_by = NULL, withheld_for = NULL WHERE id = $1 AND status = 'withheld'",
    )
    .bind(id.to_string())
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(crate) fn signal(row: Columns<'_>) -> Result<Signal, StoreError> {
    Ok(Signal {
        id: row.id("id")?,
        kind: row.word("kind", SignalKind::parse)?,
        detector: row.word("detector", Detector::parse)?,
        area: AreaId::new(row.text("area")?),
        cluster: row.json("cluster")?,
        category: CategoryCode::new(row.text("category")?),
        event: row.maybe_text("event")?,
        from: row.day("first_day")?,
        to: row.day("last_day")?,
        observed: row.real("observed")?,
        expected: row.real("expected")?,
        upper: row.real("upper_bound")?,
        p_value: row.real("p_value")?,
        q_value: row.real("q_value")?,
        ratio: row.real("ratio")?,
        reports: row.json("reports")?,
        parameters: row.json("parameters")?,
        series: row.json("series")?,
        facts: row.json("facts")?,
        as_of: row.moment("as_of")?,
        level: row.word("level", RiskLevel::parse)?,
        status: row.word("status", SignalStatus::parse)?,
        withheld_by: row.maybe_text("withheld_by")?,
        withheld_for: match row.maybe_text("withheld_for")? {
            None => None,
            Some(_) => Some(row.id("withheld_for")?),
        },
    })
}
