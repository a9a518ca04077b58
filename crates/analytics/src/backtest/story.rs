//! Signals of successive sweeps that tell the same story.

use std::collections::BTreeMap;

use super::{Line, Listed};

/// A signal that is raised again after at most this many weeks continues its story, as the cool-down of the rules
/// lets a committee see it.
const SAME_STORY_WEEKS: i64 = 4;

/// The lines of one story, oldest first; never empty.
pub(super) type Story<'a> = Vec<&'a Line>;

/// The stories of a list's news, those that began first first.
///
/// A cluster gains and loses a grid from week to week, and with it a village: the town and the group of categories
/// are what stays.
pub(super) fn stories<'a>(listed: &Listed<'a>) -> Vec<Story<'a>> {
    let mut threads: BTreeMap<_, Story<'a>> = BTreeMap::new();
    for &line in listed.lines.iter().filter(|line| line.is_news()) {
        let subject = (line.kind, &line.town, &line.group, line.event.as_deref());
        threads.entry(subject).or_default().push(line);
    }
    let split = |thread: Story<'a>| -> Vec<Story<'a>> {
        let same = |one: &&Line, other: &&Line| other.week.since(one.week) <= SAME_STORY_WEEKS;
        thread.chunk_by(same).map(<[_]>::to_vec).collect()
    };
    let mut stories: Vec<Story<'a>> = threads.into_values().flat_map(split).collect();
    // Of those that began together the order stays that of (kind, town, group, event).
    stories.sort_by_key(|story| story[0].week);
    stories
}
