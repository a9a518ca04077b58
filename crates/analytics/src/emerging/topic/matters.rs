//! The reports as matters that hold words: what the topics are counted in.

use std::collections::{BTreeSet, HashMap};

use chrono::{Months, TimeDelta};
use domain::{AreaLevel, Report};

use super::vocabulary::Vocabulary;
use crate::sweep::Sweep;

/// Texts of the past that are cut besides those of the window, evenly spaced: a word that stands in one text of a
/// hundred is then known with near certainty, and a rarer one weighs nothing among the words that are tested.
const SAMPLED_TEXTS: usize = 400;

/// Reports of one grid, day and group of categories: one matter, in whichever channels it came twice.
#[derive(Clone, Debug)]
pub(super) struct Matter<'a> {
    /// The area of the reports, normally a grid.
    pub place: usize,
    /// Its town.
    pub town: usize,
    /// Its county.
    pub county: usize,
    /// The group of categories.
    pub group: usize,
    /// The counted week.
    pub week: usize,
    /// The reports.
    pub reports: Vec<&'a Report>,
    /// Numbers of the words that stand in them, ascending.
    pub words: Vec<u32>,
}

/// The matters of the counted weeks, oldest first, and their words. Restricted categories are left out.
pub(super) fn read<'a>(sweep: &Sweep<'a>) -> (Vec<Matter<'a>>, Vocabulary) {
    let mut matters = gathered(sweep);
    let vocabulary = vocabulary(sweep, &matters);
    let mut found = BTreeSet::new();
    for matter in &mut matters {
        for report in &matter.reports {
            vocabulary.read(&report.summary, &mut found);
        }
        matter.words.extend(std::mem::take(&mut found));
    }
    (matters, vocabulary)
}

fn gathered<'a>(sweep: &Sweep<'a>) -> Vec<Matter<'a>> {
    let (places, kinds) = (&sweep.places, &sweep.kinds);
    let mut matters: Vec<Matter<'a>> = Vec::new();
    let mut known = HashMap::new();
    for row in sweep.rows.iter() {
        let (Some(week), Some(town), Some(county), Some(group)) = (
            sweep.horizon.week_of(row.report.occurred_on),
            places.ancestor(row.area, AreaLevel::Town),
            places.ancestor(row.area, AreaLevel::County),
            kinds.counted_in(row.category).last(),
        ) else {
            continue;
        };
        if kinds.is_restricted(row.category) || row.report.summary.is_empty() {
            continue;
        }
        let at = *known.entry((row.area, row.report.occurred_on, group)).or_insert(matters.len());
        match matters.get_mut(at) {
            Some(matter) => matter.reports.push(row.report),
            None => matters.push(Matter {
                place: row.area,
                town,
                county,
                group,
                week,
                reports: vec![row.report],
                words: Vec::new(),
            }),
        }
    }
    matters
}

/// The words of the window's texts and of a sample of the past's.
fn vocabulary(sweep: &Sweep<'_>, matters: &[Matter<'_>]) -> Vocabulary {
    let first = sweep.horizon.weeks.saturating_sub(sweep.parameters.topics.weeks);
    let (past, now): (Vec<&Matter<'_>>, Vec<&Matter<'_>>) =
        matters.iter().partition(|matter| matter.week < first);
    let step = past.len().div_ceil(SAMPLED_TEXTS).max(1);
    let texts = now.into_iter().chain(past.into_iter().step_by(step));
    let texts = texts.flat_map(|matter| &matter.reports).map(|report| report.summary.as_str());
    let names = [AreaLevel::County, AreaLevel::Town, AreaLevel::Village].into_iter();
    let names: Vec<&str> = names
        .flat_map(|level| sweep.places.at(level))
        .map(|place| sweep.places.area(place).name.as_str())
        .collect();
    Vocabulary::of(texts, &names.join("\n"))
}

/// Which counted weeks lie in the season of the window, a few weeks around the same days of earlier years.
pub(super) fn seasons(sweep: &Sweep<'_>) -> Vec<bool> {
    let chosen = &sweep.parameters.topics;
    let horizon = &sweep.horizon;
    let first = horizon.weeks.saturating_sub(chosen.weeks);
    let margin = TimeDelta::weeks(i64::try_from(chosen.season_weeks).unwrap_or(i64::MAX / 2).min(26));
    let window = (horizon.week(first).monday(), horizon.week(horizon.weeks).monday());
    let mut inside = vec![false; horizon.weeks];
    for (week, inside) in inside.iter_mut().enumerate().take(first) {
        let monday = horizon.week(week).monday();
        *inside = (1u32..)
            .map(|years| (window.0 - Months::new(12 * years), window.1 - Months::new(12 * years)))
            .take_while(|(_, to)| *to + margin > monday)
            .any(|(from, to)| from - margin <= monday && monday < to + margin);
    }
    inside
}
