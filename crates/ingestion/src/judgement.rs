//! From a row to a report, or to every reason why it is none.

pub(crate) mod looks_like;
mod names;
mod place;
mod value;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{Category, CategoryCode, ReasonCode, Rejected, Report, ReportId, Scale, Taxonomy};
use uuid::Uuid;

use crate::{
    check::{Accepted, Checked, Receipt, Reference},
    field::Field,
    mapping::{Mapping, Origin},
    redaction,
    row::{Cell, Reasons, Row},
    text,
    when::Zone,
};

/// How far a phone's clock may run ahead of ours. Phones in the field set themselves by the network; five minutes
/// covers those that were offline for days.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(5);

/// The first day that a report may speak of: older files are archives, and 1970 or 1900 is a default of a program.
const EARLIEST_YEAR: i32 = 2000;

/// The namespace of ids derived here (UUID version 5), so that they never meet those of another program.
const DERIVED: Uuid = Uuid::from_u128(0x6f1d_52a4_0c7e_4d0b_9b51_d3c2_8ea7_1964);

/// Judges rows against the reference, one input long.
pub(crate) struct Judge<'a> {
    reference: Reference<'a>,
    receipt: Receipt,
    zone: Zone,
    /// The mapping of a file; `None` on the wire, where no spelling but the documented one is taken.
    file: Option<&'a Mapping>,
    /// Category texts already looked up, since a file repeats a few of them many times.
    categories: HashMap<String, CategoryCode>,
    /// The places by name, made when a file first names one.
    names: Option<names::Names>,
}

impl<'a> Judge<'a> {
    /// For objects as the API documents them.
    pub(crate) fn of_wire(reference: Reference<'a>, receipt: Receipt) -> Self {
        Self {
            zone: Zone::County(reference.time),
            reference,
            receipt,
            file: None,
            categories: HashMap::new(),
            names: None,
        }
    }

    /// For a table read through a mapping.
    pub(crate) fn of_file(reference: Reference<'a>, receipt: Receipt, mapping: &'a Mapping) -> Self {
        Self { zone: mapping.zone(reference.time), file: Some(mapping), ..Self::of_wire(reference, receipt) }
    }

    /// Whether rows may say themselves when they were received.
    pub(crate) fn trusts_received_at(&self) -> bool {
        matches!(self.receipt, Receipt::AsRecorded { .. })
    }

    /// Adds the row to the good or to the refused ones; `raw` is what is kept of a refused one.
    pub(crate) fn judge(&mut self, number: u64, raw: &[u8], mut row: Row<'_>, checked: &mut Checked) {
        let mut reasons = std::mem::take(&mut row.faults);
        let id = self.id(&mut row, &mut reasons);
        let base = value::base(&mut row, self.file.is_some(), &mut reasons);
        match self.report(id, row, &mut reasons) {
            Some(report) if reasons.is_empty() => {
                checked.accepted.push(Accepted { row: number, report, base });
            }
            _ => self.reject(number, id, raw, reasons, checked),
        }
    }

    /// Refuses a row that could not be read at all.
    pub(crate) fn refuse(&self, number: u64, raw: &[u8], reasons: Reasons, checked: &mut Checked) {
        self.reject(number, None, raw, reasons, checked);
    }

    /// Refuses a row whose bytes are not text.
    pub(crate) fn refuse_encoding(&self, number: u64, raw: &[u8], gb18030: bool, checked: &mut Checked) {
        let mut reasons = Reasons::default();
        let (zh, en) = match (gb18030, self.file) {
            (true, Some(_)) => (
                "这些内容像是 GB 18030 编码，请另存为 UTF-8，或在映射文件中声明 encoding = \"gb18030\"",
                "this looks like GB 18030; save the file as UTF-8 or declare encoding = \"gb18030\" in the mapping",
            ),
            (true, None) => (
                "这些内容像是 GB 18030 编码，请转换为 UTF-8 后重新发送",
                "this looks like GB 18030; convert it to UTF-8 and send it again",
            ),
            (false, _) => (
                "含有无法识别的字节，请以 UTF-8 编码保存后重新发送",
                "holds bytes that are not text; save it as UTF-8 and send it again",
            ),
        };
        reasons.add_row(ReasonCode::Encoding, zh.to_owned(), en.to_owned());
        self.reject(number, None, raw, reasons, checked);
    }

