//! How alike two texts are, by the short pieces they share.
//!
//! Pieces are runs of neighbouring characters (shingles; Broder 1997, *On the resemblance and containment of
//! documents*): Chinese needs no word boundaries for it, and a changed word costs two or three pieces.

mod telling;

pub use telling::Telling;

/// Bits of a character: a word of 64 holds three without a collision.
const CHARACTER_BITS: u32 = 21;

/// Letters in a piece at most.
const LONGEST_PIECE: usize = 3;

/// The pieces of a text, ascending, each as often as it occurs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shingles(Vec<u64>);

impl Shingles {
    /// The pieces of `length` neighbouring letters, one to three; the caller leaves out what does not count, such as
    /// punctuation.
    pub fn of(letters: impl Iterator<Item = char>, length: usize) -> Self {
        let length = length.clamp(1, LONGEST_PIECE);
        let letters: Vec<u64> = letters.map(u64::from).collect();
        let piece = |letters: &[u64]| letters.iter().fold(0, |word, letter| word << CHARACTER_BITS | letter);
        let mut pieces: Vec<u64> = letters.windows(length).map(piece).collect();
        pieces.sort_unstable();
        Self(pieces)
    }

    /// Each piece once.
    #[must_use]
    pub fn distinct(mut self) -> Self {
        self.0.dedup();
        self
    }

    /// How many pieces there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Shared pieces over all pieces (Jaccard 1901), `0..=1`; 0 when there are none.
    pub fn jaccard(&self, other: &Self) -> f64 {
        let shared = self.shared(other);
        let all = self.len() + other.len() - shared;
        shared as f64 / all.max(1) as f64
    }

    /// Twice the shared pieces over the pieces of both (Dice 1945), `0..=1`; 0 when there are none.
    pub fn dice(&self, other: &Self) -> f64 {
        2.0 * self.shared(other) as f64 / (self.len() + other.len()).max(1) as f64
    }

    fn shared(&self, other: &Self) -> usize {
        let (mut one, mut two) = (self.0.as_slice(), other.0.as_slice());
        let mut shared = 0;
        while let (Some(first), Some(second)) = (one.first(), two.first()) {
            if first <= second {
                one = &one[1..];
            }
            if second <= first {
                two = &two[1..];
            }
            shared += usize::from(first == second);
        }
        shared
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pairs(text: &str) -> Shingles {
        Shingles::of(text.chars(), 2)
    }

    #[test]
    fn texts_that_share_half_of_all_are_half_alike() {
        let one = |text: &str| Shingles::of(text.chars(), 1);
        assert_eq!(one("甲乙丙").jaccard(&one("乙丙丁")), 0.5);
        assert_eq!(one("甲乙丙").dice(&one("乙丙丁")), 2.0 / 3.0);
    }

    #[test]
    fn what_occurs_twice_counts_twice_until_it_is_made_distinct() {
        let (long, short) = (pairs("水水水水"), pairs("水水"));
        assert_eq!((long.len(), short.len()), (3, 1));
        assert_eq!(long.jaccard(&short), 1.0 / 3.0);
        assert_eq!(long.distinct().jaccard(&short), 1.0);
    }

    #[test]
    fn nothing_is_like_nothing() {
        let nothing = pairs("水");
        assert!(nothing.is_empty());
        assert_eq!((nothing.jaccard(&nothing), nothing.dice(&pairs("甲乙"))), (0.0, 0.0));
    }

    proptest! {
        #[test]
        fn likeness_is_symmetric_within_its_bounds_and_one_for_itself(
            one in "[一-丏]{4,30}", two in "[一-丏]{4,30}", length in 1_usize..=3
        ) {
            let (one, two) =
                (Shingles::of(one.chars(), length).distinct(), Shingles::of(two.chars(), length).distinct());
            for (there, back) in [(one.jaccard(&two), two.jaccard(&one)), (one.dice(&two), two.dice(&one))] {
                prop_assert!((0.0..=1.0).contains(&there));
                prop_assert_eq!(there, back);
            }
            prop_assert_eq!((one.jaccard(&one), one.dice(&one)), (1.0, 1.0));
        }
    }
}
