use std::{collections::HashMap, fmt::Write as _};

use super::*;
use crate::{cli::stats::Files, commands::stats::rows};

fn judged(input: &str, from: Option<i64>) -> anyhow::Result<Vec<HashMap<String, String>>> {
    judged_as(input, from, false)
}

fn judged_as(input: &str, from: Option<i64>, pooled: bool) -> anyhow::Result<Vec<HashMap<String, String>>> {
    let folder = tempfile::tempdir()?;
    let flags = Detect {
        files: Files { input: folder.path().join("in.csv"), output: folder.path().join("out.csv") },
        frequency: 52.18,
        from,
        pooled,
    };
    std::fs::write(&flags.files.input, input)?;
    run(&flags)?;
    Ok(rows(&flags.files.output))
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
    let judged = judged(&two(150), Some(150)).unwrap();
    let p =
        |name: &str| judged.iter().find(|row| row["series"] == name).unwrap()["p"].parse::<f64>().unwrap();
    assert_eq!(judged.len(), 2);
    assert!(p("rising") < 1e-4 && p("quiet") > 0.05);
}

#[test]
fn what_comes_later_changes_no_earlier_row() {
    let (before, after) = (judged(&two(120), Some(100)).unwrap(), judged(&two(150), Some(100)).unwrap());
    for row in before {
        assert!(after.contains(&row), "{row:?}");
    }
}

#[test]
fn a_series_without_enough_past_is_refused() {
    let error = judged(&two(5), None).unwrap_err();
    assert!(error.to_string().contains("no series has enough history"), "{error}");
}

#[test]
fn series_that_begin_at_different_times_keep_their_own() {
    let mut input = two(150);
    for t in 40..=150 {
        writeln!(input, "late,{t},{}", t % 3 / 2).unwrap();
    }
    let judged = judged(&input, Some(150)).unwrap();
    assert_eq!(judged.iter().map(|row| row["t"].as_str()).collect::<Vec<_>>(), ["150"; 3]);
}

#[test]
fn an_exposure_that_explains_the_rise_explains_it_away() {
    let rising = |offset: bool| {
        let mut input = format!("t,count{}\n", if offset { ",offset" } else { "" });
        for t in 1..=150 {
            let (count, exposure) = (t * 5 % 7 / 3, f64::from(u8::from(t >= 149)) * 9_f64.ln());
            let count = if t >= 149 { 9 } else { count };
            if offset {
                writeln!(input, "{t},{count},{exposure}").unwrap();
            } else {
                writeln!(input, "{t},{count}").unwrap();
            }
        }
        judged(&input, Some(150)).unwrap()[0]["p"].parse::<f64>().unwrap()
    };
    assert!(rising(false) < 1e-3 && rising(true) > 0.05);
}

#[test]
fn sisters_judged_together_tell_the_one_that_rises() {
    let judged = judged_as(&two(150), Some(150), true).unwrap();
    let p =
        |name: &str| judged.iter().find(|row| row["series"] == name).unwrap()["p"].parse::<f64>().unwrap();
    assert!(p("rising") < 1e-3 && p("quiet") > 0.05);
}

#[test]
fn sisters_over_different_periods_or_with_an_offset_are_refused() {
    let late = two(150) + "late,150,1\n";
    let error = judged_as(&late, Some(150), true).unwrap_err();
    assert!(error.to_string().contains("same periods"), "{error}");
    let offset: String = (1..=100)
        .map(|t| format!("{t},{},0.5\n", t % 3))
        .fold("t,count,offset\n".to_owned(), |text, row| text + &row);
    let error = judged_as(&offset, Some(100), true).unwrap_err();
    assert!(error.to_string().contains("no offset"), "{error}");
}
