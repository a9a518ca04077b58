//! `fengsui stats ears`

use statistics::ears::{Method, Settings, assess};

use super::{
    error::{InputError, Kind},
    panel::{self, Columns},
    table::Sheet,
};
use crate::{
    cli::stats::{Ears, EarsMethod},
    exit,
};

pub(crate) fn run(flags: &Ears) -> anyhow::Result<u8> {
    let columns = Columns { value: &["observed", "count"], kind: Kind::Count, beside: None };
    let panel = panel::read(&flags.files.input, &columns)?;
    let settings = Settings { baseline: flags.baseline, alpha: flags.alpha, min_sigma: flags.min_sigma };
    let method = match flags.method {
        EarsMethod::C1 => Method::C1,
        EarsMethod::C2 => Method::C2,
        EarsMethod::C3 => Method::C3,
    };
    let columns = ["t", "observed", "expected", "upperbound", "alarm"];
    let header = panel.named.then_some("series").into_iter().chain(columns);
    let mut sheet = Sheet::create(&flags.files.output, header)?;
    for series in &panel.series {
        let verdicts = assess(&series.values, method, &settings)
            .map_err(|error| InputError::method(&series.name, error))?;
        for (index, verdict) in verdicts.iter().enumerate().skip(series.begin(flags.from, 0)) {
            let Some(verdict) = verdict else { continue };
            if panel.named {
                sheet.text(&series.name)?;
            }
            sheet
                .whole(series.time(index))?
                .number(series.values[index])?
                .number(verdict.expected)?
                .number(verdict.upper)?
                .flag(verdict.alarm)?
                .end()?;
        }
    }
    sheet.finish()?;
    Ok(exit::DONE)
}

#[cfg(test)]
mod tests;
