//! `fengsui match`

mod score;

use std::io::Write;

use domain::LinkKind;

use crate::{assembly, cli::Match, county::County, exit, progress};

pub(crate) async fn run(flags: Match) -> anyhow::Result<u8> {
    let config = assembly::configure(&flags.common)?;
    let county = County::load(&config)?;
    let store = assembly::open(&config, &county).await?;
    let truth = flags.truth.as_deref().map(score::Truth::read).transpose()?;
    let works = assembly::works(&config, county, store.clone(), config.server.base_url.clone())?;

    let spinner = progress::spinner("比对 matching");
    let (mut reports, mut links) = (0, 0);
    loop {
        let matched = works.match_arrivals(assembly::now()).await?;
        if matched.reports == 0 {
            break;
        }
        reports += matched.reports;
        links += matched.links;
    }
    spinner.finish_and_clear();

    let mut out = std::io::stdout();
    writeln!(out, "{reports} reports compared 已比对, {links} links new 新增关联")?;
    if let Some(truth) = truth {
        for (kind, name) in
            [(LinkKind::Duplicate, "duplicates 疑似重复"), (LinkKind::Recurrence, "recurrences 重复发生")]
        {
            writeln!(out, "{name}: {}", truth.score(kind, &score::proposed(&store, kind).await?))?;
        }
    }
    store.close().await;
    Ok(exit::DONE)
}
