//! What became of signals: judged at the analysts' desk, and answered by committees.

use chrono::{DateTime, Utc};
use domain::{Signal, SignalStatus, Verdict};

use crate::{
    Store, StoreError,
    columns::{micros, read_all},
    journal::BY_RULE,
    signals::{self, signal_columns},
};

/// A signal and what is known of it by now.
#[derive(Clone, Debug, PartialEq)]
pub struct JudgedSignal {
    /// The signal, as it was when it was judged; without its series.
    pub signal: Signal,
    /// What the committee answered, where it did.
    pub verdict: Option<Verdict>,
}

impl Store {
    /// The newest `limit` signals that people confirmed or dismissed, or committees answered, by `until`; oldest data cut first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn judged_signals(
        &self,
        until: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<JudgedSignal>, StoreError> {
        let rows = sqlx::query(concat!(
            "SELECT ",
            signal_columns!("signal.reports", "'[]' AS series"),
            ", advisory.verdict
             FROM signal LEFT JOIN advisory ON advisory.signal = signal.id AND advisory.answered_at <= $1
                 AND advisory.state <> 'withdrawn'
             WHERE advisory.verdict IS NOT NULL OR EXISTS (
                 SELECT 1 FROM journal WHERE journal.subject = signal.id AND journal.at <= $1
                 AND journal.step IN ('confirmed', 'dismissed') AND journal.actor <> $3)
             ORDER BY signal.as_of DESC, signal.id
             LIMIT $2"
        ))
        .bind(micros(until))
        .bind(i64::from(limit))
        .bind(BY_RULE)
        .fetch_all(self.reading())
        .await?;
        let mut judged = read_all(&rows, |row| {
            Ok(JudgedSignal {
                signal: signals::signal(row)?,
                verdict: row.maybe_word("verdict", Verdict::parse)?,
            })
        })?;
        judged.reverse();
        Ok(judged)
    }
}

impl JudgedSignal {
    /// Whether it was confirmed at the desk; what was dismissed was not.
    pub fn is_confirmed(&self) -> bool {
        self.signal.status == SignalStatus::Confirmed
    }
}
