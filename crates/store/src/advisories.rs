//! Advisories: reading them, and the steps of their life that a person takes. Issuing stands in `issuing`.

use chrono::{DateTime, Utc};
use domain::{
    Advisory, AdvisoryForm, AdvisoryId, AdvisoryState, Answer, AreaId, CategoryCode, CommitteeId, Correction,
    RiskLevel, SignalId, SignalStatus, Verdict,
};
use sqlx::AnyConnection;

use crate::{
    Store, StoreError,
    columns::{Columns, json, micros, read_all, read_one},
    journal::{self, Step},
    scope::within_area,
    signals,
};

/// Which advisories are asked for. The default asks for all.
#[derive(Clone, Debug)]
pub struct AdvisoryFilter {
    /// In this state.
    pub state: Option<AdvisoryState>,
    /// About this area or one that lies in it.
    pub within: Option<AreaId>,
    /// At most so many.
    pub limit: u32,
}

impl Default for AdvisoryFilter {
    fn default() -> Self {
        Self { state: None, within: None, limit: u32::MAX }
    }
}

/// Every column of an advisory; the letter as given, because a list of advisories leaves it out.
macro_rules! advisory_columns {
    ($letter:literal) => {
        concat!(
            "advisory.id, advisory.signal, advisory.number, advisory.form, advisory.level, advisory.area, ",
            "advisory.category, advisory.lead_committee, advisory.copies, advisory.title, advisory.finding, ",
            "advisory.suggestions, advisory.reply_by, advisory.state, advisory.drafted_at, ",
            "advisory.issued_at, advisory.acknowledged_at, advisory.verdict, advisory.action, ",
            "advisory.answered_at, advisory.corrects, advisory.corrected_number, advisory.correction_reason, ",
            $letter
        )
    };
}

