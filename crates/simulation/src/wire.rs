//! The texts that other programs read: reports as NDJSON, areas and truth as JSON.

use domain::Area;
use serde_json::json;

use crate::{Episode, Filed};

/// One line of NDJSON without its end of line: the wire shape of a report, with `received_at`, which only a
/// trusted import takes. What was planted is not told.
pub fn to_ndjson(filed: &Filed) -> String {
    json!(filed.report).to_string()
}

/// The areas as one JSON array, in the shape of [`Area`].
pub fn areas_json(areas: &[Area]) -> String {
    json!(areas).to_string()
}

/// Which report tells of which matter and of which of its outbreaks, as one JSON array: what looks for reports of one
/// matter is scored by it.
pub fn matters_json(filed: &[Filed]) -> String {
    let told = |filed: &Filed| json!({ "report": filed.report.id, "matter": filed.matter, "occurrence": filed.occurrence });
    json!(filed.iter().map(told).collect::<Vec<_>>()).to_string()
}

/// The planted episodes as one JSON array, in the shape of [`Episode`].
pub fn truth_json(truth: &[Episode]) -> String {
    json!(truth).to_string()
}
