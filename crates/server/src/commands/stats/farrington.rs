//! `fengsui stats farrington`

use std::collections::{BTreeMap, btree_map::Entry};

use rayon::prelude::*;
use statistics::{
    distribution::normal_quantile,
    error::FarringtonError,
    farrington::{Detector, Errors, Settings, Threshold, Verdict},
};

use super::{
    BATCH,
    error::{InputError, Kind},
    panel::{self, Columns, Panel, Series},
    table::Sheet,
};
use crate::{
    cli::stats::{Farrington, Preset},
    exit,
};

/// Weeks in a year, as the method counts them.
const WEEKS: usize = 52;
/// Months in a year.
const MONTHS: usize = 12;
/// Years of the past that are used where the series is long enough.
const YEARS: usize = 5;
/// Periods that are kept back when the years are counted, so that some remain to be judged.
const KEPT_BACK: usize = 30;

/// What is said of one period.
struct Row {
    t: i64,
    observed: f64,
    /// None when the past cannot be fitted.
    judged: Option<Judged>,
}

/// The columns beside time and count.
struct Judged {
    /// The bound, unless there is none or there were too few cases.
    upper: Option<f64>,
    /// The expected count, under the same conditions.
    expected: Option<f64>,
    alarm: bool,
    score: Option<f64>,
    p_value: Option<f64>,
    mu0: f64,
    dispersion: f64,
    trend: bool,
}

pub(crate) fn run(flags: &Farrington) -> anyhow::Result<u8> {
    let columns = Columns { value: &["observed", "count"], kind: Kind::Count, beside: Some("period") };
    let panel = panel::read(&flags.files.input, &columns)?;
    let frequency = flags.frequency.unwrap_or_else(|| frequency(&panel));
    let settings: Vec<Settings> =
        panel.series.iter().map(|series| configure(flags, frequency, series.values.len())).collect();
    judgeable(&panel, &settings)?;

    // What a detector prepares depends on the years of past alone, and most series have as many.
    let mut detectors: BTreeMap<usize, Detector> = BTreeMap::new();
    for (series, settings) in panel.series.iter().zip(&settings) {
        if let Entry::Vacant(vacant) = detectors.entry(settings.years) {
            vacant.insert(Detector::new(settings).map_err(|error| InputError::method(&series.name, error))?);
        }
    }

    let mut sheet = Sheet::create(&flags.files.output, header(panel.named))?;
    let work: Vec<(&Series, &Settings)> = panel.series.iter().zip(&settings).collect();
    for batch in work.chunks(BATCH) {
        let judged: Vec<_> = batch
            .par_iter()
            .map(|(series, settings)| judge(series, settings, &detectors[&settings.years], flags.from))
            .collect();
        for ((series, _), rows) in batch.iter().zip(judged) {
            for row in rows? {
                write(&mut sheet, panel.named.then_some(series.name.as_str()), &row)?;
            }
        }
    }
    sheet.finish()?;
    Ok(exit::DONE)
}

fn header(named: bool) -> impl Iterator<Item = &'static str> {
    let columns =
        ["t", "observed", "expected", "upperbound", "alarm", "score", "pvalue", "mu0", "phi", "trend"];
    named.then_some("series").into_iter().chain(columns)
}

/// Months when the table numbers its periods and no number is above 12, else weeks.
fn frequency(panel: &Panel) -> usize {
    let greatest = panel.series.iter().flat_map(|series| &series.beside).copied().fold(0.0, f64::max);
    if greatest > 0.0 && greatest <= MONTHS as f64 { MONTHS } else { WEEKS }
}

/// The settings of a preset for a series of `periods`.
fn configure(flags: &Farrington, frequency: usize, periods: usize) -> Settings {
    let monthly = frequency == MONTHS;
    let original = flags.preset == Preset::OrigA01;
    let mut settings = if original { Settings::original() } else { Settings::improved() };
    if monthly && !original {
        settings.levels = 4;
        settings.skip_last = 6;
    }
    settings.errors = Errors::FarringtonFlexible;
    settings.least_cases = 0.0;
    match flags.preset {
        Preset::NoufailyA05 => {
            settings.alpha = 0.05;
            settings.least_cases = 5.0;
        }
        Preset::MuanA01 => settings.threshold = Threshold::UncertainMean,
        Preset::NoufailyA01 | Preset::OrigA01 => {}
    }
    settings.frequency = frequency;
    settings.years =
        flags.b.map_or_else(|| YEARS.min(periods.saturating_sub(KEPT_BACK) / frequency).max(1), usize::from);
    settings.half_window = flags.w.map_or(if monthly { 1 } else { 3 }, usize::from);
    settings
}

