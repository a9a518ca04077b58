//! The fields that are judged by themselves: closed lists, numbers, tags.

use std::borrow::Cow;

use domain::{Channel, ReasonCode, Scale};

use crate::{
    field::Field,
    redaction,
    row::{Cell, Reasons, Row},
    text,
};

/// More people than any single dispute in a county has had; beyond it a digit was typed twice.
const MOST_PEOPLE: f64 = 100_000.0;

/// A trillion yuan: more than the yearly product of the province, so the unit is wrong.
const MOST_YUAN: f64 = 1e12;

/// The text of a field that must have one.
pub(super) fn text<'c>(field: Field, cell: &'c Cell<'_>, reasons: &mut Reasons) -> Option<&'c str> {
    match cell {
        Cell::Text(text) if !text.trim().is_empty() => return Some(text),
        Cell::Text(_) | Cell::Absent => reasons.missing(field),
        Cell::Number(_) | Cell::List(_) | Cell::Misplaced => reasons.wrong_kind(field),
    }
    None
}

pub(super) fn channel(row: &mut Row<'_>, reasons: &mut Reasons) -> Option<Channel> {
    let cell = row.take(Field::Channel);
    let text = text(Field::Channel, &cell, reasons)?.trim();
    let channel = Channel::parse(text);
    if channel.is_none() {
        unlisted(Field::Channel, text, reasons);
    }
    channel
}

pub(super) fn scale(row: &mut Row<'_>, reasons: &mut Reasons) -> Option<Scale> {
    let cell = row.take(Field::Scale);
    if matches!(cell, Cell::Absent) {
        return None;
    }
    let text = text(Field::Scale, &cell, reasons)?.trim();
    let scale = Scale::parse(text);
    if scale.is_none() {
        unlisted(Field::Scale, text, reasons);
    }
    scale
}

/// The number of the revision that the row corrects. Revisions are counted from 1.
pub(super) fn base(row: &mut Row<'_>, in_a_file: bool, reasons: &mut Reasons) -> Option<u32> {
    /// More corrections of one report are a program that runs in a circle.
    const MOST: f64 = 10_000.0;
    let base = number(Field::Base, &row.take(Field::Base), MOST, in_a_file, reasons)?;
    if base.fract() != 0.0 || base == 0.0 {
        reasons.malformed(Field::Base, &base.to_string());
        return None;
    }
    // Whole and within the bounds checked above.
    Some(base as u32)
}

pub(super) fn people(row: &mut Row<'_>, in_a_file: bool, reasons: &mut Reasons) -> Option<u32> {
    let people = number(Field::People, &row.take(Field::People), MOST_PEOPLE, in_a_file, reasons)?;
    if people.fract() != 0.0 {
        reasons.malformed(Field::People, &people.to_string());
        return None;
    }
    // Whole and within the bounds checked above.
    Some(people as u32)
}

pub(super) fn amount(row: &mut Row<'_>, in_a_file: bool, reasons: &mut Reasons) -> Option<f64> {
    number(Field::AmountYuan, &row.take(Field::AmountYuan), MOST_YUAN, in_a_file, reasons)
}

/// A number as files write it: with commas between thousands, with its unit, in ten thousands ("1.2万元", "12人").
fn with_unit(text: &str) -> Option<f64> {
    const TEN_THOUSAND: f64 = 10_000.0;
    let digits = text.trim().trim_end_matches(['元', '人', '名', '户']).trim_end();
    let (digits, factor) = match digits.strip_suffix('万') {
        Some(digits) => (digits, TEN_THOUSAND),
        None => (digits, 1.0),
    };
    let number: f64 = digits.replace([',', '\u{ff0c}'], "").trim().parse().ok()?;
    // Two decimals are what yuan have; the product of binary fractions has more.
    Some(if factor > 1.0 { (number * factor * 100.0).round() / 100.0 } else { number })
}

fn number(field: Field, cell: &Cell<'_>, most: f64, in_a_file: bool, reasons: &mut Reasons) -> Option<f64> {
    let number = match cell {
        Cell::Absent => return None,
        Cell::Number(number) => *number,
        Cell::Text(text) => match text.trim().parse().ok().or_else(|| in_a_file.then(|| with_unit(text))?) {
            Some(number) if f64::is_finite(number) => number,
            _ => {
                reasons.malformed(field, text);
                return None;
            }
        },
        Cell::List(_) | Cell::Misplaced => {
            reasons.wrong_kind(field);
            return None;
        }
    };
    if (0.0..=most).contains(&number) {
        // A negative zero is zero, and must compare and print as such.
        return Some(number.abs());
    }
    let (label, name) = (field.label_zh(), field.name());
    reasons.add(
        field,
        ReasonCode::OutOfRange,
        format!("{label}应在 0 至 {most} 之间，请核对数字和单位"),
        format!("{name} must lie between 0 and {most}; check the number and its unit"),
    );
    None
}

/// Tags as a list or, in a file, as one text with separators.
pub(super) fn tags(row: &mut Row<'_>, reasons: &mut Reasons) -> Vec<String> {
    /// More marks on one report are a sign that free text was split.
    const MOST: usize = 16;
    const LONGEST: usize = 40;
    const SEPARATORS: [char; 6] = [',', ';', '|', '\u{ff0c}', '\u{ff1b}', '\u{3001}'];
    let texts = match row.take(Field::Tags) {
        Cell::Absent => return Vec::new(),
        Cell::List(texts) => texts,
        Cell::Text(text) => text
            .split(SEPARATORS)
            .filter(|tag| !tag.trim().is_empty())
            .map(|tag| Cow::Owned(tag.to_owned()))
            .collect(),
        Cell::Number(_) | Cell::Misplaced => {
            reasons.wrong_kind(Field::Tags);
            return Vec::new();
        }
    };
    if texts.len() > MOST {
        reasons.add(
            Field::Tags,
            ReasonCode::OutOfRange,
            format!("标签多于 {MOST} 个，请精简"),
            format!("more than {MOST} tags; keep the ones that matter"),
        );
        return Vec::new();
    }
    let mut tags = Vec::with_capacity(texts.len());
    for tag in &texts {
        let tag = tag.trim();
        let fits = (1..=LONGEST).contains(&tag.chars().count())
            && tag.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        if fits {
            tags.push(redaction::redact(tag));
        } else {
            reasons.malformed(Field::Tags, tag);
        }
    }
    tags
}

fn unlisted(field: Field, value: &str, reasons: &mut Reasons) {
    let (how_zh, how_en) = field.how();
    let (label, name, shown) = (field.label_zh(), field.name(), text::quoted(value));
    reasons.add(
        field,
        ReasonCode::Unknown,
        format!("{label}“{shown}”不在代码表中，{how_zh}"),
        format!("{name} {shown:?} is not in its list; {how_en}"),
    );
}
