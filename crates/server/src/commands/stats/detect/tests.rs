use std::{collections::HashMap, fmt::Write as _};

use super::*;
use crate::commands::stats::rows;

fn detect(input: &str, from: Option<i64>) -> anyhow::Result<Vec<HashMap<String, String>>> {
    let folder = tempfile::tempdir()?;
    let flags = Detect {
        input: folder.path().join("in.csv"),
        frequency: 52.18,
        from,
        output: folder.path().join("out.csv"),
    };
    std::fs::write(&flags.input, input)?;
    run(&flags)?;
    Ok(rows(&flags.output))
}

/// Two quiet series of which the second ends in an outbreak, rows of both alternating.
fn two(weeks: usize) -> String {
    let mut text = "series,t,count\n".to_owned();
    for t in 1..=weeks {
        writeln!(text, "quiet,{t},{}", t * 3 % 7 / 3).unwrap();
        writeln!(text, "rising,{t},{}", if t >= 149 { 9 } else { t * 5 % 7 / 3 }).unwrap();
    }
    text
}

#[test]
fn the_series_that_rises_stands_out_and_the_quiet_one_does_not() {
    let judged = detect(&two(150), Some(150)).unwrap();
    let p =
        |name: &str| judged.iter().find(|row| row["series"] == name).unwrap()["p"].parse::<f64>().unwrap();
    assert_eq!(judged.len(), 2);
    assert!(p("rising") < 1e-4 && p("quiet") > 0.05);
}

#[test]
fn what_comes_later_changes_no_earlier_row() {
    let (before, after) = (detect(&two(120), Some(100)).unwrap(), detect(&two(150), Some(100)).unwrap());
    for row in before {
        assert!(after.contains(&row), "{row:?}");
    }
}

#[test]
fn a_series_without_enough_past_is_refused() {
    let error = detect(&two(5), None).unwrap_err();
    assert!(error.to_string().contains("no series has enough history"), "{error}");
}
