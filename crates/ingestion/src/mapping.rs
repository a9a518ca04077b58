//! How a table of another system is read: which column is which field, and what to leave out.

use std::collections::{BTreeMap, HashMap};

use chrono_tz::Tz;
use domain::{AreaId, CountyTime};
use serde::Deserialize;

use crate::{
    encoding::Encoding,
    error::MappingError,
    field::Field,
    text,
    when::{DateFormats, Zone},
};

/// How a table is read, written by an operator as TOML and checked when it is deserialised
/// ([`MappingError`] says what to correct). `Mapping::default()` reads the wire's own header.
///
/// | key | meaning | default |
/// |---|---|---|
/// | `source` | name of the other system; part of the ids that are derived from its ids | empty |
/// | `encoding` | `auto`, `utf-8`, `gb18030` | `auto`: a byte order mark, UTF-8, or GB 18030 if the whole file is that |
/// | `delimiter` | one ASCII character | `,` |
/// | `time_zone` | IANA name of the zone in which wall-clock times are written | the county's |
/// | `date_formats` | `strftime` formats, tried in order after ISO 8601 and before the usual Chinese ways and the serial numbers of spreadsheets | none |
/// | `places` | `known`: `area` holds a known id; `from_file`: the tree is built by [`discover`](crate::discover) from `[county]` and the columns `town`, `village`, `longitude`, `latitude` | `known` |
/// | `fewest_rows` | with `places = "from_file"`: a town or village named by fewer rows is not drawn and its rows stay with the wider area | 1 |
/// | `categories` | `known`, or `from_file`: a category for each name that stands in the file | `known` |
/// | `other_columns` | `refuse` or `ignore` columns that nothing here names | `refuse` |
/// | `[county]` | `id` and `name` of the area above all, with `places = "from_file"` | – |
/// | `persons` | columns that name persons: never read, and blanked in what is kept of a refused row | none |
/// | `[columns]` | field → column, or a list of columns of which the first that is not empty counts | a column named like the field |
/// | `[constants]` | field → text where the columns are absent or empty | – |
/// | `[values.FIELD]` | text in the file → text for us; an empty one counts as an empty cell | – |
/// | `[[skip]]` | `column`, `values`, `reason`: rows left out, counted and not refused | – |
///
/// A column for `amount_yuan` whose name has 万元 in it is multiplied. `area` may also be written as the name of a known
/// place, alone or after `town` and `village`.
///
/// Fields are those of the wire (`id`, `area`, `category`, `occurred_on`, `reported_at`, `channel`, `scale`,
/// `people`, `amount_yuan`, `summary`, `tags`, `received_at`) and `source_id`, `town`, `village`, `longitude`,
/// `latitude`. `received_at` is read only when the caller trusts the file
/// ([`Receipt::AsRecorded`](crate::Receipt::AsRecorded)). A row without `id` gets one derived from its `source_id`
/// or else from its content, so importing a file twice is harmless; rows of the same content are then one report.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(try_from = "MappingTable")]
pub struct Mapping {
    pub(crate) source: String,
    pub(crate) encoding: Encoding,
    pub(crate) delimiter: Delimiter,
    pub(crate) dates: DateFormats,
    pub(crate) categories: Origin,
    pub(crate) fewest_rows: u64,
    pub(crate) other_columns: OtherColumns,
    pub(crate) columns: BTreeMap<Field, Vec<String>>,
    pub(crate) constants: BTreeMap<Field, String>,
    pub(crate) values: BTreeMap<Field, HashMap<String, String>>,
    pub(crate) skip: Vec<SkipRule>,
    pub(crate) persons: Vec<String>,
    time_zone: Option<Tz>,
    /// Present exactly when places come from the file.
    county: Option<County>,
}

impl Mapping {
    /// The zone of the file's wall-clock times.
    pub(crate) fn zone(&self, county: CountyTime) -> Zone {
        self.time_zone.map_or(Zone::County(county), Zone::Named)
    }

    /// The fields that no report can be without and that neither a column nor a constant gives.
    pub(crate) fn missing(&self) -> Vec<Field> {
        let given = |field: &Field| self.columns.contains_key(field) || self.constants.contains_key(field);
        let needed: [&[Field]; 5] = [
            &[Field::Area, Field::Village, Field::Town],
            &[Field::Category],
            &[Field::OccurredOn],
            &[Field::Channel],
            &[Field::Summary],
        ];
        needed.into_iter().filter(|fields| !fields.iter().any(given)).map(|fields| fields[0]).collect()
    }

    /// The same mapping for a file of another system: ids are derived from the name of the system.
    #[must_use]
    pub fn of_source(mut self, source: String) -> Self {
        self.source = source;
        self
    }

    /// Whether the file names places or categories that have to be found first
    /// ([`discover_file`](crate::discover_file)).
    pub fn brings_its_own(&self) -> bool {
        self.county.is_some() || self.categories == Origin::FromFile
    }

    /// The area above all, when places come from the file.
    pub(crate) fn county(&self) -> Option<&County> {
        self.county.as_ref()
    }
}

