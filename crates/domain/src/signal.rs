//! A signal: one pattern that was found, with everything needed to check it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{AreaId, CategoryCode, Facts, ReportId, RiskLevel};

/// The id of a signal, derived from what it says ([`Signal::derive_id`]): the same sweep gives the same ids.
pub type SignalId = Uuid;

/// The three pattern kinds a committee speaks of, and two about the reporting itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalKind {
    /// 苗头性: here and now, above what this place and season would give.
    Emerging,
    /// 周期性: returns with the season, the festival, the irrigation round.
    Recurring,
    /// 趋势性: a sustained rise, slow and steady.
    Trending,
    /// 静默: a place from which nothing comes, against its own pattern. Said of places, to the town; never of workers.
    Silent,
    /// 填报异常: month-end batches, the same text many times: what the other kinds must not be misled by.
    Irregular,
}

impl SignalKind {
    /// All kinds.
    pub const ALL: [Self; 5] =
        [Self::Emerging, Self::Recurring, Self::Trending, Self::Silent, Self::Irregular];

    /// The word used on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Emerging => "emerging",
            Self::Recurring => "recurring",
            Self::Trending => "trending",
            Self::Silent => "silent",
            Self::Irregular => "irregular",
        }
    }

    /// The kind named by [`SignalKind::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The word a committee uses.
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::Emerging => "苗头性",
            Self::Recurring => "周期性",
            Self::Trending => "趋势性",
            Self::Silent => "静默",
            Self::Irregular => "填报异常",
        }
    }
}

/// The method that found it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detector {
    /// Seasonal count regression with an upper bound, on (town × category, week).
    SeasonalBaseline,
    /// Space-time scan over neighbouring grids, on the last weeks.
    SpaceTimeScan,
    /// Effect of a dated event against the civil season, confirmed in past years.
    CalendarEffect,
    /// What departs from the level of years by a count regression, confirmed by seasonal Mann–Kendall, on (town or
    /// village × category, four weeks).
    MannKendall,
    /// Words rising against their own past, by log-odds with a prior, grouped into a topic.
    Topic,
    /// The same matter breaking out again at the same place after it was settled.
    Return,
    /// A season of its own that no dated event explains, confirmed in past years.
    OwnSeason,
    /// Weeks without a report and without a visit, against the place's own pattern.
    Silence,
    /// Reports that arrive in one heap: at the month's end, or the same number every day.
    Heaping,
    /// The same text, many times.
    Copies,
}

impl Detector {
    /// All detectors.
    pub const ALL: [Self; 10] = [
        Self::SeasonalBaseline,
        Self::SpaceTimeScan,
        Self::CalendarEffect,
        Self::MannKendall,
        Self::Topic,
        Self::Return,
        Self::OwnSeason,
        Self::Silence,
        Self::Heaping,
        Self::Copies,
    ];

    /// The kind of pattern that the method finds.
    pub fn kind(self) -> SignalKind {
        match self {
            Self::SeasonalBaseline | Self::SpaceTimeScan | Self::Topic => SignalKind::Emerging,
            Self::CalendarEffect | Self::Return | Self::OwnSeason => SignalKind::Recurring,
            Self::MannKendall => SignalKind::Trending,
            Self::Silence => SignalKind::Silent,
            Self::Heaping | Self::Copies => SignalKind::Irregular,
        }
    }

    /// The word used on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SeasonalBaseline => "seasonal_baseline",
            Self::SpaceTimeScan => "space_time_scan",
            Self::CalendarEffect => "calendar_effect",
            Self::MannKendall => "mann_kendall",
            Self::Topic => "topic",
            Self::Return => "return",
            Self::OwnSeason => "own_season",
            Self::Silence => "silence",
            Self::Heaping => "heaping",
            Self::Copies => "copies",
        }
    }

    /// The detector named by [`Detector::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|detector| detector.as_str() == text)
    }
}

/// What became of a signal at the analyst's desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalStatus {
    /// Nobody looked yet.
    New,
    /// An analyst found it worth an advisory.
    Confirmed,
    /// An analyst set it aside, with a reason in the journal.
    Dismissed,
    /// A rule withheld it; the rule is named in `withheld_by`.
    Withheld,
}

impl SignalStatus {
    /// All states.
    pub const ALL: [Self; 4] = [Self::New, Self::Confirmed, Self::Dismissed, Self::Withheld];

    /// The word used on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Confirmed => "confirmed",
            Self::Dismissed => "dismissed",
            Self::Withheld => "withheld",
        }
    }

    /// The status named by [`SignalStatus::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

/// One period of the series a signal was found in: what its chart draws.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// First local day of the period.
    pub start: NaiveDate,
    /// Reports counted, as known at the cut.
    pub observed: f64,
    /// Expected by the baseline; absent where the method has none.
    pub expected: Option<f64>,
    /// Upper bound of what is usual; absent where the method has none.
    pub upper: Option<f64>,
}

/// A pattern that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    /// Derived id.
    pub id: SignalId,
    /// Emerging, recurring or trending.
    pub kind: SignalKind,
    /// The method that found it.
    pub detector: Detector,
    /// The area it is about: the smallest area of the tree that holds it.
    pub area: AreaId,
    /// For a scan, the neighbouring areas of the cluster; else empty.
    pub cluster: Vec<AreaId>,
    /// The category it is about; [`CategoryCode::every`] for a signal about reporting as a whole.
    pub category: CategoryCode,
    /// For a recurring signal, the dated event it is tied to.
    pub event: Option<String>,
    /// First local day of the pattern.
    pub from: NaiveDate,
    /// Last local day of the pattern.
    pub to: NaiveDate,
    /// Reports in the pattern's window; for a trend, in the last twelve months; for a recurring pattern, whose window
    /// is the coming one, on average in the past windows.
    pub observed: f64,
    /// Expected there without the pattern.
    pub expected: f64,
    /// Upper bound of what is usual.
    pub upper: f64,
    /// How rare: the probability of at least this much without a pattern.
    pub p_value: f64,
    /// The same, adjusted for the whole sweep (false-discovery rate).
    pub q_value: f64,
    /// The change as a ratio: observed over expected, or per year for a trend.
    pub ratio: f64,
    /// The reports behind it, oldest first.
    pub reports: Vec<ReportId>,
    /// Names and values of the parameters that decided, in a fixed order.
    pub parameters: Vec<(String, f64)>,
    /// The series to draw, oldest first.
    pub series: Vec<Point>,
    /// What its fact sheet tells besides these numbers.
    #[serde(default)]
    pub facts: Facts,
    /// The data cut: only what had been received by then was counted.
    pub as_of: DateTime<Utc>,
    /// The level the rules give it.
    pub level: RiskLevel,
    /// What became of it.
    pub status: SignalStatus,
    /// The rule that withheld it, where one did.
    pub withheld_by: Option<String>,
    /// What the rule points at: the advisory that said it already, the signal that speaks for it, or the hold.
    pub withheld_for: Option<Uuid>,
}

impl Signal {
    /// The value of a parameter, by its name.
    pub fn parameter(&self, name: &str) -> Option<f64> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
    }

    /// The id that belongs to (detector, area, category, event, last day): a repeat of the sweep gives it again.
    pub fn derive_id(
        detector: Detector,
        area: &AreaId,
        category: &CategoryCode,
        event: Option<&str>,
        to: NaiveDate,
    ) -> SignalId {
        let name = format!("{}|{area}|{category}|{}|{to}", detector.as_str(), event.unwrap_or(""));
        Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("fengsui:signal:{name}").as_bytes())
    }
}
