//! `fengsui stats nowcast`

use std::path::Path;

use statistics::nowcast::{Nowcast, Process, Settings, Triangle, nowcast};

use super::{
    error::{InputError, Kind},
    names::Names,
    table::{Sheet, Table},
};
use crate::{
    cli::stats::{LevelProcess, Nowcast as Flags},
    exit,
};

/// The columns of the result, after the name of the series.
const COLUMNS: [&str; 7] = ["t", "reported", "expected", "lower", "upper", "share", "share_se"];

/// The reports of one series: period, delay and number.
#[derive(Debug, Default)]
struct Reports {
    rows: Vec<(i64, usize, u32)>,
}

pub(crate) fn run(flags: &Flags) -> anyhow::Result<u8> {
    let (names, reports) = read(&flags.files.input)?;
    let settings = Settings {
        window: flags.window,
        cycle: flags.cycle,
        process: match flags.process {
            LevelProcess::Learned => Process::Learned,
            LevelProcess::Free => Process::Free,
        },
        coverage: flags.coverage,
    };
    let header = names.is_some().then_some("series").into_iter().chain(COLUMNS);
    let mut sheet = Sheet::create(&flags.files.output, header)?;
    // What was known when is one day for all series: the last on which any report came in.
    let now = flags.now.or_else(|| reports.iter().filter_map(Reports::last).max()).unwrap_or(0);
    let longest = reports.iter().flat_map(|series| &series.rows).map(|row| row.1).max().unwrap_or(0);
    let delays = flags.delays.unwrap_or(longest + 1);
    for (index, series) in reports.iter().enumerate() {
        let name = names.as_ref().map(|names| names[index].as_str());
        let (first, found) = series.foresee(now, delays, &settings, name.unwrap_or("--input"))?;
        for period in &found.periods {
            if let Some(name) = name {
                sheet.text(name)?;
            }
            sheet
                .whole(first + period.period as i64)?
                .number(period.reported as f64)?
                .number(period.expected)?
                .number(period.lower)?
                .number(period.upper)?
                .number(period.share)?
                .number(period.share_se)?
                .end()?;
        }
    }
    sheet.finish()?;
    Ok(exit::DONE)
}

/// The names of the series, if the table has them, and their reports.
fn read(path: &Path) -> Result<(Option<Vec<String>>, Vec<Reports>), InputError> {
    let mut table = Table::open(path)?;
    let [t, delay] = table.columns(["t", "delay"])?;
    let (count, series) = (table.find("count"), table.find("series"));
    let mut names = Names::default();
    let mut reports: Vec<Reports> = Vec::new();
    while table.advance()? {
        let at = names.place(series.map_or("", |column| table.text(column)));
        reports.resize_with(names.len(), Reports::default);
        let number = count.map_or(Ok(1.0), |column| table.number(column, Kind::Count))?;
        let delay = table.number(delay, Kind::Count)? as usize;
        reports[at].rows.push((table.whole(t)?, delay, number as u32));
    }
    if names.len() == 0 {
        return Err(InputError::NoRows { file: table.file().to_owned() });
    }
    Ok((series.map(|_| names.into_vec()), reports))
}

impl Reports {
    /// The last period in which a report came in.
    fn last(&self) -> Option<i64> {
        self.rows.iter().map(|(t, delay, _)| t.saturating_add_unsigned(*delay as u64)).max()
    }

    /// The first period, and what is foreseen of the newest ones as they were known at `now`.
    fn foresee(
        &self,
        now: i64,
        delays: usize,
        settings: &Settings,
        name: &str,
    ) -> Result<(i64, Nowcast), InputError> {
        let first = self.rows.iter().map(|row| row.0).min().unwrap_or(now);
        let periods = usize::try_from(now - first + 1).unwrap_or(0);
        let known = |t: i64, delay: usize| t.saturating_add_unsigned(delay as u64) <= now;
        let reports: Vec<(usize, usize, u32)> = (self.rows.iter())
            .filter(|(t, delay, _)| known(*t, *delay))
            .map(|&(t, delay, count)| ((t - first) as usize, delay, count))
            .collect();
        Triangle::from_reports(&reports, periods, delays)
            .and_then(|triangle| nowcast(&triangle, None, settings))
            .map(|found| (first, found))
            .map_err(|error| InputError::method(name, error))
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::HashMap, fmt::Write as _};

    use super::*;
    use crate::{cli::stats::Files, commands::stats::rows};

    /// Thirty periods from 101 with eight reports each: four at once, three one period later, one after two.
    fn foreseen(now: Option<i64>) -> anyhow::Result<Vec<HashMap<String, String>>> {
        let folder = tempfile::tempdir()?;
        let flags = Flags {
            files: Files { input: folder.path().join("in.csv"), output: folder.path().join("out.csv") },
            now,
            delays: None,
            window: None,
            cycle: 1,
            process: LevelProcess::Learned,
            coverage: 0.9,
        };
        let mut text = "series,t,delay,count\n".to_owned();
        for t in 101..=130 {
            for (delay, count) in [(0, 4), (1, 3), (2, 1)] {
                if t + delay <= 130 {
                    writeln!(text, "town,{t},{delay},{count}")?;
                }
            }
        }
        std::fs::write(&flags.files.input, text)?;
        run(&flags)?;
        Ok(rows(&flags.files.output))
    }

    #[test]
    fn the_newest_periods_are_completed() {
        let rows = foreseen(None).unwrap();
        assert_eq!((rows.len(), rows[1]["t"].as_str(), rows[1]["reported"].as_str()), (2, "130", "4"));
        assert!((rows[1]["expected"].parse::<f64>().unwrap() - 8.0).abs() < 0.5);
    }

    #[test]
    fn what_came_in_after_now_is_not_known() {
        let rows = foreseen(Some(120)).unwrap();
        assert_eq!((rows[1]["t"].as_str(), rows[1]["reported"].as_str()), ("120", "4"));
        assert!(foreseen(Some(90)).unwrap_err().to_string().starts_with("town: "));
    }
}
