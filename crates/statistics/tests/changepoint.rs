//! The change points of ruptures, reproduced.
//!
//! The series belong to others and stay where they are: this looks for them in the directory named by
//! `FENGSUI_REFERENCE_DIR`, and says loudly when it has not run.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use statistics::changepoint::{Cost, Penalty, Settings, pelt};

/// The rows of a CSV file without quotes, keyed by column.
fn table(path: &Path) -> Vec<HashMap<String, String>> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = text.lines();
    let head: Vec<String> = lines.next().unwrap_or_default().split(',').map(str::to_owned).collect();
    lines.map(|line| head.iter().cloned().zip(line.split(',').map(str::to_owned)).collect()).collect()
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that did not run must say so")]
fn the_segmentations_are_those_of_ruptures() {
    let Some(directory) = std::env::var_os("FENGSUI_REFERENCE_DIR").map(PathBuf::from) else {
        eprintln!("\n*** SKIPPED: set FENGSUI_REFERENCE_DIR to compare with ruptures ***\n");
        return;
    };
    let directory = directory.join("trend_season");
    let mut compared = 0;
    for row in table(&directory.join("changepoints.csv")) {
        let cost = match (row["method"].as_str(), row["model"].as_str()) {
            ("pelt", "l2") => Cost::Mean,
            ("pelt", "normal") => Cost::MeanAndVariance { floor: 1e-6 },
            _ => continue,
        };
        let series = table(&directory.join(format!("{}_series.csv", row["series"])));
        let values: Vec<f64> = series.iter().map(|row| row["value"].parse().unwrap()).collect();
        let penalty = Penalty::Fixed(row["penalty"].parse().unwrap());
        let found = pelt(&values, &Settings { cost, penalty, min_size: row["min_size"].parse().unwrap() });
        let ends: Vec<String> =
            found.unwrap().segments.iter().map(|segment| segment.end.to_string()).collect();
        assert_eq!(ends.join(" "), row["breakpoints"], "{} {}", row["series"], row["model"]);
        compared += 1;
    }
    assert_eq!(compared, 12);
}
