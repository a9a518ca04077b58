//! When a signal belongs to an episode.

use chrono::TimeDelta;
use domain::{AreaId, AreaLevel, Areas, Category, CategoryCode, Signal, SignalKind, Taxonomy};

use super::Episode;

/// Weeks after its end for which a signal may still be about an episode: reports come in late.
const AFTERMATH_WEEKS: i64 = 4;

/// A trend looks at years, so it overlaps everything; what lasted less than half a year is not what it speaks of.
const TREND_DAYS: i64 = 183;

/// What returns has been there for more than a year.
const RETURN_DAYS: i64 = 366;

/// Matches by the two trees.
#[derive(Clone, Copy, Debug)]
pub(super) struct Matcher<'a> {
    /// The tree of areas.
    pub areas: &'a Areas,
    /// The tree of categories.
    pub taxonomy: &'a Taxonomy,
}

impl Matcher<'_> {
    /// Whether the signal is about the episode: category, place and time.
    pub fn belongs(&self, signal: &Signal, episode: &Episode) -> bool {
        let ended = episode.to + TimeDelta::weeks(AFTERMATH_WEEKS);
        let lasted = (episode.to - episode.from).num_days();
        let in_time = match signal.kind {
            SignalKind::Emerging | SignalKind::Silent | SignalKind::Irregular => {
                signal.from <= ended && signal.to >= episode.from
            }
            SignalKind::Trending => lasted >= TREND_DAYS && signal.from <= ended && signal.to >= episode.from,
            // An announcement is about a window to come, which need not have begun when the episode is scored.
            SignalKind::Recurring => lasted >= RETURN_DAYS && signal.to >= episode.from,
        };
        in_time
            && episode.category.as_ref().is_none_or(|category| self.akin(category, &signal.category))
            && self.overlap(signal, episode)
    }

    /// The category itself, then the wider ones.
    pub fn wider(&self, code: &CategoryCode) -> impl Iterator<Item = &Category> {
        std::iter::successors(self.taxonomy.get(code), |category| {
            category.parent.as_ref().and_then(|parent| self.taxonomy.get(parent))
        })
    }

    fn akin(&self, one: &CategoryCode, other: &CategoryCode) -> bool {
        let part_of = |inner: &CategoryCode, outer: &CategoryCode| {
            self.wider(inner).any(|category| &category.code == outer)
        };
        part_of(one, other) || part_of(other, one)
    }

    fn overlap(&self, signal: &Signal, episode: &Episode) -> bool {
        let places = if signal.cluster.is_empty() {
            std::slice::from_ref(&signal.area)
        } else {
            signal.cluster.as_slice()
        };
        places.iter().any(|place| {
            episode.areas.iter().any(|area| {
                self.areas.contains(area, place)
                    || (self.areas.contains(place, area) && self.may_stand_for(place, episode))
            })
        })
    }

    /// Whether a signal of a place may be about something that lies within it: up to a town always, the whole county
    /// only when the episode itself spans more than one town.
    fn may_stand_for(&self, place: &AreaId, episode: &Episode) -> bool {
        let county = self.areas.get(place).is_some_and(|area| area.level == AreaLevel::County);
        if !county {
            return true;
        }
        let mut towns = episode.areas.iter().map(|area| self.areas.ancestor_at(area, AreaLevel::Town));
        let first = towns.next().flatten();
        first.is_none() || towns.any(|town| town.map(|town| &town.id) != first.map(|first| &first.id))
    }
}
