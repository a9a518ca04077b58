//! `fengsui stats trend`

use statistics::{
    error::TrendError,
    trend::{Trend, mann_kendall, seasonal_mann_kendall},
};

use super::{
    error::{InputError, Kind},
    panel::{self, Columns, Series},
    table::Sheet,
    workers,
};
use crate::{
    cli::stats::{Trend as Flags, TrendMethod},
    exit,
};

/// The columns of the result.
const HEADER: [&str; 10] = ["series", "test", "n", "s", "var_s", "z", "p", "tau", "slope", "intercept"];

pub(crate) fn run(flags: &Flags) -> anyhow::Result<u8> {
    let columns = Columns { value: &["value", "observed", "count"], kind: Kind::Number, beside: None };
    let panel = panel::read(&flags.input, &columns)?;
    let mut sheet = Sheet::create(&flags.output, HEADER)?;
    let tests = |series: &Series| -> Vec<_> {
        flags.method.iter().map(|method| (*method, judge(series, *method, flags.period))).collect()
    };
    for batch in panel.series.chunks(workers::BATCH) {
        for (series, judged) in batch.iter().zip(workers::map(batch, tests)) {
            for (method, trend) in judged {
                write(&mut sheet, series, method, flags.period, trend?)?;
            }
        }
    }
    sheet.finish()?;
    Ok(exit::DONE)
}

/// The test of one series; none when it is too short, so that one short series does not stop the others.
fn judge(series: &Series, method: TrendMethod, period: usize) -> Result<Option<Trend>, InputError> {
    let trend = match method {
        TrendMethod::MannKendall => mann_kendall(&series.values),
        TrendMethod::Seasonal => seasonal_mann_kendall(&series.values, period),
    };
    match trend {
        Ok(trend) => Ok(Some(trend)),
        Err(TrendError::TooShort { .. }) => Ok(None),
        Err(error) => Err(InputError::method(&series.name, error)),
    }
}

/// Pairs that are compared: all, or those of equal seasons.
fn pairs(values: usize, method: TrendMethod, period: usize) -> f64 {
    let of = |n: usize| (n * n.saturating_sub(1) / 2) as f64;
    match method {
        TrendMethod::MannKendall => of(values),
        TrendMethod::Seasonal => (0..period).map(|season| of((values + period - 1 - season) / period)).sum(),
    }
}

fn write(
    sheet: &mut Sheet,
    series: &Series,
    method: TrendMethod,
    period: usize,
    trend: Option<Trend>,
) -> anyhow::Result<()> {
    let n = series.values.len();
    let test = match method {
        TrendMethod::MannKendall => "mann_kendall",
        TrendMethod::Seasonal => "seasonal",
    };
    sheet.text(&series.name)?.text(test)?.whole(n as i64)?;
    let tau = trend.map(|trend| trend.s / pairs(n, method, period));
    sheet
        .maybe(trend.map(|trend| trend.s))?
        .maybe(trend.map(|trend| trend.variance))?
        .maybe(trend.map(|trend| trend.z))?
        .maybe(trend.map(|trend| trend.p_value))?
        .maybe(tau)?
        .maybe(trend.map(|trend| trend.slope))?
        .maybe(trend.map(|trend| trend.intercept))?
        .end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::stats::rows;

    #[test]
    fn each_series_gets_a_row_for_each_test_and_a_short_one_an_empty_row() {
        let folder = tempfile::tempdir().unwrap();
        let flags = Flags {
            input: folder.path().join("in.csv"),
            period: 12,
            method: vec![TrendMethod::Seasonal, TrendMethod::MannKendall],
            output: folder.path().join("out.csv"),
        };
        let mut text = "series,t,value\nshort,1,-0.5\n".to_owned();
        for month in 0..60 {
            text.push_str(&format!("rising,{month},{}\n", month % 12 + month / 12));
        }
        std::fs::write(&flags.input, text).unwrap();
        run(&flags).unwrap();
        let rows = rows(&flags.output);
        assert_eq!(rows.len(), 4);
        assert!(rows[0]["series"] == "short" && rows[0]["p"].is_empty() && rows[0]["n"] == "1");
        let rising = &rows[2];
        assert_eq!(
            (rising["test"].as_str(), rising["n"].as_str(), rising["slope"].as_str()),
            ("seasonal", "60", "1")
        );
        assert_eq!((rising["s"].as_str(), rising["tau"].as_str()), ("120", "1"));
        assert!(rising["p"].parse::<f64>().unwrap() < 0.001);
    }

    #[test]
    fn seasons_of_unequal_length_count_their_own_pairs() {
        assert_eq!(pairs(5, TrendMethod::Seasonal, 2), 3.0 + 1.0);
        assert_eq!(pairs(5, TrendMethod::MannKendall, 2), 10.0);
    }
}
