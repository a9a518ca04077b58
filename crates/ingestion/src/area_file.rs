//! The tree of areas as files that other programs read and write: CSV for spreadsheets, GeoJSON (RFC 7946) for maps.
//! What is written comes back equal.
//!
//! A tree with a hole is no tree, so a file is taken whole or refused with its first fault.

use std::io::Read;

use csv::StringRecord;
use domain::{Area, AreaId, AreaLevel, Ring};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::encoding::{self, Encoding};

/// Without this mark at its head, the office suites of the county read a UTF-8 table as GBK.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Columns of the table: the name that is written, and the Chinese one that is understood as well.
const COLUMNS: [(&str, &str); 8] = [
    ("id", "编码"),
    ("parent", "上级编码"),
    ("level", "层级"),
    ("name", "名称"),
    ("households", "户数"),
    ("longitude", "经度"),
    ("latitude", "纬度"),
    ("outline", "边界"),
];

/// Chinese names of the levels, widest first.
const LEVELS_ZH: [&str; 4] = ["县", "乡镇", "村", "网格"];

/// Degrees east or west, and north or south, at most.
const MOST_LONGITUDE: f64 = 180.0;
const MOST_LATITUDE: f64 = 90.0;

/// Why a file of areas is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AreaFileError {
    /// The file is no table, or no GeoJSON.
    #[error(
        "the file cannot be read: {0}; take one that was exported as a pattern · 文件无法读取，请以导出的文件为样式"
    )]
    Unreadable(String),
    /// A column is missing.
    #[error("the table has no column {0}; add it · 表中缺少“{1}”列，请补充")]
    Column(&'static str, &'static str),
    /// A value cannot be read.
    #[error(
        "row {row}: {value:?} is no {field}; correct it · 第 {row} 行：{field} 一栏“{value}”无法识别，请更正"
    )]
    Value {
        /// Row of the table (its header is row 1), or place of the feature counted from 1.
        row: usize,
        /// The column or property.
        field: &'static str,
        /// What stands there.
        value: String,
    },
    /// A polygon has a hole.
    #[error(
        "feature {0}: a polygon has a hole, which is not kept; cut it open · 第 {0} 个要素：多边形带孔，系统不保存孔洞，请剖开后再导入"
    )]
    Hole(usize),
}

/// The areas as a table, with a mark that keeps spreadsheets from misreading it. The outline is a cell of JSON: the
/// coordinates of its rings.
pub fn areas_to_csv(areas: &[Area]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |record: [String; COLUMNS.len()]| {
        // Writing into memory does not fail, and each record has as many fields as the first.
        let _ = writer.write_record(record);
    };
    write(COLUMNS.map(|(name, _)| name.to_owned()));
    for area in areas {
        let axis = |axis: usize| area.centre.map(|at| at[axis].to_string()).unwrap_or_default();
        let outline = if area.outline.is_empty() { String::new() } else { json!(area.outline).to_string() };
        write([
            area.id.to_string(),
            area.parent.as_ref().map(ToString::to_string).unwrap_or_default(),
            area.level.as_str().to_owned(),
            area.name.clone(),
            area.households.to_string(),
            axis(0),
            axis(1),
            outline,
        ]);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    format!("{BYTE_ORDER_MARK}{}", String::from_utf8_lossy(&bytes))
}

/// The areas of a table with a header, in UTF-8 or GB 18030. Households, coordinates and outline may be missing.
///
/// # Errors
/// [`AreaFileError`] for the first fault.
pub fn areas_from_csv(bytes: &[u8]) -> Result<Vec<Area>, AreaFileError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text(bytes)?);
    let unreadable = |error: csv::Error| AreaFileError::Unreadable(error.to_string());
    let header = reader.headers().map_err(unreadable)?.clone();
    let column = |number: usize| {
        let (name, zh) = COLUMNS[number];
        header.iter().position(|cell| [name, zh].contains(&cell.trim()))
    };
    for (number, (name, zh)) in COLUMNS.into_iter().enumerate().take(4) {
        column(number).ok_or(AreaFileError::Column(name, zh))?;
    }
    let places: [Option<usize>; COLUMNS.len()] = std::array::from_fn(column);
    let records = reader.records().zip(2..);
    records.map(|(record, row)| from_record(&record.map_err(unreadable)?, &places, row)).collect()
}

/// The bytes as UTF-8, whatever a spreadsheet wrote.
fn text(bytes: &[u8]) -> Result<impl Read, AreaFileError> {
    let written = encoding::written(bytes, Encoding::Auto)
        .map_err(|error| AreaFileError::Unreadable(error.to_string()))?;
    Ok(encoding::decoded(bytes, written))
}

