//! `fengsui stats cusum`

use statistics::{
    cusum::{GlrSettings, LikelihoodRatioSettings, RossiSettings, Step, glr, likelihood_ratio, rossi},
    error::{CusumError, RegressionError},
    regression::{Design, Family, fit},
};

use super::{
    error::{InputError, Kind},
    panel::{self, Columns, Series},
    table::Sheet,
};
use crate::{
    cli::stats::{Cusum, CusumMethod},
    exit,
};

/// Where the likelihood ratios are an alarm.
const THRESHOLD: f64 = 5.0;
/// Where Rossi's sum is an alarm.
const ROSSI_THRESHOLD: f64 = 2.26;
/// The columns of the result, after the name of the series.
const COLUMNS: [&str; 8] =
    ["t", "observed", "expected", "upperbound", "alarm", "statistic", "threshold", "onset"];

pub(crate) fn run(flags: &Cusum) -> anyhow::Result<u8> {
    let columns = Columns { value: &["observed", "count"], kind: Kind::Count, beside: Some("mu0") };
    let panel = panel::read(&flags.files.input, &columns)?;
    if !(0.0..1.0).contains(&flags.learn) {
        return Err(InputError::Flags("--learn is a share, 0 to 1 / --learn 应为 0 至 1 之间的比例").into());
    }
    let header = panel.named.then_some("series").into_iter().chain(COLUMNS);
    let mut sheet = Sheet::create(&flags.files.output, header)?;
    for series in &panel.series {
        let (first, means) = means(series, flags).map_err(|error| InputError::method(&series.name, error))?;
        let counts = &series.values[first..];
        let steps = judge(counts, &means, flags).map_err(|error| InputError::method(&series.name, error))?;
        for (index, (step, mean)) in steps.iter().zip(&means).enumerate() {
            if panel.named {
                sheet.text(&series.name)?;
            }
            sheet
                .whole(series.time(first + index))?
                .number(counts[index])?
                .number(*mean)?
                .maybe(step.upper)?
                .flag(step.alarm)?
                .number(step.statistic)?
                .number(step.threshold)?;
            match step.onset {
                Some(onset) => sheet.whole(series.time(first + onset))?,
                None => sheet.maybe(None)?,
            };
            sheet.end()?;
        }
    }
    sheet.finish()?;
    Ok(exit::DONE)
}

/// The first index that is judged, and the means from there on: those of the table, or those of a Poisson regression on
/// level and one harmonic that is fitted to what comes before.
fn means(series: &Series, flags: &Cusum) -> Result<(usize, Vec<f64>), RegressionError> {
    if !series.beside.is_empty() {
        return Ok((0, series.beside.clone()));
    }
    let learnt = (series.values.len() as f64 * flags.learn) as usize;
    let design = Design::new(series.values.len()).intercept().harmonics(flags.frequency, 1);
    let past = design.leading(learnt);
    let model = fit(&past, &series.values[..learnt], None, None, Family::Poisson, 0.0)?;
    let means = (learnt..design.rows()).map(|row| model.predict(design.row(row), 0.0).mean);
    Ok((learnt, means.collect()))
}

fn judge(counts: &[f64], means: &[f64], flags: &Cusum) -> Result<Vec<Step>, CusumError> {
    let size = flags.alpha.recip();
    match flags.method {
        CusumMethod::Glr => {
            let threshold = flags.threshold.unwrap_or(THRESHOLD);
            glr(counts, means, &GlrSettings { size, threshold, window: flags.window })
        }
        CusumMethod::Lr => {
            let threshold = flags.threshold.unwrap_or(THRESHOLD);
            likelihood_ratio(counts, means, &LikelihoodRatioSettings { size, threshold, ratio: flags.ratio })
        }
        CusumMethod::Rossi => {
            let threshold = flags.threshold.unwrap_or(ROSSI_THRESHOLD);
            rossi(counts, means, &RossiSettings { threshold, reference: flags.reference })
        }
    }
}

#[cfg(test)]
mod tests;
