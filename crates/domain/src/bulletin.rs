//! What is written regularly: the weekly bulletin of a town, and the monthly report of a county.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{AreaId, Month, Week};

/// The id of a bulletin, derived from area and period: the same town-week cannot exist twice.
pub type BulletinId = Uuid;

/// One area, one period, one document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bulletin {
    /// Derived id.
    pub id: BulletinId,
    /// The town of a week, the county of a month.
    pub area: AreaId,
    /// What it reports on.
    pub period: Period,
    /// 第×期: its number within the year of its period.
    pub issue: u32,
    /// 总第×期: its number since the first one of this area.
    pub issue_overall: u32,
    /// The page, frozen.
    pub html: String,
    /// The data cut its figures were taken at.
    pub as_of: DateTime<Utc>,
    /// When it was written.
    pub written_at: DateTime<Utc>,
}

impl Bulletin {
    /// The id of the bulletin of an area and period.
    pub fn derive_id(area: &AreaId, period: impl Into<Period>) -> BulletinId {
        let period = period.into();
        Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("fengsui:bulletin:{area}:{period}").as_bytes())
    }
}

/// The time that a bulletin reports on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Period {
    /// A week of a town.
    Week(Week),
    /// A month of a county.
    Month(Month),
}

impl Period {
    /// The period `2026-W47` or `2026-11`.
    pub fn parse(text: &str) -> Option<Self> {
        Week::parse(text).map(Self::Week).or_else(|| Month::parse(text).map(Self::Month))
    }

    /// The year in which its issues are counted; of a week the ISO year.
    pub fn year(self) -> i32 {
        match self {
            Self::Week(week) => week.year(),
            Self::Month(month) => month.year(),
        }
    }

    /// How often such a bulletin is written.
    pub fn rhythm(self) -> Rhythm {
        match self {
            Self::Week(_) => Rhythm::Weekly,
            Self::Month(_) => Rhythm::Monthly,
        }
    }
}

/// How often something is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rhythm {
    /// The bulletin of a town.
    Weekly,
    /// The report of a county.
    Monthly,
}

impl From<Week> for Period {
    fn from(week: Week) -> Self {
        Self::Week(week)
    }
}

impl From<Month> for Period {
    fn from(month: Month) -> Self {
        Self::Month(month)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Week(week) => week.fmt(f),
            Self::Month(month) => month.fmt(f),
        }
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

impl TryFrom<String> for Period {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
            .ok_or_else(|| format!("{text:?} is no week and no month; write 2026-W47 or 2026-11"))
    }
}