fn from_record(record: &StringRecord, places: &[Option<usize>], row: usize) -> Result<Area, AreaFileError> {
    let cell = |column: usize| places[column].and_then(|place| record.get(place)).unwrap_or("").trim();
    let wrong = |column: usize| AreaFileError::Value {
        row,
        field: COLUMNS[column].0,
        value: cell(column).chars().take(40).collect(),
    };
    fn maybe<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
        if text.is_empty() { Some(None) } else { parse(text).map(Some) }
    }
    let degrees = |column, most: f64| {
        maybe(cell(column), |text| text.parse().ok().filter(|degrees: &f64| degrees.abs() <= most))
            .ok_or_else(|| wrong(column))
    };
    let outline = |text: &str| {
        let rings: Vec<Ring> = serde_json::from_str(text).ok()?;
        rings.iter().flatten().all(is_on_the_globe).then_some(rings)
    };
    let given = |column: usize| {
        let text = cell(column);
        if text.is_empty() { Err(wrong(column)) } else { Ok(text) }
    };
    let level = level(given(2)?).ok_or_else(|| wrong(2))?;
    Ok(Area {
        id: AreaId::new(given(0)?),
        parent: maybe(cell(1), |text| Some(AreaId::new(text))).flatten(),
        level,
        name: given(3)?.to_owned(),
        households: maybe(cell(4), |text| text.parse().ok()).ok_or_else(|| wrong(4))?.unwrap_or(0),
        centre: degrees(5, MOST_LONGITUDE)?
            .zip(degrees(6, MOST_LATITUDE)?)
            .map(|(longitude, latitude)| [longitude, latitude]),
        outline: maybe(cell(7), outline).ok_or_else(|| wrong(7))?.unwrap_or_default(),
    })
}

/// Whether a point can be one: longitude first. In our part of the world the two the wrong way round cannot.
fn is_on_the_globe([longitude, latitude]: &[f64; 2]) -> bool {
    longitude.abs() <= MOST_LONGITUDE && latitude.abs() <= MOST_LATITUDE
}

fn level(text: &str) -> Option<AreaLevel> {
    let chinese = LEVELS_ZH.iter().position(|name| *name == text).map(|level| AreaLevel::ALL[level]);
    AreaLevel::parse(text).or(chinese)
}

/// The areas as a FeatureCollection. A geometry is the outline, else the middle, else nothing; everything else stands in
/// the properties.
pub fn areas_to_geojson<'a>(areas: impl IntoIterator<Item = &'a Area>) -> Value {
    let features: Vec<Value> = areas.into_iter().map(feature).collect();
    json!({ "type": "FeatureCollection", "features": features })
}

fn feature(area: &Area) -> Value {
    let geometry = if area.outline.is_empty() {
        area.centre.map_or(Value::Null, |centre| json!({ "type": "Point", "coordinates": centre }))
    } else {
        let polygons: Vec<[Ring; 1]> = area.outline.iter().map(|ring| [closed(ring)]).collect();
        json!({ "type": "MultiPolygon", "coordinates": polygons })
    };
    json!({
        "type": "Feature",
        "id": area.id,
        "geometry": geometry,
        "properties": {
            "id": area.id,
            "name": area.name,
            "parent": area.parent,
            "level": area.level,
            "households": area.households,
            "centre": area.centre,
        },
    })
}

/// GeoJSON repeats the first point of a ring at its end; our rings do not.
fn closed(ring: &Ring) -> Ring {
    ring.iter().chain(ring.first()).copied().collect()
}

#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    geometry: Option<Geometry>,
    properties: Properties,
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry {
    Point(Vec<f64>),
    Polygon(Vec<Vec<Vec<f64>>>),
    MultiPolygon(Vec<Vec<Vec<Vec<f64>>>>),
}

#[derive(Deserialize)]
struct Properties {
    id: AreaId,
    name: String,
    parent: Option<AreaId>,
    level: String,
    #[serde(default)]
    households: Option<u32>,
    #[serde(default)]
    centre: Option<[f64; 2]>,
}

/// The areas of a FeatureCollection whose features have the properties `id`, `parent`, `level`, `name` and, where they
/// are known, `households` and `centre`. Heights are left out.
///
/// # Errors
/// [`AreaFileError`] for the first fault.
pub fn areas_from_geojson(bytes: &[u8]) -> Result<Vec<Area>, AreaFileError> {
    let collection: Collection = serde_json::from_reader(text(bytes)?)
        .map_err(|error| AreaFileError::Unreadable(error.to_string()))?;
    collection.features.into_iter().zip(1..).map(|(feature, row)| from_feature(feature, row)).collect()
}