    /// Refuses a row that is larger than any report; `false` when it is not.
    pub(crate) fn refuse_too_large(&self, number: u64, raw: &[u8], checked: &mut Checked) -> bool {
        if raw.len() <= text::LARGEST_ROW {
            return false;
        }
        let limit = text::LARGEST_ROW / 1024;
        let mut reasons = Reasons::default();
        // In a table this is how an open quotation mark shows: it swallows the lines after it.
        let several_lines = self.file.is_some() && raw.contains(&b'\n');
        let (hint_zh, hint_en) = if several_lines {
            (
                "该行吞并了后面多行，请检查引号是否成对，改正后重新导入全部文件",
                "it runs over several lines, so look for a quotation mark that is not closed, and import the whole file again",
            )
        } else {
            ("请只保留事件简述，不要附带图片或附件", "send the summary only, without pictures or attachments")
        };
        reasons.add_row(
            ReasonCode::TooLarge,
            format!("单行超过 {limit} KiB；{hint_zh}"),
            format!("the row is larger than {limit} KiB; {hint_en}"),
        );
        self.reject(number, None, raw, reasons, checked);
        true
    }

    fn reject(&self, row: u64, id: Option<ReportId>, raw: &[u8], reasons: Reasons, checked: &mut Checked) {
        let raw = text::kept(raw, self.reference.areas);
        checked.rejected.push(Rejected { row, id, raw, reasons: reasons.into_vec() });
    }

    /// The report; `None` when a field it cannot be without is refused. Every field is looked at either way.
    fn report(&mut self, id: Option<ReportId>, mut row: Row<'_>, reasons: &mut Reasons) -> Option<Report> {
        let received_at = self.received_at(&mut row, reasons);
        let area = self.area(&mut row, reasons);
        let category = self.category(&mut row, reasons);
        let occurred_on = self.occurred_on(&mut row, received_at, reasons);
        let written_at = self.reported_at(&mut row, received_at, reasons);
        let channel = value::channel(&mut row, reasons);
        let scale = value::scale(&mut row, reasons);
        let people = value::people(&mut row, self.file.is_some(), reasons);
        let amount_yuan = value::amount(&mut row, self.file.is_some(), reasons);
        let summary = self.summary(&mut row, reasons);
        let tags = value::tags(&mut row, reasons);
        let (area, occurred_on) = (area?, occurred_on?);
        let reported_at =
            written_at.unwrap_or_else(|| self.presumed_written_at(id, occurred_on, received_at));
        self.refuse_ended(&area, reported_at, reasons);
        let mut report = Report {
            id: id.unwrap_or_default(),
            area,
            category: category?,
            occurred_on,
            reported_at,
            received_at,
            channel: channel?,
            // GB/T 31000 does not require the scale; an event of which nobody says more is an individual one.
            scale: scale.unwrap_or(Scale::Individual),
            people,
            amount_yuan,
            summary: summary?,
            tags,
        };
        if id.is_none() && self.file.is_some() {
            report.id = self.derived_from_content(&report);
        }
        Some(report)
    }

    /// The id that the row carries or, in a file, the one that follows from the id of the other system. A file
    /// without either gets ids from the content; on the wire a missing id is a fault.
    fn id(&self, row: &mut Row<'_>, reasons: &mut Reasons) -> Option<ReportId> {
        match row.take(Field::Id) {
            Cell::Text(text) => match Uuid::parse_str(text.trim()) {
                Ok(id) if !id.is_nil() => return Some(id),
                _ => reasons.malformed(Field::Id, &text),
            },
            Cell::Absent => match (self.file, row.text(Field::SourceId)) {
                (Some(mapping), Some(source_id)) => return Some(derived(mapping, "id", &[source_id])),
                (Some(_), None) => {}
                (None, _) => reasons.missing(Field::Id),
            },
            _ => reasons.wrong_kind(Field::Id),
        }
        None
    }

    /// The same content gives the same id, so importing a file twice is harmless. The redacted text is used: an id
    /// must not be a way to test guesses at the telephone number that stood in it.
    fn derived_from_content(&self, report: &Report) -> ReportId {
        let Some(mapping) = self.file else { return report.id };
        let people = report.people.map_or_else(String::new, |people| people.to_string());
        let amount = report.amount_yuan.map_or_else(String::new, |amount| amount.to_string());
        let parts = [
            report.area.as_str(),
            report.category.as_str(),
            &report.occurred_on.to_string(),
            &report.reported_at.to_rfc3339(),
            report.channel.as_str(),
            report.scale.as_str(),
            &people,
            &amount,
            &report.summary,
            &report.tags.join(","),
        ];
        derived(mapping, "content", &parts)
    }

