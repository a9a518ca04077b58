//! What else a signal could be. A doubt is a figure beside the signal, not a verdict on it.

use domain::{AreaId, AreaLevel, Channel, Detector, SignalKind};

use super::{Reader, View, is_of_past_windows};

/// Below this ratio to the usual there are no visits to speak of.
pub(super) const NO_VISITS: f64 = 0.05;

/// Patrol visits within these ratios to the usual are usual themselves: weeks differ by a quarter without a reason.
const USUAL_VISITS: (f64, f64) = (0.8, 1.25);

/// From this share on late reports may be a batch: of the ordinary ones about one in eight comes in late.
const BATCH: f64 = 0.25;

/// Below this share of known reports the count will still grow by more than one in ten.
const NEARLY_ALL: f64 = 0.9;

/// A source that brings this share speaks louder than all others together.
const LOUD: f64 = 0.5;

/// A source of fewer reports than this is loud only because there are few.
const LOUD_COUNT: u32 = 3;

/// From this share on equal texts matter; among hundreds of short texts a few are equal by chance.
const REPEATED: f64 = 0.1;

/// Reports below which a single matter can make the pattern.
const FEW: f64 = 6.0;

/// One other explanation.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Doubt {
    /// More visits than usual, by this ratio.
    MoreVisits(f64),
    /// Fewer visits than usual, by this ratio.
    FewerVisits(f64),
    /// Visits were as usual; said of a silence only, which may then be peace.
    SameVisits(f64),
    /// This share came in late: a batch.
    Late(f64),
    /// Only this share of the reports is known yet.
    Partial(f64),
    /// One channel brought so many of all.
    Channel(Channel, u32, f64),
    /// One grid brought so many of all.
    Grid(AreaId, u32, f64),
    /// So many share their text with another one.
    Copied(u32),
    /// So few in all.
    Few(f64),
}

impl Doubt {
    /// The doubts that hold for a signal, those about effort first.
    pub fn of(view: &View<'_>) -> Vec<Self> {
        let (signal, facts) = (view.signal, &view.signal.facts);
        let silent = signal.kind == SignalKind::Silent;
        let visits = facts.visits_ratio.and_then(|ratio| match ratio {
            ratio if ratio < USUAL_VISITS.0 => Some(Self::FewerVisits(ratio)),
            ratio if ratio > USUAL_VISITS.1 => Some(Self::MoreVisits(ratio)),
            ratio => silent.then_some(Self::SameVisits(ratio)),
        });
        let partial = facts.known_share.filter(|share| *share < NEARLY_ALL).map(Self::Partial);
        let about_efforts = visits.into_iter().chain(partial);
        if silent {
            return about_efforts.collect();
        }
        // How late the reports of past windows were does not bear on the coming one.
        let present = !is_of_past_windows(signal.detector);
        let late = facts.late_share.filter(|share| present && *share >= BATCH).map(Self::Late);
        let behind = signal.reports.len() as f64;
        let loud = |count: u32| {
            let share = f64::from(count) / behind;
            (count >= LOUD_COUNT && share >= LOUD).then_some(share)
        };
        // Patrols bring most reports anywhere, and an import brings all of them: neither is a loud source.
        let channel = facts
            .loudest_channel
            .filter(|(channel, _)| !matches!(channel, Channel::Patrol | Channel::Import))
            .and_then(|(channel, count)| Some(Self::Channel(channel, view.told(count)?, loud(count)?)));
        let grid = facts
            .busiest_grid
            .as_ref()
            .filter(|_| view.reader == Reader::Desk && spans_grids(view))
            .and_then(|(grid, count)| Some(Self::Grid(grid.clone(), *count, loud(*count)?)));
        // A signal about copies is no other thing for being made of them.
        let repeated = signal.detector != Detector::Copies && f64::from(facts.copied) >= REPEATED * behind;
        let copied = view.told(facts.copied).filter(|_| repeated).map(Self::Copied);
        let small =
            matches!(signal.kind, SignalKind::Emerging | SignalKind::Trending) && signal.observed < FEW;
        let few = small.then_some(Self::Few(signal.observed));
        about_efforts.chain(late).chain(channel).chain(grid).chain(copied).chain(few).collect()
    }
}

/// Whether the signal speaks of more than one grid, so that one of them can be loud.
fn spans_grids(view: &View<'_>) -> bool {
    let level = view.context.areas.get(&view.signal.area).map(|area| area.level);
    view.signal.cluster.len() != 1 && level != Some(AreaLevel::Grid)
}
