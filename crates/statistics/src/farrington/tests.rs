use proptest::prelude::*;

use super::*;
use crate::simulation::{seasonal, world};

#[test]
fn quiet_weeks_alarm_at_about_the_nominal_rate() {
    let mut rng = world(53);
    let alarms = (0..1500)
        .filter(|_| {
            let weeks = seasonal(&mut rng, 300, 4.0, 0.5, 1.5);
            assess(&weeks, 299, &Settings::improved()).unwrap().alarm
        })
        .count();
    assert!((4..30).contains(&alarms), "{alarms} of 1500 at a nominal 1%");
}

#[test]
fn an_outbreak_five_standard_deviations_high_alarms_under_every_threshold() {
    let mut weeks: Vec<f64> = (0..300).map(|week| f64::from(week * 7 % 5)).collect();
    weeks[299] = 14.0;
    for settings in [
        Settings::improved(),
        Settings { threshold: Threshold::UncertainMean, ..Settings::improved() },
        Settings::original(),
    ] {
        let verdict = assess(&weeks, 299, &settings).unwrap();
        assert!(verdict.alarm && verdict.p_value < 0.01, "{verdict:?}");
    }
}

#[test]
fn too_few_recent_cases_are_no_alarm() {
    let mut weeks = vec![0.0; 300];
    for week in (0..300).step_by(40) {
        weeks[week] = 1.0;
    }
    weeks[299] = 3.0;
    let verdict = assess(&weeks, 299, &Settings::improved()).unwrap();
    assert!(!verdict.enough_cases && !verdict.alarm && verdict.observed > verdict.upper);
}

#[test]
fn a_past_of_zeros_expects_next_to_nothing_and_stays_finite() {
    for settings in [Settings::improved(), Settings::original()] {
        let verdict = assess(&[0.0; 300], 299, &settings).unwrap();
        assert!(verdict.expected < 1e-6 && verdict.upper.is_finite() && !verdict.alarm);
    }
}

#[test]
fn a_single_year_of_the_past_is_enough() {
    let weeks: Vec<f64> = (0..90).map(|week| f64::from(week % 6)).collect();
    let verdict = assess(&weeks, 89, &Settings { years: 1, ..Settings::improved() }).unwrap();
    assert!(verdict.trend.is_none() && verdict.upper > verdict.expected);
}

#[test]
fn what_cannot_be_judged_is_said() {
    let weeks = vec![1.0; 300];
    let improved = Settings::improved();
    assert!(matches!(assess(&weeks, 200, &improved), Err(FarringtonError::TooEarly { needed: 263, .. })));
    assert!(matches!(assess(&[], 0, &improved), Err(FarringtonError::TooEarly { .. })));
    let mut holed = weeks.clone();
    holed[100] = f64::NAN;
    assert!(matches!(assess(&holed, 299, &improved), Err(FarringtonError::NotACount { index: 100, .. })));
    let broken = Settings { levels: 60, ..improved };
    assert_eq!(assess(&weeks, 299, &broken), Err(FarringtonError::Setting("levels")));
    let endless = Settings { years: usize::MAX, ..Settings::improved() };
    assert_eq!(assess(&weeks, 299, &endless), Err(FarringtonError::Setting("years")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_comes_later_is_irrelevant_and_more_events_never_raise_the_p_value(
        past in prop::collection::vec(0u32..8, 280), now in 0u32..12,
    ) {
        let mut weeks: Vec<f64> = past.into_iter().map(f64::from).collect();
        weeks[275] = f64::from(now);
        let before = assess(&weeks, 275, &Settings::improved()).unwrap();
        weeks.truncate(276);
        prop_assert_eq!(assess(&weeks, 275, &Settings::improved()).unwrap(), before);
        weeks[275] += 1.0;
        prop_assert!(assess(&weeks, 275, &Settings::improved()).unwrap().p_value <= before.p_value);
    }
}
