//! Silent (静默): a place from which nothing comes, neither a report nor a recorded patrol, against its own pattern and
//! that of the places around it.
//!
//! Towns and villages come first, and what lies in a silent one is not asked again: the parent explains its children.
//! Single grids are too sparse to be told one by one, so each town is asked by Simes' test whether any of its grids is
//! silent, and if so they are listed in one signal for the town office. Places are spoken of, never who works there.

mod chance;
mod contacts;

use domain::{AreaLevel, Detector};
use statistics::{distribution, multiplicity::benjamini_hochberg};

use crate::{
    finding::{Finding, Test},
    sweep::Sweep,
};
use chance::{Past, Quiet, Usual};
use contacts::Contacts;

/// Days in a week.
const WEEK: usize = 7;

/// One family for towns and villages, one for the grids of each town.
pub(crate) fn families(sweep: &Sweep<'_>) -> Vec<Vec<Test>> {
    let chosen = &sweep.parameters.silent;
    let contacts = Contacts::count(sweep, chosen.learn_weeks + chosen.longest_weeks);
    // With less than two silences' worth of past nobody knows what is usual.
    if contacts.weeks() < chosen.longest_weeks / 2 + chosen.minimum_weeks {
        return Vec::new();
    }
    let look = |level, silent: &[Silence]| {
        let explained = |area| silent.iter().any(|parent| sweep.places.lies_in(area, parent.area));
        Ground::survey(sweep, &contacts, level).silences(explained)
    };
    let towns = look(AreaLevel::Town, &[]);
    let mut silent: Vec<Silence> = towns.iter().filter(|town| town.is_rare(sweep)).copied().collect();
    let villages = look(AreaLevel::Village, &silent);
    silent.extend(villages.iter().filter(|village| village.is_rare(sweep)));
    let grids = look(AreaLevel::Grid, &silent);
    let places = towns.iter().chain(&villages).map(|silence| {
        Test::new(silence.chance, silence.is_rare(sweep).then(|| place(sweep, &contacts, silence)))
    });
    let by_town = sweep.places.at(AreaLevel::Town).filter_map(|town| {
        let inside: Vec<Silence> =
            grids.iter().filter(|grid| sweep.places.lies_in(grid.area, town)).copied().collect();
        grids_of(sweep, &contacts, &inside)
    });
    vec![places.collect(), by_town.collect()]
}

/// A place and its last weeks without anything, which may be none.
#[derive(Clone, Copy, Debug)]
struct Silence {
    area: usize,
    weeks: usize,
    /// The chance of it in a place that goes on as ever.
    chance: f64,
    /// Share of the rest's reports, and the area that holds the rest.
    share: f64,
    around: usize,
    reports_expected: f64,
    visits_expected: f64,
}

impl Silence {
    fn is_rare(&self, sweep: &Sweep<'_>) -> bool {
        self.weeks >= sweep.parameters.silent.minimum_weeks && self.chance <= sweep.parameters.silent.chance
    }
}

/// The places of one level, each against the rest around it.
struct Ground<'s> {
    sweep: &'s Sweep<'s>,
    contacts: &'s Contacts,
    /// Area, the area around it, its silent weeks.
    places: Vec<(usize, usize, usize)>,
    pasts: Vec<Past>,
    usual: Usual,
}

impl<'s> Ground<'s> {
    fn survey(sweep: &'s Sweep<'_>, contacts: &'s Contacts, level: AreaLevel) -> Self {
        let wider = if level == AreaLevel::Town { AreaLevel::County } else { AreaLevel::Town };
        let chosen = &sweep.parameters.silent;
        let places: Vec<(usize, usize, usize)> = sweep
            .places
            .at(level)
            .filter_map(|area| Some((area, sweep.places.ancestor(area, wider)?, contacts.silent_weeks(area))))
            // A place that was never heard of is not silent but not covered, and an old silence is no news.
            .filter(|(.., weeks)| *weeks < contacts.weeks() && *weeks <= chosen.longest_weeks)
            .collect();
        let mut ground = Self {
            sweep,
            contacts,
            pasts: Vec::new(),
            usual: Usual {
                share: 0.0,
                patrolled: 0.0,
                dispersion: 1.0,
                prior_reports: chosen.prior_reports,
                prior_weeks: chosen.prior_weeks,
            },
            places,
        };
        ground.pasts =
            ground.places.iter().map(|&(area, around, weeks)| ground.past(area, around, weeks)).collect();
        let sum = |value: fn(&Past) -> f64| ground.pasts.iter().map(value).sum::<f64>();
        let over = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        ground.usual.share = over(sum(|past| past.reports), sum(|past| past.rest));
        ground.usual.patrolled = over(sum(|past| past.patrolled), sum(|past| past.weeks)).min(1.0);
        ground.usual.dispersion = ground.dispersion();
        ground
    }

