//! Files of other systems, read as streams: text with separators, and workbooks.

use std::io::{self, Read, Seek};

use crate::{
    check::{Batch, Receipt, Reference},
    encoding::{self, Encoding},
    error::FileError,
    table::{self, Delimited, Layout, Rows},
    workbook,
};

/// What is done with every table of a file; the name is that of its sheet.
pub(crate) type EachTable<'e> = &'e mut dyn FnMut(Option<&str>, &mut dyn Rows) -> io::Result<()>;

/// What a workbook is read from: its archive is not read from front to back.
pub trait Archive: Read + Seek {}

impl<T: Read + Seek> Archive for T {}

/// Opens a text at its start. It is called more than once: to tell the encoding, to read.
pub type OpenText<'a> = &'a dyn Fn() -> io::Result<Box<dyn Read>>;

/// Opens the archive of a workbook. It is called more than once: to measure it, to read.
pub type OpenArchive<'a> = &'a dyn Fn() -> io::Result<Box<dyn Archive>>;

/// A file with tables.
#[derive(Clone, Copy)]
pub enum TableFile<'a> {
    /// Text with separators.
    Text(OpenText<'a>),
    /// A workbook: .xlsx, .xls or .ods, told by its content.
    Workbook(OpenArchive<'a>),
}

/// Checks every row of every table in the file and hands the outcome over in batches. No row is dropped: whatever
/// cannot be read is a rejected row.
///
/// # Errors
/// [`FileError`] when the file cannot be read on; the batches before that stand.
pub fn check_file(
    file: TableFile<'_>,
    layout: &Layout<'_>,
    reference: &Reference<'_>,
    receipt: Receipt,
    mut each: impl FnMut(Batch<'_>),
) -> Result<(), FileError> {
    tables(file, layout, &mut |sheet, rows| {
        table::check(rows, sheet, layout, (reference, receipt), &mut each)
    })
}

/// Calls `each` with every table of a file.
pub(crate) fn tables(file: TableFile<'_>, layout: &Layout<'_>, each: EachTable<'_>) -> Result<(), FileError> {
    match file {
        TableFile::Text(open) => {
            let (encoding, delimiter) = match layout {
                Layout::Mapped(mapping) => (mapping.encoding, mapping.delimiter.0),
                Layout::Recognised(_) => (Encoding::Auto, b','),
            };
            let written = encoding::written(open()?, encoding)?;
            each(None, &mut Delimited::new(encoding::decoded(open()?, written), delimiter))?;
            Ok(())
        }
        TableFile::Workbook(open) => workbook::sheets(open, layout, each),
    }
}
