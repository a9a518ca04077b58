//! `fengsui stats detect`

use std::collections::BTreeMap;

use statistics::{
    baseline,
    detector::{Detection, Settings, detect},
    pooling::{self, Siblings},
};

use super::{
    error::{InputError, Kind},
    panel::{self, Columns, Series},
    table::Sheet,
};
use crate::{cli::stats::Detect, exit};

/// The columns of the result.
const HEADER: [&str; 7] = ["series", "t", "observed", "expected", "dispersion", "window", "p"];
/// With more periods in a year than this a period is a day.
const MOST_WEEKS: f64 = 180.0;

pub(crate) fn run(flags: &Detect) -> anyhow::Result<u8> {
    let columns = Columns { value: &["count", "observed"], kind: Kind::Count, beside: Some("offset") };
    let panel = panel::read(&flags.files.input, &columns)?;
    let settings = settings(flags.frequency);
    let judged = if flags.pooled {
        judge_together(&panel.series, flags.from, &settings)?
    } else {
        judge(&panel.series, flags.from, &settings)?
    };
    if judged.iter().all(Vec::is_empty) {
        return Err(panel.too_short().into());
    }
    let mut sheet = Sheet::create(&flags.files.output, HEADER)?;
    for (series, detections) in panel.series.iter().zip(judged) {
        for detection in detections {
            write(&mut sheet, series, &detection)?;
        }
    }
    sheet.finish()?;
    Ok(exit::DONE)
}

fn settings(frequency: f64) -> Settings {
    let mut settings = if frequency > MOST_WEEKS { Settings::days() } else { Settings::weeks() };
    settings.baseline.period = frequency;
    settings
}

/// Judges every series from a time on, each period from what came before it and nothing later. Series that begin at one
/// time are calibrated together.
fn judge(
    panel: &[Series],
    from: Option<i64>,
    settings: &Settings,
) -> Result<Vec<Vec<Detection>>, InputError> {
    let mut beginnings: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (index, series) in panel.iter().enumerate() {
        beginnings.entry(series.first).or_default().push(index);
    }
    let mut judged = vec![Vec::new(); panel.len()];
    for members in beginnings.into_values() {
        let together: Vec<baseline::Series<'_>> = members
            .iter()
            .map(|&index| baseline::Series {
                counts: &panel[index].values,
                offset: (!panel[index].beside.is_empty()).then_some(panel[index].beside.as_slice()),
                regressors: &[],
            })
            .collect();
        let begin = panel[members[0]].begin(from, 0);
        let detections = detect(&together, begin, settings)
            .map_err(|(place, error)| InputError::method(&panel[members[place]].name, error))?;
        for (index, detections) in members.into_iter().zip(detections) {
            judged[index] = detections;
        }
    }
    Ok(judged)
}

/// Judges sister series together.
fn judge_together(
    panel: &[Series],
    from: Option<i64>,
    settings: &Settings,
) -> Result<Vec<Vec<Detection>>, InputError> {
    let first = &panel[0];
    if panel.iter().any(|series| (series.first, series.values.len()) != (first.first, first.values.len())) {
        return Err(InputError::Flags(
            "--pooled needs series over the same periods: give all of them the same first and last t, with 0 where \
             nothing happened / --pooled 要求各序列时段一致：请统一首末时点，确无事件则填 0",
        ));
    }
    if panel.iter().any(|series| !series.beside.is_empty()) {
        return Err(InputError::Flags(
            "--pooled takes no offset: leave the column out / --pooled 不支持 offset 列，请去掉",
        ));
    }
    let counts: Vec<&[f64]> = panel.iter().map(|series| series.values.as_slice()).collect();
    pooling::detect(&Siblings::of(&counts), first.begin(from, 0), settings)
        .map_err(|error| InputError::method("--pooled", error))
}

fn write(sheet: &mut Sheet, series: &Series, detection: &Detection) -> anyhow::Result<()> {
    let verdict = &detection.verdict;
    sheet
        .text(&series.name)?
        .whole(series.time(detection.period))?
        .number(verdict.observed)?
        .number(verdict.expected)?
        .number(verdict.dispersion)?
        .whole(verdict.window as i64)?
        .number(detection.p_value)?
        .end()
}

#[cfg(test)]
mod tests;
