//! How good an order is.

/// A probability is held this far from 0 and 1, so that one sure error does not outweigh all else.
const UNSURE: f64 = 1e-6;

/// The probability that a signal that proved true has a higher score than one that did not; ties count half
/// (Mann & Whitney 1947). One half when only one outcome occurs.
pub(super) fn auc(scores: &[f64], outcomes: &[bool]) -> f64 {
    let of = |wanted: bool| {
        let scored = scores.iter().zip(outcomes);
        scored.filter(|(_, outcome)| **outcome == wanted).map(|(score, _)| *score).collect::<Vec<f64>>()
    };
    let (proved, refuted) = (of(true), of(false));
    if proved.is_empty() || refuted.is_empty() {
        return 0.5;
    }
    let won: f64 = proved
        .iter()
        .flat_map(|high| refuted.iter().map(move |low| high.total_cmp(low)))
        .map(|order| match order {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        })
        .sum();
    won / (proved.len() * refuted.len()) as f64
}

/// Mean negative log-likelihood of the outcomes, in nats.
pub(super) fn log_loss(probabilities: &[f64], outcomes: &[bool]) -> f64 {
    losses(probabilities, outcomes).sum::<f64>() / outcomes.len().max(1) as f64
}

/// By how much one forecast beats another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Gain {
    /// Mean gain in log-loss, in nats; positive when the first is better.
    pub mean: f64,
    /// Its standard error, signals taken for independent.
    pub standard_error: f64,
}

/// The gain of `better` over `other`, signal by signal (Diebold & Mariano 1995, without autocorrelation).
pub(super) fn gains(better: &[f64], other: &[f64], outcomes: &[bool]) -> Gain {
    let gains: Vec<f64> =
        losses(other, outcomes).zip(losses(better, outcomes)).map(|(other, better)| other - better).collect();
    let count = gains.len().max(2) as f64;
    let mean = gains.iter().sum::<f64>() / count;
    let variance = gains.iter().map(|gain| (gain - mean).powi(2)).sum::<f64>() / (count - 1.0);
    Gain { mean, standard_error: (variance / count).sqrt() }
}

fn losses<'a>(probabilities: &'a [f64], outcomes: &'a [bool]) -> impl Iterator<Item = f64> + 'a {
    probabilities.iter().zip(outcomes).map(|(probability, outcome)| {
        let held = probability.clamp(UNSURE, 1.0 - UNSURE);
        -if *outcome { held } else { 1.0 - held }.ln()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_perfect_order_has_area_one_and_a_constant_one_a_half() {
        let outcomes = [true, false, true, false];
        assert_eq!(auc(&[0.9, 0.1, 0.8, 0.2], &outcomes), 1.0);
        assert_eq!(auc(&[0.3; 4], &outcomes), 0.5);
        assert_eq!(auc(&[0.9, 0.1, 0.2, 0.8], &outcomes), 0.75);
        assert_eq!(auc(&[0.9], &[true]), 0.5);
    }

    #[test]
    fn a_coin_loses_a_bit_and_a_sure_error_loses_a_bounded_amount() {
        assert!((log_loss(&[0.5, 0.5], &[true, false]) - 2.0_f64.ln()).abs() < 1e-12);
        assert!(log_loss(&[0.0], &[true]) < 14.0);
        let gain = gains(&[0.9, 0.2], &[0.5, 0.5], &[true, false]);
        assert!(gain.mean > 0.0 && gain.standard_error > 0.0);
    }
}
