//! Reads the fields of a query or a body one by one and lists everything that is wrong with them at once.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use domain::{AreaId, CategoryCode, ReasonCode};
use uuid::Uuid;

use crate::{
    problem::{FieldError, Problem},
    service::Reference,
};

/// Rows of a list when the caller names no limit.
const USUAL_ROWS: u32 = 100;

/// Rows of a list at most: a page of a few hundred kilobytes.
pub(crate) const MOST_ROWS: u32 = 1000;

/// Years that anybody asks about; at the ends of the calendar a day has no week before it.
const YEARS: RangeInclusive<i32> = 1900..=2200;

/// The fields read so far, and what is wrong with them.
#[derive(Default)]
pub(crate) struct Fields(Vec<FieldError>);

impl Fields {
    /// Ends the reading.
    ///
    /// # Errors
    /// [`Problem::Invalid`] when any field was wrong.
    pub(crate) fn finish(self) -> Result<(), Problem> {
        if self.0.is_empty() { Ok(()) } else { Err(Problem::Invalid(self.0)) }
    }

    /// Ends the reading with a value that had to be there; it is absent only when a field was refused for it.
    ///
    /// # Errors
    /// [`Problem::Invalid`] when any field was wrong.
    pub(crate) fn finish_with<T>(self, value: Option<T>) -> Result<T, Problem> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(Problem::Invalid(self.0)),
        }
    }

    /// Notes that a field is wrong.
    pub(crate) fn refuse(&mut self, row: Option<u64>, field: &str, code: ReasonCode, zh: &str, en: &str) {
        self.0.push(FieldError {
            row,
            field: field.to_owned(),
            code: code.as_str().to_owned(),
            message_zh: zh.to_owned(),
            message_en: en.to_owned(),
        });
    }

    /// One of a closed list of words.
    pub(crate) fn word<T>(
        &mut self,
        field: &str,
        text: Option<&str>,
        parse: impl Fn(&str) -> Option<T>,
        allowed: &[&str],
    ) -> Option<T> {
        let text = text?;
        let value = parse(text);
        if value.is_none() {
            let zh = format!("请填写以下之一：{}。", allowed.join("、"));
            let en = format!("give one of: {}", allowed.join(", "));
            self.refuse(None, field, ReasonCode::Unknown, &zh, &en);
        }
        value
    }

    /// A day.
    pub(crate) fn day(&mut self, field: &str, text: Option<&str>) -> Option<NaiveDate> {
        let text = text?;
        let value = text.parse().ok().filter(|day: &NaiveDate| YEARS.contains(&day.year()));
        if value.is_none() {
            self.refuse(
                None,
                field,
                ReasonCode::Malformed,
                "日期请写成 2026-03-01 的形式。",
                "write the day like 2026-03-01",
            );
        }
        value
    }

    /// A moment.
    pub(crate) fn moment(&mut self, field: &str, text: Option<&str>) -> Option<DateTime<Utc>> {
        let text = text?;
        let value = text.parse().ok();
        if value.is_none() {
            self.refuse(
                None,
                field,
                ReasonCode::Malformed,
                "时刻请写成 2026-03-01T08:00:00+08:00 的形式。",
                "write the moment like 2026-03-01T08:00:00+08:00",
            );
        }
        value
    }

    /// An area that is known.
    pub(crate) fn area(&mut self, field: &str, text: Option<&str>, reference: &Reference) -> Option<AreaId> {
        let id = AreaId::from(text?);
        if reference.areas.get(&id).is_none() {
            self.refuse(
                None,
                field,
                ReasonCode::Unknown,
                "没有该代码的区域，请核对区划代码。",
                "no area has this id; see /v1/areas",
            );
            return None;
        }
        Some(id)
    }

    /// A category that is known, by code or name.
    pub(crate) fn category(&mut self, text: Option<&str>, reference: &Reference) -> Option<CategoryCode> {
        let found = reference.taxonomy.find(text?);
        if found.is_none() {
            self.refuse(
                None,
                "category",
                ReasonCode::Unknown,
                "没有该纠纷类别，请填写类别代码或名称。",
                "no such category; give a code or name of /v1/categories",
            );
        }
        found.map(|category| category.code.clone())
    }

    /// Ids, separated by commas.
    pub(crate) fn ids(&mut self, text: Option<&str>) -> Option<Vec<Uuid>> {
        let text = text?;
        let ids: Option<Vec<Uuid>> =
            text.split(',').filter(|id| !id.is_empty()).map(|id| id.trim().parse().ok()).collect();
        match ids {
            Some(ids) if ids.len() <= MOST_ROWS as usize => Some(ids),
            Some(_) => {
                self.refuse(
                    None,
                    "ids",
                    ReasonCode::TooLarge,
                    &format!("一次最多查询 {MOST_ROWS} 个编号。"),
                    &format!("ask for at most {MOST_ROWS} ids at once"),
                );
                None
            }
            None => {
                self.refuse(
                    None,
                    "ids",
                    ReasonCode::Malformed,
                    "编号应为 UUID，多个编号用英文逗号分隔。",
                    "give UUIDs, separated by commas",
                );
                None
            }
        }
    }

    /// A whole number in a range.
    pub(crate) fn whole(
        &mut self,
        field: &str,
        text: Option<&str>,
        range: RangeInclusive<u64>,
    ) -> Option<u64> {
        let value = text?.parse().ok().filter(|value| range.contains(value));
        if value.is_none() {
            let (least, most) = (range.start(), range.end());
            let zh = format!("应为 {least} 至 {most} 之间的整数。");
            let en = format!("give a whole number from {least} to {most}");
            self.refuse(None, field, ReasonCode::OutOfRange, &zh, &en);
        }
        value
    }

    /// How many rows are asked for.
    pub(crate) fn limit(&mut self, limit: Option<&str>) -> u32 {
        let Some(text) = limit else { return USUAL_ROWS };
        match text.parse() {
            Ok(rows @ 1..=MOST_ROWS) => rows,
            _ => {
                self.refuse(
                    None,
                    "limit",
                    ReasonCode::OutOfRange,
                    &format!("条数应在 1 至 {MOST_ROWS} 之间。"),
                    &format!("give a number from 1 to {MOST_ROWS}"),
                );
                USUAL_ROWS
            }
        }
    }

    /// A text that must say something, at most `longest` characters, redacted before anyone keeps it.
    pub(crate) fn text(&mut self, field: &str, text: &str, longest: usize) -> String {
        let text = text.trim();
        if text.is_empty() {
            self.refuse(None, field, ReasonCode::Missing, "此项必填。", "this must not be empty");
        } else if text.chars().count() > longest {
            self.refuse(
                None,
                field,
                ReasonCode::TooLarge,
                &format!("不得超过 {longest} 字。"),
                &format!("use at most {longest} characters"),
            );
        }
        ingestion::redact(text)
    }
}
