//! `fengsui import`

use std::{fs, io::Write, path::Path};

use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};
use domain::{Area, Areas, CountyTime, Effort, Taxonomy};
use ingestion::{Checked, Format, Mapping, Receipt, Reference};
use store::Store;

use crate::{
    assembly,
    cli::Import,
    config::ConfigError,
    county::County,
    exit,
    intake::{self, Summary},
    progress, source,
};

pub(crate) async fn run(flags: Import) -> anyhow::Result<u8> {
    let config = assembly::configure(&flags.common)?;
    let county = County::load(&config)?;
    let store = assembly::open(&config, &county).await?;
    let now = assembly::now();
    if let Some(file) = &flags.areas {
        let areas: Vec<Area> = serde_json::from_slice(&source::read(file)?)
            .with_context(|| format!("{} holds no list of areas", file.display()))?;
        Areas::new(areas.clone())?;
        store.put_areas(&areas).await?;
    }
    let input = source::read(&flags.file)?;
    let mapping = flags.mapping.as_deref().map(read_mapping).transpose()?;
    let (areas, taxonomy) =
        places_and_kinds(&store, mapping.as_ref(), &input, county.time, flags.dry_run).await?;
    let reference = Reference { areas: &areas, taxonomy: &taxonomy, time: county.time };
    let checked = check(&flags.file, &input, mapping.as_ref(), &reference, now)?;
    let skipped: Vec<String> = checked
        .skipped
        .iter()
        .map(|skipped| format!("{} rows left out: {}", skipped.rows, skipped.rule))
        .collect();
    let found = checked.accepted.len();

    let by = format!("import {}", flags.file.file_name().unwrap_or_default().to_string_lossy());
    let summary =
        if flags.dry_run { Summary::of(&checked) } else { intake::keep(&store, checked, &by, now).await? };
    if let (Some(file), false) = (&flags.effort, flags.dry_run) {
        intake::keep_effort(&store, &read_effort(file)?, county.time, now).await?;
    }
    store.close().await;
    tell(&summary, found, &skipped, flags.dry_run)?;
    Ok(if summary.rejected + summary.conflicts > 0 { exit::SOME_REJECTED } else { exit::DONE })
}

fn read_mapping(file: &Path) -> anyhow::Result<Mapping> {
    let text = fs::read_to_string(file).map_err(|_| ConfigError::NoFile(file.to_owned()))?;
    toml::from_str(&text).map_err(|error| ConfigError::Value(format!("{}: {error}", file.display())).into())
}

/// Areas and categories as they stand, widened by those that the mapping says come from the file.
async fn places_and_kinds(
    store: &Store,
    mapping: Option<&Mapping>,
    input: &[u8],
    time: CountyTime,
    dry_run: bool,
) -> anyhow::Result<(Areas, Taxonomy)> {
    let (areas, taxonomy) = (store.areas().await?, store.taxonomy().await?);
    let Some(mapping) = mapping else { return Ok((areas, taxonomy)) };
    let found = ingestion::discover(input, mapping, &Reference { areas: &areas, taxonomy: &taxonomy, time });
    if !dry_run {
        store.put_areas(&found.areas).await?;
        store.put_categories(&found.categories).await?;
    }
    let all_areas = areas.all().iter().cloned().chain(found.areas).collect();
    let all_categories = taxonomy.all().iter().cloned().chain(found.categories).collect();
    Ok((Areas::new(all_areas)?, Taxonomy::new(all_categories)?))
}

fn check(
    file: &Path,
    input: &[u8],
    mapping: Option<&Mapping>,
    reference: &Reference<'_>,
    now: DateTime<Utc>,
) -> anyhow::Result<Checked> {
    let own_headers = Mapping::default();
    let format = match source::ending(file).as_str() {
        "csv" => Format::Csv(mapping.unwrap_or(&own_headers)),
        "json" => Format::Json,
        "ndjson" | "jsonl" => Format::Ndjson,
        other => bail!(ConfigError::Value(format!(
            "{}: files ending in {other:?} are not read; give a .csv, .json or .ndjson file",
            file.display()
        ))),
    };
    let spinner = progress::spinner("核对 checking");
    let checked = ingestion::check(input, &format, reference, Receipt::AsRecorded { fallback: now });
    spinner.finish_and_clear();
    Ok(checked)
}

fn read_effort(file: &Path) -> anyhow::Result<Vec<Effort>> {
    serde_json::Deserializer::from_slice(&source::read(file)?)
        .into_iter::<Effort>()
        .collect::<Result<_, _>>()
        .with_context(|| format!("{} holds a line that is no effort record", file.display()))
}

fn tell(summary: &Summary, found: usize, skipped: &[String], dry_run: bool) -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    if dry_run {
        writeln!(out, "dry run: {found} rows would be kept, {} rejected", summary.rejected)?;
    } else {
        writeln!(
            out,
            "{} accepted, {} already here, {} conflicts, {} rejected",
            summary.accepted, summary.repeated, summary.conflicts, summary.rejected
        )?;
    }
    for line in skipped {
        writeln!(out, "  {line}")?;
    }
    for (reason, rows) in &summary.reasons {
        writeln!(out, "  {rows} × {reason}")?;
    }
    if summary.rejected + summary.conflicts > 0 && !dry_run {
        writeln!(
            out,
            "未收下的行连同原因已存入待核区 · rejected rows are kept with their reasons: GET /v1/quarantine"
        )?;
    }
    Ok(())
}
