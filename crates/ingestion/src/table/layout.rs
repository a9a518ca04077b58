//! Finds the header of a table and what its columns are.

use std::{borrow::Cow, io};

use csv::ByteRecord;
use domain::ReasonCode;

use super::{
    Record, Rows,
    names::{columns, names},
};
use crate::{field::Field, headings::Headings, mapping::Mapping, row::Reasons};

/// Rows from the top among which the header is looked for: above it stand a title, a unit, a date, a hint.
const LOOKED_THROUGH: usize = 20;

/// How the columns of a table are known.
#[derive(Clone, Copy, Debug)]
pub enum Layout<'a> {
    /// As a mapping says.
    Mapped(&'a Mapping),
    /// By their usual names, as the headings list them; a table with the wire's own header is read as that.
    Recognised(&'a Headings),
}

/// A table whose header has been looked for.
pub(crate) struct Opened<'a> {
    pub mapping: Cow<'a, Mapping>,
    /// The rows that were read to find the header.
    pub head: Vec<Record>,
    /// Position of the header in `head`.
    pub at: usize,
    /// What is missing from a header that was recognised in part.
    pub faults: Reasons,
}

impl Opened<'_> {
    /// Whether any column of the header is known.
    pub(crate) fn is_known(&self) -> bool {
        self.head.get(self.at).is_some_and(|record| fields_named(&self.mapping, &names(&record.cells)) > 0)
    }

    /// The names in the header.
    pub(crate) fn header(&self) -> Vec<String> {
        let header = self.head.get(self.at);
        header
            .map(|record| names(&record.cells))
            .unwrap_or_default()
            .into_iter()
            .map(Cow::into_owned)
            .collect()
    }
}

/// Looks for the row in which most columns are known: the first of equals, and the first row of all when none is.
pub(crate) fn open<'a>(rows: &mut dyn Rows, layout: &Layout<'a>) -> io::Result<Opened<'a>> {
    let mut head = Vec::with_capacity(LOOKED_THROUGH);
    let mut record = Record::default();
    while head.len() < LOOKED_THROUGH && rows.next(&mut record)? {
        head.push(std::mem::take(&mut record));
    }
    let wire = Mapping::default();
    let known = |cells: &ByteRecord| {
        let names = names(cells);
        let mapped = |mapping| fields_named(mapping, &names);
        match layout {
            Layout::Mapped(mapping) => mapped(mapping),
            Layout::Recognised(headings) => mapped(&wire).max(headings.fields_named(&names)),
        }
    };
    let best = (0..head.len()).rev().max_by_key(|&row| known(&head[row].cells)).unwrap_or(0);
    let at = if head.get(best).is_some_and(|record| known(&record.cells) > 0) { best } else { 0 };
    // Cells that a sheet draws to the right of its last heading are no columns.
    if let (false, Some(header)) = (rows.rows_have_a_width(), head.get_mut(at)) {
        let width =
            header.cells.iter().rposition(|cell| !cell.trim_ascii().is_empty()).map_or(0, |last| last + 1);
        header.cells.truncate(width);
    }
    let (mapping, faults) = match layout {
        Layout::Mapped(mapping) => (Cow::Borrowed(*mapping), Reasons::default()),
        Layout::Recognised(headings) => {
            let names = head.get(at).map(|record| names(&record.cells)).unwrap_or_default();
            let own = fields_named(&wire, &names);
            if own > 0 && own >= headings.fields_named(&names) {
                (Cow::Owned(wire), Reasons::default())
            } else {
                let mapping = headings.mapping(&names);
                let faults = missing(&mapping);
                (Cow::Owned(mapping), faults)
            }
        }
    };
    Ok(Opened { mapping, head, at, faults })
}

/// How many fields have a column of their own in a header.
fn fields_named(mapping: &Mapping, names: &[Cow<'_, str>]) -> usize {
    let fields = Field::WIRE.into_iter().chain(Field::FILE);
    fields.filter(|field| !columns(*field, mapping, names).is_empty()).count()
}

/// What no report can be without and no heading was recognised for, said once.
fn missing(mapping: &Mapping) -> Reasons {
    let mut faults = Reasons::default();
    for field in mapping.missing() {
        let (label, name) = (field.label_zh(), field.name());
        faults.add(
            field,
            ReasonCode::Missing,
            format!("表头中没有认出{label}列；请修改表头，或先用 fengsui import --explain 生成映射文件再用 --mapping 导入"),
            format!("no column for {name} was recognised; change the header, or let `fengsui import --explain` propose a mapping and give it as --mapping"),
        );
    }
    faults
}
