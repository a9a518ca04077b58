//! A mapping applied to one header: positions instead of names.

use std::{borrow::Cow, collections::HashMap};

use csv::ByteRecord;
use domain::ReasonCode;

use super::{
    Record, joined,
    names::{columns, names},
};
use crate::{
    field::Field,
    mapping::{Mapping, OtherColumns, SkipRule},
    result,
    row::{Cell, Reasons, Row},
    text,
};

/// Columns of an export that say again, in words, what another column says.
const SAID_TWICE: [&str; 3] = ["area_name", "category_name_zh", "category_name_en"];

/// What a row turned out to be.
pub(crate) enum Line<'a> {
    Row(Box<Row<'a>>),
    /// Met by the skip rule of this position.
    Skipped(usize),
    /// Nothing stands in it.
    Blank,
    NotText,
    /// The header, with what makes it unfit; nothing follows it.
    Header(Reasons),
}

/// Where everything stands in the rows of one table.
pub(crate) struct Plan<'a> {
    fields: Vec<Source<'a>>,
    skip: Vec<(usize, usize, &'a SkipRule)>,
    persons: Vec<usize>,
    width: usize,
}

/// Where the text of one field comes from.
struct Source<'a> {
    field: Field,
    columns: Vec<usize>,
    values: Option<&'a HashMap<String, String>>,
    constant: Option<&'a str>,
    /// The header says that its numbers are ten thousands (万元).
    ten_thousands: bool,
}

impl<'a> Plan<'a> {
    /// Fails with everything that is wrong with the header.
    pub(crate) fn new(
        header: &ByteRecord,
        mapping: &'a Mapping,
        with_received_at: bool,
    ) -> Result<Self, Reasons> {
        let names = names(header);
        let position = |name: &str| names.iter().position(|known| known == name);
        let mut faults = Reasons::default();
        let mut used = vec![false; names.len()];
        let mut fields = Vec::new();
        for field in Field::WIRE.into_iter().chain(Field::FILE) {
            let columns = columns(field, mapping, &names);
            if let (true, Some(wanted)) = (columns.is_empty(), mapping.columns.get(&field)) {
                absent_column(field, wanted, &mut faults);
            }
            for column in &columns {
                used[*column] = true;
            }
            let constant = mapping.constants.get(&field).map(String::as_str);
            let read = field != Field::ReceivedAt || with_received_at;
            if read && (!columns.is_empty() || constant.is_some()) {
                let ten_thousands = field == Field::AmountYuan
                    && columns.iter().any(|column| names[*column].contains("万元"));
                let values = mapping.values.get(&field);
                fields.push(Source { field, columns, values, constant, ten_thousands });
            }
        }
        let mut skip = Vec::new();
        for (rule, filter) in mapping.skip.iter().enumerate() {
            match position(&filter.column) {
                Some(column) => {
                    used[column] = true;
                    skip.push((rule, column, filter));
                }
                None => absent_skip_column(&filter.column, &mut faults),
            }
        }
        let persons: Vec<usize> = (0..names.len())
            .filter(|column| mapping.persons.iter().any(|name| *name == names[*column]))
            .collect();
        for (column, name) in names.iter().enumerate() {
            // The first column of a name is the one that is read.
            let first = position(name).filter(|first| *first != column);
            if first.is_some_and(|first| used[first]) {
                twice(name, &mut faults);
            } else if !used[column]
                && !persons.contains(&column)
                && !result::COLUMNS.contains(&name.as_ref())
                && !SAID_TWICE.contains(&name.as_ref())
                && mapping.other_columns == OtherColumns::Refuse
            {
                faults.unknown_field(name);
            }
        }
        let plan = Self { fields, skip, persons, width: names.len() };
        if faults.is_empty() { Ok(plan) } else { Err(faults) }
    }

