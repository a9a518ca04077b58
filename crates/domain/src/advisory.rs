//! Advisories (风险提示, 建议书): what a committee is told, and what it answers.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{AreaId, CategoryCode, CommitteeId, SignalId};

/// The id of an advisory, derived from its signal: deciding twice drafts once.
pub type AdvisoryId = Uuid;

/// Risk level of an advisory. Never the progress light of a case, which is another thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskLevel {
    /// 蓝: a rise was noticed.
    Blue,
    /// 黄: clearly high.
    Yellow,
    /// 橙: sustained or spreading.
    Orange,
    /// 红: a sensitive date, or many people.
    Red,
}

impl RiskLevel {
    /// All levels, lowest first.
    pub const ALL: [Self; 4] = [Self::Blue, Self::Yellow, Self::Orange, Self::Red];

    /// The word used on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Blue => "blue",
            Self::Yellow => "yellow",
            Self::Orange => "orange",
            Self::Red => "red",
        }
    }

    /// The level named by [`RiskLevel::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == text)
    }

    /// The colour as a letter writes it.
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::Blue => "蓝色",
            Self::Yellow => "黄色",
            Self::Orange => "橙色",
            Self::Red => "红色",
        }
    }
}

/// The two forms of letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdvisoryForm {
    /// 风险提示: take note and look.
    Notice,
    /// 建议书: measures are suggested and an answer is due.
    Recommendation,
}

impl AdvisoryForm {
    /// The word used on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Recommendation => "recommendation",
        }
    }

    /// The form named by [`AdvisoryForm::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Notice, Self::Recommendation].into_iter().find(|form| form.as_str() == text)
    }

    /// The word in the title of the letter.
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::Notice => "风险提示",
            Self::Recommendation => "建议书",
        }
    }
}

/// The life of an advisory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdvisoryState {
    /// Written by the machine; nobody confirmed it yet.
    Draft,
    /// A human set it aside, with a reason.
    Dismissed,
    /// A human confirmed it.
    Confirmed,
    /// Numbered and frozen; its messages are in the outbox.
    Issued,
    /// The lead committee's channel took it.
    Delivered,
    /// The lead committee signed for it (签收).
    Acknowledged,
    /// The lead committee said what it found and did.
    Answered,
    /// An analyst read the answer and saw nothing left to do.
    Closed,
    /// An analyst took it back, and everybody who was told of it hears so.
    Withdrawn,
}

/// A step that the life of an advisory does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an advisory that is {} cannot become {}", from.as_str(), to.as_str())]
pub struct StateError {
    /// The state it is in.
    pub from: AdvisoryState,
    /// The state that was asked for.
    pub to: AdvisoryState,
}

impl AdvisoryState {
    /// All states, in the order of life.
    pub const ALL: [Self; 9] = [
        Self::Draft,
        Self::Dismissed,
        Self::Confirmed,
        Self::Issued,
        Self::Delivered,
        Self::Acknowledged,
        Self::Answered,
        Self::Closed,
        Self::Withdrawn,
    ];

    /// The word used on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Dismissed => "dismissed",
            Self::Confirmed => "confirmed",
            Self::Issued => "issued",
            Self::Delivered => "delivered",
            Self::Acknowledged => "acknowledged",
            Self::Answered => "answered",
            Self::Closed => "closed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state named by [`AdvisoryState::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// The states from which `to` may be entered. An acknowledgement can overtake our own note of the delivery,
    /// and an answer can overtake the acknowledgement: both are taken.
    pub fn sources(to: Self) -> &'static [Self] {
        match to {
            Self::Draft => &[],
            Self::Dismissed | Self::Confirmed => &[Self::Draft],
            Self::Issued => &[Self::Confirmed],
            Self::Delivered => &[Self::Issued],
            Self::Acknowledged => &[Self::Issued, Self::Delivered],
            Self::Answered | Self::Withdrawn => &[Self::Issued, Self::Delivered, Self::Acknowledged],
            Self::Closed => &[Self::Answered],
        }
    }

    /// Takes the step.
    ///
    /// # Errors
    /// [`StateError`] when the life of an advisory has no such step.
    pub fn become_state(self, to: Self) -> Result<Self, StateError> {
        if Self::sources(to).contains(&self) { Ok(to) } else { Err(StateError { from: self, to }) }
    }
}

