//! One row as it was read, before it is judged, and the reasons that speak against it.

use std::borrow::Cow;

use domain::{Reason, ReasonCode};

use crate::{field::Field, text};

/// What stands in one field.
#[derive(Clone, Debug, Default)]
pub(crate) enum Cell<'a> {
    /// Nothing, `null`, or an empty cell.
    #[default]
    Absent,
    Text(Cow<'a, str>),
    Number(f64),
    List(Vec<Cow<'a, str>>),
    /// A truth value, an object, a mixed list: no field takes it.
    Misplaced,
}

/// The cells of one row, by field, with the faults that reading alone has shown.
#[derive(Debug, Default)]
pub(crate) struct Row<'a> {
    cells: [Cell<'a>; Field::COUNT],
    pub(crate) faults: Reasons,
}

impl<'a> Row<'a> {
    pub(crate) fn put(&mut self, field: Field, cell: Cell<'a>) {
        self.cells[field as usize] = cell;
    }

    pub(crate) fn take(&mut self, field: Field) -> Cell<'a> {
        std::mem::take(&mut self.cells[field as usize])
    }

    pub(crate) fn cell(&self, field: Field) -> &Cell<'a> {
        &self.cells[field as usize]
    }

    /// The text of a field; `None` when it is empty or something else.
    pub(crate) fn text(&self, field: Field) -> Option<&str> {
        match self.cell(field) {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// The reasons against one row. Bounded, so that a hostile row cannot make an answer many times its own size.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reasons(Vec<Reason>);

impl Reasons {
    /// More reasons than fields a report has help nobody.
    const MOST: usize = 24;

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn into_vec(self) -> Vec<Reason> {
        self.0
    }

    fn push(&mut self, reason: Reason) {
        if self.0.len() < Self::MOST {
            self.0.push(reason);
        }
    }

    /// A reason in free words against a field.
    pub(crate) fn add(&mut self, field: Field, code: ReasonCode, zh: String, en: String) {
        self.push(Reason { field: field.name().to_owned(), code, message_zh: zh, message_en: en });
    }

    /// A reason against the row as a whole.
    pub(crate) fn add_row(&mut self, code: ReasonCode, zh: String, en: String) {
        self.push(Reason { field: "row".to_owned(), code, message_zh: zh, message_en: en });
    }

    /// The field is absent.
    pub(crate) fn missing(&mut self, field: Field) {
        let (how_zh, how_en) = field.how();
        self.add(
            field,
            ReasonCode::Missing,
            format!("缺少{}（{}），{how_zh}", field.label_zh(), field.name()),
            format!("{} is missing; {how_en}", field.name()),
        );
    }

    /// The field is not what it should be.
    pub(crate) fn malformed(&mut self, field: Field, value: &str) {
        let (how_zh, how_en) = field.how();
        let value = text::quoted(value);
        self.add(
            field,
            ReasonCode::Malformed,
            format!("{}“{value}”无法识别，{how_zh}", field.label_zh()),
            format!("{} {value:?} cannot be read; {how_en}", field.name()),
        );
    }

    /// The field holds a value of the wrong kind: a number where text belongs, an object.
    pub(crate) fn wrong_kind(&mut self, field: Field) {
        let (how_zh, how_en) = field.how();
        self.add(
            field,
            ReasonCode::Malformed,
            format!("{}的数据类型不对，{how_zh}", field.label_zh()),
            format!("{} holds a value of the wrong kind; {how_en}", field.name()),
        );
    }

    /// A name that no field has.
    pub(crate) fn unknown_field(&mut self, name: &str) {
        let shown = text::quoted(name);
        let (zh, en) = match Field::nearest(name) {
            Some(near) => (
                format!("没有“{shown}”这个字段，是否应为 {}？请改正或删去", near.name()),
                format!(
                    "there is no field {shown:?}; did you mean {}? rename it or leave it out",
                    near.name()
                ),
            ),
            None => (
                format!("没有“{shown}”这个字段，请删去"),
                format!("there is no field {shown:?}; leave it out"),
            ),
        };
        self.push(Reason { field: shown, code: ReasonCode::Unknown, message_zh: zh, message_en: en });
    }
}
