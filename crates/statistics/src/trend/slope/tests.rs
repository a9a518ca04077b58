use proptest::prelude::*;

use super::*;

fn naive(series: &[Vec<f64>]) -> f64 {
    let mut slopes: Vec<f64> = series.iter().flat_map(|values| pair_slopes(values)).collect();
    slopes.sort_by(f64::total_cmp);
    let count = slopes.len();
    f64::midpoint(slopes[(count - 1) / 2], slopes[count / 2])
}

fn search(series: &[Vec<f64>]) -> f64 {
    let all = series.iter().map(|values| pairs(values.len() as u64)).sum();
    Search::new(series, all).between([(all - 1) / 2, all / 2])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_median_of_counts_is_found_to_the_last_bit(
        series in prop::collection::vec(prop::collection::vec(0u8..5, 100..160), 1..4),
    ) {
        let series: Vec<Vec<f64>> =
            series.iter().map(|values| values.iter().map(|&v| f64::from(v)).collect()).collect();
        prop_assert_eq!(search(&series), naive(&series));
    }

    #[test]
    fn the_median_of_any_values_is_found_to_twelve_digits(
        mut values in prop::collection::vec(-1.0..1.0_f64, 120..300), exponent in -300i32..300, drift in -0.1..0.1_f64,
    ) {
        values.iter_mut().enumerate().for_each(|(i, v)| *v = (*v + drift * i as f64) * 10.0_f64.powi(exponent));
        let largest = values.iter().fold(0.0_f64, |a, b| a.max(b.abs()));
        let (fast, slow) = (search(std::slice::from_ref(&values)), naive(std::slice::from_ref(&values)));
        prop_assert!((fast - slow).abs() <= 1e-12 * slow.abs() + 1e-15 * largest + f64::MIN_POSITIVE, "{:e} {:e}", fast, slow);
    }

    #[test]
    fn decimals_with_ties_are_found(values in prop::collection::vec(3000u16..3050, 120..300)) {
        let values: Vec<f64> = values.iter().map(|&v| f64::from(v) / 10.0).collect();
        let (fast, slow) = (search(std::slice::from_ref(&values)), naive(std::slice::from_ref(&values)));
        prop_assert!((fast - slow).abs() <= 1e-12, "{} {}", fast, slow);
    }
}

#[test]
fn the_smallest_values_keep_all_their_digits() {
    for exponent in [-300, -307] {
        let unit = 10.0_f64.powi(exponent);
        let values: Vec<f64> =
            (0..200).map(|i| (f64::from(i) * 0.37 + f64::from(i * 7919 % 101)) * unit).collect();
        let (fast, slow) = (search(std::slice::from_ref(&values)), naive(std::slice::from_ref(&values)));
        assert!((fast - slow).abs() <= 1e-12 * slow.abs() + f64::MIN_POSITIVE, "{fast:e} {slow:e}");
    }
}

#[test]
fn extreme_series_end() {
    for series in [vec![0.0; 400], vec![f64::MAX / 4.0; 400], (0..400).map(f64::from).collect()] {
        assert_eq!(search(std::slice::from_ref(&series)), naive(&[series]));
    }
    let steps: Vec<f64> = (0..400).map(|i| if i < 200 { 0.0 } else { 1e-310 }).collect();
    assert!(search(&[steps]).is_finite());
}
