//! Issuing an advisory: number, frozen letter and outbox in one transaction.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{Advisory, AdvisoryId, AdvisoryState, Message, Told};
use sqlx::AnyConnection;

use crate::{
    Frozen, Store, StoreError, advisories,
    columns::{Columns, micros},
    documents, ending,
    journal::Step,
    messages,
};

/// What the caller composes once the number is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The number as the letter prints it: `敦综提〔2026〕15号`.
    pub number: String,
    /// The letter, frozen from here on.
    pub letter: Frozen,
    /// The day by which an answer is asked for: it is counted from the day of issue.
    pub reply_by: NaiveDate,
    /// One message for each committee that gets it, and one for each that was told of what it corrects.
    pub messages: Vec<Message>,
}

impl Store {
    /// Issues a confirmed advisory. `compose` is given the advisory, the next number of `year`, and who had been told of
    /// the letter that it corrects, which is withdrawn; numbers have no gaps and no doubles, however many are issued at
    /// once. `None` for an unknown id.
    ///
    /// # Errors
    /// [`StoreError::State`] when it is not confirmed, or what it corrects was answered by now; the number is not used up
    /// then.
    pub async fn issue_advisory<F>(
        &self,
        id: AdvisoryId,
        by: &str,
        at: DateTime<Utc>,
        year: i32,
        compose: F,
    ) -> Result<Option<Advisory>, StoreError>
    where
        F: FnOnce(&Advisory, u32, &[Told]) -> Issue,
    {
        let mut transaction = self.writing().await?;
        let Some(mut advisory) = advisories::hold(&mut transaction, id).await? else { return Ok(None) };
        advisory.state = advisory.state.become_state(AdvisoryState::Issued)?;
        let next = next_number(&mut transaction, &format!("advisory {year}")).await?;
        let told = match &advisory.corrects {
            None => Vec::new(),
            Some(wrong) => {
                let step = Step { at, by, step: "withdrawn", why: &wrong.reason };
                ending::replace(&mut transaction, wrong, step).await?
            }
        };
        let issue = compose(&advisory, next, &told);
        sqlx::query(
            "UPDATE advisory SET number = $2, letter = $3, issued_at = $4, reply_by = $5 WHERE id = $1",
        )
        .bind(id.to_string())
        .bind(&issue.number)
        .bind(&issue.letter.html)
        .bind(micros(at))
        .bind(issue.reply_by.to_string())
        .execute(&mut *transaction)
        .await?;
        documents::insert(&mut transaction, id, &issue.letter).await?;
        messages::insert(&mut transaction, &issue.messages).await?;
        let step = Step { at, by, step: "issued", why: &issue.number };
        advisories::enter(&mut transaction, id, AdvisoryState::Issued, step).await?;
        transaction.commit().await?;
        advisory.number = Some(issue.number);
        advisory.letter = issue.letter.html;
        advisory.reply_by = issue.reply_by;
        advisory.issued_at = Some(at);
        Ok(Some(advisory))
    }
}

/// The next number of a row of numbers, from 1. The counter stays locked until the transaction ends, and goes
/// back when it fails: no number is given twice and none is left out.
pub(crate) async fn next_number(connection: &mut AnyConnection, name: &str) -> Result<u32, StoreError> {
    let row = sqlx::query(
        "INSERT INTO counter (name, value) VALUES ($1, 1)
         ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value",
    )
    .bind(name)
    .fetch_one(connection)
    .await?;
    Columns(&row).number("value")
}
