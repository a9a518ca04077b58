//! The scorecard: what was raised, how soon, and what else was.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::{AreaId, CategoryCode, Detector, SignalId, SignalKind, Week};
use serde::{Deserialize, Serialize};

use super::{
    Detection, Line, Listed, Share, Size,
    detection::{Fate, detection, fates},
    story::{Story, stories},
};

/// How the detectors did in one county or in many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scorecard {
    /// Counties that were swept.
    pub counties: usize,
    /// Sweeps that were scored, all counties together.
    pub sweeps: usize,
    /// All episodes that overlap the swept weeks; `kind` is `all`.
    pub all: Detection,
    /// By episode kind, in alphabetical order.
    pub kinds: Vec<Detection>,
    /// By kind and size.
    pub sizes: Vec<Detection>,
    /// By kind and level of area.
    pub levels: Vec<Detection>,
    /// The weekly lists of news.
    pub list: WeeklyList,
    /// The same by kind of signal, where there were any.
    pub signals: Vec<SignalScore>,
    /// Stories that were told: news of the same kind, town and group of categories, each at most four weeks after the
    /// last, are one story.
    pub stories: usize,
    /// Stories that belong to an episode.
    pub true_stories: usize,
    /// Stories that belong to none, a sweep.
    pub false_stories_per_sweep: f64,
    /// True stories over stories: the precision as a committee lives it.
    pub story_precision: Share,
    /// Distinct announcements of a returning event: (method, event, area, category, first day of its window).
    pub announcements: usize,
    /// Lines about irregular reporting.
    pub irregular: usize,
    /// The stories that belong to no episode, each by its rarest line.
    pub false_stories: Vec<FalseStory>,
    /// What raised each episode first, by each method that did.
    pub matches: Vec<Match>,
}

/// What a reader gets in a week: emerging, trending and silent signals, and matters that broke out again.
/// Announcements of the calendar and irregular reporting stand beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeeklyList {
    /// Lines, all weeks together.
    pub lines: usize,
    /// Lines a week and county.
    pub per_week: f64,
    /// Lines in the fullest week.
    pub most: usize,
    /// Lines that belong to an episode, of all: the positive predictive value.
    pub precision: Share,
    /// The precision of the same list by luck: the mean share of other areas, of the same level, in which a line would
    /// belong to an episode too. What the precision has above it is skill. `None` of nothing.
    pub by_luck: Option<f64>,
    /// Lines that belong to none, of all: the false-discovery rate in fact.
    pub false_discovery_rate: Share,
    /// Lines that belong to none, a week and county.
    pub false_per_week: f64,
}

/// How one kind of signal did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignalScore {
    /// The kind; of the recurring ones only returns, which are news.
    pub kind: SignalKind,
    /// Lines a week and county.
    pub per_week: f64,
    /// Lines that belong to an episode.
    pub precision: Share,
    /// Stories that do.
    pub stories: Share,
}

/// A story that belongs to no episode.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FalseStory {
    /// The county.
    pub county: String,
    /// The weeks of its first and last line.
    pub weeks: [Week; 2],
    /// Its lines.
    pub tellings: usize,
    /// The kind of its signals.
    pub kind: SignalKind,
    /// The method behind its rarest line; what follows is that line's too.
    pub detector: Detector,
    /// Where.
    pub area: AreaId,
    /// What.
    pub category: CategoryCode,
    /// First local day of the pattern.
    pub from: NaiveDate,
    /// Last local day of the pattern.
    pub to: NaiveDate,
    /// Reports.
    pub observed: f64,
    /// Expected reports.
    pub expected: f64,
    /// How rare.
    pub p_value: f64,
    /// The same, adjusted for the sweep.
    pub q_value: f64,
}

/// The first signal of a method that belongs to an episode.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Match {
    /// The county.
    pub county: String,
    /// The episode.
    pub episode: String,
    /// The method.
    pub detector: Detector,
    /// The signal.
    pub signal: SignalId,
    /// The week that its sweep saw last.
    pub week: Week,
    /// Weeks from the end of the first week of the episode to the sweep.
    pub delay_weeks: i64,
}

