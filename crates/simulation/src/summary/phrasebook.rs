//! The phrasebook (`frames.txt`): frames of first sentences and actions, by category.

use std::collections::BTreeMap;

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::stream::pick;

const TEXT: &str = include_str!("frames.txt");
/// The section whose actions fit every category, and whose frames are none.
const ANY: &str = "*";
/// After a key: no action but the section's own fits.
const OWN_ACTIONS_ONLY: char = '!';
/// Marks of frames that fit only one setting.
const VILLAGE_ONLY: &str = "村|";
const COMMUNITY_ONLY: &str = "区|";

/// Frames and actions of one category.
#[derive(Clone, Debug, Default)]
struct Section {
    village: Vec<&'static str>,
    community: Vec<&'static str>,
    actions: Vec<&'static str>,
    own_actions_only: bool,
}

/// All sections, by key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Phrasebook(BTreeMap<&'static str, Section>);

impl Phrasebook {
    /// The embedded phrasebook.
    pub(crate) fn embedded() -> Self {
        let mut book = Self::default();
        let mut key = ANY;
        for line in TEXT.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(heading) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                key = heading.trim_end_matches(OWN_ACTIONS_ONLY);
                book.0.entry(key).or_default().own_actions_only = heading.ends_with(OWN_ACTIONS_ONLY);
                continue;
            }
            let section = book.0.entry(key).or_default();
            if let Some(action) = line.strip_prefix("> ") {
                section.actions.push(action);
            } else if let Some(frame) = line.strip_prefix(VILLAGE_ONLY) {
                section.village.push(frame);
            } else if let Some(frame) = line.strip_prefix(COMMUNITY_ONLY) {
                section.community.push(frame);
            } else {
                section.village.push(line);
                section.community.push(line);
            }
        }
        book
    }

    /// The frames of a category that fit the setting.
    pub(crate) fn frames(&self, key: &str, community: bool) -> Vec<&'static str> {
        let Some(section) = self.0.get(key) else { return Vec::new() };
        if community { section.community.clone() } else { section.village.clone() }
    }

    /// Something that was done about a matter of a category: half of the time what is special to it.
    pub(crate) fn action(&self, key: &str, random: &mut ChaCha8Rng) -> &'static str {
        let special = random.random_bool(0.5) || self.0.get(key).is_some_and(|own| own.own_actions_only);
        self.passed_on(if special { key } else { ANY }, random)
    }

    /// Something that was done by those who passed a matter on: `again`, `hotline` or `police`.
    pub(crate) fn passed_on(&self, key: &str, random: &mut ChaCha8Rng) -> &'static str {
        let actions = self.0.get(key).map_or(&[][..], |section| section.actions.as_slice());
        pick(actions, random).copied().unwrap_or_default()
    }

    /// The keys of all sections with frames.
    #[cfg(test)]
    pub(crate) fn keys(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.0.iter().filter(|(_, section)| !section.village.is_empty()).map(|(key, _)| *key)
    }
}

/// Replaces every `{slot}` of a frame.
pub(super) fn fill(frame: &str, mut word: impl FnMut(&str) -> String) -> String {
    let mut text = String::with_capacity(2 * frame.len());
    let mut rest = frame;
    while let Some((before, after)) = rest.split_once('{') {
        let (slot, following) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(before);
        text.push_str(&word(slot));
        rest = following;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_category_has_twelve_frames_and_three_actions_of_its_own() {
        let book = Phrasebook::embedded();
        assert_eq!(book.keys().count(), 25);
        for key in book.keys() {
            let frames: BTreeSet<&str> =
                book.frames(key, false).into_iter().chain(book.frames(key, true)).collect();
            assert!(frames.len() >= 12, "{key}: {}", frames.len());
            assert!(book.frames(key, false).len() >= 10, "{key}");
            assert!(book.frames(key, true).len() >= 6, "{key}");
            assert!(book.0[key].actions.len() >= 3, "{key}");
        }
        assert!(book.0[ANY].actions.len() >= 12);
    }

    #[test]
    fn slots_are_filled_in_order_and_plain_text_stays() {
        assert_eq!(fill("{甲}与{乙}争吵", |slot| slot.to_uppercase()), "甲与乙争吵");
        assert_eq!(fill("没有空格", |_| unreachable!()), "没有空格");
    }
}
