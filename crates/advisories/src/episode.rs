//! Episodes: what successive sweeps find of one matter at one place is one thing, followed from its beginning to its end.

use std::{cmp::Ordering, collections::BTreeMap};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{AreaLevel, Sighting, SignalId, SignalKind, Week};
use serde::Serialize;

use crate::{Context, restraint::same_matter};

/// An episode has ended when no sweep saw it for longer than this. One quiet week may be a week whose reports are late.
const ENDS_AFTER: TimeDelta = TimeDelta::weeks(2);

/// What is above the usual rises or fades when it changes by at least this part of what it was; less is said to be steady.
const CLEAR_CHANGE: f64 = 0.25;

/// And by at least so many reports of the window: a committee counts whole ones.
const CLEAR_REPORTS: f64 = 1.0;

/// Weeks of the window in which a trend counts its reports.
const TREND_WEEKS: f64 = 52.0;

/// Where an episode stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EpisodeState {
    /// It began, or it is higher than the week before.
    Rising,
    /// It is much as the week before.
    Steady,
    /// It is lower than the week before, or the newest sweep did not see it.
    Fading,
    /// No sweep has seen it for two weeks.
    Ended,
}

impl EpisodeState {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Rising, Self::Steady, Self::Fading, Self::Ended];

    /// The word used on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rising => "rising",
            Self::Steady => "steady",
            Self::Fading => "fading",
            Self::Ended => "ended",
        }
    }

    /// The state named by [`EpisodeState::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// 态势
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::Rising => "上升",
            Self::Steady => "持平",
            Self::Fading => "回落",
            Self::Ended => "已平息",
        }
    }
}

/// Signals of one matter at one place that followed each other without a gap of more than two weeks.
#[derive(Clone, Debug, PartialEq)]
pub struct Episode {
    /// In the order in which they were first seen; never empty.
    sightings: Vec<Sighting>,
}

/// Joins what was seen into episodes, those that began first first. The order of `sightings` is irrelevant.
pub fn episodes(sightings: &[Sighting], context: &Context<'_>) -> Vec<Episode> {
    let mut sightings: Vec<&Sighting> = sightings.iter().collect();
    // Of one sweep the wider area first, for it speaks for what lies in it.
    sightings.sort_by(|a, b| {
        let depth = |sighting: &Sighting| context.areas.lineage(&sighting.area).count();
        (a.first_seen, depth(a), a.signal).cmp(&(b.first_seen, depth(b), b.signal))
    });
    let mut episodes: Vec<Episode> = Vec::new();
    for sighting in sightings {
        let known = episodes.iter_mut().filter(|episode| episode.goes_on_with(sighting, context));
        // Where it could go on with several, the one that was seen last.
        match known.max_by_key(|episode| episode.last_seen()) {
            Some(episode) => episode.sightings.push(sighting.clone()),
            None => episodes.push(Episode { sightings: vec![sighting.clone()] }),
        }
    }
    episodes
}

impl Episode {
    /// Its id: the signal with which it began.
    pub fn id(&self) -> SignalId {
        self.sightings[0].signal
    }

    /// What was seen of it, in the order in which it was first seen; never empty.
    pub fn sightings(&self) -> &[Sighting] {
        &self.sightings
    }

    /// The first day of its first signal.
    pub fn since(&self) -> NaiveDate {
        self.sightings.iter().map(|sighting| sighting.from).min().unwrap_or_default()
    }

    /// The data cut of the last sweep that saw it.
    pub fn last_seen(&self) -> DateTime<Utc> {
        self.sightings.iter().map(|sighting| sighting.last_seen).max().unwrap_or_default()
    }

    /// Whether a signal belongs to it.
    pub fn holds(&self, signal: SignalId) -> bool {
        self.sightings.iter().any(|sighting| sighting.signal == signal)
    }

    /// The gravest sighting of each week by its last day, oldest first.
    pub fn weeks(&self) -> Vec<(Week, &Sighting)> {
        let mut weeks: BTreeMap<Week, &Sighting> = BTreeMap::new();
        for sighting in &self.sightings {
            let leading = weeks.entry(Week::of(sighting.to)).or_insert(sighting);
            if graver(sighting, leading) == Ordering::Greater {
                *leading = sighting;
            }
        }
        weeks.into_iter().collect()
    }

