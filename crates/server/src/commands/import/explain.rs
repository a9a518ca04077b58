//! `fengsui import --explain`: a mapping to start from, on standard output.

use std::{io::Write, path::Path};

use anyhow::{Context as _, bail};
use indicatif::ProgressBar;
use ingestion::{ColumnGuess, Headings, Proposal, Reference, TakenFor};

use super::reading::{Kind, with_table};
use crate::config::ConfigError;

/// Prints what the file seems to hold. The output is a mapping: what it says about the file stands in comments.
pub(super) fn explain(file: &Path, headings: &Headings, reference: &Reference<'_>) -> anyhow::Result<()> {
    let kind = Kind::of(file)?;
    if matches!(kind, Kind::Json | Kind::Ndjson) {
        bail!(ConfigError::Value(
            "JSON 文件的字段名是固定的，不需要映射 · the fields of JSON have fixed names; it needs no mapping".to_owned()
        ));
    }
    let proposals = with_table(file, kind, &ProgressBar::hidden(), |table| {
        ingestion::propose(table, headings, reference)
    })
    .with_context(|| format!("failed to read {}", file.display()))?;
    let Some((first, others)) = proposals.split_first() else {
        bail!("{} 中没有内容 · nothing stands in the file", file.display());
    };
    let mut out = std::io::stdout();
    describe(&mut out, first)?;
    writeln!(out)?;
    write!(out, "{}", first.toml())?;
    for other in others {
        writeln!(out)?;
        describe(&mut out, other)?;
    }
    Ok(())
}

fn describe(out: &mut impl Write, proposal: &Proposal) -> std::io::Result<()> {
    if let Some(sheet) = &proposal.sheet {
        writeln!(out, "# 工作表 sheet: {sheet}")?;
    }
    if let Some(row) = proposal.header {
        writeln!(out, "# 表头在第 {row} 行 · the header is row {row}")?;
    }
    for column in &proposal.columns {
        writeln!(out, "# {}", described(column))?;
    }
    for field in &proposal.missing {
        writeln!(
            out,
            "# 缺少 {field}：请在 [columns] 或 [constants] 中补上 · {field} is missing: name its column under [columns], or \
             give it under [constants]"
        )?;
    }
    if proposal.other_codes {
        writeln!(
            out,
            "# 类别代码像是综治 17 类，请核对 · the codes look like those of the 综治 taxonomy; check them"
        )?;
    }
    Ok(())
}

fn described(column: &ColumnGuess) -> String {
    let heading = if column.heading.is_empty() { "（无标题 no heading）" } else { &column.heading };
    let what = match column.taken_for {
        TakenFor::Field(field) => format!("= {field}"),
        TakenFor::Guess(field) => {
            format!("≈ {field}，按内容推测，请核对 · guessed from its values; check it")
        }
        TakenFor::Person => "涉及个人，不读取 · names persons, never read".to_owned(),
        TakenFor::Nothing => "不读取 · not read".to_owned(),
    };
    if column.samples.is_empty() {
        format!("{heading}: {what}")
    } else {
        format!("{heading}: {what}; {}", column.samples.join(" | "))
    }
}
