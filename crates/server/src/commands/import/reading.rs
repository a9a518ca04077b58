//! Reads and checks a file on a thread of its own, a few thousand rows ahead of what keeps them.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};
use domain::{Areas, CountyTime, Taxonomy};
use indicatif::ProgressBar;
use ingestion::{
    Checked, Discovered, Format, Headings, Layout, Mapping, Receipt, Reference, ResultBook, TableFile,
};
use tokio::{sync::mpsc, task::JoinHandle};

use crate::{config::ConfigError, source};

/// Batches that wait to be kept: enough that neither side stands still.
const AHEAD: usize = 2;

/// How the columns of the file are known.
pub(super) enum Columns {
    Mapped(Box<Mapping>),
    Recognised(Box<Headings>),
}

/// A file that is about to be read.
pub(super) struct Reading {
    pub file: PathBuf,
    pub columns: Columns,
    pub areas: Areas,
    pub taxonomy: Taxonomy,
    pub time: CountyTime,
    pub now: DateTime<Utc>,
    /// Where refused rows are written to.
    pub result: Option<PathBuf>,
    pub bar: ProgressBar,
}

/// The rows of a file as they come, with the sheet they stand in.
pub(super) struct CheckedRows {
    pub rows: mpsc::Receiver<(Option<String>, Checked)>,
    reader: JoinHandle<anyhow::Result<()>>,
}

impl CheckedRows {
    /// Whether the file was read to its end.
    pub(super) async fn end(self) -> anyhow::Result<()> {
        self.reader.await?
    }
}

/// The formats, by the ending of the name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Workbook,
    Json,
    Ndjson,
}

impl Kind {
    pub(super) fn of(file: &Path) -> anyhow::Result<Self> {
        Ok(match source::ending(file).as_str() {
            "csv" => Self::Text,
            "xlsx" | "xlsm" | "xls" | "et" | "ods" => Self::Workbook,
            "json" => Self::Json,
            "ndjson" | "jsonl" => Self::Ndjson,
            other => bail!(ConfigError::Value(format!(
                "{}: 不能读取 {other:?} 文件 · files ending in {other:?} are not read; give a .xlsx, .xls, .ods, .csv, .json or \
                 .ndjson file",
                file.display()
            ))),
        })
    }
}

impl Reading {
    /// Begins to read. What is wrong with the flags comes back at once, what is wrong with the file at the end.
    pub(super) fn start(self) -> anyhow::Result<CheckedRows> {
        let kind = Kind::of(&self.file)?;
        if self.result.is_some() && matches!(kind, Kind::Json | Kind::Ndjson) {
            bail!(ConfigError::Value(
                "--result 只用于表格；JSON 退回的行请从待核区导出 · --result is for tables; rejected rows of JSON are in quarantine"
                    .to_owned()
            ));
        }
        let (sender, rows) = mpsc::channel(AHEAD);
        let reader = tokio::task::spawn_blocking(move || match kind {
            Kind::Text | Kind::Workbook => self.read_table(kind, &sender),
            Kind::Json | Kind::Ndjson => self.read_objects(kind, &sender),
        });
        Ok(CheckedRows { rows, reader })
    }

    fn read_table(&self, kind: Kind, sender: &mpsc::Sender<(Option<String>, Checked)>) -> anyhow::Result<()> {
        let layout = match &self.columns {
            Columns::Mapped(mapping) => Layout::Mapped(mapping),
            Columns::Recognised(headings) => Layout::Recognised(headings),
        };
        let mut result = self.result.as_ref().map(|_| ResultBook::default());
        let mut written = Ok(());
        let read = with_table(&self.file, kind, &self.bar, |table| {
            ingestion::check_file(table, &layout, &self.reference(), self.receipt(), |batch| {
                if let (Some(result), Ok(())) = (&mut result, &written) {
                    written = result.add(&batch);
                }
                // Nobody listens once keeping has failed, and its error is the one that is told.
                let _ = sender.blocking_send((batch.sheet.map(str::to_owned), batch.checked));
            })
        });
        written?;
        if let (Some(result), Some(file)) = (result, &self.result)
            && result.refused() > 0
        {
            result.save(file).with_context(|| format!("failed to write {}", file.display()))?;
        }
        Ok(read?)
    }

    fn read_objects(
        &self,
        kind: Kind,
        sender: &mpsc::Sender<(Option<String>, Checked)>,
    ) -> anyhow::Result<()> {
        let format = if kind == Kind::Json { Format::Json } else { Format::Ndjson };
        let input = source::read(&self.file)?;
        let checked = ingestion::check(&input, &format, &self.reference(), self.receipt());
        let _ = sender.blocking_send((None, checked));
        Ok(())
    }

    fn reference(&self) -> Reference<'_> {
        Reference { areas: &self.areas, taxonomy: &self.taxonomy, time: self.time }
    }

    fn receipt(&self) -> Receipt {
        Receipt::AsRecorded { fallback: self.now }
    }
}

/// Finds the places and categories that a table brings along.
pub(super) fn discover(file: &Path, mapping: &Mapping, known: &Reference<'_>) -> anyhow::Result<Discovered> {
    let kind = Kind::of(file)?;
    if matches!(kind, Kind::Json | Kind::Ndjson) {
        return Ok(Discovered::default());
    }
    let found = with_table(file, kind, &ProgressBar::hidden(), |table| {
        ingestion::discover_file(table, mapping, known)
    });
    found.with_context(|| format!("failed to read {}", file.display()))
}

/// Hands a table of text or a workbook to `read`.
pub(super) fn with_table<T>(
    file: &Path,
    kind: Kind,
    bar: &ProgressBar,
    read: impl FnOnce(TableFile<'_>) -> T,
) -> T {
    match kind {
        Kind::Workbook => read(TableFile::Workbook(&|| source::archive(file, bar))),
        _ => read(TableFile::Text(&|| source::text(file, bar))),
    }
}
