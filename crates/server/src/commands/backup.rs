//! `fengsui backup`

use std::io::Write;

use crate::{assembly, cli::Backup, county::County, exit};

pub(crate) async fn run(flags: Backup) -> anyhow::Result<u8> {
    let config = assembly::configure(&flags.common)?;
    let county = County::load(&config)?;
    let database = assembly::database_file(&config)?;
    let store = assembly::open(&config, &county).await?;
    let file = flags.file.unwrap_or_else(|| {
        let moment = assembly::in_a_name(assembly::now(), county.time);
        database.with_extension(format!("{moment}.backup.db"))
    });
    let copy = store.back_up(&file).await?;
    store.close().await;
    writeln!(
        std::io::stdout(),
        "{}: 共 {} 条上报，已核对可用 · {} reports, read back and whole",
        file.display(),
        copy.reports,
        copy.reports
    )?;
    Ok(exit::DONE)
}
