//! `fengsui backtest`

mod counties;
mod page;
mod report;
mod text;

use std::{fs::File, io::BufWriter, path::Path};

use analytics::backtest::Episode;
use anyhow::Context as _;
use domain::Week;

use crate::{assembly, cli::Backtest, county::County, exit, source};
use counties::Span;
use report::Report;

pub(crate) async fn run(flags: Backtest) -> anyhow::Result<u8> {
    let config = assembly::configure(&flags.common)?;
    let county = County::load(&config)?;
    let (first, last) = (Week::of(flags.from), Week::of(flags.to));
    anyhow::ensure!(first <= last, "--from {} lies after --to {}", flags.from, flags.to);
    let span = Span { first, last, sweep: flags.sweep };
    let parameters = config.analytics.clone();

    let (flags, played) = if flags.simulate.is_empty() {
        let episodes = match &flags.truth {
            Some(file) => read_truth(file)?,
            None => Vec::new(),
        };
        let store = assembly::open(&config, &county).await?;
        let kept = counties::Kept::load(&store, county, last).await?;
        store.close().await;
        let played = tokio::task::spawn_blocking(move || kept.play(&episodes, &parameters, &span)).await?;
        (flags, vec![played])
    } else {
        tokio::task::spawn_blocking(move || {
            let seeds = &flags.simulate;
            let played = counties::simulated(seeds, flags.quiet, &county, &parameters, &span)?;
            anyhow::Ok((flags, played))
        })
        .await??
    };
    let report = Report::of(&played, &flags);
    text::tell(&mut std::io::stdout(), &report, &played)?;
    if let Some(file) = &flags.json {
        write_json(file, &report)?;
    }
    if let Some(file) = &flags.html {
        let page = page::page(&report, &played, !flags.simulate.is_empty());
        std::fs::write(file, page).with_context(|| format!("failed to write {}", file.display()))?;
    }
    Ok(exit::DONE)
}

fn read_truth(file: &Path) -> anyhow::Result<Vec<Episode>> {
    serde_json::from_slice(&source::read(file)?)
        .with_context(|| format!("{} holds no list of episodes", file.display()))
}

fn write_json(file: &Path, report: &Report) -> anyhow::Result<()> {
    let out = File::create(file).with_context(|| format!("failed to write {}", file.display()))?;
    Ok(serde_json::to_writer_pretty(BufWriter::new(out), report)?)
}
