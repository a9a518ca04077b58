//! What can be wrong with a statistician's file. Each message is one line that holds its reason, in both languages.

use std::{error::Error, io};

/// A cell, a table or a series that cannot be used, with what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InputError {
    /// The file cannot be read at all.
    #[error("{file} cannot be read: {reason} / 无法读取 {file}")]
    File {
        /// The file as it was named.
        file: String,
        /// What the system says.
        reason: io::Error,
    },
    /// The file is not a table: not UTF-8, or broken quotes or packing.
    #[error("{file} is not a CSV table in UTF-8: {reason} / {file} 不是 UTF-8 编码的 CSV 表")]
    NoTable {
        /// The file as it was named.
        file: String,
        /// Where and why.
        reason: csv::Error,
    },
    /// The file is empty, or holds a header only.
    #[error("{file} holds no rows below its header / {file} 表头以下没有数据")]
    NoRows {
        /// The file as it was named.
        file: String,
    },
    /// A column that is needed is not there.
    #[error(
        "{file} lacks the column {missing}; found: {found}; needed: {needed} / {file} 缺少 {missing} 列；\
         现有：{found}；需要：{needed}"
    )]
    Columns {
        /// The file as it was named.
        file: String,
        /// What is missing.
        missing: String,
        /// The header of the file.
        found: String,
        /// All that is needed.
        needed: String,
    },
    /// A row is shorter or longer than the header.
    #[error(
        "{file}, line {line}: {got} cells, but the header has {expected}; check commas and quotes / 第{line}行有 \
         {got} 格，表头有 {expected} 格；请核对逗号和引号"
    )]
    Cells {
        /// The file as it was named.
        file: String,
        /// Line, from 1.
        line: u64,
        /// Cells of the row.
        got: usize,
        /// Cells of the header.
        expected: usize,
    },
    /// A cell is not of its kind.
    #[error(
        "{file}, line {line}, column {column}: {found:?} is not {} / 第{line}行 {column} 列：{found:?} 不是{}",
        kind.english(),
        kind.chinese()
    )]
    Cell {
        /// The file as it was named.
        file: String,
        /// Line, from 1.
        line: u64,
        /// Name of the column.
        column: String,
        /// The text found.
        found: String,
        /// What it should be.
        kind: Kind,
    },
    /// A record of SaTScan's formats has too few fields.
    #[error(
        "{file}, line {line}: {found} fields where {needed} are needed, separated by spaces or commas / 第{line}行有 \
         {found} 个字段，应为 {needed}（以空格或逗号分隔）"
    )]
    Fields {
        /// The file as it was named.
        file: String,
        /// Line, from 1.
        line: u64,
        /// Fields found.
        found: usize,
        /// What the format asks for.
        needed: &'static str,
    },
    /// A record names a location that has no coordinates.
    #[error(
        "{file}, line {line}: the location {location:?} has no coordinates; add it to the coordinates file / 第{line}行：\
         地点 {location:?} 没有坐标，请补入坐标文件"
    )]
    Place {
        /// The file as it was named.
        file: String,
        /// Line, from 1.
        line: u64,
        /// The location.
        location: String,
    },
    /// Cases have covariates that the population has not.
    #[error(
        "{file}, line {line}: the population file has no people with the covariates {covariates:?} / 第{line}行：\
         人口文件中没有协变量为 {covariates:?} 的人群"
    )]
    Covariates {
        /// The file as it was named.
        file: String,
        /// Line, from 1.
        line: u64,
        /// The covariates, as they were written.
        covariates: String,
    },
    /// Two flags contradict each other or one needs another.
    #[error("{0}")]
    Flags(&'static str),
    /// A period is absent between others.
    #[error(
        "{series} has no row for t = {t}; a gap is not a zero: write the row, with 0 if nothing happened / {series} 缺少 \
         t = {t} 的一行；缺数不等于零，请补上该行（确无事件则填 0）"
    )]
    Gap {
        /// The series.
        series: String,
        /// The first absent period.
        t: String,
    },
    /// A period is there twice.
    #[error(
        "{series} has t = {t} twice, again at line {line}; keep one / {series} 的 t = {t} 重复（第{line}行），请只留一行"
    )]
    Repeated {
        /// The series.
        series: String,
        /// The period.
        t: String,
        /// Line of the repeat.
        line: u64,
    },
    /// No period of any series has past enough.
    #[error(
        "nothing to judge: no series has enough history before t = {last}, its last; give more, or ask for less / \
         没有可判断的时点：各序列至 t = {last} 为止历史不足，请补充数据或放宽要求"
    )]
    TooShort {
        /// Last period there is.
        last: i64,
    },
    /// A method refuses a series or a setting.
    #[error("{series}: {reason} / {series} 无法计算")]
    Method {
        /// The series.
        series: String,
        /// What the method says.
        reason: Box<dyn Error + Send + Sync>,
    },
}

impl InputError {
    /// The refusal of a method, for a series by its name.
    pub(crate) fn method(series: &str, reason: impl Error + Send + Sync + 'static) -> Self {
        Self::Method { series: series.to_owned(), reason: Box::new(reason) }
    }
}

/// What a cell should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A whole number from 0.
    Count,
    /// A finite number.
    Number,
    /// A whole number of either sign.
    Whole,
    /// A number from 0 to 1.
    Probability,
    /// Attainable p-values.
    Support,
    /// A day of the calendar.
    Day,
    /// A number from 0.
    Amount,
    /// A name that was not there before.
    NewName,
    /// A day not before that of the column `start`.
    LaterDay,
}

impl Kind {
    /// The number that a text is, if it is one of this kind.
    pub(crate) fn parse(self, text: &str) -> Option<f64> {
        let value = text.parse::<f64>().ok().filter(|value| value.is_finite())?;
        let fits = match self {
            Self::Number => true,
            Self::Count => value >= 0.0 && value.fract() == 0.0,
            Self::Whole => value.fract() == 0.0,
            Self::Probability => (0.0..=1.0).contains(&value),
            Self::Amount => value >= 0.0,
            Self::Support | Self::Day | Self::LaterDay | Self::NewName => false,
        };
        fits.then_some(value)
    }

    fn english(self) -> &'static str {
        match self {
            Self::Count => "a count (a whole number, 0 or more; a gap is not a zero)",
            Self::Number => "a number",
            Self::Whole => "a whole number",
            Self::Probability => "a probability (0 to 1)",
            Self::Support => "a list of p-values (0 to 1, spaces between)",
            Self::Amount => "a number, 0 or more",
            Self::NewName => "a name of its own: it was there before",
            Self::LaterDay => "a day on or after the start",
            Self::Day => "a day (write 2026-01-31 or 2026/1/31)",
        }
    }

    fn chinese(self) -> &'static str {
        match self {
            Self::Count => "计数（0 或正整数；缺数不等于零）",
            Self::Number => "数值",
            Self::Whole => "整数",
            Self::Probability => "概率（0 至 1）",
            Self::Support => "p 值列表（0 至 1，以空格分隔）",
            Self::Amount => "不小于 0 的数值",
            Self::NewName => "未用过的名称：前面已有同名",
            Self::LaterDay => "起始日当日或之后的日期",
            Self::Day => "日期（写作 2026-01-31 或 2026/1/31）",
        }
    }
}
