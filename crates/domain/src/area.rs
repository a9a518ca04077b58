//! Areas: county → town → village → grid, and the tree over them.

mod change;
mod crosswalk;
mod history;

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use change::{Change, ChangeError, ChangeKind, Decision, EndedCode, Part, Redrawing};
pub use crosswalk::{Crosswalk, Share, Step};
pub use history::{AreaChange, AreaHistory, AreaVersion, Drawings, Drawn};

use crate::{CountyTime, Effort, Report};

/// The id of an area. In China the statistical code (6 digits county, 9 town, 12 village, 15 grid); elsewhere any
/// stable string. Nothing may be read out of its digits: the tree says what lies in what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AreaId(String);

impl AreaId {
    /// An id from its text, as written.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The text of the id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AreaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for AreaId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

/// The four levels, widest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaLevel {
    /// 县(市、区)
    County,
    /// 乡镇、街道
    Town,
    /// 村、社区
    Village,
    /// 网格
    Grid,
}

impl AreaLevel {
    /// All levels, widest first.
    pub const ALL: [Self; 4] = [Self::County, Self::Town, Self::Village, Self::Grid];

    /// The word used on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::County => "county",
            Self::Town => "town",
            Self::Village => "village",
            Self::Grid => "grid",
        }
    }

    /// The level named by [`AreaLevel::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == text)
    }
}

/// A closed outline: longitude and latitude in degrees (WGS 84), first point not repeated at the end.
pub type Ring = Vec<[f64; 2]>;

/// One place of the tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// Its id.
    pub id: AreaId,
    /// The area it lies in; `None` for the county.
    pub parent: Option<AreaId>,
    /// Its level.
    pub level: AreaLevel,
    /// Its name as people say it: 月牙泉镇.
    pub name: String,
    /// Households living in it; 0 when unknown.
    #[serde(default)]
    pub households: u32,
    /// Longitude and latitude of its middle, where known.
    #[serde(default)]
    pub centre: Option<[f64; 2]>,
    /// Its outline, one ring for each separate piece; empty when unknown.
    #[serde(default)]
    pub outline: Vec<Ring>,
}

/// Why a list of areas is not a tree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AreaError {
    /// Two areas share an id.
    #[error("area {0} is listed twice; remove one of the two rows")]
    Duplicate(AreaId),
    /// A parent is not in the list.
    #[error(
        "area {child} names the parent {parent}, which is not in the list; add the parent or correct the id"
    )]
    UnknownParent {
        /// The area with the dangling parent.
        child: AreaId,
        /// The missing parent.
        parent: AreaId,
    },
    /// A parent is not of a wider level than its child.
    #[error("area {child} lies in {parent}, which is not of a wider level; check both levels")]
    ParentNotWider {
        /// The child.
        child: AreaId,
        /// Its parent.
        parent: AreaId,
    },
}

/// The tree of areas, with every look-up the pipeline needs in constant or depth time.
///
/// Codes that ended are no part of the tree: no list shows them and nothing lies in them. They are still known by
/// their names, because old reports, signals and letters speak of them.
#[derive(Clone, Debug, Default)]
pub struct Areas {
    list: Vec<Area>,
    index: HashMap<AreaId, usize>,
    children: HashMap<AreaId, Vec<usize>>,
    former: HashMap<AreaId, Area>,
    crosswalk: Crosswalk,
}

impl Areas {
    /// Builds the tree; the order of the list is kept.
    ///
    /// # Errors
    /// [`AreaError`] when the list is not a tree.
    pub fn new(list: Vec<Area>) -> Result<Self, AreaError> {
        let mut index = HashMap::with_capacity(list.len());
        for (position, area) in list.iter().enumerate() {
            if index.insert(area.id.clone(), position).is_some() {
                return Err(AreaError::Duplicate(area.id.clone()));
            }
        }
        let mut children: HashMap<AreaId, Vec<usize>> = HashMap::new();
        for (position, area) in list.iter().enumerate() {
            let Some(parent) = &area.parent else { continue };
            let Some(&above) = index.get(parent) else {
                return Err(AreaError::UnknownParent { child: area.id.clone(), parent: parent.clone() });
            };
            if list[above].level >= area.level {
                return Err(AreaError::ParentNotWider { child: area.id.clone(), parent: parent.clone() });
            }
            children.entry(parent.clone()).or_default().push(position);
        }
        Ok(Self { list, index, children, former: HashMap::new(), crosswalk: Crosswalk::default() })
    }

