//! `fengsui stats detect`

use statistics::{
    baseline::{Evidence, Settings, assess},
    error::BaselineError,
};

use super::{
    error::{InputError, Kind},
    panel::{self, Columns, Series},
    table::Sheet,
    workers,
};
use crate::{cli::stats::Detect, exit};

/// The columns of the result.
const HEADER: [&str; 7] = ["series", "t", "observed", "expected", "dispersion", "window", "p"];

pub(crate) fn run(flags: &Detect) -> anyhow::Result<u8> {
    let columns = Columns { value: &["count", "observed"], kind: Kind::Count, beside: Some("offset") };
    let panel = panel::read(&flags.input, &columns)?;
    let settings = Settings { period: flags.frequency, ..Settings::default() };
    let mut sheet = Sheet::create(&flags.output, HEADER)?;
    let mut rows = 0_usize;
    for batch in panel.series.chunks(workers::BATCH) {
        let judged = workers::map(batch, |series| judge(series, flags.from, &settings));
        for (series, judged) in batch.iter().zip(judged) {
            for (at, evidence) in judged? {
                rows += 1;
                write(&mut sheet, series, at, &evidence)?;
            }
        }
    }
    sheet.finish()?;
    if rows == 0 { Err(panel.too_short().into()) } else { Ok(exit::DONE) }
}

/// The evidence at each time from `from` on, each from what came before it and nothing later.
fn judge(
    series: &Series,
    from: Option<i64>,
    settings: &Settings,
) -> Result<Vec<(usize, Evidence)>, InputError> {
    (series.begin(from, 0)..series.values.len())
        .filter_map(|at| match known_at(series, at, settings) {
            Ok(evidence) => Some(Ok((at, evidence))),
            Err(BaselineError::TooShort { .. }) => None,
            Err(error) => Some(Err(InputError::method(&series.name, error))),
        })
        .collect()
}

/// The detector's word on the time at `at`, knowing the series up to it.
fn known_at(series: &Series, at: usize, settings: &Settings) -> Result<Evidence, BaselineError> {
    let exposure = series.beside.get(..=at);
    assess(&series.values[..=at], exposure.as_slice(), settings)
}

fn write(sheet: &mut Sheet, series: &Series, at: usize, evidence: &Evidence) -> anyhow::Result<()> {
    sheet
        .text(&series.name)?
        .whole(series.time(at))?
        .number(evidence.observed)?
        .number(evidence.expected)?
        .number(evidence.dispersion)?
        .whole(evidence.window as i64)?
        .number(evidence.p_value)?
        .end()
}

#[cfg(test)]
mod tests;
