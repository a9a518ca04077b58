//! Tables of any kind: a header and rows in, judged rows out. Where the rows come from (text with separators, a
//! sheet of a workbook) is behind [`Rows`]; which column is which field is a [`Mapping`], given or recognised.

mod delimited;
mod layout;
pub(crate) mod names;
mod plan;

use std::{borrow::Cow, io};

use csv::ByteRecord;

pub use self::layout::Layout;
pub(crate) use self::{
    delimited::Delimited,
    layout::{Opened, open},
    plan::{Line, Plan},
};
use crate::{
    check::{Batch, Checked, Receipt, Reference, Skipped},
    encoding,
    judgement::Judge,
    mapping::Mapping,
};

/// Rows handed over together: large enough that the disk is asked rarely, small enough that memory does not grow
/// with the file and a stop loses little.
const BATCH: usize = 2_000;

/// What rows are counted under that hold nothing.
const BLANK: &str = "空行 · blank rows";

/// One row as it was read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    /// Position in the table, counted from 1.
    pub number: u64,
    pub cells: ByteRecord,
    /// What is kept of the row when it is refused.
    pub raw: Vec<u8>,
    /// The row had more cells than any table has; those beyond are not here.
    pub too_wide: bool,
}

/// A table that is read row by row, from wherever.
pub(crate) trait Rows {
    /// Reads the next row over `record`; `false` at the end.
    fn next(&mut self, record: &mut Record) -> io::Result<bool>;

    /// Whether a row says how many cells it has. A sheet leaves out empty cells at the end of a row, so its rows are
    /// as wide as the header; in text a row of another width has lost a quotation mark.
    fn rows_have_a_width(&self) -> bool;
}

/// Checks every row and hands the outcome over in batches. A header that does not fit refuses the table as one row:
/// the same reason under each of a hundred thousand rows would bury what is wrong.
pub(crate) fn check(
    rows: &mut dyn Rows,
    sheet: Option<&str>,
    layout: &Layout<'_>,
    (reference, receipt): (&Reference<'_>, Receipt),
    each: &mut dyn FnMut(Batch<'_>),
) -> io::Result<()> {
    let opened = open(rows, layout)?;
    let mapping: &Mapping = &opened.mapping;
    let mut judge = Judge::of_file(*reference, receipt, mapping);
    let header = opened.header();
    let mut checked = Checked::default();
    let mut skipped = vec![0_u64; mapping.skip.len()];
    let mut blank = 0;
    let mut hand_over = |checked: &mut Checked, skipped: &mut [u64], blank: &mut u64| {
        let met = mapping.skip.iter().zip(skipped).map(|(rule, rows)| (rule.reason.as_str(), rows));
        for (rule, rows) in met.chain([(BLANK, blank)]).filter(|(_, rows)| **rows > 0) {
            checked.skipped.push(Skipped { rule: rule.to_owned(), rows: std::mem::take(rows) });
        }
        let checked = std::mem::take(checked);
        each(Batch { sheet, header: &header, delimiter: mapping.delimiter.0, checked });
    };
    walk(rows, &opened, judge.trusts_received_at(), &mut |number, raw, line| {
        match line {
            Line::Header(faults) => judge.refuse(number, raw, faults, &mut checked),
            _ if judge.refuse_too_large(number, raw, &mut checked) => {}
            Line::Skipped(rule) => skipped[rule] += 1,
            Line::Blank => blank += 1,
            Line::Row(row) => judge.judge(number, raw, *row, &mut checked),
            Line::NotText => {
                judge.refuse_encoding(number, raw, encoding::looks_like_gb18030(raw), &mut checked);
            }
        }
        if checked.accepted.len() + checked.rejected.len() >= BATCH {
            hand_over(&mut checked, &mut skipped, &mut blank);
        }
    })?;
    hand_over(&mut checked, &mut skipped, &mut blank);
    Ok(())
}

/// Calls `each` with the number, the bytes and the reading of every row after the header, in order; with the header
/// alone when it does not fit.
pub(crate) fn walk(
    rows: &mut dyn Rows,
    opened: &Opened<'_>,
    with_received_at: bool,
    each: &mut dyn FnMut(u64, &[u8], Line<'_>),
) -> io::Result<()> {
    let Some(header) = opened.head.get(opened.at) else { return Ok(()) };
    let plan = match Plan::new(&header.cells, &opened.mapping, with_received_at) {
        _ if !opened.faults.is_empty() => {
            each(header.number, &header.raw, Line::Header(opened.faults.clone()));
            return Ok(());
        }
        Ok(plan) => plan,
        Err(_) if std::str::from_utf8(&header.raw).is_err() => {
            each(header.number, &header.raw, Line::NotText);
            return Ok(());
        }
        Err(faults) => {
            each(header.number, &header.raw, Line::Header(faults));
            return Ok(());
        }
    };
    let strict = rows.rows_have_a_width();
    let mut judge = |record: &Record| {
        let raw = plan.without_persons(record, opened.mapping.delimiter.0);
        each(record.number, &raw, plan.read(record, strict));
    };
    opened.head.iter().skip(opened.at + 1).for_each(&mut judge);
    let mut record = Record::default();
    while rows.next(&mut record)? {
        judge(&record);
    }
    Ok(())
}

/// Cells as one line of text with separators.
pub(crate) fn joined<'c>(cells: impl Iterator<Item = Cow<'c, str>>, delimiter: u8, line: &mut Vec<u8>) {
    line.clear();
    for (position, cell) in cells.enumerate() {
        if position > 0 {
            line.push(delimiter);
        }
        let special = |byte: u8| byte == delimiter || matches!(byte, b'"' | b'\n' | b'\r');
        if cell.bytes().any(special) {
            line.push(b'"');
            line.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
            line.push(b'"');
        } else {
            line.extend_from_slice(cell.as_bytes());
        }
    }
}
