//! The texts of one report over time: what was submitted, what stood when, and where it came in.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{AreaId, Report, Role};

/// A report as somebody handed it in: a first text, or a correction of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Submission {
    /// The text.
    pub report: Report,
    /// The number of the revision that it corrects; `None` for a first text.
    pub base: Option<u32>,
}

impl Submission {
    /// The number of the revision that it becomes when nothing stands against it.
    pub fn number(&self) -> u32 {
        self.base.unwrap_or(0).saturating_add(1)
    }
}

impl From<Report> for Submission {
    fn from(report: Report) -> Self {
        Self { report, base: None }
    }
}

/// Where a text came in: an office or a file, never a person.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Station {
    /// A token, told by what its holder may do and where; its name is not kept.
    Token {
        /// What the holder may do.
        role: Role,
        /// The area that the token is bound to.
        area: AreaId,
    },
    /// A file of another system.
    File {
        /// Its name, without the folder.
        file: String,
    },
    /// A text that was kept before stations were.
    Unrecorded,
}

impl Station {
    const FILE: &'static str = "file:";

    /// The form in which it is kept: `town@620982101`, `file:2026.csv`, or nothing.
    pub fn to_text(&self) -> String {
        match self {
            Self::Token { role, area } => format!("{}@{area}", role.as_str()),
            Self::File { file } => format!("{}{file}", Self::FILE),
            Self::Unrecorded => String::new(),
        }
    }

    /// The station of [`Station::to_text`].
    pub fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::Unrecorded);
        }
        if let Some(file) = text.strip_prefix(Self::FILE) {
            return Some(Self::File { file: file.to_owned() });
        }
        let (role, area) = text.split_once('@')?;
        let role = Role::ALL.into_iter().find(|known| known.as_str() == role)?;
        Some(Self::Token { role, area: area.into() })
    }
}

/// One text that a report has had. None is ever written over.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision {
    /// Counted from 1 within the report.
    pub number: u32,
    /// The text. Its moment of receipt is that of the report's first text.
    pub report: Report,
    /// When it came into force: what "as known at" asks for.
    pub kept_at: DateTime<Utc>,
    /// When the next one did; `None` for the one that stands.
    pub superseded_at: Option<DateTime<Utc>>,
    /// Where it came in.
    pub station: Station,
}

/// A part of what a report says, as two texts are compared and merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReportPart {
    /// Where.
    Area,
    /// What kind.
    Category,
    /// On which day.
    OccurredOn,
    /// Written down when.
    ReportedAt,
    /// How it came to be known.
    Channel,
    /// How many are involved, as a class.
    Scale,
    /// How many are involved.
    People,
    /// The amount in dispute.
    AmountYuan,
    /// The words.
    Summary,
    /// The marks.
    Tags,
}

impl ReportPart {
    /// All parts, in the order of a report's fields.
    pub const ALL: [Self; 10] = [
        Self::Area,
        Self::Category,
        Self::OccurredOn,
        Self::ReportedAt,
        Self::Channel,
        Self::Scale,
        Self::People,
        Self::AmountYuan,
        Self::Summary,
        Self::Tags,
    ];

    /// The name of the field on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::Category => "category",
            Self::OccurredOn => "occurred_on",
            Self::ReportedAt => "reported_at",
            Self::Channel => "channel",
            Self::Scale => "scale",
            Self::People => "people",
            Self::AmountYuan => "amount_yuan",
            Self::Summary => "summary",
            Self::Tags => "tags",
        }
    }

    /// The part named by [`ReportPart::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.as_str() == text)
    }

    /// Writes this part of one report into another.
    pub fn carry(self, from: &Report, to: &mut Report) {
        match self {
            Self::Area => to.area.clone_from(&from.area),
            Self::Category => to.category.clone_from(&from.category),
            Self::OccurredOn => to.occurred_on = from.occurred_on,
            Self::ReportedAt => to.reported_at = from.reported_at,
            Self::Channel => to.channel = from.channel,
            Self::Scale => to.scale = from.scale,
            Self::People => to.people = from.people,
            Self::AmountYuan => to.amount_yuan = from.amount_yuan,
            Self::Summary => to.summary.clone_from(&from.summary),
            Self::Tags => to.tags.clone_from(&from.tags),
        }
    }

    /// The parts in which two reports differ.
    pub fn differing(one: &Report, other: &Report) -> Vec<Self> {
        let differs = |part: &Self| {
            let mut carried = one.clone();
            part.carry(other, &mut carried);
            carried != *one
        };
        Self::ALL.into_iter().filter(differs).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Channel, Scale};

    fn report() -> Report {
        Report {
            id: uuid::Uuid::from_u128(7),
            area: "620982101200001".into(),
            category: "02".into(),
            occurred_on: "2026-11-20".parse().unwrap(),
            reported_at: "2026-11-20T01:00:00Z".parse().unwrap(),
            received_at: "2026-11-20T02:00:00Z".parse().unwrap(),
            channel: Channel::Patrol,
            scale: Scale::Individual,
            people: Some(2),
            amount_yuan: None,
            summary: "两户因排水沟起争执。".to_owned(),
            tags: Vec::new(),
        }
    }

    #[test]
    fn what_differs_is_named_and_carrying_it_over_makes_two_texts_say_the_same() {
        let mut other = Report { received_at: DateTime::UNIX_EPOCH, ..report() };
        assert_eq!(ReportPart::differing(&report(), &other), []);
        other.people = None;
        other.summary = "已调解。".to_owned();
        let parts = ReportPart::differing(&report(), &other);
        assert_eq!(parts, [ReportPart::People, ReportPart::Summary]);
        let mut merged = report();
        parts.iter().for_each(|part| part.carry(&other, &mut merged));
        assert!(merged.says_the_same(&other));
        assert_eq!(merged.received_at, report().received_at, "the receipt is no part of what is said");
    }

    #[test]
    fn a_station_and_a_part_are_read_back_as_they_were_written() {
        let stations = [
            Station::Token { role: Role::GridWorker, area: "620982101200001".into() },
            Station::File { file: "台账 2026@town.csv".to_owned() },
            Station::Unrecorded,
        ];
        for station in stations {
            assert_eq!(Station::parse(&station.to_text()), Some(station));
        }
        assert_eq!(Station::parse("somebody"), None);
        assert!(ReportPart::ALL.into_iter().all(|part| ReportPart::parse(part.as_str()) == Some(part)));
    }
}