    fn received_at(&self, row: &mut Row<'_>, reasons: &mut Reasons) -> DateTime<Utc> {
        let cell = row.take(Field::ReceivedAt);
        let fallback = match self.receipt {
            Receipt::At(now) => {
                if !matches!(cell, Cell::Absent) {
                    reasons.add(
                        Field::ReceivedAt,
                        ReasonCode::Unknown,
                        "接收时间（received_at）由系统填写，请删去".to_owned(),
                        "received_at is set by the system; leave it out".to_owned(),
                    );
                }
                return now;
            }
            Receipt::AsRecorded { fallback } => fallback,
        };
        self.moment(Field::ReceivedAt, &cell, fallback, reasons).unwrap_or(fallback)
    }

    fn reported_at(
        &self,
        row: &mut Row<'_>,
        received_at: DateTime<Utc>,
        reasons: &mut Reasons,
    ) -> Option<DateTime<Utc>> {
        let cell = row.take(Field::ReportedAt);
        self.moment(Field::ReportedAt, &cell, received_at, reasons)
    }

    /// When a report that does not say so was written: the moment inside a version 7 id, else the start of the day
    /// it speaks of. Not the moment of receipt: a retry would then say something else than the first attempt and
    /// be taken for a conflict.
    fn presumed_written_at(
        &self,
        id: Option<ReportId>,
        occurred_on: NaiveDate,
        received_at: DateTime<Utc>,
    ) -> DateTime<Utc> {
        const VERSION: usize = 7;
        id.filter(|id| id.get_version_num() == VERSION)
            .and_then(|id| id.get_timestamp())
            .and_then(|stamp| {
                let (seconds, nanoseconds) = stamp.to_unix();
                DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanoseconds)
            })
            .filter(|moment| *moment <= received_at + CLOCK_SKEW && self.zone.day(*moment) >= occurred_on)
            .unwrap_or_else(|| self.zone.moment(occurred_on.into()))
    }

    fn summary(&self, row: &mut Row<'_>, reasons: &mut Reasons) -> Option<String> {
        /// 事件简述 of GB/T 31000.
        const LONGEST: usize = 2000;
        let cell = row.take(Field::Summary);
        let text = value::text(Field::Summary, &cell, reasons)?;
        let text = text::plain(text);
        if text.is_empty() {
            reasons.missing(Field::Summary);
            return None;
        }
        let length = text.chars().count();
        if length > LONGEST {
            reasons.add(
                Field::Summary,
                ReasonCode::OutOfRange,
                format!("事件简述有 {length} 字，超过 {LONGEST} 字，请压缩"),
                format!("summary has {length} characters, more than {LONGEST}; shorten it"),
            );
            return None;
        }
        Some(redaction::mask(&text, self.reference.areas).into_owned())
    }

    fn category(&mut self, row: &mut Row<'_>, reasons: &mut Reasons) -> Option<CategoryCode> {
        let cell = row.take(Field::Category);
        let text = value::text(Field::Category, &cell, reasons)?;
        if let Some(code) = self.categories.get(text) {
            return Some(code.clone());
        }
        let taxonomy = self.reference.taxonomy;
        let found = taxonomy.find(text).or_else(|| {
            let mapping = self.file?;
            let invented = mapping.categories == Origin::FromFile;
            let invented = invented.then(|| taxonomy.get(&CategoryCode::new(text::slug(text)))).flatten();
            invented.or_else(|| as_files_write_it(taxonomy, text))
        });
        if let Some(category) = found {
            self.categories.insert(text.to_owned(), category.code.clone());
            return Some(category.code.clone());
        }
        let shown = text::quoted(text);
        reasons.add(
            Field::Category,
            ReasonCode::Unknown,
            format!("类别“{shown}”不在类别表中，请改用类别表中的代码或名称，如“02”或“邻里纠纷”"),
            format!("category {shown:?} is not in the list of categories; use a code or name from it: 02"),
        );
        None
    }
}

/// A code whose leading zero a spreadsheet has taken, or a code and a name together ("02 邻里纠纷"): of the two the name
/// counts, since systems differ in their numbers.
fn as_files_write_it<'t>(taxonomy: &'t Taxonomy, text: &str) -> Option<&'t Category> {
    let text = text.trim();
    let name = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = &text[..text.len() - name.len()];
    let name = name.trim_matches(|c: char| c.is_whitespace() || "-_.、:：（）()".contains(c));
    if !name.is_empty() {
        return taxonomy.find(name);
    }
    (digits.len() % 2 == 1).then(|| taxonomy.get(&CategoryCode::new(format!("0{digits}")))).flatten()
}

fn derived(mapping: &Mapping, kind: &str, parts: &[&str]) -> ReportId {
    // The separator cannot occur in a part: it is removed from text, and ids of other systems are single words.
    const SEPARATOR: &str = "\u{1f}";
    let name = [&[mapping.source.as_str(), kind], parts].concat().join(SEPARATOR);
    Uuid::new_v5(&DERIVED, name.as_bytes())
}
