//! What can be wrong with files of the cube.

use polars::prelude::PolarsError;

/// A file of the cube that is not usable, or could not be made. The cube is made from the database: make it anew.
#[derive(Debug, thiserror::Error)]
pub enum CubeError {
    /// The bytes are no Parquet file with the expected columns.
    #[error("not a file of the cube; make the cube anew (fengsui cube --rebuild)")]
    Unreadable(#[source] PolarsError),
    /// A column has a hole or a day beyond the calendar.
    #[error(
        "column {0} of a cube file has a value that is none; make the cube anew (fengsui cube --rebuild)"
    )]
    Value(&'static str),
    /// The table could not be written.
    #[error("a table of the cube could not be written")]
    Unwritable(#[source] PolarsError),
}
