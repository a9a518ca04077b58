//! Reports as a table for a spreadsheet.

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};

use super::ReportView;
use crate::problem::Problem;

/// Carries the `after` of the next page, which a table has no room for.
const NEXT: HeaderName = HeaderName::from_static("fengsui-next");

/// Without this mark at its head, the office suites of the county read a UTF-8 table as GBK.
const BYTE_ORDER_MARK: &str = "\u{feff}";

pub(crate) const HEADER: [&str; 15] = [
    "id",
    "area",
    "area_name",
    "category",
    "category_name_zh",
    "category_name_en",
    "occurred_on",
    "reported_at",
    "received_at",
    "channel",
    "scale",
    "people",
    "amount_yuan",
    "summary",
    "tags",
];

/// The answer that carries these reports.
pub(crate) fn table(items: &[ReportView], next: Option<String>) -> Result<Response, Problem> {
    let mut bytes = header().map_err(fault)?;
    bytes.extend(rows(items).map_err(fault)?);
    let mut response = ([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], bytes).into_response();
    if let Some(next) = next {
        response.headers_mut().insert(NEXT, HeaderValue::try_from(next).map_err(fault)?);
    }
    Ok(response)
}

/// How a table begins.
pub(crate) fn header() -> Result<Vec<u8>, ::csv::Error> {
    let mut writer = ::csv::Writer::from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    writer.write_record(HEADER)?;
    finished(writer)
}

/// Rows of a table.
pub(crate) fn rows(items: &[ReportView]) -> Result<Vec<u8>, ::csv::Error> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    for item in items {
        writer.write_record(row(item))?;
    }
    finished(writer)
}

fn finished(writer: ::csv::Writer<Vec<u8>>) -> Result<Vec<u8>, ::csv::Error> {
    writer.into_inner().map_err(|error| ::csv::Error::from(error.into_error()))
}

fn fault(error: impl std::fmt::Display) -> Problem {
    Problem::Fault(format!("writing a table: {error}"))
}

/// The cells of a report, in the order of the header, as a spreadsheet of text takes them.
fn row(item: &ReportView) -> [String; HEADER.len()] {
    cells(item).map(|cell| harmless(&cell))
}

/// The cells of a report, in the order of the header.
pub(crate) fn cells(item: &ReportView) -> [String; HEADER.len()] {
    let number = |value: Option<String>| value.unwrap_or_default();
    [
        item.id.to_string(),
        item.area.to_string(),
        item.area_name.clone(),
        item.category.to_string(),
        item.category_name_zh.clone(),
        item.category_name_en.clone(),
        item.occurred_on.to_string(),
        item.reported_at.to_rfc3339(),
        item.received_at.to_rfc3339(),
        item.channel.as_str().to_owned(),
        item.scale.as_str().to_owned(),
        number(item.people.map(|people| people.to_string())),
        number(item.amount_yuan.map(|yuan| yuan.to_string())),
        item.summary.clone(),
        item.tags.join(","),
    ]
}

/// Columns of numbers, which a workbook can add up.
pub(crate) const NUMBERS: [&str; 2] = ["people", "amount_yuan"];

/// A text from the field that begins like a formula would be run by a spreadsheet: it is marked as text.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_begins_like_a_formula_is_not_run() {
        assert_eq!(harmless("=HYPERLINK(\"http://x\")"), "'=HYPERLINK(\"http://x\")");
        assert_eq!(harmless("两户因排水沟争执"), "两户因排水沟争执");
    }
}
