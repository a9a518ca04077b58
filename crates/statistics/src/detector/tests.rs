use rand::Rng;

use super::*;
use crate::simulation::{draw, seasonal, shares, world};

fn panel(seed: u64, series: usize, periods: usize, level: f64, dispersion: f64) -> Vec<Vec<f64>> {
    let mut rng = world(seed);
    (0..series).map(|_| seasonal(&mut rng, periods, level, 0.4, dispersion)).collect()
}

fn judged(panel: &[Vec<f64>], from: usize, settings: &Settings) -> Vec<Vec<Detection>> {
    let series: Vec<Series<'_>> = panel.iter().map(|counts| Series::of(counts)).collect();
    detect(&series, from, settings).unwrap()
}

/// A fit serves four weeks here, which keeps these tests short.
fn quick() -> Settings {
    Settings { refit_every: 4, ..Settings::weeks() }
}

#[test]
fn calibrated_p_values_of_quiet_series_are_honest_from_rare_to_frequent_events() {
    for (level, dispersion) in [(0.02, 1.0), (0.2, 1.0), (2.0, 1.6), (10.0, 2.5), (50.0, 1.2)] {
        let found = judged(&panel(3, 24, 312, level, dispersion), 208, &quick());
        let p: Vec<f64> = found.iter().flatten().map(|week| week.p_value).collect();
        let [ten, five, one] = shares(&p, [0.1, 0.05, 0.01]);
        assert!(ten < 0.13 && (0.02..0.07).contains(&five), "mean {level}: {ten} {five}");
        assert!((0.002..0.018).contains(&one), "mean {level}: {one}");
    }
}

#[test]
fn series_that_the_model_does_not_fit_are_brought_towards_nominal() {
    // One week in ten holds four times the others: a longer tail than the negative binomial has.
    let mut rng = world(9);
    let bursts: Vec<Vec<f64>> = (0..16)
        .map(|_| {
            (0..416)
                .map(|_| {
                    let mean = if rng.random::<f64>() < 0.1 { 12.0 } else { 3.0 };
                    draw(&mut rng, mean, 1.0)
                })
                .collect()
        })
        .collect();
    let share = |calibrate_over| {
        let settings = Settings { calibrate_over, ..quick() };
        let found = judged(&bursts, 312, &settings);
        let p: Vec<f64> = found.iter().flatten().map(|week| week.p_value).collect();
        shares(&p, [0.01])[0]
    };
    let (raw, calibrated) = (share(0), share(104));
    assert!(raw > 0.025 && calibrated < 0.7 * raw, "{raw} {calibrated}");
}

#[test]
fn nothing_looks_ahead() {
    let counts = panel(5, 3, 260, 2.0, 1.3);
    let shorter: Vec<Vec<f64>> = counts.iter().map(|series| series[..250].to_vec()).collect();
    let (long, short) = (judged(&counts, 240, &Settings::weeks()), judged(&shorter, 240, &Settings::weeks()));
    for (long, short) in long.iter().zip(&short) {
        assert_eq!(short.len(), 10);
        for (one, other) in long.iter().zip(short) {
            assert_eq!(one.verdict.observed, other.verdict.observed);
            assert!((one.p_value - other.p_value).abs() < 1e-9, "{one:?} {other:?}");
        }
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let counts = panel(6, 5, 200, 1.0, 1.2);
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| judged(&counts, 180, &quick()))
    };
    assert_eq!(run(1), run(3));
}

#[test]
fn series_of_unequal_length_are_judged_each_as_soon_as_it_can_be() {
    let counts = vec![vec![1.0; 60], vec![1.0; 20], vec![1.0; 5]];
    let found = judged(&counts, 10, &Settings::weeks());
    assert_eq!(found[0][0].period, Settings::weeks().baseline.least_periods() - 1);
    assert_eq!(found[1].last().map(|week| week.period), Some(19));
    assert!(found[2].is_empty());
}

#[test]
fn what_is_not_a_count_is_named_with_its_series() {
    let mut broken = vec![1.0; 60];
    broken[3] = -1.0;
    let fine = vec![1.0; 60];
    let error = detect(&[Series::of(&fine), Series::of(&broken)], 50, &Settings::weeks()).unwrap_err();
    assert_eq!(error, (1, BaselineError::NotACount { index: 3, value: -1.0 }));
}
