//! Committees that are told, and the roles that may do something here.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::AreaId;

/// The id of a committee in the routing table.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CommitteeId(String);

impl CommitteeId {
    /// An id from its text.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The text of the id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CommitteeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for CommitteeId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

/// A body that receives advisories or bulletins. How it is reached is the business of delivery's own settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Committee {
    /// Its id.
    pub id: CommitteeId,
    /// 月牙泉镇综治中心
    pub name_zh: String,
    /// Its English name.
    pub name_en: String,
    /// The area it answers for.
    pub area: AreaId,
    /// Local hours between which somebody is there to read, `[8, 18]`; over midnight when the first is the later one.
    /// `None`: always.
    #[serde(default)]
    pub hours: Option<[u32; 2]>,
    /// Who is told beside it of red advisories outside its hours.
    #[serde(default)]
    pub stand_in: Option<CommitteeId>,
}

impl Committee {
    /// Whether somebody is there in the hour that begins at `hour` o'clock.
    pub fn is_open(&self, hour: u32) -> bool {
        match self.hours {
            None => true,
            Some([from, to]) if from <= to => (from..to).contains(&hour),
            Some([from, to]) => hour >= from || hour < to,
        }
    }
}

/// What the holder of a token may do. A token is also bound to an area and reaches only what lies in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 网格员: files reports and sees what became of them.
    GridWorker,
    /// 镇综治中心: reads its town, acknowledges and answers advisories.
    Town,
    /// 分析员: sees all patterns, confirms, dismisses, issues.
    Analyst,
    /// 管理员: everything, with quarantine and settings.
    Admin,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 4] = [Self::GridWorker, Self::Town, Self::Analyst, Self::Admin];

    /// The word used on the wire and in the configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GridWorker => "grid_worker",
            Self::Town => "town",
            Self::Analyst => "analyst",
            Self::Admin => "admin",
        }
    }
}
