//! `fengsui stats season`

mod rhythm;

use std::path::Path;

use chrono::NaiveDate;
use statistics::event::{Effect, Settings, effect};

use super::{
    dated::{self, Dated},
    error::{InputError, Kind},
    names::Names,
    table::{Sheet, Table},
};
use crate::{cli::stats::Season, exit};

/// The columns of the result, after the name of the series.
const COLUMNS: [&str; 7] = ["event", "ratio", "lower", "upper", "p", "occurrences", "confirmed"];

/// A dated event with all its occurrences.
#[derive(Debug, PartialEq)]
struct Event {
    name: String,
    /// First and last day of each occurrence.
    occurrences: Vec<(NaiveDate, NaiveDate)>,
}

pub(crate) fn run(flags: &Season) -> anyhow::Result<u8> {
    match &flags.event {
        Some(file) => effects(flags, file),
        None => rhythm::run(flags),
    }
}

/// The effect of each event on each series.
fn effects(flags: &Season, file: &Path) -> anyhow::Result<u8> {
    let panel = dated::read(&flags.files.input)?;
    let events = events(file)?;
    let mut sheet =
        Sheet::create(&flags.files.output, panel.named.then_some("series").into_iter().chain(COLUMNS))?;
    for series in &panel.series {
        for event in &events {
            let settings = Settings {
                period: flags.period.unwrap_or(series.periods_a_year),
                harmonics: flags.harmonics,
                permutations: flags.permutations,
                seed: flags.seed,
                alpha: flags.alpha,
                ..Settings::default()
            };
            let (inside, occurrence) = place(event, series);
            let effect = effect(&series.values, &inside, &occurrence, &settings).map_err(|error| {
                InputError::method(&format!("{}, event {}", series.name, event.name), error)
            })?;
            if panel.named {
                sheet.text(&series.name)?;
            }
            write(&mut sheet, event, &effect)?;
        }
    }
    sheet.finish()?;
    Ok(exit::DONE)
}

/// Reads the events, in the order of their first rows.
fn events(path: &Path) -> Result<Vec<Event>, InputError> {
    let mut table = Table::open(path)?;
    let [name, start, end] = table.columns(["name", "start", "end"])?;
    let mut names = Names::default();
    let mut occurrences: Vec<Vec<(NaiveDate, NaiveDate)>> = Vec::new();
    while table.advance()? {
        let (first, last) = (table.day(start)?, table.day(end)?);
        if last < first {
            return Err(table.cell(end, Kind::LaterDay));
        }
        let at = names.place(table.text(name));
        occurrences.resize_with(names.len(), Vec::new);
        occurrences[at].push((first, last));
    }
    if names.len() == 0 {
        return Err(InputError::NoRows { file: table.file().to_owned() });
    }
    let events = names.into_vec().into_iter().zip(occurrences);
    Ok(events.map(|(name, occurrences)| Event { name, occurrences }).collect())
}

/// The share of each period inside the event, and the occurrence (from 1) that it lies in.
fn place(event: &Event, series: &Dated) -> (Vec<f64>, Vec<u32>) {
    let mut inside = vec![0.0_f64; series.values.len()];
    let mut occurrence = vec![0; series.values.len()];
    for (number, (first, last)) in (1..).zip(&event.occurrences) {
        for (index, (start, end)) in series.periods().enumerate() {
            let shared = (end.min(*last) - start.max(*first)).num_days() + 1;
            if shared > 0 {
                let days = (end - start).num_days() + 1;
                inside[index] = (inside[index] + shared as f64 / days as f64).min(1.0);
                occurrence[index] = number;
            }
        }
    }
    (inside, occurrence)
}

fn write(sheet: &mut Sheet, event: &Event, effect: &Effect) -> anyhow::Result<()> {
    sheet
        .text(&event.name)?
        .number(effect.ratio)?
        .number(effect.lower)?
        .number(effect.upper)?
        .number(effect.p_value)?
        .whole(effect.occurrences as i64)?
        .whole(effect.confirmed as i64)?
        .end()
}

#[cfg(test)]
mod tests;
