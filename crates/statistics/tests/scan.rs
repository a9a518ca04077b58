//! The clusters of SaTScan, found again.
//!
//! `tests/data/scan` holds our own simulated towns and what SaTScan 10.3.2 made of them. Its sample of fever in
//! New York is not ours to copy: the test that uses it looks in the directory named by `FENGSUI_REFERENCE_DIR`,
//! and says loudly when it has not run.

#[path = "scan/satscan.rs"]
mod satscan;

use std::time::Instant;

use satscan::{Study, data};
use statistics::scan::{Coordinates, Findings, Model, Search, Span, recurrence_interval};

/// Days on which two Monte Carlo tests of 999 replicates may differ: four standard errors of their difference.
fn interval(p: f64) -> f64 {
    4.0 * (2.0 * p * (1.0 - p) / 1000.0).sqrt() + 0.002
}

fn assert_same(found: &Findings, study: &Study, run: &str) {
    let clusters = study.clusters(run);
    assert!(!clusters.is_empty());
    for wanted in &clusters {
        let Some(got) = found.clusters.iter().find(|got| (got.score - wanted.score).abs() < 6e-7) else {
            let near: Vec<_> =
                found.clusters.iter().take(12).map(|c| (c.score, &study.names[c.centre])).collect();
            panic!("{run}: no cluster scores {}: {near:?}", wanted.score);
        };
        let at = format!("{run}, cluster {}: {got:?}\n{wanted:?}", wanted.number);
        assert_eq!(study.names[got.centre], wanted.centre, "{at}");
        let mut locations: Vec<&str> =
            got.locations.iter().map(|&place| study.names[place].as_str()).collect();
        assert_eq!(locations.len(), wanted.locations.len(), "{at}");
        let mut same: Vec<&str> = wanted.locations.iter().map(String::as_str).collect();
        assert_eq!(locations, same, "{at}");
        locations.sort_unstable();
        same.sort_unstable();
        assert_eq!(locations, same, "{at}");
        assert_eq!((study.day(got.first_period), study.day(got.last_period)), wanted.days, "{at}");
        assert_eq!(got.observed, wanted.observed, "{at}");
        assert!((got.expected - wanted.expected).abs() <= 0.006, "{at}");
        assert!((got.radius - wanted.radius).abs() <= 0.0051, "{at}");
        assert!((got.diameter - wanted.span).abs() <= 0.0051, "{at}");
        assert!((got.p_value - wanted.p_value).abs() <= interval(wanted.p_value), "{at}");
        let recurrence = recurrence_interval(wanted.p_value, 1.0).round();
        assert_eq!(recurrence, wanted.recurrence, "{at}");
    }
    // The clusters come in the same order.
    assert!((found.clusters[0].score - clusters[0].score).abs() < 6e-7);
    let mut ours = found.replicates.clone();
    let mut theirs = study.replicates(run);
    assert_eq!((ours.len(), theirs.len()), (999, 999));
    ours.sort_by(f64::total_cmp);
    theirs.sort_by(f64::total_cmp);
    for (rank, tolerance) in [(49, 0.2), (499, 0.12), (949, 0.5), (989, 1.3)] {
        let (ours, theirs) = (ours[rank], theirs[rank]);
        assert!((ours - theirs).abs() < tolerance, "{run}: quantile {rank}: {ours} for {theirs}");
    }
    let next = found.clusters.iter().find(|got| clusters.iter().all(|c| (c.score - got.score).abs() > 6e-7));
    let quantiles = [49, 499, 949, 989].map(|rank| (ours[rank], theirs[rank]));
    println!(
        "{run}: {} clusters; next {:?}; least replicate {} {}; {quantiles:?}",
        clusters.len(),
        next.map(|c| (c.score, c.p_value)),
        ours[0],
        theirs[0]
    );
}

fn search(days: usize) -> Search {
    Search { max_periods: days, seed: 12, ..Search::default() }
}

#[test]
fn the_permutation_scans_of_the_simulated_towns_are_those_of_satscan() {
    for town in ["synA", "synB"] {
        let study = Study::read(&data(), town, "2024-01-01", 365);
        let circles = study.circles(&Coordinates::Planar(&study.points), 5.0);
        for days in [28, 60] {
            let found = study.search(&circles, &Model::Permutation, &search(days));
            assert_same(&found, &study, &format!("{town}_stp_t{days}"));
        }
    }
}

