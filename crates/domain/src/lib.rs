//! The vocabulary of Fengsui: plain values that every other crate speaks.
//!
//! Areas, their tree and its history, categories, reports, patrol effort, signals, advisories, bulletins, messages and the
//! county's calendar. No I/O, no SQL, no Polars, no HTTP and no clock live here; a value that depends on the
//! present moment is given it as an argument.
//!
//! Places and categories are described, never persons: no type here can hold a name, a score or a track.

mod advisory;
mod area;
mod bulletin;
mod calendar;
mod category;
mod committee;
mod county_time;
mod facts;
mod hold;
pub mod likeness;
mod link;
mod message;
mod month;
mod ranking;
mod report;
mod revision;
mod seal;
mod sighting;
mod signal;
mod week;

pub use advisory::{
    Advisory, AdvisoryForm, AdvisoryId, AdvisoryState, Answer, Correction, RiskLevel, StateError, Verdict,
};
pub use area::{
    Area, AreaChange, AreaError, AreaHistory, AreaId, AreaLevel, AreaVersion, Areas, Change, ChangeError,
    ChangeKind, Crosswalk, Decision, Drawings, Drawn, EndedCode, Part, Redrawing, Ring, Share, Step,
};
pub use bulletin::{Bulletin, BulletinId, Period, Rhythm};
pub use calendar::{Calendar, CalendarError, CalendarEvent, CalendarTable, EventWindow, OfficialYear};
pub use category::{Category, CategoryCode, Taxonomy, TaxonomyError};
pub use committee::{Committee, CommitteeId, Role};
pub use county_time::CountyTime;
pub use facts::{Facts, PastEpisode};
pub use hold::{Hold, HoldId};
pub use link::{Link, LinkId, LinkKind, LinkState};
pub use message::{Attempt, Message, MessageId, MessageKind, MessageState, Told};
pub use month::Month;
pub use ranking::{FeatureWeight, Ranking, RankingModel};
pub use report::{Channel, Effort, Reason, ReasonCode, Rejected, Report, ReportId, Scale};
pub use revision::{ReportPart, Revision, Station, Submission};
pub use seal::Seal;
pub use sighting::Sighting;
pub use signal::{Detector, Point, Signal, SignalId, SignalKind, SignalStatus};
pub use week::Week;
