//! The verb of the crate: bytes in, accepted and refused rows out.

use chrono::{DateTime, Utc};
use domain::{Areas, CountyTime, Rejected, Report, Submission, Taxonomy};

use crate::{
    encoding,
    judgement::Judge,
    mapping::Mapping,
    objects,
    table::{self, Delimited, Layout},
};

/// What a row is checked against.
#[derive(Clone, Copy, Debug)]
pub struct Reference<'a> {
    /// The places in force.
    pub areas: &'a Areas,
    /// The categories in force.
    pub taxonomy: &'a Taxonomy,
    /// The county's civil time; a mapping that names a zone overrides it for its file.
    pub time: CountyTime,
}

/// How the bytes are to be read.
#[derive(Clone, Copy, Debug)]
pub enum Format<'a> {
    /// One report as an object, or an array of them.
    Json,
    /// One object a line; blank lines are passed over.
    Ndjson,
    /// A table with a header. `Mapping::default()` is the wire's own header.
    Csv(&'a Mapping),
}

/// When the rows count as received: the record time that "as known at" asks for.
#[derive(Clone, Copy, Debug)]
pub enum Receipt {
    /// Now, as the caller's clock says: for everything that arrives over the network.
    At(DateTime<Utc>),
    /// As each row says in `received_at`: only for a trusted import of history.
    AsRecorded {
        /// The moment of the import: taken for rows that do not say, and the latest moment a row may claim.
        fallback: DateTime<Utc>,
    },
}

/// Everything that stood in the input. Accepted, rejected and skipped rows together are all rows. Input that cannot
/// be divided into rows (JSON that was cut off, a table whose header does not fit) is a single rejected row 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// Rows that are reports, in order. The same report twice is accepted twice; the store says that it is repeated.
    pub accepted: Vec<Accepted>,
    /// Rows that are not, with every reason, in order.
    pub rejected: Vec<Rejected>,
    /// Rows left out by a rule of the mapping, counted for each rule that met any.
    pub skipped: Vec<Skipped>,
}

impl Checked {
    /// Adds what was checked after this.
    pub fn add(&mut self, next: Self) {
        self.accepted.extend(next.accepted);
        self.rejected.extend(next.rejected);
        for Skipped { rule, rows } in next.skipped {
            match self.skipped.iter_mut().find(|skipped| skipped.rule == rule) {
                Some(skipped) => skipped.rows += rows,
                None => self.skipped.push(Skipped { rule, rows }),
            }
        }
    }

    /// How many rows the input had.
    pub fn rows(&self) -> u64 {
        let skipped: u64 = self.skipped.iter().map(|skipped| skipped.rows).sum();
        (self.accepted.len() + self.rejected.len()) as u64 + skipped
    }
}

/// A good row.
#[derive(Clone, Debug, PartialEq)]
pub struct Accepted {
    /// Position in the input, counted as in [`Rejected::row`].
    pub row: u64,
    /// The report, redacted.
    pub report: Report,
    /// The number of the revision that it corrects, where it says that it corrects one.
    pub base: Option<u32>,
}

impl From<Accepted> for Submission {
    fn from(accepted: Accepted) -> Self {
        Self { report: accepted.report, base: accepted.base }
    }
}

/// Rows that a mapping leaves out on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The reason that the mapping gives.
    pub rule: String,
    /// How many rows it met.
    pub rows: u64,
}

/// Some rows of a file, checked: files are read as streams.
#[derive(Debug)]
pub struct Batch<'a> {
    /// The sheet they stand in; `None` in a file that has none.
    pub sheet: Option<&'a str>,
    /// The names in the header of their table.
    pub header: &'a [String],
    /// What stands between the cells of what is kept of a refused row.
    pub delimiter: u8,
    /// The rows.
    pub checked: Checked,
}

/// Checks every row of `input`. Never fails and never drops a row: whatever cannot be read is a rejected row.
pub fn check(input: &[u8], format: &Format<'_>, reference: &Reference<'_>, receipt: Receipt) -> Checked {
    match format {
        Format::Json => objects::check_json(input, &mut Judge::of_wire(*reference, receipt)),
        Format::Ndjson => objects::check_ndjson(input, &mut Judge::of_wire(*reference, receipt)),
        Format::Csv(mapping) => {
            let mut all = Checked::default();
            let layout = Layout::Mapped(mapping);
            // Reading from memory has no way to fail.
            let _ = encoding::written(input, mapping.encoding).and_then(|written| {
                let mut rows = Delimited::new(encoding::decoded(input, written), mapping.delimiter.0);
                table::check(&mut rows, None, &layout, (reference, receipt), &mut |batch| {
                    all.add(batch.checked);
                })
            });
            all
        }
    }
}
