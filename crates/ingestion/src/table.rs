//! CSV: a header and records in, rows out.

use std::{borrow::Cow, collections::HashMap};

use csv::ByteRecord;
use domain::ReasonCode;

use crate::{
    check::{Checked, Skipped},
    encoding,
    field::Field,
    judgement::Judge,
    mapping::{Mapping, OtherColumns, SkipRule},
    row::{Cell, Reasons, Row},
    text,
};

/// Checks every record through the mapping. A header that does not fit refuses the table as one row: the same
/// reason under each of a hundred thousand rows would bury what is wrong.
pub(crate) fn check(input: &[u8], mapping: &Mapping, judge: &mut Judge<'_>) -> Checked {
    let mut checked = Checked::default();
    let mut skipped = vec![0_u64; mapping.skip.len()];
    read(input, mapping, judge.trusts_received_at(), |number, raw, line| match line {
        Line::Header(faults) => judge.refuse(number, raw, faults, &mut checked),
        _ if judge.refuse_too_large(number, raw, &mut checked) => {}
        Line::Skipped(rule) => skipped[rule] += 1,
        Line::Row(row) => judge.judge(number, raw, *row, &mut checked),
        Line::NotText => {
            judge.refuse_encoding(number, raw, encoding::looks_like_gb18030(raw), &mut checked);
        }
    });
    let met = mapping.skip.iter().zip(skipped).filter(|(_, rows)| *rows > 0);
    checked.skipped = met.map(|(rule, rows)| Skipped { rule: rule.reason.clone(), rows }).collect();
    checked
}

/// What a record turned out to be.
pub(crate) enum Line<'a> {
    Row(Box<Row<'a>>),
    /// Met by the skip rule of this position.
    Skipped(usize),
    NotText,
    /// The header, with what makes it unfit; nothing follows it.
    Header(Reasons),
}

/// Calls `each` with the number, the bytes and the reading of every record after the header, in order; with the
/// header alone when it does not fit.
pub(crate) fn read(
    input: &[u8],
    mapping: &Mapping,
    with_received_at: bool,
    mut each: impl FnMut(u64, &[u8], Line<'_>),
) {
    let bytes = encoding::decoded(input, mapping.encoding);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(mapping.delimiter.0)
        .from_reader(&*bytes);
    let mut record = ByteRecord::new();
    let mut plan: Option<Plan<'_>> = None;
    let mut number = 0;
    // Reading from memory into bytes has no way to fail; the end of the data is the only other outcome.
    while let Ok(true) = reader.read_byte_record(&mut record) {
        number += 1;
        let start = record.position().map_or(0, csv::Position::byte) as usize;
        let end = reader.position().byte() as usize;
        let raw = bytes.get(start..end).unwrap_or_default().trim_ascii();
        match &plan {
            Some(plan) => each(number, raw, plan.read(&record)),
            None => match Plan::new(&record, mapping, with_received_at) {
                Ok(fitting) => plan = Some(fitting),
                Err(_) if std::str::from_utf8(raw).is_err() => return each(number, raw, Line::NotText),
                Err(faults) => return each(number, raw, Line::Header(faults)),
            },
        }
    }
}

/// The mapping applied to one header: positions instead of names.
struct Plan<'a> {
    fields: Vec<Source<'a>>,
    skip: Vec<(usize, usize, &'a SkipRule)>,
    width: usize,
}

/// Where the text of one field comes from.
struct Source<'a> {
    field: Field,
    columns: Vec<usize>,
    values: Option<&'a HashMap<String, String>>,
    constant: Option<&'a str>,
}

impl<'a> Plan<'a> {
    /// Fails with everything that is wrong with the header.
    fn new(header: &ByteRecord, mapping: &'a Mapping, with_received_at: bool) -> Result<Self, Reasons> {
        let names: Vec<Cow<'_, str>> =
            header.iter().map(|cell| String::from_utf8_lossy(cell.trim_ascii())).collect();
        let position = |name: &str| names.iter().position(|known| known == name);
        let mut faults = Reasons::default();
        let mut used = vec![false; names.len()];
        let mut fields = Vec::new();
        for field in Field::WIRE.into_iter().chain(Field::FILE) {
            let columns: Vec<usize> = match mapping.columns.get(&field) {
                Some(wanted) => {
                    let found: Vec<usize> = wanted.iter().filter_map(|name| position(name)).collect();
                    if found.is_empty() {
                        absent_column(field, wanted, &mut faults);
                    }
                    found
                }
                None if Field::WIRE.contains(&field) => position(field.name()).into_iter().collect(),
                None => Vec::new(),
            };
            for column in &columns {
                used[*column] = true;
            }
            let constant = mapping.constants.get(&field).map(String::as_str);
            let read = field != Field::ReceivedAt || with_received_at;
            if read && (!columns.is_empty() || constant.is_some()) {
                fields.push(Source { field, columns, values: mapping.values.get(&field), constant });
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
        for (column, name) in names.iter().enumerate() {
            // The first column of a name is the one that is read.
            let first = position(name).filter(|first| *first != column);
            if first.is_some_and(|first| used[first]) {
                twice(name, &mut faults);
            } else if !used[column] && mapping.other_columns == OtherColumns::Refuse {
                faults.unknown_field(name);
            }
        }
        let plan = Self { fields, skip, width: names.len() };
        if faults.is_empty() { Ok(plan) } else { Err(faults) }
    }

    fn read<'r>(&self, record: &'r ByteRecord) -> Line<'r>
    where
        'a: 'r,
    {
        let Ok(text) = std::str::from_utf8(record.as_slice()) else { return Line::NotText };
        // A cell that begins or ends inside a character is not text, though the record as a whole is.
        let cell = |column: usize| record.range(column).and_then(|range| text.get(range)).map(str::trim);
        for (rule, column, filter) in &self.skip {
            if cell(*column).is_some_and(|text| filter.values.iter().any(|value| value == text)) {
                return Line::Skipped(*rule);
            }
        }
        let mut row = Box::<Row<'_>>::default();
        if record.len() != self.width {
            ragged(record.len(), self.width, &mut row.faults);
        }
        for source in &self.fields {
            let text = source.columns.iter().filter_map(|column| cell(*column)).find(|text| !text.is_empty());
            let text: Option<&'r str> = match (source.values, text) {
                (Some(values), Some(text)) => Some(values.get(text).map_or(text, String::as_str)),
                (_, text) => text,
            };
            if let Some(text) = text.filter(|text| !text.is_empty()).or(source.constant) {
                row.put(source.field, Cell::Text(Cow::Borrowed(text)));
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
