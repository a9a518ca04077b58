use proptest::prelude::*;

use super::*;

/// Twelve months of two years with a doubling and a season, small enough to check by hand.
const COUNTS: [f64; 24] = [
    3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0, 5.0, 3.0, 5.0, 8.0, 9.0, 7.0, 9.0, 3.0, 2.0, 3.0, 8.0, 4.0, 6.0,
    2.0, 6.0, 4.0,
];

#[test]
fn an_intercept_alone_gives_the_mean_and_the_variance_ratio() {
    let fit = fit(&Design::new(24).intercept(), &COUNTS, None, None, Family::QuasiPoisson, 0.0).unwrap();
    let mean = COUNTS.iter().sum::<f64>() / 24.0;
    let ratio = COUNTS.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / 23.0 / mean;
    assert!((fit.coefficients[0] - mean.ln()).abs() < 1e-6);
    assert!((fit.dispersion - ratio).abs() < 1e-4);
    assert!((fit.predict(&[1.0], 0.0).se_log - (ratio / (24.0 * mean)).sqrt()).abs() < 1e-4);
    assert!(fit.converged);
}

#[test]
fn a_group_indicator_gives_the_group_means() {
    let second: Vec<f64> = (0..24).map(|row| if row < 12 { 0.0 } else { 1.0 }).collect();
    let design = Design::new(24).intercept().column(&second).unwrap();
    for family in [Family::Poisson, Family::QuasiPoisson, Family::NegativeBinomial { size: 3.0 }] {
        let fit = fit(&design, &COUNTS, None, None, family, 0.0).unwrap();
        let means = [COUNTS[..12].iter().sum::<f64>() / 12.0, COUNTS[12..].iter().sum::<f64>() / 12.0];
        assert!(
            (fit.fitted[0] - means[0]).abs() < 1e-4 && (fit.fitted[23] - means[1]).abs() < 1e-4,
            "{family:?}"
        );
    }
}

#[test]
fn an_offset_turns_counts_into_rates() {
    let exposure: Vec<f64> = (0..24).map(|row| (1.0 + f64::from(row) / 5.0).ln()).collect();
    let fit =
        fit(&Design::new(24).intercept(), &COUNTS, Some(&exposure), None, Family::Poisson, 0.0).unwrap();
    let rate = COUNTS.iter().sum::<f64>() / exposure.iter().map(|e| e.exp()).sum::<f64>();
    assert!((fit.coefficients[0].exp() - rate).abs() < 1e-6);
}

#[test]
fn a_weight_of_two_is_the_row_twice() {
    let twice: Vec<f64> = COUNTS.iter().chain(&COUNTS[..1]).copied().collect();
    let trend: Vec<f64> = (0..24).map(|row| f64::from(row) / 24.0).collect();
    let longer: Vec<f64> = trend.iter().chain(&trend[..1]).copied().collect();
    let mut weights = vec![1.0; 24];
    weights[0] = 2.0;
    let design = Design::new(24).intercept().column(&trend).unwrap();
    let doubled = Design::new(25).intercept().column(&longer).unwrap();
    let a = fit(&design, &COUNTS, None, Some(&weights), Family::Poisson, 0.0).unwrap();
    let b = fit(&doubled, &twice, None, None, Family::Poisson, 0.0).unwrap();
    assert!(a.coefficients.iter().zip(&b.coefficients).all(|(x, y)| (x - y).abs() < 1e-10));
}

#[test]
fn a_ridge_holds_an_empty_series_at_its_mean() {
    let mut counts = vec![0.0; 120];
    counts[3] = 1.0;
    let design = Design::new(120).intercept().trend().harmonics(52.0, 3);
    let fit = fit(&design, &counts, None, None, Family::QuasiPoisson, 1.0).unwrap();
    assert!(fit.fitted.iter().all(|&mean| mean < 0.2));
    assert!(fit.covariance.iter().all(|value| value.is_finite()));
}

#[test]
fn all_zero_counts_without_a_ridge_stay_finite() {
    let fit = fit(&Design::new(10).intercept(), &[0.0; 10], None, None, Family::QuasiPoisson, 0.0).unwrap();
    assert!(fit.fitted.iter().all(|mean| mean.is_finite() && *mean < 1e-3));
}

#[test]
fn what_cannot_be_fitted_is_said() {
    let design = Design::new(2).intercept().column(&[1.0, 1.0]).unwrap();
    let poisson = Family::Poisson;
    assert_eq!(fit(&design, &[1.0, 2.0], None, None, poisson, 0.0), Err(RegressionError::Singular));
    assert!(fit(&design, &[1.0, 2.0], None, None, poisson, 0.5).is_ok());
    assert_eq!(fit(&Design::new(0), &[], None, None, poisson, 0.0), Err(RegressionError::Empty));
    for bad in [f64::NAN, -1.0, f64::INFINITY] {
        assert!(matches!(
            fit(&design, &[1.0, bad], None, None, poisson, 0.5),
            Err(RegressionError::Value { .. })
        ));
    }
    assert!(matches!(fit(&design, &[1.0], None, None, poisson, 0.5), Err(RegressionError::Length { .. })));
    let flat = Family::NegativeBinomial { size: 0.0 };
    assert!(matches!(fit(&design, &[1.0, 2.0], None, None, flat, 0.5), Err(RegressionError::Value { .. })));
}

proptest! {
    #[test]
    fn the_order_of_the_rows_is_irrelevant(
        rows in prop::collection::vec((0u32..30, -1.0..1.0_f64), 8..40), ridge in 0.0..2.0_f64,
    ) {
        let fitted = |rows: &[(u32, f64)]| {
            let counts: Vec<f64> = rows.iter().map(|row| f64::from(row.0)).collect();
            let column: Vec<f64> = rows.iter().map(|row| row.1).collect();
            let design = Design::new(rows.len()).intercept().column(&column).unwrap();
            fit(&design, &counts, None, None, Family::QuasiPoisson, ridge + 0.01).unwrap()
        };
        let reversed: Vec<_> = rows.iter().rev().copied().collect();
        let (a, b) = (fitted(&rows), fitted(&reversed));
        prop_assert!(a.coefficients.iter().zip(&b.coefficients).all(|(x, y)| (x - y).abs() < 1e-6));
    }

    #[test]
    fn the_scale_of_a_regressor_is_irrelevant_without_a_ridge(
        rows in prop::collection::vec((1u32..30, -1.0..1.0_f64), 10..40), scale in 0.01..100.0_f64,
    ) {
        let counts: Vec<f64> = rows.iter().map(|row| f64::from(row.0)).collect();
        let fitted = |scale: f64| {
            let column: Vec<f64> = rows.iter().map(|row| row.1 * scale).collect();
            let design = Design::new(rows.len()).intercept().column(&column).unwrap();
            fit(&design, &counts, None, None, Family::Poisson, 0.0).unwrap().fitted
        };
        prop_assert!(fitted(1.0).iter().zip(fitted(scale)).all(|(x, y)| (x - y).abs() < 1e-6 * x.max(1.0)));
    }
}
