//! The land: where towns, villages and grids lie, and their outlines.
//!
//! Codes and names are the county's own; positions are made up around its real oases, because no borders of
//! grids are public. The land is the same for every seed.

mod cells;
mod outline;
mod places;

use std::{collections::BTreeMap, ops::Range};

use domain::{Area, AreaId, AreaLevel, Ring};
use rand::Rng;

use crate::{
    land::{cells::Cells, outline::dissolve},
    reference::Reference,
    stream::{Purpose, Streams},
};

/// The land has its own seed: areas that were imported stay valid when another seed is simulated.
const LAND: Streams = Streams { seed: 620_982, county: 0 };
/// Households of a rural grid, as published.
const RURAL_HOUSEHOLDS: std::ops::RangeInclusive<u32> = 30..=70;
/// Households of a grid of blocks and streets.
const COMMUNITY_HOUSEHOLDS: std::ops::RangeInclusive<u32> = 110..=260;
/// Degrees by which the made-up counties of a province are shifted: they must not lie on top of each other.
const SHIFT: [f64; 2] = [1.6, -1.1];
/// Made-up counties in one row of the map.
const COUNTIES_PER_ROW: u32 = 10;
/// Codes of made-up counties start here: no province has the number 99.
const MADE_UP_CODES: u32 = 990_000;

/// A village or community and its grids.
#[derive(Clone, Debug)]
pub(crate) struct Village {
    pub(crate) id: AreaId,
    pub(crate) name: String,
    /// Position of its town.
    pub(crate) town: usize,
    pub(crate) community: bool,
    /// Positions of its grids.
    pub(crate) grids: Range<usize>,
}

/// A grid.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    pub(crate) id: AreaId,
    /// Position of its village.
    pub(crate) village: usize,
    /// Its number within the village, from 1.
    pub(crate) number: u32,
    /// Kilometres east and north of the county seat.
    pub(crate) site: [f64; 2],
}

/// A town.
#[derive(Clone, Debug)]
pub(crate) struct Town {
    pub(crate) id: AreaId,
    pub(crate) name: String,
}

/// One county's places.
#[derive(Clone, Debug)]
pub(crate) struct Land {
    /// County, towns, villages, grids: as the store takes them.
    pub(crate) areas: Vec<Area>,
    pub(crate) towns: Vec<Town>,
    pub(crate) villages: Vec<Village>,
    pub(crate) grids: Vec<Grid>,
    /// The code of the county.
    pub(crate) code: String,
}

impl Land {
    /// The land of a county: 0 is Dunhuang, the others are its likeness elsewhere.
    pub(crate) fn survey(reference: &Reference, county: u32) -> Self {
        let naming = Naming::of(county);
        let sites = places::sites(reference, &mut LAND.open(Purpose::Land));
        let towns: Vec<Town> = reference
            .towns
            .iter()
            .map(|town| Town { id: naming.id(&town.code), name: naming.name(&town.name) })
            .collect();
        let mut villages = Vec::new();
        let mut grids = Vec::new();
        for (position, row) in reference.villages.iter().enumerate() {
            let first = grids.len();
            for (number, site) in (1..).zip(&sites.grids[position]) {
                let id = naming.id(&format!("{}{number:03}", row.code));
                grids.push(Grid { id, village: position, number, site: *site });
            }
            villages.push(Village {
                id: naming.id(&row.code),
                name: naming.name(&row.name),
                town: reference.towns.iter().position(|town| town.code == row.town).unwrap_or(0),
                community: row.is_community(),
                grids: first..grids.len(),
            });
        }
        let mut land = Self { areas: Vec::new(), towns, villages, grids, code: naming.code.clone() };
        land.areas = land.chart(&naming, &sites.desert);
        land
    }

