//! The weekly bulletin of a town.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{AreaId, Week};

/// The id of a bulletin, derived from town and week: the same town-week cannot exist twice.
pub type BulletinId = Uuid;

/// One town, one week, one page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bulletin {
    /// Derived id.
    pub id: BulletinId,
    /// The town.
    pub town: AreaId,
    /// The week it reports on.
    pub week: Week,
    /// 第×期: its number within the ISO year of its week.
    pub issue: u32,
    /// 总第×期: its number since the first one of this town.
    pub issue_overall: u32,
    /// The page, frozen.
    pub html: String,
    /// The data cut its figures were taken at.
    pub as_of: DateTime<Utc>,
    /// When it was written.
    pub written_at: DateTime<Utc>,
}

impl Bulletin {
    /// The id of the bulletin of a town and week.
    pub fn derive_id(town: &AreaId, week: Week) -> BulletinId {
        Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("fengsui:bulletin:{town}:{week}").as_bytes())
    }
}
