//! The figures of pymannkendall, reproduced.
//!
//! The series belong to others and stay where they are: this looks for them in the directory named by
//! `FENGSUI_REFERENCE_DIR`, and says loudly when it has not run.

use statistics::trend::{SeasonalVariance, Trend, Variance, mann_kendall_with, seasonal_mann_kendall_with};

use crate::table::{close, elsewhere, table};

#[test]
fn the_trend_tests_have_the_figures_of_pymannkendall() {
    let Some(directory) = elsewhere("trend_season", "pymannkendall") else {
        return;
    };
    let mut compared = 0;
    for row in table(&directory.join("mann_kendall.csv")) {
        let series = table(&directory.join(format!("{}_series.csv", row["series"])));
        let values: Vec<f64> = series.iter().map(|row| row["value"].parse().unwrap()).collect();
        let Some(trend) = reproduce(&values, &row["test"], row["period"].parse().unwrap_or(0)) else {
            continue; // A test that is left out.
        };
        let figures = [
            ("s", trend.s),
            ("var_s", trend.variance),
            ("z", trend.z),
            ("tau", trend.tau),
            ("p", trend.p_value),
            ("slope", trend.slope),
            ("intercept", trend.intercept),
        ];
        for (column, got) in figures {
            let wanted: f64 = row[column].parse().unwrap();
            assert!(close(got, wanted), "{} {} {column}: {got} {wanted}", row["series"], row["test"]);
        }
        compared += 1;
    }
    assert!(compared >= 28, "only {compared} rows were compared");
}

/// One row of the table; `None` for the tests that are left out, and a series that is refused is missed in the count.
fn reproduce(values: &[f64], test: &str, period: usize) -> Option<Trend> {
    let plain = |variance| mann_kendall_with(values, variance);
    let seasonal = |variance| seasonal_mann_kendall_with(values, period, variance);
    let trend = match test {
        "original" => plain(Variance::Independent),
        "hamed_rao" => plain(Variance::HamedRao),
        "yue_wang" => plain(Variance::YueWang),
        "seasonal" => seasonal(SeasonalVariance::Independent),
        "correlated_seasonal" => seasonal(SeasonalVariance::HirschSlack),
        _ => return None,
    };
    trend.ok()
}