    /// The same tree with what is known of codes that ended, as last drawn, and where they went.
    #[must_use]
    pub fn with_past(self, former: impl IntoIterator<Item = Area>, crosswalk: Crosswalk) -> Self {
        let former = former.into_iter().map(|area| (area.id.clone(), area)).collect();
        Self { former, crosswalk, ..self }
    }

    /// The same tree with more areas at its end, each in the place of one with its code.
    ///
    /// # Errors
    /// [`AreaError`] when that is no tree.
    pub fn widened(&self, more: &[Area]) -> Result<Self, AreaError> {
        let known = self.list.iter().filter(|area| more.iter().all(|new| new.id != area.id));
        let tree = Self::new(known.chain(more).cloned().collect())?;
        Ok(tree.with_past(self.former.values().cloned(), self.crosswalk.clone()))
    }

    /// Every area in force, in the order given.
    pub fn all(&self) -> &[Area] {
        &self.list
    }

    /// Whether no area is known.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The area with this id, in force or ended.
    pub fn get(&self, id: &AreaId) -> Option<&Area> {
        self.index.get(id).map(|&position| &self.list[position]).or_else(|| self.former.get(id))
    }

    /// The area with this id, where the code is in force.
    ///
    /// # Errors
    /// [`ChangeError::Unknown`], or [`ChangeError::Ended`] with what took its place.
    pub fn in_force(&self, id: &AreaId) -> Result<&Area, ChangeError> {
        match self.index.get(id) {
            Some(&position) => Ok(&self.list[position]),
            None => Err(self.ended(id).map_or_else(
                || ChangeError::Unknown(id.clone()),
                |ended| ChangeError::Ended(Box::new(ended)),
            )),
        }
    }

    /// How and when a code ended; `None` while it is in force, or where it is unknown.
    pub fn ended(&self, id: &AreaId) -> Option<EndedCode> {
        self.former.get(id)?;
        let step = self.crosswalk.last(id)?;
        let successors =
            step.shares.iter().map(|share| (share.area.clone(), self.name(&share.area).to_owned()));
        Some(EndedCode { id: id.clone(), on: step.on, kind: step.kind, successors: successors.collect() })
    }

    /// Where areas went that were split or merged.
    pub fn crosswalk(&self) -> &Crosswalk {
        &self.crosswalk
    }

    /// The code of this drawing under which something counts that was filed under `id` on `day`; the same `key` goes
    /// to the same part of a split area for ever.
    pub fn carry<'a>(&'a self, id: &'a AreaId, day: NaiveDate, key: Uuid) -> &'a AreaId {
        self.crosswalk.carry(id, day, key, |code| self.index.contains_key(code))
    }

    /// Every code of this drawing to which something may go that was filed under `id` on `day`.
    pub fn successors<'a>(&'a self, id: &'a AreaId, day: NaiveDate) -> Vec<&'a AreaId> {
        self.crosswalk.reached(id, day, |code| self.index.contains_key(code))
    }