    /// Where it stands, seen from the sweep whose data cut is `latest`.
    pub fn state(&self, latest: DateTime<Utc>) -> EpisodeState {
        let last_seen = self.last_seen();
        if last_seen + ENDS_AFTER < latest {
            return EpisodeState::Ended;
        }
        if last_seen < latest {
            return EpisodeState::Fading;
        }
        let weeks = self.weeks();
        match weeks.as_slice() {
            [.., (_, before), (_, now)] => change(before, now),
            [(_, only)] if strength(only).is_some() => EpisodeState::Rising,
            _ => EpisodeState::Steady,
        }
    }

    /// Whether a signal that is seen now goes on with what was seen before.
    pub(crate) fn goes_on_with(&self, next: &Sighting, context: &Context<'_>) -> bool {
        next.first_seen <= self.last_seen() + ENDS_AFTER
            && self.sightings.iter().any(|known| one_matter(known, next, context))
    }
}

/// Whether two signals are of one matter at one place: of one kind and line of categories, in one town, and one of the areas
/// in the other or clusters that share an area. A silence is of its own area only.
fn one_matter(a: &Sighting, b: &Sighting, context: &Context<'_>) -> bool {
    if a.kind != b.kind || a.event != b.event || !same_matter(&a.category, &b.category, context) {
        return false;
    }
    if a.area == b.area {
        return true;
    }
    let areas = context.areas;
    let town = |sighting: &Sighting| areas.ancestor_at(&sighting.area, AreaLevel::Town).map(|town| &town.id);
    !a.category.is_every()
        && town(a).is_some()
        && town(a) == town(b)
        && (areas.contains(&a.area, &b.area)
            || areas.contains(&b.area, &a.area)
            || a.cluster.iter().any(|area| b.cluster.contains(area)))
}

fn graver(a: &Sighting, b: &Sighting) -> Ordering {
    let strengths = strength(a).unwrap_or_default().total_cmp(&strength(b).unwrap_or_default());
    a.level.cmp(&b.level).then(strengths).then(b.signal.cmp(&a.signal))
}

/// Reports above the expected in a week of the window; `None` for a kind that does not grow: a season that is to come, a
/// silence, a way of filling in forms.
fn strength(sighting: &Sighting) -> Option<f64> {
    let excess = sighting.observed - sighting.expected;
    window_weeks(sighting).map(|weeks| excess / weeks)
}

fn window_weeks(sighting: &Sighting) -> Option<f64> {
    match sighting.kind {
        SignalKind::Emerging => Some(((sighting.to - sighting.from).num_days() + 1).max(7) as f64 / 7.0),
        SignalKind::Trending => Some(TREND_WEEKS),
        SignalKind::Recurring | SignalKind::Silent | SignalKind::Irregular => None,
    }
}