#[test]
fn the_poisson_scans_of_the_simulated_towns_are_those_of_satscan() {
    for town in ["synA", "synB"] {
        let study = Study::read(&data(), town, "2024-01-01", 365);
        let circles = study.circles(&Coordinates::Planar(&study.points), 5.0);
        let population = study.population();
        let found = study.search(&circles, &Model::Poisson { population: &population }, &search(28));
        assert_same(&found, &study, &format!("{town}_poisson_t28"));
    }
}

#[test]
fn the_fevers_of_new_york_are_those_of_satscan() {
    let Some(directory) = std::env::var_os("FENGSUI_REFERENCE_DIR") else {
        eprintln!("NOT RUN: set FENGSUI_REFERENCE_DIR to the reference outputs to compare New York's fevers");
        return;
    };
    let folder = std::path::Path::new(&directory).join("satscan");
    let study = Study::read(&folder, "NYCfever", "2001-11-01", 24);
    let circles = study.circles(&Coordinates::Geographic(&study.points), 3.0);
    let found = study.search(&circles, &Model::Permutation, &search(7));
    assert_same(&found, &study, "nyc_stp");
}

#[test]
fn the_planted_cluster_is_found_where_and_when_it_is() {
    // 17 places within 2 km of G0412, the last 5 days, 6 times the rate.
    let planted = [372, 391, 392, 393, 394, 410, 411, 412, 413, 414, 430, 431, 432, 433, 434, 452, 453];
    let study = Study::read(&data(), "synA", "2024-01-01", 365);
    let circles = study.circles(&Coordinates::Planar(&study.points), 5.0);
    let found = study.search(&circles, &Model::Permutation, &Search { replicates: 99, ..search(60) });
    let best = &found.clusters[0];
    let both = best.locations.iter().filter(|place| planted.contains(place)).count();
    println!("{both} of {} planted among {} found", planted.len(), best.locations.len());
    assert!(both >= 13 && best.locations.len() <= 17);
    assert_eq!((best.first_period, best.last_period), (360, 364));
}

/// Run with `RAYON_NUM_THREADS=1 cargo test -p statistics --test scan -- --ignored --nocapture`.
#[test]
#[ignore = "prints how long the scans take; asserts nothing about it"]
fn how_long_the_scans_take() {
    let study = Study::read(&data(), "synA", "2024-01-01", 365);
    let population = study.population();
    let near = study.circles(&Coordinates::Planar(&study.points), 5.0);
    let all = study.circles(&Coordinates::Planar(&study.points), f64::INFINITY);
    let poisson = Model::Poisson { population: &population };
    let cells: Vec<f64> = population.iter().flat_map(|people| [*people; 365]).collect();
    let retrospective = Search { span: Span::Retrospective, replicates: 9, ..search(60) };
    for (what, circles, model, bounds) in [
        ("permutation, 5 km, 60 d, 999", &near, &Model::Permutation, search(60)),
        ("permutation, 5 km, 28 d, 999", &near, &Model::Permutation, search(28)),
        (
            "permutation, 5 km, 60 d, stop at 10",
            &near,
            &Model::Permutation,
            Search { stop_after: Some(10), ..search(60) },
        ),
        ("permutation, 50 %, 60 d, 999", &all, &Model::Permutation, search(60)),
        ("Poisson, 5 km, 28 d, 999", &near, &poisson, search(28)),
        ("Poisson, 5 km, 60 d, 999", &near, &poisson, search(60)),
        ("Poisson by day, 5 km, 60 d, 999", &near, &Model::Poisson { population: &cells }, search(60)),
        ("permutation, 5 km, 60 d of any, 9", &near, &Model::Permutation, retrospective.clone()),
        ("Poisson, 5 km, 60 d of any, 9", &near, &poisson, retrospective),
    ] {
        let start = Instant::now();
        let found = study.search(circles, model, &bounds);
        let best = &found.clusters[0];
        println!(
            "{what}: {:?} ({} replicates, score {:.6}, p {})",
            start.elapsed(),
            found.replicates.len(),
            best.score,
            best.p_value
        );
    }
}
