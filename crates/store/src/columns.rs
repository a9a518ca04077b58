//! Values of the domain as the two databases hold them: moments as microseconds, days and words as text,
//! lists as JSON.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{Decode, Row, Type, any::AnyRow};
use uuid::Uuid;

use crate::StoreError;

/// A moment as the databases hold it.
pub(crate) fn micros(moment: DateTime<Utc>) -> i64 {
    moment.timestamp_micros()
}

/// A list as the databases hold it.
pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Result<String, StoreError> {
    Ok(serde_json::to_string(value)?)
}

/// One row, read column by column.
#[derive(Clone, Copy)]
pub(crate) struct Columns<'r>(pub &'r AnyRow);

impl Columns<'_> {
    fn get<T>(self, column: &'static str) -> Result<T, StoreError>
    where
        T: for<'v> Decode<'v, sqlx::Any> + Type<sqlx::Any>,
    {
        Ok(self.0.try_get(column)?)
    }

    pub(crate) fn text(self, column: &'static str) -> Result<String, StoreError> {
        self.get(column)
    }

    pub(crate) fn maybe_text(self, column: &'static str) -> Result<Option<String>, StoreError> {
        self.get(column)
    }

    pub(crate) fn integer(self, column: &'static str) -> Result<i64, StoreError> {
        self.get(column)
    }

    pub(crate) fn maybe_integer(self, column: &'static str) -> Result<Option<i64>, StoreError> {
        self.get(column)
    }

    pub(crate) fn real(self, column: &'static str) -> Result<f64, StoreError> {
        self.get(column)
    }

    pub(crate) fn maybe_real(self, column: &'static str) -> Result<Option<f64>, StoreError> {
        self.get(column)
    }

    /// A whole number in the type the domain gives it.
    pub(crate) fn number<T: TryFrom<i64>>(self, column: &'static str) -> Result<T, StoreError> {
        fitting(column, self.integer(column)?)
    }

    pub(crate) fn maybe_number<T: TryFrom<i64>>(self, column: &'static str) -> Result<Option<T>, StoreError> {
        self.maybe_integer(column)?.map(|value| fitting(column, value)).transpose()
    }

    pub(crate) fn yes(self, column: &'static str) -> Result<bool, StoreError> {
        Ok(self.integer(column)? != 0)
    }

    pub(crate) fn moment(self, column: &'static str) -> Result<DateTime<Utc>, StoreError> {
        moment(column, self.integer(column)?)
    }

    pub(crate) fn maybe_moment(self, column: &'static str) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.maybe_integer(column)?.map(|value| moment(column, value)).transpose()
    }

    /// A text in the form that `parse` understands.
    pub(crate) fn word<T>(
        self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, StoreError> {
        let value = self.text(column)?;
        parse(&value).ok_or(StoreError::Unreadable { column, value })
    }

    pub(crate) fn day(self, column: &'static str) -> Result<NaiveDate, StoreError> {
        self.word(column, |text| text.parse().ok())
    }

    pub(crate) fn maybe_day(self, column: &'static str) -> Result<Option<NaiveDate>, StoreError> {
        match self.maybe_text(column)? {
            None => Ok(None),
            Some(_) => self.day(column).map(Some),
        }
    }

    pub(crate) fn id(self, column: &'static str) -> Result<Uuid, StoreError> {
        self.word(column, |text| text.parse().ok())
    }

    pub(crate) fn maybe_word<T>(
        self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, StoreError> {
        let Some(value) = self.maybe_text(column)? else { return Ok(None) };
        parse(&value).map(Some).ok_or(StoreError::Unreadable { column, value })
    }

    pub(crate) fn maybe_id(self, column: &'static str) -> Result<Option<Uuid>, StoreError> {
        self.maybe_word(column, |text| text.parse().ok())
    }

    pub(crate) fn maybe_json<T: DeserializeOwned>(
        self,
        column: &'static str,
    ) -> Result<Option<T>, StoreError> {
        self.maybe_word(column, |text| serde_json::from_str(text).ok())
    }

    pub(crate) fn json<T: DeserializeOwned>(self, column: &'static str) -> Result<T, StoreError> {
        self.word(column, |text| serde_json::from_str(text).ok())
    }
}

fn moment(column: &'static str, value: i64) -> Result<DateTime<Utc>, StoreError> {
    DateTime::from_timestamp_micros(value)
        .ok_or_else(|| StoreError::Unreadable { column, value: value.to_string() })
}

fn fitting<T: TryFrom<i64>>(column: &'static str, value: i64) -> Result<T, StoreError> {
    value.try_into().map_err(|_| StoreError::Unreadable { column, value: value.to_string() })
}

/// Reads every row with the same reader.
pub(crate) fn read_all<T>(
    rows: &[AnyRow],
    read: impl Fn(Columns<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    rows.iter().map(|row| read(Columns(row))).collect()
}

/// Reads the row, where there is one.
pub(crate) fn read_one<T>(
    row: Option<&AnyRow>,
    read: impl FnOnce(Columns<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    row.map(|row| read(Columns(row))).transpose()
}
