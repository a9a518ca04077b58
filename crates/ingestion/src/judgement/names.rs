//! Places by their names, for files that know no codes: 月牙泉镇 · 月牙泉村 · 第三网格, in one cell or several.

use std::collections::HashMap;

use domain::{AreaId, Areas};

/// Every way in which a name leads to one place only.
pub(super) struct Names {
    /// The place and how many areas hold it; `None` where two places share the name.
    places: HashMap<String, Option<(usize, AreaId)>>,
}

impl Names {
    /// A place is known by its name, and by its name after those of the areas that hold it, any of them left out.
    pub(super) fn new(areas: &Areas) -> Self {
        let mut places: HashMap<String, Option<(usize, AreaId)>> = HashMap::new();
        for area in areas.all() {
            let above: Vec<&str> = areas.lineage(&area.id).skip(1).map(|area| area.name.as_str()).collect();
            for left_out in 0..1_u32 << above.len() {
                let kept = above.iter().enumerate().rev().filter(|(level, _)| left_out >> level & 1 == 0);
                let mut name: String = kept.map(|(_, name)| *name).collect();
                name.push_str(&area.name);
                places
                    .entry(name)
                    .and_modify(|known| {
                        if known.as_ref().is_none_or(|(_, known)| *known != area.id) {
                            *known = None;
                        }
                    })
                    .or_insert_with(|| Some((above.len(), area.id.clone())));
            }
        }
        Self { places }
    }

    /// The narrowest place that the names lead to. What is not a place of ours, such as the number of a house, leaves
    /// the row with the wider area: a coarse place is better than none.
    pub(super) fn find(&self, town: &str, village: &str, below: &str) -> Option<AreaId> {
        let joined = |names: &[&str]| names.concat();
        let whole = [
            joined(&[town, village, below]),
            joined(&[village, below]),
            joined(&[town, below]),
            below.to_owned(),
        ];
        let narrowest =
            |found: &mut dyn Iterator<Item = (usize, AreaId)>| found.max_by_key(|(depth, _)| *depth);
        narrowest(&mut whole.iter().filter_map(|name| self.one(name)))
            .filter(|_| !below.is_empty())
            .or_else(|| narrowest(&mut whole.iter().filter_map(|address| self.start(address))))
            .or_else(|| self.one(village))
            .or_else(|| self.one(town))
            .map(|(_, id)| id)
    }

    fn one(&self, name: &str) -> Option<(usize, AreaId)> {
        self.places.get(name).cloned().flatten()
    }

    /// The place with whose name an address begins.
    fn start(&self, address: &str) -> Option<(usize, AreaId)> {
        /// Names of places have at least so many characters.
        const SHORTEST: usize = 2;
        let address = address.strip_prefix("甘肃省").unwrap_or(address);
        let ends = address.char_indices().map(|(end, _)| end).chain([address.len()]);
        let ends: Vec<usize> = ends.skip(SHORTEST).collect();
        ends.into_iter().rev().find_map(|end| self.one(&address[..end]))
    }
}

#[cfg(test)]
mod tests {
    use domain::{Area, AreaLevel};

    use super::*;

    fn names() -> Names {
        let area = |id: &str, parent: Option<&str>, level, name: &str| Area {
            id: id.into(),
            parent: parent.map(AreaId::from),
            level,
            name: name.to_owned(),
            households: 0,
            centre: None,
            outline: Vec::new(),
        };
        let areas = Areas::new(vec![
            area("c", None, AreaLevel::County, "敦煌市"),
            area("t", Some("c"), AreaLevel::Town, "月牙泉镇"),
            area("u", Some("c"), AreaLevel::Town, "莫高镇"),
            area("v", Some("t"), AreaLevel::Village, "合水村"),
            area("g", Some("v"), AreaLevel::Grid, "第一网格"),
            area("w", Some("u"), AreaLevel::Village, "新店台村"),
            area("h", Some("w"), AreaLevel::Grid, "第一网格"),
        ]);
        Names::new(&areas.unwrap())
    }

    #[test]
    fn a_place_is_found_by_its_names_in_one_cell_or_several() {
        let names = names();
        let found = |town, village, below| names.find(town, village, below).map(|id| id.to_string());
        assert_eq!(found("月牙泉镇", "合水村", "第一网格").as_deref(), Some("g"));
        assert_eq!(found("", "", "敦煌市月牙泉镇合水村第一网格").as_deref(), Some("g"));
        assert_eq!(found("", "", "合水村第一网格").as_deref(), Some("g"));
        assert_eq!(found("月牙泉镇", "合水村", "月牙泉镇合水村第一网格").as_deref(), Some("g"));
        assert_eq!(found("", "新店台村", "").as_deref(), Some("w"));
        assert_eq!(found("莫高镇", "", "").as_deref(), Some("u"));
    }

    #[test]
    fn what_is_no_place_leaves_the_row_with_the_wider_area() {
        let names = names();
        let found = |town, village, below| names.find(town, village, below).map(|id| id.to_string());
        assert_eq!(found("", "", "敦煌市月牙泉镇合水村三组12号").as_deref(), Some("v"));
        assert_eq!(found("月牙泉镇", "某村", "").as_deref(), Some("t"));
        assert_eq!(found("", "", "第一网格"), None, "two grids have this name");
        assert_eq!(found("", "", "沙州镇"), None);
    }
}
