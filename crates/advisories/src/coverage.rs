//! The linter of the routing table: every place, category and level must have somebody who acts.

use std::fmt;

use domain::{AreaId, Areas, CategoryCode, Committee, CommitteeId, RiskLevel, Taxonomy};

use crate::Routes;

/// An area with the levels that reach nobody there.
type Place = (AreaId, Vec<RiskLevel>);

/// Hours of a day.
const HOURS: u32 = 24;

/// A hole in the routing table. Its text says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hole {
    /// Nobody leads here. A whole area without a lead is named once, not each of its grids.
    NoLead {
        /// The widest area that nobody leads for.
        area: AreaId,
        /// The name of the area.
        name: String,
        /// The categories that share the hole; none: all of them.
        categories: Vec<CategoryCode>,
        /// The levels that reach nobody.
        levels: Vec<RiskLevel>,
    },
    /// A committee leads, and nothing carries a message to it.
    Unreached {
        /// The committee.
        committee: CommitteeId,
    },
    /// A committee leads, and in these hours neither it nor its stand-in is there for a red advisory.
    Closed {
        /// The committee.
        committee: CommitteeId,
        /// The first and the last full hour of each gap, ascending.
        hours: Vec<(u32, u32)>,
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
            Self::NoLead { area, name, categories, levels } => {
                let codes: Vec<&str> = categories.iter().map(CategoryCode::as_str).collect();
                let (which, which_zh) = if codes.is_empty() {
                    ("any category".to_owned(), "所有类别".to_owned())
                } else {
                    (format!("category {}", codes.join(", ")), format!("类别 {}", codes.join("、")))
                };
                let words: Vec<&str> = levels.iter().map(|level| level.as_str()).collect();
                let words = words.join(", ");
                write!(
                    f,
                    "{name} {area}, {which}, level {words}: nobody leads; add a [[route]] with a lead \
                     ({name}、{which_zh}的提示无人主办，请增加带 lead 的路由)"
                )
            }
            Self::Unreached { committee } => write!(
                f,
                "{committee} leads, and nothing reaches it; add it under [[delivery.endpoints]], or give its town a token for the inbox \
                 ({committee} 为主送单位，但未配置任何送达渠道，请在 [[delivery.endpoints]] 中补充，或为其配置收件口令)"
            ),
            Self::Closed { committee, hours } => {
                let spans: Vec<String> =
                    hours.iter().map(|(from, to)| format!("{from:02}:00–{to:02}:59")).collect();
                let spans = spans.join(", ");
                write!(
                    f,
                    "{committee} leads, and at {spans} neither it nor a stand-in is there for a red advisory; name a stand_in \
                     that is, or widen the hours ({committee} 在 {spans} 无人值守且无代收机构，红色提示无人接收，请配置 stand_in 或放宽 hours)"
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
    /// Every hole of the table over these areas and categories; none when each grid, category and hour has somebody who
    /// is there and is `reached`. Restricted categories are never sent and need nobody.
    pub fn check(
        &self,
        areas: &Areas,
        taxonomy: &Taxonomy,
        reached: impl Fn(&CommitteeId) -> bool,
    ) -> Vec<Hole> {
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
        holes.extend(self.places_without_a_lead(areas, taxonomy, &roots));
        for committee in self.committees().iter().filter(|committee| self.leads(&committee.id)) {
            if !reached(&committee.id) {
                holes.push(Hole::Unreached { committee: committee.id.clone() });
            }
            let hours = self.closed_hours(committee);
            if !hours.is_empty() {
                holes.push(Hole::Closed { committee: committee.id.clone(), hours });
            }
        }
        holes
    }

    /// The holes of all categories; categories with the same hole share one line.
    fn places_without_a_lead(&self, areas: &Areas, taxonomy: &Taxonomy, roots: &[&AreaId]) -> Vec<Hole> {
        let sent: Vec<&CategoryCode> = taxonomy
            .all()
            .iter()
            .map(|category| &category.code)
            .filter(|code| !taxonomy.is_restricted(code))
            .collect();
        let mut places: Vec<(Place, Vec<CategoryCode>)> = Vec::new();
        for &category in &sent {
            for place in roots.iter().flat_map(|root| self.unled(areas, root, category)) {
                match places.iter_mut().find(|(known, _)| *known == place) {
                    Some((_, categories)) => categories.push(category.clone()),
                    None => places.push((place, vec![category.clone()])),
                }
            }
        }
        let hole = |((area, levels), categories): (Place, Vec<CategoryCode>)| Hole::NoLead {
            name: areas.name(&area).to_owned(),
            area,
            categories: if categories.len() == sent.len() { Vec::new() } else { categories },
            levels,
        };
        places.into_iter().map(hole).collect()
    }

    fn leads(&self, id: &CommitteeId) -> bool {
        self.routes().iter().any(|route| route.lead.as_ref() == Some(id))
    }

    /// The gaps of a day in which neither a committee nor its stand-in is there.
    fn closed_hours(&self, committee: &Committee) -> Vec<(u32, u32)> {
        let stand_in = committee.stand_in.as_ref().and_then(|id| self.committee(id));
        let is_closed = |hour: &u32| {
            !committee.is_open(*hour) && !stand_in.is_some_and(|stand_in| stand_in.is_open(*hour))
        };
        let mut gaps: Vec<(u32, u32)> = Vec::new();
        for hour in (0..HOURS).filter(is_closed) {
            match gaps.last_mut() {
                Some((_, last)) if *last + 1 == hour => *last = hour,
                _ => gaps.push((hour, hour)),
            }
        }
        gaps
    }

    /// The widest areas at or below this one that lack a lead for some level. A route reaches all that lies in its
    /// area, so below a covered area nothing can be uncovered.
    fn unled(&self, areas: &Areas, area: &AreaId, category: &CategoryCode) -> Vec<Place> {
        let uncovered = |level: &RiskLevel| self.find(areas, area, category, *level).is_none();
        let own: Vec<RiskLevel> = RiskLevel::ALL.into_iter().filter(uncovered).collect();
        if own.is_empty() {
            return Vec::new();
        }
        let children: Vec<&AreaId> = areas.children(area).map(|child| &child.id).collect();
        let below: Vec<Place> =
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
        let holes = world.routes.check(&world.county(), &world.taxonomy, |_| true);
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
        let holes =
            toml::from_str::<Routes>(&broken).unwrap().check(&world.county(), &world.taxonomy, |_| true);
        assert!(matches!(&holes[0], Hole::UnknownArea { area, .. } if area.as_str() == "620982999"));
        let here: Vec<&Hole> = holes
            .iter()
            .filter(|hole| {
                matches!(hole, Hole::NoLead { area, categories, .. }
                if area.as_str().starts_with(TOWN) && categories.is_empty())
            })
            .collect();
        assert_eq!(here.len(), 1, "the town stands for its villages and grids");
        assert!(here[0].to_string().contains("月牙泉镇") && here[0].to_string().contains("add a [[route]]"));
    }

    #[test]
    fn three_planted_holes_are_found_and_nothing_else() {
        let world = World::new();
        let table = include_str!("../../../config/routes.toml");
        let department = "id = \"town-620982106\"";
        let town = "within = \"620982107\"\nlead = \"town-620982107\"";
        let county_wide = "within = \"620982\"\nlead = \"county-620982\"";
        assert!(table.contains(department) && table.contains(town) && table.contains(county_wide));
        let broken = table
            // Nobody is there at night, and the stand-in goes home at ten.
            .replace(department, &format!("{department}\nhours = [8, 18]\nstand_in = \"town-620982105\""))
            .replace("id = \"town-620982105\"", "id = \"town-620982105\"\nhours = [18, 22]\nstand_in = \"county-620982\"")
            // One category of one town has nobody below orange.
            .replace(county_wide, "within = \"620982\"\ncategories = [\"02\"]\nmin_level = \"orange\"\nlead = \"county-620982\"\n\n[[route]]\nwithin = \"620982\"\nlead = \"dept-justice\"\nmin_level = \"red\"")
            .replace(town, &format!("{town}\nmin_level = \"yellow\""));
        let routes: Routes = toml::from_str(&broken).unwrap();
        let areas = world.county();
        let holes = routes.check(&areas, &world.taxonomy, |id| id.as_str() != "town-620982104");
        let closed = Hole::Closed { committee: "town-620982106".into(), hours: vec![(0, 7), (22, 23)] };
        let unreached = Hole::Unreached { committee: "town-620982104".into() };
        assert!(holes.contains(&closed), "{holes:?}");
        assert!(holes.contains(&unreached), "{holes:?}");
        let blue = |hole: &Hole| {
            matches!(hole, Hole::NoLead { area, levels, .. }
            if area.as_str() == "620982107" && *levels == [RiskLevel::Blue])
        };
        assert!(holes.iter().any(blue), "{holes:?}");
        let foreseen = |hole: &&Hole| match hole {
            Hole::NoLead { area, .. } => ["620982", "620982107", "620982401"].contains(&area.as_str()),
            other => **other == closed || **other == unreached,
        };
        let others: Vec<&Hole> = holes.iter().filter(|hole| !foreseen(hole)).collect();
        assert!(others.is_empty(), "{others:?}");
    }
}
