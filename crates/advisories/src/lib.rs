//! Decides what a committee is told, and words it: levels, routing, restraint, letters and weekly bulletins.
//!
//! [`decide`] turns the signals of a sweep into drafts and withheld signals, each withheld one with the rule that
//! held it back. [`factsheet()`] explains one signal. [`letter()`] and [`bulletin()`] compose a [`Document`], which is then
//! a page of HTML, a PDF or a DOCX; [`advisory_payload`] and [`bulletin_payload`] are what a committee's own system
//! receives, [`notice()`] the few words for a chat or a mail. Everything is a pure function of its arguments; how a message travels, who
//! confirms a draft and where it is kept are the business of others.

mod bulletin;
mod chart;
mod coverage;
mod decision;
mod document;
mod docx;
mod episode;
mod error;
mod factsheet;
mod figure;
#[cfg(test)]
mod fixture;
mod issuing;
mod letter;
mod level;
mod monthly;
mod notice;
mod overdue;
mod payload;
mod periodical;
mod persistence;
mod press;
mod reply;
mod restraint;
mod revision;
mod route;
mod rules;
mod scorecard;
mod sealing;
mod sentences;
mod suppression;
mod tally;
mod translation;
mod withdrawal;
mod wording;

use domain::{Areas, Calendar, CountyTime, Taxonomy};

pub use bulletin::{BulletinInput, bulletin};
pub use coverage::Hole;
pub use decision::{Decision, decide};
pub use document::Document;
pub use episode::{Episode, EpisodeState, episodes};
pub use error::{PressError, RoutesError, RulesError};
pub use factsheet::{Line, Reader, Topic, factsheet};
pub use issuing::{Issued, issue};
pub use letter::letter;
pub use level::{Grade, Ground, grade};
pub use monthly::{MonthlyInput, monthly};
pub use notice::{Notice, notice};
pub use overdue::{Overdue, OverdueStep, overdue, remind};
pub use payload::{advisory_payload, bulletin_payload};
pub use persistence::{COMPARED_DAYS, Compared, Risen, persistence};
pub use press::{Press, Templates, font_folders};
pub use reply::{Deadline, deadline};
pub use restraint::{Past, WithheldBy};
pub use revision::{Revision, revise};
pub use route::{Advice, Explanation, Measure, Named, Receivers, Route, Routes};
pub use rules::{LevelRule, ReplyDays, Rules, SensitiveWindow};
pub use scorecard::{Score, ScoreInput, Scored, scorecard};
pub use sealing::{SealError, Signer, check_seal, digest};
pub use translation::translation;
pub use withdrawal::{withdraw, withdrawn_page};
pub use wording::{finding_en, finding_zh, suggestions_en, suggestions_zh, title_en, title_zh};

/// The reference data that every decision and every page reads.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The tree of areas.
    pub areas: &'a Areas,
    /// The categories in force.
    pub taxonomy: &'a Taxonomy,
    /// Holidays, festivals and events.
    pub calendar: &'a Calendar,
    /// Who is told about what, and what is suggested.
    pub routes: &'a Routes,
    /// The operator's rules.
    pub rules: &'a Rules,
    /// The county's civil time.
    pub time: CountyTime,
}
