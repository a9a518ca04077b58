//! Ingestion: what arrived, checked row by row. The verb is [`check()`].
//!
//! It knows the formats (JSON, NDJSON, CSV, workbooks), the rules of a report, and what must never be kept (numbers that point
//! at a person). Good rows and refused rows come back side by side, so nothing that arrived is dropped; repeated
//! and conflicting ids are the business of the store, which knows what it already holds. [`matching`] says which reports
//! may tell of one matter.
//!
//! Everything here is a pure function of its arguments: no path, no database, no network, no clock. Files are opened and
//! unpacked by the caller, and read as streams ([`check_file`]).

mod area_file;
mod check;
mod discovery;
mod encoding;
mod error;
mod field;
mod file;
mod headings;
mod judgement;
mod mapping;
pub mod matching;
mod objects;
mod proposal;
mod redaction;
mod result;
mod row;
mod sheet;
mod table;
mod template;
mod text;
mod when;
mod workbook;

pub use area_file::{AreaFileError, areas_from_csv, areas_from_geojson, areas_to_csv, areas_to_geojson};
pub use check::{Accepted, Batch, Checked, Format, Receipt, Reference, Skipped, check};
pub use discovery::{Discovered, discover, discover_file};
pub use error::{FileError, MappingError, RulesError, WorkbookError};
pub use file::{Archive, OpenArchive, OpenText, TableFile, check_file};
pub use headings::Headings;
pub use mapping::Mapping;
pub use proposal::{ColumnGuess, Proposal, TakenFor, propose};
pub use redaction::redact;
pub use result::ResultBook;
pub use sheet::{SheetCell, SheetWriter};
pub use table::Layout;
