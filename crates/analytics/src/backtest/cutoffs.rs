//! Other cut-offs, tried on sweeps that were made once.
//!
//! **Not exactly a replay.** Sweeps are made with the [`loosest`] parameters, and a stricter setting is a filter over
//! what they said: the adjusted p-value, the rarity, the number of reports, the length of the list. A sweep made with
//! that setting may differ in little: of two findings about one matter the loose sweep kept the better of a longer
//! list, so that a wide finding may have given way to a narrow one that the strict setting would not have held; and
//! a secondary cluster that the strict scan would not have tested weighs on the other tests. Both are rare, and both
//! make the filter say less than the replay. The setting that is recommended should be replayed once before it is
//! used.

use std::collections::BTreeMap;

use domain::SignalKind;
use serde::{Deserialize, Serialize};

use super::{Line, Listed, Scorecard, Share, Trial};
use crate::Parameters;

/// The values that are tried, the loosest first.
const FALSE_DISCOVERY_RATES: [f64; 6] = [0.5, 0.3, 0.2, 0.1, 0.05, 0.02];
const ONCE_IN_WEEKS: [f64; 6] = [13.0, 26.0, 52.0, 104.0, 208.0, 520.0];
const MINIMUM_COUNTS: [u32; 4] = [3, 4, 5, 6];
const LENGTHS: [Option<usize>; 5] = [None, Some(16), Some(12), Some(8), Some(5)];

/// What a line must pass.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cutoffs {
    /// Adjusted p-value, at most: [`Parameters::false_discovery_rate`].
    pub false_discovery_rate: f64,
    /// Of an emerging signal, [`Parameters::once_in_weeks`].
    pub once_in_weeks: f64,
    /// Of an emerging signal, reports at least: [`Parameters::minimum_count`].
    pub minimum_count: u32,
    /// Lines of a week, at most, those of greatest weight; `None` for no limit.
    pub list: Option<usize>,
}

impl Cutoffs {
    /// Every combination that is tried, loosest first.
    pub fn grid() -> impl Iterator<Item = Self> {
        LENGTHS.into_iter().flat_map(|list| {
            MINIMUM_COUNTS.into_iter().flat_map(move |minimum_count| {
                ONCE_IN_WEEKS.into_iter().flat_map(move |once_in_weeks| {
                    FALSE_DISCOVERY_RATES.into_iter().map(move |false_discovery_rate| Self {
                        false_discovery_rate,
                        once_in_weeks,
                        minimum_count,
                        list,
                    })
                })
            })
        })
    }

    fn passes(&self, line: &Line) -> bool {
        let emerging = line.kind == SignalKind::Emerging;
        let large = line.observed >= f64::from(self.minimum_count);
        line.q_value <= self.false_discovery_rate
            && (!emerging || (large && line.p_value * self.once_in_weeks <= 1.0))
    }

    /// What is left of a trial.
    pub fn apply<'a>(&self, trial: &'a Trial) -> Listed<'a> {
        let listed = trial.holding(|line| self.passes(line));
        match self.list {
            Some(most) => listed.best(most),
            None => listed,
        }
    }
}

/// The parameters with the loosest of all cut-offs, for the one replay that all others are cut from.
pub fn loosest(parameters: &Parameters) -> Parameters {
    Parameters {
        false_discovery_rate: FALSE_DISCOVERY_RATES[0],
        once_in_weeks: ONCE_IN_WEEKS[0],
        minimum_count: MINIMUM_COUNTS[0],
        ..parameters.clone()
    }
}

/// How the detectors do with some cut-offs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// The cut-offs.
    pub cutoffs: Cutoffs,
    /// Lines of news a week and county.
    pub per_week: f64,
    /// Lines that belong to an episode.
    pub precision: Share,
    /// Episodes raised, by kind.
    pub raised: BTreeMap<String, Share>,
    /// The mean share raised over the kinds, each kind counting the same, `0..=1`.
    pub score: f64,
}

/// Tries every combination of cut-offs on trials that were swept with the [`loosest`] parameters.
pub fn settings(trials: &[Trial]) -> Vec<Setting> {
    Cutoffs::grid()
        .map(|cutoffs| {
            let lists: Vec<Listed<'_>> = trials.iter().map(|trial| cutoffs.apply(trial)).collect();
            let card = Scorecard::of(&lists);
            Setting {
                cutoffs,
                per_week: card.list.per_week,
                precision: card.list.precision,
                score: card.mean_share_raised(),
                raised: card.kinds.into_iter().map(|kind| (kind.kind, kind.raised)).collect(),
            }
        })
        .collect()
}

/// The setting to choose for at most so many signals a week and county: the highest score among those with at least
/// such a precision; of equal score the more precise, then the shorter, then the stricter one. `None` when none is
/// precise enough.
pub fn recommended(settings: &[Setting], per_week: f64, precision: f64) -> Option<&Setting> {
    let share = |setting: &Setting| setting.precision.share.unwrap_or(0.0);
    settings.iter().filter(|setting| setting.per_week <= per_week && share(setting) >= precision).max_by(
        |one, other| {
            (one.score.total_cmp(&other.score))
                .then(share(one).total_cmp(&share(other)))
                .then(other.per_week.total_cmp(&one.per_week))
        },
    )
}
