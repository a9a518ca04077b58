//! `fengsui bulletin`

use std::{fs, io::Write};

use anyhow::Context as _;
use domain::{Period, Week};

use crate::{assembly, cli::Bulletin, county::County, exit};

/// Every town of the largest county we know of, and a year of its weeks.
const MOST: u32 = 10_000;

pub(crate) async fn run(flags: Bulletin) -> anyhow::Result<u8> {
    let config = assembly::configure(&flags.common)?;
    let county = County::load(&config)?;
    let store = assembly::open(&config, &county).await?;
    let now = assembly::now();
    let works = assembly::works(&config, county, store.clone(), config.server.base_url.clone())?;
    let week = || flags.week.unwrap_or_else(|| Week::of(works.time.day(now)).plus(-1));
    let period = flags.month.map_or_else(|| Period::Week(week()), Period::Month);
    let last = match period {
        Period::Week(week) => week.sunday(),
        Period::Month(month) => month.last(),
    };
    let as_of = works.time.end_of(flags.as_of.unwrap_or(last)).min(now);
    let written = match period {
        Period::Week(week) => works.write_bulletins(week, as_of, now).await?,
        Period::Month(month) => works.write_monthly(month, as_of, now).await?,
    };

    fs::create_dir_all(&flags.out).with_context(|| format!("failed to make {}", flags.out.display()))?;
    let mut out = std::io::stdout();
    for listed in store.bulletins(None, period.rhythm(), MOST).await? {
        if listed.period != period {
            continue;
        }
        let Some(bulletin) = store.bulletin(listed.id).await? else { continue };
        let file = flags.out.join(format!("{}-{period}.html", bulletin.area));
        fs::write(&file, &bulletin.html).with_context(|| format!("failed to write {}", file.display()))?;
        writeln!(out, "{}", file.display())?;
    }
    writeln!(out, "{period}: {written} written now; those written before are unchanged")?;
    store.close().await;
    Ok(exit::DONE)
}
