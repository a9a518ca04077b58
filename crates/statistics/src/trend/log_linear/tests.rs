use proptest::prelude::*;
use rand::Rng;

use super::*;
use crate::distribution::normal_quantile;
use crate::simulation::{draw, shares, world};

/// Three years of weeks with a season, and a latent log-intensity that remembers `memory` of itself each week and
/// has a standard deviation of 0.3.
fn weeks(rng: &mut impl Rng, mean: f64, memory: f64, growth: f64) -> Vec<f64> {
    let mut normal = || normal_quantile(rng.random::<f64>().max(f64::EPSILON));
    let mut latent = 0.3 * normal();
    let intensity: Vec<f64> = (0..156)
        .map(|week| {
            latent = memory * latent + 0.3 * (1.0 - memory * memory).sqrt() * normal();
            let years = (f64::from(week) - 77.5) / 52.18;
            mean * (0.4 * (years * std::f64::consts::TAU).cos() + growth * years + latent).exp()
        })
        .collect();
    let mut world = world(rng.random());
    intensity.into_iter().map(|mean| draw(&mut world, mean, 1.0)).collect()
}

#[test]
fn chance_with_a_memory_does_not_pass_for_a_trend() {
    for (mean, memory) in [(1.0, 0.0), (1.0, 0.6), (8.0, 0.0), (8.0, 0.6)] {
        let mut rng = world(41);
        let p: Vec<f64> = (0..600)
            .map(|_| {
                let counts = weeks(&mut rng, mean, memory, 0.0);
                log_linear(&counts, None, &LogLinearSettings::default()).unwrap().p_value
            })
            .collect();
        // The standard error of a share of 5% of 600 is 0.9%.
        let [five, one] = shares(&p, [0.05, 0.01]);
        assert!((0.025..0.08).contains(&five) && one < 0.025, "mean {mean} memory {memory}: {five} {one}");
    }
}

#[test]
fn a_growth_of_two_fifths_a_year_is_seen_at_one_a_week_and_its_interval_holds_it() {
    let mut rng = world(43);
    let trends: Vec<LogLinear> = (0..300)
        .map(|_| log_linear(&weeks(&mut rng, 1.0, 0.0, 0.35), None, &LogLinearSettings::default()).unwrap())
        .collect();
    let seen = trends.iter().filter(|trend| trend.p_value < 0.05).count();
    let held = trends.iter().filter(|trend| (trend.lower..trend.upper).contains(&0.35)).count();
    assert!(seen > 250 && held > 275, "{seen} seen, {held} held of 300");
}

#[test]
fn a_memory_shows_in_the_autocorrelation_and_the_inflation() {
    let mut rng = world(47);
    let mut mean_of = |memory: f64| {
        let trends: Vec<LogLinear> = (0..60)
            .map(|_| {
                log_linear(&weeks(&mut rng, 8.0, memory, 0.0), None, &LogLinearSettings::default()).unwrap()
            })
            .collect();
        let mean = |of: fn(&LogLinear) -> f64| trends.iter().map(of).sum::<f64>() / 60.0;
        (mean(|trend| trend.autocorrelation), mean(|trend| trend.inflation))
    };
    let (without, with) = (mean_of(0.0), mean_of(0.7));
    assert!(without.0.abs() < 0.1 && with.0 > 0.15, "{without:?} {with:?}");
    assert!((0.9..1.3).contains(&without.1) && with.1 > 1.7, "{without:?} {with:?}");
}

#[test]
fn the_next_weeks_fall_into_the_forecast_as_often_as_it_says() {
    let mut rng = world(53);
    let held = (0..300)
        .filter(|_| {
            let counts = weeks(&mut rng, 3.0, 0.3, 0.2);
            let trend = log_linear(&counts[..150], None, &LogLinearSettings::default()).unwrap();
            let forecast = trend.forecast(4, 0.0);
            (forecast.lower..=forecast.upper).contains(&counts[153])
        })
        .count();
    assert!((275..300).contains(&held), "{held} of 300");
}

#[test]
fn a_forecast_of_no_step_ahead_is_the_last_fitted_mean() {
    let counts = weeks(&mut world(59), 2.0, 0.0, 0.1);
    let trend = log_linear(&counts, None, &LogLinearSettings::default()).unwrap();
    assert!((trend.forecast(0, 0.0).mean - trend.fitted[155]).abs() < 1e-9);
}

#[test]
fn what_has_no_log_linear_trend_is_said() {
    let settings = LogLinearSettings::default();
    let silent = log_linear(&[0.0; 156], None, &settings).unwrap();
    assert!(silent.slope == 0.0 && silent.p_value == 1.0 && silent.upper.is_infinite());
    assert!(silent.forecast(1, 0.0).upper.is_infinite());
    let constant = log_linear(&[4.0; 156], None, &settings).unwrap();
    assert!(constant.slope.abs() < 1e-6 && constant.p_value > 0.9, "{constant:?}");
    assert_eq!(
        log_linear(&[1.0; 60], None, &settings),
        Err(LogLinearError::TooShort { periods: 60, needed: 104 })
    );
    let mut broken = vec![1.0; 156];
    broken[7] = f64::NAN;
    assert!(matches!(log_linear(&broken, None, &settings), Err(LogLinearError::NotACount { index: 7, .. })));
    let odd = LogLinearSettings { period: 0.0, ..settings };
    assert_eq!(log_linear(&[1.0; 156], None, &odd), Err(LogLinearError::Setting("period")));
    let short = log_linear(&[1.0; 156], Some(&[0.0]), &settings);
    assert!(matches!(short, Err(LogLinearError::Regression(_))));
    let single: Vec<f64> = (0..156).map(|week| if week == 155 { 1.0 } else { 0.0 }).collect();
    assert!(log_linear(&single, None, &settings).unwrap().p_value > 0.01);
    // Numbers that no register holds may be refused, but end.
    let huge: Vec<f64> = (0..156).map(|week| if week % 2 == 0 { 1e300 } else { 0.0 }).collect();
    assert!(log_linear(&huge, None, &settings).map_or(true, |trend| !trend.slope.is_nan()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn an_exposure_that_grows_explains_a_growth(counts in prop::collection::vec(1u8..9, 110..160), rate in -0.01..0.01_f64) {
        let counts: Vec<f64> = counts.iter().map(|&count| f64::from(count)).collect();
        let offset: Vec<f64> = (0..counts.len()).map(|week| rate * week as f64).collect();
        let settings = LogLinearSettings { ridge: 0.0, ..LogLinearSettings::default() };
        let plain = log_linear(&counts, None, &settings).unwrap();
        let against = log_linear(&counts, Some(&offset), &settings).unwrap();
        prop_assert!((plain.slope - against.slope - rate * 52.18).abs() < 1e-4);
        prop_assert!((plain.p_value.is_finite()) && (0.0..=1.0).contains(&against.p_value));
    }
}
