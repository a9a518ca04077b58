//! One file is one resource: what it looks like on the wire, its handlers, and their entries in the document.

pub(crate) mod advisories;
pub(crate) mod areas;
pub(crate) mod bulletins;
pub(crate) mod categories;
pub(crate) mod committees;
pub(crate) mod conflicts;
pub(crate) mod effort;
pub(crate) mod endpoints;
pub(crate) mod episodes;
pub(crate) mod forms;
pub(crate) mod health;
pub(crate) mod holds;
pub(crate) mod inbox;
pub(crate) mod links;
pub(crate) mod me;
pub(crate) mod messages;
pub(crate) mod monthly;
pub(crate) mod quarantine;
pub(crate) mod ranking;
pub(crate) mod reports;
pub(crate) mod risk;
pub(crate) mod scorecard;
pub(crate) mod seals;
pub(crate) mod signals;
pub(crate) mod templates;
pub(crate) mod waiting;
