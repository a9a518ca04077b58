//! Rows as a workbook, for whoever wants to go on in a spreadsheet.

use rust_xlsxwriter::{Format, Workbook, Worksheet};

use crate::error::WorkbookError;

/// Rows that a sheet has at most; one is the header.
const MOST_ROWS: u32 = 1_048_575;

/// A cell that is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SheetCell<'a> {
    /// Text stays text: codes keep their zeros, and nothing is taken for a formula.
    Text(&'a str),
    /// A number, to be added up.
    Number(f64),
    /// Nothing.
    Empty,
}

/// A workbook that is being written, a row at a time. Rows that do not fit on a sheet go on the next one.
pub struct SheetWriter {
    book: Workbook,
    header: Vec<String>,
    sheets: usize,
    rows: u32,
}

impl std::fmt::Debug for SheetWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SheetWriter").field("header", &self.header).finish_non_exhaustive()
    }
}

impl SheetWriter {
    /// A workbook with this header.
    ///
    /// # Errors
    /// [`WorkbookError`] when it cannot be written.
    pub fn new(header: &[&str]) -> Result<Self, WorkbookError> {
        let header = header.iter().map(|name| (*name).to_owned()).collect();
        let mut writer = Self { book: Workbook::new(), header, sheets: 0, rows: 0 };
        writer.sheet()?;
        Ok(writer)
    }

    fn sheet(&mut self) -> Result<(), WorkbookError> {
        let bold = Format::new().set_bold();
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, name) in (0..).zip(&self.header) {
            sheet.write_string_with_format(0, column, name, &bold)?;
        }
        self.sheets += 1;
        self.rows = 0;
        Ok(())
    }

    /// Adds a row.
    ///
    /// # Errors
    /// [`WorkbookError`] when it cannot be written.
    pub fn row(&mut self, cells: &[SheetCell<'_>]) -> Result<(), WorkbookError> {
        if self.rows == MOST_ROWS {
            self.sheet()?;
        }
        self.rows += 1;
        let sheet = self.book.worksheet_from_index(self.sheets - 1)?;
        for (column, cell) in (0..).zip(cells) {
            match cell {
                SheetCell::Text(text) => write_text(sheet, self.rows, column, text)?,
                SheetCell::Number(number) => {
                    sheet.write_number(self.rows, column, *number)?;
                }
                SheetCell::Empty => {}
            }
        }
        Ok(())
    }

    /// The file.
    ///
    /// # Errors
    /// [`WorkbookError`] when it cannot be packed.
    pub fn finish(mut self) -> Result<Vec<u8>, WorkbookError> {
        Ok(self.book.save_to_buffer()?)
    }
}

/// Writes text into a cell, as far as a cell holds it.
pub(crate) fn write_text(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
) -> Result<(), WorkbookError> {
    /// Characters that a cell holds at most.
    const LONGEST: usize = 32_767;
    let fitting = text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end]);
    if !fitting.is_empty() {
        sheet.write_string(row, column, fitting)?;
    }
    Ok(())
}
