//! `fengsui cube`

mod folder;

use std::{collections::HashSet, fs, io::Write, path::PathBuf};

use analytics::{Cube, Export, Month};
use anyhow::Context as _;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{CountyTime, Drawings, Drawn, ReportId};
use store::Store;

use self::folder::{Folder, Manifest};
use crate::{assembly, cli, config::ConfigError, county::County, exit, progress};

pub(crate) async fn run(flags: cli::Cube) -> anyhow::Result<u8> {
    let config = assembly::configure(&flags.common)?;
    let county = County::load(&config)?;
    let folder = Folder::new(place(flags.folder, &config.database.url)?);
    let store = assembly::open(&config, &county).await?;
    let now = assembly::now();
    let (time, offset) = (county.time, config.county.utc_offset_hours);

    let merged = if flags.with_duplicates { HashSet::new() } else { store.merged_reports(now).await? };
    let kept = if flags.rebuild { None } else { folder.manifest(offset, &merged) };
    let spinner = progress::spinner("计数 counting");
    let (manifest, counted) = bring_up_to_date(&store, &folder, kept, &merged, time, offset, now).await?;
    spinner.finish_and_clear();
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{}: {} reports and {} effort records in {} months, {counted} of them counted now",
        folder.path().display(),
        manifest.reports(),
        manifest.effort(),
        manifest.months.len()
    )?;

    if let Some(target) = &flags.export {
        let (history, taxonomy) = (store.area_history().await?, store.taxonomy().await?);
        let mut cube = folder.load(&manifest)?;
        let (drawings, versions) = match flags.drawn {
            Drawn::Today => {
                let areas = history.present()?;
                cube.redraw(&areas);
                (Drawings::always(areas), None)
            }
            Drawn::Then => (history.since(NaiveDate::MIN, now)?, Some(history.versions())),
        };
        let export = Export {
            cube: &cube,
            drawings: &drawings,
            versions: versions.as_deref(),
            taxonomy: &taxonomy,
            calendar: &county.calendar,
            known_by: flags.as_of.unwrap_or_else(|| time.day(now)),
        };
        fs::create_dir_all(target).with_context(|| format!("failed to make {}", target.display()))?;
        for (name, bytes) in export.tables()? {
            let file = target.join(name);
            fs::write(&file, &bytes).with_context(|| format!("failed to write {}", file.display()))?;
            writeln!(out, "{} ({} kB)", file.display(), bytes.len().div_ceil(1000))?;
        }
    }
    store.close().await;
    Ok(exit::DONE)
}

/// Where the cube of a database is kept.
fn place(folder: Option<PathBuf>, url: &str) -> Result<PathBuf, ConfigError> {
    if let Some(folder) = folder {
        return Ok(folder);
    }
    match url.strip_prefix("sqlite:").map(|rest| rest.split('?').next().unwrap_or(rest)) {
        Some(file) if file != ":memory:" => {
            Ok(PathBuf::from(format!("{}.cube", file.trim_start_matches("//"))))
        }
        _ => Err(ConfigError::Value(
            "the database is no file that counts could lie beside; name a folder for them with --folder"
                .to_owned(),
        )),
    }
}

/// Counts what has been received by `now` into the folder; how many months of receipts were read for it.
///
/// Only the newest kept month and those after it are read. The totals are compared with the database then: rows that
/// were imported into older months show by it, as do corrections, and everything is counted anew. So it is when other
/// reports are merged than were: a merge changes the month of its later report, whichever that is.
async fn bring_up_to_date(
    store: &Store,
    folder: &Folder,
    kept: Option<Manifest>,
    merged: &HashSet<ReportId>,
    time: CountyTime,
    utc_offset_hours: i32,
    now: DateTime<Utc>,
) -> anyhow::Result<(Manifest, usize)> {
    let received = store.received(now).await?;
    let (mut manifest, mut next) = match kept {
        Some(mut manifest) => {
            let newest = manifest.months.pop_last().map(|(month, _)| month);
            (manifest, newest)
        }
        None => (Manifest::empty(utc_offset_hours, merged), None),
    };
    let fresh = manifest.months.is_empty();
    next = next.or_else(|| received.first.map(|first| Month::of(time.day(first))));
    let last = Month::of(time.day(now));
    let mut counted = 0;
    while let Some(month) = next.filter(|month| *month <= last) {
        let after = time.start_of(month.first_day());
        let by = time.start_of(month.next().first_day()).min(now);
        let mut reports = store.reports_received(after, by).await?;
        let received = reports.len();
        reports.retain(|report| !merged.contains(&report.id));
        let effort = store.effort_received(after, by).await?;
        for (month, receipts) in Cube::build(&reports, &effort, time).months() {
            let kept = folder.write(month, receipts, received, effort.len())?;
            manifest.months.insert(month, kept);
            counted += 1;
        }
        next = Some(month.next());
    }
    manifest.covers_until = now;
    let counts = (manifest.reports(), manifest.effort(), manifest.revisions);
    manifest.revisions = received.revisions;
    if !fresh && counts != (received.reports, received.effort, received.revisions) {
        let anew = Box::pin(bring_up_to_date(store, folder, None, merged, time, utc_offset_hours, now));
        return anew.await;
    }
    folder.publish(&manifest)?;
    Ok((manifest, counted))
}

#[cfg(test)]
mod tests;
