//! One county's sweeps with its truth: every signal, and the episodes it belongs to.

use chrono::{Days, NaiveDate};
use domain::{
    AreaId, AreaLevel, Areas, CategoryCode, Detector, Signal, SignalId, SignalKind, Taxonomy, Week,
};
use serde::{Deserialize, Serialize};

use super::{Episode, matching::Matcher};
use crate::Assessment;

/// One line of a weekly list: a signal as one sweep said it, without its chart and its reports.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The last whole week that the sweep saw.
    pub week: Week,
    /// The signal.
    pub signal: SignalId,
    /// Its kind.
    pub kind: SignalKind,
    /// The method that found it.
    pub detector: Detector,
    /// Where.
    pub area: AreaId,
    /// The town that holds it, or the area itself where it is wider.
    pub town: AreaId,
    /// What.
    pub category: CategoryCode,
    /// The widest category that it is part of.
    pub group: CategoryCode,
    /// The dated event it is tied to.
    pub event: Option<String>,
    /// First local day of the pattern.
    pub from: NaiveDate,
    /// Last local day of the pattern.
    pub to: NaiveDate,
    /// Reports.
    pub observed: f64,
    /// Expected reports.
    pub expected: f64,
    /// The change as a ratio.
    pub ratio: f64,
    /// How rare.
    pub p_value: f64,
    /// The same, adjusted for the sweep.
    pub q_value: f64,
    /// What it is ordered by: expected harm, or the score of a [`super::Rival`].
    pub weight: f64,
    /// The episodes it belongs to, as positions in [`Trial::episodes`], ascending.
    pub episodes: Vec<usize>,
    /// How easily it would belong to one by luck: the share of the other areas of its level in which the same signal
    /// would; `None` where there is no other.
    pub luck: Option<f64>,
}

impl Line {
    /// Whether it is news, and stands on the weekly list. What is due by the calendar is announced beside the list, and
    /// what is irregular in the reporting warns of the list itself: both are counted apart.
    pub fn is_news(&self) -> bool {
        !self.is_announcement() && self.kind != SignalKind::Irregular
    }

    /// Whether it announces a window that returns.
    pub fn is_announcement(&self) -> bool {
        matches!(self.detector, Detector::CalendarEffect | Detector::OwnSeason)
    }
}

/// Sweeps of one county, set against its episodes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// What the county is called in the report: `seed 21`.
    pub county: String,
    /// The weeks whose ends were swept, oldest first.
    pub weeks: Vec<Week>,
    /// What is known to have happened, whether in these weeks or not.
    pub episodes: Vec<Episode>,
    /// For each episode the level of its areas; `None` where they are unknown.
    pub levels: Vec<Option<AreaLevel>>,
    /// Every signal of every sweep, in the order in which they were said.
    pub lines: Vec<Line>,
}

/// What of a trial is put before a reader.
#[derive(Clone, Debug)]
pub struct Listed<'a> {
    /// The trial.
    pub trial: &'a Trial,
    /// Lines of it, by week.
    pub lines: Vec<&'a Line>,
}

impl Trial {
    /// Sets sweeps, oldest first, against episodes.
    ///
    /// A signal belongs to an episode when its method can find that kind of episode, the categories are equal or one
    /// is part of the other, the places lie in one another, and the days overlap, up to four weeks after the end. A
    /// trend belongs only to what lasted half a year, an announcement only to what lasted more than one; an emerging
    /// signal belongs to a new season only in its months. A signal for the whole county belongs only to an episode
    /// that is wider than a town.
    pub fn new(
        county: &str,
        episodes: &[Episode],
        weekly: &[Assessment],
        areas: &Areas,
        taxonomy: &Taxonomy,
    ) -> Self {
        let matcher = Matcher { areas, taxonomy };
        // A sweep at the very end of a week has seen that week: six days back from the cut lie in it, in any zone.
        let seen = |sweep: &Assessment| Week::of(sweep.as_of.date_naive() - Days::new(6));
        let lines = weekly.iter().flat_map(|sweep| {
            sweep.signals.iter().map(move |signal| line(signal, seen(sweep), episodes, &matcher))
        });
        let level = |episode: &Episode| {
            episode.areas.iter().filter_map(|area| areas.get(area)).map(|area| area.level).min()
        };
        Self {
            county: county.to_owned(),
            weeks: weekly.iter().map(seen).collect(),
            episodes: episodes.to_vec(),
            levels: episodes.iter().map(level).collect(),
            lines: lines.collect(),
        }
    }

    /// Everything.
    pub fn all(&self) -> Listed<'_> {
        self.holding(|_| true)
    }

    /// The lines that pass.
    pub fn holding(&self, passes: impl Fn(&Line) -> bool) -> Listed<'_> {
        Listed { trial: self, lines: self.lines.iter().filter(|line| passes(line)).collect() }
    }

    /// The episodes that had begun by the last sweep and had not ended before the first, as positions.
    pub fn scored_episodes(&self) -> impl Iterator<Item = usize> + '_ {
        let span = self.weeks.first().zip(self.weeks.last());
        let span = span.map(|(first, last)| (first.sunday(), last.sunday()));
        (0..self.episodes.len()).filter(move |&episode| {
            let episode = &self.episodes[episode];
            span.is_some_and(|(first, last)| episode.to >= first && episode.from <= last)
        })
    }
}

impl Listed<'_> {
    /// Cuts the news of each week to the `most` of greatest weight; of equal weight the earlier said. What does not
    /// stand on the list stays.
    #[must_use]
    pub fn best(mut self, most: usize) -> Self {
        let mut kept = Vec::with_capacity(self.lines.len());
        for week in self.lines.chunk_by(|one, other| one.week == other.week) {
            let mut news: Vec<usize> = (0..week.len()).filter(|&at| week[at].is_news()).collect();
            news.sort_by(|&one, &other| week[other].weight.total_cmp(&week[one].weight));
            let cut = &news[most.min(news.len())..];
            kept.extend((0..week.len()).filter(|at| !cut.contains(at)).map(|at| week[at]));
        }
        self.lines = kept;
        self
    }
}

fn line(signal: &Signal, week: Week, episodes: &[Episode], matcher: &Matcher<'_>) -> Line {
    let town = matcher.areas.ancestor_at(&signal.area, AreaLevel::Town);
    let group = matcher.wider(&signal.category).last();
    Line {
        week,
        signal: signal.id,
        kind: signal.kind,
        detector: signal.detector,
        town: town.map_or_else(|| signal.area.clone(), |town| town.id.clone()),
        area: signal.area.clone(),
        group: group.map_or_else(|| signal.category.clone(), |group| group.code.clone()),
        category: signal.category.clone(),
        event: signal.event.clone(),
        from: signal.from,
        to: signal.to,
        observed: signal.observed,
        expected: signal.expected,
        ratio: signal.ratio,
        p_value: signal.p_value,
        q_value: signal.q_value,
        weight: signal.facts.weight,
        episodes: (0..episodes.len()).filter(|&at| matcher.belongs(signal, &episodes[at])).collect(),
        luck: matcher.luck(signal, episodes),
    }
}