    /// A count of things without ids that were filed under `id` on `day`, shared out among the codes of this drawing; the
    /// same count of the same `what` is shared the same way for ever, and a larger one adds to its parts.
    pub fn share_out<'a>(
        &'a self,
        id: &'a AreaId,
        day: NaiveDate,
        what: &str,
        count: u32,
    ) -> BTreeMap<&'a AreaId, u32> {
        if let [whole] = self.successors(id, day)[..] {
            return BTreeMap::from([(whole, count)]);
        }
        let mut shared = BTreeMap::new();
        for number in 0..count {
            let name = format!("fengsui:share:{id}|{what}|{number}");
            let key = Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes());
            *shared.entry(self.carry(id, day, key)).or_default() += 1;
        }
        shared
    }

    /// Puts reports where they count as drawn in this tree. What they were filed under stays in the store.
    pub fn redraw_reports(&self, reports: &mut [Report], time: CountyTime) {
        if self.crosswalk.is_empty() {
            return;
        }
        for report in reports {
            let to = self.carry(&report.area, time.day_of_receipt(report.received_at), report.id);
            if *to != report.area {
                report.area = to.clone();
            }
        }
    }

    /// Puts effort, by (day, grid), where it counts as drawn in this tree: the visits to a split grid are shared, and
    /// "nothing to report" was said of all its parts; of grids that became one the visits are added up.
    pub fn redraw_effort(&self, effort: Vec<Effort>) -> Vec<Effort> {
        if self.crosswalk.is_empty() {
            return effort;
        }
        let mut drawn: BTreeMap<(NaiveDate, AreaId), (u32, bool)> = BTreeMap::new();
        for row in effort {
            for part in self.successors(&row.grid, row.day) {
                drawn.entry((row.day, part.clone())).or_default().1 |= row.zero_report;
            }
            let what = format!("visit {}", row.day);
            for (part, visits) in self.share_out(&row.grid, row.day, &what, row.visits) {
                drawn.entry((row.day, part.clone())).or_default().0 += visits;
            }
        }
        drawn
            .into_iter()
            .map(|((day, grid), (visits, zero_report))| Effort { grid, day, visits, zero_report })
            .collect()
    }

    /// The name of an area, or its id where it is unknown.
    pub fn name<'a>(&'a self, id: &'a AreaId) -> &'a str {
        self.get(id).map_or(id.as_str(), |area| area.name.as_str())
    }

    /// The areas of one level, in the order given.
    pub fn at(&self, level: AreaLevel) -> impl Iterator<Item = &Area> {
        self.list.iter().filter(move |area| area.level == level)
    }

    /// The areas directly below this one.
    pub fn children<'a>(&'a self, id: &AreaId) -> impl Iterator<Item = &'a Area> {
        self.children.get(id).into_iter().flatten().map(|&position| &self.list[position])
    }

    /// The area itself, then its parent, up to the county.
    pub fn lineage<'a>(&'a self, id: &AreaId) -> impl Iterator<Item = &'a Area> {
        std::iter::successors(self.get(id), |area| area.parent.as_ref().and_then(|parent| self.get(parent)))
    }

    /// The area of the given level that holds this one (itself, if it is of that level).
    pub fn ancestor_at(&self, id: &AreaId, level: AreaLevel) -> Option<&Area> {
        self.lineage(id).find(|area| area.level == level)
    }

    /// Whether `inner` is `outer` or lies in it.
    pub fn contains(&self, outer: &AreaId, inner: &AreaId) -> bool {
        self.lineage(inner).any(|area| &area.id == outer)
    }

    /// The full name from the town downwards, as a letter writes it: 月牙泉镇月牙泉村第三网格.
    pub fn full_name(&self, id: &AreaId) -> String {
        let mut below = None;
        let mut names: Vec<&str> = self
            .lineage(id)
            // A code that ended lies in an area of its own level.
            .filter(|area| below.replace(area.level).is_none_or(|below| area.level < below))
            .filter(|area| area.level != AreaLevel::County)
            .map(|area| area.name.as_str())
            .collect();
        if names.is_empty() {
            return self.name(id).to_owned();
        }
        names.reverse();
        names.concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(id: &str, parent: Option<&str>, level: AreaLevel) -> Area {
        Area {
            id: id.into(),
            parent: parent.map(AreaId::from),
            level,
            name: id.to_uppercase(),
            households: 0,
            centre: None,
            outline: Vec::new(),
        }
    }

    fn tree() -> Areas {
        Areas::new(vec![
            area("c", None, AreaLevel::County),
            area("t", Some("c"), AreaLevel::Town),
            area("v", Some("t"), AreaLevel::Village),
            area("g", Some("v"), AreaLevel::Grid),
        ])
        .unwrap()
    }

    #[test]
    fn a_grid_lies_in_its_village_town_and_county() {
        let areas = tree();
        assert_eq!(areas.ancestor_at(&"g".into(), AreaLevel::Town).unwrap().id, "t".into());
        assert!(areas.contains(&"c".into(), &"g".into()));
        assert!(!areas.contains(&"g".into(), &"c".into()));
        assert_eq!(areas.full_name(&"g".into()), "TVG");
        assert_eq!(areas.children(&"t".into()).count(), 1);
    }

    #[test]
    fn a_list_that_is_not_a_tree_is_refused_with_the_reason() {
        let twice = vec![area("c", None, AreaLevel::County), area("c", None, AreaLevel::County)];
        assert_eq!(Areas::new(twice).unwrap_err(), AreaError::Duplicate("c".into()));
        let dangling = vec![area("t", Some("c"), AreaLevel::Town)];
        assert!(matches!(Areas::new(dangling), Err(AreaError::UnknownParent { .. })));
        let upside_down = vec![area("g", None, AreaLevel::Grid), area("t", Some("g"), AreaLevel::Town)];
        assert!(matches!(Areas::new(upside_down), Err(AreaError::ParentNotWider { .. })));
    }
}
