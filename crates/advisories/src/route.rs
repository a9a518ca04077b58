//! The routing table: which committee leads, which get a copy, and what is suggested for a category.

use std::collections::HashMap;

use domain::{AreaId, Areas, CategoryCode, Committee, CommitteeId, RiskLevel, Taxonomy};
use serde::Deserialize;

use crate::RoutesError;

/// Committees, routes and advice, as an analyst writes them (`config/routes.toml`).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(try_from = "RoutesTable")]
pub struct Routes {
    committees: Vec<Committee>,
    index: HashMap<CommitteeId, usize>,
    routes: Vec<Route>,
    advice: Vec<Advice>,
}

/// One line of the table: within an area, for some categories, from a level upwards.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// The area it holds for, with all that lies in it.
    pub within: AreaId,
    /// The categories, exactly as listed; none listed: all.
    #[serde(default)]
    pub categories: Vec<CategoryCode>,
    /// From this level upwards.
    #[serde(default = "lowest_level")]
    pub min_level: RiskLevel,
    /// Who must act. A route without a lead only adds copies.
    #[serde(default)]
    pub lead: Option<CommitteeId>,
    /// Who gets a copy.
    #[serde(default)]
    pub copies: Vec<CommitteeId>,
}

/// Who is told: the lead of the most specific route, and the copies of all matching routes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receivers {
    /// Who must act.
    pub lead: CommitteeId,
    /// Who gets a copy, in the order of the table; never the lead.
    pub copies: Vec<CommitteeId>,
}

/// A committee that a line of the table names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The position of the route in the table, counted from 1.
    pub route: usize,
    /// The committee.
    pub committee: CommitteeId,
}

/// Who is told about something, and by which lines of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Who must act; `None` is a hole.
    pub lead: Option<Named>,
    /// Who gets a copy, in the order of the table; never the lead, and nobody twice.
    pub copies: Vec<Named>,
    /// Who would lead if the lead's line did not stand there, most specific first.
    pub outranked: Vec<Named>,
}

impl Explanation {
    fn receivers(self) -> Option<Receivers> {
        let copies = self.copies.into_iter().map(|named| named.committee).collect();
        self.lead.map(|lead| Receivers { lead: lead.committee, copies })
    }
}

/// What is suggested for some categories.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advice {
    /// The categories; none listed: all that have no advice of their own.
    #[serde(default)]
    pub categories: Vec<CategoryCode>,
    /// What is suggested, most important first.
    pub measures: Vec<Measure>,
}

/// One suggestion in both languages. Its first sentence is its heading.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// 建议
    pub zh: String,
    /// The suggestion.
    pub en: String,
}

impl Routes {
    /// Builds the table.
    ///
    /// # Errors
    /// [`RoutesError`] when a committee stands twice or is not listed, or an entry says nothing.
    pub fn new(
        committees: Vec<Committee>,
        routes: Vec<Route>,
        advice: Vec<Advice>,
    ) -> Result<Self, RoutesError> {
        let mut index = HashMap::with_capacity(committees.len());
        for (position, committee) in committees.iter().enumerate() {
            if index.insert(committee.id.clone(), position).is_some() {
                return Err(RoutesError::DuplicateCommittee(committee.id.clone()));
            }
        }
        for committee in &committees {
            if committee.hours.is_some_and(|hours| hours.iter().any(|hour| *hour > 24)) {
                return Err(RoutesError::Hours(committee.id.clone()));
            }
            let unknown =
                committee.stand_in.iter().find(|id| **id == committee.id || !index.contains_key(*id));
            if let Some(stand_in) = unknown {
                return Err(RoutesError::StandIn {
                    committee: committee.id.clone(),
                    stand_in: stand_in.clone(),
                });
            }
        }
        for (position, route) in routes.iter().enumerate() {
            let mut named = route.lead.iter().chain(&route.copies).peekable();
            if named.peek().is_none() {
                return Err(RoutesError::Empty(position + 1));
            }
            if let Some(unknown) = named.find(|id| !index.contains_key(*id)) {
                return Err(RoutesError::UnknownCommittee {
                    route: position + 1,
                    committee: unknown.clone(),
                    nearest: nearest(unknown, &committees),
                });
            }
        }
        if let Some(position) = advice.iter().position(|entry| entry.measures.is_empty()) {
            return Err(RoutesError::NoMeasures(position + 1));
        }
        Ok(Self { committees, index, routes, advice })
    }

    /// Who is told about this area, category and level; `None` when nobody leads.
    pub fn find(
        &self,
        areas: &Areas,
        area: &AreaId,
        category: &CategoryCode,
        level: RiskLevel,
    ) -> Option<Receivers> {
        self.explain(areas, area, category, level).receivers()
    }

    /// Who is told, and by which line of the table.
    pub fn explain(
        &self,
        areas: &Areas,
        area: &AreaId,
        category: &CategoryCode,
        level: RiskLevel,
    ) -> Explanation {
        let mut leads: Vec<(Specificity, Named)> = Vec::new();
        let mut copies: Vec<Named> = Vec::new();
        for (position, route) in self.routes.iter().enumerate() {
            if !route.covers(areas, area, category, level) {
                continue;
            }
            let named = |committee: &CommitteeId| Named { route: position + 1, committee: committee.clone() };
            copies.extend(route.copies.iter().map(named));
            leads.extend(route.lead.iter().map(|lead| (route.specificity(areas), named(lead))));
        }
        // The most specific first; of two alike the one that stands first in the table.
        leads.sort_by(|(a, _), (b, _)| b.cmp(a));
        let mut leads = leads.into_iter().map(|(_, named)| named);
        let lead = leads.next();
        let mut told: Vec<Named> = Vec::new();
        for copy in copies {
            let known = lead.iter().chain(&told).any(|named| named.committee == copy.committee);
            if !known {
                told.push(copy);
            }
        }
        Explanation { lead, copies: told, outranked: leads.collect() }
    }

