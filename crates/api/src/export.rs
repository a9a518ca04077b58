//! Reports as a file: the rows of the list, all of them, as somebody may see them. The command line and the API write
//! the same.

use domain::{AreaId, Areas, Report, Taxonomy};
use futures::FutureExt as _;
use ingestion::{SheetCell, SheetWriter, WorkbookError};
use store::{ReportFilter, Store, StoreError};
use tokio::sync::mpsc;

use crate::{
    masking::Sight,
    resources::reports::{ReportView, csv},
    service::Reference,
};

/// Rows that are read at once: a page of a few megabytes.
const PAGE: u32 = 5_000;

/// Pieces that wait for whoever wants them.
const AHEAD: usize = 2;

/// Writes reports as Parquet: handed in, since only one room of the house knows that format.
pub type Parquet = fn(&[Report], &Areas, &Taxonomy) -> Result<Vec<u8>, String>;

/// The formats of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// A workbook.
    Xlsx,
    /// Text with commas, with the mark by which spreadsheets know UTF-8.
    Csv,
    /// One object a line.
    Ndjson,
    /// For Python, R and databases.
    Parquet,
}

impl ExportFormat {
    /// All formats.
    pub const ALL: [Self; 4] = [Self::Xlsx, Self::Csv, Self::Ndjson, Self::Parquet];

    /// The word on the command line and on the wire, and the ending of the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::Parquet => "parquet",
        }
    }

    /// The format named by [`ExportFormat::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == text)
    }

    /// The content type.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Ndjson => "application/x-ndjson",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }
}

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Export {
    /// Which reports; its limit and page mark are not looked at.
    pub filter: ReportFilter,
    /// The area that was asked for, where one was: what is shown elsewhere is not in it.
    pub asked: Option<AreaId>,
    /// As the analysts' desk sees them, with place and text of restricted matters.
    pub at_the_desk: bool,
    /// As which file.
    pub format: ExportFormat,
}

/// Why an export ended early.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The workbook could not be written.
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    /// A row could not be written.
    #[error("导出无法写入 · the export cannot be written: {0}")]
    Write(String),
    /// Whoever wanted it is gone.
    #[error("导出已中止 · the export was called off")]
    CalledOff,
}

/// The pieces of a file as they are written. An error is the last piece: what came before is no whole file then.
pub type Pieces = mpsc::Receiver<Result<Vec<u8>, ExportError>>;

impl Export {
    /// Begins to write the file, on a task of its own: text formats piece by piece as rows are read, the others at the
    /// end.
    pub fn start(self, store: Store, parquet: Parquet) -> Pieces {
        let (sender, pieces) = mpsc::channel(AHEAD);
        tokio::spawn(async move {
            if let Err(error) = self.write(&store, parquet, &sender).await {
                let _ = sender.send(Err(error)).await;
            }
        });
        pieces
    }

    async fn write(
        self,
        store: &Store,
        parquet: Parquet,
        sender: &mpsc::Sender<Result<Vec<u8>, ExportError>>,
    ) -> Result<(), ExportError> {
        let send = |piece| sender.send(Ok(piece)).map(|sent| sent.map_err(|_| ExportError::CalledOff));
        let reference = Reference { areas: store.areas().await?, taxonomy: store.taxonomy().await? };
        let sight = Sight::new(self.at_the_desk, &reference);
        let mut file = Writing::new(self.format)?;
        send(file.start()?).await?;
        let mut filter = ReportFilter { limit: PAGE, after: None, ..self.filter };
        loop {
            let page = store.reports(&filter).await?;
            let reports = page.items.into_iter().map(|report| sight.report(report));
            let reports =
                reports.filter(|report| sight.belongs(&report.area, &report.category, self.asked.as_ref()));
            send(file.add(reports.collect(), &reference)?).await?;
            match page.next {
                Some(next) => filter.after = Some(next),
                None => break,
            }
        }
        send(file.finish(&reference, parquet)?).await
    }
}

/// A file that is being written.
enum Writing {
    Csv,
    Ndjson,
    Xlsx(Box<SheetWriter>),
    Parquet(Vec<Report>),
}

impl Writing {
    fn new(format: ExportFormat) -> Result<Self, WorkbookError> {
        Ok(match format {
            ExportFormat::Csv => Self::Csv,
            ExportFormat::Ndjson => Self::Ndjson,
            ExportFormat::Xlsx => Self::Xlsx(Box::new(SheetWriter::new(&csv::HEADER)?)),
            ExportFormat::Parquet => Self::Parquet(Vec::new()),
        })
    }

    /// What comes before the first row.
    fn start(&self) -> Result<Vec<u8>, ExportError> {
        if let Self::Csv = self { csv::header().map_err(not_written) } else { Ok(Vec::new()) }
    }

    /// Adds reports as they may be seen; what can be sent already comes back.
    fn add(&mut self, reports: Vec<Report>, reference: &Reference) -> Result<Vec<u8>, ExportError> {
        if let Self::Parquet(all) = self {
            all.extend(reports);
            return Ok(Vec::new());
        }
        let views: Vec<ReportView> =
            reports.into_iter().map(|report| ReportView::shown(report, reference)).collect();
        match self {
            Self::Csv => csv::rows(&views).map_err(not_written),
            Self::Ndjson => {
                let mut lines = Vec::new();
                for view in &views {
                    serde_json::to_writer(&mut lines, view).map_err(not_written)?;
                    lines.push(b'\n');
                }
                Ok(lines)
            }
            Self::Xlsx(sheet) => {
                for view in &views {
                    let cells = csv::cells(view);
                    let cells = csv::HEADER.iter().zip(&cells).map(|(name, cell)| match cell.parse() {
                        _ if cell.is_empty() => SheetCell::Empty,
                        Ok(number) if csv::NUMBERS.contains(name) => SheetCell::Number(number),
                        _ => SheetCell::Text(cell),
                    });
                    sheet.row(&cells.collect::<Vec<_>>())?;
                }
                Ok(Vec::new())
            }
            Self::Parquet(_) => Ok(Vec::new()),
        }
    }

    fn finish(self, reference: &Reference, parquet: Parquet) -> Result<Vec<u8>, ExportError> {
        match self {
            Self::Csv | Self::Ndjson => Ok(Vec::new()),
            Self::Xlsx(sheet) => Ok(sheet.finish()?),
            Self::Parquet(reports) => {
                parquet(&reports, &reference.areas, &reference.taxonomy).map_err(ExportError::Write)
            }
        }
    }
}

fn not_written(error: impl std::fmt::Display) -> ExportError {
    ExportError::Write(error.to_string())
}