fn from_feature(feature: Feature, row: usize) -> Result<Area, AreaFileError> {
    let Properties { id, name, parent, level: word, households, mut centre } = feature.properties;
    let level = level(&word).ok_or(AreaFileError::Value { row, field: "level", value: word })?;
    let given = |field, text: &str| match text.trim() {
        "" => Err(AreaFileError::Value { row, field, value: String::new() }),
        text => Ok(text.to_owned()),
    };
    centre.map(|centre| position(&centre, row)).transpose()?;
    let polygons = match feature.geometry {
        None => Vec::new(),
        Some(Geometry::Point(point)) => {
            centre = centre.or(Some(position(&point, row)?));
            Vec::new()
        }
        Some(Geometry::Polygon(polygon)) => vec![polygon],
        Some(Geometry::MultiPolygon(polygons)) => polygons,
    };
    let mut outline = Vec::with_capacity(polygons.len());
    for polygon in &polygons {
        match &polygon[..] {
            [] => {}
            [ring] => outline.push(open(ring, row)?),
            _ => return Err(AreaFileError::Hole(row)),
        }
    }
    Ok(Area {
        id: AreaId::new(given("id", id.as_str())?),
        parent: parent.map(|parent| given("parent", parent.as_str())).transpose()?.map(AreaId::new),
        level,
        name: given("name", &name)?,
        households: households.unwrap_or(0),
        centre,
        outline,
    })
}

fn open(ring: &[Vec<f64>], row: usize) -> Result<Ring, AreaFileError> {
    let mut ring: Ring = ring.iter().map(|point| position(point, row)).collect::<Result<_, _>>()?;
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    Ok(ring)
}

fn position(point: &[f64], row: usize) -> Result<[f64; 2], AreaFileError> {
    match point {
        [longitude, latitude, ..] if is_on_the_globe(&[*longitude, *latitude]) => Ok([*longitude, *latitude]),
        _ => Err(AreaFileError::Value { row, field: "coordinates", value: format!("{point:?}") }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Coordinates to a centimetre, as surveyors give them.
    fn degrees(most: f64) -> impl Strategy<Value = f64> {
        let most = (most * 1e7) as i64;
        (-most..=most).prop_map(|number| number as f64 / 1e7)
    }

    fn point() -> impl Strategy<Value = [f64; 2]> {
        (degrees(MOST_LONGITUDE), degrees(MOST_LATITUDE))
            .prop_map(|(longitude, latitude)| [longitude, latitude])
    }

    prop_compose! {
        fn area()(
            id in "[0-9]{2,15}",
            parent in prop::option::of("[0-9]{2,15}"),
            level in 0..4_usize,
            name in "[\\p{Han}a-z,\"”（]{1,12}",
            households in 0..5000_u32,
            centre in prop::option::of(point()),
            // A ring that ends where it begins would be one point shorter.
            outline in prop::collection::vec(prop::collection::vec(point(), 3..6), 0..3),
        ) -> Area {
            Area {
                id: AreaId::new(id),
                parent: parent.map(AreaId::new),
                level: AreaLevel::ALL[level],
                name,
                households,
                centre,
                outline,
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_comes_back_equal(areas in prop::collection::vec(area(), 0..6)) {
            prop_assert_eq!(&areas_from_csv(areas_to_csv(&areas).as_bytes()).unwrap(), &areas);
            let text = areas_to_geojson(&areas).to_string();
            prop_assert_eq!(&areas_from_geojson(text.as_bytes()).unwrap(), &areas);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = areas_from_csv(&bytes);
            let _ = areas_from_geojson(&bytes);
        }
    }

    #[test]
    fn a_table_with_chinese_headers_in_gb18030_is_read() {
        let text = "名称,编码,层级,上级编码\n敦煌市,620982,县,\n月牙泉镇,620982101,乡镇,620982\n";
        let (bytes, _, _) = encoding_rs::GB18030.encode(text);
        let areas = areas_from_csv(&bytes).unwrap();
        assert_eq!((areas[1].name.as_str(), areas[1].level), ("月牙泉镇", AreaLevel::Town));
        assert_eq!(areas[1].parent, Some("620982".into()));
    }

    #[test]
    fn a_fault_names_its_row_and_what_to_do() {
        let faults = [
            ("id,parent,level\n1,,county\n", "no column name"),
            ("id,parent,level,name\n1,,county,一\n2,1,hamlet,二\n", "row 3: \"hamlet\" is no level"),
            ("id,parent,level,name,households\n1,,county,一,many\n", "row 2: \"many\" is no households"),
            (
                "id,parent,level,name,longitude,latitude\n1,,county,一,40.1,94.6\n",
                "row 2: \"94.6\" is no latitude",
            ),
            (
                "id,parent,level,name,longitude,latitude\n1,,county,一,NaN,40\n",
                "row 2: \"NaN\" is no longitude",
            ),
        ];
        for (text, said) in faults {
            let error = areas_from_csv(text.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(said) && error.contains(" · "), "{error}");
        }
        let hole = r#"{"features": [{"geometry": {"type": "Polygon", "coordinates": [[[0,0],[1,0],[1,1]], [[0,0],[1,0],[1,1]]]},
            "properties": {"id": "1", "name": "一", "parent": null, "level": "county"}}]}"#;
        assert_eq!(areas_from_geojson(hole.as_bytes()), Err(AreaFileError::Hole(1)));
    }
}
