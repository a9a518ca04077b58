//! When a signal belongs to an episode: kind, time, category and place.

use chrono::{Datelike, NaiveDate, TimeDelta};
use domain::{AreaId, AreaLevel, Areas, Category, CategoryCode, Detector, Signal, SignalKind, Taxonomy};

use super::Episode;

/// Weeks after its end for which a signal may still be about an episode: reports come in late.
const AFTERMATH_WEEKS: i64 = 4;

/// Weeks after its last outbreak for which a matter that came back may still be said: the newest return is news for four
/// weeks, and its report may be four weeks late.
const RETURN_AFTERMATH_WEEKS: i64 = 8;

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
    /// Whether the signal is about the episode.
    pub fn belongs(&self, signal: &Signal, episode: &Episode) -> bool {
        self.fits(signal, episode) && self.overlap(places(signal), episode)
    }

    /// Whether it would be, in the right place: kind, time and category.
    fn fits(&self, signal: &Signal, episode: &Episode) -> bool {
        speaks_of(signal.detector, &episode.kind)
            && in_time(signal, episode)
            && episode.category.as_ref().is_none_or(|category| self.akin(category, &signal.category))
    }

    /// The share of the other areas of its level in which the signal would be about some episode, had it been said
    /// there; `None` where there is no other area.
    pub fn luck(&self, signal: &Signal, episodes: &[Episode]) -> Option<f64> {
        let level = self.areas.get(&signal.area)?.level;
        let fitting: Vec<&Episode> = episodes.iter().filter(|episode| self.fits(signal, episode)).collect();
        let (mut others, mut right) = (0, 0);
        for area in self.areas.at(level).filter(|area| area.id != signal.area) {
            let place = std::slice::from_ref(&area.id);
            others += 1;
            right += usize::from(fitting.iter().any(|episode| self.overlap(place, episode)));
        }
        (others > 0).then(|| right as f64 / others as f64)
    }

    /// The category itself, then the wider ones.
    pub fn wider(&self, code: &CategoryCode) -> impl Iterator<Item = &Category> {
        std::iter::successors(self.taxonomy.get(code), |category| {
            category.parent.as_ref().and_then(|parent| self.taxonomy.get(parent))
        })
    }

    /// Whether one category is the other or part of it.
    fn akin(&self, one: &CategoryCode, other: &CategoryCode) -> bool {
        let part_of = |inner: &CategoryCode, outer: &CategoryCode| {
            outer.is_every() || self.wider(inner).any(|category| &category.code == outer)
        };
        part_of(one, other) || part_of(other, one)
    }

    fn overlap(&self, places: &[AreaId], episode: &Episode) -> bool {
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

/// Where the signal is said: its cluster, or its area.
fn places(signal: &Signal) -> &[AreaId] {
    if signal.cluster.is_empty() { std::slice::from_ref(&signal.area) } else { &signal.cluster }
}

/// Whether what a detector says can be about an episode of a kind. Of a kind that is not planted (an event of a real
/// city) any may speak.
fn speaks_of(detector: Detector, episode: &str) -> bool {
    let emerging = detector.kind() == SignalKind::Emerging;
    match episode {
        "local_outbreak" | "town_rise" => emerging,
        "trend" => emerging || detector.kind() == SignalKind::Trending,
        "new_season" => emerging || matches!(detector, Detector::OwnSeason | Detector::CalendarEffect),
        "reignition" => emerging || detector == Detector::Return,
        "silence" | "grid_silence" => detector.kind() == SignalKind::Silent,
        _ => true,
    }
}

/// Whether the days of the signal overlap those of the episode, as its kind of pattern counts days.
fn in_time(signal: &Signal, episode: &Episode) -> bool {
    let lasted = (episode.to - episode.from).num_days();
    let overlap = |from: NaiveDate, to: NaiveDate| {
        signal.from <= to + TimeDelta::weeks(AFTERMATH_WEEKS) && signal.to >= from
    };
    match signal.detector {
        Detector::MannKendall => lasted >= TREND_DAYS && overlap(episode.from, episode.to),
        // An announcement is about a window to come, which need not have begun when the episode is scored.
        Detector::CalendarEffect | Detector::OwnSeason => lasted >= RETURN_DAYS && signal.to >= episode.from,
        // The last outbreak of a matter may be told some weeks after it.
        Detector::Return => {
            signal.to >= episode.from && signal.to <= episode.to + TimeDelta::weeks(RETURN_AFTERMATH_WEEKS)
        }
        _ if episode.kind == "new_season" => {
            seasons(episode.from, episode.to).any(|(from, to)| overlap(from, to))
        }
        _ => overlap(episode.from, episode.to),
    }
}

/// The windows of a season that is given by the first day of its first year and the last day of its last year.
fn seasons(from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = (NaiveDate, NaiveDate)> {
    // A season that opens in December closes in the year after.
    let closes_later = i32::from((to.month(), to.day()) < (from.month(), from.day()));
    (from.year()..=to.year() - closes_later)
        .filter_map(move |year| Some((from.with_year(year)?, to.with_year(year + closes_later)?)))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// A signal that says next to nothing.
    pub fn signal(detector: Detector, area: &str, category: &str) -> Signal {
        let day = NaiveDate::default();
        let (area, category) = (AreaId::from(area), CategoryCode::from(category));
        Signal {
            id: Signal::derive_id(detector, &area, &category, None, day),
            kind: detector.kind(),
            detector,
            area,
            cluster: Vec::new(),
            category,
            event: None,
            from: day,
            to: day,
            observed: 8.0,
            expected: 2.0,
            upper: 5.0,
            p_value: 0.001,
            q_value: 0.01,
            ratio: 4.0,
            reports: Vec::new(),
            parameters: Vec::new(),
            series: Vec::new(),
            facts: domain::Facts::default(),
            as_of: chrono::DateTime::default(),
            level: domain::RiskLevel::Blue,
            status: domain::SignalStatus::New,
            withheld_by: None,
            withheld_for: None,
        }
    }

    #[test]
    fn a_season_is_there_in_its_months_only() {
        let windows: Vec<_> = seasons(day("2023-09-01"), day("2025-10-15")).collect();
        assert_eq!(windows.len(), 3);
        assert_eq!(windows[1], (day("2024-09-01"), day("2024-10-15")));
        let winter: Vec<_> = seasons(day("2023-12-01"), day("2026-01-15")).collect();
        assert_eq!(winter.last(), Some(&(day("2025-12-01"), day("2026-01-15"))));
    }

    #[test]
    fn a_detector_speaks_of_what_it_looks_for() {
        assert!(speaks_of(Detector::Silence, "grid_silence"));
        assert!(!speaks_of(Detector::Silence, "local_outbreak"));
        assert!(speaks_of(Detector::Return, "reignition"));
        assert!(!speaks_of(Detector::Return, "town_rise"));
        assert!(!speaks_of(Detector::MannKendall, "new_season"));
        assert!(speaks_of(Detector::SpaceTimeScan, "trend"));
        assert!(speaks_of(Detector::MannKendall, "snowstorm"));
    }
}
