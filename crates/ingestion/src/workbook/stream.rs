//! The rows of a sheet of .xlsx, read as a stream.

use std::io;

use calamine::{Cell, DataRef, Dimensions, Xlsx, XlsxCellReader};

use super::{MOST_COLUMNS, Source, cell, guarded, merged::Merged};
use crate::{
    error::FileError,
    table::{Record, Rows, joined},
};

/// A sheet that is being read.
pub(super) struct StreamRows<'a> {
    reader: XlsxCellReader<'a, Source>,
    /// The first cell of the row that comes next.
    ahead: Option<Cell<DataRef<'a>>>,
    merged: Merged,
    cells: Vec<(u32, String)>,
    done: bool,
}

impl<'a> StreamRows<'a> {
    pub(super) fn new(
        book: &'a mut Xlsx<Source>,
        name: &str,
        merges: Vec<Dimensions>,
    ) -> Result<Self, FileError> {
        let reader = guarded(|| book.worksheet_cells_reader(name))?;
        Ok(Self { reader, ahead: None, merged: Merged::new(merges), cells: Vec::new(), done: false })
    }

    /// Gathers the cells of the next row; `None` at the end.
    fn gather(&mut self, too_wide: &mut bool) -> Result<Option<u32>, calamine::XlsxError> {
        self.cells.clear();
        let mut row = None;
        loop {
            let cell = match self.ahead.take() {
                Some(cell) => Some(cell),
                None if self.done => None,
                None => self.reader.next_cell()?,
            };
            let Some(cell) = cell else {
                self.done = true;
                return Ok(row);
            };
            let (number, column) = cell.get_position();
            if *row.get_or_insert(number) != number {
                self.ahead = Some(cell);
                return Ok(row);
            }
            if column < MOST_COLUMNS {
                self.cells.push((column, cell::text(cell.get_value())));
            } else {
                *too_wide |= !matches!(cell.get_value(), DataRef::Empty);
            }
        }
    }
}

impl Rows for StreamRows<'_> {
    fn next(&mut self, record: &mut Record) -> io::Result<bool> {
        loop {
            let mut too_wide = false;
            let row = guarded(|| self.gather(&mut too_wide)).map_err(io::Error::other)?;
            let Some(row) = row else { return Ok(false) };
            self.merged.fill(row, &mut self.cells);
            if fill(record, row, &mut self.cells, too_wide) {
                return Ok(true);
            }
        }
    }

    fn rows_have_a_width(&self) -> bool {
        false
    }
}

/// Puts the cells of a row into a record; `false` when nothing stands in them.
pub(super) fn fill(record: &mut Record, row: u32, cells: &mut [(u32, String)], too_wide: bool) -> bool {
    if !too_wide && cells.iter().all(|(_, text)| text.trim().is_empty()) {
        return false;
    }
    cells.sort_by_key(|(column, _)| *column);
    record.number = u64::from(row) + 1;
    record.too_wide = too_wide;
    record.cells.clear();
    let mut next = 0;
    for (column, text) in cells.iter() {
        while next < *column {
            record.cells.push_field(b"");
            next += 1;
        }
        // A second cell at the same place is a fault of the writer; the first one stands.
        if next == *column {
            record.cells.push_field(text.as_bytes());
            next += 1;
        }
    }
    joined(record.cells.iter().map(String::from_utf8_lossy), b',', &mut record.raw);
    true
}
