//! The figures of R's surveillance for GLR and CUSUM, reproduced.
//!
//! The series belong to others and stay where they are: this looks for them in the directory named by
//! `FENGSUI_REFERENCE_DIR`, and says loudly when it has not run.

use std::collections::BTreeMap;

use statistics::cusum::{GlrSettings, RossiSettings, glr, rossi};

use crate::table::{Row, close, elsewhere, table};

/// One run of a method on a series.
struct Run {
    name: String,
    counts: Vec<f64>,
    means: Vec<f64>,
    upper: Vec<f64>,
    alarm: Vec<bool>,
}

/// All runs of one method by their configuration; `None`, loudly, without the directory.
fn runs(method: &str) -> Option<Vec<(String, Run)>> {
    let directory = elsewhere("surveillance", "R's surveillance")?;
    let mut runs = Vec::new();
    for entry in table(&directory.join("manifest.csv")) {
        let mut by_configuration: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for row in table(&directory.join(format!("{}_outputs.csv", entry["name"]))) {
            if row["method"] == method {
                by_configuration.entry(row["config"].clone()).or_default().push(row);
            }
        }
        for (configuration, rows) in by_configuration {
            let column = |name: &str| -> Vec<f64> {
                rows.iter().map(|row| row[name].parse().unwrap_or(f64::NAN)).collect()
            };
            let run = Run {
                name: format!("{} {configuration}", entry["name"]),
                counts: column("observed"),
                means: column("mu0"),
                upper: column("upperbound"),
                alarm: rows.iter().map(|row| row["alarm"] == "1").collect(),
            };
            runs.push((configuration, run));
        }
    }
    Some(runs)
}

#[test]
fn the_generalised_likelihood_ratio_is_that_of_glrnb() {
    let Some(runs) = runs("glrnb") else { return };
    let (mut compared, mut alarms) = (0, 0);
    for (configuration, run) in &runs {
        let alpha: f64 = configuration.split("alpha").last().unwrap().parse().unwrap();
        let settings = GlrSettings { size: 1.0 / alpha, ..GlrSettings::default() };
        let steps = glr(&run.counts, &run.means, &settings).unwrap();
        for (at, step) in steps.iter().enumerate() {
            assert!(close(step.statistic, run.upper[at]), "{} {at}: {step:?} {}", run.name, run.upper[at]);
            assert_eq!(step.alarm, run.alarm[at], "{} {at}: {step:?}", run.name);
            compared += 1;
            alarms += usize::from(step.alarm);
        }
    }
    assert!(compared > 5000 && alarms > 100, "{compared} rows, {alarms} alarms");
}

#[test]
fn the_cusum_of_rossi_is_that_of_surveillance() {
    let Some(runs) = runs("cusum") else { return };
    let (mut compared, mut past_any_count) = (0, 0);
    for (_, run) in &runs {
        let steps = rossi(&run.counts, &run.means, &RossiSettings::default()).unwrap();
        for (at, step) in steps.iter().enumerate() {
            assert_eq!(step.alarm, run.alarm[at], "{} {at}: {step:?}", run.name);
            let upper = step.upper.unwrap();
            compared += 1;
            // Where any count is an alarm, the reference gives the square of a negative root.
            if upper == 0.0 && run.upper[at] > 0.0 {
                assert!(step.alarm);
                past_any_count += 1;
                continue;
            }
            assert!(close(upper, run.upper[at]), "{} {at}: {step:?} {}", run.name, run.upper[at]);
        }
    }
    assert!(compared > 2500 && past_any_count < 20, "{compared} rows, {past_any_count} past any count");
}
