//! `fengsui bulletin`

use std::{fs, io::Write};

use anyhow::Context as _;
use domain::Week;

use crate::{assembly, cli::Bulletin, county::County, exit};

/// Every town of the largest county we know of, and a year of its weeks.
const MOST: u32 = 10_000;

pub(crate) async fn run(flags: Bulletin) -> anyhow::Result<u8> {
    let config = assembly::configure(&flags.common)?;
    let county = County::load(&config)?;
    let store = assembly::open(&config, &county).await?;
    let now = assembly::now();
    let works = assembly::works(&config, county, store.clone(), config.server.base_url.clone())?;
    let week = flags.week.unwrap_or_else(|| Week::of(works.time.day(now)).plus(-1));
    let as_of = works.time.end_of(flags.as_of.unwrap_or_else(|| week.sunday())).min(now);
    let written = works.write_bulletins(week, as_of, now).await?;

    fs::create_dir_all(&flags.out).with_context(|| format!("failed to make {}", flags.out.display()))?;
    let mut out = std::io::stdout();
    for listed in store.bulletins(None, MOST).await?.into_iter().filter(|bulletin| bulletin.week == week) {
        let Some(bulletin) = store.bulletin(listed.id).await? else { continue };
        let file = flags.out.join(format!("{}-{week}.html", bulletin.town));
        fs::write(&file, &bulletin.html).with_context(|| format!("failed to write {}", file.display()))?;
        writeln!(out, "{}", file.display())?;
    }
    writeln!(out, "{week}: {written} written now; those written before are unchanged")?;
    store.close().await;
    Ok(exit::DONE)
}
