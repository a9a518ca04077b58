//! Typical sentences, and sentences that repeat each other.
//!
//! Two texts are as alike as the pairs of neighbouring characters they share (Dice's coefficient). A typical
//! text is one to which the others are alike: the medoids of the texts, found greedily, which is never further than a
//! factor of 1 − 1/e from the best choice (Nemhauser, Wolsey and Fisher 1978).

use std::collections::BTreeMap;

use domain::likeness::Shingles;

/// Sentences in a fact sheet: enough to see what it is about, few enough to be read.
const TYPICAL: usize = 3;

/// Texts that are compared; of more, an even selection. The cost grows with the square.
const COMPARED: usize = 60;

/// Characters of a sentence at most: two sentences of a report.
const LONGEST: usize = 90;

/// Two texts that share more than this would be told twice.
const SAME: f64 = 0.8;

/// How many texts another one repeats, but for spaces and punctuation. Empty texts repeat nothing.
pub(super) fn copied<'a>(texts: impl Iterator<Item = &'a str>) -> u32 {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for bare in texts.map(bare).filter(|bare| !bare.is_empty()) {
        *counts.entry(bare).or_default() += 1;
    }
    counts.into_values().filter(|count| *count > 1).sum()
}

/// The most typical texts, the most typical first; fewer where texts are empty or alike.
pub(super) fn typical(texts: &[&str]) -> Vec<String> {
    let told: Vec<&str> = texts.iter().copied().filter(|text| !bare(text).is_empty()).collect();
    let step = told.len().div_ceil(COMPARED).max(1);
    let told: Vec<&str> = told.into_iter().step_by(step).collect();
    let pairs: Vec<Shingles> = told.iter().map(|text| pairs(text)).collect();
    let alike: Vec<Vec<f64>> =
        pairs.iter().map(|one| pairs.iter().map(|other| one.dice(other)).collect()).collect();
    let mut chosen: Vec<usize> = Vec::new();
    let mut covered = vec![0.0_f64; told.len()];
    while chosen.len() < TYPICAL {
        let gain = |text: usize| -> f64 {
            alike[text].iter().zip(&covered).map(|(alike, covered)| (alike - covered).max(0.0)).sum()
        };
        let new = (0..told.len()).filter(|&text| chosen.iter().all(|&known| alike[text][known] <= SAME));
        // Of equals the last maximum is taken by `max_by`, so the texts are gone through from the end.
        let Some(best) = new.rev().max_by(|&one, &other| gain(one).total_cmp(&gain(other))) else { break };
        for (covered, alike) in covered.iter_mut().zip(&alike[best]) {
            *covered = covered.max(*alike);
        }
        chosen.push(best);
    }
    chosen.into_iter().map(|text| shortened(told[text])).collect()
}

/// A text without spaces and punctuation.
fn bare(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// Pairs of neighbouring characters.
fn pairs(text: &str) -> Shingles {
    Shingles::of(bare(text).chars(), 2)
}

fn shortened(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WATER: [&str; 3] = [
        "两户因轮灌次序发生争执，已现场劝解。",
        "三组两户因轮灌次序发生争执，双方口头和解。",
        "村民因轮灌次序争水，已劝解。",
    ];

    #[test]
    fn the_middle_of_the_crowd_is_told_first_and_no_text_twice() {
        let texts = [WATER[0], WATER[1], WATER[2], WATER[0], "工地拖欠工资两个月，约谈包工头。", "  "];
        let typical = typical(&texts);
        assert_eq!(typical.len(), 3);
        assert!(typical[0].contains("轮灌次序"), "{typical:?}");
        assert!(
            typical.contains(&texts[4].to_owned()),
            "what is unlike the rest is a side of it too: {typical:?}"
        );
        assert_eq!(super::typical(&[WATER[0], WATER[0]]), [WATER[0]]);
        assert!(super::typical(&["", "。"]).is_empty());
    }

    #[test]
    fn a_copy_is_known_by_its_words_alone() {
        let texts = ["两户争水，已劝解。", "两户争水, 已劝解", "两户争水，未谈拢。", "", ""];
        assert_eq!(copied(texts.into_iter()), 2);
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let long = "水".repeat(200);
        let told = typical(&[&long]);
        assert_eq!((told[0].chars().count(), told[0].chars().last()), (LONGEST, Some('…')));
    }
}
