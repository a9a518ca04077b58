//! SaTScan's text files as they are: coordinates (`location x y`), cases (`location count date covariates…`) and
//! population (`location date people covariates…`). Fields are separated by spaces, tabs or commas; a field with spaces
//! stands in quotes; blank lines and lines that begin with # or // are skipped.

mod population;

use std::{collections::HashMap, path::Path};

use chrono::NaiveDate;

use super::{
    error::{InputError, Kind},
    table::{self, day},
};

pub(crate) use population::population;

/// What the two numbers of a coordinate are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum System {
    /// Kilometres on a plane.
    Planar,
    /// Degrees of latitude and longitude.
    Geographic,
}

/// The locations of a study, in the order of their file.
#[derive(Debug)]
pub(crate) struct Places {
    pub(crate) ids: Vec<String>,
    pub(crate) coordinates: Vec<[f64; 2]>,
    index: HashMap<String, usize>,
}

/// Cases at a location on a day.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Case {
    pub(crate) location: usize,
    pub(crate) day: NaiveDate,
    pub(crate) count: u32,
    /// Covariates, as they were written.
    pub(crate) group: String,
    pub(crate) line: u64,
}

impl Places {
    /// What the coordinates are when nobody says. Degrees lie within their range and farther from (0, 0) than the study
    /// is wide, for no study lies around that point of the ocean; a local plane has its origin beside the study, and a
    /// national grid counts in metres.
    pub(crate) fn guess(&self) -> System {
        let range = |axis: usize| {
            let values = self.coordinates.iter().map(|place| place[axis]);
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
        };
        let (latitude, longitude) = (range(0), range(1));
        let in_degrees =
            latitude.0 >= -90.0 && latitude.1 <= 90.0 && longitude.0 >= -180.0 && longitude.1 <= 180.0;
        let middle = ((latitude.0 + latitude.1) / 2.0).hypot((longitude.0 + longitude.1) / 2.0);
        let width = (latitude.1 - latitude.0).hypot(longitude.1 - longitude.0);
        if in_degrees && middle > width { System::Geographic } else { System::Planar }
    }

    /// The index of a location by its name.
    pub(crate) fn at(&self, id: &str) -> Option<usize> {
        self.index.get(id).copied()
    }

    fn find(&self, record: &Record<'_>) -> Result<usize, InputError> {
        let location = record.fields[0];
        self.at(location).ok_or_else(|| InputError::Place {
            file: record.file.to_owned(),
            line: record.line,
            location: location.to_owned(),
        })
    }
}

/// Reads a coordinates file.
///
/// # Errors
/// [`InputError`]: a record is too short, a coordinate is no number, a location comes twice.
pub(crate) fn coordinates(path: &Path) -> Result<Places, InputError> {
    let mut places = Places { ids: Vec::new(), coordinates: Vec::new(), index: HashMap::new() };
    each(path, 3, "location x y", |record| {
        let place = [record.number(1, "x", Kind::Number)?, record.number(2, "y", Kind::Number)?];
        let id = record.fields[0].to_owned();
        if places.index.insert(id.clone(), places.ids.len()).is_some() {
            return Err(record.cell("location", &id, Kind::NewName));
        }
        places.ids.push(id);
        places.coordinates.push(place);
        Ok(())
    })?;
    Ok(places)
}

/// Reads a case file.
///
/// # Errors
/// [`InputError`]: a record is too short, a location without coordinates, a count or date that is none.
pub(crate) fn cases(path: &Path, places: &Places) -> Result<Vec<Case>, InputError> {
    let mut cases = Vec::new();
    each(path, 3, "location count date", |record| {
        let count = record.number(1, "count", Kind::Count)?;
        if count > f64::from(u32::MAX) {
            return Err(record.cell("count", record.fields[1], Kind::Count));
        }
        cases.push(Case {
            location: places.find(record)?,
            day: day(record.fields[2]).ok_or_else(|| record.cell("date", record.fields[2], Kind::Day))?,
            count: count as u32,
            group: record.fields[3..].join(" "),
            line: record.line,
        });
        Ok(())
    })?;
    Ok(cases)
}

/// One line of a file.
struct Record<'a> {
    file: &'a str,
    line: u64,
    fields: Vec<&'a str>,
}

impl Record<'_> {
    fn number(&self, field: usize, column: &str, kind: Kind) -> Result<f64, InputError> {
        kind.parse(self.fields[field]).ok_or_else(|| self.cell(column, self.fields[field], kind))
    }

    fn cell(&self, column: &str, found: &str, kind: Kind) -> InputError {
        InputError::Cell {
            file: self.file.to_owned(),
            line: self.line,
            column: column.to_owned(),
            found: found.to_owned(),
            kind,
        }
    }
}

/// Hands over each record of a file, which has at least `least` fields.
fn each(
    path: &Path,
    least: usize,
    needed: &'static str,
    mut take: impl FnMut(&Record<'_>) -> Result<(), InputError>,
) -> Result<(), InputError> {
    let (file, text) = (table::name(path), table::text(path)?);
    let mut empty = true;
    for (line, content) in (1..).zip(text.lines()) {
        let fields = fields(content);
        if fields.first().is_none_or(|first| first.starts_with('#') || first.starts_with("//")) {
            continue;
        }
        if fields.len() < least {
            return Err(InputError::Fields { file, line, found: fields.len(), needed });
        }
        take(&Record { file: &file, line, fields })?;
        empty = false;
    }
    if empty { Err(InputError::NoRows { file }) } else { Ok(()) }
}

/// The fields of a line.
fn fields(line: &str) -> Vec<&str> {
    let between = |c: char| c.is_whitespace() || c == ',';
    let mut fields = Vec::new();
    let mut rest = line.trim_start_matches(between);
    while !rest.is_empty() {
        let (field, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => rest.split_at(rest.find(between).unwrap_or(rest.len())),
        };
        fields.push(field);
        rest = after.trim_start_matches(between);
    }
    fields
}

#[cfg(test)]
mod tests;
