//! Lists of a wished length, and what they cost.

use serde::{Deserialize, Serialize};

use super::{Listed, Scorecard, Share, Trial};

/// Where a detector stands at some number of signals a week.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// Lines of news a week and county.
    pub per_week: f64,
    /// Lines that belong to an episode.
    pub precision: Share,
    /// Episodes raised.
    pub raised: Share,
    /// The mean share raised over the kinds of episode, each kind counting the same, `0..=1`.
    pub score: f64,
}

impl CurvePoint {
    fn of(lists: &[Listed<'_>]) -> Self {
        let card = Scorecard::of(lists);
        Self {
            per_week: card.list.per_week,
            precision: card.list.precision,
            raised: card.all.raised,
            score: card.mean_share_raised(),
        }
    }
}

/// The lists cut to the best of each week, for each of the given lengths.
pub fn best_lists(trials: &[Trial], lengths: impl IntoIterator<Item = usize>) -> Vec<CurvePoint> {
    lengths
        .into_iter()
        .map(|most| CurvePoint::of(&trials.iter().map(|trial| trial.all().best(most)).collect::<Vec<_>>()))
        .collect()
}

/// One threshold over all weeks and counties, so that `lines` lines of news are listed: how a rule is tuned to a wished
/// number of signals. Lines of equal weight pass together or not at all, so that there may be fewer.
///
/// Returns the lists and the threshold, which the weight of a line must reach; infinite when no line passes.
pub fn strongest(trials: &[Trial], lines: usize) -> (Vec<Listed<'_>>, f64) {
    let mut weights: Vec<f64> = trials
        .iter()
        .flat_map(|trial| &trial.lines)
        .filter(|line| line.is_news())
        .map(|line| line.weight)
        .collect();
    weights.sort_by(|one, other| other.total_cmp(one));
    let threshold = match weights.get(lines) {
        // The first that must not pass: the threshold is the weight before it that is greater.
        Some(next) => weights[..lines].iter().rev().find(|weight| *weight > next).copied(),
        None => weights.last().copied(),
    }
    .unwrap_or(f64::INFINITY);
    (trials.iter().map(|trial| trial.holding(|line| line.weight >= threshold)).collect(), threshold)
}

/// The lists of a rule tuned to each of the given numbers of signals a week and county.
pub fn strongest_lists(trials: &[Trial], per_week: impl IntoIterator<Item = usize>) -> Vec<CurvePoint> {
    let sweeps: usize = trials.iter().map(|trial| trial.weeks.len()).sum();
    per_week.into_iter().map(|a_week| CurvePoint::of(&strongest(trials, a_week * sweeps).0)).collect()
}
