use proptest::prelude::*;

use super::*;
use crate::distribution::Counts;

fn quantiles(law: &Counts) -> Vec<f64> {
    HUB_LEVELS.iter().map(|level| law.quantile(*level)).collect()
}

/// The expected score of a forecast when the outcome follows `truth`.
fn expected(forecast: &Counts, truth: &Counts) -> f64 {
    let quantiles = quantiles(forecast);
    (0..400)
        .map(f64::from)
        .map(|k| truth.probability(k) * weighted_interval_score(&HUB_LEVELS, &quantiles, k).unwrap())
        .sum()
}

proptest! {
    #[test]
    fn the_score_is_twice_the_mean_pinball_loss(mean in 0.1..60.0_f64, size in 0.5..50.0_f64, outcome in 0_u32..120) {
        let quantiles = quantiles(&Counts::negative_binomial(mean, size).unwrap());
        let outcome = f64::from(outcome);
        let losses: f64 =
            HUB_LEVELS.iter().zip(&quantiles).map(|(level, quantile)| pinball(*quantile, *level, outcome)).sum();
        let score = weighted_interval_score(&HUB_LEVELS, &quantiles, outcome).unwrap();
        prop_assert!((score - 2.0 * losses / HUB_LEVELS.len() as f64).abs() < 1e-9 * (1.0 + score));
    }

    #[test]
    fn nobody_gains_by_saying_what_is_not_believed(mean in 0.5..30.0_f64, size in 1.0..30.0_f64, factor in 0.3..3.0_f64, width in 0.3..4.0_f64) {
        let truth = Counts::negative_binomial(mean, size).unwrap();
        let other = Counts::negative_binomial(mean * factor, size * width).unwrap();
        prop_assert!(expected(&truth, &truth) <= expected(&other, &truth) + 1e-9);
    }

    #[test]
    fn a_sharper_forecast_around_the_same_median_is_not_worse_when_the_median_comes(median in 5_u32..50, half in 0_u32..5) {
        let fan = |half: f64| [f64::from(median) - half, f64::from(median), f64::from(median) + half];
        let score = |half: u32| weighted_interval_score(&[0.1, 0.5, 0.9], &fan(f64::from(half)), f64::from(median)).unwrap();
        prop_assert!(score(half) <= score(half + 1));
    }
}

#[test]
fn the_median_alone_scores_the_absolute_error() {
    assert_eq!(weighted_interval_score(&[0.5], &[3.0], 7.5), Ok(4.5));
}

#[test]
fn what_cannot_be_scored_is_named() {
    let score = weighted_interval_score;
    assert_eq!(score(&[0.5], &[], 1.0), Err(ScoringError::Length { levels: 1, quantiles: 0 }));
    assert_eq!(score(&[], &[], 1.0), Err(ScoringError::Levels));
    assert_eq!(score(&[0.1, 0.5, 0.8], &[1.0, 2.0, 3.0], 1.0), Err(ScoringError::Levels));
    assert_eq!(score(&[0.1, 0.5, 0.9], &[1.0, 3.0, 2.0], 1.0), Err(ScoringError::Quantiles));
    assert_eq!(score(&[0.5], &[1.0], f64::INFINITY), Err(ScoringError::Outcome(f64::INFINITY)));
}
