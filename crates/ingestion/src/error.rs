//! Why a mapping file, or the rules of matching, are refused.

/// What an operator must correct in a mapping. Each message says how.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// A date format has a directive that does not exist.
    #[error("date format {0:?} is not valid; write it like \"%Y/%m/%d %H:%M\"")]
    DateFormat(String),
    /// The delimiter is not one ASCII character.
    #[error("delimiter {0:?} must be one ASCII character such as \",\" or \"\\t\"")]
    Delimiter(char),
    /// Places come from the file, but it is not said how.
    #[error(
        "places = \"from_file\" needs a [county] with id and name, and a town column under [columns]; add them"
    )]
    Places,
    /// A constant for a field that must differ from row to row.
    #[error(
        "{0} cannot be a constant, since it must differ from row to row; name its column under [columns]"
    )]
    Constant(&'static str),
}

/// Why a file could not be read to its end. What was handed over before stands: importing it again is harmless.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file, or the text in it, could not be read.
    #[error("文件无法读取 · the file cannot be read: {0}")]
    Read(#[from] std::io::Error),
    /// It is no workbook that is read here.
    #[error(
        "不是可读的工作簿（.xlsx、.xls、.ods），请另存为 .xlsx 后重试 · not a workbook that can be read (.xlsx, .xls, .ods); save it as .xlsx and try again: {0}"
    )]
    NotAWorkbook(String),
    /// It would unpack to more than fits beside the rest in memory, or is built to harm.
    #[error(
        "工作簿{0}，请拆分或另存为 CSV 后重试 · the workbook {1}; split it, or save it as CSV and try again"
    )]
    Oversized(&'static str, &'static str),
}

/// Why a workbook could not be written.
#[derive(Debug, thiserror::Error)]
#[error("工作簿无法写入 · the workbook cannot be written: {0}")]
pub struct WorkbookError(#[from] rust_xlsxwriter::XlsxError);

/// What an operator must correct in `[matching]`. Each message says how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// A likeness that cannot be reached, or always is.
    #[error("matching.{0} 应大于 0 且不超过 1 · matching.{0} must be above 0 and at most 1")]
    Likeness(&'static str),
    /// A ratio below which no two amounts lie.
    #[error("matching.amount_ratio 不得小于 1 · matching.amount_ratio must be 1 or more")]
    AmountRatio,
    /// Outbreaks must lie further apart than two tellings of one.
    #[error(
        "matching.recurrence_days 应大于 duplicate_days · matching.recurrence_days must be above duplicate_days"
    )]
    Days,
}
