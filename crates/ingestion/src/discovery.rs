//! Places and categories that a file brings along, where its mapping says so.

use std::{collections::BTreeMap, io};

use domain::{Area, AreaId, AreaLevel, Category, CategoryCode};

use crate::{
    check::Reference,
    encoding,
    error::FileError,
    field::Field,
    file::{self, TableFile},
    mapping::{County, Mapping, Origin},
    row::Row,
    table::{self, Delimited, Layout, Line, Rows},
    text,
};

/// What a file names and the county does not know yet, parents before children, in a stable order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Discovered {
    /// The county of the mapping, then its towns, then their villages, each with the mean of its rows' coordinates.
    pub areas: Vec<Area>,
    /// One category for each name, its code made from the name.
    pub categories: Vec<Category>,
}

/// Finds the areas and categories of a table whose mapping takes them from the file. Rows that the mapping skips
/// name nothing, and what `known` holds already is left as it is. Call it before [`check()`](crate::check()) and put
/// what it finds into the reference: `check` refuses what is not known.
pub fn discover(input: &[u8], mapping: &Mapping, known: &Reference<'_>) -> Discovered {
    let mut found = Found::new(mapping, known);
    // Reading from memory has no way to fail.
    let _ = encoding::written(input, mapping.encoding).and_then(|written| {
        found.read(&mut Delimited::new(encoding::decoded(input, written), mapping.delimiter.0))
    });
    found.finish()
}

/// The same for a file, before [`check_file`](crate::check_file).
///
/// # Errors
/// [`FileError`] when the file cannot be read to its end.
pub fn discover_file(
    file: TableFile<'_>,
    mapping: &Mapping,
    known: &Reference<'_>,
) -> Result<Discovered, FileError> {
    let mut found = Found::new(mapping, known);
    file::tables(file, &Layout::Mapped(mapping), &mut |_, rows| found.read(rows))?;
    Ok(found.finish())
}

/// What was found so far.
struct Found<'a> {
    mapping: &'a Mapping,
    known: &'a Reference<'a>,
    places: Places,
    names: BTreeMap<CategoryCode, String>,
}

impl<'a> Found<'a> {
    fn new(mapping: &'a Mapping, known: &'a Reference<'a>) -> Self {
        Self { mapping, known, places: Places::default(), names: BTreeMap::new() }
    }

    fn read(&mut self, rows: &mut dyn Rows) -> io::Result<()> {
        let Self { mapping, known, places, names } = self;
        let opened = table::open(rows, &Layout::Mapped(mapping))?;
        table::walk(rows, &opened, false, &mut |_, raw, line| {
            let Line::Row(row) = line else { return };
            if raw.len() > text::LARGEST_ROW {
                return;
            }
            if let Some(county) = mapping.county() {
                places.add(county, &row);
            }
            if mapping.categories == Origin::FromFile
                && let Some(name) = row.text(Field::Category)
            {
                let code = CategoryCode::new(text::slug(name));
                if !code.as_str().is_empty()
                    && !names.contains_key(&code)
                    && known.taxonomy.find(name).is_none()
                {
                    names.insert(code, text::name(name));
                }
            }
        })
    }

    fn finish(self) -> Discovered {
        let Self { mapping, known, places, mut names } = self;
        names.retain(|code, _| known.taxonomy.get(code).is_none());
        Discovered {
            areas: mapping
                .county()
                .map(|county| places.areas(county, mapping.fewest_rows, known))
                .unwrap_or_default(),
            categories: names
                .into_iter()
                .map(|(code, name)| Category {
                    code,
                    parent: None,
                    name_zh: name.clone(),
                    name_en: name,
                    restricted: false,
                })
                .collect(),
        }
    }
}

/// The named places of a file, by id.
#[derive(Default)]
struct Places {
    county: Middle,
    towns: BTreeMap<AreaId, Place>,
    villages: BTreeMap<AreaId, Place>,
}

struct Place {
    name: String,
    parent: AreaId,
    middle: Middle,
}

impl Places {
    fn add(&mut self, county: &County, row: &Row<'_>) {
        let point = coordinates(row);
        self.county.add(point);
        let Some(town_name) = row.text(Field::Town) else { return };
        let Some(town) = county.town(town_name) else { return };
        place(&mut self.towns, &town, town_name, &county.id).add(point);
        let Some(village_name) = row.text(Field::Village) else { return };
        let Some(village) = county.village(&town, village_name) else { return };
        place(&mut self.villages, &village, village_name, &town).add(point);
    }

    fn areas(self, county: &County, fewest_rows: u64, known: &Reference<'_>) -> Vec<Area> {
        let mut towns = self.towns;
        let mut villages = self.villages;
        towns.retain(|_, place| place.middle.rows >= fewest_rows);
        villages.retain(|_, place| place.middle.rows >= fewest_rows && towns.contains_key(&place.parent));
        let top = Area {
            id: county.id.clone(),
            parent: None,
            level: AreaLevel::County,
            name: county.name.clone(),
            households: 0,
            centre: self.county.centre(),
            outline: Vec::new(),
        };
        let below = towns.into_iter().map(|place| (AreaLevel::Town, place));
        let below = below.chain(villages.into_iter().map(|place| (AreaLevel::Village, place)));
        std::iter::once(top)
            .chain(below.map(|(level, (id, place))| Area {
                id,
                parent: Some(place.parent),
                level,
                name: place.name,
                households: 0,
                centre: place.middle.centre(),
                outline: Vec::new(),
            }))
            .filter(|area| known.areas.get(&area.id).is_none())
            .collect()
    }
}

fn place<'p>(
    places: &'p mut BTreeMap<AreaId, Place>,
    id: &AreaId,
    name: &str,
    parent: &AreaId,
) -> &'p mut Middle {
    let new = || Place { name: text::name(name), parent: parent.clone(), middle: Middle::default() };
    &mut places.entry(id.clone()).or_insert_with(new).middle
}

/// Rows, and the sum of those coordinates that could be read.
#[derive(Default)]
struct Middle {
    rows: u64,
    points: u64,
    sum: [f64; 2],
}

impl Middle {
    fn add(&mut self, point: Option<[f64; 2]>) {
        self.rows += 1;
        if let Some([longitude, latitude]) = point {
            self.points += 1;
            self.sum[0] += longitude;
            self.sum[1] += latitude;
        }
    }

    fn centre(&self) -> Option<[f64; 2]> {
        (self.points > 0).then(|| self.sum.map(|sum| sum / self.points as f64))
    }
}

/// Longitude and latitude in degrees. Zero and zero is how systems write "not located".
fn coordinates(row: &Row<'_>) -> Option<[f64; 2]> {
    let number = |field| row.text(field)?.parse::<f64>().ok();
    let (longitude, latitude) = (number(Field::Longitude)?, number(Field::Latitude)?);
    let on_earth = (-180.0..=180.0).contains(&longitude) && (-90.0..=90.0).contains(&latitude);
    (on_earth && (longitude, latitude) != (0.0, 0.0)).then_some([longitude, latitude])
}