    /// The positions of the grids nearest to a grid, itself first.
    pub(crate) fn neighbours(&self, grid: usize, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.grids.len()).collect();
        let from = self.grids[grid].site;
        order.sort_by(|a, b| {
            places::distance(self.grids[*a].site, from)
                .total_cmp(&places::distance(self.grids[*b].site, from))
        });
        order.truncate(count);
        order
    }

    /// The areas of all four levels with centres and outlines.
    fn chart(&self, naming: &Naming, desert: &[[f64; 2]]) -> Vec<Area> {
        let mut sites: Vec<[f64; 2]> = self.grids.iter().map(|grid| grid.site).collect();
        sites.extend(desert);
        let cells = Cells::around(&sites);
        let outline = |members: &[usize]| -> Vec<Ring> {
            let rings = dissolve(members.iter().map(|member| cells.ring(*member)));
            let place = |corner: &usize| naming.place(cells.corners[*corner]);
            rings.iter().map(|ring| ring.iter().map(place).collect()).collect()
        };
        let mut random = LAND.open(Purpose::Land);
        let households: Vec<u32> = self
            .grids
            .iter()
            .map(|grid| {
                let community = self.villages[grid.village].community;
                random.random_range(if community { COMMUNITY_HOUSEHOLDS } else { RURAL_HOUSEHOLDS })
            })
            .collect();
        let area = |id: &AreaId, parent: Option<&AreaId>, level, name: String, members: &[usize]| Area {
            id: id.clone(),
            parent: parent.cloned(),
            level,
            name,
            households: members.iter().map(|member| households[*member]).sum(),
            centre: middle(members, &sites).map(|middle| naming.place(middle)),
            outline: outline(members),
        };
        let mut members_of_town: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (position, grid) in self.grids.iter().enumerate() {
            members_of_town.entry(self.villages[grid.village].town).or_default().push(position);
        }
        let county = AreaId::new(naming.code.clone());
        let all: Vec<usize> = (0..self.grids.len()).collect();
        let mut areas = vec![area(&county, None, AreaLevel::County, naming.county.clone(), &all)];
        for (position, town) in self.towns.iter().enumerate() {
            let members = members_of_town.get(&position).map_or(&[][..], Vec::as_slice);
            areas.push(area(&town.id, Some(&county), AreaLevel::Town, town.name.clone(), members));
        }
        for village in &self.villages {
            let members: Vec<usize> = village.grids.clone().collect();
            let town = &self.towns[village.town].id;
            areas.push(area(&village.id, Some(town), AreaLevel::Village, village.name.clone(), &members));
        }
        for (position, grid) in self.grids.iter().enumerate() {
            let name = format!("第{}网格", numeral(grid.number));
            let village = &self.villages[grid.village].id;
            areas.push(area(&grid.id, Some(village), AreaLevel::Grid, name, &[position]));
        }
        areas
    }
}

/// How a county's codes, names and positions follow from those of Dunhuang.
#[derive(Clone, Debug)]
struct Naming {
    code: String,
    county: String,
    prefix: &'static str,
    shift: [f64; 2],
}

impl Naming {
    fn of(county: u32) -> Self {
        if county == 0 {
            let county = "敦煌市".to_owned();
            return Self { code: "620982".to_owned(), county, prefix: "", shift: [0.0; 2] };
        }
        let column = f64::from(county % COUNTIES_PER_ROW);
        let row = f64::from(county / COUNTIES_PER_ROW);
        Self {
            code: (MADE_UP_CODES + county).to_string(),
            county: format!("模拟{county:02}县"),
            prefix: "模拟",
            shift: [column * SHIFT[0], row * SHIFT[1]],
        }
    }

    /// The code of a place of Dunhuang, below this county.
    fn id(&self, code: &str) -> AreaId {
        AreaId::new(format!("{}{}", self.code, code.get(6..).unwrap_or_default()))
    }