impl Scorecard {
    /// Sums up lists, one for each county.
    pub fn of(lists: &[Listed<'_>]) -> Self {
        let sweeps: usize = lists.iter().map(|listed| listed.trial.weeks.len()).sum();
        let news: Vec<&Line> =
            lists.iter().flat_map(|listed| &listed.lines).copied().filter(|line| line.is_news()).collect();
        let told: Vec<(&Listed<'_>, Story<'_>)> = lists
            .iter()
            .flat_map(|listed| stories(listed).into_iter().map(move |story| (listed, story)))
            .collect();
        let fates: Vec<Fate<'_>> = lists.iter().flat_map(fates).collect();
        let grouped = |key: &dyn Fn(&Fate<'_>) -> Key| {
            let mut groups: BTreeMap<Key, Vec<&Fate<'_>>> = BTreeMap::new();
            for fate in &fates {
                groups.entry(key(fate)).or_default().push(fate);
            }
            let rows = groups.into_iter();
            rows.map(|((kind, size, level), fates)| detection(&kind, size, level, &fates)).collect()
        };
        let (true_stories, false_stories): (Vec<_>, Vec<_>) =
            told.iter().partition(|(_, story)| is_true(story));
        let all = fates.iter().collect::<Vec<_>>();
        let beside = |passes: fn(&Line) -> bool| {
            lists
                .iter()
                .flat_map(|listed| listed.lines.iter().map(move |&line| (listed, line)))
                .filter(move |(_, line)| passes(line))
        };
        Self {
            counties: lists.len(),
            sweeps,
            all: detection("all", None, None, &all),
            kinds: grouped(&|fate| (fate.episode.kind.clone(), None, None)),
            sizes: grouped(&|fate| (fate.episode.kind.clone(), Some(Size::of(fate.episode)), None)),
            levels: grouped(&|fate| (fate.episode.kind.clone(), None, fate.level)),
            list: weekly_list(&news, lists, sweeps),
            signals: SignalKind::ALL
                .into_iter()
                .filter_map(|kind| signal_score(kind, &news, &told, sweeps))
                .collect(),
            stories: told.len(),
            true_stories: true_stories.len(),
            false_stories_per_sweep: a_sweep(false_stories.len(), sweeps),
            story_precision: Share::new(true_stories.len(), told.len()),
            announcements: beside(Line::is_announcement)
                .map(|(listed, line)| {
                    let what = (&line.area, &line.category, line.from);
                    (&listed.trial.county, line.detector.as_str(), &line.event, what)
                })
                .collect::<BTreeSet<_>>()
                .len(),
            irregular: beside(|line| line.kind == SignalKind::Irregular).count(),
            false_stories: false_stories
                .into_iter()
                .filter_map(|(listed, story)| false_story(&listed.trial.county, story))
                .collect(),
            matches: lists.iter().flat_map(matches).collect(),
        }
    }

    /// The mean share raised over the kinds of episode, each kind counting the same, `0..=1`; 0 without episodes.
    pub fn mean_share_raised(&self) -> f64 {
        let shares = self.kinds.iter().filter_map(|kind| kind.raised.share);
        shares.sum::<f64>() / self.kinds.len().max(1) as f64
    }
}

/// What episodes are grouped by: kind, size, level.
type Key = (String, Option<Size>, Option<domain::AreaLevel>);

fn is_true(story: &Story<'_>) -> bool {
    story.iter().any(|line| !line.episodes.is_empty())
}

fn a_sweep(count: usize, sweeps: usize) -> f64 {
    count as f64 / sweeps.max(1) as f64
}

fn precision(lines: &[&Line]) -> Share {
    Share::new(lines.iter().filter(|line| !line.episodes.is_empty()).count(), lines.len())
}

fn weekly_list(news: &[&Line], lists: &[Listed<'_>], sweeps: usize) -> WeeklyList {
    let fullest = |listed: &Listed<'_>| {
        let weeks = listed.lines.chunk_by(|one, other| one.week == other.week);
        weeks.map(|week| week.iter().filter(|line| line.is_news()).count()).max().unwrap_or(0)
    };
    let luck: Vec<f64> = news.iter().filter_map(|line| line.luck).collect();
    let precision = precision(news);
    let wrong = precision.complement();
    WeeklyList {
        lines: news.len(),
        per_week: a_sweep(news.len(), sweeps),
        most: lists.iter().map(fullest).max().unwrap_or(0),
        precision,
        by_luck: (!luck.is_empty()).then(|| luck.iter().sum::<f64>() / luck.len() as f64),
        false_discovery_rate: wrong,
        false_per_week: a_sweep(wrong.count, sweeps),
    }
}

fn signal_score(
    kind: SignalKind,
    news: &[&Line],
    told: &[(&Listed<'_>, Story<'_>)],
    sweeps: usize,
) -> Option<SignalScore> {
    let lines: Vec<&Line> = news.iter().copied().filter(|line| line.kind == kind).collect();
    let stories: Vec<&Story<'_>> =
        told.iter().map(|(_, story)| story).filter(|story| story[0].kind == kind).collect();
    (!lines.is_empty()).then(|| SignalScore {
        kind,
        per_week: a_sweep(lines.len(), sweeps),
        precision: precision(&lines),
        stories: Share::new(stories.iter().filter(|story| is_true(story)).count(), stories.len()),
    })
}

fn false_story(county: &str, story: &Story<'_>) -> Option<FalseStory> {
    let rarest = story.iter().min_by(|one, other| one.p_value.total_cmp(&other.p_value))?;
    Some(FalseStory {
        county: county.to_owned(),
        weeks: [story.first()?.week, story.last()?.week],
        tellings: story.len(),
        kind: rarest.kind,
        detector: rarest.detector,
        area: rarest.area.clone(),
        category: rarest.category.clone(),
        from: rarest.from,
        to: rarest.to,
        observed: rarest.observed,
        expected: rarest.expected,
        p_value: rarest.p_value,
        q_value: rarest.q_value,
    })
}

/// In the order of the episodes, of each the methods by name.
fn matches(listed: &Listed<'_>) -> Vec<Match> {
    let trial = listed.trial;
    let mut first: BTreeMap<(usize, &str), &Line> = BTreeMap::new();
    for &line in &listed.lines {
        for &episode in &line.episodes {
            first.entry((episode, line.detector.as_str())).or_insert(line);
        }
    }
    let scored: BTreeSet<usize> = trial.scored_episodes().collect();
    first
        .into_iter()
        .filter(|((episode, _), _)| scored.contains(episode))
        .map(|((episode, _), line)| Match {
            county: trial.county.clone(),
            episode: trial.episodes[episode].id.clone(),
            detector: line.detector,
            signal: line.signal,
            week: line.week,
            delay_weeks: line.week.since(Week::of(trial.episodes[episode].from)).max(0),
        })
        .collect()
}
