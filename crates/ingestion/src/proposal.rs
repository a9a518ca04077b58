//! What a file seems to hold: a mapping to start from, and what each column looks like.

use std::{borrow::Cow, collections::BTreeSet, fmt::Write as _, ops::ControlFlow};

use crate::{
    check::Reference,
    error::FileError,
    field::Field,
    file::{self, TableFile},
    headings::Headings,
    judgement::looks_like,
    mapping::Mapping,
    table::{self, Layout, Record, Rows, names},
    text,
};

/// Rows that are looked at to guess what a column holds.
const SAMPLE: usize = 200;

/// Different values of a column that are shown.
const SHOWN: usize = 3;

/// Share of a column's values that must look like a field for a guess.
const MOST: f64 = 0.8;

/// What one table seems to hold.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The sheet; `None` in a file that has none.
    pub sheet: Option<String>,
    /// Position of the header, counted from 1; `None` in an empty table.
    pub header: Option<u64>,
    /// The columns, as they stand.
    pub columns: Vec<ColumnGuess>,
    /// Fields that no report can be without and that no column seems to hold.
    pub missing: Vec<&'static str>,
    /// The category's numbers look like those of the other taxonomy (综治), though its heading does not say so.
    pub other_codes: bool,
    mapping: Mapping,
}

/// What one column seems to be.
#[derive(Clone, Debug)]
pub struct ColumnGuess {
    /// Its heading.
    pub heading: String,
    /// What it is taken for.
    pub taken_for: TakenFor,
    /// Some of its values, redacted; none of a column that names persons.
    pub samples: Vec<String>,
}