    /// The weeks learned from: those before the silence.
    fn learned(&self, silent: usize) -> std::ops::Range<usize> {
        let end = self.contacts.weeks() - silent;
        end.saturating_sub(self.sweep.parameters.silent.learn_weeks)..end
    }

    /// What the rest around an area recorded of its usual patrols in a week, `0..=1`.
    fn recorded(
        &self,
        area: usize,
        around: usize,
        learned: std::ops::Range<usize>,
    ) -> impl Fn(usize) -> f64 + '_ {
        let rest = move |week: usize| self.contacts.patrols(around)[week] - self.contacts.patrols(area)[week];
        let usual = learned.clone().map(rest).sum::<f64>() / learned.len().max(1) as f64;
        move |week| if usual > 0.0 { (rest(week) / usual).min(1.0) } else { 0.0 }
    }

    fn past(&self, area: usize, around: usize, silent: usize) -> Past {
        let learned = self.learned(silent);
        let recorded = self.recorded(area, around, learned.clone());
        let (own, all) = (self.contacts.reports(area), self.contacts.reports(around));
        let mut past = Past::default();
        for week in learned {
            past.reports += own[week];
            past.rest += all[week] - own[week];
            past.patrolled += f64::from(self.contacts.patrols(area)[week] > 0.0);
            past.weeks += recorded(week);
        }
        past
    }

    /// Pearson's statistic of the weekly reports around the places' own shares of the rest, over its mean.
    fn dispersion(&self) -> f64 {
        let (mut squares, mut means) = (0.0, 0.0);
        for (&(area, around, silent), past) in self.places.iter().zip(&self.pasts) {
            let (own, all) = (self.contacts.reports(area), self.contacts.reports(around));
            let share = if past.rest > 0.0 { past.reports / past.rest } else { 0.0 };
            for week in self.learned(silent) {
                let mean = share * (all[week] - own[week]);
                // The mean is a count itself, and its own variation would be taken for that of the place.
                squares += (own[week] - mean).powi(2) - share * mean;
                means += mean;
            }
        }
        if means > 0.0 { (squares / means).max(1.0) } else { 1.0 }
    }

    fn silences(&self, explained: impl Fn(usize) -> bool) -> Vec<Silence> {
        let told = self.places.iter().zip(&self.pasts).filter(|((area, ..), _)| !explained(*area));
        told.map(|(&(area, around, weeks), past)| {
            let now = self.contacts.weeks() - weeks..self.contacts.weeks();
            let recorded = self.recorded(area, around, self.learned(weeks));
            let quiet = Quiet {
                rest: now.clone().map(|week| self.contacts.reports(around)[week]).sum(),
                weeks: now.map(recorded).sum(),
            };
            let learned = self.learned(weeks);
            let visits: f64 = self.contacts.visits(area)[learned].iter().sum();
            let a_week = if past.weeks > 0.0 { visits / past.weeks } else { 0.0 };
            let share = self.usual.share_of(past);
            Silence {
                area,
                weeks,
                chance: self.usual.no_report(past, &quiet) * self.usual.no_patrol(past, &quiet),
                share,
                around,
                reports_expected: share * quiet.rest,
                visits_expected: a_week * quiet.weeks,
            }
        })
        .collect()
    }
}

/// The finding of one silent town or village.
fn place(sweep: &Sweep<'_>, contacts: &Contacts, silence: &Silence) -> Finding {
    let first = first_silent_day(sweep, silence.weeks);
    // The silence keeps its name while it lasts; only its last day moves.
    finding(sweep, contacts, silence.area, Vec::new(), std::slice::from_ref(silence), Some(first.to_string()))
}

