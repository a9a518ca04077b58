//! The figures of SaTScan and of R's scanstatistics, found again.
//!
//! `tests/data/scan` holds our own simulated towns, what SaTScan 10.3.2 made of them, and some of the greatest
//! scores of scanstatistics 1.0.2. SaTScan's sample of fever in New York is not ours to copy: the test that
//! uses it looks in the directory named by `FENGSUI_REFERENCE_DIR`, and says loudly when it has not run.

#![expect(clippy::print_stderr, reason = "times are asked for")]

mod satscan;
mod scanstatistics;

use std::time::Instant;

use satscan::{Reported, Study};
use statistics::scan::{Circles, Cluster, Coordinates, Findings, Model, Search, Span, recurrence_interval};

use crate::table::{data, elsewhere};

/// Scores are printed with six decimals.
const SIX_DECIMALS: f64 = 6e-7;

/// Lengths are printed with two decimals.
const TWO_DECIMALS: f64 = 0.0051;

/// Two Monte Carlo tests of 999 replicates differ by less than four standard errors of their difference.
fn monte_carlo(p: f64) -> f64 {
    4.0 * (2.0 * p * (1.0 - p) / 1000.0).sqrt() + 0.002
}

fn assert_same_cluster(got: &Cluster, wanted: &Reported, study: &Study, run: &str) {
    let at = format!("{run}: {got:?}\nfor {wanted:?}");
    let locations: Vec<&str> = got.locations.iter().map(|&place| study.names[place].as_str()).collect();
    assert_eq!(locations, wanted.locations, "{at}");
    assert_eq!(study.names[got.centre], wanted.centre, "{at}");
    assert_eq!((study.day(got.first_period), study.day(got.last_period)), wanted.days, "{at}");
    assert_eq!(got.observed, wanted.observed, "{at}");
    assert!((got.expected - wanted.expected).abs() <= TWO_DECIMALS, "{at}");
    assert!((got.radius - wanted.radius).abs() <= TWO_DECIMALS, "{at}");
    assert!((got.diameter - wanted.span).abs() <= TWO_DECIMALS, "{at}");
    assert!((got.p_value - wanted.p_value).abs() <= monte_carlo(wanted.p_value), "{at}");
    assert_eq!(recurrence_interval(wanted.p_value, 1.0).round(), wanted.recurrence, "{at}");
}

/// The reference reports the clusters that at least one of its replicates stays below: ours come in the same
/// order, and the first that it does not report is below all of its replicates.
fn assert_same(found: &Findings, study: &Study, run: &str) {
    let reported = study.clusters(run);
    let mut theirs = study.replicates(run);
    theirs.sort_by(f64::total_cmp);
    assert!(found.clusters.len() > reported.len() && !reported.is_empty());
    for (got, wanted) in found.clusters.iter().zip(&reported) {
        assert!((got.score - wanted.score).abs() < SIX_DECIMALS, "{run}: {} {}", got.score, wanted.score);
        assert_same_cluster(got, wanted, study, run);
    }
    assert!(found.clusters[reported.len()].score < theirs[0]);
    let mut ours = found.replicates.clone();
    ours.sort_by(f64::total_cmp);
    assert_eq!((ours.len(), theirs.len()), (999, 999));
    for (rank, tolerance) in [(49, 0.2), (499, 0.12), (949, 0.5), (989, 1.3)] {
        let (ours, theirs) = (ours[rank], theirs[rank]);
        assert!((ours - theirs).abs() < tolerance, "{run}: replicate {rank} of 999: {ours} for {theirs}");
    }
}

fn search(days: usize) -> Search {
    Search { max_periods: days, seed: 12, ..Search::default() }
}

fn town(name: &str) -> (Study, Circles) {
    let study = Study::read(&data("scan"), name, "2024-01-01", 365);
    let circles = study.circles(Coordinates::Planar(&study.points), 5.0);
    (study, circles)
}

#[test]
fn the_permutation_scans_of_the_simulated_towns_are_those_of_satscan() {
    for name in ["synA", "synB"] {
        let (study, circles) = town(name);
        for days in [28, 60] {
            let found = study.search(&circles, &Model::Permutation, &search(days));
            assert_same(&found, &study, &format!("{name}_stp_t{days}"));
        }
    }
}

#[test]
fn the_poisson_scans_of_the_simulated_towns_are_those_of_satscan() {
    for name in ["synA", "synB"] {
        let (study, circles) = town(name);
        let population = study.population();
        let found = study.search(&circles, &Model::Poisson { population: &population }, &search(28));
        assert_same(&found, &study, &format!("{name}_poisson_t28"));
    }
}

#[test]
fn the_fevers_of_new_york_are_those_of_satscan() {
    let Some(directory) = elsewhere("satscan", "SaTScan on New York's fevers") else {
        return;
    };
    let study = Study::read(&directory, "NYCfever", "2001-11-01", 24);
    let circles = study.circles(Coordinates::Geographic(&study.points), 3.0);
    assert_same(&study.search(&circles, &Model::Permutation, &search(7)), &study, "nyc_stp");
}

#[test]
fn the_planted_cluster_is_found_where_and_when_it_is() {
    // Places within 2 km of G0412, the last five days, six times the rate.
    let planted = [372, 391, 392, 393, 394, 410, 411, 412, 413, 414, 430, 431, 432, 433, 434, 452, 453];
    let (study, circles) = town("synA");
    let found = study.search(&circles, &Model::Permutation, &Search { stop_after: Some(20), ..search(60) });
    let best = &found.clusters[0];
    let both = best.locations.iter().filter(|place| planted.contains(place)).count();
    assert!(both >= 13 && best.locations.len() <= 17);
    assert_eq!((best.first_period, best.last_period), (360, 364));
    assert!(best.p_value < 0.02);
}

/// Run with `RAYON_NUM_THREADS=1 cargo test -p statistics --test scan -- --ignored --nocapture`.
#[test]
#[ignore = "prints how long the scans take; asserts nothing about it"]
fn how_long_the_scans_take() {
    let (study, near) = town("synA");
    let population = study.population();
    let daily: Vec<f64> = population.iter().flat_map(|people| [*people; 365]).collect();
    let all = study.circles(Coordinates::Planar(&study.points), f64::INFINITY);
    let (poisson, by_day) =
        (Model::Poisson { population: &population }, Model::Poisson { population: &daily });
    let stop = Search { stop_after: Some(10), ..search(60) };
    let past = Search { span: Span::Retrospective, replicates: 99, ..search(60) };
    for (what, circles, model, bounds) in [
        ("permutation, 5 km, 60 days", &near, &Model::Permutation, search(60)),
        ("permutation, 5 km, 28 days", &near, &Model::Permutation, search(28)),
        ("permutation, 5 km, 60 days, stopped at 10", &near, &Model::Permutation, stop),
        ("permutation, half of the cases, 60 days", &all, &Model::Permutation, search(60)),
        ("Poisson, 5 km, 60 days", &near, &poisson, search(60)),
        ("Poisson with a population by day, 5 km, 60 days", &near, &by_day, search(60)),
        ("permutation, 5 km, any 60 days", &near, &Model::Permutation, past.clone()),
        ("Poisson, 5 km, any 60 days", &near, &poisson, past),
    ] {
        let start = Instant::now();
        let found = study.search(circles, model, &bounds);
        let (took, replicates) = (start.elapsed(), found.replicates.len());
        eprintln!("{what}, {replicates} replicates: {took:.3?}, {:.6}", found.clusters[0].score);
    }
}
