//! Series whose periods are dated: days, weeks or months in a row.

use std::path::Path;

use chrono::{Days, Months, NaiveDate};

use super::{
    error::{InputError, Kind},
    names::Names,
    table::Table,
};

/// Days of a year.
const YEAR: f64 = 365.25;
/// Days that a month may have.
const MONTH: std::ops::RangeInclusive<i64> = 28..=31;

/// The dated series of a table.
pub(crate) struct Panel {
    /// Whether the table has a column `series`.
    pub(crate) named: bool,
    pub(crate) series: Vec<Dated>,
}

/// One series of periods that follow each other.
#[derive(Debug)]
pub(crate) struct Dated {
    pub(crate) name: String,
    /// First day of each period.
    starts: Vec<NaiveDate>,
    /// Last day of the last period.
    end: NaiveDate,
    pub(crate) values: Vec<f64>,
    /// Periods in a year.
    pub(crate) periods_a_year: f64,
}

impl Dated {
    /// First and last day of each period.
    pub(crate) fn periods(&self) -> impl Iterator<Item = (NaiveDate, NaiveDate)> {
        let ends = self.starts.iter().skip(1).map(|next| *next - Days::new(1)).chain([self.end]);
        self.starts.iter().copied().zip(ends)
    }
}

/// Reads `date,count`, with `series` when there are several.
///
/// # Errors
/// [`InputError`]: a column is missing, a cell is not of its kind, a period is absent or there twice.
pub(crate) fn read(path: &Path) -> Result<Panel, InputError> {
    let mut table = Table::open(path)?;
    let [date, count] = table.columns(["date", "count"])?;
    let series = table.find("series");
    let mut names = Names::default();
    let mut rows: Vec<Vec<(NaiveDate, f64, u64)>> = Vec::new();
    while table.advance()? {
        let at = names.place(series.map_or("", |column| table.text(column)));
        rows.resize_with(names.len(), Vec::new);
        rows[at].push((table.day(date)?, table.number(count, Kind::Count)?, table.line()));
    }
    if names.len() == 0 {
        return Err(InputError::NoRows { file: table.file().to_owned() });
    }
    let named = series.is_some();
    let series = names
        .into_vec()
        .into_iter()
        .zip(rows)
        .map(|(name, rows)| arrange(if named { name } else { table.title().to_owned() }, rows))
        .collect::<Result<_, _>>()?;
    Ok(Panel { named, series })
}

/// Puts the periods in order and finds how long they are.
fn arrange(name: String, mut rows: Vec<(NaiveDate, f64, u64)>) -> Result<Dated, InputError> {
    rows.sort_by_key(|(start, _, _)| *start);
    let steps = || rows.windows(2).map(|pair| (pair[1].0 - pair[0].0).num_days());
    if let Some(at) = steps().position(|step| step == 0) {
        let (t, line) = (rows[at].0.to_string(), rows[at].2.max(rows[at + 1].2));
        return Err(InputError::Repeated { series: name, t, line });
    }
    let Some(shortest) = steps().min() else {
        return Err(InputError::TooShort { last: rows.len() as i64 });
    };
    let months = MONTH.contains(&shortest) && steps().any(|step| step != shortest);
    let follows = |start: NaiveDate| {
        if months {
            start.checked_add_months(Months::new(1))
        } else {
            start.checked_add_days(Days::new(shortest.unsigned_abs()))
        }
    };
    if let Some(at) = steps().position(|step| if months { !MONTH.contains(&step) } else { step != shortest })
    {
        let t = follows(rows[at].0).unwrap_or(rows[at].0).to_string();
        return Err(InputError::Gap { series: name, t });
    }
    let starts: Vec<NaiveDate> = rows.iter().map(|(start, _, _)| *start).collect();
    let last = starts.last().copied().unwrap_or_default();
    Ok(Dated {
        name,
        end: follows(last).unwrap_or(last) - Days::new(1),
        starts,
        values: rows.iter().map(|(_, count, _)| *count).collect(),
        periods_a_year: if months { 12.0 } else { YEAR / shortest as f64 },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dated(rows: &str) -> Result<Panel, InputError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dated.csv");
        std::fs::write(&path, format!("date,count\n{rows}")).unwrap();
        read(&path)
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn weeks_and_months_are_told_by_their_dates() {
        let weeks = dated("2024-01-08,2\n2024-01-01,1\n2024/1/15,3\n").unwrap();
        assert_eq!(weeks.series[0].values, [1.0, 2.0, 3.0]);
        assert!((weeks.series[0].periods_a_year - 365.25 / 7.0).abs() < 1e-12);
        assert_eq!(weeks.series[0].periods().last(), Some((day("2024-01-15"), day("2024-01-21"))));
        let months = dated("2024-01-01,1\n2024-02-01,2\n2024-03-01,3\n").unwrap();
        assert_eq!(months.series[0].periods_a_year, 12.0);
        assert_eq!(months.series[0].periods().last(), Some((day("2024-03-01"), day("2024-03-31"))));
    }

    #[test]
    fn an_absent_week_and_a_repeated_one_are_named_by_their_dates() {
        let gap = dated("2024-01-01,1\n2024-01-08,1\n2024-01-22,1\n").err().unwrap();
        assert!(gap.to_string().contains("no row for t = 2024-01-15"), "{gap}");
        let twice = dated("2024-01-01,1\n2024-01-08,1\n2024-01-08,1\n").err().unwrap();
        assert!(twice.to_string().contains("has t = 2024-01-08 twice, again at line 4"), "{twice}");
    }
}
