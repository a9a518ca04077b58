use proptest::prelude::*;

use super::*;
use crate::simulation::{draw, world};

/// What one segment costs.
type Price<'a> = &'a dyn Fn(&[f64]) -> f64;

/// The least cost over all segmentations, start by start.
fn exhaustive(least: usize, penalty: f64, cost: Price<'_>, values: &[f64]) -> f64 {
    let length = values.len();
    let mut best = vec![f64::INFINITY; length + 1];
    best[0] = -penalty;
    for end in least..=length {
        for start in 0..=end - least {
            best[end] = best[end].min(best[start] + cost(&values[start..end]) + penalty);
        }
    }
    best[length]
}

fn spread(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter().map(|value| (value - mean).powi(2)).sum()
}

fn two_levels(seed: u64, before: f64, after: f64, dispersion: f64) -> Vec<f64> {
    let mut rng = world(seed);
    (0..120).map(|week| draw(&mut rng, if week < 80 { before } else { after }, dispersion)).collect()
}

#[test]
fn a_level_that_does_not_change_is_not_cut() {
    let alarms = (0..200)
        .filter(|&seed| {
            let found = pelt(&two_levels(seed, 2.0, 2.0, 1.5), &Settings::default()).unwrap();
            found.segments.len() > 1
        })
        .count();
    assert!(alarms < 20, "{alarms} of 200");
    assert_eq!(pelt(&[0.0; 50], &Settings::default()).unwrap().segments.len(), 1);
}

#[test]
fn the_onset_is_found_and_its_interval_holds_it_as_often_as_it_says() {
    let onsets: Vec<Onset> = (0..300)
        .filter_map(|seed| {
            let counts = two_levels(seed, 2.0, 4.5, 1.3);
            since_when(&counts, &[1.0; 120], &OnsetSettings::default()).unwrap()
        })
        .collect();
    let near = onsets.iter().filter(|onset| onset.at.abs_diff(80) <= 4).count();
    let held = onsets.iter().filter(|onset| (onset.earliest..=onset.latest).contains(&80)).count();
    assert!(onsets.len() > 270, "{} of 300 found", onsets.len());
    assert!(near * 10 > onsets.len() * 7, "{near} of {} near", onsets.len());
    assert!(held * 100 > onsets.len() * 92, "{held} of {} held", onsets.len());
}

#[test]
fn a_season_in_the_expectation_is_no_change() {
    let mut rng = world(5);
    let expected: Vec<f64> = (0..156).map(|week| (f64::from(week) / 8.3).sin().exp() * 3.0).collect();
    let counts: Vec<f64> = expected.iter().map(|&mean| draw(&mut rng, mean, 1.0)).collect();
    assert_eq!(since_when(&counts, &expected, &OnsetSettings::default()).unwrap(), None);
    assert!(since_when(&counts, &[3.0; 156], &OnsetSettings::default()).unwrap().is_some());
}

#[test]
fn what_cannot_be_cut_is_said() {
    let settings = Settings::default();
    assert_eq!(pelt(&[], &settings), Err(ChangePointError::TooShort { values: 0, needed: 4 }));
    assert_eq!(
        pelt(&[1.0, -1.0, 0.0, 2.0], &settings),
        Err(ChangePointError::Value { index: 1, value: -1.0 })
    );
    assert_eq!(
        pelt(&[1e300, -1e300, 1e300, 0.0], &Settings { cost: Cost::Mean, ..settings }),
        Err(ChangePointError::TooLarge)
    );
    assert_eq!(
        pelt(&[1.0; 9], &Settings { min_size: 0, ..settings }),
        Err(ChangePointError::Setting("min_size"))
    );
    let negative = Settings { penalty: Penalty::Fixed(f64::NAN), ..settings };
    assert_eq!(pelt(&[1.0; 9], &negative), Err(ChangePointError::Setting("penalty")));
    let onset = OnsetSettings::default();
    assert_eq!(
        since_when(&[1.0; 5], &[1.0; 4], &onset),
        Err(ChangePointError::Length { counts: 5, expected: 4 })
    );
    assert_eq!(
        since_when(&[1.0; 2], &[1.0, 0.0], &onset),
        Err(ChangePointError::Expected { index: 1, value: 0.0 })
    );
    assert_eq!(since_when(&[0.0; 30], &[1.0; 30], &onset), Ok(None));
}

proptest! {
    #[test]
    fn pruning_never_loses_the_optimum(
        values in prop::collection::vec(0u8..7, 6..60), least in 2usize..7, penalty in 0.0..9.0_f64,
    ) {
        let values: Vec<f64> = values.iter().map(|&value| f64::from(value)).collect();
        let normal = |part: &[f64]| {
            let length = part.len() as f64;
            length * (spread(part) / length + 1e-6).ln()
        };
        let poisson = |part: &[f64]| poisson_cost(part.iter().sum(), part.len() as f64);
        let normal_cost = Cost::MeanAndVariance { floor: 1e-6 };
        for (cost, of) in [(Cost::Mean, &spread as Price<'_>), (normal_cost, &normal), (Cost::Poisson, &poisson)] {
            let settings = Settings { cost, penalty: Penalty::Fixed(penalty), min_size: least };
            let found = pelt(&values, &settings).unwrap();
            let wanted = exhaustive(least, penalty, of, &values);
            // A variance that rounding leaves at 1e-15 instead of 0 moves the logarithm of the floor by 1e-9.
            prop_assert!((found.cost - wanted).abs() < 1e-6 * wanted.abs().max(1.0), "{cost:?} {} {wanted}", found.cost);
            prop_assert!(found.segments.iter().all(|segment| segment.end - segment.start >= least));
            let again: f64 = found.segments.iter().map(|segment| of(&values[segment.start..segment.end])).sum();
            let again = again + penalty * (found.segments.len() - 1) as f64;
            prop_assert!((found.cost - again).abs() < 1e-6 * again.abs().max(1.0));
        }
    }

    #[test]
    fn a_higher_penalty_never_makes_more_segments(
        values in prop::collection::vec(0u8..9, 8..60), penalty in 0.0..9.0_f64, more in 0.0..9.0_f64,
    ) {
        let values: Vec<f64> = values.iter().map(|&value| f64::from(value)).collect();
        let cut = |penalty| {
            let settings = Settings { penalty: Penalty::Fixed(penalty), ..Settings::default() };
            pelt(&values, &settings).unwrap().segments.len()
        };
        prop_assert!(cut(penalty + more + 1e-9) <= cut(penalty));
    }

    #[test]
    fn a_common_factor_of_counts_and_expectation_moves_no_onset(
        values in prop::collection::vec(0u8..9, 12..60), factor in 0.01..100.0_f64,
    ) {
        let counts: Vec<f64> = values.iter().map(|&value| f64::from(value)).collect();
        let settings = OnsetSettings { dispersion: Some(1.0), ..OnsetSettings::default() };
        let plain = since_when(&counts, &vec![1.0; counts.len()], &settings).unwrap();
        let scaled = since_when(&counts, &vec![factor; counts.len()], &settings).unwrap();
        let place = |onset: Option<Onset>| onset.map(|onset| onset.log_likelihood_ratio);
        match (place(plain), place(scaled)) {
            (Some(a), Some(b)) => prop_assert!((a - b).abs() < 1e-6 * a.abs().max(1.0)),
            (a, b) => prop_assert!(a.is_some() == b.is_some()),
        }
    }
}
