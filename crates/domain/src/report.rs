//! A field report, the effort behind it, and a row that could not be accepted.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{AreaId, CategoryCode};

/// The id of a report, made by the client (UUID version 7), so that a retry is harmless.
pub type ReportId = Uuid;

/// How the matter came to be known (发现渠道).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// 网格员巡查
    Patrol,
    /// 群众上报
    Public,
    /// 12345 热线
    Hotline,
    /// 派出所警情(警调)
    Police,
    /// 信访(访调)
    Petition,
    /// 法院(诉调)
    Court,
    /// A file of another system.
    Import,
}

impl Channel {
    /// All channels.
    pub const ALL: [Self; 7] =
        [Self::Patrol, Self::Public, Self::Hotline, Self::Police, Self::Petition, Self::Court, Self::Import];

    /// The word used on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patrol => "patrol",
            Self::Public => "public",
            Self::Hotline => "hotline",
            Self::Police => "police",
            Self::Petition => "petition",
            Self::Court => "court",
            Self::Import => "import",
        }
    }

    /// Its names in Chinese and English, as they stand in a sentence.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Patrol => ("网格员巡查", "patrols"),
            Self::Public => ("群众反映", "residents"),
            Self::Hotline => ("12345热线", "the 12345 hotline"),
            Self::Police => ("派出所警情", "the police"),
            Self::Petition => ("信访", "petitions"),
            Self::Court => ("法院", "the court"),
            Self::Import => ("其他系统导入", "another system"),
        }
    }

    /// The channel named by [`Channel::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == text)
    }
}

/// How many are involved (事件规模 01/02/03).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Scale {
    /// 01 个体性事件
    #[serde(rename = "01")]
    Individual,
    /// 02 一般群体性事件
    #[serde(rename = "02")]
    Group,
    /// 03 重大群体性事件
    #[serde(rename = "03")]
    LargeGroup,
}

impl Scale {
    /// All scales, smallest first.
    pub const ALL: [Self; 3] = [Self::Individual, Self::Group, Self::LargeGroup];

    /// The code used on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Individual => "01",
            Self::Group => "02",
            Self::LargeGroup => "03",
        }
    }

    /// The scale with this code; a single digit is taken too.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "01" | "1" => Some(Self::Individual),
            "02" | "2" => Some(Self::Group),
            "03" | "3" => Some(Self::LargeGroup),
            _ => None,
        }
    }
}

/// One dispute as reported from the field. The text is already redacted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Client-made id.
    pub id: ReportId,
    /// Where: normally a grid; a wider area when no more is known.
    pub area: AreaId,
    /// What kind.
    pub category: CategoryCode,
    /// The local day on which it happened (valid time).
    pub occurred_on: NaiveDate,
    /// When it was written down in the field.
    pub reported_at: DateTime<Utc>,
    /// When this system first held it (record time): what "as known at" asks for.
    pub received_at: DateTime<Utc>,
    /// How it came to be known.
    pub channel: Channel,
    /// How many are involved.
    pub scale: Scale,
    /// People involved, where known.
    pub people: Option<u32>,
    /// Amount in dispute in yuan, where known.
    pub amount_yuan: Option<f64>,
    /// Two sentences of what happened, redacted.
    pub summary: String,
    /// Marks that cut across categories: `irrigation_water`.
    #[serde(default)]
    pub tags: Vec<String>,
}

impl Report {
    /// Whether two reports say the same; the moment of receipt is not part of what is said.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let same_moment = Self { received_at: other.received_at, ..self.clone() };
        same_moment == *other
    }
}

/// Patrol effort in one grid on one day: counts only, no person and no track.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effort {
    /// The grid.
    pub grid: AreaId,
    /// The local day.
    pub day: NaiveDate,
    /// Households or shops visited.
    pub visits: u32,
    /// "Nothing to report" was said explicitly.
    pub zero_report: bool,
}

/// What is wrong with a field, as a caller can act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonCode {
    /// The field is absent or empty.
    Missing,
    /// The field cannot be read as what it should be.
    Malformed,
    /// The field names something that is not known here.
    Unknown,
    /// The field lies outside what is allowed.
    OutOfRange,
    /// The bytes are not text in UTF-8 (or the declared encoding).
    Encoding,
    /// The row as a whole is too large.
    TooLarge,
    /// The caller may not file for this place.
    Forbidden,
    /// The id is taken by a report that says something else.
    Conflict,
}

impl ReasonCode {
    /// All codes.
    pub const ALL: [Self; 8] = [
        Self::Missing,
        Self::Malformed,
        Self::Unknown,
        Self::OutOfRange,
        Self::Encoding,
        Self::TooLarge,
        Self::Forbidden,
        Self::Conflict,
    ];

    /// The code named by [`ReasonCode::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str() == text)
    }

    /// The word used on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Malformed => "malformed",
            Self::Unknown => "unknown",
            Self::OutOfRange => "out_of_range",
            Self::Encoding => "encoding",
            Self::TooLarge => "too_large",
            Self::Forbidden => "forbidden",
            Self::Conflict => "conflict",
        }
    }
}

/// One reason why a row was not accepted: the field, the code, and what to do, in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Name of the field, or `row`.
    pub field: String,
    /// What is wrong.
    pub code: ReasonCode,
    /// 怎么改
    pub message_zh: String,
    /// What to do.
    pub message_en: String,
}

/// A row that was not accepted. It is kept, redacted, with its reasons: nothing that arrived is dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// Position in the input, counted from 1 (the header of a CSV is row 1).
    pub row: u64,
    /// The id, where one could be read.
    pub id: Option<ReportId>,
    /// The row as it came, redacted, bytes that are not text replaced by U+FFFD, cut to a bounded length.
    pub raw: String,
    /// Why: at least one reason.
    pub reasons: Vec<Reason>,
}
