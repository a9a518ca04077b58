//! `fengsui stats trend`

use clap::ValueEnum;
use rayon::prelude::*;
use statistics::{
    error::TrendError,
    trend::{SeasonalVariance, Trend, Variance, mann_kendall_with, seasonal_mann_kendall_with},
};

use super::{
    BATCH,
    error::{InputError, Kind},
    panel::{self, Columns, Series},
    table::Sheet,
};
use crate::{
    cli::stats::{Trend as Flags, TrendMethod},
    exit,
};

/// The columns of the result.
const HEADER: [&str; 10] = ["series", "test", "n", "s", "var_s", "z", "p", "tau", "slope", "intercept"];

pub(crate) fn run(flags: &Flags) -> anyhow::Result<u8> {
    let columns = Columns { value: &["value", "observed", "count"], kind: Kind::Number, beside: None };
    let panel = panel::read(&flags.files.input, &columns)?;
    let mut sheet = Sheet::create(&flags.files.output, HEADER)?;
    let tests = |series: &Series| -> Vec<_> {
        flags.method.iter().map(|method| (*method, judge(series, *method, flags.period))).collect()
    };
    for batch in panel.series.chunks(BATCH) {
        let judged: Vec<_> = batch.par_iter().map(tests).collect();
        for (series, judged) in batch.iter().zip(judged) {
            for (method, trend) in judged {
                write(&mut sheet, series, method, trend?)?;
            }
        }
    }
    sheet.finish()?;
    Ok(exit::DONE)
}

/// The test of one series; none when it is too short, so that one short series does not stop the others.
fn judge(series: &Series, method: TrendMethod, period: usize) -> Result<Option<Trend>, InputError> {
    let plain = |variance| mann_kendall_with(&series.values, variance);
    let seasonal = |variance| seasonal_mann_kendall_with(&series.values, period, variance);
    let trend = match method {
        TrendMethod::Original => plain(Variance::Independent),
        TrendMethod::Widened => plain(Variance::Widened),
        TrendMethod::HamedRao => plain(Variance::HamedRao),
        TrendMethod::YueWang => plain(Variance::YueWang),
        TrendMethod::Seasonal => seasonal(SeasonalVariance::Independent),
        TrendMethod::SeasonalWidened => seasonal(SeasonalVariance::Widened),
        TrendMethod::CorrelatedSeasonal => seasonal(SeasonalVariance::HirschSlack),
    };
    match trend {
        Ok(trend) => Ok(Some(trend)),
        Err(TrendError::TooShort { .. }) => Ok(None),
        Err(error) => Err(InputError::method(&series.name, error)),
    }
}

fn write(
    sheet: &mut Sheet,
    series: &Series,
    method: TrendMethod,
    trend: Option<Trend>,
) -> anyhow::Result<()> {
    let test = method.to_possible_value();
    sheet
        .text(&series.name)?
        .text(test.as_ref().map_or("", |test| test.get_name()))?
        .whole(series.values.len() as i64)?
        .maybe(trend.map(|trend| trend.s))?
        .maybe(trend.map(|trend| trend.variance))?
        .maybe(trend.map(|trend| trend.z))?
        .maybe(trend.map(|trend| trend.p_value))?
        .maybe(trend.map(|trend| trend.tau))?
        .maybe(trend.map(|trend| trend.slope))?
        .maybe(trend.map(|trend| trend.intercept))?
        .end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cli::stats::Files, commands::stats::rows};

    #[test]
    fn each_series_gets_a_row_for_each_test_and_a_short_one_empty_rows() {
        let folder = tempfile::tempdir().unwrap();
        let flags = Flags {
            files: Files { input: folder.path().join("in.csv"), output: folder.path().join("out.csv") },
            period: 12,
            method: TrendMethod::value_variants().to_vec(),
        };
        let mut text = "series,t,value\nshort,1,-0.5\n".to_owned();
        for month in 0..60 {
            text.push_str(&format!("rising,{month},{}\n", month % 12 + month / 12));
        }
        std::fs::write(&flags.files.input, text).unwrap();
        run(&flags).unwrap();
        let rows = rows(&flags.files.output);
        assert_eq!(rows.len(), 2 * flags.method.len());
        assert!(rows[0]["series"] == "short" && rows[0]["p"].is_empty() && rows[0]["n"] == "1");
        let of =
            |test: &str| rows.iter().find(|row| row["series"] == "rising" && row["test"] == test).unwrap();
        assert_eq!((of("seasonal")["s"].as_str(), of("seasonal")["tau"].as_str()), ("120", "1"));
        assert_eq!((of("seasonal")["slope"].as_str(), of("original")["n"].as_str()), ("1", "60"));
        for test in ["seasonal", "seasonal_widened", "original", "widened"] {
            assert!(of(test)["p"].parse::<f64>().unwrap() < 0.05, "{test}");
        }
    }
}