/// What a column is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenFor {
    /// A field, by its heading.
    Field(&'static str),
    /// A field, by what stands in it: to be checked.
    Guess(&'static str),
    /// It names persons: never read.
    Person,
    /// Nothing that a report has.
    Nothing,
}

/// Looks at every table of a file.
///
/// # Errors
/// [`FileError`] when the file cannot be read.
pub fn propose(
    file: TableFile<'_>,
    headings: &Headings,
    reference: &Reference<'_>,
) -> Result<Vec<Proposal>, FileError> {
    let mut proposals = Vec::new();
    file::tables(file, &Layout::Recognised(headings), &mut |sheet, rows| {
        let proposal = look(sheet, rows, headings, reference)?;
        proposals.extend(proposal.header.is_some().then_some(proposal));
        Ok(())
    })?;
    Ok(proposals)
}

fn look(
    sheet: Option<&str>,
    rows: &mut dyn Rows,
    headings: &Headings,
    reference: &Reference<'_>,
) -> std::io::Result<Proposal> {
    let opened = table::open(rows, &Layout::Recognised(headings))?;
    let header = opened.header();
    let mut mapping = opened.mapping.clone().into_owned();
    let mut sample: Vec<Record> = opened.head.iter().skip(opened.at + 1).cloned().collect();
    let mut record = Record::default();
    while sample.len() < SAMPLE && rows.next(&mut record)? {
        sample.push(std::mem::take(&mut record));
    }
    let shown: Vec<Cow<'_, str>> = header.iter().map(|name| Cow::Borrowed(name.as_str())).collect();
    let mut taken: Vec<TakenFor> = vec![TakenFor::Nothing; header.len()];
    for field in Field::WIRE.into_iter().chain(Field::FILE) {
        for column in names::columns(field, &mapping, &shown) {
            taken[column] = TakenFor::Field(field.name());
            mapping.columns.entry(field).or_insert_with(|| vec![header[column].clone()]);
        }
    }
    for (column, name) in header.iter().enumerate() {
        if mapping.persons.contains(name) {
            taken[column] = TakenFor::Person;
        }
    }
    let values = |column: usize| {
        sample
            .iter()
            .filter_map(move |row| row.cells.get(column))
            .map(String::from_utf8_lossy)
            .filter(|text| !text.trim().is_empty())
    };
    for field in looks_like::GUESSED {
        if mapping.columns.contains_key(&field) {
            continue;
        }
        let free = (0..header.len())
            .filter(|column| taken[*column] == TakenFor::Nothing && !header[*column].is_empty());
        let words = headings.values(field);
        let is_like = |text: &str| {
            words.is_some_and(|words| words.contains_key(text.trim()))
                || looks_like::field(field, text, reference)
        };
        let mut likely = free.filter(|column| {
            let (like, all) =
                values(*column).fold((0, 0), |(like, all), text| (like + u32::from(is_like(&text)), all + 1));
            all > 0 && f64::from(like) >= MOST * f64::from(all)
        });
        if let Some(column) = likely.next() {
            taken[column] = TakenFor::Guess(field.name());
            mapping.columns.insert(field, vec![header[column].clone()]);
            mapping.values.extend(words.map(|words| (field, words.clone())));
        }
    }
    let category = mapping
        .columns
        .get(&Field::Category)
        .and_then(|columns| header.iter().position(|name| *name == columns[0]));
    let other_codes = category.is_some_and(|column| {
        let values: Vec<String> = values(column).map(|text| text.trim().to_owned()).collect();
        let heading_says_so =
            mapping.values.get(&Field::Category).is_some_and(|known| known.contains_key("0401"));
        !heading_says_so
            && headings.holds_other_codes(values.iter().map(String::as_str), |text| {
                reference.taxonomy.find(text).is_some()
            })
    });
    if other_codes {
        mapping.values.entry(Field::Category).or_default().extend(headings.other_codes().clone());
    }
    let columns = header.iter().enumerate().map(|(column, heading)| ColumnGuess {
        heading: text::name(heading),
        taken_for: taken[column],
        samples: if taken[column] == TakenFor::Person {
            Vec::new()
        } else {
            let mut seen = BTreeSet::new();
            let _ = values(column).try_for_each(|text| {
                seen.insert(text::quoted(&text));
                if seen.len() < SHOWN { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            });
            seen.into_iter().collect()
        },
    });
    Ok(Proposal {
        sheet: sheet.map(str::to_owned),
        header: opened.head.get(opened.at).map(|record| record.number),
        columns: columns.collect(),
        missing: mapping.missing().into_iter().map(Field::name).collect(),
        other_codes,
        mapping,
    })
}

impl Proposal {
    /// The mapping as an operator writes it; it reads this file as it was read to propose it.
    pub fn toml(&self) -> String {
        let mapping = &self.mapping;
        let mut out = String::new();
        let list = |names: &[String]| names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ");
        let _ = writeln!(out, "source = {}", quoted(&mapping.source));
        let _ = writeln!(out, "other_columns = \"ignore\"");
        if !mapping.persons.is_empty() {
            let _ = writeln!(out, "persons = [{}]", list(&mapping.persons));
        }
        let _ = writeln!(out, "\n[columns]");
        for (field, columns) in &mapping.columns {
            let _ = writeln!(out, "{} = [{}]", field.name(), list(columns));
        }
        if !mapping.constants.is_empty() {
            let _ = writeln!(out, "\n[constants]");
            for (field, text) in &mapping.constants {
                let _ = writeln!(out, "{} = {}", field.name(), quoted(text));
            }
        }
        for (field, values) in &mapping.values {
            let _ = writeln!(out, "\n[values.{}]", field.name());
            let mut values: Vec<_> = values.iter().collect();
            values.sort();
            for (theirs, ours) in values {
                let _ = writeln!(out, "{} = {}", quoted(theirs), quoted(ours));
            }
        }
        for rule in &mapping.skip {
            let _ = writeln!(
                out,
                "\n[[skip]]\ncolumn = {}\nvalues = [{}]",
                quoted(&rule.column),
                list(&rule.values)
            );
            let _ = writeln!(out, "reason = {}", quoted(&rule.reason));
        }
        out
    }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
