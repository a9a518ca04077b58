use std::{collections::HashMap, fmt::Write as _, path::Path};

use super::*;
use crate::{cli::stats::Files, commands::stats::rows};

/// Our simulations of the scenarios of Noufaily et al. (2013), and what R's surveillance made of them.
const REFERENCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../statistics/tests/data");

fn run_on(
    input: &str,
    preset: Preset,
    change: impl FnOnce(&mut Farrington),
) -> anyhow::Result<Vec<HashMap<String, String>>> {
    let folder = tempfile::tempdir()?;
    let mut flags = Farrington {
        files: Files { input: folder.path().join("in.csv"), output: folder.path().join("out.csv.gz") },
        preset,
        b: None,
        w: None,
        frequency: None,
        from: None,
    };
    change(&mut flags);
    std::fs::write(&flags.files.input, input)?;
    run(&flags)?;
    Ok(rows(&flags.files.output))
}

/// A weekly or monthly series with a low season and one outbreak at its end.
fn seasonal(periods: usize, frequency: usize) -> String {
    let mut text = "t,period,observed\n".to_owned();
    for t in 1..=periods {
        let count =
            if t == periods { 40 } else { 2 + t * 7 % 5 + 3 * usize::from(t % frequency < frequency / 4) };
        writeln!(text, "{t},{},{count}", (t - 1) % frequency + 1).unwrap();
    }
    text
}

#[test]
fn many_series_in_one_file_have_the_figures_of_farrington_flexible() {
    let mut input = "series,t,observed\n".to_owned();
    let mut expected = HashMap::new();
    for row in rows(&Path::new(REFERENCE).join("noufaily_series.csv")) {
        for (at, count) in row["counts"].split(' ').enumerate() {
            writeln!(input, "{},{},{count}", row["scenario"], at + 1).unwrap();
        }
    }
    for row in rows(&Path::new(REFERENCE).join("noufaily_farrington.csv")) {
        expected.insert((row["scenario"].clone(), row["t"].clone()), row);
    }
    let close = |got: &str, wanted: &str| {
        let (got, wanted): (f64, f64) = (got.parse().unwrap(), wanted.parse().unwrap());
        (got - wanted).abs() <= 1e-6 * wanted.abs().max(1.0)
    };
    let judged = run_on(&input, Preset::NoufailyA01, |flags| flags.from = Some(576)).unwrap();
    assert_eq!(judged.len(), expected.len());
    for row in judged {
        let wanted = &expected[&(row["series"].clone(), row["t"].clone())];
        assert!(
            close(&row["mu0"], &wanted["mu0"]) && close(&row["phi"], &wanted["phi"]),
            "{row:?} {wanted:?}"
        );
        assert!(
            close(&row["upperbound"], &wanted["upper"]) && row["trend"] == wanted["trend"],
            "{row:?} {wanted:?}"
        );
        let alarm = row["observed"].parse::<f64>().unwrap() > row["upperbound"].parse().unwrap();
        assert_eq!(row["alarm"] == "1", alarm);
    }
}

#[test]
fn each_preset_raises_the_outbreak_at_the_end() {
    for preset in [Preset::NoufailyA01, Preset::NoufailyA05, Preset::MuanA01, Preset::OrigA01] {
        let judged = run_on(&seasonal(300, 52), preset, |_| ()).unwrap();
        assert_eq!(judged[0]["t"], "264", "five years of 52 weeks and three weeks before");
        let last = judged.last().unwrap();
        assert_eq!((last["t"].as_str(), last["alarm"].as_str()), ("300", "1"), "{preset:?}");
        assert!(last["score"].parse::<f64>().unwrap() > 1.0 && last["pvalue"].parse::<f64>().unwrap() < 0.01);
    }
}

#[test]
fn the_mean_of_the_law_is_the_expected_count_its_quantile_or_its_exponential() {
    let input = seasonal(300, 52);
    let figure = |preset, column: &str| -> f64 {
        run_on(&input, preset, |flags| flags.from = Some(299)).unwrap()[0][column].parse().unwrap()
    };
    assert_eq!(figure(Preset::NoufailyA01, "mu0"), figure(Preset::NoufailyA01, "expected"));
    assert!(figure(Preset::MuanA01, "mu0") > figure(Preset::MuanA01, "expected"));
    assert!(figure(Preset::OrigA01, "mu0") > figure(Preset::OrigA01, "expected").exp());
}

#[test]
fn too_few_cases_leave_the_bound_empty_but_not_the_score() {
    let mut input = "observed\n".to_owned();
    for t in 0..300 {
        writeln!(input, "{}", u8::from(t % 9 == 0)).unwrap();
    }
    let judged = run_on(&input, Preset::NoufailyA05, |_| ()).unwrap();
    assert!(judged.iter().all(|row| row["upperbound"].is_empty() && row["expected"].is_empty()));
    assert!(judged.iter().all(|row| !row["score"].is_empty() && row["alarm"] == "0"));
}

#[test]
fn months_are_told_by_the_numbers_of_their_periods() {
    let judged = run_on(&seasonal(120, 12), Preset::NoufailyA01, |_| ()).unwrap();
    assert_eq!(judged[0]["t"], "62", "five years of 12 months and one month before");
}

#[test]
fn a_shorter_series_uses_fewer_years() {
    let judged = run_on(&seasonal(150, 52), Preset::NoufailyA01, |_| ()).unwrap();
    assert_eq!(judged[0]["t"], "108");
    let asked = run_on(&seasonal(150, 52), Preset::NoufailyA01, |flags| flags.b = Some(1)).unwrap();
    assert_eq!(asked[0]["t"], "56");
}

#[test]
fn a_series_without_enough_past_is_refused() {
    let error = run_on(&seasonal(50, 52), Preset::NoufailyA01, |_| ()).unwrap_err();
    assert!(error.to_string().contains("no series has enough history before t = 50"), "{error}");
    assert!(error.is::<InputError>());
}
