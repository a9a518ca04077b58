//! Many regular series in one long table: rows in any order, no period absent, none twice.

use std::path::Path;

use super::{
    error::{InputError, Kind},
    names::Names,
    table::Table,
};

/// What to read.
pub(crate) struct Columns<'a> {
    /// Names that the column of values may have; the first that is there is taken.
    pub(crate) value: &'a [&'a str],
    /// What a value is.
    pub(crate) kind: Kind,
    /// A column of numbers that is read when it is there; NaN where it holds none.
    pub(crate) beside: Option<&'a str>,
}

/// The series of a table, in the order of their first rows.
#[derive(Debug)]
pub(crate) struct Panel {
    /// Whether the table has a column `series`; a table without it is one series.
    pub(crate) named: bool,
    pub(crate) series: Vec<Series>,
}

/// One series without gaps.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Series {
    /// Its name, or that of the file when it has none.
    pub(crate) name: String,
    /// Time of the first value; each next value is one later.
    pub(crate) first: i64,
    pub(crate) values: Vec<f64>,
    /// The numbers beside the values; empty when the table has no such column.
    pub(crate) beside: Vec<f64>,
}

/// One row of a series.
#[derive(Clone, Copy)]
struct Point {
    t: i64,
    value: f64,
    beside: f64,
    line: u64,
}

impl Panel {
    /// The error of a panel in which no series has past enough.
    pub(crate) fn too_short(&self) -> InputError {
        let last = self.series.iter().map(|series| series.time(series.values.len()) - 1).max();
        InputError::TooShort { last: last.unwrap_or(0) }
    }
}

impl Series {
    /// Time of the value at `index`.
    pub(crate) fn time(&self, index: usize) -> i64 {
        self.first + index as i64
    }

    /// Where to begin so that neither a time before `from` nor an index before `earliest` is judged.
    pub(crate) fn begin(&self, from: Option<i64>, earliest: usize) -> usize {
        let asked = from.map_or(0, |from| usize::try_from(from - self.first).unwrap_or(0));
        asked.max(earliest)
    }
}

/// Reads all series of a table.
///
/// # Errors
/// [`InputError`]: a column is missing, a cell is not of its kind, a series has a gap or a period twice.
pub(crate) fn read(path: &Path, columns: &Columns<'_>) -> Result<Panel, InputError> {
    let mut table = Table::open(path)?;
    let series = table.find("series");
    let t = table.find("t");
    let beside = columns.beside.and_then(|name| table.find(name));
    let value = columns
        .value
        .iter()
        .find_map(|name| table.find(name))
        .ok_or_else(|| table.lacks(columns.value[0], &columns.value.join(" or ")))?;

    let mut names = Names::default();
    let mut points: Vec<Vec<Point>> = Vec::new();
    while table.advance()? {
        let at = names.place(series.map_or("", |column| table.text(column)));
        points.resize_with(names.len(), Vec::new);
        let place = points[at].len() as i64 + 1;
        points[at].push(Point {
            t: t.map_or(Ok(place), |column| table.whole(column))?,
            value: table.number(value, columns.kind)?,
            beside: beside.map_or(f64::NAN, |column| table.text(column).parse().unwrap_or(f64::NAN)),
            line: table.line(),
        });
    }
    if names.len() == 0 {
        return Err(InputError::NoRows { file: table.file().to_owned() });
    }
    let named = series.is_some();
    let series = names
        .into_vec()
        .into_iter()
        .zip(points)
        .map(|(name, points)| {
            arrange(if named { name } else { table.title().to_owned() }, points, beside.is_some())
        })
        .collect::<Result<_, _>>()?;
    Ok(Panel { named, series })
}

/// Puts the rows of a series in order and refuses a gap or a repeat.
fn arrange(name: String, mut points: Vec<Point>, beside: bool) -> Result<Series, InputError> {
    if !points.is_sorted_by_key(|point| point.t) {
        points.sort_by_key(|point| point.t);
    }
    for pair in points.windows(2) {
        let (before, after) = (pair[0], pair[1]);
        if after.t == before.t {
            let t = after.t.to_string();
            return Err(InputError::Repeated { series: name, t, line: after.line.max(before.line) });
        }
        if after.t != before.t + 1 {
            return Err(InputError::Gap { series: name, t: (before.t + 1).to_string() });
        }
    }
    Ok(Series {
        name,
        first: points.first().map_or(1, |point| point.t),
        values: points.iter().map(|point| point.value).collect(),
        beside: if beside { points.iter().map(|point| point.beside).collect() } else { Vec::new() },
    })
}

#[cfg(test)]
mod tests;
