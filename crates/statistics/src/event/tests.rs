use proptest::prelude::*;

use super::*;
use crate::simulation::{draw, seasonal, shares, world};

/// A window of two weeks a year that wanders by up to four weeks, as a lunar festival does.
fn festival(weeks: usize) -> (Vec<f64>, Vec<u32>) {
    let mut inside = vec![0.0; weeks];
    let mut occurrence = vec![0; weeks];
    for year in 0..weeks / 52 {
        let start = year * 52 + 3 + (year * 3) % 5;
        for week in start..(start + 2).min(weeks) {
            inside[week] = 1.0;
            occurrence[week] = year as u32 + 1;
        }
    }
    (inside, occurrence)
}

fn quick(seed: u64) -> Settings {
    Settings { permutations: 199, seed, ..Settings::default() }
}

#[test]
fn quiet_festivals_are_called_eventful_as_often_as_the_level_says() {
    let (inside, occurrence) = festival(208);
    for (level, dispersion) in [(0.1, 1.0), (1.0, 2.0), (10.0, 1.5)] {
        let mut rng = world(41);
        let p: Vec<f64> = (0..600)
            .map(|seed| {
                let counts = seasonal(&mut rng, 208, level, 0.6, dispersion);
                effect(&counts, &inside, &occurrence, &quick(seed)).unwrap().p_value
            })
            .collect();
        let [five, one] = shares(&p, [0.05, 0.01]);
        assert!((0.02..0.075).contains(&five) && one < 0.022, "level {level}: {five} {one}");
    }
}

#[test]
fn a_festival_that_triples_the_counts_is_measured_and_confirmed() {
    let (inside, occurrence) = festival(260);
    let mut rng = world(43);
    let (mut found, mut covered, mut confirmed) = (0, 0, 0);
    for seed in 0..100 {
        let counts: Vec<f64> =
            inside.iter().map(|share| draw(&mut rng, 2.0 * 3.0_f64.powf(*share), 1.3)).collect();
        let effect = effect(&counts, &inside, &occurrence, &quick(seed)).unwrap();
        found += usize::from(effect.p_value <= 0.05);
        covered += usize::from(effect.lower < 3.0 && 3.0 < effect.upper);
        confirmed += effect.confirmed;
        assert_eq!(effect.occurrences, 5);
    }
    assert!(found >= 97 && covered >= 88 && confirmed > 300, "{found} {covered} {confirmed}");
}

#[test]
fn an_empty_series_has_no_effect() {
    let (inside, occurrence) = festival(156);
    let effect = effect(&[0.0; 156], &inside, &occurrence, &quick(1)).unwrap();
    assert!((effect.ratio - 1.0).abs() < 0.1 && effect.upper.is_finite() && effect.lower > 0.0);
    assert!(effect.p_value > 0.2 && effect.confirmed == 0);
}

#[test]
fn what_cannot_be_measured_is_said() {
    let (inside, occurrence) = festival(104);
    let (counts, settings) = (vec![1.0; 104], Settings::default());
    let run = |counts: &[f64], inside: &[f64]| effect(counts, inside, &occurrence, &settings);
    assert!(matches!(run(&counts[1..], &inside), Err(EventError::Length { .. })));
    assert_eq!(run(&counts, &[0.0; 104]), Err(EventError::NoContrast));
    assert_eq!(run(&counts, &[1.0; 104]), Err(EventError::NoContrast));
    assert!(matches!(run(&counts, &[1.5; 104]), Err(EventError::NotAShare { index: 0, .. })));
    assert!(matches!(run(&[f64::NAN; 104], &inside), Err(EventError::NotACount { index: 0, .. })));
    assert_eq!(effect(&[], &[], &[], &settings), Err(EventError::TooShort { weeks: 0, needed: 53 }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn more_counts_inside_never_weaken_the_effect(
        counts in prop::collection::vec(0u32..5, 156), seed in any::<u64>(), week in 0usize..3,
    ) {
        let (inside, occurrence) = festival(156);
        let counts: Vec<f64> = counts.into_iter().map(f64::from).collect();
        let mut more = counts.clone();
        let start = inside.iter().enumerate().filter(|(_, share)| **share > 0.0).nth(2 * week).unwrap().0;
        more[start] += 3.0;
        let before = effect(&counts, &inside, &occurrence, &quick(seed)).unwrap();
        let after = effect(&more, &inside, &occurrence, &quick(seed)).unwrap();
        prop_assert!(after.ratio > before.ratio);
        prop_assert_eq!(effect(&counts, &inside, &occurrence, &quick(seed)).unwrap(), before);
    }
}
