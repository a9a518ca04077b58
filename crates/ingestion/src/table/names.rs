//! The names in a header, and the columns that a mapping means by them.

use std::borrow::Cow;

use csv::ByteRecord;

use crate::{field::Field, mapping::Mapping};

/// The names in a header.
pub(crate) fn names(header: &ByteRecord) -> Vec<Cow<'_, str>> {
    header.iter().map(|cell| String::from_utf8_lossy(cell.trim_ascii())).collect()
}

/// The columns of a field, the preferred one first.
pub(crate) fn columns(field: Field, mapping: &Mapping, names: &[Cow<'_, str>]) -> Vec<usize> {
    let position = |name: &str| names.iter().position(|known| known == name);
    match mapping.columns.get(&field) {
        Some(wanted) => wanted.iter().filter_map(|name| position(name)).collect(),
        None if Field::WIRE.contains(&field) => position(field.name()).into_iter().collect(),
        None => Vec::new(),
    }
}
