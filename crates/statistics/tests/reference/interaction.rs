//! The Knox tests and the emerging clusters of the reference implementations, reproduced.
//!
//! The events are our own simulations: `knoxA` with echoes nearby, `knoxB_null` without. `knox_results.csv` holds what
//! pointpats and R's surveillance made of them, the `_emergence` files the statistic of surveillance's `stcd`.

use statistics::interaction::{Events, Settings, emergence, knox};

use crate::table::{close, data};

/// The reference p-values come from 999 permutations.
const REPLICATES: f64 = 999.0;

/// The rows of a CSV file of the test data, without its head.
fn rows(name: &str) -> Vec<Vec<String>> {
    crate::table::rows(&data(name)).split_off(1)
}

fn numbers(name: &str) -> Vec<Vec<f64>> {
    rows(name).iter().map(|row| row.iter().map(|cell| cell.parse().unwrap_or(f64::NAN)).collect()).collect()
}

#[test]
fn the_knox_tests_have_the_figures_of_pointpats_and_surveillance() {
    let results = rows("knox_results.csv");
    assert_eq!(results.len(), 18);
    for row in results {
        let events = numbers(&format!("{}_events.csv", row[0]));
        let places: Vec<[f64; 2]> = events.iter().map(|event| [event[0], event[1]]).collect();
        let times: Vec<f64> = events.iter().map(|event| event[2]).collect();
        let wanted: Vec<f64> = row[1..].iter().map(|cell| cell.parse().unwrap()).collect();
        let [distance, duration, statistic, expected, poisson, ..] = wanted[..] else { panic!("{row:?}") };

        let settings = Settings { replicates: 9_999, seed: 20, threads: 2, ..Settings::default() };
        let events = Events { places: &places, times: &times, strata: None };
        let got = knox(&events, distance, duration, &settings).unwrap();
        assert_eq!(got.statistic as f64, statistic, "{row:?}");
        assert!(close(got.expected, expected) && close(got.p_poisson_beyond, poisson), "{row:?} {got:?}");
        for reference in &wanted[5..] {
            // The number of exceedances that a tool counted must be one that this p-value brings about.
            let exceedances = (reference * (REPLICATES + 1.0) - 1.0).round();
            let deviation = (REPLICATES * got.p_value * (1.0 - got.p_value)).sqrt();
            let from = REPLICATES * got.p_value;
            assert!((exceedances - from).abs() <= 3.5 * deviation + 1.0, "{row:?} {got:?}");
        }
        assert!((got.p_normal - got.p_value).abs() < 0.03, "{row:?} {got:?}");
    }
}

#[test]
fn the_emerging_clusters_have_the_statistic_of_surveillance() {
    for name in ["knoxA_emergence.csv", "knoxB_null_emergence.csv"] {
        let rows = numbers(name);
        let places: Vec<[f64; 2]> = rows.iter().map(|row| [row[0], row[1]]).collect();
        let seen = emergence(&places, 1.0, 0.5).unwrap();
        for (index, (seen, row)) in seen.iter().zip(&rows).enumerate() {
            assert!(close(seen.statistic, row[2]), "{name} {index}: {seen:?} {}", row[2]);
        }
    }
}
