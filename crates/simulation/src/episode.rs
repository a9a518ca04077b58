//! Planted episodes: the patterns that are known to be there.

mod background;
mod plan;
mod timetable;

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use domain::{AreaId, CategoryCode};
use serde::{Deserialize, Serialize};

use crate::demand::Demand;

const DAYS_A_YEAR: f64 = 365.25;

/// The kinds of pattern that are planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EpisodeKind {
    /// A few reports more in two weeks over a handful of neighbouring grids.
    LocalOutbreak,
    /// A town reports twice as much of a category for some weeks.
    TownRise,
    /// A village or town reports more of a category every year.
    Trend,
    /// A season that was not there before and now returns every year.
    NewSeason,
    /// The same matter breaks out again at the same grid after it was settled.
    Reignition,
    /// A village stops reporting.
    Silence,
    /// A single grid stops reporting, as grids do by habit: background, there also when nothing is planted.
    GridSilence,
}

impl EpisodeKind {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::LocalOutbreak,
        Self::TownRise,
        Self::Trend,
        Self::NewSeason,
        Self::Reignition,
        Self::Silence,
        Self::GridSilence,
    ];

    /// The word used in the truth file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LocalOutbreak => "local_outbreak",
            Self::TownRise => "town_rise",
            Self::Trend => "trend",
            Self::NewSeason => "new_season",
            Self::Reignition => "reignition",
            Self::Silence => "silence",
            Self::GridSilence => "grid_silence",
        }
    }
}

/// What was planted, as a scorecard needs it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Episode {
    /// Unique over all counties of a seed: `620982-local_outbreak-01`; the number has three digits from 100 on.
    pub id: String,
    /// Its kind.
    pub kind: EpisodeKind,
    /// Where: the grids of an outbreak, otherwise one town, village or grid.
    pub areas: Vec<AreaId>,
    /// What is reported more; `None` for a silence, which takes all categories.
    pub category: Option<CategoryCode>,
    /// First day. Of a new season: the first day of its first year.
    pub from: NaiveDate,
    /// Last day. Of a new season: the last day of its last year; its months are in the notes.
    pub to: NaiveDate,
    /// Expected additional occurrences over the whole episode; negative for a silence. Some of them are filed
    /// late or in a wrong category, as reports are.
    pub extra: f64,
    /// What was planted, in one Chinese sentence.
    pub note_zh: String,
    /// What was planted, in one English sentence.
    pub note_en: String,
}

/// Reports added one by one: an outbreak, or a matter that comes back.
#[derive(Clone, Debug)]
pub(crate) struct Burst {
    pub(crate) category: usize,
    /// Grid and day of each.
    pub(crate) places: Vec<(usize, usize)>,
    /// They are told by the same sentence.
    pub(crate) theme: u64,
    /// They are one matter, between the same parties.
    pub(crate) same_matter: bool,
}

/// How the expected count changes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    /// To so many times the ordinary.
    Times(f64),
    /// By such a part every year: 0.4 is forty percent more.
    Growth(f64),
}

/// A change of the expected counts of some villages in one category.
#[derive(Clone, Debug)]
pub(crate) struct Effect {
    pub(crate) villages: Vec<usize>,
    pub(crate) category: usize,
    /// Positions of the first and last day.
    pub(crate) days: RangeInclusive<usize>,
    pub(crate) shape: Shape,
}

impl Effect {
    /// What it adds to the expected count, by village and day.
    pub(crate) fn added<'a>(&'a self, demand: &'a Demand) -> impl Iterator<Item = (usize, usize, f64)> + 'a {
        self.villages.iter().flat_map(move |village| {
            self.days.clone().map(move |day| {
                let ordinary = demand.expected(*village, self.category, day);
                (*village, day, ordinary * (self.factor(day) - 1.0))
            })
        })
    }

    fn factor(&self, day: usize) -> f64 {
        match self.shape {
            Shape::Times(factor) => factor,
            Shape::Growth(yearly) => (1.0 + yearly).powf((day - self.days.start()) as f64 / DAYS_A_YEAR),
        }
    }
}

/// What a county's episodes do.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    pub(crate) episodes: Vec<Episode>,
    pub(crate) bursts: Vec<Burst>,
    pub(crate) effects: Vec<Effect>,
    /// Village, first and last day.
    pub(crate) silences: Vec<(usize, RangeInclusive<usize>)>,
}

impl Plan {
    /// Whether an episode keeps the village silent on this day.
    pub(crate) fn silences(&self, village: usize, day: usize) -> bool {
        self.silences.iter().any(|(silent, days)| *silent == village && days.contains(&day))
    }
}
