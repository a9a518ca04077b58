//! The fact sheet of a signal: where, what, how many, how rare, since when, and what else it could be.
//!
//! A template of facts: each line is composed from what the signal carries, in Chinese and in English, and a fact that
//! is absent leaves its sentence out. No sentence goes without its figure. What may be read depends on who reads:
//! outside the analysts' desk there are no texts, no single grid, and no count that could point at a family.

mod chinese;
mod doubt;
mod english;
mod rarity;

use domain::{Detector, Signal};

use crate::Context;

/// Who reads a fact sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The analysts' desk, which sees the reports themselves.
    Desk,
    /// A committee: texts, single grids and small cells are left out.
    Committee,
}

/// What a line of a fact sheet is about, in the order of the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// 在哪里
    Place,
    /// 什么事
    Matter,
    /// 多少件
    Count,
    /// 预计与通常区间
    Usual,
    /// 有多罕见
    Rarity,
    /// 自何时起
    Since,
    /// 往后怎样
    Outlook,
    /// 涉及哪些上报
    Reports,
    /// 典型表述
    Texts,
    /// 以往类似情况
    Past,
    /// 还可能是什么
    Doubts,
    /// 数据截至
    Cut,
}

impl Topic {
    /// All topics, in the order of the sheet.
    pub const ALL: [Self; 12] = [
        Self::Place,
        Self::Matter,
        Self::Count,
        Self::Usual,
        Self::Rarity,
        Self::Since,
        Self::Outlook,
        Self::Reports,
        Self::Texts,
        Self::Past,
        Self::Doubts,
        Self::Cut,
    ];

    /// The word used on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Matter => "matter",
            Self::Count => "count",
            Self::Usual => "usual",
            Self::Rarity => "rarity",
            Self::Since => "since",
            Self::Outlook => "outlook",
            Self::Reports => "reports",
            Self::Texts => "texts",
            Self::Past => "past",
            Self::Doubts => "doubts",
            Self::Cut => "cut",
        }
    }

    /// 小标题
    pub fn heading_zh(self) -> &'static str {
        match self {
            Self::Place => "在哪里",
            Self::Matter => "什么事",
            Self::Count => "多少件",
            Self::Usual => "与往常相比",
            Self::Rarity => "有多罕见",
            Self::Since => "自何时起",
            Self::Outlook => "今后预计",
            Self::Reports => "涉及哪些上报",
            Self::Texts => "典型表述",
            Self::Past => "以往类似情况",
            Self::Doubts => "还可能是什么",
            Self::Cut => "数据截至",
        }
    }

    /// The heading.
    pub fn heading_en(self) -> &'static str {
        match self {
            Self::Place => "Where",
            Self::Matter => "What",
            Self::Count => "How many",
            Self::Usual => "Against the usual",
            Self::Rarity => "How rare",
            Self::Since => "Since when",
            Self::Outlook => "What to expect",
            Self::Reports => "Which reports",
            Self::Texts => "Typical wording",
            Self::Past => "The like before",
            Self::Doubts => "What else it could be",
            Self::Cut => "Data as of",
        }
    }
}

/// One line of a fact sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is about.
    pub topic: Topic,
    /// 一句或几句，各带数字
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// Writes the fact sheet of a signal for a reader. Topics without a fact are left out; the others come in the order of
/// [`Topic::ALL`].
pub fn factsheet(signal: &Signal, context: &Context<'_>, reader: Reader) -> Vec<Line> {
    let view = View { signal, context, reader };
    let lines = Topic::ALL.into_iter().filter_map(|topic| {
        let (zh, en) = (chinese::say(topic, &view)?, english::say(topic, &view)?);
        Some(Line { topic, zh, en })
    });
    lines.collect()
}

/// A signal as its reader may see it.
struct View<'a> {
    signal: &'a Signal,
    context: &'a Context<'a>,
    reader: Reader,
}

/// A count as its reader may see it.
enum Shown {
    /// The count.
    Count(f64),
    /// Fewer than may be told.
    Fewer(u32),
}

impl View<'_> {
    /// A count of reports, or that it is small. Nothing at all points at nobody, and is the point of a silence.
    fn shown(&self, count: f64) -> Shown {
        let below = self.context.rules.suppress_below;
        if self.reader == Reader::Committee && count > 0.0 && count < f64::from(below) {
            Shown::Fewer(below)
        } else {
            Shown::Count(count)
        }
    }

    /// A count that is told only where it is worth a sentence and large enough for its reader.
    fn told(&self, count: u32) -> Option<u32> {
        let least = if self.reader == Reader::Desk { 1 } else { self.context.rules.suppress_below };
        (count >= least.max(1)).then_some(count)
    }

    /// Weeks from `since` to the end of the window, both included.
    fn weeks_since(&self, since: chrono::NaiveDate) -> i64 {
        ((self.signal.to - since).num_days() + 1).max(1).div_euclid(7).max(1)
    }
}

/// Whether a detector tells of past windows, on average, and of one to come.
fn is_of_past_windows(detector: Detector) -> bool {
    matches!(detector, Detector::CalendarEffect | Detector::OwnSeason)
}

#[cfg(test)]
mod tests;
