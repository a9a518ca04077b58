//! The linter of the routing table: every place, category and level must have somebody who acts.

use std::fmt;

use domain::{AreaId, Areas, CategoryCode, RiskLevel, Taxonomy};

use crate::Routes;

/// A hole in the routing table. Its text says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hole {
    /// Nobody leads here. A whole area without a lead is named once, not each of its grids.
    NoLead {
        /// The widest area that nobody leads for.
        area: AreaId,
        /// The name of the area.
        name: String,
        /// The category.
        category: CategoryCode,
        /// The levels that reach nobody.
        levels: Vec<RiskLevel>,
    },
    /// A route holds for an area that does not exist, so it never applies.
    UnknownArea {
        /// The position of the route, counted from 1.
        route: usize,
        /// The area.
        area: AreaId,
    },
    /// A route lists a category that does not exist.
    UnknownCategory {
        /// The position of the route, counted from 1.
        route: usize,
        /// The category.
        category: CategoryCode,
    },
}

impl fmt::Display for Hole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoLead { area, name, category, levels } => {
                let words: Vec<&str> = levels.iter().map(|level| level.as_str()).collect();
                let words = words.join(", ");
                write!(
                    f,
                    "{name} {area}, category {category}, level {words}: nobody leads; add a [[route]] with a lead \
                     ({name}、类别 {category} 的提示无人主办，请增加带 lead 的路由)"
                )
            }
            Self::UnknownArea { route, area } => write!(
                f,
                "route {route} is within {area}, which is not a known area; correct it or import the areas first \
                 (第 {route} 条路由的区域 {area} 不存在，请改正或先导入区域)"
            ),
            Self::UnknownCategory { route, category } => write!(
                f,
                "route {route} lists the category {category}, which is not known; correct the code \
                 (第 {route} 条路由的类别 {category} 不存在，请改正代码)"
            ),
        }
    }
}

impl Routes {
    /// Every hole of the table over these areas and categories; none when it is whole. Restricted categories are
    /// never sent and need nobody.
    pub fn check(&self, areas: &Areas, taxonomy: &Taxonomy) -> Vec<Hole> {
        let mut holes = Vec::new();
        for (position, route) in self.routes().iter().enumerate() {
            if areas.get(&route.within).is_none() {
                holes.push(Hole::UnknownArea { route: position + 1, area: route.within.clone() });
            }
            let unknown = route.categories.iter().filter(|code| taxonomy.get(code).is_none());
            holes.extend(
                unknown.map(|code| Hole::UnknownCategory { route: position + 1, category: code.clone() }),
            );
        }
        let roots: Vec<&AreaId> =
            areas.all().iter().filter(|area| area.parent.is_none()).map(|area| &area.id).collect();
        for category in taxonomy.all().iter().filter(|category| !taxonomy.is_restricted(&category.code)) {
            for &root in &roots {
                for (area, levels) in self.unled(areas, root, &category.code) {
                    let name = areas.name(&area).to_owned();
                    holes.push(Hole::NoLead { area, name, category: category.code.clone(), levels });
                }
            }
        }
        holes
    }

    /// The widest areas at or below this one that lack a lead for some level. A route reaches all that lies in its
    /// area, so below a covered area nothing can be uncovered.
    fn unled(&self, areas: &Areas, area: &AreaId, category: &CategoryCode) -> Vec<(AreaId, Vec<RiskLevel>)> {
        let uncovered = |level: &RiskLevel| self.find(areas, area, category, *level).is_none();
        let own: Vec<RiskLevel> = RiskLevel::ALL.into_iter().filter(uncovered).collect();
        if own.is_empty() {
            return Vec::new();
        }
        let children: Vec<&AreaId> = areas.children(area).map(|child| &child.id).collect();
        let below: Vec<(AreaId, Vec<RiskLevel>)> =
            children.iter().flat_map(|child| self.unled(areas, child, category)).collect();
        // All children lack the same levels: this area says it for all of them.
        let alike = below.len() == children.len()
            && below.iter().zip(&children).all(|((id, levels), child)| id == *child && *levels == own);
        if alike {
            vec![(area.clone(), own)]
        } else {
            std::iter::once((area.clone(), own)).chain(below).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{TOWN, World};

    #[test]
    fn the_county_table_has_no_hole() {
        let world = World::new();
        let holes = world.routes.check(&world.county(), &world.taxonomy);
        assert!(holes.is_empty(), "{}", holes.iter().map(Hole::to_string).collect::<Vec<_>>().join("\n"));
    }

    #[test]
    fn a_town_without_a_lead_is_named_once_with_what_to_do() {
        let world = World::new();
        let table = include_str!("../../../config/routes.toml");
        let county_wide = "within = \"620982\"\nlead = \"county-620982\"";
        let town = "within = \"620982106\"\nlead = \"town-620982106\"";
        assert!(table.contains(county_wide) && table.contains(town));
        let broken = table
            .replace(county_wide, "within = \"620982107\"\nlead = \"county-620982\"")
            .replace(town, "within = \"620982999\"\nlead = \"town-620982106\"\nmin_level = \"orange\"");
        let holes = toml::from_str::<Routes>(&broken).unwrap().check(&world.county(), &world.taxonomy);
        assert!(matches!(&holes[0], Hole::UnknownArea { area, .. } if area.as_str() == "620982999"));
        let here: Vec<&Hole> = holes
            .iter()
            .filter(|hole| {
                matches!(hole, Hole::NoLead { area, category, .. }
                if area.as_str().starts_with(TOWN) && category.as_str() == "02")
            })
            .collect();
        assert_eq!(here.len(), 1, "the town stands for its villages and grids");
        assert!(here[0].to_string().contains("月牙泉镇") && here[0].to_string().contains("add a [[route]]"));
    }
}