fn change(before: &Sighting, now: &Sighting) -> EpisodeState {
    match now.level.cmp(&before.level) {
        Ordering::Greater => return EpisodeState::Rising,
        Ordering::Less => return EpisodeState::Fading,
        Ordering::Equal => {}
    }
    let (Some(was), Some(is), Some(weeks)) = (strength(before), strength(now), window_weeks(now)) else {
        return EpisodeState::Steady;
    };
    let clear = (CLEAR_CHANGE * was.abs()).max(CLEAR_REPORTS / weeks);
    if is - was >= clear {
        EpisodeState::Rising
    } else if was - is >= clear {
        EpisodeState::Fading
    } else {
        EpisodeState::Steady
    }
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use domain::RiskLevel;
    use proptest::prelude::*;

    use super::*;
    use crate::fixture::{GRID, TOWN, World, signal};

    const VILLAGE: &str = "620982106200";
    const OTHER_VILLAGE: &str = "620982106201";

    /// What the sweep on a Monday so many weeks after 23 November 2026 saw of the week before.
    fn seen(weeks: u64, area: &str, category: &str, observed: f64) -> Sighting {
        let mut signal = signal(area, category, observed, 2.0);
        (signal.from, signal.to) = (signal.from + Days::new(7 * weeks), signal.to + Days::new(7 * weeks));
        signal.as_of += TimeDelta::weeks(weeks as i64);
        signal.id =
            domain::Signal::derive_id(signal.detector, &signal.area, &signal.category, None, signal.to);
        Sighting::from(&signal)
    }

    fn states(sightings: &[Sighting]) -> Vec<(usize, EpisodeState)> {
        let world = World::new();
        let latest = sightings.iter().map(|sighting| sighting.last_seen).max().unwrap();
        let told = episodes(sightings, &world.context());
        told.iter().map(|episode| (episode.weeks().len(), episode.state(latest))).collect()
    }

    #[test]
    fn week_after_week_is_one_episode_that_rises_stays_and_fades() {
        let weeks = |counts: &[f64]| -> Vec<Sighting> {
            counts.iter().zip(0..).map(|(count, week)| seen(week, VILLAGE, "02", *count)).collect()
        };
        assert_eq!(states(&weeks(&[8.0])), [(1, EpisodeState::Rising)]);
        assert_eq!(states(&weeks(&[8.0, 12.0])), [(2, EpisodeState::Rising)]);
        assert_eq!(states(&weeks(&[8.0, 12.0, 12.0])), [(3, EpisodeState::Steady)]);
        assert_eq!(states(&weeks(&[8.0, 12.0, 12.0, 6.0])), [(4, EpisodeState::Fading)]);
    }

    #[test]
    fn what_the_newest_sweep_does_not_see_fades_and_has_ended_after_more_than_two_weeks() {
        let other = |week| seen(week, "620982107200", "13", 8.0);
        let of_the_first = |more: u64| states(&[seen(0, VILLAGE, "02", 8.0), other(more)])[0];
        assert_eq!(of_the_first(1), (1, EpisodeState::Fading));
        assert_eq!(of_the_first(2), (1, EpisodeState::Fading));
        assert_eq!(of_the_first(3), (1, EpisodeState::Ended));
    }

    #[test]
    fn a_gap_of_three_weeks_begins_anew_and_one_of_two_does_not() {
        assert_eq!(states(&[seen(0, VILLAGE, "02", 8.0), seen(2, VILLAGE, "02", 8.0)]).len(), 1);
        assert_eq!(states(&[seen(0, VILLAGE, "02", 8.0), seen(3, VILLAGE, "02", 8.0)]).len(), 2);
    }

    #[test]
    fn a_town_and_its_village_are_one_episode_and_two_villages_are_two() {
        assert_eq!(states(&[seen(0, TOWN, "02", 12.0), seen(0, VILLAGE, "02", 8.0)]).len(), 1);
        assert_eq!(states(&[seen(0, VILLAGE, "02", 8.0), seen(1, OTHER_VILLAGE, "02", 8.0)]).len(), 2);
        assert_eq!(states(&[seen(0, VILLAGE, "02", 8.0), seen(1, VILLAGE, "13", 8.0)]).len(), 2);
        assert_eq!(states(&[seen(0, TOWN, "10", 12.0), seen(1, GRID, "1001", 8.0)]).len(), 1, "within wages");
    }

    #[test]
    fn the_county_does_not_swallow_its_towns() {
        assert_eq!(states(&[seen(0, "620982", "02", 40.0), seen(0, TOWN, "02", 12.0)]).len(), 2);
    }

    #[test]
    fn a_higher_level_is_a_rise_whatever_the_counts() {
        let graver = Sighting { level: RiskLevel::Red, ..seen(1, VILLAGE, "02", 8.0) };
        assert_eq!(states(&[seen(0, VILLAGE, "02", 8.0), graver]), [(2, EpisodeState::Rising)]);
    }

    proptest! {
        #[test]
        fn every_signal_is_in_one_episode_and_their_order_does_not_matter(
            picks in prop::collection::vec((0u64..12, 0usize..4, 0usize..3, 3.0..20.0), 1..40),
            turn in 0usize..40,
        ) {
            let (areas, categories) = ([TOWN, VILLAGE, OTHER_VILLAGE, "620982107"], ["02", "10", "1001"]);
            let mut sightings: Vec<Sighting> = picks
                .iter()
                .map(|&(week, area, category, observed)| seen(week, areas[area], categories[category], observed))
                .collect();
            sightings.sort_by_key(|sighting| sighting.signal);
            sightings.dedup_by_key(|sighting| sighting.signal);
            let world = World::new();
            let told = episodes(&sightings, &world.context());
            let total: usize = told.iter().map(|episode| episode.sightings().len()).sum();
            prop_assert_eq!(total, sightings.len());
            let middle = turn % sightings.len();
            sightings.rotate_left(middle);
            prop_assert_eq!(&told, &episodes(&sightings, &world.context()));
        }
    }
}
