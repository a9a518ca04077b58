//! How good the detectors are: past weeks are swept as they were known then, and set against what is known to have
//! happened.
//!
//! It works on the planted episodes of a simulation and on any other list of known events. It does not decide what
//! would have been sent: cool-down and budget are the rules' matter.

mod matching;
mod story;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{AreaId, Areas, CategoryCode, SignalId, SignalKind, Taxonomy, Week};
use serde::{Deserialize, Serialize};

use crate::{Assessment, Parameters, Snapshot, assess};
use matching::Matcher;
use story::stories;

/// Something known to have happened, in the field names of the simulation's truth file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Episode {
    /// Its id, unique within the list.
    pub id: String,
    /// `local_outbreak`, `town_rise`, `trend`, `new_season`, `reignition`, `silence`, or any other word.
    pub kind: String,
    /// Where; the smallest areas that are known.
    pub areas: Vec<AreaId>,
    /// What; `None` for all categories.
    pub category: Option<CategoryCode>,
    /// First local day.
    pub from: NaiveDate,
    /// Last local day.
    pub to: NaiveDate,
    /// Whatever else the list says of it; not used here.
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    pub extra: serde_json::Value,
}

/// How the detectors did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scorecard {
    /// Sweeps that were scored.
    pub sweeps: usize,
    /// By episode kind, in alphabetical order. Only episodes that overlap the scored weeks are counted.
    pub kinds: Vec<KindScore>,
    /// Stories that were told: emerging or trending signals of the same town and group of categories, each at most
    /// four weeks after the last, are one story. Recurring signals are announcements of what returns, and are not counted.
    pub stories: usize,
    /// Stories that belong to an episode.
    pub true_stories: usize,
    /// Stories that belong to none, a sweep.
    pub false_stories_per_sweep: f64,
    /// True stories over stories; `None` without stories.
    pub precision: Option<f64>,
    /// Distinct announcements of a returning event: (event, area, category, first day of its window).
    pub announcements: usize,
    /// Which signal belongs to which episode: for each episode its first signal of each story.
    pub matches: Vec<Match>,
}

/// How the detectors did on one kind of episode.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KindScore {
    /// The kind.
    pub kind: String,
    /// Episodes of it.
    pub episodes: usize,
    /// Of these, raised while they lasted or within four weeks of their end.
    pub raised: usize,
    /// Of these, never raised.
    pub missed: usize,
    /// Weeks from the end of the first week of an episode to the first sweep that raised it, on average over the
    /// raised ones; 0 is the earliest that a weekly sweep can.
    pub mean_delay_weeks: Option<f64>,
}

/// One signal that belongs to an episode.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Match {
    /// The episode.
    pub episode: String,
    /// The signal.
    pub signal: SignalId,
    /// Its kind.
    pub kind: SignalKind,
    /// Whole weeks from the first week of the episode to the last week that the sweep saw.
    pub delay_weeks: i64,
}

/// Sweeps the ends of the given weeks, each with what had been received by then.
pub fn replay(
    snapshot: &Snapshot<'_>,
    parameters: &Parameters,
    weeks: impl IntoIterator<Item = Week>,
) -> Vec<Assessment> {
    weeks.into_iter().map(|week| assess(snapshot, parameters, snapshot.time.end_of(week.sunday()))).collect()
}

/// Scores sweeps, oldest first, against episodes.
///
/// A signal belongs to an episode when the categories are equal or one is part of the other, the places lie in one
/// another, and the days overlap. A trend belongs only to what lasted half a year, an announcement only to what lasted
/// more than one. A signal for the whole county belongs only to an episode that is wider than a town.
pub fn score(episodes: &[Episode], weekly: &[Assessment], areas: &Areas, taxonomy: &Taxonomy) -> Scorecard {
    let matcher = Matcher { areas, taxonomy };
    let stories = stories(weekly, &matcher);
    let scored: Vec<&Episode> = episodes.iter().filter(|episode| seen_by(episode, weekly)).collect();

    let mut matches = Vec::new();
    let mut delays: BTreeMap<&str, Vec<Option<i64>>> = BTreeMap::new();
    for episode in &scored {
        let begun = Week::of(episode.from);
        let own: Vec<Match> = stories
            .iter()
            .filter_map(|story| {
                let told = story.signals.iter().find(|told| matcher.belongs(told.signal, episode))?;
                Some(Match {
                    episode: episode.id.clone(),
                    signal: told.signal.id,
                    kind: told.signal.kind,
                    delay_weeks: told.seen.since(begun).max(0),
                })
            })
            .collect();
        let first = own.iter().map(|found| found.delay_weeks).min();
        delays.entry(&episode.kind).or_default().push(first);
        matches.extend(own);
    }

    let (announcements, told): (Vec<_>, Vec<_>) =
        stories.iter().partition(|story| story.kind() == Some(SignalKind::Recurring));
    let true_stories = told
        .iter()
        .filter(|story| {
            let mut signals = story.signals.iter();
            signals.any(|told| episodes.iter().any(|episode| matcher.belongs(told.signal, episode)))
        })
        .count();
    let false_stories = told.len() - true_stories;
    Scorecard {
        sweeps: weekly.len(),
        kinds: delays.into_iter().map(|(kind, delays)| kind_score(kind, &delays)).collect(),
        stories: told.len(),
        true_stories,
        false_stories_per_sweep: false_stories as f64 / weekly.len().max(1) as f64,
        precision: (!told.is_empty()).then(|| true_stories as f64 / told.len() as f64),
        announcements: announcements.len(),
        matches,
    }
}

/// Whether an episode had begun by the last sweep and had not ended before the first.
fn seen_by(episode: &Episode, weekly: &[Assessment]) -> bool {
    let (Some(first), Some(last)) = (weekly.first(), weekly.last()) else { return false };
    // A sweep at the end of Sunday in Dunhuang is a moment of the same Sunday in UTC.
    episode.to >= first.as_of.date_naive() && episode.from <= last.as_of.date_naive()
}

fn kind_score(kind: &str, delays: &[Option<i64>]) -> KindScore {
    let raised: Vec<i64> = delays.iter().flatten().copied().collect();
    KindScore {
        kind: kind.to_owned(),
        episodes: delays.len(),
        raised: raised.len(),
        missed: delays.len() - raised.len(),
        mean_delay_weeks: (!raised.is_empty())
            .then(|| raised.iter().sum::<i64>() as f64 / raised.len() as f64),
    }
}
