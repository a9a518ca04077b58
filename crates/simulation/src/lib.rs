//! A synthetic county: Dunhuang's real towns and villages, made-up land, made-up disputes, and a known truth.
//!
//! What it is for: demonstrations without anybody's data, load, and above all the scorecard, for only here is
//! it known which patterns exist. [`county`] gives the areas, the reports as they would arrive (late, in
//! batches, twice, in the wrong category), the patrol effort, and the [`Episode`]s that were planted.
//!
//! Everything is a function of [`Parameters`]: the same seed gives the same bytes. The land does not depend on
//! the seed, so that areas imported once stay valid. No real person appears: parties are 王某 and 李某某, and
//! the id, phone, card and plate numbers planted to try the redaction lie in ranges that are not issued.
//!
//! Left to others: checking and redacting (`ingestion`), keeping (`store`), finding the patterns (`analytics`).

mod demand;
mod effort;
mod episode;
mod filing;
mod habits;
mod land;
mod occurrence;
mod reference;
mod rhythm;
mod stream;
mod summary;
mod wire;

use chrono::NaiveDate;
use domain::{Area, Calendar, Effort, Report, Taxonomy};

pub use episode::{Episode, EpisodeKind};
pub use wire::{areas_json, matters_json, to_ndjson, truth_json};

use crate::{
    demand::Demand, episode::Plan, habits::Habits, land::Land, reference::Reference, stream::Streams,
};

/// What to simulate.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameters {
    /// The same seed gives the same bytes.
    pub seed: u64,
    /// First day on which something happens.
    pub from: NaiveDate,
    /// Last day; what has not been received by its end is not in the data.
    pub until: NaiveDate,
    /// How many counties [`counties`] yields: 1 county, 6 a prefecture, 90 a province.
    pub counties: u32,
    /// Whether episodes are planted. Without them the rest of the data stays the same, report by report.
    pub episodes: bool,
    /// From this day on every grid is walked twice a week instead of once, and twice as much is found on patrol. What
    /// comes by itself (from the public, the hotline, the police, the courts) stays as it was: the effort doubles, not
    /// the conflict. `None` for effort as ever.
    pub effort_doubles_on: Option<NaiveDate>,
    /// Share of the grids that write everything up on the last day of the month, `0..=1`.
    pub batching: f64,
    /// Share of the grids that paste one text for all their reports, `0..=1`; 0 by default.
    pub copying: f64,
    /// Share of the matters that reach the county a second time, through the hotline or the police, `0..=1`.
    pub doubles: f64,
}

impl Default for Parameters {
    /// Five whole ISO years' worth of weeks (Monday to Sunday), one county, with episodes.
    fn default() -> Self {
        Self {
            seed: 620_982,
            from: NaiveDate::from_ymd_opt(2021, 1, 4).unwrap_or_default(),
            until: NaiveDate::from_ymd_opt(2025, 12, 28).unwrap_or_default(),
            counties: 1,
            episodes: true,
            effort_doubles_on: None,
            batching: 0.1,
            copying: 0.0,
            doubles: 0.03,
        }
    }
}

/// A report as it was filed, before any redaction.
#[derive(Clone, Debug, PartialEq)]
pub struct Filed {
    /// The report; its summary is NOT redacted.
    pub report: Report,
    /// The id, phone, card and plate numbers in its summary, as written there.
    pub planted: Vec<String>,
    /// The matter it tells of: a quarrel that breaks out again is the same matter.
    pub matter: u64,
    /// The outbreak it tells of: two reports of one outbreak are doubles.
    pub occurrence: u64,
}

/// One county with all that happened in it.
#[derive(Clone, Debug)]
pub struct County {
    /// County, towns, villages, grids, widest first, with centres and outlines.
    pub areas: Vec<Area>,
    /// Reports in the order in which they were received.
    pub reports: Vec<Filed>,
    /// Patrol effort, by day and grid.
    pub effort: Vec<Effort>,
    /// The planted episodes, where any were asked for; then, always, the grids that fell silent by habit.
    pub truth: Vec<Episode>,
}

/// The county of Dunhuang (620982): the first one of [`counties`].
///
/// Categories that the taxonomy does not know are left out; windows and festivals come from the calendar.
pub fn county(parameters: &Parameters, calendar: &Calendar, taxonomy: &Taxonomy) -> County {
    simulate(parameters, 0, calendar, taxonomy)
}

/// The counties one after the other, each made when it is asked for, so that memory does not grow with their
/// number. The first is Dunhuang; the others have its shape, made-up codes beginning with 99, and 模拟 in
/// their names.
pub fn counties<'a>(
    parameters: &'a Parameters,
    calendar: &'a Calendar,
    taxonomy: &'a Taxonomy,
) -> impl Iterator<Item = County> + 'a {
    (0..parameters.counties).map(move |number| simulate(parameters, number, calendar, taxonomy))
}

fn simulate(parameters: &Parameters, number: u32, calendar: &Calendar, taxonomy: &Taxonomy) -> County {
    let reference = Reference::embedded();
    let streams = Streams { seed: parameters.seed, county: number };
    let land = Land::survey(&reference, number);
    let demand = Demand::estimate(&land, &reference, parameters, calendar, taxonomy, streams);
    let habits = Habits::draw(&land, demand.span, parameters, streams);
    let mut plan = if parameters.episodes { Plan::draw(&land, &demand, streams) } else { Plan::default() };
    plan.tell_habits(&land, &demand, &habits);
    let doubled = parameters.effort_doubles_on.map(|day| demand.span.reached(day));
    let happened = occurrence::happen(&land, &demand, &habits, &plan, doubled, streams);
    let effort = effort::patrol(&land, demand.span, &habits, &plan, &happened, doubled, streams);
    let reports = filing::file(&land, &demand, &habits, parameters.doubles, &happened);
    County { areas: land.areas, reports, effort, truth: plan.episodes }
}
