//! Where and when: the fields that are judged against the tree of areas and the moment of receipt.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::{AreaId, ReasonCode};

use super::names::Names;
use super::{CLOCK_SKEW, EARLIEST_YEAR, Judge, value};
use crate::{
    field::Field,
    mapping::County,
    row::{Cell, Reasons, Row},
    text, when,
};

impl Judge<'_> {
    pub(super) fn area(&mut self, row: &mut Row<'_>, reasons: &mut Reasons) -> Option<AreaId> {
        if let Some(county) = self.file.and_then(|mapping| mapping.county()) {
            return self.area_from_file(county, row, reasons);
        }
        let cell = row.take(Field::Area);
        if let Cell::Text(text) = &cell {
            let id = AreaId::from(text.trim());
            if self.reference.areas.get(&id).is_some() {
                return Some(id);
            }
        }
        if self.file.is_none() {
            let text = value::text(Field::Area, &cell, reasons)?.trim();
            self.unknown_area(text, reasons);
            return None;
        }
        let below = match &cell {
            Cell::Text(text) => text.trim(),
            _ => "",
        };
        let (town, village) = (row.text(Field::Town).unwrap_or(""), row.text(Field::Village).unwrap_or(""));
        let found =
            self.names.get_or_insert_with(|| Names::new(self.reference.areas)).find(town, village, below);
        match found {
            Some(found) => return Some(found),
            None if [town, village, below].iter().all(|name| name.is_empty()) => reasons.missing(Field::Area),
            None => {
                let named = [town, village, below].into_iter().rfind(|name| !name.is_empty());
                self.unknown_area(named.unwrap_or_default(), reasons);
            }
        }
        None
    }

    /// Refuses a code that had ended when the report was written. What a phone wrote before, or a ledger of those years
    /// holds, was filed rightly, and so was the retry of it.
    pub(super) fn refuse_ended(&self, area: &AreaId, reported_at: DateTime<Utc>, reasons: &mut Reasons) {
        let written_on = self.zone.day(reported_at);
        if let Some(ended) = self.reference.areas.ended(area).filter(|ended| ended.on <= written_on) {
            reasons.add(Field::Area, ReasonCode::Unknown, ended.zh(), ended.to_string());
        }
    }

    /// The narrowest area that the row's names lead to. A village or town that is not drawn, because the cell is
    /// empty or too few rows name it, leaves the row with the wider area: a coarse place is better than none.
    fn area_from_file(&self, county: &County, row: &Row<'_>, reasons: &mut Reasons) -> Option<AreaId> {
        let known = |id: AreaId| self.reference.areas.get(&id).is_some().then_some(id);
        let town = row.text(Field::Town).and_then(|name| county.town(name)).and_then(known);
        let village = town.as_ref().zip(row.text(Field::Village));
        let village = village.and_then(|(town, name)| county.village(town, name)).and_then(known);
        let found = village.or(town).or_else(|| known(county.id.clone()));
        if found.is_none() {
            self.unknown_area(county.id.as_str(), reasons);
        }
        found
    }

    fn unknown_area(&self, text: &str, reasons: &mut Reasons) {
        let shown = text::quoted(text);
        // What a spreadsheet makes of a long number: 6.20982E+14.
        let mangled = text.contains("E+") && text.starts_with(|c: char| c.is_ascii_digit());
        let (how_zh, how_en) = if mangled {
            (
                "这是表格软件改写过的数字，请把该列设为文本格式后重新填写",
                "a spreadsheet has rewritten the number; set the column to text and enter the code again",
            )
        } else {
            ("请核对网格编号，或先登记该地点", "check the code, or register the place first")
        };
        reasons.add(
            Field::Area,
            ReasonCode::Unknown,
            format!("地点“{shown}”未登记；{how_zh}"),
            format!("area {shown:?} is not known here; {how_en}"),
        );
    }

    pub(super) fn occurred_on(
        &self,
        row: &mut Row<'_>,
        received_at: DateTime<Utc>,
        reasons: &mut Reasons,
    ) -> Option<NaiveDate> {
        let cell = row.take(Field::OccurredOn);
        let text = value::text(Field::OccurredOn, &cell, reasons)?.trim();
        let day = match self.file {
            Some(mapping) => mapping.dates.read(text).map(|when| when.day(self.zone)),
            None => when::read_iso_day(text),
        };
        let Some(day) = day else {
            if self.file.is_some() && when::lacks_a_year(text) {
                let shown = text::quoted(text);
                reasons.add(
                    Field::OccurredOn,
                    ReasonCode::Malformed,
                    format!("发生日期“{shown}”没有年份，请写全，如 2025年6月3日"),
                    format!("occurred_on {shown:?} has no year; write it in full, like 2025-06-03"),
                );
            } else {
                reasons.malformed(Field::OccurredOn, text);
            }
            return None;
        };
        let today = self.zone.day(received_at);
        if day > today {
            reasons.add(
                Field::OccurredOn,
                ReasonCode::OutOfRange,
                format!("发生日期 {day} 晚于接收日期 {today}，请核对年月日"),
                format!("occurred_on {day} is after the day of receipt, {today}; correct the date"),
            );
            return None;
        }
        if day.year() < EARLIEST_YEAR {
            reasons.add(
                Field::OccurredOn,
                ReasonCode::OutOfRange,
                format!("发生日期 {day} 早于 {EARLIEST_YEAR} 年，请核对年份"),
                format!("occurred_on {day} is before the year {EARLIEST_YEAR}; correct the year"),
            );
            return None;
        }
        Some(day)
    }

    /// A moment that may not lie after `limit`; `None` when it is absent or refused.
    pub(super) fn moment(
        &self,
        field: Field,
        cell: &Cell<'_>,
        limit: DateTime<Utc>,
        reasons: &mut Reasons,
    ) -> Option<DateTime<Utc>> {
        let text = match cell {
            Cell::Absent => return None,
            _ => value::text(field, cell, reasons)?.trim(),
        };
        let moment = match self.file {
            Some(mapping) => mapping.dates.read(text).map(|when| when.moment(self.zone)),
            None => when::read_rfc3339(text),
        };
        let Some(moment) = moment else {
            reasons.malformed(field, text);
            return None;
        };
        let (label, name) = (field.label_zh(), field.name());
        if moment > limit + CLOCK_SKEW {
            reasons.add(
                field,
                ReasonCode::OutOfRange,
                format!("{label}在未来，请校准设备时钟后重新发送"),
                format!("{name} lies in the future; set the clock of the device and send again"),
            );
            return None;
        }
        if moment.year() < EARLIEST_YEAR {
            reasons.add(
                field,
                ReasonCode::OutOfRange,
                format!("{label}早于 {EARLIEST_YEAR} 年，请核对年份"),
                format!("{name} is before the year {EARLIEST_YEAR}; correct the year"),
            );
            return None;
        }
        Some(moment)
    }
}