/// The test of the grids of one town together; `None` where it has none.
fn grids_of(sweep: &Sweep<'_>, contacts: &Contacts, grids: &[Silence]) -> Option<Test> {
    let chances: Vec<f64> = grids.iter().map(|grid| grid.chance).collect();
    let adjusted = benjamini_hochberg(&chances);
    // Simes' p-value of all of them is the smallest adjusted one.
    let p_value = adjusted.iter().copied().reduce(f64::min)?;
    let silent: Vec<Silence> = grids
        .iter()
        .zip(&adjusted)
        .filter(|(grid, q)| grid.is_rare(sweep) && **q <= sweep.parameters.false_discovery_rate)
        .map(|(grid, _)| *grid)
        .collect();
    let cluster: Vec<usize> = silent.iter().map(|grid| grid.area).collect();
    let town = silent.first().and_then(|grid| sweep.places.ancestor(grid.area, AreaLevel::Town));
    Some(Test::new(p_value, town.map(|town| finding(sweep, contacts, town, cluster, &silent, None))))
}

fn first_silent_day(sweep: &Sweep<'_>, weeks: usize) -> chrono::NaiveDate {
    sweep.horizon.week(sweep.horizon.weeks - weeks).monday()
}

/// Days from the last report or patrol of a place to the end of the last counted week; a patrol and a report have their
/// day, a week alone would be up to six days off.
fn last_contact_days(sweep: &Sweep<'_>, area: usize) -> Option<i64> {
    let end = sweep.horizon.week(sweep.horizon.weeks - 1).sunday();
    let reports = sweep
        .rows
        .iter()
        .filter(|row| sweep.places.lies_in(row.area, area))
        .map(|row| row.report.occurred_on);
    let patrols = sweep.snapshot.effort.iter().filter_map(|effort| {
        sweep.places.lies_in(sweep.places.number(&effort.grid)?, area).then_some(effort.day)
    });
    reports.chain(patrols).filter(|day| *day <= end).max().map(|day| (end - day).num_days())
}

fn finding(
    sweep: &Sweep<'_>,
    contacts: &Contacts,
    area: usize,
    cluster: Vec<usize>,
    silences: &[Silence],
    event: Option<String>,
) -> Finding {
    let chosen = &sweep.parameters.silent;
    let horizon = &sweep.horizon;
    let sum = |value: fn(&Silence) -> f64| silences.iter().map(value).sum::<f64>();
    let weeks = silences.iter().map(|silence| silence.weeks).max().unwrap_or(0);
    let expected = sum(|silence| silence.reports_expected);
    let visits = sum(|silence| silence.visits_expected);
    let bound = |mean: f64| {
        distribution::Counts::poisson(mean).map_or(mean, |law| law.quantile(sweep.parameters.upper_quantile))
    };
    let mut observed = vec![0.0; horizon.weeks];
    let mut usual = vec![0.0; horizon.weeks];
    for silence in silences {
        let (own, all) = (contacts.reports(silence.area), contacts.reports(silence.around));
        for week in 0..contacts.weeks() {
            observed[contacts.first_week() + week] += own[week];
            usual[contacts.first_week() + week] += silence.share * (all[week] - own[week]);
        }
    }
    let mut parameters = vec![("weeks_silent", weeks as f64), ("reports_expected", expected)];
    if visits > 0.0 {
        parameters.push(("visits_expected", visits));
    }
    let last_contact = silences.iter().filter_map(|silence| last_contact_days(sweep, silence.area)).max();
    if let Some(days) = last_contact {
        parameters.push(("last_contact_days_ago", days as f64));
    }
    if !cluster.is_empty() {
        parameters.push(("grids_silent", cluster.len() as f64));
    }
    parameters.extend([
        ("minimum_weeks", chosen.minimum_weeks as f64),
        ("chance", chosen.chance),
        ("false_discovery_rate", sweep.parameters.false_discovery_rate),
    ]);
    let from = first_silent_day(sweep, weeks);
    Finding {
        detector: Detector::Silence,
        area,
        cluster,
        category: sweep.kinds.every(),
        event,
        span: (from, from + chrono::Days::new((weeks * WEEK) as u64 - 1)),
        observed: 0.0,
        expected,
        upper: bound(expected),
        ratio: 0.0,
        parameters,
        series: sweep.weekly_chart(&observed, |week| {
            (week >= contacts.first_week()).then(|| (usual[week], Some(bound(usual[week]))))
        }),
        evidence: Vec::new(),
        reports: None,
        facts: domain::Facts::default(),
    }
}
