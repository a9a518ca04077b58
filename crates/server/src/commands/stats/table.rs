//! Tables in and out: CSV, packed or not, from a file or a pipe. Cells are read one row at a time into one buffer, so
//! that ten million rows cost no ten million allocations.

mod sheet;

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use chrono::NaiveDate;
use csv::{ReaderBuilder, StringRecord, Trim};
use flate2::read::MultiGzDecoder;

pub(crate) use sheet::Sheet;

use super::error::{InputError, Kind};

/// The path that stands for standard input or output.
const PIPE: &str = "-";
/// How a packed stream begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// Read from the system in pieces of this size.
const BUFFER: usize = 1 << 17;

/// A table that is being read, at one of its rows.
pub(crate) struct Table {
    file: String,
    header: Vec<String>,
    reader: csv::Reader<Box<dyn Read>>,
    row: StringRecord,
}

/// The place of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Column(usize);

impl Table {
    /// Opens a file, or standard input when it is named `-`, and reads its header.
    pub(crate) fn open(path: &Path) -> Result<Self, InputError> {
        Self::read(name(path), open(path)?)
    }

    fn read(file: String, input: impl Read + 'static) -> Result<Self, InputError> {
        let input: Box<dyn Read> =
            unpack(input).map_err(|reason| InputError::File { file: file.clone(), reason })?;
        let mut reader = ReaderBuilder::new()
            .flexible(true)
            .trim(Trim::Headers)
            .buffer_capacity(BUFFER)
            .from_reader(input);
        let header = match reader.headers() {
            Ok(header) => header.iter().map(str::to_owned).collect(),
            Err(reason) => return Err(InputError::NoTable { file, reason }),
        };
        Ok(Self { file, header, reader, row: StringRecord::new() })
    }

    /// The file, as messages name it.
    pub(crate) fn file(&self) -> &str {
        &self.file
    }

    /// The file without folders and endings: the name of its only series.
    pub(crate) fn title(&self) -> &str {
        let name = self.file.rsplit(std::path::is_separator).next().unwrap_or_default();
        name.split_once('.').map_or(name, |(title, _)| title)
    }

    /// The names of the columns.
    pub(crate) fn header(&self) -> &[String] {
        &self.header
    }

    /// A column that may be absent.
    pub(crate) fn find(&self, name: &str) -> Option<Column> {
        self.header.iter().position(|found| found.eq_ignore_ascii_case(name)).map(Column)
    }

    /// Columns that must be there.
    ///
    /// # Errors
    /// [`InputError::Columns`] names all that are missing.
    pub(crate) fn columns<const N: usize>(&self, names: [&str; N]) -> Result<[Column; N], InputError> {
        let mut columns = [Column(0); N];
        let mut missing = Vec::new();
        for (column, name) in columns.iter_mut().zip(names) {
            match self.find(name) {
                Some(found) => *column = found,
                None => missing.push(name),
            }
        }
        if missing.is_empty() { Ok(columns) } else { Err(self.lacks(&missing.join(", "), &names.join(", "))) }
    }

    /// The error of a table without a column.
    pub(crate) fn lacks(&self, missing: &str, needed: &str) -> InputError {
        let found = if self.header.is_empty() { "nothing".to_owned() } else { self.header.join(", ") };
        InputError::Columns {
            file: self.file.clone(),
            missing: missing.to_owned(),
            found,
            needed: needed.to_owned(),
        }
    }

    /// Goes to the next row; false at the end.
    pub(crate) fn advance(&mut self) -> Result<bool, InputError> {
        let more = self
            .reader
            .read_record(&mut self.row)
            .map_err(|reason| InputError::NoTable { file: self.file.clone(), reason })?;
        if more && self.row.len() != self.header.len() {
            return Err(InputError::Cells {
                file: self.file.clone(),
                line: self.line(),
                got: self.row.len(),
                expected: self.header.len(),
            });
        }
        Ok(more)
    }

    /// Line of the current row in the file, from 1.
    pub(crate) fn line(&self) -> u64 {
        self.row.position().map_or(0, csv::Position::line)
    }

    /// The cells of the current row as they stand.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &str> {
        self.row.iter()
    }

    /// The text of a cell, without space around it.
    pub(crate) fn text(&self, column: Column) -> &str {
        self.row.get(column.0).unwrap_or_default().trim()
    }

    /// A number of some kind.
    pub(crate) fn number(&self, column: Column, kind: Kind) -> Result<f64, InputError> {
        kind.parse(self.text(column)).ok_or_else(|| self.cell(column, kind))
    }

    /// A whole number, for times; `1e5` and `12.0` are whole too.
    pub(crate) fn whole(&self, column: Column) -> Result<i64, InputError> {
        match self.text(column).parse() {
            Ok(value) => Ok(value),
            Err(_) => self.number(column, Kind::Whole).map(|value| value as i64),
        }
    }

    /// A day.
    pub(crate) fn day(&self, column: Column) -> Result<NaiveDate, InputError> {
        day(self.text(column)).ok_or_else(|| self.cell(column, Kind::Day))
    }

    /// The error of a cell that is not of its kind.
    pub(crate) fn cell(&self, column: Column, kind: Kind) -> InputError {
        InputError::Cell {
            file: self.file.clone(),
            line: self.line(),
            column: self.header.get(column.0).cloned().unwrap_or_default(),
            found: self.text(column).to_owned(),
            kind,
        }
    }
}

/// Opens a file, or standard input when it is named `-`.
fn open(path: &Path) -> Result<Box<dyn Read>, InputError> {
    if path.as_os_str() == PIPE {
        return Ok(Box::new(io::stdin()));
    }
    match File::open(path) {
        Ok(file) => Ok(Box::new(file)),
        Err(reason) => Err(InputError::File { file: name(path), reason }),
    }
}

/// The bytes of a stream, unpacked when it is packed, which is known by its first bytes.
fn unpack(input: impl Read + 'static) -> io::Result<Box<dyn Read>> {
    let mut input = BufReader::with_capacity(BUFFER, input);
    let packed = input.fill_buf()?.starts_with(&GZIP);
    Ok(if packed { Box::new(MultiGzDecoder::new(input)) } else { Box::new(input) })
}

/// The whole text of a file of another format. A byte that is not UTF-8 becomes a replacement character: in old files it
/// is part of a name, and names need only be told apart.
pub(crate) fn text(path: &Path) -> Result<String, InputError> {
    let mut bytes = Vec::new();
    unpack(open(path)?)
        .and_then(|mut input| input.read_to_end(&mut bytes))
        .map_err(|reason| InputError::File { file: name(path), reason })?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

/// A day, written with dashes or strokes.
pub(crate) fn day(text: &str) -> Option<NaiveDate> {
    let date = text.split(['T', ' ']).next().unwrap_or_default();
    ["%Y-%m-%d", "%Y/%m/%d"].iter().find_map(|format| NaiveDate::parse_from_str(date, format).ok())
}

/// The name of a file in messages.
pub(crate) fn name(path: &Path) -> String {
    if path.as_os_str() == PIPE { "standard input".to_owned() } else { path.display().to_string() }
}

#[cfg(test)]
mod tests;
