//! The HTTP API of the county: who may ask, what is taken, what is shown, and how it is said.
//!
//! [`router()`] serves everything under `/v1`, the operator's `/healthz`, `/readyz` and `/metrics`, and the document
//! `/openapi.json`, which is made from the handlers themselves ([`openapi`]). One file in `resources` is one
//! resource. Rows are checked by ingestion, kept by the store, letters are worded by advisories: nothing here counts,
//! detects or decides, and nothing here knows how a message travels.
//!
//! A caller is the holder of a token with a role and an area. The role is asked for in the signature of a handler,
//! the area on every path, and restricted matters are masked in one place. Every answer that is not a success is
//! `application/problem+json` in the language of the reader.

#![expect(unused_qualifications, reason = "`params(…)` of utoipa::path expands to qualified paths")]

mod document;
mod export;
mod extract;
mod fields;
mod language;
mod masking;
mod meters;
mod permission;
mod problem;
mod request_id;
mod resources;
mod router;
mod schema;
mod service;
mod tokens;

pub use document::openapi;
pub use export::{Export, ExportError, ExportFormat, Parquet, Pieces};
pub use meters::install_meters;
pub use router::router;
pub use service::{Clock, Service};
pub use tokens::{TokenEntry, TokenError, Tokens};
