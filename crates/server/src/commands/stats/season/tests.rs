use std::{collections::HashMap, fmt::Write as _};

use chrono::Days;

use super::*;
use crate::{cli::stats::Files, commands::stats::rows};

/// Four years of weeks in which two weeks from each 1 February hold three times as much.
fn weeks() -> String {
    let mut text = "date,count\n".to_owned();
    let start = NaiveDate::from_ymd_opt(2020, 1, 6).unwrap();
    for week in 0..208_u64 {
        let monday = start + Days::new(7 * week);
        let busy = monday.format("%m-%d").to_string();
        let count = if ("02-01".."02-15").contains(&busy.as_str()) { 9 } else { 2 + week % 3 };
        writeln!(text, "{monday},{count}").unwrap();
    }
    text
}

fn season(events: &str) -> anyhow::Result<Vec<HashMap<String, String>>> {
    let folder = tempfile::tempdir()?;
    let flags = Season {
        files: Files { input: folder.path().join("in.csv"), output: folder.path().join("out.csv") },
        event: Some(folder.path().join("events.csv")),
        shortest: 2.0,
        longest: None,
        peaks: 3,
        period: None,
        harmonics: 2,
        permutations: 199,
        seed: 1,
        alpha: 0.05,
    };
    std::fs::write(&flags.files.input, weeks())?;
    std::fs::write(folder.path().join("events.csv"), events)?;
    run(&flags)?;
    Ok(rows(&flags.files.output))
}

#[test]
fn an_event_that_brings_more_is_told_from_one_that_does_not() {
    let mut events = "name,start,end\n".to_owned();
    for year in 2020..2024 {
        writeln!(events, "fair,{year}-02-01,{year}-02-16\nquiet,{year}-09-01,{year}-09-10").unwrap();
    }
    let rows = season(&events).unwrap();
    let number = |row: usize, column: &str| rows[row][column].parse::<f64>().unwrap();
    assert_eq!((rows[0]["event"].as_str(), rows[0]["occurrences"].as_str()), ("fair", "4"));
    assert!(number(0, "lower") > 1.3 && number(0, "p") < 0.02 && number(0, "confirmed") >= 3.0, "{rows:?}");
    assert!(number(1, "lower") < 1.0 && number(1, "p") > 0.1 && number(1, "confirmed") == 0.0, "{rows:?}");
}

#[test]
fn an_event_that_ends_before_it_starts_is_refused() {
    let error = season("name,start,end\nfair,2020-02-05,2020-02-01\n").unwrap_err();
    assert!(
        error.to_string().contains("line 2, column end: \"2020-02-01\" is not a day on or after the start"),
        "{error}"
    );
}

#[test]
fn an_event_outside_the_series_is_named() {
    let error = season("name,start,end\nfair,1999-02-05,1999-02-07\n").unwrap_err();
    assert!(error.to_string().contains("in, event fair: no contrast"), "{error}");
}

#[test]
fn a_week_half_inside_has_half_a_share() {
    let monday = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("days.csv");
    std::fs::write(&path, "date,count\n2024-01-01,1\n2024-01-08,1\n2024-01-15,1\n").unwrap();
    let panel = dated::read(&path).unwrap();
    let event =
        Event { name: "fair".to_owned(), occurrences: vec![(monday + Days::new(5), monday + Days::new(8))] };
    let (inside, occurrence) = place(&event, &panel.series[0]);
    assert_eq!(inside, [2.0 / 7.0, 2.0 / 7.0, 0.0]);
    assert_eq!(occurrence, [1, 1, 0]);
}

#[test]
fn without_an_event_the_rhythm_of_the_series_is_looked_for() {
    let folder = tempfile::tempdir().unwrap();
    let flags = Season {
        files: Files { input: folder.path().join("market.csv"), output: folder.path().join("out.csv") },
        event: None,
        shortest: 2.0,
        longest: None,
        peaks: 1,
        period: None,
        harmonics: 2,
        permutations: 99,
        seed: 1,
        alpha: 0.05,
    };
    let mut text = "observed\n".to_owned();
    for week in 0..156 {
        writeln!(text, "{}", week * 7 % 5 / 3 + 2 * i32::from(week % 9 < 2)).unwrap();
    }
    std::fs::write(&flags.files.input, text).unwrap();
    run(&flags).unwrap();
    let rows = rows(&flags.files.output);
    assert_eq!((rows.len(), rows[0]["series"].as_str()), (1, "market"));
    assert!((rows[0]["period"].parse::<f64>().unwrap() - 9.0).abs() < 0.2);
    assert!(rows[0]["p"].parse::<f64>().unwrap() < 0.05);
}
