use std::{collections::HashMap, fmt::Write as _};

use super::*;
use crate::{cli::stats::Files, commands::stats::rows};

fn judged(input: &str, method: CusumMethod) -> anyhow::Result<Vec<HashMap<String, String>>> {
    let folder = tempfile::tempdir()?;
    let flags = Cusum {
        files: Files { input: folder.path().join("in.csv"), output: folder.path().join("out.csv") },
        method,
        threshold: None,
        ratio: 2.0,
        reference: 1.04,
        alpha: 0.0,
        window: None,
        learn: 0.6,
        frequency: 52.0,
    };
    std::fs::write(&flags.files.input, input)?;
    run(&flags)?;
    Ok(rows(&flags.files.output))
}

#[test]
fn a_slow_rise_after_the_means_were_learnt_is_found_by_each_statistic() {
    let mut input = "t,observed\n".to_owned();
    for t in 1..=260 {
        writeln!(input, "{t},{}", t * 7 % 5 + if t > 200 { 4 } else { 0 }).unwrap();
    }
    for method in [CusumMethod::Glr, CusumMethod::Lr, CusumMethod::Rossi] {
        let rows = judged(&input, method).unwrap();
        assert_eq!((rows.len(), rows[0]["t"].as_str()), (104, "157"), "the first six tenths are learnt from");
        let alarm = rows.iter().find(|row| row["alarm"] == "1").unwrap();
        let t: i64 = alarm["t"].parse().unwrap();
        assert!(
            (201..=210).contains(&t) && alarm["onset"].parse::<i64>().unwrap() <= t,
            "{method:?} {alarm:?}"
        );
    }
}

#[test]
fn means_of_the_table_are_taken_as_they_are() {
    let rows = judged("series,observed,mu0\na,2,2\na,5,2\na,6,2.5\na,7,2\n", CusumMethod::Rossi).unwrap();
    assert_eq!((rows.len(), rows[2]["expected"].as_str(), rows[3]["alarm"].as_str()), (4, "2.5", "1"));
    let error = judged("observed,mu0\n1,\n", CusumMethod::Glr).unwrap_err();
    assert!(error.to_string().starts_with("in: "), "{error}");
}
