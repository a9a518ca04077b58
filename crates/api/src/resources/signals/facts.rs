//! The facts of a pattern as a caller may see them.

use ::advisories::Reader;
use chrono::NaiveDate;
use domain::{AreaId, Channel, Facts, PastEpisode};
use serde::Serialize;
use utoipa::ToSchema;

use super::single::Place;
use crate::{schema, service::Reference};

/// What is known around a pattern. Null is what cannot be counted, or what the caller may not see: outside the
/// analysts' desk there are no texts, no single grid, and no count below the threshold of suppression.
#[derive(Serialize, ToSchema)]
#[schema(as = Facts)]
pub(crate) struct FactsView {
    /// Expected harm, in ordinary reports.
    weight: f64,
    /// Lower and upper end of what is usual, or of the forecast of a coming window: nine in ten fall inside.
    interval: Option<(f64, f64)>,
    /// Since when it has been so.
    since: Option<NaiveDate>,
    /// People involved in the reports behind it, where they were written down.
    people: Option<u64>,
    /// Reports behind it that involve a group (scale 02 or 03).
    group_matters: Option<u32>,
    /// Patrol visits in the window over those usual there.
    visits_ratio: Option<f64>,
    /// Share of the reports behind it that came in more than a week after the event.
    late_share: Option<f64>,
    /// Share of the window's reports that should be known at the cut.
    known_share: Option<f64>,
    /// The channel that most of the reports behind it came through.
    loudest_channel: Option<ChannelCount>,
    /// The grid that most of the reports behind it come from.
    busiest_grid: Option<GridCount>,
    /// Reports behind it whose text another one of them repeats.
    copied: Option<u32>,
    /// Earlier weeks in which it was as far above the usual, newest first, and what followed.
    past: Vec<Episode>,
    /// For a topic: the words that rise, the strongest first.
    words: Vec<String>,
    /// Typical sentences from the reports, redacted.
    sentences: Vec<String>,
    /// For a trend: expected reports in the coming eight weeks.
    outlook: Option<Outlook>,
}

/// A channel and its reports.
#[derive(Serialize, ToSchema)]
struct ChannelCount {
    #[schema(schema_with = schema::channel)]
    channel: Channel,
    reports: u32,
}

/// A grid and its reports.
#[derive(Serialize, ToSchema)]
struct GridCount {
    grid: Place,
    reports: u32,
}

/// An earlier run of weeks above what was usual; null is a count too small for the caller.
#[derive(Serialize, ToSchema)]
struct Episode {
    from: NaiveDate,
    to: NaiveDate,
    observed: Option<f64>,
    expected: f64,
    /// Reports in the eight weeks that followed.
    afterwards: Option<f64>,
}

/// Expected reports with both ends.
#[derive(Serialize, ToSchema)]
struct Outlook {
    expected: f64,
    lower: f64,
    upper: f64,
}

impl FactsView {
    /// The facts of a masked signal for this reader; counts below `below` are kept from a committee.
    pub(crate) fn new(facts: Facts, reader: Reader, below: u32, reference: &Reference) -> Self {
        let desk = reader == Reader::Desk;
        let told = |count: u32| (desk || count >= below).then_some(count);
        let told_real = |count: f64| (desk || count >= f64::from(below)).then_some(count);
        let episode = |past: PastEpisode| Episode {
            from: past.from,
            to: past.to,
            observed: told_real(past.observed),
            expected: past.expected,
            afterwards: told_real(past.afterwards),
        };
        let grid = |(id, reports): (AreaId, u32)| GridCount {
            grid: Place { name: reference.areas.full_name(&id), id },
            reports,
        };
        Self {
            weight: facts.weight,
            interval: facts.interval,
            since: facts.since,
            people: (desk || facts.people >= u64::from(below)).then_some(facts.people),
            group_matters: told(facts.group_matters),
            visits_ratio: facts.visits_ratio,
            late_share: facts.late_share,
            known_share: facts.known_share,
            loudest_channel: facts
                .loudest_channel
                .and_then(|(channel, reports)| Some(ChannelCount { channel, reports: told(reports)? })),
            busiest_grid: facts.busiest_grid.filter(|_| desk).map(grid),
            copied: told(facts.copied),
            past: facts.past.into_iter().map(episode).collect(),
            words: facts.words,
            sentences: if desk { facts.sentences } else { Vec::new() },
            outlook: facts.outlook.map(|(expected, lower, upper)| Outlook { expected, lower, upper }),
        }
    }
}
