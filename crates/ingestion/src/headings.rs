//! The usual names of columns and values, so that the files a county already has go in without a mapping.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
};

use serde::Deserialize;

use crate::{
    field::Field,
    mapping::{Mapping, OtherColumns, SkipRule},
    template::Templates,
};

/// What columns and values are usually called, written by an operator as TOML (`config/headings.toml` is the default
/// and explains itself). A header is compared without blanks, remarks in brackets and marks such as `*`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Headings {
    source: String,
    columns: BTreeMap<Field, Vec<String>>,
    persons: Vec<String>,
    constants: BTreeMap<Field, String>,
    #[serde(default)]
    values: BTreeMap<Field, HashMap<String, String>>,
    other_codes: OtherCodes,
    left_out: LeftOut,
    totals: Totals,
    #[serde(default)]
    templates: Templates,
}

/// Rows that add up the others, told by a word in the first column.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Totals {
    reason: String,
    words: Vec<String>,
}

/// Codes of another taxonomy, which mean something else in ours: taken only where the heading says whose they are.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct OtherCodes {
    /// A word in the heading of the category.
    heading: String,
    codes: HashMap<String, String>,
    left_out: Vec<String>,
}

/// Categories that are never analysed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct LeftOut {
    reason: String,
    categories: Vec<String>,
}

impl Headings {
    /// The same headings for one file: rows that name no place lie in `area`, and ids are derived from the name of
    /// the system that wrote it.
    #[must_use]
    pub fn of_file(mut self, source: Option<String>, area: Option<String>) -> Self {
        if let Some(source) = source {
            self.source = source;
        }
        if let Some(area) = area {
            self.constants.insert(Field::Area, area);
        }
        self
    }

    /// How many fields have a column in a header.
    pub(crate) fn fields_named(&self, names: &[Cow<'_, str>]) -> usize {
        let plain: Vec<String> = names.iter().map(|name| plain(name)).collect();
        let fields = Field::WIRE.into_iter().chain(Field::FILE);
        fields.filter(|field| self.known_as(*field).any(|known| plain.contains(&known))).count()
    }

    /// The mapping for a header: each field with the columns it has, in order of preference.
    pub(crate) fn mapping(&self, names: &[Cow<'_, str>]) -> Mapping {
        let plain: Vec<String> = names.iter().map(|name| plain(name)).collect();
        let mut mapping = Mapping::default().of_source(self.source.clone());
        mapping.other_columns = OtherColumns::Ignore;
        mapping.constants.clone_from(&self.constants);
        mapping.values.clone_from(&self.values);
        for field in Field::WIRE.into_iter().chain(Field::FILE) {
            let positions =
                self.known_as(field).filter_map(|known| plain.iter().position(|name| *name == known));
            let mut columns: Vec<String> = Vec::new();
            for name in positions.map(|position| names[position].to_string()) {
                if !columns.contains(&name) {
                    columns.push(name);
                }
            }
            if columns.is_empty() {
                mapping.values.remove(&field);
            } else {
                mapping.columns.insert(field, columns);
            }
        }
        let named = |list: &[String], name: &str| list.iter().any(|known| *known == name);
        let of_persons = names.iter().zip(&plain).filter(|(_, plain)| named(&self.persons, plain));
        mapping.persons = of_persons.map(|(name, _)| name.to_string()).collect();
        if let Some(column) =
            mapping.columns.get(&Field::Category).and_then(|columns| columns.first()).cloned()
        {
            let mut values = self.left_out.categories.clone();
            if column.contains(&self.other_codes.heading) {
                values.extend(self.other_codes.left_out.iter().cloned());
                let codes = self.other_codes.codes.clone();
                mapping.values.entry(Field::Category).or_default().extend(codes);
            }
            mapping.skip.push(SkipRule { column, values, reason: self.left_out.reason.clone() });
        }
        if let Some(first) = names.first() {
            let Totals { reason, words } = self.totals.clone();
            mapping.skip.push(SkipRule { column: first.to_string(), values: words, reason });
        }
        mapping
    }

    /// Whether most of these categories could only be codes of the other taxonomy, whatever the heading says.
    pub(crate) fn holds_other_codes<'v>(
        &self,
        values: impl Iterator<Item = &'v str>,
        ours: impl Fn(&str) -> bool,
    ) -> bool {
        let (mut other, mut own) = (0, 0);
        for value in values {
            match (self.other_codes.codes.contains_key(value), ours(value)) {
                (true, false) => other += 1,
                (false, true) => own += 1,
                _ => {}
            }
        }
        other > own
    }

    /// The codes of the other taxonomy and ours for them.
    pub(crate) fn other_codes(&self) -> &HashMap<String, String> {
        &self.other_codes.codes
    }

    /// The workbooks to fill in.
    pub(crate) fn templates(&self) -> &Templates {
        &self.templates
    }

    /// The field that a heading stands for.
    pub(crate) fn field_of(&self, heading: &str) -> Option<Field> {
        let heading = plain(heading);
        let mut fields = Field::WIRE.into_iter().chain(Field::FILE);
        fields.find(|field| self.known_as(*field).any(|known| known == heading))
    }

    /// Words for the values of a field.
    pub(crate) fn values(&self, field: Field) -> Option<&HashMap<String, String>> {
        self.values.get(&field)
    }

    fn known_as(&self, field: Field) -> impl Iterator<Item = String> {
        let listed = self.columns.get(&field).into_iter().flatten();
        listed.map(|name| plain(name)).chain([field.name().to_owned()])
    }
}

/// A heading as it is compared: without blanks, remarks in brackets, and marks of obligation; in small letters.
fn plain(heading: &str) -> String {
    let mut depth = 0_u32;
    let mut plain = String::with_capacity(heading.len());
    for c in heading.chars() {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            '*' | '＊' | ':' | '：' | '\u{feff}' => {}
            _ if depth > 0 || c.is_whitespace() => {}
            _ => plain.extend(c.to_lowercase()),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADINGS: &str = include_str!("../../../config/headings.toml");

    fn headings() -> Headings {
        toml::from_str(HEADINGS).unwrap()
    }

    #[test]
    fn blanks_marks_and_remarks_in_a_heading_do_not_matter() {
        for heading in ["*发生日期", "发生 日期：", "发生\n日期（必填）", " 发生日期【年月日】"]
        {
            assert_eq!(plain(heading), "发生日期", "{heading:?}");
        }
    }

    #[test]
    fn no_heading_is_listed_for_two_fields_or_twice() {
        let headings = headings();
        let mut seen = HashMap::new();
        for (field, names) in &headings.columns {
            for name in names {
                assert_eq!(seen.insert(plain(name), *field), None, "{name}");
            }
        }
        for name in &headings.persons {
            assert_eq!(*name, plain(name), "written as it is compared");
            assert_eq!(seen.get(name), None, "{name}");
        }
    }

    #[test]
    fn codes_of_the_other_taxonomy_are_taken_only_where_the_heading_says_so() {
        let names = |category: &'static str| [category, "发生日期", "事件简述"].map(Cow::Borrowed);
        let category = |mapping: &Mapping| mapping.values[&Field::Category].get("0401").cloned();
        assert_eq!(category(&headings().mapping(&names("综治矛盾纠纷类别"))), Some("06".to_owned()));
        assert_eq!(category(&headings().mapping(&names("纠纷类型"))), None);
    }
}
