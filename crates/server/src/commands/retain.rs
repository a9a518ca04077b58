//! `fengsui retain`

use std::io::Write;

use crate::{assembly, cli::Retain, county::County, exit};

pub(crate) async fn run(flags: Retain) -> anyhow::Result<u8> {
    let config = assembly::configure(&flags.common)?;
    let county = County::load(&config)?;
    let store = assembly::open(&config, &county).await?;
    let now = assembly::now();
    let horizon = config.retention.horizon(now, county.time);
    let blanked = if flags.dry_run {
        store.count_old(horizon).await?
    } else {
        store.retain(horizon, "fengsui retain", now).await?
    };
    store.close().await;
    let before = |moment: Option<chrono::DateTime<chrono::Utc>>| {
        moment.map_or_else(|| "—".to_owned(), |moment| county.time.day(moment).to_string())
    };
    let mut out = std::io::stdout();
    if flags.dry_run {
        writeln!(out, "试运行，未作改动 dry run, nothing was changed")?;
    }
    writeln!(
        out,
        "{} 前收到 received before: {} 件事件 reports, {} 份其他文本 other texts, {} 条信号引文 quoting signals",
        before(horizon.reports),
        blanked.reports,
        blanked.other_texts,
        blanked.signals
    )?;
    writeln!(
        out,
        "{} 前收到 received before: {} 行待核 rows in quarantine",
        before(horizon.quarantine),
        blanked.quarantine
    )?;
    Ok(exit::DONE)
}
