//! `fengsui template`

use std::fs;

use anyhow::Context as _;

use crate::{assembly, cli::Template, config::ConfigError, county::County, exit};

pub(crate) fn run(flags: &Template) -> anyhow::Result<u8> {
    let config = assembly::configure(&flags.common)?;
    let county = County::load(&config)?;
    let Some(book) = county.headings.template(&flags.kind, &county.taxonomy)? else {
        let kinds: Vec<&str> = county.headings.template_kinds().collect();
        return Err(ConfigError::Value(format!(
            "--kind {}：没有这种模板，请填写其中之一 · there is no such template; give one of: {}",
            flags.kind,
            kinds.join(", ")
        ))
        .into());
    };
    fs::write(&flags.file, book).with_context(|| format!("failed to write {}", flags.file.display()))?;
    Ok(exit::DONE)
}
