//! The figures of pymannkendall, reproduced.
//!
//! The series belong to others and stay where they are: this looks for them in the directory named by
//! `FENGSUI_REFERENCE_DIR`, and says loudly when it has not run.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use statistics::trend::{SeasonalVariance, Trend, Variance, mann_kendall_with, seasonal_mann_kendall_with};

/// Largest allowed difference, relative to the figure or to 1.
const TOLERANCE: f64 = 1e-6;

/// The rows of a CSV file without quotes, keyed by column.
fn table(path: &Path) -> Vec<HashMap<String, String>> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = text.lines();
    let head: Vec<String> = lines.next().unwrap_or_default().split(',').map(str::to_owned).collect();
    lines.map(|line| head.iter().cloned().zip(line.split(',').map(str::to_owned)).collect()).collect()
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that did not run must say so")]
fn the_trend_tests_have_the_figures_of_pymannkendall() {
    let Some(directory) = std::env::var_os("FENGSUI_REFERENCE_DIR").map(PathBuf::from) else {
        eprintln!("\n*** SKIPPED: set FENGSUI_REFERENCE_DIR to compare with pymannkendall ***\n");
        return;
    };
    let directory = directory.join("trend_season");
    let (mut compared, mut furthest) = (0, 0.0_f64);
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
            let apart = (got - wanted).abs() / wanted.abs().max(1.0);
            assert!(apart <= TOLERANCE, "{} {} {column}: {got} {wanted}", row["series"], row["test"]);
            furthest = furthest.max(apart);
        }
        compared += 1;
    }
    eprintln!("{compared} rows compared, the furthest figure is {furthest:e} apart");
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