/// Where names have their meaning from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Origin {
    #[default]
    Known,
    FromFile,
}

/// What becomes of columns that the mapping does not name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OtherColumns {
    #[default]
    Refuse,
    Ignore,
}

/// The byte between two cells.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Delimiter(pub(crate) u8);

impl Default for Delimiter {
    fn default() -> Self {
        Self(b',')
    }
}

/// Rows that are not what we count.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SkipRule {
    pub(crate) column: String,
    pub(crate) values: Vec<String>,
    pub(crate) reason: String,
}

/// The area above all of a file that brings its own places, and how the ids below it are made.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct County {
    pub(crate) id: AreaId,
    pub(crate) name: String,
}

impl County {
    /// The id of a town of this name; `None` when the name has no letter or digit.
    pub(crate) fn town(&self, name: &str) -> Option<AreaId> {
        below(&self.id, name)
    }

    /// The id of a village of this name in a town. A ward that is cut by two towns becomes two villages.
    pub(crate) fn village(&self, town: &AreaId, name: &str) -> Option<AreaId> {
        below(town, name)
    }
}

fn below(parent: &AreaId, name: &str) -> Option<AreaId> {
    let mut id = format!("{parent}/");
    let stem = id.len();
    text::push_slug(&mut id, name);
    (id.len() > stem).then(|| AreaId::new(id))
}

/// The mapping as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MappingTable {
    #[serde(default)]
    source: String,
    #[serde(default)]
    encoding: Encoding,
    #[serde(default = "comma")]
    delimiter: char,
    time_zone: Option<Tz>,
    #[serde(default)]
    date_formats: Vec<String>,
    #[serde(default)]
    places: Origin,
    #[serde(default)]
    fewest_rows: u64,
    #[serde(default)]
    categories: Origin,
    #[serde(default)]
    other_columns: OtherColumns,
    county: Option<County>,
    #[serde(default)]
    persons: Vec<String>,
    #[serde(default)]
    columns: BTreeMap<Field, Names>,
    #[serde(default)]
    constants: BTreeMap<Field, String>,
    #[serde(default)]
    values: BTreeMap<Field, HashMap<String, String>>,
    #[serde(default)]
    skip: Vec<SkipRule>,
}

fn comma() -> char {
    ','
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Names {
    One(String),
    Several(Vec<String>),
}

impl From<Names> for Vec<String> {
    fn from(names: Names) -> Self {
        match names {
            Names::One(name) => vec![name],
            Names::Several(names) => names,
        }
    }
}

impl TryFrom<MappingTable> for Mapping {
    type Error = MappingError;

    fn try_from(table: MappingTable) -> Result<Self, MappingError> {
        let delimiter = match u8::try_from(table.delimiter) {
            Ok(byte) if byte.is_ascii() && !b"\"\r\n".contains(&byte) => Delimiter(byte),
            _ => return Err(MappingError::Delimiter(table.delimiter)),
        };
        let from_file = table.places == Origin::FromFile;
        if from_file != table.county.is_some() || (from_file && !table.columns.contains_key(&Field::Town)) {
            return Err(MappingError::Places);
        }
        if let Some(field) =
            [Field::Id, Field::SourceId].into_iter().find(|f| table.constants.contains_key(f))
        {
            return Err(MappingError::Constant(field.name()));
        }
        Ok(Self {
            source: table.source,
            encoding: table.encoding,
            delimiter,
            dates: DateFormats::new(&table.date_formats).map_err(MappingError::DateFormat)?,
            categories: table.categories,
            fewest_rows: table.fewest_rows,
            other_columns: table.other_columns,
            columns: table.columns.into_iter().map(|(field, names)| (field, names.into())).collect(),
            constants: table.constants,
            values: table.values,
            skip: table.skip,
            persons: table.persons,
            time_zone: table.time_zone,
            county: table.county,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        toml::from_str::<Mapping>(text).unwrap_err().to_string()
    }

    #[test]
    fn a_mistake_in_a_mapping_is_named_with_what_to_do() {
        assert!(refusal("date_formats = [\"%Q\"]").contains("write it like"));
        assert!(refusal("delimiter = \"、\"").contains("ASCII"));
        assert!(refusal("places = \"from_file\"").contains("[county]"));
        assert!(refusal("[county]\nid = \"c\"\nname = \"C\"").contains("from_file"));
        assert!(refusal("[constants]\nid = \"1\"").contains("[columns]"));
        assert!(refusal("colums = 1").contains("columns"));
        assert!(refusal("[columns]\nsumary = \"x\"").contains("summary"));
        assert!(refusal("time_zone = \"Boston\"").contains("Boston"));
    }

    #[test]
    fn a_column_may_be_one_name_or_several() {
        let mapping: Mapping =
            toml::from_str("[columns]\nsummary = [\"text\", \"category\"]\nid = \"key\"").unwrap();
        assert_eq!(mapping.columns[&Field::Summary], ["text", "category"]);
        assert_eq!(mapping.columns[&Field::Id], ["key"]);
    }
}
