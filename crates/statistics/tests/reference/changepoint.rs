//! The change points of ruptures, reproduced.
//!
//! The series belong to others and stay where they are: this looks for them in the directory named by
//! `FENGSUI_REFERENCE_DIR`, and says loudly when it has not run.

use statistics::changepoint::{Cost, Penalty, Settings, pelt};

use crate::table::{elsewhere, table};

#[test]
fn the_segmentations_are_those_of_ruptures() {
    let Some(directory) = elsewhere("trend_season", "ruptures") else {
        return;
    };
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
