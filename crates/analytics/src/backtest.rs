//! How good the detectors are: past weeks are swept as they were known then, and set against what is known to have
//! happened.
//!
//! It works on the planted episodes of a simulation and on any other list of known events. One county with its
//! sweeps and its truth is a [`Trial`]; a [`Scorecard`] sums up one trial or many. The same card is kept of the
//! [`Rival`]s, the rules that an office would otherwise use, at the same number of signals a week; [`settings`] tries
//! other cut-offs on sweeps that were made once.
//!
//! It does not decide what would have been sent: cool-down and budget are the rules' matter.

mod curve;
mod cutoffs;
mod detection;
mod matching;
mod rivals;
mod scorecard;
mod share;
mod story;
mod trial;

use chrono::NaiveDate;
use domain::{AreaId, Areas, CategoryCode, Taxonomy, Week};
use serde::{Deserialize, Serialize};

use crate::{Assessment, Parameters, Snapshot, assess};

pub use curve::{CurvePoint, best_lists, strongest, strongest_lists};
pub use cutoffs::{Cutoffs, Setting, loosest, recommended, settings};
pub use detection::{Detection, Size, Within};
pub use rivals::{Rival, challenge};
pub use scorecard::{FalseStory, Match, Scorecard, SignalScore, WeeklyList};
pub use share::Share;
pub use trial::{Line, Listed, Trial};

/// Something known to have happened, in the field names of the simulation's truth file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Episode {
    /// Its id, unique within the list.
    pub id: String,
    /// `local_outbreak`, `town_rise`, `trend`, `new_season`, `reignition`, `silence`, `grid_silence`, or any other
    /// word.
    pub kind: String,
    /// Where; the smallest areas that are known.
    pub areas: Vec<AreaId>,
    /// What; `None` for all categories.
    pub category: Option<CategoryCode>,
    /// First local day.
    pub from: NaiveDate,
    /// Last local day.
    pub to: NaiveDate,
    /// Its size, where it is a number: reports that it adds, or, below 0, that are missing. Anything else is carried
    /// along.
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    pub extra: serde_json::Value,
}

/// Sweeps the ends of the given weeks, each with what had been received by then.
pub fn replay(
    snapshot: &Snapshot<'_>,
    parameters: &Parameters,
    weeks: impl IntoIterator<Item = Week>,
) -> Vec<Assessment> {
    weeks.into_iter().map(|week| assess(snapshot, parameters, snapshot.time.end_of(week.sunday()))).collect()
}

/// Scores the sweeps of one county, oldest first, against episodes; nothing is cut from their lists.
pub fn score(episodes: &[Episode], weekly: &[Assessment], areas: &Areas, taxonomy: &Taxonomy) -> Scorecard {
    let trial = Trial::new("", episodes, weekly, areas, taxonomy);
    Scorecard::of(&[trial.all()])
}

#[cfg(test)]
mod tests;
