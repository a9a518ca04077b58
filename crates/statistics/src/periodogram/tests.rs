use proptest::prelude::*;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::simulation::{draw, shares, world};

fn quick(seed: u64) -> Settings {
    Settings { replicates: 99, seed, peaks: 1, ..Settings::default() }
}

/// P-values of the greatest peak in many quiet series.
fn quiet(worlds: u64, mut series: impl FnMut(&mut ChaCha8Rng) -> Vec<f64>) -> [f64; 2] {
    let p: Vec<f64> = (0..worlds)
        .map(|seed| {
            let counts = series(&mut world(4000 + seed));
            periodogram(&counts, None, &quick(seed)).unwrap().peaks.first().map_or(1.0, |peak| peak.p_value)
        })
        .collect();
    shares(&p, [0.05, 0.01])
}

/// A rate that wanders on the log scale.
fn wandering(rng: &mut ChaCha8Rng, values: usize, level: f64, correlation: f64, spread: f64) -> Vec<f64> {
    let innovation = spread * (1.0 - correlation * correlation).sqrt();
    let mut state = 0.0;
    (0..values)
        .map(|_| {
            state = correlation * state + innovation * normal_quantile(rng.random_range(1e-9..1.0));
            draw(rng, level * state.exp(), 1.0)
        })
        .collect()
}

fn rhythm(rng: &mut ChaCha8Rng, values: usize, level: f64, period: f64, ratio: f64) -> Vec<f64> {
    let wave = |t: usize| (std::f64::consts::TAU * (t as f64 - 3.0) / period).cos();
    (0..values).map(|t| draw(rng, level * (ratio.ln() / 2.0 * wave(t)).exp(), 1.2)).collect()
}

#[test]
fn series_without_a_rhythm_have_one_as_often_as_the_level_says() {
    // 150 series a case: 5% give or take 1.8%.
    for (level, dispersion, values) in [(0.2, 1.0, 156), (0.2, 1.8, 104), (1.0, 1.5, 156), (20.0, 3.0, 104)] {
        let [five, one] = quiet(150, |rng| (0..values).map(|_| draw(rng, level, dispersion)).collect());
        assert!((0.006..0.105).contains(&five) && one < 0.04, "{level} {dispersion}: {five} {one}");
    }
    let [five, one] =
        quiet(150, |rng| (0..156).map(|week| draw(rng, 0.4 * (f64::from(week) / 70.0).exp(), 1.2)).collect());
    assert!((0.006..0.105).contains(&five) && one < 0.04, "a rise: {five} {one}");
}

#[test]
fn a_wandering_rate_is_not_a_rhythm() {
    for (level, correlation, spread) in [(1.0, 0.5, 0.5), (5.0, 0.6, 0.5), (5.0, 0.8, 0.4), (0.5, 0.9, 0.7)] {
        let [five, one] = quiet(150, |rng| wandering(rng, 156, level, correlation, spread));
        assert!(five < 0.11 && one < 0.06, "{level} {correlation}: {five} {one}");
    }
}

#[test]
fn a_rhythm_is_found_with_its_period_height_and_size() {
    let (mut found, mut covered) = (0, 0);
    for seed in 0..40 {
        let counts = rhythm(&mut world(seed), 156, 4.0, 17.3, 2.5);
        let peak = periodogram(&counts, None, &quick(seed)).unwrap().peaks[0];
        let right = (peak.period / 17.3 - 1.0).abs() < 0.03;
        found += usize::from(right && peak.p_value <= 0.01 && (peak.height - 3.0).abs() < 3.0);
        covered += usize::from(right && peak.lower <= 2.5 && 2.5 <= peak.upper);
    }
    assert!(found >= 36 && covered >= 33, "{found} {covered}");
}

#[test]
fn two_rhythms_are_two_peaks_and_side_lobes_are_none() {
    let mut rng = world(12);
    let wave = |t: usize, period: f64| (std::f64::consts::TAU * t as f64 / period).cos();
    let counts: Vec<f64> = (0..208)
        .map(|t| draw(&mut rng, 6.0 * (0.6 * wave(t, 23.0) + 0.4 * wave(t, 6.5)).exp(), 1.1))
        .collect();
    let found = periodogram(&counts, None, &Settings { replicates: 199, ..Settings::default() }).unwrap();
    assert!((found.peaks[0].period - 23.0).abs() < 1.0 && (found.peaks[1].period - 6.5).abs() < 0.1);
    assert!(found.peaks[1].p_value < 0.01 && found.peaks[2].p_value > 0.05, "{:?}", found.peaks);
    assert_eq!(found.frequencies.len(), found.power.len());
    assert!((found.background[found.background.len() - 1] - 1.0).abs() < 1e-12);
}

