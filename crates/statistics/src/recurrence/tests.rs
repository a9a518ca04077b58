use proptest::prelude::*;
use rand::Rng;

use super::*;
use crate::simulation::{shares, world};

fn spell(days: f64, returned: bool) -> Spell {
    Spell { days, returned }
}

/// Exponential returns at a rate per day, watched for up to `limit` days.
fn exponential(seed: u64, count: usize, rate: f64, limit: f64) -> Vec<Spell> {
    let mut rng = world(seed);
    (0..count)
        .map(|_| {
            let days = -(-rng.random::<f64>()).ln_1p() / rate;
            spell(days.min(limit), days <= limit)
        })
        .collect()
}

#[test]
fn six_spells_have_the_curve_worked_out_by_hand() {
    let spells = [
        spell(3.0, true),
        spell(5.0, false),
        spell(1.0, true),
        spell(8.0, true),
        spell(2.0, false),
        spell(3.0, true),
    ];
    let curve = survival(&spells, 0.05).unwrap();
    let counts: Vec<_> = curve.steps.iter().map(|step| (step.days, step.at_risk, step.returns)).collect();
    assert_eq!(counts, [(1.0, 6, 1), (3.0, 4, 2), (8.0, 1, 1)]);
    let near = |got: f64, wanted: f64| assert!((got - wanted).abs() < 2e-5, "{got} {wanted}");
    for (step, (quiet, cumulated)) in
        curve.steps.iter().zip([(5.0 / 6.0, 1.0 / 6.0), (5.0 / 12.0, 2.0 / 3.0), (0.0, 5.0 / 3.0)])
    {
        near(step.quiet, quiet);
        near(step.cumulated, cumulated);
    }
    // Greenwood: 1/30 + 2/8 = 17/60; on the scale ln(−ln S) the margin is 1.19166.
    near(curve.steps[1].lower, 0.05599);
    near(curve.steps[1].upper, 0.76652);
    assert!(curve.steps[2].lower == 0.0 && curve.steps[2].upper > 0.7);
    assert_eq!((curve.median(), curve.at(0.5)), (Some(3.0), None));
}

#[test]
fn two_groups_have_the_log_rank_test_worked_out_by_hand() {
    let first = [spell(1.0, true), spell(3.0, false), spell(4.0, true)];
    let second = [spell(2.0, true), spell(3.0, true), spell(5.0, false)];
    let got = log_rank(&first, &second, 0.05).unwrap();
    assert_eq!(got.observed, 2.0);
    assert!((got.expected - 1.9).abs() < 1e-12 && (got.variance - 0.99).abs() < 1e-12);
    assert!((got.p_value - 0.919_943).abs() < 1e-5, "{}", got.p_value);
    assert!((got.ratio - (0.1_f64 / 0.99).exp()).abs() < 1e-12);
}

#[test]
fn intervals_hold_the_truth_as_often_as_they_say() {
    let (rate, mut survived, mut hazards, mut chances) = (0.02, 0, 0, 0);
    for seed in 0..500 {
        let spells = exponential(seed, 60, rate, 90.0);
        let step = *survival(&spells, 0.05).unwrap().at(40.0).unwrap();
        let truth = (-rate * 40.0_f64).exp();
        survived += usize::from(step.lower <= truth && truth <= step.upper);
        let hazard = hazard(&spells, &[10.0, 30.0], 0.05).unwrap();
        hazards += usize::from(hazard.bands[1].lower <= rate && rate <= hazard.bands[1].upper);
        let chance = hazard.chance(5.0, 30.0);
        let truth = -(-rate * 30.0_f64).exp_m1();
        chances += usize::from(chance.lower <= truth && truth <= chance.upper);
        assert!(chance.lower < chance.chance && chance.chance < chance.upper);
    }
    for covered in [survived, hazards, chances] {
        assert!((458..=492).contains(&covered), "{survived} {hazards} {chances}");
    }
}

#[test]
fn equal_groups_are_called_different_as_often_as_the_level_says() {
    let p: Vec<f64> = (0..1000)
        .map(|seed| {
            let (first, second) =
                (exponential(seed, 30, 0.02, 60.0), exponential(seed + 5000, 50, 0.02, 60.0));
            log_rank(&first, &second, 0.05).unwrap().p_value
        })
        .collect();
    let [five, one] = shares(&p, [0.05, 0.01]);
    assert!((0.03..0.07).contains(&five) && (0.002..0.02).contains(&one), "{five} {one}");
}

#[test]
fn a_band_that_was_hardly_watched_keeps_to_the_average() {
    let mut spells = vec![spell(30.0, true); 30];
    spells.extend(vec![spell(30.0, false); 70]);
    spells.push(spell(31.0, false));
    let hazard = hazard(&spells, &[30.0, 60.0], 0.05).unwrap();
    let [first, second, third] = hazard.bands[..] else { panic!("{hazard:?}") };
    assert!((second.rate / first.rate - 1.0).abs() < 0.05 && (third.rate / first.rate - 1.0).abs() < 0.05);
    assert!(second.upper > 3.0 * first.upper && third.exposure == 0.0);
    assert!(hazard.cumulated(0.0, 30.0) > 0.29 && hazard.cumulated(9.0, 9.0) == 0.0);
    assert_eq!(hazard.overdue(10.0, 50.0), hazard.cumulated(0.0, 10.0));
    assert_eq!(hazard.chance(3.0, 0.0).chance, 0.0);
    assert_eq!(hazard.chance(f64::NAN, 1.0).upper, 0.0);
    assert_eq!(hazard.chance(3.0, f64::INFINITY).lower, 1.0);
}

