//! `fengsui stats knox`

use std::{num::NonZero, path::Path, thread};

use statistics::interaction::{Events, Settings, knox, near_repeat};

use super::{
    error::{InputError, Kind},
    names::Names,
    table::{Sheet, Table},
};
use crate::{cli::stats::Knox, exit};

/// The columns of the plain test.
const TEST: [&str; 12] = [
    "distance",
    "duration",
    "statistic",
    "expected",
    "variance",
    "p",
    "p_mid",
    "p_poisson",
    "p_poisson_beyond",
    "p_normal",
    "close_in_space",
    "close_in_time",
];
/// The columns of the table of near repeats.
const BANDS: [&str; 9] = [
    "distance_from",
    "distance_to",
    "duration_from",
    "duration_to",
    "observed",
    "expected",
    "ratio",
    "p",
    "p_adjusted",
];

/// Where and when something happened.
struct Happened {
    places: Vec<[f64; 2]>,
    times: Vec<f64>,
    /// Empty when the table has no column for them.
    strata: Vec<u32>,
}

pub(crate) fn run(flags: &Knox) -> anyhow::Result<u8> {
    let happened = read(&flags.files.input)?;
    let events = Events {
        places: &happened.places,
        times: &happened.times,
        strata: (!happened.strata.is_empty()).then_some(happened.strata.as_slice()),
    };
    let settings = Settings {
        replicates: flags.replicates,
        seed: flags.seed,
        threads: thread::available_parallelism().map_or(1, NonZero::get),
        ..Settings::default()
    };
    if flags.bands {
        bands(flags, &events, &settings)?;
    } else {
        pairs(flags, &events, &settings)?;
    }
    Ok(exit::DONE)
}

fn read(path: &Path) -> Result<Happened, InputError> {
    let mut table = Table::open(path)?;
    let [x, y, t] = table.columns(["x", "y", "t"])?;
    let stratum = table.find("stratum");
    let mut happened = Happened { places: Vec::new(), times: Vec::new(), strata: Vec::new() };
    let mut names = Names::default();
    while table.advance()? {
        happened.places.push([table.number(x, Kind::Number)?, table.number(y, Kind::Number)?]);
        happened.times.push(table.number(t, Kind::Number)?);
        if let Some(stratum) = stratum {
            happened.strata.push(names.place(table.text(stratum)) as u32);
        }
    }
    if happened.times.is_empty() {
        return Err(InputError::NoRows { file: table.file().to_owned() });
    }
    Ok(happened)
}

/// One test for each distance and duration.
fn pairs(flags: &Knox, events: &Events<'_>, settings: &Settings) -> anyhow::Result<()> {
    let mut sheet = Sheet::create(&flags.files.output, TEST)?;
    for &distance in &flags.distance {
        for &duration in &flags.duration {
            let test = knox(events, distance, duration, settings)
                .map_err(|error| InputError::method("--input", error))?;
            sheet
                .number(distance)?
                .number(duration)?
                .number(test.statistic as f64)?
                .number(test.expected)?
                .number(test.variance)?
                .number(test.p_value)?
                .number(test.p_mid)?
                .number(test.p_poisson)?
                .number(test.p_poisson_beyond)?
                .number(test.p_normal)?
                .number(test.close_in_space as f64)?
                .number(test.close_in_time as f64)?
                .end()?;
        }
    }
    sheet.finish()
}

/// All bands at once, corrected for their number.
fn bands(flags: &Knox, events: &Events<'_>, settings: &Settings) -> anyhow::Result<()> {
    let table = near_repeat(events, &flags.distance, &flags.duration, settings)
        .map_err(|error| InputError::method("--input", error))?;
    let mut sheet = Sheet::create(&flags.files.output, BANDS)?;
    let from = |limits: &[f64], band: usize| band.checked_sub(1).map_or(0.0, |before| limits[before]);
    for (index, cell) in table.cells.iter().enumerate() {
        let (near, soon) = (index / table.durations.len(), index % table.durations.len());
        sheet
            .number(from(&table.distances, near))?
            .number(table.distances[near])?
            .number(from(&table.durations, soon))?
            .number(table.durations[soon])?
            .number(cell.observed as f64)?
            .number(cell.expected)?
            .number(cell.ratio)?
            .number(cell.p_value)?
            .number(cell.p_adjusted)?
            .end()?;
    }
    sheet.finish()
}

#[cfg(test)]
mod tests {
    use std::{collections::HashMap, fmt::Write as _};

    use super::*;
    use crate::{cli::stats::Files, commands::stats::rows};

    /// Thirty matters all over the map and the year, each followed two days later next door.
    fn echoes(bands: bool) -> Vec<HashMap<String, String>> {
        let folder = tempfile::tempdir().unwrap();
        let flags = Knox {
            files: Files { input: folder.path().join("in.csv"), output: folder.path().join("out.csv") },
            distance: vec![0.2, 1.0],
            duration: vec![7.0, 14.0],
            bands,
            replicates: 99,
            seed: 3,
        };
        let mut text = "x,y,t,stratum\n".to_owned();
        for i in 0..30 {
            let (x, y, t) = (i % 6, i / 6, i * 37 % 360);
            writeln!(text, "{x},{y},{t},one\n{x}.1,{y},{},one", t + 2).unwrap();
        }
        std::fs::write(&flags.files.input, text).unwrap();
        run(&flags).unwrap();
        rows(&flags.files.output)
    }

    #[test]
    fn each_distance_and_duration_is_tested() {
        let rows = echoes(false);
        assert_eq!(rows.len(), 4);
        assert_eq!((rows[0]["statistic"].as_str(), rows[0]["close_in_space"].as_str()), ("30", "30"));
        assert_eq!(rows[0]["p"], "0.01");
    }

    #[test]
    fn bands_name_their_borders() {
        let rows = echoes(true);
        let borders = |row: usize| (rows[row]["distance_from"].as_str(), rows[row]["duration_to"].as_str());
        assert_eq!((borders(0), borders(3)), (("0", "7"), ("0.2", "14")));
        assert_eq!((rows[0]["observed"].as_str(), rows[0]["p_adjusted"].as_str()), ("30", "0.01"));
    }
}
