//! The document: a letter, a bulletin or a report as plain values, composed once and rendered as HTML, PDF and DOCX.
//!
//! The renderings know nothing but these values, so they cannot disagree; and what is frozen when a document is issued
//! is this value, from which the same pages come out years later. Every text is in its final words.

#[cfg(test)]
mod agreement;
mod html;

use chrono::NaiveDate;
use domain::RiskLevel;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{PressError, chart::Chart};

/// What every page that rests on our rules must say: it supports a decision and is not one.
pub(crate) const DECISION_SUPPORT: &str = "辅助研判，仅供参考";

/// A letter, a bulletin or a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// How it is laid out.
    pub(crate) layout: Layout,
    /// What it is called: in the head of a page, in the properties of a file, in the name of a file.
    pub title: String,
    /// The body that speaks.
    pub(crate) issuer: String,
    /// The day on it; none on a draft.
    pub date: Option<NaiveDate>,
    /// What stands on it, from top to bottom. Each sheet begins on a page of its own.
    pub(crate) sheets: Vec<Vec<Block>>,
}

/// The three layouts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Layout {
    /// An official document after GB/T 9704-2012: 22 lines of 28 characters.
    Letter,
    /// One page with one table, in smaller type.
    Bulletin,
    /// As many pages as it needs, set like a letter under the head of a bulletin.
    Report,
}

/// One element of a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Block {
    /// The marks at the top: what the reader must know first, and what the page is.
    Marks { left: Vec<Run>, right: String },
    /// 发文机关标志: the name in red.
    Office { text: String },
    /// 发文字号.
    Number { text: String },
    /// 简报名称: the name of the bulletin in red.
    Masthead { text: String },
    /// 期号.
    Issue { text: String },
    /// Who edited the bulletin, and the day.
    Edited { left: String, right: String },
    /// The red rule.
    Rule,
    /// 标题; a line breaks between its phrases, never inside a word.
    Title { phrases: Vec<String> },
    /// 主送机关.
    Addressee { text: String },
    /// A heading of the first level: 一、
    Heading { text: String },
    /// A paragraph.
    Paragraph { runs: Vec<Run> },
    /// The drawing with its caption.
    Chart { chart: Chart },
    /// A table of figures: its head, its rows, and its total.
    Table { head: Vec<String>, rows: Vec<Vec<String>>, total: Vec<String> },
    /// What stays on one page: the signature never stands on a page without text.
    Together { blocks: Vec<Block> },
    /// 附件说明.
    Attachment { text: String },
    /// 发文机关署名 and 成文日期.
    Signature { issuer: String, date: String },
    /// Data cut, method and limits, in small type.
    Note { text: String },
    /// 版记: copies, printing body and day.
    Imprint { copies: Option<String>, printer: String, printed: String },
    /// 附件: the mark at the top of an attachment.
    Mark { text: String },
    /// The form that comes back.
    Slip { rows: Vec<SlipRow> },
    /// What is said below the form.
    Remark { text: String },
}

/// Words in one face.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Run {
    /// The words.
    pub(crate) text: String,
    /// Their face.
    pub(crate) face: Face,
}

/// How words look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Face {
    /// As the block they stand in.
    Plain,
    /// 楷体: a heading of the second level, （一）, that runs on into its paragraph.
    Kai,
    /// In the colour of a level.
    Level(RiskLevel),
}

/// One row of the form that comes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SlipRow {
    /// What is asked.
    pub(crate) label: String,
    /// What is printed already.
    pub(crate) text: String,
    /// The room for the answer.
    pub(crate) room: Room,
}

/// How high a row of the form is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Room {
    /// As high as what is printed in it.
    Printed,
    /// A signature or a day.
    Line,
    /// Some sentences by hand.
    Sentences,
}

impl Document {
    /// The document as text, to be kept: every form can be rendered from it again.
    pub fn frozen(&self) -> String {
        json!(self).to_string()
    }

    /// The document that was kept.
    ///
    /// # Errors
    /// [`PressError::Frozen`] when the text is none that [`Document::frozen`] gave.
    pub fn thaw(text: &str) -> Result<Self, PressError> {
        serde_json::from_str(text).map_err(|error| PressError::Frozen(error.to_string()))
    }
}

impl Run {
    /// Words as the block they stand in.
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), face: Face::Plain }
    }
}

impl Block {
    /// A paragraph in one face.
    pub(crate) fn paragraph(text: impl Into<String>) -> Self {
        Self::Paragraph { runs: vec![Run::plain(text)] }
    }
}
