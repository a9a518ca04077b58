use super::*;

fn near(got: f64, wanted: f64, relative: f64) {
    assert!((got - wanted).abs() <= relative * wanted.abs().max(1e-300), "{got} is not {wanted}");
}

#[test]
fn poisson_probabilities_match_the_textbook() {
    let law = Counts::poisson(3.0).unwrap();
    near(law.probability(0.0), (-3.0_f64).exp(), 1e-15);
    near(law.probability(4.0), 81.0 / 24.0 * (-3.0_f64).exp(), 1e-14);
    near(law.lower_tail(2.0), 8.5 * (-3.0_f64).exp(), 1e-14);
}

#[test]
fn negative_binomial_with_size_one_is_geometric() {
    let law = Counts::negative_binomial(4.0, 1.0).unwrap();
    for k in 0..30 {
        near(law.probability(f64::from(k)), 0.2 * 0.8_f64.powi(k), 1e-13);
        near(law.upper_tail(f64::from(k)), 0.8_f64.powi(k), 1e-12);
    }
}

#[test]
fn a_huge_size_is_poisson_to_ten_digits() {
    let (wide, poisson) = (Counts::negative_binomial(7.0, 1e13).unwrap(), Counts::poisson(7.0).unwrap());
    for k in 0..40 {
        near(wide.probability(f64::from(k)), poisson.probability(f64::from(k)), 1e-10);
    }
}

#[test]
fn tails_and_points_add_up_to_one() {
    for mean in [0.01, 0.3, 5.0, 80.0, 4_000.0] {
        for dispersion in [1.0, 1.3, 4.0, 30.0] {
            let law = Counts::with_dispersion(mean, dispersion).unwrap();
            let k = (mean * 1.2).ceil();
            near(law.lower_tail(k) + law.upper_tail(k + 1.0), 1.0, 1e-11);
            near(law.variance(), mean * dispersion, 1e-12);
        }
    }
}

#[test]
fn a_quantile_is_the_first_value_that_reaches_its_level() {
    for mean in [0.02, 1.0, 33.0, 70.0, 900.0, 2e5] {
        for dispersion in [1.0, 2.5, 11.0] {
            let law = Counts::with_dispersion(mean, dispersion).unwrap();
            for level in [0.01, 0.5, 0.95, 0.99, 0.9999] {
                let k = law.quantile(level);
                assert!(law.lower_tail(k) >= level * (1.0 - 1e-9), "mean {mean} level {level} k {k}");
                assert!(k == 0.0 || law.lower_tail(k - 1.0) < level * (1.0 + 1e-9));
            }
        }
    }
}

#[test]
fn the_mean_of_the_mid_p_value_is_one_half() {
    let law = Counts::with_dispersion(0.7, 1.8).unwrap();
    let mean: f64 = (0..200).map(|k| law.mid_p(f64::from(k)) * law.probability(f64::from(k))).sum();
    near(mean, 0.5, 1e-9);
}

#[test]
fn a_larger_count_never_has_a_larger_p_value() {
    let law = Counts::with_dispersion(6.0, 2.0).unwrap();
    for k in 0..60 {
        let k = f64::from(k);
        assert!(law.mid_p(k + 1.0) <= law.mid_p(k) && law.upper_tail(k + 1.0) <= law.upper_tail(k));
    }
}

#[test]
fn enormous_and_degenerate_laws_give_finite_answers() {
    for (mean, dispersion) in [(0.0, 1.0), (0.0, 5.0), (1e15, 1.0), (1e-12, 1e9), (1e9, 1e9), (1.0, 1e12)] {
        let law = Counts::with_dispersion(mean, dispersion).unwrap();
        for k in [0.0, 1.0, mean, 2.0 * mean + 10.0, 1e18] {
            assert!((0.0..=1.0).contains(&law.mid_p(k)), "mean {mean} dispersion {dispersion} k {k}");
        }
        assert!(law.quantile(0.999).is_finite() && law.quantile(1.0).is_finite());
    }
    let vast = Counts::poisson(1e15).unwrap();
    near(vast.quantile(0.975), 1e15 + 1.959_963_985 * 1e15_f64.sqrt(), 1e-9);
}

#[test]
fn impossible_parameters_are_refused() {
    assert!(matches!(Counts::poisson(f64::NAN), Err(DistributionError::Mean(_))));
    assert_eq!(Counts::poisson(-1.0), Err(DistributionError::Mean(-1.0)));
    assert_eq!(Counts::negative_binomial(1.0, 0.0), Err(DistributionError::Spread(0.0)));
    assert!(Counts::with_dispersion(1.0, f64::NAN).is_err());
}

#[test]
fn a_count_far_beyond_all_probability_is_judged_at_once() {
    let law = Counts::with_dispersion(470.0, 1.9).unwrap();
    for k in [1500.0, 1800.0, 2000.0, 1e6] {
        let p_value = law.mid_p(k);
        assert!((0.0..1e-100).contains(&p_value), "{k}: {p_value}");
    }
}
