//! `fengsui reconcile`

use std::io::Write;

use crate::{assembly, cli::Common, county::County, exit};

pub(crate) async fn run(flags: &Common) -> anyhow::Result<u8> {
    let config = assembly::configure(flags)?;
    let county = County::load(&config)?;
    let store = assembly::open(&config, &county).await?;
    let found = store.reconcile().await?;
    store.close().await;
    let mut out = std::io::stdout();
    writeln!(
        out,
        "委员会 committee\t渠道 channel\t发出 issued\t= 送达 delivered\t+ 待送 pending\t+ 未达 dead"
    )?;
    for balance in &found.balances {
        let name = county.routes.committee(&balance.committee).map_or("", |committee| &committee.name_zh);
        writeln!(
            out,
            "{} {name}\t{}\t{}\t{}\t{}\t{}",
            balance.committee,
            balance.channel,
            balance.issued,
            balance.delivered,
            balance.pending,
            balance.dead
        )?;
    }
    for discrepancy in &found.discrepancies {
        writeln!(out, "✗ {} · {}", discrepancy.zh(), discrepancy.en())?;
    }
    if found.discrepancies.is_empty() {
        writeln!(out, "签发文书与送达任务一致 · what was issued and the outbox agree")?;
        return Ok(exit::DONE);
    }
    Ok(exit::FAULTS)
}