    fn name(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// Longitude and latitude of a point in kilometres.
    fn place(&self, point: [f64; 2]) -> [f64; 2] {
        let [east, north] = places::degrees(point);
        [east + self.shift[0], north + self.shift[1]]
    }
}

fn middle(members: &[usize], sites: &[[f64; 2]]) -> Option<[f64; 2]> {
    let count = members.len() as f64;
    let sum = members.iter().fold([0.0, 0.0], |sum, member| {
        let site = sites[*member];
        [sum[0] + site[0], sum[1] + site[1]]
    });
    (!members.is_empty()).then(|| [sum[0] / count, sum[1] / count])
}

/// A number from 1 to 99 in Chinese numerals: 二十五.
pub(crate) fn numeral(number: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let tens = (number / 10) as usize % 10;
    let ones = DIGITS[(number % 10) as usize];
    match tens {
        0 => ones.to_owned(),
        1 => format!("十{ones}"),
        tens => format!("{}十{ones}", DIGITS[tens]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(rings: &[Ring]) -> f64 {
        rings
            .iter()
            .flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)))
            // Measured from the county seat, so that no digits are lost to far-away degrees.
            .map(|(a, b)| (a[0] - 94.66) * (b[1] - 40.14) - (b[0] - 94.66) * (a[1] - 40.14))
            .sum::<f64>()
            / 2.0
    }

    fn land() -> Land {
        Land::survey(&Reference::embedded(), 0)
    }

    #[test]
    fn there_is_one_county_with_9_towns_66_villages_and_820_grids_of_15_digits() {
        let land = land();
        let count = |level| land.areas.iter().filter(|area| area.level == level).count();
        assert_eq!(AreaLevel::ALL.map(count), [1, 9, 66, 820]);
        let areas = domain::Areas::new(land.areas).unwrap();
        for area in areas.at(AreaLevel::Grid) {
            assert_eq!(area.id.as_str().len(), 15);
            assert!(area.id.as_str().starts_with(area.parent.as_ref().unwrap().as_str()));
        }
        assert_eq!(areas.full_name(&"620982106202003".into()), "月牙泉镇月牙泉村第三网格");
    }

    #[test]
    fn the_cells_of_the_grids_tile_their_village_their_town_and_the_county_exactly() {
        let areas = domain::Areas::new(land().areas).unwrap();
        for wide in areas.all().iter().filter(|area| area.level != AreaLevel::Grid) {
            let whole = size(&wide.outline);
            let parts: f64 = areas.children(&wide.id).map(|part| size(&part.outline)).sum();
            assert!(whole > 0.0 && (whole - parts).abs() <= 1e-9 * whole, "{}: {whole} {parts}", wide.name);
        }
    }

    #[test]
    fn no_outline_has_a_hole_or_an_open_end() {
        for area in land().areas {
            assert!(!area.outline.is_empty(), "{}", area.name);
            for ring in &area.outline {
                assert!(ring.len() >= 3 && size(std::slice::from_ref(ring)) > 0.0, "{}", area.name);
            }
        }
    }

    #[test]
    fn the_land_is_the_same_every_time_and_elsewhere_for_another_county() {
        assert_eq!(land().areas, land().areas);
        let other = Land::survey(&Reference::embedded(), 7);
        assert_eq!(other.areas[0].id.as_str(), "990007");
        assert_eq!(other.areas[0].name, "模拟07县");
        assert!(other.towns.iter().all(|town| town.name.starts_with("模拟")));
        assert!(other.grids.iter().all(|grid| grid.id.as_str().len() == 15));
    }

    #[test]
    fn neighbouring_grids_are_near_and_the_grid_itself_comes_first() {
        let land = land();
        let near = land.neighbours(40, 12);
        assert_eq!(near[0], 40);
        assert_eq!(near.len(), 12);
        assert!(places::distance(land.grids[near[11]].site, land.grids[40].site) < 6.0);
    }

    #[test]
    fn numbers_are_written_as_people_write_them() {
        assert_eq!([1, 10, 11, 20, 25].map(numeral), ["一", "十", "十一", "二十", "二十五"]);
    }
}