    /// The committee with this id.
    pub fn committee(&self, id: &CommitteeId) -> Option<&Committee> {
        self.index.get(id).map(|&position| &self.committees[position])
    }

    /// Every committee, in the order of the table.
    pub fn committees(&self) -> &[Committee] {
        &self.committees
    }

    /// The committee's Chinese name, or its id where it is unknown.
    pub fn name_zh<'a>(&'a self, id: &'a CommitteeId) -> &'a str {
        self.committee(id).map_or(id.as_str(), |committee| committee.name_zh.as_str())
    }

    /// What is suggested for a category: its own advice, else that of the nearest wider category, else the general.
    pub fn measures(&self, taxonomy: &Taxonomy, category: &CategoryCode) -> &[Measure] {
        lineage(taxonomy, category)
            .find_map(|code| self.advice.iter().find(|entry| entry.categories.contains(code)))
            .or_else(|| self.advice.iter().find(|entry| entry.categories.is_empty()))
            .map_or(&[], |entry| entry.measures.as_slice())
    }

    /// The lines of the table, in order.
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }
}

/// A category, then the wider ones it belongs to.
pub(crate) fn lineage<'a>(
    taxonomy: &'a Taxonomy,
    code: &'a CategoryCode,
) -> impl Iterator<Item = &'a CategoryCode> {
    std::iter::successors(Some(code), |code| taxonomy.get(code).and_then(|category| category.parent.as_ref()))
}

/// Depth of the area, whether categories are listed, and the level: the order in which routes outrank each other.
type Specificity = (usize, bool, RiskLevel);

impl Route {
    fn covers(&self, areas: &Areas, area: &AreaId, category: &CategoryCode, level: RiskLevel) -> bool {
        level >= self.min_level
            && (self.categories.is_empty() || self.categories.contains(category))
            && areas.contains(&self.within, area)
    }

    fn specificity(&self, areas: &Areas) -> Specificity {
        (areas.lineage(&self.within).count(), !self.categories.is_empty(), self.min_level)
    }
}

fn lowest_level() -> RiskLevel {
    RiskLevel::Blue
}

/// The listed id most like a mistyped one, where one is like it at all.
fn nearest(id: &CommitteeId, committees: &[Committee]) -> Option<CommitteeId> {
    // Half of the letters must agree, or a suggestion misleads.
    const ALIKE: f64 = 0.5;
    committees
        .iter()
        .map(|committee| (strsim::normalized_levenshtein(id.as_str(), committee.id.as_str()), &committee.id))
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, id)| id.clone())
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoutesTable {
    committee: Vec<Committee>,
    route: Vec<Route>,
    #[serde(default)]
    advice: Vec<Advice>,
}

impl TryFrom<RoutesTable> for Routes {
    type Error = RoutesError;

    fn try_from(table: RoutesTable) -> Result<Self, Self::Error> {
        Self::new(table.committee, table.route, table.advice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{GRID, OIL_BASE, TOWN, World};

    fn names(receivers: &Receivers) -> Vec<&str> {
        std::iter::once(&receivers.lead).chain(&receivers.copies).map(CommitteeId::as_str).collect()
    }

    #[test]
    fn the_town_leads_in_its_grids_and_the_departments_get_copies() {
        let world = World::new();
        let found = world.routes.find(&world.areas, &GRID.into(), &"1001".into(), RiskLevel::Yellow).unwrap();
        assert_eq!(names(&found), ["town-620982106", "dept-human-resources", "dept-housing"]);
    }

    #[test]
    fn from_orange_upwards_the_county_sees_the_letter() {
        let world = World::new();
        let found = world.routes.find(&world.areas, &TOWN.into(), &"02".into(), RiskLevel::Orange).unwrap();
        assert_eq!(names(&found), ["town-620982106", "county-620982", "dept-justice"]);
    }

    #[test]
    fn the_county_leads_county_wide_and_where_no_town_centre_is() {
        let world = World::new();
        for area in ["620982", OIL_BASE] {
            let found = world.routes.find(&world.areas, &area.into(), &"99".into(), RiskLevel::Red).unwrap();
            assert_eq!(names(&found), ["county-620982"], "{area}: the lead is not its own copy");
        }
    }

    #[test]
    fn a_category_takes_its_own_advice_then_its_parents_then_the_general_one() {
        let world = World::new();
        let first = |code: &str| world.routes.measures(&world.taxonomy, &code.into())[0].zh.clone();
        assert!(first("1001").contains("欠薪"));
        assert_eq!(first("1099"), first("10"));
        assert_ne!(first("99"), first("10"));
    }

    #[test]
    fn a_mistyped_committee_is_refused_and_the_nearest_is_named() {
        let text = r#"
            [[committee]]
            id = "town-620982106"
            name_zh = "月牙泉镇综治中心"
            name_en = "Yueyaquan"
            area = "620982106"
            [[route]]
            within = "620982106"
            lead = "town-620982160"
        "#;
        let message = toml::from_str::<Routes>(text).unwrap_err().to_string();
        assert!(message.contains("did you mean town-620982106?"), "{message}");
        let nobody = text.replace("lead = \"town-620982160\"", "");
        assert!(toml::from_str::<Routes>(&nobody).unwrap_err().to_string().contains("neither a lead"));
    }
}
