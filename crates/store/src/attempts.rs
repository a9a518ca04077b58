//! What came of attempts. Those that end at about the same time are kept in one transaction.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{AdvisoryState, Attempt, Message, MessageId, MessageKind, MessageState};
use sqlx::{AnyConnection, AssertSqlSafe};

use crate::{
    Backend, Store, StoreError, advisories,
    columns::{micros, read_all, read_one},
    endpoints,
    journal::{self, Step},
    messages,
    placeholders::{self, ROWS_AT_ONCE},
};

/// What follows an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Next {
    /// The receiver took it.
    Delivered,
    /// It is due again then.
    Retry(DateTime<Utc>),
    /// No attempt is left.
    Dead,
}

/// An attempt and what follows from it.
pub(crate) type Word = (Attempt, Next);

impl Store {
    /// Keeps an attempt and what follows from it, and gives the lease back. An advisory is delivered, in the
    /// same transaction, when its lead committee took it. A message that is no longer pending keeps its
    /// state.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or the message is unknown.
    pub async fn record_attempt(&self, attempt: &Attempt, next: Next) -> Result<(), StoreError> {
        let word = (attempt.clone(), next);
        let together = |words| self.record_together(words);
        match self.attempts().together(word.clone(), together).await {
            Some(()) => Ok(()),
            None => self.record_together(vec![word]).await.map(drop),
        }
    }

    /// Transactions with attempts that this instance has put on disk: fewer than attempts, when those ended together.
    pub fn attempt_commits(&self) -> u64 {
        self.attempts().commits()
    }

    async fn record_together(&self, mut words: Vec<Word>) -> Result<Vec<()>, StoreError> {
        let mut transaction = self.writing().await?;
        let committees = committees(&mut transaction, &words).await?;
        let committee = |word: &Word| committees.get(&word.0.message).map(String::as_str);
        // The order in which all instances lock, see `outbox`. A delivery comes before a late word on the same message.
        words.sort_by(|left, right| {
            let key = |word: &Word| (word.0.message.to_string(), word.1);
            committee(left).cmp(&committee(right)).then_with(|| key(left).cmp(&key(right)))
        });
        for words in words.chunk_by(|left, right| committee(left) == committee(right)) {
            let taken = words.iter().filter(|(_, next)| *next == Next::Delivered);
            if let (Some(committee), Some(at)) =
                (words.first().and_then(committee), taken.map(|(attempt, _)| attempt.at).max())
            {
                endpoints::took(&mut transaction, committee, at).await?;
            }
        }
        for words in words.chunks(ROWS_AT_ONCE) {
            insert(&mut transaction, self.backend(), words).await?;
        }
        let mut settled = Vec::with_capacity(words.len());
        for (attempt, next) in &words {
            settled.extend(follow(&mut transaction, attempt, *next).await?);
        }
        let settled: Vec<(&Message, Step<'_>)> = settled
            .iter()
            .map(|(message, attempt)| {
                let by = message.committee.as_str();
                (message, Step { at: attempt.at, by, step: message.state.as_str(), why: &attempt.error })
            })
            .collect();
        arrive(&mut transaction, &settled).await?;
        transaction.commit().await?;
        self.attempts().committed();
        Ok(vec![(); words.len()])
    }
}

/// Writes down that messages are delivered or dead. An issued advisory whose lead took its message is delivered with it;
/// one that went further stays where it is.
pub(crate) async fn arrive(
    connection: &mut AnyConnection,
    arrivals: &[(&Message, Step<'_>)],
) -> Result<(), StoreError> {
    let steps: Vec<_> = arrivals.iter().map(|(message, step)| (message.id, *step)).collect();
    journal::write_all(connection, &steps).await?;
    for (message, step) in arrivals {
        if message.state != MessageState::Delivered || message.kind != MessageKind::Advisory {
            continue;
        }
        let Some(advisory) = advisories::hold(connection, message.subject).await? else { continue };
        if advisory.lead == message.committee && advisory.state == AdvisoryState::Issued {
            advisories::enter(connection, advisory.id, AdvisoryState::Delivered, *step).await?;
        }
    }
    Ok(())
}

/// The committee of each message that words are about.
async fn committees(
    connection: &mut AnyConnection,
    words: &[Word],
) -> Result<HashMap<MessageId, String>, StoreError> {
    let list = placeholders::rows(1, words.len());
    let text = format!("SELECT id, committee FROM message WHERE id IN {list}");
    let query = words.iter().fold(sqlx::query(AssertSqlSafe(text)), |query, (attempt, _)| {
        query.bind(attempt.message.to_string())
    });
    let rows = query.fetch_all(connection).await?;
    let found = read_all(&rows, |row| Ok((row.id("id")?, row.text("committee")?)))?;
    Ok(found.into_iter().collect())
}

async fn insert(connection: &mut AnyConnection, backend: Backend, words: &[Word]) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO attempt (message, number, at, status, error) VALUES {} ON CONFLICT (message, number) DO NOTHING",
        placeholders::rows(words.len(), 5)
    );
    // Only placeholders were put in. An absent status is sent as a narrower type than a present one; see `intake`.
    let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(backend == Backend::Sqlite);
    for (attempt, _) in words {
        query = query
            .bind(attempt.message.to_string())
            .bind(i64::from(attempt.number))
            .bind(micros(attempt.at))
            .bind(attempt.status.map(i64::from))
            .bind(&attempt.error);
    }
    query.execute(connection).await?;
    Ok(())
}

/// Lets a message that is pending take its next state; the message and its attempt, where that state is the last.
async fn follow<'a>(
    connection: &mut AnyConnection,
    attempt: &'a Attempt,
    next: Next,
) -> Result<Option<(Message, &'a Attempt)>, StoreError> {
    let (state, due_at) = match next {
        Next::Delivered => (MessageState::Delivered, None),
        Next::Retry(due_at) => (MessageState::Pending, Some(micros(due_at))),
        Next::Dead => (MessageState::Dead, None),
    };
    let rows = sqlx::query(
        "UPDATE message SET state = $2, due_at = coalesce($3, due_at), leased_until = 0,
             channel = CASE WHEN $2 = 'delivered' THEN (SELECT endpoint.channel FROM endpoint
                 WHERE endpoint.committee = message.committee) END,
             attempts = CASE WHEN attempts < $4 THEN $4 ELSE attempts END
         WHERE id = $1 AND state = 'pending'
         RETURNING id, kind, subject, committee, payload, state, attempts, due_at, created_at",
    )
    .bind(attempt.message.to_string())
    .bind(state.as_str())
    .bind(due_at)
    .bind(i64::from(attempt.number))
    .fetch_all(connection)
    .await?;
    let message = read_one(rows.first(), messages::message)?;
    Ok(message.filter(|message| message.state != MessageState::Pending).map(|message| (message, attempt)))
}
