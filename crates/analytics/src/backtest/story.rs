//! Signals of successive sweeps that tell the same story.

use std::collections::BTreeMap;

use chrono::Days;
use domain::{AreaLevel, Signal, SignalKind, Week};

use super::matching::Matcher;
use crate::Assessment;

/// A signal that is raised again after at most this many weeks continues its story, as the cool-down of the rules
/// lets a committee see it.
const SAME_STORY_WEEKS: i64 = 4;

/// One telling of a story.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told<'a> {
    /// The signal.
    pub signal: &'a Signal,
    /// The last whole week its sweep saw.
    pub seen: Week,
}

/// The signals of one story, oldest first; never empty.
#[derive(Clone, Debug)]
pub(super) struct Story<'a> {
    /// Its tellings.
    pub signals: Vec<Told<'a>>,
}

impl Story<'_> {
    /// The kind of its signals.
    pub fn kind(&self) -> Option<SignalKind> {
        self.signals.first().map(|told| told.signal.kind)
    }
}

/// The stories of sweeps that are given oldest first, in the order of (kind, town, group, event) and time.
///
/// A cluster gains and loses a grid from week to week, and with it a village: the town and the group of categories
/// are what stays.
pub(super) fn stories<'a>(weekly: &'a [Assessment], trees: &Matcher<'_>) -> Vec<Story<'a>> {
    let mut threads: BTreeMap<_, Vec<Told<'_>>> = BTreeMap::new();
    for assessment in weekly {
        // A sweep at the very end of a week has seen that week: a day back from the cut lies in it.
        let seen = Week::of(assessment.as_of.date_naive() - Days::new(6));
        for signal in &assessment.signals {
            let town = trees.areas.ancestor_at(&signal.area, AreaLevel::Town);
            let area = town.map_or(&signal.area, |town| &town.id).clone();
            let group = trees.wider(&signal.category).last().map(|category| category.code.clone());
            let subject = (signal.kind, area, group, signal.event.as_deref());
            threads.entry(subject).or_default().push(Told { signal, seen });
        }
    }
    threads.into_values().flat_map(split).collect()
}

fn split(thread: Vec<Told<'_>>) -> Vec<Story<'_>> {
    let mut stories: Vec<Story<'_>> = Vec::new();
    for told in thread {
        match stories.last_mut() {
            Some(story)
                if story
                    .signals
                    .last()
                    .is_some_and(|last| told.seen.since(last.seen) <= SAME_STORY_WEEKS) =>
            {
                story.signals.push(told);
            }
            _ => stories.push(Story { signals: vec![told] }),
        }
    }
    stories
}
