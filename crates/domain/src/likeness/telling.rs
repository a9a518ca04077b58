//! What a report tells of its matter, in a form that can be compared with another report.
//!
//! Compared are pairs of neighbouring characters. Only the first sentence is read, for it says what happened; what
//! follows says what was done about it, which differs each time or is the same for everybody. It compares matters; it is
//! no index of persons.

use super::Shingles;

/// Fewest pairs of characters that can tell one matter from another: a shorter sentence fits many.
const FEWEST_SHINGLES: usize = 8;

/// Longest clause that is taken for an opening, in characters.
const LONGEST_OPENING: usize = 12;

/// Words of an opening, which says by which way a report came and not what it is about: `再次巡查发现，`, `12345转办：`,
/// `警情移交：`.
const OPENING_WORDS: [&str; 10] =
    ["巡查", "走访", "排查", "转办", "移交", "来电", "接报", "接到", "再次", "群众反映"];

/// The distinct pairs of neighbouring characters of the sentence that says what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling(Shingles);

impl Telling {
    /// Reads a summary; `None` when it says too little to be compared.
    pub fn of(summary: &str) -> Option<Self> {
        let sentence = summary.split(['。', '！', '？', '\n']).next().unwrap_or_default();
        let letters = without_openings(sentence).chars().filter(|letter| letter.is_alphanumeric());
        let pairs = Shingles::of(letters, 2).distinct();
        (pairs.len() >= FEWEST_SHINGLES).then_some(Self(pairs))
    }

    /// Shared pairs over all pairs, `0..=1`.
    pub fn similarity(&self, other: &Self) -> f64 {
        self.0.jaccard(&other.0)
    }
}

/// The sentence from the first clause on that speaks of the matter.
fn without_openings(sentence: &str) -> &str {
    let mut rest = sentence;
    while let Some((end, mark)) =
        rest.char_indices().take(LONGEST_OPENING).find(|(_, letter)| is_mark(*letter))
    {
        if !OPENING_WORDS.iter().any(|word| rest[..end].contains(word)) {
            break;
        }
        rest = &rest[end + mark.len_utf8()..];
    }
    rest
}

fn is_mark(letter: char) -> bool {
    matches!(letter, '，' | '：' | ':' | ',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn telling(text: &str) -> Telling {
        Telling::of(text).unwrap()
    }

    #[test]
    fn the_way_a_report_came_and_what_was_done_are_not_compared() {
        let first = telling("五组村民王某与李某为院墙排水争吵，雨水流进李某院子。已劝解，待七日后回访。");
        for again in [
            "再次巡查发现，五组村民王某与李某为院墙排水争吵，雨水流进李某院子。属重复发生，已提请会商。",
            "12345转办：五组村民王某与李某为院墙排水争吵，雨水流进李某院子。请属地三日内反馈。",
            "警情移交：走访时，五组村民王某与李某为院墙排水争吵，雨水流进李某院子。",
        ] {
            assert_eq!(telling(again), first, "{again}");
        }
    }

    #[test]
    fn another_wording_is_still_alike_and_another_matter_is_not() {
        let first = telling("五组村民王某与李某为院墙排水发生争吵，雨水流进李某院子。");
        let retold = telling("五组村民王某与李某为院墙排水吵了起来，雨水流进李某院子。");
        let other = telling("五组村民张某反映邻居赵某夜间放音乐声音大，影响休息。");
        assert!(first.similarity(&retold) > 0.6, "{}", first.similarity(&retold));
        assert!(first.similarity(&other) < 0.2, "{}", first.similarity(&other));
    }

    #[test]
    fn too_short_a_sentence_tells_nothing() {
        assert_eq!(Telling::of("邻里争吵。已劝解，双方表示不再为此事争执，待回访。"), None);
        assert_eq!(Telling::of(""), None);
    }
}