/// Periods before the first that can be judged.
fn earliest(settings: &Settings) -> usize {
    settings.years.saturating_mul(settings.frequency).saturating_add(settings.half_window)
}

/// Refuses a table in which no series is long enough.
fn judgeable(panel: &Panel, settings: &[Settings]) -> Result<(), InputError> {
    let long_enough = |(series, settings): (&Series, &Settings)| series.values.len() > earliest(settings);
    if panel.series.iter().zip(settings).any(long_enough) { Ok(()) } else { Err(panel.too_short()) }
}

fn judge(
    series: &Series,
    settings: &Settings,
    detector: &Detector,
    from: Option<i64>,
) -> Result<Vec<Row>, InputError> {
    (series.begin(from, earliest(settings))..series.values.len())
        .map(|at| {
            let judged = match detector.assess(&series.values, at) {
                Ok(verdict) => Some(Judged::new(&verdict, settings)),
                Err(FarringtonError::Regression(_)) => None,
                Err(error) => return Err(InputError::method(&series.name, error)),
            };
            Ok(Row { t: series.time(at), observed: series.values[at], judged })
        })
        .collect()
}

impl Judged {
    /// The columns as farringtonFlexible defines them.
    fn new(verdict: &Verdict, settings: &Settings) -> Self {
        let mu0 = mu0(verdict, settings);
        let bounded = verdict.upper.is_finite() && mu0.is_finite() || settings.threshold == Threshold::Delta;
        let shown = bounded && verdict.enough_cases;
        // The score measures from the linear predictor: the logarithm of the expected count, but for `delta`.
        let zero = match settings.threshold {
            Threshold::Delta => verdict.expected,
            Threshold::NegativeBinomial | Threshold::UncertainMean => verdict.expected.ln(),
        };
        Self {
            upper: shown.then_some(verdict.upper),
            expected: shown.then_some(verdict.expected),
            alarm: verdict.alarm,
            score: bounded.then(|| (verdict.observed - zero) / (verdict.upper - zero)),
            p_value: bounded.then_some(verdict.p_value),
            mu0,
            dispersion: verdict.dispersion,
            trend: verdict.trend.is_some(),
        }
    }
}

/// The column mu0: `exp(predictor + z × its standard error)` where the threshold is not the plain quantile. For `muan`
/// that is the upper quantile of the mean; for `delta` the predictor is the count itself, and the figure is of use for
/// comparison only.
fn mu0(verdict: &Verdict, settings: &Settings) -> f64 {
    let z = normal_quantile(1.0 - settings.alpha);
    match settings.threshold {
        Threshold::NegativeBinomial => verdict.expected,
        Threshold::Delta => (verdict.expected * (1.0 + z * verdict.se_log)).exp(),
        Threshold::UncertainMean => verdict.expected * (z * verdict.se_log).exp(),
    }
}

fn write(sheet: &mut Sheet, name: Option<&str>, row: &Row) -> anyhow::Result<()> {
    if let Some(name) = name {
        sheet.text(name)?;
    }
    sheet.whole(row.t)?.number(row.observed)?;
    match &row.judged {
        Some(judged) => sheet
            .maybe(judged.expected)?
            .maybe(judged.upper)?
            .flag(judged.alarm)?
            .maybe(judged.score)?
            .maybe(judged.p_value)?
            .number(judged.mu0)?
            .number(judged.dispersion)?
            .flag(judged.trend)?,
        None => sheet
            .maybe(None)?
            .maybe(None)?
            .flag(false)?
            .maybe(None)?
            .maybe(None)?
            .maybe(None)?
            .maybe(None)?
            .maybe(None)?,
    };
    sheet.end()
}

#[cfg(test)]
mod tests;
