//! The phrasebook (`frames.txt`): frames of first sentences and actions, by category.

use std::collections::BTreeMap;

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::stream::pick;

const TEXT: &str = include_str!("frames.txt");
/// The section whose actions fit every category, and whose frames are none.
const ANY: &str = "*";
/// Marks of frames that fit only one setting.
const VILLAGE_ONLY: &str = "村|";
const COMMUNITY_ONLY: &str = "区|";

/// Frames and actions of one category.
#[derive(Clone, Debug, Default)]
struct Section {
    village: Vec<&'static str>,
    community: Vec<&'static str>,
    actions: Vec<&'static str>,
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
                key = heading;
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

    /// Something that was done: half of the time what is special to the category.
    pub(crate) fn action(&self, key: &str, random: &mut ChaCha8Rng) -> &'static str {
        let of = |key: &str| self.0.get(key).map_or(&[][..], |section| section.actions.as_slice());
        let special = random.random_bool(0.5) && !of(key).is_empty();
        pick(of(if special { key } else { ANY }), random).copied().unwrap_or_default()
    }

    /// The keys of all sections with frames.
    #[cfg(test)]
    pub(crate) fn keys(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.0.keys().copied().filter(|key| *key != ANY)
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
    use super::*;

    #[test]
    fn every_category_has_twelve_frames_and_three_actions_of_its_own() {
        let book = Phrasebook::embedded();
        assert_eq!(book.keys().count(), 25);
        for key in book.keys() {
            assert!(book.frames(key, false).len() >= 12, "{key}");
            assert!(book.frames(key, true).len() >= 12, "{key}");
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
