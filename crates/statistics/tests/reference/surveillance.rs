//! The figures of the reference implementations, reproduced.
//!
//! `tests/data` holds our own simulations of the scenarios of Noufaily et al. (2013) with what R's
//! surveillance made of them. The series of that package are not ours to copy: the test that uses them looks
//! for them in the directory named by `FENGSUI_REFERENCE_DIR`, and says loudly when it has not run.

use std::collections::HashMap;

use statistics::ears::{self, Method};
use statistics::farrington::{Errors, Settings, Threshold, Verdict, assess};

use crate::table::{Row, close, data, elsewhere, number, table};

/// farringtonFlexible as the reference runs set it up, with R's reading of the errors.
fn flexible(settings: &Settings) -> Settings {
    Settings { errors: Errors::FarringtonFlexible, least_cases: 0.0, ..settings.clone() }
}

fn assert_same(
    verdict: &Verdict,
    expected: Option<f64>,
    phi: Option<f64>,
    upper: Option<f64>,
    alarm: Option<bool>,
    at: &str,
) {
    assert!(
        expected.is_none_or(|value| close(verdict.expected, value)),
        "{at}: mean {expected:?} {verdict:?}"
    );
    assert!(phi.is_none_or(|value| close(verdict.dispersion, value)), "{at}: dispersion {phi:?} {verdict:?}");
    assert!(upper.is_none_or(|value| close(verdict.upper, value)), "{at}: upper {upper:?} {verdict:?}");
    assert!(alarm.is_none_or(|value| verdict.alarm == value), "{at}: alarm {alarm:?} {verdict:?}");
}

#[test]
fn the_simulated_scenarios_have_the_figures_of_farrington_flexible() {
    let series: HashMap<String, Vec<f64>> = table(&data("noufaily_series.csv"))
        .into_iter()
        .map(|row| (row["scenario"].clone(), row["counts"].split(' ').map(|n| n.parse().unwrap()).collect()))
        .collect();
    let rows = table(&data("noufaily_farrington.csv"));
    assert_eq!(rows.len(), 14 * 49);
    for row in &rows {
        let counts = &series[&row["scenario"]];
        let at = row["t"].parse::<usize>().unwrap() - 1;
        let place = format!("scenario {} week {}", row["scenario"], at + 1);
        let improved = assess(counts, at, &flexible(&Settings::improved())).unwrap();
        assert_same(&improved, number(row, "mu0"), number(row, "phi"), number(row, "upper"), None, &place);
        assert_eq!(improved.trend.is_some(), row["trend"] == "1", "{place}");
        let original = assess(counts, at, &flexible(&Settings::original())).unwrap();
        let [mean, phi, upper] = ["orig_mu0", "orig_phi", "orig_upper"].map(|column| number(row, column));
        assert_same(&original, mean, phi, upper, None, &place);
    }
}

#[test]
fn the_published_series_have_the_figures_of_surveillance() {
    let Some(directory) = elsewhere("surveillance", "R's surveillance") else {
        return;
    };
    let mut compared = 0;
    for entry in table(&directory.join("manifest.csv")) {
        let name = &entry["name"];
        let series = table(&directory.join(format!("{name}_series.csv")));
        let counts: Vec<f64> = series.iter().filter_map(|row| number(row, "observed")).collect();
        for row in table(&directory.join(format!("{name}_outputs.csv"))) {
            let at = row["t"].parse::<usize>().unwrap() - 1;
            let place = format!("{name} {} {} period {}", row["method"], row["config"], at + 1);
            let alarm = Some(row["alarm"] == "1");
            let upper = number(&row, "upperbound");
            match row["method"].as_str() {
                "farringtonFlexible" | "algo.farrington" => {
                    let verdict =
                        assess(&counts, at, &configuration(&row, entry["freq"].parse().unwrap())).unwrap();
                    // A threshold that is absent stands for "too few cases" or "no upper limit".
                    let silent = !verdict.enough_cases || verdict.upper.is_infinite();
                    let upper = if silent { None } else { upper };
                    assert_same(
                        &verdict,
                        number(&row, "expected"),
                        number(&row, "phi"),
                        upper,
                        alarm,
                        &place,
                    );
                }
                "earsC1" | "earsC2" => {
                    let method = if row["method"] == "earsC1" { Method::C1 } else { Method::C2 };
                    let alpha = if row["config"] == "base7_a0.001" { 0.001 } else { 0.01 };
                    let settings = ears::Settings { alpha, min_sigma: 0.0, ..ears::Settings::default() };
                    let verdict = ears::assess(&counts[..=at], method, &settings).unwrap()[at].unwrap();
                    assert!(
                        upper.is_none_or(|value| close(verdict.upper, value)),
                        "{place}: {upper:?} {verdict:?}"
                    );
                    assert_eq!(Some(verdict.alarm), alarm, "{place}: {verdict:?}");
                }
                _ => continue,
            }
            compared += 1;
        }
    }
    assert!(compared > 20_000, "only {compared} rows were compared");
}

/// The settings of one reference run.
fn configuration(row: &Row, frequency: usize) -> Settings {
    let monthly = frequency == 12;
    let mut settings = match row["config"].as_str() {
        "orig_a01" => Settings::original(),
        _ if monthly => Settings { levels: 4, skip_last: 6, ..Settings::improved() },
        _ => Settings::improved(),
    };
    settings.least_cases = 0.0;
    settings.errors = Errors::FarringtonFlexible;
    match (row["method"].as_str(), row["config"].as_str()) {
        (_, "noufaily_a05") => {
            settings.alpha = 0.05;
            settings.least_cases = 5.0;
        }
        (_, "muan_a01") => settings.threshold = Threshold::UncertainMean,
        ("algo.farrington", _) => {
            // algo.farrington cuts half of alpha off on either side, and takes its errors from the paper.
            settings.alpha = 0.005;
            settings.errors = Errors::Published;
        }
        _ => {}
    }
    settings.frequency = frequency;
    settings.years = number(row, "b").map_or(5, |years| years as usize);
    settings.half_window = number(row, "w").map_or(3, |half| half as usize);
    settings
}
