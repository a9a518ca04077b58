//! Tables as Parquet, bytes in and bytes out: the only file of the workspace that speaks to Polars.
//!
//! The same table gives the same bytes. Days are Parquet dates, names are text by dictionary.

use std::io::Cursor;

use chrono::NaiveDate;
use polars::prelude::{
    Column, DataFrame, DataType, IntoColumn, NamedFrom, ParquetReader, ParquetWriter, PolarsResult,
    SerReader, Series,
};

use super::{
    error::CubeError,
    receipts::{PatrolRow, Receipts, ReportRow},
};

/// A column of a table that is about to be written.
pub(super) enum Values<'a> {
    Day(Vec<NaiveDate>),
    MaybeDay(Vec<Option<NaiveDate>>),
    Text(Vec<&'a str>),
    MaybeText(Vec<Option<&'a str>>),
    Whole(Vec<u64>),
    MaybeWhole(Vec<Option<u64>>),
    MaybeReal(Vec<Option<f64>>),
    YesNo(Vec<bool>),
}

/// Writes a table, its columns in the order given.
pub(super) fn table(columns: Vec<(&str, Values<'_>)>) -> Result<Vec<u8>, CubeError> {
    write(columns).map_err(CubeError::Unwritable)
}

fn write(columns: Vec<(&str, Values<'_>)>) -> PolarsResult<Vec<u8>> {
    let columns: Vec<Column> = columns
        .into_iter()
        .map(|(name, values)| {
            let name = name.into();
            Ok(match values {
                Values::Day(days) => {
                    let days: Vec<i32> = days.iter().map(NaiveDate::to_epoch_days).collect();
                    Series::new(name, days).cast(&DataType::Date)?
                }
                Values::MaybeDay(days) => {
                    let days: Vec<Option<i32>> =
                        days.iter().map(|day| day.as_ref().map(NaiveDate::to_epoch_days)).collect();
                    Series::new(name, days).cast(&DataType::Date)?
                }
                Values::Text(texts) => Series::new(name, texts),
                Values::MaybeText(texts) => Series::new(name, texts),
                Values::Whole(numbers) => Series::new(name, numbers),
                Values::MaybeWhole(numbers) => Series::new(name, numbers),
                Values::MaybeReal(numbers) => Series::new(name, numbers),
                Values::YesNo(values) => Series::new(name, values),
            }
            .into_column())
        })
        .collect::<PolarsResult<_>>()?;
    let mut frame = DataFrame::new_infer_height(columns)?;
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame)?;
    Ok(bytes)
}

impl Receipts {
    /// The counts of reports as a Parquet table: `occurred_on`, `area`, `category`, `received_on`, `reports`.
    ///
    /// # Errors
    /// [`CubeError::Unwritable`].
    pub fn reports_to_parquet(&self) -> Result<Vec<u8>, CubeError> {
        let cells = || self.cells.iter();
        table(vec![
            ("occurred_on", Values::Day(cells().map(|cell| cell.occurred).collect())),
            ("area", Values::Text(cells().map(|cell| self.areas[cell.area as usize].as_str()).collect())),
            (
                "category",
                Values::Text(cells().map(|cell| self.categories[cell.category as usize].as_str()).collect()),
            ),
            ("received_on", Values::Day(cells().map(|cell| cell.received).collect())),
            ("reports", Values::Whole(cells().map(|cell| u64::from(cell.reports)).collect())),
        ])
    }

    /// The effort as a Parquet table: `day`, `grid`, `received_on`, `visits`, `zero_report`.
    ///
    /// # Errors
    /// [`CubeError::Unwritable`].
    pub fn effort_to_parquet(&self) -> Result<Vec<u8>, CubeError> {
        let patrols = || self.patrols.iter();
        table(vec![
            ("day", Values::Day(patrols().map(|patrol| patrol.day).collect())),
            (
                "grid",
                Values::Text(patrols().map(|patrol| self.areas[patrol.grid as usize].as_str()).collect()),
            ),
            ("received_on", Values::Day(patrols().map(|patrol| patrol.received).collect())),
            ("visits", Values::Whole(patrols().map(|patrol| u64::from(patrol.visits)).collect())),
            ("zero_report", Values::YesNo(patrols().map(|patrol| patrol.zero_report).collect())),
        ])
    }

    /// The receipts that two such tables hold. Rows that are alike are added up, whatever their order.
    ///
    /// # Errors
    /// [`CubeError::Unreadable`] for other bytes, [`CubeError::Value`] for a hole.
    pub fn from_parquet(reports: &[u8], effort: &[u8]) -> Result<Self, CubeError> {
        let reports = Table::read(reports)?;
        let effort = Table::read(effort)?;
        let (occurred, received) = (reports.days("occurred_on")?, reports.days("received_on")?);
        let (areas, categories) = (reports.texts("area")?, reports.texts("category")?);
        let counts = reports.numbers("reports")?;
        let rows: Vec<ReportRow<'_>> = (0..counts.len())
            .map(|row| ReportRow {
                occurred: occurred[row],
                area: areas[row],
                category: categories[row],
                received: received[row],
                reports: counts[row],
            })
            .collect();
        let (days, received) = (effort.days("day")?, effort.days("received_on")?);
        let (grids, visits) = (effort.texts("grid")?, effort.numbers("visits")?);
        let zero_reports = effort.yes_no("zero_report")?;
        let patrols: Vec<PatrolRow<'_>> = (0..visits.len())
            .map(|row| PatrolRow {
                day: days[row],
                grid: grids[row],
                received: received[row],
                visits: visits[row],
                zero_report: zero_reports[row],
            })
            .collect();
        Ok(Self::gather(&rows, &patrols))
    }
}

/// A table that was read, column by column.
struct Table(DataFrame);

impl Table {
    fn read(bytes: &[u8]) -> Result<Self, CubeError> {
        // One chunk a column, so that a text column can be read as one list.
        let reader = ParquetReader::new(Cursor::new(bytes)).set_rechunk(true);
        reader.finish().map(Self).map_err(CubeError::Unreadable)
    }

    fn whole(&self, name: &'static str, kind: &DataType) -> Result<&Column, CubeError> {
        let column = self.0.column(name).map_err(CubeError::Unreadable)?;
        if column.dtype() != kind || column.null_count() > 0 {
            return Err(CubeError::Value(name));
        }
        Ok(column)
    }

    fn days(&self, name: &'static str) -> Result<Vec<NaiveDate>, CubeError> {
        let column = self.whole(name, &DataType::Date)?.date().map_err(CubeError::Unreadable)?;
        let days = column.physical().into_no_null_iter();
        days.map(|day| NaiveDate::from_epoch_days(day).ok_or(CubeError::Value(name))).collect()
    }

    fn texts(&self, name: &'static str) -> Result<Vec<&str>, CubeError> {
        let column = self.whole(name, &DataType::String)?.str().map_err(CubeError::Unreadable)?;
        Ok(column.iter().flatten().collect())
    }

    fn numbers(&self, name: &'static str) -> Result<Vec<u32>, CubeError> {
        let column = self.whole(name, &DataType::UInt64)?.u64().map_err(CubeError::Unreadable)?;
        let numbers = column.into_no_null_iter();
        numbers.map(|number| number.try_into().map_err(|_| CubeError::Value(name))).collect()
    }

    fn yes_no(&self, name: &'static str) -> Result<Vec<bool>, CubeError> {
        let column = self.whole(name, &DataType::Boolean)?.bool().map_err(CubeError::Unreadable)?;
        Ok(column.iter().flatten().collect())
    }
}
