//! The rows of a sheet that was read as a whole (.xls, .ods).

use std::io;

use calamine::{Data, Range};

use super::{MOST_COLUMNS, cell, stream::fill};
use crate::table::{Record, Rows};

/// A sheet in memory.
pub(super) struct RangeRows<'a> {
    range: &'a Range<Data>,
    next: u32,
}

impl<'a> RangeRows<'a> {
    pub(super) fn new(range: &'a Range<Data>) -> Self {
        Self { range, next: range.start().map_or(0, |start| start.0) }
    }
}

impl Rows for RangeRows<'_> {
    fn next(&mut self, record: &mut Record) -> io::Result<bool> {
        let (Some(start), Some(end)) = (self.range.start(), self.range.end()) else { return Ok(false) };
        while self.next <= end.0 {
            let row = self.next;
            self.next += 1;
            let cell = |column| self.range.get_value((row, column)).map(cell::text).unwrap_or_default();
            let last = end.1.min(MOST_COLUMNS - 1);
            let mut cells: Vec<(u32, String)> =
                (start.1..=last).map(|column| (column, cell(column))).collect();
            let too_wide = (MOST_COLUMNS..=end.1).any(|column| !cell(column).is_empty());
            if fill(record, row, &mut cells, too_wide) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn rows_have_a_width(&self) -> bool {
        false
    }
}
