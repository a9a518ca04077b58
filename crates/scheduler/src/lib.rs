//! Turns the crank: looks at the clock, runs what is due, and never runs the same tick twice.
//!
//! [`Works`] holds the pieces of work (match, assess, write bulletins and reports, remind, deliver, retain), each a function of a moment.
//! [`Crank`] knows when they are due (cron expressions in the county's zone), claims each tick in the database so
//! that several instances share the work, and catches up after a downtime. No wording and no SQL text live here.

mod agenda;
mod assessing;
mod bulletins;
mod crank;
mod delivering;
mod error;
mod issuing;
mod matching;
mod monthly;
mod reminding;
mod retaining;
mod schedule;
mod works;

pub use agenda::{Agenda, Appointment};
pub use assessing::{Assessed, Look};
pub use crank::{Crank, Turned};
pub use delivering::Delivered;
pub use error::JobError;
pub use matching::Matched;
pub use reminding::Reminded;
pub use retaining::Retention;
pub use schedule::{CatchUp, Schedule, ScheduleError, Settings};
pub use works::Works;