/// What the committee found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 属实
    True,
    /// 部分属实
    PartlyTrue,
    /// 不实
    False,
    /// 已知
    Known,
}

impl Verdict {
    /// All verdicts.
    pub const ALL: [Self; 4] = [Self::True, Self::PartlyTrue, Self::False, Self::Known];

    /// The word used on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::True => "true",
            Self::PartlyTrue => "partly_true",
            Self::False => "false",
            Self::Known => "known",
        }
    }

    /// The verdict named by [`Verdict::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.as_str() == text)
    }

    /// The word on the reply slip.
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::True => "属实",
            Self::PartlyTrue => "部分属实",
            Self::False => "不实",
            Self::Known => "已知",
        }
    }
}

/// A committee's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What it found.
    pub verdict: Verdict,
    /// What was done, in its own words (redacted).
    pub action: String,
    /// When it answered.
    pub at: DateTime<Utc>,
}

/// What a letter corrects: an issued one that was wrong, and that it replaces when it is issued itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The letter that was wrong.
    pub advisory: AdvisoryId,
    /// Its number.
    pub number: String,
    /// What was wrong with it, as all who were told of it read (redacted).
    pub reason: String,
}

/// A letter to a committee, from draft to answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Advisory {
    /// Derived id.
    pub id: AdvisoryId,
    /// The signal it speaks of.
    pub signal: SignalId,
    /// `敦综提〔2026〕15号`; given when issued.
    pub number: Option<String>,
    /// Notice or recommendation.
    pub form: AdvisoryForm,
    /// Risk level.
    pub level: RiskLevel,
    /// The area it is about.
    pub area: AreaId,
    /// The category it is about.
    pub category: CategoryCode,
    /// The committee that must act.
    pub lead: CommitteeId,
    /// Committees that get a copy.
    pub copies: Vec<CommitteeId>,
    /// Its title.
    pub title: String,
    /// One paragraph: the finding, each sentence with its figure.
    pub finding: String,
    /// What is suggested, in order.
    pub suggestions: Vec<String>,
    /// The day by which an answer is asked for.
    pub reply_by: NaiveDate,
    /// The letter as HTML; frozen when issued.
    pub letter: String,
    /// State.
    pub state: AdvisoryState,
    /// When it was drafted.
    pub drafted_at: DateTime<Utc>,
    /// When it was issued.
    pub issued_at: Option<DateTime<Utc>>,
    /// When the lead signed for it.
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// The lead's answer.
    pub answer: Option<Answer>,
    /// What it corrects.
    pub corrects: Option<Correction>,
}

impl Advisory {
    /// The id of the advisory for a signal.
    pub fn derive_id(signal: SignalId) -> AdvisoryId {
        Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("fengsui:advisory:{signal}").as_bytes())
    }

    /// The id of the draft that was begun at `at` to replace an issued letter.
    pub fn derive_correction_id(wrong: AdvisoryId, at: DateTime<Utc>) -> AdvisoryId {
        let name = format!("fengsui:correction:{wrong}:{}", at.timestamp_micros());
        Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_cannot_be_issued_without_a_human() {
        let error = AdvisoryState::Draft.become_state(AdvisoryState::Issued).unwrap_err();
        assert_eq!(error.to_string(), "an advisory that is draft cannot become issued");
    }

    #[test]
    fn the_whole_life_is_walkable_once() {
        let mut state = AdvisoryState::Draft;
        for next in [
            AdvisoryState::Confirmed,
            AdvisoryState::Issued,
            AdvisoryState::Delivered,
            AdvisoryState::Acknowledged,
            AdvisoryState::Answered,
            AdvisoryState::Closed,
        ] {
            state = state.become_state(next).unwrap();
            assert!(state.become_state(next).is_err(), "no step is taken twice");
        }
    }

    #[test]
    fn what_was_not_issued_or_is_answered_cannot_be_withdrawn() {
        let withdrawable: Vec<AdvisoryState> = AdvisoryState::ALL
            .into_iter()
            .filter(|state| state.become_state(AdvisoryState::Withdrawn).is_ok())
            .collect();
        let expected = [AdvisoryState::Issued, AdvisoryState::Delivered, AdvisoryState::Acknowledged];
        assert_eq!(withdrawable, expected);
    }
}
