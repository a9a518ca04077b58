//! Single reports as Parquet, for an export.

use domain::{Areas, Report, Taxonomy};

use super::{
    CubeError,
    parquet::{Values, table},
};

/// The reports as a Parquet table, in the order given, with the columns of the list: `id`, `area`, `area_name`,
/// `category`, `category_name_zh`, `category_name_en`, `occurred_on`, `reported_at` and `received_at` (RFC 3339),
/// `channel`, `scale`, `people`, `amount_yuan`, `summary`, `tags` (separated by commas). What may not be seen has been
/// taken out before.
///
/// # Errors
/// [`CubeError::Unwritable`].
pub fn reports_to_parquet(
    reports: &[Report],
    areas: &Areas,
    taxonomy: &Taxonomy,
) -> Result<Vec<u8>, CubeError> {
    let texts = |text: &dyn Fn(&Report) -> String| reports.iter().map(text).collect::<Vec<_>>();
    let ids = texts(&|report| report.id.to_string());
    let places = texts(&|report| areas.full_name(&report.area));
    let reported = texts(&|report| report.reported_at.to_rfc3339());
    let received = texts(&|report| report.received_at.to_rfc3339());
    let tags = texts(&|report| report.tags.join(","));
    let rows = || reports.iter();
    table(vec![
        ("id", lent(&ids)),
        ("area", Values::Text(rows().map(|report| report.area.as_str()).collect())),
        ("area_name", lent(&places)),
        ("category", Values::Text(rows().map(|report| report.category.as_str()).collect())),
        ("category_name_zh", Values::Text(rows().map(|report| taxonomy.name_zh(&report.category)).collect())),
        ("category_name_en", Values::Text(rows().map(|report| taxonomy.name_en(&report.category)).collect())),
        ("occurred_on", Values::Day(rows().map(|report| report.occurred_on).collect())),
        ("reported_at", lent(&reported)),
        ("received_at", lent(&received)),
        ("channel", Values::Text(rows().map(|report| report.channel.as_str()).collect())),
        ("scale", Values::Text(rows().map(|report| report.scale.as_str()).collect())),
        ("people", Values::MaybeWhole(rows().map(|report| report.people.map(u64::from)).collect())),
        ("amount_yuan", Values::MaybeReal(rows().map(|report| report.amount_yuan).collect())),
        ("summary", Values::Text(rows().map(|report| report.summary.as_str()).collect())),
        ("tags", lent(&tags)),
    ])
}

fn lent(texts: &[String]) -> Values<'_> {
    Values::Text(texts.iter().map(String::as_str).collect())
}