impl Store {
    /// Advisories, newest draft first, without their letters.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn advisories(&self, filter: &AdvisoryFilter) -> Result<Vec<Advisory>, StoreError> {
        let rows = sqlx::query(concat!(
            "SELECT ",
            advisory_columns!("'' AS letter"),
            " FROM advisory
             WHERE ($1 IS NULL OR advisory.state = $1)
             AND ",
            within_area!("advisory.area", "$2"),
            "
             ORDER BY advisory.drafted_at DESC, advisory.id DESC LIMIT $3"
        ))
        .bind(filter.state.map(AdvisoryState::as_str))
        .bind(filter.within.as_ref().map(AreaId::as_str))
        .bind(i64::from(filter.limit))
        .fetch_all(self.reading())
        .await?;
        read_all(&rows, advisory)
    }

    /// Every advisory drafted at `since` or later, in any state, oldest first, without letters: what the next
    /// decision must not say again.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn said_since(&self, since: DateTime<Utc>) -> Result<Vec<Advisory>, StoreError> {
        let rows = sqlx::query(concat!(
            "SELECT ",
            advisory_columns!("'' AS letter"),
            " FROM advisory WHERE drafted_at >= $1 ORDER BY drafted_at, id"
        ))
        .bind(micros(since))
        .fetch_all(self.reading())
        .await?;
        read_all(&rows, advisory)
    }

    /// The advisory with this id, with its letter.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn advisory(&self, id: AdvisoryId) -> Result<Option<Advisory>, StoreError> {
        let row = sqlx::query(concat!(
            "SELECT ",
            advisory_columns!("advisory.letter"),
            " FROM advisory WHERE id = $1"
        ))
        .bind(id.to_string())
        .fetch_optional(self.reading())
        .await?;
        read_one(row.as_ref(), advisory)
    }

    /// The newest advisory about a signal, without its letter; one that was set aside or withdrawn only where there is no
    /// other.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn advisory_about(&self, signal: SignalId) -> Result<Option<Advisory>, StoreError> {
        let row = sqlx::query(concat!(
            "SELECT ",
            advisory_columns!("'' AS letter"),
            " FROM advisory WHERE signal = $1
             ORDER BY CASE WHEN state IN ('dismissed', 'withdrawn') THEN 1 ELSE 0 END, drafted_at DESC, id DESC LIMIT 1"
        ))
        .bind(signal.to_string())
        .fetch_optional(self.reading())
        .await?;
        read_one(row.as_ref(), advisory)
    }

    /// The issued letter that corrects this one, without its text.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn replacement_of(&self, id: AdvisoryId) -> Result<Option<Advisory>, StoreError> {
        let row = sqlx::query(concat!(
            "SELECT ",
            advisory_columns!("'' AS letter"),
            " FROM advisory WHERE corrects = $1 AND number IS NOT NULL ORDER BY issued_at DESC LIMIT 1"
        ))
        .bind(id.to_string())
        .fetch_optional(self.reading())
        .await?;
        read_one(row.as_ref(), advisory)
    }

    /// Confirms a draft, and its signal with it. `None` for an unknown id.
    ///
    /// # Errors
    /// [`StoreError::State`] when it is no draft.
    pub async fn confirm_advisory(
        &self,
        id: AdvisoryId,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<Option<Advisory>, StoreError> {
        let step = Step { at, by, step: "confirmed", why: "" };
        self.judge_draft(id, AdvisoryState::Confirmed, SignalStatus::Confirmed, step).await
    }

    /// Sets a draft aside, and its signal with it; one that was to correct a letter by itself, for its signal was told.
    /// `None` for an unknown id.
    ///
    /// # Errors
    /// [`StoreError::State`] when it is no draft.
    pub async fn dismiss_advisory(
        &self,
        id: AdvisoryId,
        reason: &str,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<Option<Advisory>, StoreError> {
        let step = Step { at, by, step: "dismissed", why: reason };
        self.judge_draft(id, AdvisoryState::Dismissed, SignalStatus::Dismissed, step).await
    }

    async fn judge_draft(
        &self,
        id: AdvisoryId,
        to: AdvisoryState,
        signal: SignalStatus,
        step: Step<'_>,
    ) -> Result<Option<Advisory>, StoreError> {
        let mut transaction = self.writing().await?;
        let Some(mut advisory) = hold(&mut transaction, id).await? else { return Ok(None) };
        advisory.state = advisory.state.become_state(to)?;
        enter(&mut transaction, id, to, step).await?;
        if advisory.corrects.is_none() {
            signals::judge(&mut transaction, advisory.signal, signal, step).await?;
        }
        transaction.commit().await?;
        Ok(Some(advisory))
    }

    /// Notes that the lead committee signed for an advisory. A repeat, also after the answer, changes
    /// nothing. `None` for an unknown id.
    ///
    /// # Errors
    /// [`StoreError::State`] when it is not issued yet.
    pub async fn acknowledge_advisory(
        &self,
        id: AdvisoryId,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<Option<Advisory>, StoreError> {
        let mut transaction = self.writing().await?;
        let Some(mut advisory) = hold(&mut transaction, id).await? else { return Ok(None) };
        let signed = [AdvisoryState::Acknowledged, AdvisoryState::Answered, AdvisoryState::Closed];
        if signed.contains(&advisory.state) {
            return Ok(Some(advisory));
        }
        advisory.state = advisory.state.become_state(AdvisoryState::Acknowledged)?;
        advisory.acknowledged_at = Some(at);
        sqlx::query("UPDATE advisory SET acknowledged_at = $2 WHERE id = $1")
            .bind(id.to_string())
            .bind(micros(at))
            .execute(&mut *transaction)
            .await?;
        let step = Step { at, by, step: "acknowledged", why: "" };
        enter(&mut transaction, id, AdvisoryState::Acknowledged, step).await?;
        transaction.commit().await?;
        Ok(Some(advisory))
    }

    /// Keeps the lead committee's answer. The same answer again changes nothing. `None` for an unknown id.
    ///
    /// # Errors
    /// [`StoreError::State`] when it is not issued yet, or answered otherwise already.
    pub async fn answer_advisory(
        &self,
        id: AdvisoryId,
        answer: &Answer,
        by: &str,
    ) -> Result<Option<Advisory>, StoreError> {
        let mut transaction = self.writing().await?;
        let Some(mut advisory) = hold(&mut transaction, id).await? else { return Ok(None) };
        let repeated = advisory
            .answer
            .as_ref()
            .is_some_and(|known| known.verdict == answer.verdict && known.action == answer.action);
        if repeated {
            return Ok(Some(advisory));
        }
        advisory.state = advisory.state.become_state(AdvisoryState::Answered)?;
        advisory.answer = Some(answer.clone());
        sqlx::query("UPDATE advisory SET verdict = $2, action = $3, answered_at = $4 WHERE id = $1")
            .bind(id.to_string())
            .bind(answer.verdict.as_str())
            .bind(&answer.action)
            .bind(micros(answer.at))
            .execute(&mut *transaction)
            .await?;
        let step = Step { at: answer.at, by, step: "answered", why: answer.verdict.as_str() };
        enter(&mut transaction, id, AdvisoryState::Answered, step).await?;
        transaction.commit().await?;
        Ok(Some(advisory))
    }
}

/// Locks an advisory for the rest of the transaction and returns it. An update that changes nothing is the
/// one lock on a row that both databases know.
pub(crate) async fn hold(
    connection: &mut AnyConnection,
    id: AdvisoryId,
) -> Result<Option<Advisory>, StoreError> {
    let rows = sqlx::query(concat!(
        "UPDATE advisory SET state = state WHERE id = $1 RETURNING ",
        advisory_columns!("advisory.letter")
    ))
    .bind(id.to_string())
    .fetch_all(connection)
    .await?;
    read_one(rows.first(), advisory)
}

/// Writes the state that a held advisory takes, with its line in the journal.
pub(crate) async fn enter(
    connection: &mut AnyConnection,
    id: AdvisoryId,
    state: AdvisoryState,
    step: Step<'_>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE advisory SET state = $2 WHERE id = $1")
        .bind(id.to_string())
        .bind(state.as_str())
        .execute(&mut *connection)
        .await?;
    journal::write(connection, id, step).await
}

/// Writes a draft, unless it is known or its signal was dismissed; says whether it was written.
pub(crate) async fn insert_draft(
    connection: &mut AnyConnection,
    advisory: &Advisory,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "INSERT INTO advisory (id, signal, form, level, area, category, lead_committee, copies, title,
             finding, suggestions, reply_by, letter, state, drafted_at, corrects, corrected_number,
             correction_reason)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'draft', $14, $15, $16, $17
         WHERE NOT EXISTS (SELECT 1 FROM signal WHERE id = $2 AND status = 'dismissed')
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(advisory.id.to_string())
    .bind(advisory.signal.to_string())
    .bind(advisory.form.as_str())
    .bind(advisory.level.as_str())
    .bind(advisory.area.as_str())
    .bind(advisory.category.as_str())
    .bind(advisory.lead.as_str())
    .bind(json(&advisory.copies)?)
    .bind(&advisory.title)
    .bind(&advisory.finding)
    .bind(json(&advisory.suggestions)?)
    .bind(advisory.reply_by.to_string())
    .bind(&advisory.letter)
    .bind(micros(advisory.drafted_at))
    .bind(advisory.corrects.as_ref().map(|wrong| wrong.advisory.to_string()))
    .bind(advisory.corrects.as_ref().map(|wrong| wrong.number.as_str()))
    .bind(advisory.corrects.as_ref().map(|wrong| wrong.reason.as_str()))
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

fn advisory(row: Columns<'_>) -> Result<Advisory, StoreError> {
    let answer = match (row.maybe_word("verdict", Verdict::parse)?, row.maybe_moment("answered_at")?) {
        (Some(verdict), Some(at)) => {
            Some(Answer { verdict, action: row.maybe_text("action")?.unwrap_or_default(), at })
        }
        _ => None,
    };
    let corrects = match row.maybe_text("corrects")? {
        None => None,
        Some(_) => Some(Correction {
            advisory: row.id("corrects")?,
            number: row.text("corrected_number")?,
            reason: row.text("correction_reason")?,
        }),
    };
    Ok(Advisory {
        id: row.id("id")?,
        signal: row.id("signal")?,
        number: row.maybe_text("number")?,
        form: row.word("form", AdvisoryForm::parse)?,
        level: row.word("level", RiskLevel::parse)?,
        area: AreaId::new(row.text("area")?),
        category: CategoryCode::new(row.text("category")?),
        lead: CommitteeId::new(row.text("lead_committee")?),
        copies: row.json("copies")?,
        title: row.text("title")?,
        finding: row.text("finding")?,
        suggestions: row.json("suggestions")?,
        reply_by: row.day("reply_by")?,
        letter: row.text("letter")?,
        state: row.word("state", AdvisoryState::parse)?,
        drafted_at: row.moment("drafted_at")?,
        issued_at: row.maybe_moment("issued_at")?,
        acknowledged_at: row.maybe_moment("acknowledged_at")?,
        answer,
        corrects,
    })
}
