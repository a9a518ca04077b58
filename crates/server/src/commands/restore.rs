//! `fengsui restore`

use std::io::Write;

use crate::{assembly, cli::Restore, county::County, exit};

pub(crate) async fn run(flags: &Restore) -> anyhow::Result<u8> {
    let config = assembly::configure(&flags.common)?;
    let county = County::load(&config)?;
    let database = assembly::database_file(&config)?;
    let aside = format!("{}.before-restore", assembly::in_a_name(assembly::now(), county.time));
    let old = store::restore(&flags.file, &database, &aside).await?;
    let mut out = std::io::stdout();
    writeln!(out, "{} ← {}", database.display(), flags.file.display())?;
    if let Some(old) = old {
        writeln!(out, "原数据库已移至 {} · the old database was put aside there", old.display())?;
    }
    Ok(exit::DONE)
}
