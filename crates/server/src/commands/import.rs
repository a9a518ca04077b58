//! `fengsui import`

mod explain;
mod reading;

use std::{fs, io::Write, path::Path};

use anyhow::Context as _;
use domain::{Area, Areas, Effort, Taxonomy};
use indicatif::ProgressBar;
use ingestion::{Headings, Mapping, Reference};
use store::Store;

use self::reading::{Columns, Reading};
use crate::{
    assembly,
    cli::Import,
    config::ConfigError,
    county::County,
    exit,
    intake::{self, Rehearsal, Summary},
    progress, source,
};

pub(crate) async fn run(flags: Import) -> anyhow::Result<u8> {
    let config = assembly::configure(&flags.common)?;
    let county = County::load(&config)?;
    let store = assembly::open(&config, &county).await?;
    let now = assembly::now();
    let (mut areas, mut taxonomy) = (store.areas().await?, store.taxonomy().await?);
    if flags.explain {
        let reference = Reference { areas: &areas, taxonomy: &taxonomy, time: county.time };
        explain::explain(&flags.file, &county.headings, &reference)?;
        store.close().await;
        return Ok(exit::DONE);
    }
    if let Some(file) = &flags.areas {
        areas = widened(&areas, super::areas::read(file)?, &store, flags.dry_run).await?;
    }
    let columns = columns(&flags, county.headings, &areas)?;
    if let Columns::Mapped(mapping) = &columns
        && mapping.brings_its_own()
    {
        let known = Reference { areas: &areas, taxonomy: &taxonomy, time: county.time };
        let found = reading::discover(&flags.file, mapping, &known)?;
        areas = widened(&areas, found.areas, &store, flags.dry_run).await?;
        if !flags.dry_run {
            store.put_categories(&found.categories).await?;
        }
        taxonomy = Taxonomy::new(taxonomy.all().iter().cloned().chain(found.categories).collect())?;
    }

    let rehearsal = match flags.dry_run {
        true => Some(Rehearsal::new(&areas, &taxonomy).await?),
        false => None,
    };
    let bar = progress::bytes(if flags.dry_run { "核对 checking" } else { "导入 importing" });
    let reading = Reading {
        file: flags.file.clone(),
        columns,
        areas,
        taxonomy,
        time: county.time,
        now,
        result: flags.result.clone(),
        bar: bar.clone(),
    };
    let mut summary = Summary::default();
    let mut checked = reading.start()?;
    let by = format!("import {}", flags.file.file_name().unwrap_or_default().to_string_lossy());
    while let Some((sheet, rows)) = checked.rows.recv().await {
        if let Some(rehearsal) = &rehearsal {
            rehearsal.rehearse(&store, rows, now, &mut summary).await?;
        } else {
            let by = sheet.map_or_else(|| by.clone(), |sheet| format!("{by} [{sheet}]"));
            intake::keep_batch(&store, rows, (&by, now), &mut summary, &ProgressBar::hidden()).await?;
        }
    }
    bar.finish_and_clear();
    let read = checked.end().await;
    if let (Some(file), false) = (&flags.effort, flags.dry_run) {
        intake::keep_effort(&store, &read_effort(file)?, county.time, now).await?;
    }
    store.close().await;
    tell(&summary, &flags)?;
    read.with_context(|| format!("failed to read {} to its end", flags.file.display()))?;
    Ok(if summary.rejected + summary.conflicts > 0 { exit::SOME_REJECTED } else { exit::DONE })
}

/// How the columns of the file are known.
fn columns(flags: &Import, headings: Headings, areas: &Areas) -> anyhow::Result<Columns> {
    let source = flags.source.clone();
    Ok(match &flags.mapping {
        Some(file) => {
            let mapping = read_mapping(file)?;
            Columns::Mapped(Box::new(match source {
                Some(source) => mapping.of_source(source),
                None => mapping,
            }))
        }
        None => {
            let place = flags.place.as_ref().map(|place| known_place(place, areas)).transpose()?;
            Columns::Recognised(Box::new(headings.of_file(source, place)))
        }
    })
}

fn read_mapping(file: &Path) -> anyhow::Result<Mapping> {
    let text = fs::read_to_string(file).map_err(|_| ConfigError::NoFile(file.to_owned()))?;
    toml::from_str(&text).map_err(|error| ConfigError::Value(format!("{}: {error}", file.display())).into())
}

fn known_place(place: &str, areas: &Areas) -> anyhow::Result<String> {
    if areas.get(&place.into()).is_some() {
        return Ok(place.to_owned());
    }
    Err(ConfigError::Value(format!(
        "--place {place}：没有这个地点，请填写已登记的编号 · no area has this id; give one that is known here"
    ))
    .into())
}

/// The areas as they stand, and those of a file, kept unless this is a rehearsal.
async fn widened(areas: &Areas, more: Vec<Area>, store: &Store, dry_run: bool) -> anyhow::Result<Areas> {
    let all = areas.widened(&more)?;
    if !dry_run {
        store.put_areas(&more).await?;
    }
    Ok(all)
}

fn read_effort(file: &Path) -> anyhow::Result<Vec<Effort>> {
    serde_json::Deserializer::from_slice(&source::read(file)?)
        .into_iter::<Effort>()
        .collect::<Result<_, _>>()
        .with_context(|| format!("{} holds a line that is no effort record", file.display()))
}

fn tell(summary: &Summary, flags: &Import) -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    let Summary { accepted, repeated, conflicts, rejected, .. } = summary;
    if flags.dry_run {
        writeln!(
            out,
            "试导入，未写入任何数据 · dry run, nothing was kept: {accepted} would be accepted, {repeated} already here, \
             {conflicts} conflicts, {rejected} rejected"
        )?;
    } else {
        writeln!(
            out,
            "{accepted} accepted, {repeated} already here, {conflicts} conflicts, {rejected} rejected"
        )?;
    }
    if summary.revised + summary.waiting > 0 {
        writeln!(
            out,
            "{} 件更正 corrections, {} 件待前一版次到达 wait for the revision that they correct",
            summary.revised, summary.waiting
        )?;
    }
    for (rule, rows) in &summary.skipped {
        writeln!(out, "  {rows} rows left out: {rule}")?;
    }
    for ((field, code), (rows, example)) in &summary.reasons {
        writeln!(out, "  {rows} × {field} ({code}): {example}")?;
    }
    if let Some(file) = flags.result.as_ref().filter(|_| *rejected > 0) {
        let again = match (&flags.mapping, &flags.source, &flags.place) {
            (None, None, None) => "",
            _ => "，导入时请带上同样的参数 · with the same flags",
        };
        writeln!(
            out,
            "退回的行在 {0}，改正后直接导入该文件{again} · correct the cells of {0} and import it",
            file.display()
        )?;
    }
    if *rejected > 0 && !flags.dry_run {
        writeln!(
            out,
            "未收下的行连同原因已存入待核区 · rejected rows are kept with their reasons: GET /v1/quarantine"
        )?;
    }
    if *conflicts > 0 && !flags.dry_run {
        writeln!(out, "内容冲突的行待分析员核定 · conflicts wait for an analyst: GET /v1/conflicts")?;
    }
    Ok(())
}
