//! JSON and NDJSON: objects in, rows out.

use std::{borrow::Cow, fmt};

use domain::ReasonCode;
use serde::{
    Deserialize,
    de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::{
    check::Checked,
    encoding,
    field::Field,
    judgement::Judge,
    row::{Cell, Reasons, Row},
};

/// One object or an array of objects. Bytes that are not UTF-8 speak only against the rows that hold them.
pub(crate) fn check_json(input: &[u8], judge: &mut Judge<'_>) -> Checked {
    let mut checked = Checked::default();
    let input = encoding::without_mark(input);
    let text = String::from_utf8_lossy(input);
    // Only a replacement that was made here is a fault; one that the sender wrote is a character like others.
    let damaged = matches!(text, Cow::Owned(_));
    let elements = if text.trim_start().starts_with('[') {
        serde_json::from_str::<Vec<&RawValue>>(&text)
    } else {
        serde_json::from_str::<&RawValue>(&text).map(|one| vec![one])
    };
    match elements {
        Ok(elements) => {
            for (row, element) in (1..).zip(elements) {
                let text = element.get();
                if damaged && text.contains(char::REPLACEMENT_CHARACTER) {
                    judge.refuse_encoding(
                        row,
                        text.as_bytes(),
                        encoding::looks_like_gb18030(input),
                        &mut checked,
                    );
                } else {
                    check_object(row, text, judge, &mut checked);
                }
            }
        }
        Err(_) if damaged => {
            judge.refuse_encoding(1, input, encoding::looks_like_gb18030(input), &mut checked);
        }
        Err(error) => judge.refuse(1, input, not_json(&error), &mut checked),
    }
    checked
}

/// One object a line. A line that cannot be read speaks only against itself.
pub(crate) fn check_ndjson(input: &[u8], judge: &mut Judge<'_>) -> Checked {
    let mut checked = Checked::default();
    let input = encoding::without_mark(input);
    for (row, line) in (1..).zip(input.split(|byte| *byte == b'\n')) {
        let line = line.trim_ascii();
        if line.is_empty() {
            continue;
        }
        match std::str::from_utf8(line) {
            Ok(text) => check_object(row, text, judge, &mut checked),
            Err(_) => judge.refuse_encoding(row, line, encoding::looks_like_gb18030(line), &mut checked),
        }
    }
    checked
}

fn check_object(row: u64, text: &str, judge: &mut Judge<'_>, checked: &mut Checked) {
    if judge.refuse_too_large(row, text.as_bytes(), checked) {
        return;
    }
    match serde_json::from_str::<Row<'_>>(text) {
        Ok(read) => judge.judge(row, text.as_bytes(), read, checked),
        Err(error) => judge.refuse(row, text.as_bytes(), not_json(&error), checked),
    }
}

fn not_json(error: &serde_json::Error) -> Reasons {
    let (line, column) = (error.line(), error.column());
    let mut reasons = Reasons::default();
    reasons.add_row(
        ReasonCode::Malformed,
        format!(
            "第 {line} 行第 {column} 列附近不是合法的 JSON 对象，请检查引号、逗号和括号；数据不完整时请重新发送"
        ),
        format!(
            "not a JSON object near line {line}, column {column}; check quotes, commas and brackets, or send again if it was cut off"
        ),
    );
    reasons
}

/// A string that borrows from the input where no escape stands in the way.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Row<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(RowVisitor)
    }
}

struct RowVisitor;

impl<'de> Visitor<'de> for RowVisitor {
    type Value = Row<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a report as an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Row<'de>, A::Error> {
        let mut row = Row::default();
        while let Some(Text(name)) = map.next_key()? {
            let Some(field) = Field::on_wire(&name) else {
                map.next_value::<IgnoredAny>()?;
                row.faults.unknown_field(&name);
                continue;
            };
            let cell = map.next_value::<Cell<'de>>()?;
            if matches!(row.cell(field), Cell::Absent) {
                row.put(field, cell);
            } else {
                row.faults.add(
                    field,
                    ReasonCode::Malformed,
                    format!("{}（{}）出现了两次，请只保留一次", field.label_zh(), field.name()),
                    format!("{} stands twice; keep one of the two", field.name()),
                );
            }
        }
        Ok(row)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Cell<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CellVisitor)
    }
}

struct CellVisitor;

impl<'de> Visitor<'de> for CellVisitor {
    type Value = Cell<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Cell<'de>, E> {
        Ok(Cell::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Cell<'de>, E> {
        Ok(Cell::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Cell<'de>, E> {
        Ok(Cell::Number(number as f64))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Cell<'de>, E> {
        Ok(Cell::Number(number as f64))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Cell<'de>, E> {
        Ok(Cell::Number(number))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Cell<'de>, E> {
        Ok(Cell::Misplaced)
    }

    fn visit_unit<E>(self) -> Result<Cell<'de>, E> {
        Ok(Cell::Absent)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Cell<'de>, A::Error> {
        let mut texts = Vec::new();
        let mut only_text = true;
        while let Some(element) = list.next_element::<Cell<'de>>()? {
            match element {
                Cell::Text(text) => texts.push(text),
                _ => only_text = false,
            }
        }
        Ok(if only_text { Cell::List(texts) } else { Cell::Misplaced })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cell<'de>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Cell::Misplaced)
    }
}
