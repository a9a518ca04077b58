//! The only SQL: everything the county keeps, in one SQLite file or in PostgreSQL.
//!
//! One SQL text serves both databases; the URL given to [`Store::open`] decides. Every moment and every name
//! is an argument: the store has no clock. A method either does all it says in one transaction, durable
//! before it returns, or nothing. Every change of state writes its line in the journal in the same
//! transaction.
//!
//! The store decides nothing: what is a good row, a pattern or a wise advisory is said by the stages around
//! it. It holds the orders that only a database can hold: an id is accepted once, a revision follows the one it corrects, a number is given once, a
//! message is leased once, a tick is run once.
//!
//! No table describes a person, and no column says which worker filed a report; the contract suite reads the
//! schema and refuses both.

mod advisories;
mod areas;
mod arrivals;
mod attempts;
mod backup;
mod bulletins;
mod categories;
mod columns;
mod database;
mod documents;
mod effort;
mod ending;
mod endpoints;
mod error;
mod gathering;
mod holds;
mod inbox;
mod inspection;
mod intake;
mod issuing;
mod journal;
mod judged;
mod links;
mod messages;
mod outbox;
mod pages;
mod placeholders;
mod quarantine;
mod reconciliation;
mod reminding;
mod reports;
mod retention;
mod revising;
mod revisions;
mod scope;
mod seals;
mod signals;
mod sweeps;
mod ticks;
mod unsettled;

pub use advisories::AdvisoryFilter;
pub use arrivals::Received;
pub use attempts::Next;
pub use backup::{Copy, inspect_copy, restore};
pub use database::{Backend, Store, Upgrade, file_of};
pub use documents::Frozen;
pub use effort::LastContact;
pub use endpoints::{EndpointRow, EndpointState, Reached};
pub use error::StoreError;
pub use inspection::{Fault, Inspection};
pub use intake::{Intake, Outcome};
pub use issuing::Issue;
pub use journal::{BY_RULE, Entry};
pub use judged::JudgedSignal;
pub use links::{Counting, LinkFilter};
pub use messages::{MessageCounts, MessageFilter};
pub use pages::Page;
pub use quarantine::{QuarantineFilter, QuarantineState, Quarantined};
pub use reconciliation::{Balance, Discrepancy, Reconciliation};
pub use reports::ReportFilter;
pub use retention::{Blanked, Horizon};
pub use revising::Revised;
pub use seals::Sealed;
pub use signals::{SignalFilter, SweepChoice};
pub use sweeps::{Recorded, Seen, Sweep, SweepRecord};
pub use ticks::JobRun;
pub use unsettled::{Resolution, Unsettled, UnsettledState};