#[test]
fn nothing_returned_and_everything_returned_are_answers() {
    let quiet = [spell(40.0, false), spell(50.0, false)];
    assert!(survival(&quiet, 0.05).unwrap().steps.is_empty());
    let calm = hazard(&quiet, &[7.0], 0.05).unwrap();
    assert!(calm.bands[0].rate > 0.0 && calm.bands[0].upper.is_finite());
    let same = log_rank(&quiet, &quiet, 0.05).unwrap();
    assert_eq!((same.p_value, same.ratio, same.upper), (1.0, 1.0, f64::INFINITY));
    let all = survival(&[spell(0.0, true); 3], 0.05).unwrap();
    assert!(all.steps[0].quiet == 0.0 && all.steps[0].upper > 0.6);
}

#[test]
fn what_cannot_be_measured_is_said() {
    let one = [spell(1.0, true)];
    assert_eq!(survival(&[], 0.05), Err(RecurrenceError::Empty));
    assert_eq!(log_rank(&one, &[], 0.05), Err(RecurrenceError::Empty));
    let negative = survival(&[spell(-1.0, true)], 0.05);
    assert_eq!(negative, Err(RecurrenceError::Duration { index: 0, days: -1.0 }));
    assert!(matches!(survival(&[spell(f64::NAN, true)], 0.05), Err(RecurrenceError::Duration { .. })));
    assert_eq!(survival(&one, 0.0), Err(RecurrenceError::Setting("alpha")));
    assert_eq!(hazard(&[spell(0.0, true)], &[], 0.05), Err(RecurrenceError::NoExposure));
    assert_eq!(hazard(&one, &[7.0, 7.0], 0.05), Err(RecurrenceError::Border { index: 1, value: 7.0 }));
}

fn any_spells() -> impl Strategy<Value = Vec<Spell>> {
    prop::collection::vec((1u32..60, any::<bool>()), 1..40)
        .prop_map(|spells| spells.iter().map(|&(days, returned)| spell(days.into(), returned)).collect())
}

proptest! {
    #[test]
    fn watching_a_quiet_matter_longer_never_raises_the_hazard(
        mut spells in any_spells(), at in any::<prop::sample::Index>(), more in 1u32..50,
    ) {
        let at = at.index(spells.len());
        spells[at].returned = false;
        let mut longer = spells.clone();
        longer[at].days += f64::from(more);
        let (before, after) = (survival(&spells, 0.1).unwrap(), survival(&longer, 0.1).unwrap());
        for step in &after.steps {
            let earlier = before.at(step.days).unwrap();
            prop_assert!(step.quiet >= earlier.quiet - 1e-12 && step.cumulated <= earlier.cumulated + 1e-12);
        }
        let bands = |spells| hazard(spells, &[7.0, 21.0], 0.1).unwrap().bands;
        for (before, after) in bands(&spells).iter().zip(bands(&longer)) {
            prop_assert!(after.rate <= before.rate * (1.0 + 1e-12));
        }
    }

    #[test]
    fn the_unit_of_time_is_irrelevant(spells in any_spells(), unit in 0.01..100.0_f64) {
        let scaled: Vec<Spell> = spells.iter().map(|s| spell(s.days * unit, s.returned)).collect();
        let (before, after) = (survival(&spells, 0.1).unwrap(), survival(&scaled, 0.1).unwrap());
        for (before, after) in before.steps.iter().zip(&after.steps) {
            prop_assert_eq!((before.quiet, before.upper), (after.quiet, after.upper));
        }
        let (one, other) = (hazard(&spells, &[6.5], 0.1).unwrap(), hazard(&scaled, &[6.5 * unit], 0.1).unwrap());
        let (one, other) = (one.chance(2.0, 9.0), other.chance(2.0 * unit, 9.0 * unit));
        prop_assert!((one.chance - other.chance).abs() < 1e-9 && (one.upper - other.upper).abs() < 1e-9);
    }

    #[test]
    fn the_order_of_spells_is_irrelevant_and_groups_are_symmetric(
        first in any_spells(), second in any_spells(),
    ) {
        let mut reversed = first.clone();
        reversed.reverse();
        prop_assert_eq!(survival(&reversed, 0.1).unwrap(), survival(&first, 0.1).unwrap());
        let (there, back) = (log_rank(&first, &second, 0.1).unwrap(), log_rank(&second, &reversed, 0.1).unwrap());
        prop_assert!((there.p_value - back.p_value).abs() < 1e-9);
        prop_assert!((there.ratio * back.ratio - 1.0).abs() < 1e-9);
    }
}
