//! Workbooks: the sheets of .xlsx, .xls and .ods as tables. What an archive unpacks to is measured before anything is
//! parsed, and a parser that panics on a damaged file fails the file, not the process.

mod cell;
mod extent;
mod form;
mod measure;
mod merged;
mod range;
mod stream;

use std::{
    io::{self, BufReader},
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{Ods, Reader, SheetVisible, Xls, Xlsx};

use self::{measure::Kind, range::RangeRows, stream::StreamRows};
use crate::{
    error::FileError,
    file::{Archive, EachTable, OpenArchive},
    table::{Layout, Rows},
};

/// Columns that are read of a sheet. Ledgers have some thirty; a sheet can have 16,384.
pub(crate) const MOST_COLUMNS: u32 = 1_000;

type Source = BufReader<Box<dyn Archive>>;

/// Calls `each` with the name and the rows of every sheet that holds any. A hidden sheet without a header that is
/// known holds lists for the others, and is passed over.
pub(crate) fn sheets(
    open: OpenArchive<'_>,
    layout: &Layout<'_>,
    each: EachTable<'_>,
) -> Result<(), FileError> {
    let measured = measure::measure(&mut open()?)?;
    let source = BufReader::new(open()?);
    match measured.kind {
        Kind::Xlsx => {
            let mut book: Xlsx<Source> = opened(source)?;
            for (name, hidden) in names(book.sheets_metadata()) {
                let merges = if measured.has_merged_cells {
                    guarded(|| book.merge_cells_by_sheet_name(&name))?
                } else {
                    Vec::new()
                };
                if hidden && !known(&mut StreamRows::new(&mut book, &name, Vec::new())?, layout)? {
                    continue;
                }
                each(Some(&name), &mut StreamRows::new(&mut book, &name, merges)?)?;
            }
        }
        Kind::Xls => ranges::<Xls<Source>>(opened(source)?, layout, each)?,
        Kind::Ods => ranges::<Ods<Source>>(opened(source)?, layout, each)?,
    }
    Ok(())
}

/// The sheets of a format that is only read as a whole.
fn ranges<B>(mut book: B, layout: &Layout<'_>, each: EachTable<'_>) -> Result<(), FileError>
where
    B: Reader<Source>,
    B::Error: std::fmt::Display,
{
    for (name, hidden) in names(book.sheets_metadata()) {
        let range = guarded(|| book.worksheet_range(&name))?;
        if hidden && !known(&mut RangeRows::new(&range), layout)? {
            continue;
        }
        each(Some(&name), &mut RangeRows::new(&range))?;
    }
    Ok(())
}

fn names(sheets: &[calamine::Sheet]) -> Vec<(String, bool)> {
    let visible = |sheet: &calamine::Sheet| sheet.visible == SheetVisible::Visible;
    sheets.iter().map(|sheet| (sheet.name.clone(), !visible(sheet))).collect()
}

fn known(rows: &mut dyn Rows, layout: &Layout<'_>) -> io::Result<bool> {
    Ok(crate::table::open(rows, layout)?.is_known())
}

fn opened<B: Reader<Source>>(source: Source) -> Result<B, FileError>
where
    B::Error: std::fmt::Display,
{
    guarded(|| B::new(source))
}

/// Runs a step of the parser; its panic is a fault of the file.
fn guarded<T, E: std::fmt::Display>(step: impl FnOnce() -> Result<T, E>) -> Result<T, FileError> {
    match catch_unwind(AssertUnwindSafe(step)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(FileError::NotAWorkbook(error.to_string())),
        Err(_) => Err(FileError::NotAWorkbook("it is damaged".to_owned())),
    }
}
