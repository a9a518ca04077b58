//! The counties that are replayed: the one of the database, or simulated ones, one after the other.
//!
//! The weeks of a county are swept on all cores; the results stand in the order of the weeks.

use std::collections::BTreeSet;

use analytics::{
    Assessment, Parameters, Snapshot, assess,
    backtest::{Episode, Rival, Trial, challenge, loosest},
};
use anyhow::Context as _;
use chrono::NaiveDate;
use domain::{Areas, Effort, Report, Taxonomy, Week};
use indicatif::ProgressBar;
use ingestion::{Format, Receipt, Reference};
use rayon::prelude::*;
use store::{Counting, Store};

use crate::{county::County, progress};

/// The weeks to replay, and whether a second time with loose cut-offs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub(crate) first: Week,
    pub(crate) last: Week,
    pub(crate) sweep: bool,
}

impl Span {
    fn weeks(&self) -> Vec<Week> {
        (0..=self.last.since(self.first)).map(|number| self.first.plus(number)).collect()
    }
}

/// A county's replay.
pub(crate) struct Played {
    pub(crate) areas: Areas,
    pub(crate) taxonomy: Taxonomy,
    /// By the detectors.
    pub(crate) ours: Trial,
    /// By the rivals, in the order of [`Rival::ALL`].
    pub(crate) rivals: Vec<Trial>,
    /// By the detectors with the loosest cut-offs, where they are asked for.
    pub(crate) loose: Option<Trial>,
}

/// What the database holds of its county.
pub(crate) struct Kept {
    county: County,
    areas: Areas,
    taxonomy: Taxonomy,
    reports: Vec<Report>,
    effort: Vec<Effort>,
}

impl Kept {
    /// Everything that was known by the end of a week.
    pub(crate) async fn load(store: &Store, county: County, last: Week) -> anyhow::Result<Self> {
        let end = county.time.end_of(last.sunday());
        let areas = store.areas().await?;
        let mut reports = store.reports_counted_at(end, NaiveDate::MIN, Counting::Once).await?;
        areas.redraw_reports(&mut reports, county.time);
        let effort = areas.redraw_effort(store.effort_known_at(end, NaiveDate::MIN).await?);
        Ok(Self { areas, taxonomy: store.taxonomy().await?, reports, effort, county })
    }

    /// Replays it against its truth.
    pub(crate) fn play(self, episodes: &[Episode], parameters: &Parameters, span: &Span) -> Played {
        let bar = progress::bar(span.weeks().len() as u64, "回测 replaying");
        let played = play(self, "", episodes, parameters, span, &bar);
        bar.finish_and_clear();
        played
    }
}

/// Simulates a county for each seed, takes its reports in through the same door as everybody's, and replays it.
pub(crate) fn simulated(
    seeds: &[u64],
    quiet: bool,
    county: &County,
    parameters: &Parameters,
    span: &Span,
) -> anyhow::Result<Vec<Played>> {
    let bar = progress::bar((seeds.len() * span.weeks().len()) as u64, "回测 replaying");
    let played = seeds
        .iter()
        .map(|&seed| {
            let (kept, episodes) = simulate(seed, quiet, county, span.last)?;
            Ok(play(kept, &format!("seed {seed}"), &episodes, parameters, span, &bar))
        })
        .collect();
    bar.finish_and_clear();
    played
}

fn simulate(seed: u64, quiet: bool, county: &County, last: Week) -> anyhow::Result<(Kept, Vec<Episode>)> {
    let usual = simulation::Parameters::default();
    // Episodes are planted so many days before the end: the end is that of `fengsui simulate`, whichever weeks are
    // looked at.
    let until = usual.until.max(last.sunday());
    let chosen = simulation::Parameters { seed, until, episodes: !quiet, ..usual };
    let simulated = simulation::county(&chosen, &county.calendar, &county.taxonomy);
    let areas = Areas::new(simulated.areas)?;

    let mut input = String::new();
    for filed in &simulated.reports {
        input.push_str(&simulation::to_ndjson(filed));
        input.push('\n');
    }
    let reference = Reference { areas: &areas, taxonomy: &county.taxonomy, time: county.time };
    let receipt = Receipt::AsRecorded { fallback: county.time.end_of(until) };
    let checked = ingestion::check(input.as_bytes(), &Format::Ndjson, &reference, receipt);
    // As in the database, the first report of an id stays.
    let mut known = BTreeSet::new();
    let reports = checked.accepted.into_iter().map(|row| row.report);
    let reports = reports.filter(|report| known.insert(report.id)).collect();

    let episodes = serde_json::from_str(&simulation::truth_json(&simulated.truth))
        .context("the truth of a simulation is a list of episodes")?;
    let county = county.clone();
    let taxonomy = county.taxonomy.clone();
    Ok((Kept { county, areas, taxonomy, reports, effort: simulated.effort }, episodes))
}

fn play(
    kept: Kept,
    name: &str,
    episodes: &[Episode],
    parameters: &Parameters,
    span: &Span,
    bar: &ProgressBar,
) -> Played {
    let snapshot = Snapshot {
        reports: &kept.reports,
        effort: &kept.effort,
        areas: &kept.areas,
        taxonomy: &kept.taxonomy,
        calendar: &kept.county.calendar,
        time: kept.county.time,
    };
    let loose = span.sweep.then(|| loosest(parameters));
    let weekly: Vec<Swept> = span
        .weeks()
        .into_par_iter()
        .map(|week| {
            let as_of = snapshot.time.end_of(week.sunday());
            let swept = Swept {
                ours: bare(assess(&snapshot, parameters, as_of)),
                rivals: challenge(&snapshot, parameters, as_of),
                loose: loose.as_ref().map(|loose| bare(assess(&snapshot, loose, as_of))),
            };
            bar.inc(1);
            swept
        })
        .collect();
    let trial = |weekly: Vec<Assessment>| Trial::new(name, episodes, &weekly, &kept.areas, &kept.taxonomy);
    let mut rivals: Vec<Vec<Assessment>> = Rival::ALL.map(|_| Vec::with_capacity(weekly.len())).to_vec();
    let (mut ours, mut of_loose) = (Vec::with_capacity(weekly.len()), Vec::new());
    for swept in weekly {
        ours.push(swept.ours);
        of_loose.extend(swept.loose);
        for (rival, assessment) in rivals.iter_mut().zip(swept.rivals) {
            rival.push(assessment);
        }
    }
    Played {
        ours: trial(ours),
        rivals: rivals.into_iter().map(trial).collect(),
        loose: span.sweep.then(|| trial(of_loose)),
        areas: kept.areas,
        taxonomy: kept.taxonomy,
    }
}

/// What was said at the end of one week.
struct Swept {
    ours: Assessment,
    rivals: Vec<Assessment>,
    loose: Option<Assessment>,
}

/// Without charts and lists of reports, which no score looks at and which are most of a signal.
fn bare(mut assessment: Assessment) -> Assessment {
    for signal in &mut assessment.signals {
        signal.series = Vec::new();
        signal.reports = Vec::new();
    }
    assessment
}
