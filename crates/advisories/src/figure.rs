//! How figures and dates are written, in both languages.

use chrono::{Datelike, NaiveDate};

/// A count: whole numbers without a point, others with one place.
pub(crate) fn count(value: f64) -> String {
    if value.fract().abs() < 1e-9 { format!("{value:.0}") } else { decimal(value) }
}

/// A number to come: nobody can know it to a part of a report.
pub(crate) fn whole(value: f64) -> String {
    format!("{value:.0}")
}

/// One place behind the point: expectations, ratios, means.
pub(crate) fn decimal(value: f64) -> String {
    format!("{value:.1}")
}

/// A parameter of a method, to four significant digits; the record beside the letter keeps it whole.
pub(crate) fn parameter(value: f64) -> String {
    format!("{value:.3e}").parse::<f64>().unwrap_or(value).to_string()
}

/// Below this a probability is a matter of the model, not of the county, and only its order is said.
const LEAST_CHANCE: f64 = 0.001;

/// 概率：约数百分之一位小数，极小者只说不足。
pub(crate) fn chance_zh(p: f64) -> String {
    if p < LEAST_CHANCE { "不足0.1%".to_owned() } else { format!("约{:.1}%", p * 100.0) }
}

/// A share in percent, as a rule states it: `5%`.
pub(crate) fn percent(share: f64) -> String {
    format!("{}%", count(share * 100.0))
}

/// A probability in percent; a tiny one as a bound.
pub(crate) fn chance_en(p: f64) -> String {
    if p < LEAST_CHANCE { "under 0.1%".to_owned() } else { format!("{:.1}%", p * 100.0) }
}

/// `2026年11月2日`: Arabic digits without leading zeros.
pub(crate) fn date_zh(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// `2 November 2026`.
pub(crate) fn date_en(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// `2026年11月`.
pub(crate) fn month_zh(day: NaiveDate) -> String {
    format!("{}年{}月", day.year(), day.month())
}

/// `November 2026`.
pub(crate) fn month_en(day: NaiveDate) -> String {
    day.format("%B %Y").to_string()
}

/// `1 week`, `3 weeks`.
pub(crate) fn plural(count: i64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// `2026年11月2日至22日`; what both days share is said once.
pub(crate) fn span_zh(from: NaiveDate, to: NaiveDate) -> String {
    if from == to {
        date_zh(from)
    } else if (from.year(), from.month()) == (to.year(), to.month()) {
        format!("{}至{}日", date_zh(from), to.day())
    } else if from.year() == to.year() {
        format!("{}至{}月{}日", date_zh(from), to.month(), to.day())
    } else {
        format!("{}至{}", date_zh(from), date_zh(to))
    }
}

/// `from 2 November 2026 to 22 November 2026`.
pub(crate) fn span_en(from: NaiveDate, to: NaiveDate) -> String {
    if from == to {
        format!("on {}", date_en(from))
    } else {
        format!("from {} to {}", date_en(from), date_en(to))
    }
}

/// `11月2日至22日`, within a page that names its year.
pub(crate) fn short_span_zh(from: NaiveDate, to: NaiveDate) -> String {
    let first = format!("{}月{}日", from.month(), from.day());
    if from.month() == to.month() {
        format!("{first}至{}日", to.day())
    } else {
        format!("{first}至{}月{}日", to.month(), to.day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::day;

    #[test]
    fn counts_have_no_point_and_expectations_one_place() {
        assert_eq!((count(9.0), count(9.25), decimal(2.0)), ("9".into(), "9.2".into(), "2.0".into()));
    }

    #[test]
    fn a_tiny_probability_is_said_as_a_bound() {
        assert_eq!(chance_zh(0.000_02), "不足0.1%");
        assert_eq!(chance_zh(0.0123), "约1.2%");
        assert_eq!(chance_en(0.000_02), "under 0.1%");
        assert_eq!(percent(0.05), "5%");
    }

    #[test]
    fn dates_have_no_leading_zeros_and_spans_say_each_part_once() {
        assert_eq!(date_zh(day("2026-01-05")), "2026年1月5日");
        assert_eq!(span_zh(day("2026-11-02"), day("2026-11-22")), "2026年11月2日至22日");
        assert_eq!(span_zh(day("2026-10-26"), day("2026-11-01")), "2026年10月26日至11月1日");
        assert_eq!(span_zh(day("2025-12-29"), day("2026-01-04")), "2025年12月29日至2026年1月4日");
    }
}
