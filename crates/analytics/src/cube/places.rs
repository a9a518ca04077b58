//! The two trees as dense numbers: what a counting table can be indexed by.

use std::collections::HashMap;

use domain::{Area, AreaId, AreaLevel, Areas, Category, CategoryCode, Taxonomy};

/// No such area or category.
pub(crate) const NONE: u32 = u32::MAX;

/// Areas numbered by their position in the list, with the way up from each.
#[derive(Debug)]
pub(crate) struct Places<'a> {
    areas: &'a Areas,
    numbers: HashMap<&'a AreaId, u32>,
    /// For each area its ancestor (or itself) at each level, widest first; [`NONE`] where there is none.
    lineages: Vec<[u32; 4]>,
}

impl<'a> Places<'a> {
    /// Numbers the tree.
    pub fn new(areas: &'a Areas) -> Self {
        let numbers: HashMap<&AreaId, u32> =
            areas.all().iter().zip(0u32..).map(|(area, number)| (&area.id, number)).collect();
        let lineages = areas
            .all()
            .iter()
            .map(|area| {
                let mut lineage = [NONE; 4];
                for above in areas.lineage(&area.id) {
                    lineage[above.level as usize] = numbers.get(&above.id).copied().unwrap_or(NONE);
                }
                lineage
            })
            .collect();
        Self { areas, numbers, lineages }
    }

    /// The number of an area.
    pub fn number(&self, id: &AreaId) -> Option<usize> {
        self.numbers.get(id).map(|&number| number as usize)
    }

    /// The area with this number.
    pub fn area(&self, number: usize) -> &'a Area {
        &self.areas.all()[number]
    }

    /// How many areas there are.
    pub fn len(&self) -> usize {
        self.lineages.len()
    }

    /// The ancestor (or itself) of an area at a level.
    pub fn ancestor(&self, number: usize, level: AreaLevel) -> Option<usize> {
        let above = self.lineages[number][level as usize];
        (above != NONE).then_some(above as usize)
    }

    /// Whether `inner` is `outer` or lies in it.
    pub fn lies_in(&self, inner: usize, outer: usize) -> bool {
        self.ancestor(inner, self.area(outer).level) == Some(outer)
    }

    /// The numbers of all areas of a level, in the order of the list.
    pub fn at(&self, level: AreaLevel) -> impl Iterator<Item = usize> + '_ {
        (0..self.len()).filter(move |&number| self.area(number).level == level)
    }

    /// The smallest area that holds all the given ones; `None` for none, or when they share no root.
    pub fn smallest_holding(&self, numbers: &[usize]) -> Option<usize> {
        let (&first, rest) = numbers.split_first()?;
        AreaLevel::ALL.into_iter().rev().find_map(|level| {
            let above = self.ancestor(first, level)?;
            rest.iter().all(|&other| self.ancestor(other, level) == Some(above)).then_some(above)
        })
    }
}

/// Categories numbered by their position in the list, with the way up from each.
#[derive(Debug)]
pub(crate) struct Kinds<'a> {
    taxonomy: &'a Taxonomy,
    numbers: HashMap<&'a CategoryCode, u32>,
    parents: Vec<Option<usize>>,
    restricted: Vec<bool>,
}

impl<'a> Kinds<'a> {
    /// Numbers the taxonomy.
    pub fn new(taxonomy: &'a Taxonomy) -> Self {
        let numbers: HashMap<&CategoryCode, u32> =
            taxonomy.all().iter().zip(0u32..).map(|(category, number)| (&category.code, number)).collect();
        let parents = taxonomy
            .all()
            .iter()
            .map(|category| {
                category.parent.as_ref().and_then(|code| numbers.get(code)).map(|&number| number as usize)
            })
            .collect();
        let restricted =
            taxonomy.all().iter().map(|category| taxonomy.is_restricted(&category.code)).collect();
        Self { taxonomy, numbers, parents, restricted }
    }

    /// The number of a category.
    pub fn number(&self, code: &CategoryCode) -> Option<usize> {
        self.numbers.get(code).map(|&number| number as usize)
    }

    /// The category with this number.
    pub fn category(&self, number: usize) -> &'a Category {
        &self.taxonomy.all()[number]
    }

    /// The number that stands for all categories together, one past the last. Restricted ones are no part of it.
    pub fn every(&self) -> usize {
        self.parents.len()
    }

    /// The code of a category, or of all of them together.
    pub fn code(&self, number: usize) -> CategoryCode {
        if number == self.every() { CategoryCode::every() } else { self.category(number).code.clone() }
    }

    /// How many categories there are.
    pub fn len(&self) -> usize {
        self.parents.len()
    }

    /// Whether family violence, minors or the like: counted for the town and the county only, by itself only.
    pub fn is_restricted(&self, number: usize) -> bool {
        number != self.every() && self.restricted[number]
    }

    /// Whether the category has no wider one.
    pub fn is_group(&self, number: usize) -> bool {
        self.parents[number].is_none()
    }

    /// The categories directly below this one that count in it.
    pub fn children(&self, number: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.len()).filter(move |&child| {
            self.parents[child] == Some(number) && self.restricted[child] == self.restricted[number]
        })
    }

    /// Every category in whose count a report of this one belongs: itself, then wider ones. A restricted category
    /// is not part of an unrestricted one: a group may be drawn on a map, and it may not.
    pub fn counted_in(&self, number: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(number), |&below| self.parents.get(below).copied().flatten())
            .filter(move |&above| self.is_restricted(above) == self.is_restricted(number))
    }
}
