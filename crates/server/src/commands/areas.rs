//! `fengsui areas`

use std::{fs, io::Write, path::Path};

use anyhow::{Context as _, bail};
use domain::{Area, AreaChange, AreaId, Areas, Change, Decision};
use store::Store;

use crate::{
    assembly,
    cli::{
        Common,
        areas::{self as cli, Decided},
    },
    config::ConfigError,
    county::County,
    exit, source,
};

/// By whom changes of the command line are recorded in the journal.
const BY: &str = "fengsui areas";

pub(crate) async fn run(asked: cli::Areas) -> anyhow::Result<u8> {
    match asked {
        cli::Areas::Export(flags) => export(flags).await,
        cli::Areas::Import(flags) => {
            let (store, _) = open(&flags.common).await?;
            let areas = read(&flags.file)?;
            Areas::new(areas.clone())?;
            store.put_areas(&areas).await?;
            writeln!(std::io::stdout(), "{}: {} areas kept", flags.file.display(), areas.len())?;
            store.close().await;
            Ok(exit::DONE)
        }
        cli::Areas::Split(cli::Split { area, into, decided }) => {
            decide(decided, Change::Split { area, into }).await
        }
        cli::Areas::Merge(cli::Merge { areas, into, decided }) => {
            decide(decided, Change::Merge { areas, into }).await
        }
        cli::Areas::Rename(cli::Rename { area, name, decided }) => {
            decide(decided, Change::Rename { area, name }).await
        }
        cli::Areas::Reparent(cli::Reparent { area, parent, decided }) => {
            decide(decided, Change::Reparent { area, parent }).await
        }
        cli::Areas::Change(flags) => {
            let text =
                fs::read_to_string(&flags.file).map_err(|_| ConfigError::NoFile(flags.file.clone()))?;
            let decision = toml::from_str(&text)
                .map_err(|error| ConfigError::Value(format!("{}: {error}", flags.file.display())))?;
            record(&flags.common, |_| decision).await
        }
        cli::Areas::History(flags) => {
            let (store, _) = open(&flags.common).await?;
            let history = store.area_history().await?;
            tell(history.changes())?;
            store.close().await;
            Ok(exit::DONE)
        }
    }
}

async fn open(common: &Common) -> anyhow::Result<(Store, County)> {
    let config = assembly::configure(common)?;
    let county = County::load(&config)?;
    Ok((assembly::open(&config, &county).await?, county))
}

async fn export(flags: cli::Export) -> anyhow::Result<u8> {
    let (store, county) = open(&flags.common).await?;
    let now = assembly::now();
    let known_at = flags.known_at.map_or(now, |day| county.time.end_of(day));
    let on = flags.on.unwrap_or_else(|| county.time.day(now));
    let areas = store.area_history().await?.at(on, known_at)?;
    let text = match source::ending(&flags.file).as_str() {
        "csv" => ingestion::areas_to_csv(areas.all()),
        "geojson" => ingestion::areas_to_geojson(areas.all()).to_string(),
        "json" => serde_json::to_string_pretty(areas.all())?,
        other => bail!(unknown_ending(&flags.file, other)),
    };
    fs::write(&flags.file, text).with_context(|| format!("failed to write {}", flags.file.display()))?;
    writeln!(std::io::stdout(), "{}: {} areas as drawn on {on}", flags.file.display(), areas.all().len())?;
    store.close().await;
    Ok(exit::DONE)
}

/// The areas of a file; its ending tells the format.
pub(super) fn read(file: &Path) -> anyhow::Result<Vec<Area>> {
    let bytes = source::read(file)?;
    let areas = match source::ending(file).as_str() {
        "csv" => ingestion::areas_from_csv(&bytes).map_err(|error| refused(file, &error))?,
        "geojson" => ingestion::areas_from_geojson(&bytes).map_err(|error| refused(file, &error))?,
        "json" => serde_json::from_slice(&bytes)
            .with_context(|| format!("{} holds no list of areas", file.display()))?,
        other => bail!(unknown_ending(file, other)),
    };
    Ok(areas)
}

fn refused(file: &Path, error: &ingestion::AreaFileError) -> ConfigError {
    ConfigError::Value(format!("{}: {error}", file.display()))
}

fn unknown_ending(file: &Path, ending: &str) -> ConfigError {
    ConfigError::Value(format!(
        "{}: areas are kept in .csv, .geojson or .json files, not in {ending:?} · 区划文件须为 .csv、.geojson 或 .json",
        file.display()
    ))
}

async fn decide(decided: Decided, change: Change) -> anyhow::Result<u8> {
    let Decided { on, why, common } = decided;
    record(&common, |today| Decision { on: on.unwrap_or(today), why, changes: vec![change] }).await
}

async fn record(common: &Common, decision: impl FnOnce(chrono::NaiveDate) -> Decision) -> anyhow::Result<u8> {
    let (store, county) = open(common).await?;
    let now = assembly::now();
    let today = county.time.day(now);
    let new = store.redraw_areas(&decision(today), today, BY, now).await?;
    if new.is_empty() {
        writeln!(std::io::stdout(), "already recorded; nothing changed · 此前已登记，无变更")?;
    }
    tell(&new)?;
    store.close().await;
    Ok(exit::DONE)
}

/// One line for each change: day, kind, what was and what is.
fn tell(changes: &[AreaChange]) -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    for change in changes {
        let kind = change.change.kind();
        let said = match &change.change {
            Change::Split { area, .. } => format!("{area} → {}", shares(change, area)),
            Change::Merge { areas, into } => {
                let merged: Vec<&str> = areas.iter().map(AreaId::as_str).collect();
                format!("{} → {}", merged.join(" + "), into.id)
            }
            Change::Rename { area, name } => {
                let old = change.drawing.before.first().map_or("", |before| before.name.as_str());
                format!("{area} {old} → {name}")
            }
            Change::Reparent { area, parent } => format!("{area} → {parent}"),
        };
        writeln!(out, "{} {} {:<8} {said}  {}", change.on, kind.name_zh(), kind.as_str(), change.why)?;
    }
    Ok(())
}

fn shares(change: &AreaChange, area: &AreaId) -> String {
    let shares = change.drawing.shares.iter().filter(|(from, _)| from == area).flat_map(|(_, shares)| shares);
    let list: Vec<String> =
        shares.map(|share| format!("{} {:.0} %", share.area, share.weight * 100.0)).collect();
    list.join(", ")
}
