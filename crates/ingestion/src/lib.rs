//! Ingestion: what arrived, checked row by row. The verb is [`check()`].
//!
//! It knows the formats (JSON, NDJSON, CSV), the rules of a report, and what must never be kept (numbers that point
//! at a person). Good rows and refused rows come back side by side, so nothing that arrived is dropped; repeated
//! and conflicting ids are the business of the store, which knows what it already holds.
//!
//! Everything here is a pure function of its arguments: no file, no database, no network, no clock. Compressed
//! files are unpacked by the caller.

mod check;
mod discovery;
mod encoding;
mod error;
mod field;
mod judgement;
mod mapping;
mod objects;
mod redaction;
mod row;
mod table;
mod text;
mod when;

pub use check::{Accepted, Checked, Format, Receipt, Reference, Skipped, check};
pub use discovery::{Discovered, discover};
pub use error::MappingError;
pub use mapping::Mapping;
pub use redaction::redact;
