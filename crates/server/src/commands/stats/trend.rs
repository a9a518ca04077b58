//! `fengsui stats trend`

use clap::ValueEnum;
use rayon::prelude::*;
use statistics::{
    error::{LogLinearError, TrendError},
    trend::{
        LogLinear, LogLinearSettings, SeasonalVariance, Trend, Variance, log_linear, mann_kendall_with,
        seasonal_mann_kendall_with,
    },
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
const HEADER: [&str; 12] =
    ["series", "test", "n", "s", "var_s", "z", "p", "tau", "slope", "intercept", "lower", "upper"];

/// What a test says of a series, as far as it says it.
#[derive(Debug, Default)]
struct Row {
    s: Option<f64>,
    variance: Option<f64>,
    z: Option<f64>,
    p_value: Option<f64>,
    tau: Option<f64>,
    slope: Option<f64>,
    intercept: Option<f64>,
    /// Interval of the slope.
    bounds: Option<(f64, f64)>,
}

impl From<Trend> for Row {
    fn from(trend: Trend) -> Self {
        Self {
            s: Some(trend.s),
            variance: Some(trend.variance),
            z: Some(trend.z),
            p_value: Some(trend.p_value),
            tau: Some(trend.tau),
            slope: Some(trend.slope),
            intercept: Some(trend.intercept),
            bounds: None,
        }
    }
}

impl From<LogLinear> for Row {
    fn from(trend: LogLinear) -> Self {
        Self {
            z: Some(trend.slope / trend.se),
            p_value: Some(trend.p_value),
            slope: Some(trend.slope),
            bounds: Some((trend.lower, trend.upper)),
            ..Self::default()
        }
    }
}

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
                write(&mut sheet, series, method, &trend?)?;
            }
        }
    }
    sheet.finish()?;
    Ok(exit::DONE)
}

/// The test of one series; an empty row when it is too short, so that one short series does not stop the others.
fn judge(series: &Series, method: TrendMethod, period: usize) -> Result<Row, InputError> {
    let plain = |variance| ranks(series, mann_kendall_with(&series.values, variance));
    let seasonal = |variance| ranks(series, seasonal_mann_kendall_with(&series.values, period, variance));
    match method {
        TrendMethod::Original => plain(Variance::Independent),
        TrendMethod::Widened => plain(Variance::Widened),
        TrendMethod::HamedRao => plain(Variance::HamedRao),
        TrendMethod::YueWang => plain(Variance::YueWang),
        TrendMethod::Seasonal => seasonal(SeasonalVariance::Independent),
        TrendMethod::SeasonalWidened => seasonal(SeasonalVariance::Widened),
        TrendMethod::CorrelatedSeasonal => seasonal(SeasonalVariance::HirschSlack),
        TrendMethod::LogLinear => {
            let settings = LogLinearSettings { period: period as f64, ..LogLinearSettings::default() };
            match log_linear(&series.values, None, &settings) {
                Ok(trend) => Ok(trend.into()),
                Err(LogLinearError::TooShort { .. }) => Ok(Row::default()),
                Err(error) => Err(InputError::method(&series.name, error)),
            }
        }
    }
}

/// The row of a rank test.
fn ranks(series: &Series, trend: Result<Trend, TrendError>) -> Result<Row, InputError> {
    match trend {
        Ok(trend) => Ok(trend.into()),
        Err(TrendError::TooShort { .. }) => Ok(Row::default()),
        Err(error) => Err(InputError::method(&series.name, error)),
    }
}

fn write(sheet: &mut Sheet, series: &Series, method: TrendMethod, row: &Row) -> anyhow::Result<()> {
    let test = method.to_possible_value();
    sheet
        .text(&series.name)?
        .text(test.as_ref().map_or("", |test| test.get_name()))?
        .whole(series.values.len() as i64)?
        .maybe(row.s)?
        .maybe(row.variance)?
        .maybe(row.z)?
        .maybe(row.p_value)?
        .maybe(row.tau)?
        .maybe(row.slope)?
        .maybe(row.intercept)?
        .maybe(row.bounds.map(|bounds| bounds.0))?
        .maybe(row.bounds.map(|bounds| bounds.1))?
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
        let slope = |column: &str| of("log_linear")[column].parse::<f64>().unwrap();
        assert!(slope("lower") < slope("slope") && slope("slope") < slope("upper"));
        for test in ["seasonal", "seasonal_widened", "original", "widened", "log_linear"] {
            assert!(of(test)["p"].parse::<f64>().unwrap() < 0.05, "{test}");
        }
    }
}
