use proptest::prelude::*;

use super::*;
use crate::simulation::{draw, seasonal, shares, world};

/// p-values of the newest weeks of quiet worlds.
fn quiet(weeks: usize, level: f64, dispersion: f64, settings: &Settings) -> Vec<f64> {
    let mut rng = world(101);
    let swing = if weeks < settings.min_periods { 0.0 } else { 0.5 };
    (0..1500)
        .map(|_| {
            let series = seasonal(&mut rng, weeks, level, swing, dispersion);
            assess(&Series::of(&series), settings).unwrap().verdict.p_value
        })
        .collect()
}

#[test]
fn quiet_series_are_called_alarming_as_often_as_the_level_says() {
    for (level, dispersion) in [(0.1, 1.0), (1.0, 1.0), (10.0, 1.0), (1.0, 1.4), (10.0, 2.0)] {
        let [five, one] = shares(&quiet(208, level, dispersion, &Settings::default()), [0.05, 0.01]);
        assert!((0.025..0.07).contains(&five), "mean {level}, dispersion {dispersion}: {five} at 5%");
        assert!((0.002..0.019).contains(&one), "mean {level}, dispersion {dispersion}: {one} at 1%");
    }
}

#[test]
fn an_almost_empty_series_is_not_called_alarming_more_often_than_the_level_says() {
    for level in [0.002, 0.01] {
        let [five, one] = shares(&quiet(120, level, 1.0, &Settings::default()), [0.05, 0.01]);
        assert!(five < 0.05 && one < 0.019, "mean {level}: {five} {one}");
    }
}

#[test]
fn a_short_history_is_judged_more_carefully() {
    for level in [0.1, 1.0, 10.0] {
        let [five, one] = shares(&quiet(30, level, 1.3, &Settings::default()), [0.05, 0.01]);
        assert!(five < 0.065 && one < 0.019, "mean {level}: {five} {one}");
    }
}

#[test]
fn a_pooled_dispersion_protects_series_with_few_events() {
    let own = shares(&quiet(104, 0.1, 2.0, &Settings::default()), [0.01]);
    let settings = Settings { least_dispersion: 2.0, ..Settings::default() };
    let pooled = shares(&quiet(104, 0.1, 2.0, &settings), [0.01]);
    assert!(pooled[0] < 0.035 && pooled[0] < own[0], "{pooled:?} {own:?}");
}

#[test]
fn a_past_that_never_saw_an_event_expects_few_but_not_none() {
    let mut weeks = vec![0.0; 120];
    let quiet = assess(&Series::of(&weeks), &Settings::default()).unwrap().verdict;
    assert!(quiet.expected > 0.0 && quiet.upper.is_finite() && quiet.p_value > 0.5);
    weeks[119] = 1.0;
    let one = assess(&Series::of(&weeks), &Settings::default()).unwrap().verdict;
    assert!(one.p_value > 0.001 && one.p_value < 0.05);
    weeks[119] = 4.0;
    assert!(assess(&Series::of(&weeks), &Settings::default()).unwrap().verdict.p_value < 0.001);
}

#[test]
fn a_past_outbreak_hides_no_new_one() {
    let mut rng = world(7);
    let mut weeks: Vec<f64> = (0..156).map(|_| draw(&mut rng, 3.0, 1.2)).collect();
    weeks[155] = 13.0;
    let clean = assess(&Series::of(&weeks), &Settings::default()).unwrap().verdict;
    weeks[60..64].fill(30.0);
    let troubled = assess(&Series::of(&weeks), &Settings::default()).unwrap().verdict;
    assert!(troubled.upper < 2.0 * clean.upper && troubled.p_value < 0.01);
}

#[test]
fn a_slow_outbreak_is_found_by_a_wider_window() {
    let mut weeks: Vec<f64> = (0..156).map(|week| f64::from(week % 2 + 1)).collect();
    weeks[153..].copy_from_slice(&[5.0, 5.0, 5.0]);
    let evidence = assess(&Series::of(&weeks), &Settings::default()).unwrap().verdict;
    assert_eq!((evidence.window, evidence.observed), (3, 15.0));
}

#[test]
fn a_known_festival_does_not_alarm() {
    let festival: Vec<f64> = (0..208).map(|week| f64::from(u8::from(week % 52 >= 50))).collect();
    let mut rng = world(17);
    let weeks: Vec<f64> =
        festival.iter().map(|share| draw(&mut rng, 4.0 * 3.0_f64.powf(*share), 1.0)).collect();
    let blind = assess(&Series::of(&weeks), &Settings::default()).unwrap().verdict;
    let told = assess(&Series { regressors: &[&festival], ..Series::of(&weeks) }, &Settings::default())
        .unwrap()
        .verdict;
    assert!(told.p_value > 0.05 && blind.p_value < told.p_value);
}

#[test]
fn a_regressor_that_never_changed_is_ignored() {
    let weeks: Vec<f64> = (0..100).map(|week| f64::from(week % 3)).collect();
    let mut new = vec![0.0; 100];
    new[99] = 1.0;
    let settings = Settings::default();
    assert_eq!(
        assess(&Series { regressors: &[&new], ..Series::of(&weeks) }, &settings),
        assess(&Series::of(&weeks), &settings)
    );
}

#[test]
fn what_has_no_baseline_is_said() {
    let settings = Settings::default();
    assert_eq!(assess(&Series::of(&[]), &settings), Err(BaselineError::TooShort { periods: 0, needed: 13 }));
    let mut weeks = vec![1.0; 100];
    weeks[7] = f64::NAN;
    assert!(matches!(assess(&Series::of(&weeks), &settings), Err(BaselineError::NotACount { index: 7, .. })));
    weeks[7] = 1.0;
    assert!(matches!(
        assess(&Series { regressors: &[&[1.0]], ..Series::of(&weeks) }, &settings),
        Err(BaselineError::Regression(_))
    ));
    for (name, broken) in [
        ("windows", Settings { windows: vec![0], ..Settings::default() }),
        ("alpha", Settings { alpha: f64::NAN, ..Settings::default() }),
        ("harmonics", Settings { harmonics: usize::MAX, ..Settings::default() }),
        ("period", Settings { period: 0.0, ..Settings::default() }),
    ] {
        assert_eq!(assess(&Series::of(&weeks), &broken), Err(BaselineError::Setting(name)));
    }
}

#[test]
fn huge_and_constant_series_are_judged_without_fuss() {
    for value in [1.0, 1e6, 1e12] {
        let evidence = assess(&Series::of(&[value; 100]), &Settings::default()).unwrap().verdict;
        assert!(evidence.upper.is_finite() && evidence.p_value > 0.2, "{value}: {evidence:?}");
    }
    let mut wild = vec![0.0; 100];
    wild[50] = 1e15;
    assert!(assess(&Series::of(&wild), &Settings::default()).unwrap().verdict.upper.is_finite());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn more_events_never_raise_the_p_value(
        past in prop::collection::vec(0u32..6, 40..150), newest in 0u32..20, more in 1u32..10,
    ) {
        let mut weeks: Vec<f64> = past.into_iter().map(f64::from).collect();
        weeks.push(f64::from(newest));
        let before = assess(&Series::of(&weeks), &Settings::default()).unwrap();
        *weeks.last_mut().unwrap() += f64::from(more);
        let after = assess(&Series::of(&weeks), &Settings::default()).unwrap();
        prop_assert!(after.verdict.p_value <= before.verdict.p_value);
        prop_assert_eq!(after.curve, before.curve);
    }
}
