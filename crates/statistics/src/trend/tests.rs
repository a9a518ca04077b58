use proptest::prelude::*;
use rand::Rng;

use super::*;
use crate::simulation::{draw, shares, world};

#[test]
fn a_textbook_series_has_its_textbook_score() {
    // 15 pairs, 13 rise and 2 fall: S = 11, variance 6·5·17/18.
    let trend = mann_kendall(&[1.0, 2.0, 4.0, 3.0, 6.0, 5.0]).unwrap();
    assert_eq!(trend.s, 11.0);
    assert!(trend.variance >= 6.0 * 5.0 * 17.0 / 18.0 - 1e-9);
    assert!((trend.slope - 1.0).abs() < 1e-12);
}

#[test]
fn a_flat_series_has_no_trend_and_no_doubt_about_it() {
    let trend = seasonal_mann_kendall(&[0.0; 36], 12).unwrap();
    assert_eq!((trend.s, trend.z, trend.p_value, trend.slope, trend.intercept), (0.0, 0.0, 1.0, 0.0, 0.0));
}

#[test]
fn quiet_seasonal_series_are_called_trending_as_often_as_the_level_says_or_less() {
    for (months, level, dispersion) in [(36, 0.3, 1.0), (60, 2.0, 2.0), (120, 10.0, 1.0)] {
        let mut rng = world(23);
        let p: Vec<f64> = (0..2000)
            .map(|_| {
                let swing: Vec<f64> = (0..12).map(|_| rng.random_range(0.3..3.0)).collect();
                let values: Vec<f64> =
                    (0..months).map(|month| draw(&mut rng, level * swing[month % 12], dispersion)).collect();
                seasonal_mann_kendall(&values, 12).unwrap().p_value
            })
            .collect();
        let [five, one] = shares(&p, [0.05, 0.01]);
        assert!((0.015..0.065).contains(&five) && one < 0.016, "{months} months of {level}: {five} {one}");
    }
}

#[test]
fn autocorrelation_does_not_pass_for_a_trend() {
    let mut rng = world(29);
    let p: Vec<f64> = (0..1000)
        .map(|_| {
            let mut level = 0.0;
            let values: Vec<f64> = (0..120)
                .map(|_| {
                    level = 0.4 * level + rng.random_range(-1.0..1.0);
                    level
                })
                .collect();
            seasonal_mann_kendall(&values, 12).unwrap().p_value
        })
        .collect();
    let [five] = shares(&p, [0.05]);
    assert!(five < 0.09, "{five}");
}

#[test]
fn a_doubling_in_five_years_is_seen() {
    let mut rng = world(31);
    let seen = (0..200)
        .filter(|_| {
            let mean = |month: u32| 4.0 * (f64::from(month) / 60.0).exp2();
            let values: Vec<f64> = (0..60).map(|month| draw(&mut rng, mean(month), 1.0)).collect();
            seasonal_mann_kendall(&values, 12).unwrap().p_value < 0.05
        })
        .count();
    assert!(seen > 150, "{seen} of 200");
}

#[test]
fn what_has_no_trend_is_said() {
    assert_eq!(mann_kendall(&[]), Err(TrendError::TooShort { values: 0, needed: 4 }));
    assert_eq!(seasonal_mann_kendall(&[1.0; 20], 12), Err(TrendError::TooShort { values: 20, needed: 24 }));
    assert_eq!(seasonal_mann_kendall(&[1.0; 20], 0), Err(TrendError::Period));
    assert_eq!(sen_slope(&[1.0, f64::NAN]), Err(TrendError::NotFinite { index: 1 }));
    assert!(mann_kendall(&[1e300, -1e300, 1e300, -1e300, 0.0]).is_ok());
}

proptest! {
    #[test]
    fn turning_time_around_turns_the_trend_around(values in prop::collection::vec(0u32..9, 24..60)) {
        let forward: Vec<f64> = values.iter().map(|&v| f64::from(v)).collect();
        let backward: Vec<f64> = forward.iter().rev().copied().collect();
        let (a, b) = (mann_kendall(&forward).unwrap(), mann_kendall(&backward).unwrap());
        prop_assert_eq!(a.s, -b.s);
        prop_assert!((a.slope + b.slope).abs() < 1e-12);
    }

    #[test]
    fn the_unit_of_the_values_is_irrelevant(values in prop::collection::vec(0u32..9, 24..60), exponent in -6i32..6) {
        let plain: Vec<f64> = values.iter().map(|&v| f64::from(v)).collect();
        let scaled: Vec<f64> = plain.iter().map(|v| v * 2.0_f64.powi(exponent)).collect();
        let (a, b) = (seasonal_mann_kendall(&plain, 12).unwrap(), seasonal_mann_kendall(&scaled, 12).unwrap());
        prop_assert_eq!(a.p_value, b.p_value);
        prop_assert_eq!(a.slope * 2.0_f64.powi(exponent), b.slope);
    }
}
