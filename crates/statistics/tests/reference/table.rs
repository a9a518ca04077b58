//! Reading the reference figures, and what "equal" means.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Largest allowed difference, relative to the figure or to 1.
const TOLERANCE: f64 = 1e-6;

/// A row keyed by column.
pub(crate) type Row = HashMap<String, String>;

/// Whether two figures agree.
pub(crate) fn close(got: f64, wanted: f64) -> bool {
    (got - wanted).abs() <= TOLERANCE * wanted.abs().max(1.0)
}

/// A file or folder of the test data.
pub(crate) fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// A folder of figures that are not ours to copy; `None`, loudly, where it is not named.
#[expect(clippy::print_stderr, reason = "a comparison that did not run must say so")]
pub(crate) fn elsewhere(folder: &str, tool: &str) -> Option<PathBuf> {
    let directory = std::env::var_os("FENGSUI_REFERENCE_DIR");
    if directory.is_none() {
        eprintln!("\n*** SKIPPED: set FENGSUI_REFERENCE_DIR to compare with {tool} ***\n");
    }
    Some(PathBuf::from(directory?).join(folder))
}

/// The rows of a CSV file without quotes, each a list of its cells.
pub(crate) fn rows(path: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().map(|line| line.split(',').map(|cell| cell.trim_matches('"').to_owned()).collect()).collect()
}

/// The rows of a CSV file without quotes, keyed by column.
pub(crate) fn table(path: &Path) -> Vec<Row> {
    let mut rows = rows(path).into_iter();
    let head = rows.next().unwrap_or_default();
    rows.map(|row| head.iter().cloned().zip(row).collect()).collect()
}

/// A cell as a number; `None` when it is empty.
pub(crate) fn number(row: &Row, column: &str) -> Option<f64> {
    row[column].parse().ok()
}
