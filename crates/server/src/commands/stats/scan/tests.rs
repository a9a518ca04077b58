use std::{collections::HashMap, fmt::Write as _, fs};

use chrono::Days;

use super::*;
use crate::commands::stats::rows;

/// A street of twenty houses with a case somewhere every day, and four neighbours with a bad last week.
fn street(folder: &std::path::Path) -> Scan {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let (mut coordinates, mut population, mut cases) = (String::new(), String::new(), String::new());
    for house in 0..20 {
        writeln!(coordinates, "H{house} {house} 0").unwrap();
        writeln!(population, "H{house} 2024 10").unwrap();
    }
    for period in 0..100_u64 {
        writeln!(cases, "H{} 1 {}", period * 7 % 20, day("2024-01-01") + Days::new(period)).unwrap();
    }
    for house in 8..12 {
        writeln!(cases, "H{house} 5 2024/4/7").unwrap();
    }
    writeln!(cases, "H3 9 2025/1/1").unwrap();
    fs::write(folder.join("f.cas"), cases).unwrap();
    fs::write(folder.join("f.geo"), coordinates).unwrap();
    fs::write(folder.join("f.pop"), population).unwrap();
    Scan {
        model: ScanModel::Permutation,
        prospective: true,
        retrospective: false,
        cases: folder.join("f.cas"),
        coordinates: folder.join("f.geo"),
        population: Some(folder.join("f.pop")),
        means: None,
        dispersion: 1.0,
        system: None,
        start: day("2024-01-01"),
        end: day("2024-04-09"),
        max_radius: Some(5.0),
        max_share: 0.5,
        max_days: Some(14),
        min_cases: 2,
        replicates: 99,
        stop_after: None,
        seed: 7,
        output: folder.join("clusters.csv"),
        locations: Some(folder.join("locations.csv")),
    }
}

/// The first cluster, and the sums of what was observed and expected over its locations.
fn first(flags: &Scan) -> (HashMap<String, String>, f64, f64) {
    run(flags).unwrap();
    let cluster = rows(&flags.output).swap_remove(0);
    let within = rows(flags.locations.as_ref().unwrap());
    let sum = |column: &str| {
        let inside = within.iter().filter(|row| row["cluster"] == "1");
        inside.map(|row| row[column].parse::<f64>().unwrap()).sum()
    };
    (cluster, sum("loc_observed"), sum("loc_expected"))
}

#[test]
fn each_model_finds_the_bad_week_and_its_locations_add_up() {
    let folder = tempfile::tempdir().unwrap();
    for model in [ScanModel::Permutation, ScanModel::Poisson, ScanModel::Expected] {
        for retrospective in [false, true] {
            let flags = Scan { model, retrospective, prospective: !retrospective, ..street(folder.path()) };
            if retrospective && model == ScanModel::Expected {
                continue;
            }
            let (cluster, observed, expected) = first(&flags);
            let number = |column: &str| cluster[column].parse::<f64>().unwrap();
            assert!(
                ("2024-04-01".."2024-04-08").contains(&cluster["start"].as_str()),
                "{model:?} {cluster:?}"
            );
            assert!(number("observed") >= 20.0 && number("p_value") <= 0.02, "{model:?} {cluster:?}");
            assert_eq!(cluster["recurrence_interval"].is_empty(), retrospective);
            assert_eq!(number("observed"), observed);
            assert!(
                (number("expected") - expected).abs() < 1e-9 * expected,
                "{model:?} {cluster:?} {expected}"
            );
        }
    }
}

#[test]
fn means_from_a_file_are_taken_for_every_location_and_day() {
    let folder = tempfile::tempdir().unwrap();
    let means = folder.path().join("means.csv");
    let flags = Scan { model: ScanModel::Expected, means: Some(means.clone()), ..street(folder.path()) };
    let mut text = "location,date,mean\n".to_owned();
    for house in 0..20 {
        for day in 0..100 {
            writeln!(text, "H{house},{},0.05", flags.start + Days::new(day)).unwrap();
        }
    }
    fs::write(&means, &text).unwrap();
    let (cluster, _, expected) = first(&flags);
    let cells = cluster["n_locations"].parse::<f64>().unwrap()
        * ((cluster["end"].parse::<NaiveDate>().unwrap() - cluster["start"].parse::<NaiveDate>().unwrap())
            .num_days()
            + 1) as f64;
    assert!((expected - 0.05 * cells).abs() < 1e-9);

    let without_last = text.trim_end().rsplit_once('\n').unwrap().0;
    fs::write(&means, without_last).unwrap();
    let error = run(&flags).unwrap_err().to_string();
    assert!(error.contains("H19 has no row for t = 2024-04-09"), "{error}");
}

#[test]
fn what_a_model_lacks_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let error = |change: fn(&mut Scan)| {
        let mut flags = street(folder.path());
        change(&mut flags);
        run(&flags).unwrap_err().to_string()
    };
    let poisson = error(|flags| (flags.model, flags.population) = (ScanModel::Poisson, None));
    assert!(poisson.contains("--model poisson needs --population"), "{poisson}");
    let retrospective = error(|flags| (flags.model, flags.retrospective) = (ScanModel::Expected, true));
    assert!(retrospective.contains("needs --means"), "{retrospective}");
    let learn = error(|flags| (flags.model, flags.max_days) = (ScanModel::Expected, Some(100)));
    assert!(learn.contains("no days lie before the longest window"), "{learn}");
    let backwards = error(|flags| flags.end = flags.start - Days::new(1));
    assert!(backwards.contains("--end lies before --start"), "{backwards}");
}
