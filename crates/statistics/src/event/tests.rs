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

/// Distances to a festival that wanders by up to four weeks: none between 15 weeks after one and 15 before the next.
fn distances(weeks: usize) -> Vec<Option<f64>> {
    (0..weeks)
        .map(|week| {
            let near = (0..weeks / 52 + 2).map(|year| week as f64 - (year * 52 + 10 + (year * 3) % 5) as f64);
            near.min_by(|a, b| a.abs().total_cmp(&b.abs())).filter(|distance| distance.abs() <= 15.0)
        })
        .collect()
}

const EDGES: [f64; 5] = [-4.0, -2.0, 0.0, 2.0, 4.0];
const TRUTH: [f64; 4] = [1.5, 3.0, 0.5, 1.0];

fn truth(distance: Option<f64>) -> f64 {
    let position = EDGES.iter().filter(|edge| distance.is_some_and(|at| **edge <= at)).count();
    if (1..EDGES.len()).contains(&position) { TRUTH[position - 1] } else { 1.0 }
}

#[test]
fn a_profile_holds_the_truth_as_often_as_its_interval_says() {
    let weeks = distances(208);
    let (mut covered, mut bins) = (0, 0);
    for seed in 0..60 {
        let mut rng = world(700 + seed);
        let series: Vec<Vec<f64>> = [0.05, 0.2, 0.4, 1.0, 4.0, 9.0]
            .iter()
            .zip([1.0, 1.3, 2.0, 1.0, 2.5, 1.5])
            .map(|(level, dispersion)| {
                let season = |week: usize| (0.5 * (week as f64 / 8.3 + level).cos()).exp();
                (0..208)
                    .map(|week| draw(&mut rng, level * season(week) * truth(weeks[week]), dispersion))
                    .collect()
            })
            .collect();
        let slices: Vec<&[f64]> = series.iter().map(Vec::as_slice).collect();
        let profile = profile(&slices, &weeks, &EDGES, &Settings::default()).unwrap();
        for (bin, truth) in profile.bins.iter().zip(TRUTH) {
            bins += 1;
            covered += usize::from(bin.lower <= truth && truth <= bin.upper);
        }
    }
    assert!(covered * 100 >= bins * 90, "{covered} of {bins}");
}

#[test]
fn series_that_disagree_have_a_wider_interval() {
    let weeks = distances(208);
    let area = |factor: f64| -> Vec<f64> {
        weeks.iter().map(|distance| 10.0 * if truth(*distance) == 3.0 { factor } else { 1.0 }).collect()
    };
    let look = |factors: [f64; 3]| {
        let areas = factors.map(area);
        let slices: Vec<&[f64]> = areas.iter().map(Vec::as_slice).collect();
        profile(&slices, &weeks, &EDGES, &Settings::default()).unwrap().bins[1]
    };
    let (agree, differ) = (look([2.0, 2.0, 2.0]), look([1.0, 2.0, 3.5]));
    assert!(agree.heterogeneity < 0.5 && differ.heterogeneity > 3.0);
    assert!(differ.upper / differ.lower > 1.4 * agree.upper / agree.lower);
}

#[test]
fn what_has_no_profile_is_said() {
    let (weeks, settings) = (distances(104), Settings::default());
    let counts = vec![1.0; 104];
    let run =
        |series: &[&[f64]], weeks: &[Option<f64>], edges: &[f64]| profile(series, weeks, edges, &settings);
    assert_eq!(run(&[], &weeks, &EDGES), Err(EventError::NoSeries));
    assert_eq!(
        run(&[&counts[1..]], &weeks, &EDGES),
        Err(EventError::SeriesLength { series: 0, got: 103, weeks: 104 })
    );
    assert!(matches!(
        run(&[&counts, &[f64::NAN; 104]], &weeks, &EDGES),
        Err(EventError::NotACountIn { series: 1, .. })
    ));
    assert_eq!(run(&[&counts], &weeks, &[1.0, 1.0]), Err(EventError::Edges));
    assert_eq!(run(&[&counts], &[None; 104], &EDGES), Err(EventError::NoContrast));
    assert_eq!(run(&[&counts], &[Some(f64::NAN); 104], &EDGES), Err(EventError::NoContrast));
    let empty = run(&[&[0.0; 104]], &weeks, &EDGES).unwrap();
    assert!(empty.bins.iter().all(|bin| bin.ratio > 0.8 && bin.upper.is_finite() && bin.observed == 0.0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn the_order_of_sister_series_is_irrelevant_and_more_counts_never_lower_a_ratio(
        a in prop::collection::vec(0u32..6, 104), b in prop::collection::vec(0u32..6, 104), at in 0usize..4,
    ) {
        let weeks = distances(104);
        let [a, b] = [a, b].map(|counts| counts.into_iter().map(f64::from).collect::<Vec<f64>>());
        let look = |series: &[&[f64]]| profile(series, &weeks, &EDGES, &Settings::default()).unwrap();
        let (there, back) = (look(&[&a, &b]), look(&[&b, &a]));
        for (one, other) in there.bins.iter().zip(&back.bins) {
            prop_assert!((one.ratio / other.ratio - 1.0).abs() < 1e-5);
        }
        let mut more = a;
        let inside = |week: &usize| weeks[*week].is_some_and(|d| EDGES[at] <= d && d < EDGES[at + 1]);
        (0..104).filter(inside).for_each(|week| more[week] += 2.0);
        prop_assert!(look(&[&more, &b]).bins[at].ratio > there.bins[at].ratio);
    }
}
