//! The charts of the page, as SVG that is drawn here.

mod curves;
mod frame;
mod sizes;
mod timeline;

pub(super) use curves::curves;
pub(super) use sizes::sizes;
pub(super) use timeline::timeline;

/// The detectors, then the rivals in their order.
const COLOURS: [&str; 5] = ["#c00000", "#1f5f99", "#8a6d1b", "#2e7d32", "#7b4fa3"];
const RULE: &str = "#d5d8dc";
const SOFT: &str = "#5f6b7a";