#[test]
fn what_the_expected_counts_explain_is_no_rhythm() {
    let mut rng = world(5);
    let means: Vec<f64> =
        (0..156).map(|t| 3.0 * (0.8 * (std::f64::consts::TAU * f64::from(t) / 26.0).cos()).exp()).collect();
    let counts: Vec<f64> = means.iter().map(|mean| draw(&mut rng, *mean, 1.2)).collect();
    let blind = periodogram(&counts, None, &quick(1)).unwrap();
    assert!((blind.peaks[0].period - 26.0).abs() < 1.0 && blind.peaks[0].p_value <= 0.01);
    let known = periodogram(&counts, Some(&means), &quick(1)).unwrap();
    assert!(known.peaks[0].p_value > 0.05, "{:?}", known.peaks);
}

#[test]
fn every_second_week_is_the_shortest_rhythm() {
    let counts: Vec<f64> = (0..60).map(|week| f64::from(3 * (week % 2) + week * 7 % 5 / 3)).collect();
    let peak = periodogram(&counts, None, &quick(1)).unwrap().peaks[0];
    assert!((peak.period - 2.0).abs() < 0.01 && peak.p_value <= 0.01 && peak.lower > 1.5, "{peak:?}");
}

#[test]
fn degenerate_series_get_an_answer() {
    for value in [0.0, 3.0] {
        let found = periodogram(&[value; 80], None, &quick(1)).unwrap();
        assert!(found.peaks.is_empty() && found.power.iter().all(|power| *power == 0.0));
    }
    let mut single = [0.0; 80];
    single[40] = 1.0;
    let found = periodogram(&single, None, &quick(1)).unwrap();
    assert!(found.peaks.iter().all(|peak| peak.p_value > 0.2 && peak.upper.is_finite()));
    single[40] = 1e9;
    let found = periodogram(&single, None, &quick(1)).unwrap();
    assert!(found.peaks.iter().all(|peak| peak.p_value > 0.05), "{:?}", found.peaks);
    let rising: Vec<f64> = (0..16).map(|t| f64::from(1 << t)).collect();
    assert!(periodogram(&rising, None, &quick(1)).is_ok());
}

#[test]
fn what_cannot_be_searched_is_said() {
    let (counts, settings) = ([1.0; 40], Settings::default());
    let run =
        |counts: &[f64], expected, settings: &Settings| periodogram(counts, expected, settings).unwrap_err();
    assert_eq!(run(&counts[..15], None, &settings), PeriodogramError::TooShort { values: 15, needed: 16 });
    assert!(matches!(
        run(&[f64::INFINITY; 40], None, &settings),
        PeriodogramError::NotACount { index: 0, .. }
    ));
    let short = run(&counts, Some(&counts[1..]), &settings);
    assert_eq!(short, PeriodogramError::Length { counts: 40, expected: 39 });
    assert!(matches!(run(&counts, Some(&[0.0; 40]), &settings), PeriodogramError::Expected { index: 0, .. }));
    let narrow = Settings { shortest: 9.0, longest: Some(8.0), ..quick(1) };
    assert_eq!(run(&counts, None, &narrow), PeriodogramError::NoPeriod { shortest: 9.0, longest: 8.0 });
    let fast = Settings { shortest: 1.5, ..settings };
    assert_eq!(run(&counts, None, &fast), PeriodogramError::Setting("shortest"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn a_seed_gives_one_answer_and_p_values_never_fall(
        counts in prop::collection::vec(0u32..6, 40..120), seed in any::<u64>(), scale in 0.01..100.0_f64,
    ) {
        let counts: Vec<f64> = counts.into_iter().map(f64::from).collect();
        let settings = Settings { peaks: 3, ..quick(seed) };
        let found = periodogram(&counts, None, &settings).unwrap();
        prop_assert_eq!(&periodogram(&counts, None, &settings).unwrap(), &found);
        prop_assert!(found.peaks.windows(2).all(|pair| pair[0].p_value <= pair[1].p_value));
        for peak in &found.peaks {
            prop_assert!(peak.p_value > 0.0 && peak.p_value <= 1.0 && peak.lower >= 1.0 && peak.ratio <= peak.upper);
            prop_assert!(0.0 <= peak.height && peak.height <= peak.period && peak.period >= 2.0);
        }
        // Expected counts matter only up to a factor.
        let even = vec![scale; counts.len()];
        let scaled = periodogram(&counts, Some(&even), &settings).unwrap();
        for (one, other) in found.power.iter().zip(&scaled.power) {
            prop_assert!((one - other).abs() < 1e-4 * one.max(1.0));
        }
    }
}
