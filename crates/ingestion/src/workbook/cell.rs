//! What stands in a cell, as text: as a person would have typed it into a table of text.

use calamine::{DataType, ExcelDateTime};

/// Whole numbers beyond this are not exact: a spreadsheet has lost their last digits.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Significant digits of a number that a spreadsheet shows; further ones are remainders of binary fractions.
const DIGITS: usize = 15;

/// Serial numbers below this are times of day.
const FIRST_DAY: f64 = 1.0;

/// The text of a cell; empty where it holds nothing. A formula has the value that was last calculated.
pub(super) fn text(cell: &impl DataType) -> String {
    if let Some(text) = cell.get_string() {
        text.to_owned()
    } else if let Some(number) = cell.get_int() {
        number.to_string()
    } else if let Some(number) = cell.get_float() {
        of_number(number)
    } else if let Some(moment) = cell.get_datetime() {
        of_moment(&moment)
    } else if let Some(text) = cell.get_datetime_iso().or_else(|| cell.get_duration_iso()) {
        text.to_owned()
    } else if let Some(truth) = cell.get_bool() {
        truth.to_string()
    } else if let Some(error) = cell.get_error() {
        error.to_string()
    } else {
        String::new()
    }
}

fn of_number(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < EXACT {
        return format!("{number:.0}");
    }
    let rounded: f64 = format!("{number:.*e}", DIGITS - 1).parse().unwrap_or(number);
    rounded.to_string()
}

/// A cell that is formatted as a date: the day, the moment, or the time of day.
fn of_moment(moment: &ExcelDateTime) -> String {
    if moment.is_duration() {
        return of_number(moment.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if moment.as_f64() < FIRST_DAY {
        format!("{hour:02}:{minute:02}:{second:02}")
    } else if moment.as_f64().fract() == 0.0 {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
    }
}

#[cfg(test)]
mod tests {
    use calamine::{Data, ExcelDateTimeType};

    use super::*;

    fn date(serial: f64) -> String {
        text(&Data::DateTime(ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, false)))
    }

    #[test]
    fn numbers_are_written_as_they_were_typed() {
        let number = |number| text(&Data::Float(number));
        assert_eq!(number(620_982_100_201_003.0), "620982100201003");
        assert_eq!(number(0.1 + 0.2), "0.3");
        assert_eq!(number(1200.5), "1200.5");
        assert_eq!(number(-3.0), "-3");
        assert_eq!(text(&Data::Int(7)), "7");
    }

    #[test]
    fn a_cell_formatted_as_a_date_is_the_day_that_it_shows() {
        assert_eq!(date(45_811.0), "2025-06-03");
        assert_eq!(date(45_811.375), "2025-06-03T09:00:00");
        assert_eq!(date(0.375), "09:00:00");
        let of_1904 = ExcelDateTime::new(44_349.0, ExcelDateTimeType::DateTime, true);
        assert_eq!(text(&Data::DateTime(of_1904)), "2025-06-03");
    }
}
