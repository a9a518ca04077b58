//! `fengsui check`

use std::io::Write;

use crate::{assembly, cli::Common, county::County, exit};

pub(crate) async fn run(flags: &Common) -> anyhow::Result<u8> {
    let config = assembly::configure(flags)?;
    let store = assembly::open(&config, &County::load(&config)?).await?;
    let inspection = store.inspect().await?;
    store.close().await;
    let mut out = std::io::stdout();
    for fault in &inspection.faults {
        writeln!(out, "✗ {} · not so: {}", fault.rule_zh, fault.rule_en)?;
        for row in &fault.rows {
            writeln!(out, "    {row}")?;
        }
    }
    if inspection.faults.is_empty() {
        writeln!(out, "{} 项检查全部通过 · all {} rules hold", inspection.rules, inspection.rules)?;
        return Ok(exit::DONE);
    }
    writeln!(
        out,
        "{} 项检查中有 {} 项未通过；请保留现场，用最近的备份核对 · {} of {} rules are broken; keep the file as it is and compare \
         it with the newest backup",
        inspection.rules,
        inspection.faults.len(),
        inspection.faults.len(),
        inspection.rules
    )?;
    Ok(exit::FAULTS)
}
