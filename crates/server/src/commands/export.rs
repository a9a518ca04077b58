//! `fengsui export`

use std::{
    fs::File,
    io::{BufWriter, Write},
};

use anyhow::Context as _;
use api::Export;
use domain::{Areas, Report, Taxonomy};
use store::ReportFilter;

use crate::{assembly, cli, config::ConfigError, county::County, exit};

pub(crate) async fn run(flags: cli::Export) -> anyhow::Result<u8> {
    let config = assembly::configure(&flags.common)?;
    let county = County::load(&config)?;
    let store = assembly::open(&config, &county).await?;
    let (areas, taxonomy) = (store.areas().await?, store.taxonomy().await?);
    let asked = flags.area.map(domain::AreaId::new);
    if let Some(area) = asked.as_ref().filter(|area| areas.get(area).is_none()) {
        return Err(unknown("area", area.as_str()).into());
    }
    let category = match &flags.category {
        Some(text) => Some(taxonomy.find(text).ok_or_else(|| unknown("category", text))?.code.clone()),
        None => None,
    };
    let export = Export {
        filter: ReportFilter {
            within: asked.clone(),
            category,
            from: flags.from,
            to: flags.to,
            ..ReportFilter::default()
        },
        asked,
        at_the_desk: flags.desk,
        format: flags.format,
    };
    let file = &flags.out;
    let failed = || format!("failed to write {}", file.display());
    let mut out = BufWriter::new(File::create(file).with_context(failed)?);
    let mut pieces = export.start(store.clone(), parquet);
    while let Some(piece) = pieces.recv().await {
        out.write_all(&piece.with_context(failed)?).with_context(failed)?;
    }
    out.flush().with_context(failed)?;
    store.close().await;
    Ok(exit::DONE)
}

fn unknown(flag: &str, text: &str) -> ConfigError {
    ConfigError::Value(format!("--{flag} {text}：没有登记，请核对 · not known here; check it"))
}

/// Writes Parquet, for whoever may not know how.
pub(crate) fn parquet(reports: &[Report], areas: &Areas, taxonomy: &Taxonomy) -> Result<Vec<u8>, String> {
    analytics::reports_to_parquet(reports, areas, taxonomy).map_err(|error| error.to_string())
}