    /// What is kept of a row that is refused: without the cells that name persons.
    pub(crate) fn without_persons<'r>(&self, record: &'r Record, delimiter: u8) -> Cow<'r, [u8]> {
        let holds = |column: &usize| record.cells.get(*column).is_some_and(|cell| !cell.is_empty());
        if !self.persons.iter().any(holds) || record.raw.len() > text::LARGEST_ROW {
            return Cow::Borrowed(&record.raw);
        }
        let cells = record.cells.iter().enumerate().map(|(column, cell)| {
            if self.persons.contains(&column) { Cow::Borrowed("") } else { String::from_utf8_lossy(cell) }
        });
        let mut line = Vec::with_capacity(record.raw.len());
        joined(cells, delimiter, &mut line);
        Cow::Owned(line)
    }

    /// Reads a row; with `strict`, one of another width than the header is at fault.
    pub(crate) fn read<'r>(&self, record: &'r Record, strict: bool) -> Line<'r>
    where
        'a: 'r,
    {
        let cells = &record.cells;
        let Ok(text) = std::str::from_utf8(cells.as_slice()) else { return Line::NotText };
        if text.trim().is_empty() {
            return Line::Blank;
        }
        // A cell that begins or ends inside a character is not text, though the record as a whole is.
        let cell = |column: usize| cells.range(column).and_then(|range| text.get(range)).map(str::trim);
        for (rule, column, filter) in &self.skip {
            if cell(*column).is_some_and(|text| filter.values.iter().any(|value| value == text)) {
                return Line::Skipped(*rule);
            }
        }
        let mut row = Box::<Row<'_>>::default();
        if record.too_wide {
            too_wide(&mut row.faults);
        } else if strict && cells.len() != self.width {
            ragged(cells.len(), self.width, &mut row.faults);
        }
        for source in &self.fields {
            let text = source.columns.iter().filter_map(|column| cell(*column)).find(|text| !text.is_empty());
            let text: Option<&'r str> = match (source.values, text) {
                (Some(values), Some(text)) => Some(values.get(text).map_or(text, String::as_str)),
                (_, text) => text,
            };
            if let Some(text) = text.filter(|text| !text.is_empty()).or(source.constant) {
                let number = source.ten_thousands.then(|| text.parse::<f64>().ok()).flatten();
                // Two decimals are what yuan have; the product of binary fractions has more.
                let yuan = number.map(|number| Cow::Owned(format!("{:.2}", number * 10_000.0)));
                row.put(source.field, Cell::Text(yuan.unwrap_or(Cow::Borrowed(text))));
            }
        }
        Line::Row(row)
    }
}

fn absent_column(field: Field, wanted: &[String], faults: &mut Reasons) {
    let (label, name, wanted) = (field.label_zh(), field.name(), wanted.join("、"));
    faults.add(
        field,
        ReasonCode::Missing,
        format!("表头中没有{label}对应的列“{wanted}”，请核对映射文件或表头"),
        format!("the header has no column {wanted:?} for {name}; correct the mapping or the header"),
    );
}

fn absent_skip_column(column: &str, faults: &mut Reasons) {
    faults.add_row(
        ReasonCode::Missing,
        format!("表头中没有筛选规则所用的列“{column}”，请核对映射文件或表头"),
        format!("the header has no column {column:?}, which a [[skip]] rule uses; correct the mapping or the header"),
    );
}

fn twice(name: &str, faults: &mut Reasons) {
    let name = text::quoted(name);
    faults.add_row(
        ReasonCode::Malformed,
        format!("表头中“{name}”列出现了两次，请删去一列"),
        format!("the header has the column {name:?} twice; remove one of them"),
    );
}

fn ragged(cells: usize, width: usize, faults: &mut Reasons) {
    faults.add_row(
        ReasonCode::Malformed,
        format!("该行有 {cells} 格，表头有 {width} 格；含逗号的文字请加引号"),
        format!(
            "the row has {cells} cells and the header {width}; put quotation marks around text with commas"
        ),
    );
}

fn too_wide(faults: &mut Reasons) {
    faults.add_row(
        ReasonCode::TooLarge,
        "该行的格子多于任何台账，请删去右侧多余的格子后重新导入".to_owned(),
        "the row has more cells than any ledger; delete the superfluous ones to its right and import again"
            .to_owned(),
    );
}
