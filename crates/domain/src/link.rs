//! A link between two reports: one matter told twice, or a matter that broke out again. A link compares what reports say
//! of a matter at a place; it names no person, and nothing is deleted by it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ReportId;

/// The id of a link, derived from what it joins ([`Link::derive_id`]): looking twice proposes once.
pub type LinkId = Uuid;

/// What joins two reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// 疑似重复: one occurrence told through two channels. Merged, it counts once.
    Duplicate,
    /// 重复发生: the matter broke out again later. Both count.
    Recurrence,
}

impl LinkKind {
    /// All kinds.
    pub const ALL: [Self; 2] = [Self::Duplicate, Self::Recurrence];

    /// The word used on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Duplicate => "duplicate",
            Self::Recurrence => "recurrence",
        }
    }

    /// The kind named by [`LinkKind::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Where a link stands. Every step can be taken back: each state can follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// The machine thinks so; nobody has looked.
    Proposed,
    /// An analyst agrees: a duplicate is merged.
    Confirmed,
    /// An analyst disagrees: the two have nothing to do with each other.
    Dismissed,
}

impl LinkState {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Proposed, Self::Confirmed, Self::Dismissed];

    /// The word used on the wire, in the database and in the journal.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Confirmed => "confirmed",
            Self::Dismissed => "dismissed",
        }
    }

    /// The state named by [`LinkState::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// Two reports that may tell of one matter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Derived id.
    pub id: LinkId,
    /// One occurrence, or two of one matter.
    pub kind: LinkKind,
    /// The report that stands: of a duplicate the one received first, of a recurrence the one that happened first.
    pub earlier: ReportId,
    /// The other; once merged it is not counted.
    pub later: ReportId,
    /// How alike the first sentences are, `0..=1`.
    pub likeness: f64,
    /// 依据
    pub reason_zh: String,
    /// Why the two are put together.
    pub reason_en: String,
    /// Where it stands.
    pub state: LinkState,
    /// When it was found.
    pub proposed_at: DateTime<Utc>,
    /// When an analyst last decided about it.
    pub decided_at: Option<DateTime<Utc>>,
}

impl Link {
    /// The same two reports and kind give the same id.
    pub fn derive_id(kind: LinkKind, earlier: ReportId, later: ReportId) -> LinkId {
        let name = format!("fengsui:link:{}|{earlier}|{later}", kind.as_str());
        Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kind_and_order_of_two_reports_make_another_link() {
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let id = Link::derive_id(LinkKind::Duplicate, one, two);
        assert_eq!(id, Link::derive_id(LinkKind::Duplicate, one, two));
        assert_ne!(id, Link::derive_id(LinkKind::Recurrence, one, two));
        assert_ne!(id, Link::derive_id(LinkKind::Duplicate, two, one));
    }

    #[test]
    fn words_are_read_back_as_written() {
        assert!(LinkKind::ALL.into_iter().all(|kind| LinkKind::parse(kind.as_str()) == Some(kind)));
        assert!(LinkState::ALL.into_iter().all(|state| LinkState::parse(state.as_str()) == Some(state)));
    }
}
