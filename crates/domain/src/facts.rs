//! What is known around a signal: the facts of its fact sheet.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{AreaId, Channel};

/// Facts around a signal, counted from the data at the cut. Nothing here is a judgement; a fact that cannot be counted
/// is absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// Expected harm, in reports: what is above the usual, weighted by the people and the scale behind it. The higher,
    /// the earlier it is read.
    pub weight: f64,
    /// The probability that it proves true, learned from what was judged before, `0..=1`; absent while the fixed rule
    /// orders the signals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chance: Option<f64>,
    /// Lower and upper end of what is usual, or of the forecast of a coming window: nine in ten fall inside.
    pub interval: Option<(f64, f64)>,
    /// Since when it has been so.
    pub since: Option<NaiveDate>,
    /// People involved in the reports behind it, where they were written down.
    pub people: u64,
    /// Reports behind it that involve a group (scale 02 or 03).
    pub group_matters: u32,
    /// Patrol visits in the window over those usual there; absent where visits are not recorded.
    pub visits_ratio: Option<f64>,
    /// Share of the reports behind it that came in more than a week after the event, `0..=1`.
    pub late_share: Option<f64>,
    /// Share of the window's reports that should be known at the cut, `0..=1`.
    pub known_share: Option<f64>,
    /// The channel that most of the reports behind it came through, and how many.
    pub loudest_channel: Option<(Channel, u32)>,
    /// The grid that most of the reports behind it come from, and how many.
    pub busiest_grid: Option<(AreaId, u32)>,
    /// Reports behind it whose text another one of them repeats.
    pub copied: u32,
    /// Earlier weeks in which the same place and category was as far above the usual, newest first, and what came of
    /// them.
    pub past: Vec<PastEpisode>,
    /// For a topic: the words that rise, the strongest first.
    pub words: Vec<String>,
    /// Typical sentences from the reports, redacted; none for a restricted category.
    pub sentences: Vec<String>,
    /// For a trend: expected reports in the coming eight weeks, with the lower and upper end.
    pub outlook: Option<(f64, f64, f64)>,
}

impl Facts {
    /// What signals of one sweep are read by within a level, the highest first: the learned chance where there is one,
    /// else the expected harm.
    pub fn rank(&self) -> f64 {
        self.chance.unwrap_or(self.weight)
    }
}

/// An earlier run of weeks above what was usual.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PastEpisode {
    /// First local day.
    pub from: NaiveDate,
    /// Last local day.
    pub to: NaiveDate,
    /// Reports in these weeks.
    pub observed: f64,
    /// Expected in these weeks.
    pub expected: f64,
    /// Reports in the eight weeks that followed.
    pub afterwards: f64,
}
