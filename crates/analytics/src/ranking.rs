//! The order in which signals are read: by the fixed rule, or by what was found true so far.
//!
//! The fixed rule is the expected harm, [`Facts::weight`](domain::Facts). Once enough signals were judged, by the
//! answers of the committees and at the analysts' desk, a logistic model (`linfa`) learns which of them prove true. It
//! is tried on later signals than it learned from, and used only where it puts them in a better order than the fixed
//! rule does. Its weights can be shown: each says how much one feature moves the odds.

mod features;
mod model;
mod quality;

use domain::{Ranking, Signal, Verdict};

/// Judged signals below which nothing is learned: a dozen features need about ten verdicts each (Peduzzi et al. 1996,
/// *J. Clin. Epidemiol.* 49:1373).
const ENOUGH_VERDICTS: usize = 100;

/// Signals that proved true, and that did not, at least: with fewer a fold of the trial may hold none of one sort.
const ENOUGH_OF_EACH: usize = 20;

/// Blocks of time into which the judged signals are cut. The model is tried on each but the first, having learned from
/// all earlier ones: as it will be used.
const BLOCKS: usize = 5;

/// What the model must win in AUC, at least: a tie goes to the rule that everybody can recompute by hand.
const CLEARLY_BETTER: f64 = 0.02;

/// Standard errors by which the gain in log-loss must exceed zero: with a hundred verdicts one coin in two
/// beats a rule by chance, and one in twenty by this much.
const STANDARD_ERRORS: f64 = 1.645;

/// A signal and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The signal, as it was when it was raised.
    pub signal: Signal,
    /// Whether it proved worth reading.
    pub proved: bool,
}

impl Judged {
    /// A signal that a committee answered. What was known already was right, but told nobody anything new: it counts
    /// as not worth reading, as what is untrue does.
    pub fn answered(signal: Signal, verdict: Verdict) -> Self {
        Self { signal, proved: matches!(verdict, Verdict::True | Verdict::PartlyTrue) }
    }

    /// A signal that an analyst confirmed or dismissed and no committee has answered.
    pub fn decided(signal: Signal, confirmed: bool) -> Self {
        Self { signal, proved: confirmed }
    }
}

/// Learns the order of signals from those that were judged; in whatever order they come.
///
/// Deterministic: the signals are taken by data cut and id, the blocks follow time, and the fit begins at zero. A
/// signal that was judged twice counts once, with its last entry.
pub fn learn_ranking(judged: &[Judged]) -> Ranking {
    let judged = in_order(judged);
    let outcomes: Vec<bool> = judged.iter().map(|one| one.proved).collect();
    let proved = outcomes.iter().filter(|proved| **proved).count();
    let fixed =
        Ranking { verdicts: judged.len(), proved, verdicts_needed: ENOUGH_VERDICTS, ..Ranking::default() };
    if judged.len() < ENOUGH_VERDICTS || proved.min(judged.len() - proved) < ENOUGH_OF_EACH {
        return fixed;
    }
    let rows: Vec<Vec<f64>> = judged.iter().map(|one| features::of(&one.signal)).collect();
    let rule: Vec<Vec<f64>> = judged.iter().map(|one| vec![features::of_rule(&one.signal)]).collect();
    let tried = judged.len().div_ceil(BLOCKS);
    let (Some(learned), Some(fixed_rule), Some(model)) =
        (trial(&rows, &outcomes), trial(&rule, &outcomes), model::fit(&rows, &outcomes))
    else {
        return fixed;
    };
    let later = &outcomes[tried..];
    // The order by the rule is that of the weight itself, whatever sign a model would give it.
    let weights: Vec<f64> = rule[tried..].iter().map(|row| row[0]).collect();
    let (auc_fixed, auc_learned) = (quality::auc(&weights, later), quality::auc(&learned, later));
    let gains = quality::gains(&learned, &fixed_rule, later);
    let used =
        auc_learned >= auc_fixed + CLEARLY_BETTER && gains.mean > STANDARD_ERRORS * gains.standard_error;
    Ranking {
        model: Some(model::named(model, &features::NAMES)),
        auc_fixed: Some(auc_fixed),
        auc_learned: Some(auc_learned),
        log_loss_fixed: Some(quality::log_loss(&fixed_rule, later)),
        log_loss_learned: Some(quality::log_loss(&learned, later)),
        used,
        ..fixed
    }
}

/// Writes the chance to prove true into each signal's facts, which is what they are then read by; does nothing while the
/// model is not used. What the fixed rule weighs stays beside it, so that it can be learned from again.
pub fn rank_by(ranking: &Ranking, signals: &mut [Signal]) {
    let Some(model) = ranking.model.as_ref().filter(|_| ranking.used) else { return };
    for signal in signals {
        signal.facts.chance = Some(model::probability(model, &features::of(signal)));
    }
}

/// By data cut, then id; of a signal that was judged twice the last entry.
fn in_order(judged: &[Judged]) -> Vec<&Judged> {
    let mut list: Vec<&Judged> = judged.iter().rev().collect();
    list.sort_by_key(|one| (one.signal.as_of, one.signal.id));
    list.dedup_by_key(|one| one.signal.id);
    list
}

/// The probabilities that a model gives to each block but the first, having learned from all earlier ones; `None`
/// where a fit fails.
fn trial(rows: &[Vec<f64>], outcomes: &[bool]) -> Option<Vec<f64>> {
    let size = rows.len().div_ceil(BLOCKS);
    let mut probabilities = Vec::with_capacity(rows.len() - size);
    for start in (size..rows.len()).step_by(size) {
        let model = model::fit(&rows[..start], &outcomes[..start])?;
        let block = &rows[start..rows.len().min(start + size)];
        probabilities.extend(block.iter().map(|row| model::probability(&model, row)));
    }
    Some(probabilities)
}

#[cfg(test)]
mod tests;
