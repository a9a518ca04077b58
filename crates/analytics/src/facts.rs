//! What is known around a signal: the facts that its fact sheet tells, and the order in which signals are read.
//!
//! Facts are counted, never judged. What cannot be counted stays absent, and what a finding gave already is kept: a
//! topic brings its own words and sentences, a trend its own outlook. A restricted category lists no reports, so
//! nothing that would be read from reports (a grid, a text, a channel) is told of it.

mod behind;
mod course;
mod sentences;
mod visits;
mod weight;

use std::{
    cmp::Ordering,
    collections::{HashMap, HashSet},
};

use domain::{ReportId, Signal, SignalKind, Week};
use statistics::distribution;

use crate::{cube::Row, sweep::Sweep};
use behind::Behind;
use course::Course;
use visits::Visits;

/// Tail on each side of what is called usual: nine in ten weeks without a pattern fall between.
const TAIL: f64 = 0.05;

/// Fills in the facts of the signals of one sweep and puts them in the order in which they are read.
pub(crate) fn complete(mut signals: Vec<Signal>, sweep: &Sweep<'_>) -> Vec<Signal> {
    if signals.is_empty() {
        return signals;
    }
    let rows = rows_behind(&signals, sweep);
    let visits = Visits::count(sweep);
    for signal in &mut signals {
        let found: Vec<&Row<'_>> = signal.reports.iter().filter_map(|id| rows.get(id).copied()).collect();
        tell(signal, &Behind::new(&found, sweep), &visits, sweep);
    }
    signals.sort_by(order);
    signals
}

/// Expected harm first, then rarity; the id settles a tie.
fn order(one: &Signal, other: &Signal) -> Ordering {
    (other.facts.weight.total_cmp(&one.facts.weight))
        .then(one.p_value.total_cmp(&other.p_value))
        .then_with(|| one.id.cmp(&other.id))
}

/// The rows that any of the signals lists.
fn rows_behind<'s>(signals: &[Signal], sweep: &'s Sweep<'_>) -> HashMap<ReportId, &'s Row<'s>> {
    let wanted: HashSet<ReportId> = signals.iter().flat_map(|signal| &signal.reports).copied().collect();
    let listed = sweep.rows.iter().filter(|row| wanted.contains(&row.report.id));
    listed.map(|row| (row.report.id, row)).collect()
}

fn tell(signal: &mut Signal, behind: &Behind<'_>, visits: &Visits, sweep: &Sweep<'_>) {
    let usual = usual(signal);
    let course = Course::of(signal);
    let (known, visited) = (known_share(signal, sweep), visits.ratio(signal, sweep));
    let facts = &mut signal.facts;
    facts.interval = facts.interval.or(usual);
    facts.since = facts.since.or(course.since);
    facts.people = behind.people();
    facts.group_matters = behind.group_matters();
    facts.visits_ratio = facts.visits_ratio.or(visited);
    facts.late_share = behind.late_share(sweep.snapshot.time);
    facts.known_share = facts.known_share.or(known);
    facts.loudest_channel = behind.loudest_channel();
    facts.busiest_grid = behind.busiest_grid(sweep);
    facts.copied = behind.copied();
    if facts.past.is_empty() {
        facts.past = course.past;
    }
    if facts.sentences.is_empty() {
        facts.sentences = behind.typical_sentences();
    }
    signal.facts.weight = weight::expected_harm(signal, behind.gravity());
}

/// Where nine in ten counts fall: the forecast of a coming window, or what the expectation and its dispersion give.
fn usual(signal: &Signal) -> Option<(f64, f64)> {
    let named = |name| signal.parameter(name);
    if let (Some(lower), Some(upper)) = (named("forecast_lower"), named("forecast_upper")) {
        return Some((lower, upper));
    }
    let dispersion = named("dispersion").unwrap_or(1.0).max(1.0);
    let law = distribution::Counts::with_dispersion(signal.expected, dispersion).ok()?;
    Some((law.quantile(TAIL), law.quantile(1.0 - TAIL)))
}

/// The share of the window's reports that should be known by now, for patterns of the last weeks.
fn known_share(signal: &Signal, sweep: &Sweep<'_>) -> Option<f64> {
    if !matches!(signal.kind, SignalKind::Emerging | SignalKind::Silent) {
        return None;
    }
    let weeks = window(signal).filter_map(|week| sweep.horizon.week_of(week.monday()));
    let shares: Vec<f64> = weeks.map(|week| sweep.completeness[week]).collect();
    (!shares.is_empty()).then(|| shares.iter().sum::<f64>() / shares.len() as f64)
}

/// The weeks that the window of a signal touches.
fn window(signal: &Signal) -> impl Iterator<Item = Week> {
    let (first, last) = (Week::of(signal.from), Week::of(signal.to));
    (0..=last.since(first)).map(move |n| first.plus(n))
}
