//! Holds: an analyst asks not to be told of a matter until a day (暂缓提示).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{AreaId, CategoryCode, SignalKind};

/// The id of a hold, derived from what it says and when it was set.
pub type HoldId = Uuid;

/// No letter about this kind of pattern, here or in what lies in it, until a day. What it holds back is listed and counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Derived id.
    pub id: HoldId,
    /// The kind of pattern.
    pub kind: SignalKind,
    /// The area, with all that lies in it.
    pub area: AreaId,
    /// The category, with all below it.
    pub category: CategoryCode,
    /// The last day on which it holds.
    pub until: NaiveDate,
    /// Why, in the analyst's words (redacted).
    pub reason: String,
    /// Who asked for it.
    pub by: String,
    /// When.
    pub set_at: DateTime<Utc>,
    /// When somebody took it back before its day.
    pub lifted_at: Option<DateTime<Utc>>,
}

impl Hold {
    /// The id of a hold that is set at a moment.
    pub fn derive_id(
        kind: SignalKind,
        area: &AreaId,
        category: &CategoryCode,
        set_at: DateTime<Utc>,
    ) -> HoldId {
        let said = format!("fengsui:hold:{}:{area}:{category}:{}", kind.as_str(), set_at.timestamp_micros());
        Uuid::new_v5(&Uuid::NAMESPACE_OID, said.as_bytes())
    }

    /// Whether it holds on a day.
    pub fn is_in_force(&self, day: NaiveDate) -> bool {
        self.lifted_at.is_none() && day <= self.until
    }
}
