//! Areas: county → town → village → grid, and the tree over them.

use std::{collections::HashMap, fmt};

use serde::{Deserialize, Serialize};

/// The id of an area. In China the statistical code (6 digits county, 9 town, 12 village, 15 grid); elsewhere any
/// stable string. Nothing may be read out of its digits: the tree says what lies in what.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Default)]
pub struct Areas {
    list: Vec<Area>,
    index: HashMap<AreaId, usize>,
    children: HashMap<AreaId, Vec<usize>>,
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
        Ok(Self { list, index, children })
    }

    /// Every area, in the order given.
    pub fn all(&self) -> &[Area] {
        &self.list
    }

    /// Whether no area is known.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The area with this id.
    pub fn get(&self, id: &AreaId) -> Option<&Area> {
        self.index.get(id).map(|&position| &self.list[position])
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
        let mut names: Vec<&str> = self
            .lineage(id)
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
