//! Which episodes were raised, and how soon.

use domain::{AreaLevel, Week};
use serde::{Deserialize, Serialize};

use super::{Episode, Listed, Share};

/// The delays for which the share raised is told, in weeks.
const WITHIN_WEEKS: [i64; 3] = [2, 3, 4];

/// How many reports an episode adds over its whole course, or takes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// Up to five.
    UpTo5,
    /// Six to ten.
    UpTo10,
    /// Eleven to twenty.
    UpTo20,
    /// More than twenty.
    Over20,
    /// The list does not say.
    Unknown,
}

impl Size {
    /// The size of an episode, by its whole number of expected reports.
    pub fn of(episode: &Episode) -> Self {
        let Some(reports) = episode.extra.as_f64() else { return Self::Unknown };
        match reports.abs().round() {
            ..=5.0 => Self::UpTo5,
            ..=10.0 => Self::UpTo10,
            ..=20.0 => Self::UpTo20,
            _ => Self::Over20,
        }
    }

    /// The class in figures: `6–10`.
    pub fn figures(self) -> &'static str {
        match self {
            Self::UpTo5 => "≤5",
            Self::UpTo10 => "6–10",
            Self::UpTo20 => "11–20",
            Self::Over20 => ">20",
            Self::Unknown => "?",
        }
    }
}

/// How a group of episodes fared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Detection {
    /// Their kind.
    pub kind: String,
    /// Their size, where the group is one of a size.
    pub size: Option<Size>,
    /// The level of their areas, where the group is one of a level.
    pub level: Option<AreaLevel>,
    /// Raised, while they lasted or within four weeks of their end: the probability of detection.
    pub raised: Share,
    /// Never raised.
    pub missed: usize,
    /// Raised so soon. Only of episodes that began in the swept weeks, for of others the delay is not seen, and that were
    /// followed so long.
    pub within: Vec<Within>,
    /// Weeks from the END of the first week of an episode to the first sweep that raised it, on average over the raised
    /// ones that began in the swept weeks; 0 is the earliest that a weekly sweep can.
    pub mean_delay_weeks: Option<f64>,
    /// The same, the median.
    pub median_delay_weeks: Option<f64>,
    /// Days from the first day of an episode to the cut of the first sweep that raised it, the median over the same.
    pub median_delay_days: Option<f64>,
}

/// The share of episodes raised within some weeks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Within {
    /// Weeks from the end of the first week of an episode, at most.
    pub weeks: i64,
    /// The episodes raised so soon.
    pub raised: Share,
}

/// One episode and when it was first raised.
#[derive(Clone, Debug)]
pub(super) struct Fate<'a> {
    pub episode: &'a Episode,
    pub level: Option<AreaLevel>,
    /// The week of the first sweep that raised it.
    pub raised: Option<Week>,
    /// Whether it began in the swept weeks, and how many weeks after its first one were swept.
    followed_weeks: Option<i64>,
}

impl Fate<'_> {
    /// Weeks from the end of the first week to the first sweep that raised it.
    pub fn delay_weeks(&self) -> Option<i64> {
        self.raised.map(|week| week.since(Week::of(self.episode.from)).max(0))
    }

    fn delay_days(&self) -> Option<i64> {
        self.raised.map(|week| (week.sunday() - self.episode.from).num_days() + 1)
    }
}

/// The fates of the scored episodes of a list.
pub(super) fn fates<'a>(listed: &Listed<'a>) -> Vec<Fate<'a>> {
    let trial = listed.trial;
    let mut first: Vec<Option<Week>> = vec![None; trial.episodes.len()];
    for line in &listed.lines {
        for &episode in &line.episodes {
            first[episode] = Some(first[episode].map_or(line.week, |week| week.min(line.week)));
        }
    }
    trial
        .scored_episodes()
        .map(|at| {
            let episode = &trial.episodes[at];
            let begun = Week::of(episode.from);
            let seen = trial.weeks.first().is_some_and(|week| *week <= begun);
            let followed_weeks = trial.weeks.last().filter(|_| seen).map(|week| week.since(begun));
            Fate { episode, level: trial.levels[at], raised: first[at], followed_weeks }
        })
        .collect()
}

/// Sums up the fates of a group.
pub(super) fn detection(
    kind: &str,
    size: Option<Size>,
    level: Option<AreaLevel>,
    fates: &[&Fate<'_>],
) -> Detection {
    let raised = fates.iter().filter(|fate| fate.raised.is_some()).count();
    let timed: Vec<&&Fate<'_>> = fates.iter().filter(|fate| fate.followed_weeks.is_some()).collect();
    let delays: Vec<i64> = timed.iter().filter_map(|fate| fate.delay_weeks()).collect();
    let within = WITHIN_WEEKS.map(|weeks| {
        let followed = timed.iter().filter(|fate| fate.followed_weeks.is_some_and(|seen| seen >= weeks));
        let soon = followed.clone().filter(|fate| fate.delay_weeks().is_some_and(|delay| delay <= weeks));
        Within { weeks, raised: Share::new(soon.count(), followed.count()) }
    });
    Detection {
        kind: kind.to_owned(),
        size,
        level,
        raised: Share::new(raised, fates.len()),
        missed: fates.len() - raised,
        within: within.to_vec(),
        mean_delay_weeks: (!delays.is_empty())
            .then(|| delays.iter().sum::<i64>() as f64 / delays.len() as f64),
        median_delay_weeks: median(delays),
        median_delay_days: median(timed.iter().filter_map(|fate| fate.delay_days()).collect()),
    }
}

/// The middle value, or the mean of the two middle ones.
fn median(mut values: Vec<i64>) -> Option<f64> {
    values.sort_unstable();
    let upper = *values.get(values.len() / 2)?;
    let lower = values[(values.len() - 1) / 2];
    Some((lower + upper) as f64 / 2.0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_size_is_a_rounded_number_of_reports_gained_or_lost() {
        let of = |extra: serde_json::Value| {
            Size::of(&Episode {
                id: String::new(),
                kind: String::new(),
                areas: Vec::new(),
                category: None,
                from: chrono::NaiveDate::MIN,
                to: chrono::NaiveDate::MIN,
                extra,
            })
        };
        assert_eq!(
            [of(json!(5.4)), of(json!(5.6)), of(json!(-12))],
            [Size::UpTo5, Size::UpTo10, Size::UpTo20]
        );
        assert_eq!([of(json!(20.6)), of(json!({"visits": 0}))], [Size::Over20, Size::Unknown]);
    }

    #[test]
    fn the_median_lies_between_the_two_in_the_middle() {
        assert_eq!(median(vec![4, 0, 1]), Some(1.0));
        assert_eq!(median(vec![3, 0, 1, 9]), Some(2.0));
        assert_eq!(median(Vec::new()), None);
    }
}
