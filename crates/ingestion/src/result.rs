//! The result workbook: the rows that were refused, why, and their cells, to be corrected and imported as they are.

use std::path::Path;

use rust_xlsxwriter::{Color, Format, FormatAlign, Workbook, Worksheet};

use crate::{check::Batch, error::WorkbookError, sheet::write_text};

/// The columns before those of the file: position in it, and why, in Chinese and English. A table that has them is
/// read as if they were not there.
pub(crate) const COLUMNS: [&str; 3] = ["原行号 row", "退回原因", "reason"];

/// Rows that a sheet has at most; one is the header.
const MOST_ROWS: u32 = 1_048_575;

/// Names of sheets have at most so many characters.
const LONGEST_NAME: usize = 31;

/// A result workbook that is being written.
pub struct ResultBook {
    book: Workbook,
    sheets: Vec<SheetOfRefused>,
    refused: u64,
}

struct SheetOfRefused {
    of: Option<String>,
    header: Vec<String>,
    position: usize,
    rows: u32,
}

impl Default for ResultBook {
    fn default() -> Self {
        Self { book: Workbook::new(), sheets: Vec::new(), refused: 0 }
    }
}

impl std::fmt::Debug for ResultBook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ResultBook").field("refused", &self.refused).finish_non_exhaustive()
    }
}

impl ResultBook {
    /// Adds the refused rows of a batch.
    ///
    /// # Errors
    /// [`WorkbookError`] when the workbook cannot be written.
    pub fn add(&mut self, batch: &Batch<'_>) -> Result<(), WorkbookError> {
        for rejected in &batch.checked.rejected {
            let (sheet, row) = self.next_row(batch)?;
            let words = |zh: bool| {
                let texts = rejected
                    .reasons
                    .iter()
                    .map(|reason| if zh { &reason.message_zh } else { &reason.message_en });
                texts.map(String::as_str).collect::<Vec<_>>().join("\n")
            };
            sheet.write_number(row, 0, rejected.row as f64)?;
            write_text(sheet, row, 1, &words(true))?;
            write_text(sheet, row, 2, &words(false))?;
            let raw = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .delimiter(batch.delimiter)
                .from_reader(rejected.raw.as_bytes())
                .into_records()
                .next();
            for (column, cell) in (3..).zip(raw.and_then(Result::ok).unwrap_or_default().iter()) {
                write_text(sheet, row, column, cell)?;
            }
            self.refused += 1;
        }
        Ok(())
    }

    /// How many rows are in it.
    pub fn refused(&self) -> u64 {
        self.refused
    }

    /// Writes the file.
    ///
    /// # Errors
    /// [`WorkbookError`] when the disk refuses.
    pub fn save(mut self, file: &Path) -> Result<(), WorkbookError> {
        if self.sheets.is_empty() {
            self.book.add_worksheet().write_string(0, 0, "没有退回的行 · no row was refused")?;
        }
        self.book.save(file)?;
        Ok(())
    }

    /// The sheet for the refused rows of this table, and the row that is free in it.
    fn next_row(&mut self, batch: &Batch<'_>) -> Result<(&mut Worksheet, u32), WorkbookError> {
        let of_this = |sheet: &SheetOfRefused| {
            sheet.of.as_deref() == batch.sheet && sheet.header == batch.header && sheet.rows < MOST_ROWS
        };
        let position = match self.sheets.iter().position(of_this) {
            Some(position) => position,
            None => {
                let header = batch.header.to_vec();
                let of = batch.sheet.map(str::to_owned);
                let sheet = self.book.add_worksheet_with_constant_memory()?;
                // Names that are taken or not allowed leave the sheet with the name that it has.
                let name: String = batch.sheet.unwrap_or("退回 refused").chars().take(LONGEST_NAME).collect();
                if !self.sheets.iter().any(|known| known.of == of) {
                    let _ = sheet.set_name(name);
                }
                let bold = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
                let own = bold.clone().set_background_color(Color::RGB(0x00ff_f2cc));
                for (column, width) in [(0, 8.0), (1, 44.0), (2, 44.0)] {
                    sheet.set_column_width(column, width)?;
                }
                for (column, name) in (0..).zip(COLUMNS) {
                    sheet.write_string_with_format(0, column, name, &own)?;
                }
                for (column, name) in (3..).zip(&header) {
                    sheet.write_string_with_format(0, column, name, &bold)?;
                }
                self.sheets.push(SheetOfRefused { of, header, position: self.sheets.len(), rows: 0 });
                self.sheets.len() - 1
            }
        };
        let sheet = &mut self.sheets[position];
        sheet.rows += 1;
        Ok((self.book.worksheet_from_index(sheet.position)?, sheet.rows))
    }
}
