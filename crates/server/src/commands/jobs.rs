//! `fengsui jobs`

use std::io::Write;

use chrono::{DateTime, Utc};
use scheduler::Agenda;

use crate::{assembly, cli::Common, county::County, exit};

pub(crate) async fn run(flags: &Common) -> anyhow::Result<u8> {
    let config = assembly::configure(flags)?;
    let county = County::load(&config)?;
    let store = assembly::open(&config, &county).await?;
    let now = assembly::now();
    let appointments = Agenda::new(&config.schedule)?.appointments(&store, now).await?;
    store.close().await;
    let wall = |moment: DateTime<Utc>| county.time.wall(moment).format("%Y-%m-%d %H:%M").to_string();
    let mut out = std::io::stdout();
    for appointment in appointments {
        let last = match &appointment.last {
            Some(run) => format!("{} ({})", wall(run.tick), run.holder),
            None => "—".to_owned(),
        };
        let next = appointment.next.map_or_else(|| "—".to_owned(), wall);
        writeln!(out, "{:<9} 上次 last {last} · 下次 next {next}", appointment.job)?;
        if let Some(open) = appointment.open {
            let state = open.error.unwrap_or_else(|| "正在运行 under way".to_owned());
            writeln!(out, "          {} ({}): {state}", wall(open.tick), open.holder)?;
        }
    }
    Ok(exit::DONE)
}
