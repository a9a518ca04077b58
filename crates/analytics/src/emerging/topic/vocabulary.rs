//! Which words there are, and which of them a text holds.
//!
//! `jieba-rs` cuts a part of the texts into words; from then on a text holds a word when the word stands in it. So the
//! past and the present are read by one rule, and forty thousand texts are read in the time in which a thousand are cut.

use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

use jieba_rs::Jieba;

/// Words of the field that the dictionary would cut apart.
const DOMAIN_WORDS: &str = include_str!("domain_words.txt");

/// Words of the form itself, which say who reported and what was done, not what the matter is.
const STOP_WORDS: &str = include_str!("stop_words.txt");

/// The dictionary, loaded when the first text is cut and kept from then on.
static JIEBA: LazyLock<Jieba> = LazyLock::new(|| {
    let mut jieba = Jieba::new();
    for word in lines(DOMAIN_WORDS) {
        jieba.add_word(word, None, Some("n"));
    }
    jieba
});

static STOPPED: LazyLock<BTreeSet<&str>> = LazyLock::new(|| lines(STOP_WORDS).collect());

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Slots of the table that says whether a word may begin with a pair of letters.
const SLOTS: usize = 1 << 16;

/// Words of two letters and more, numbered in the order of their spelling.
#[derive(Debug)]
pub(super) struct Vocabulary {
    words: Vec<String>,
    /// For each two first letters the words that begin with them, and the rest of each.
    beginnings: HashMap<[char; 2], Vec<(Vec<char>, u32)>>,
    /// Whether any word begins with a pair of this slot: most pairs of letters begin none.
    may_begin: Vec<bool>,
}

impl Vocabulary {
    /// The words of some texts. Left out are words that name a person, a place, a time or a number, words without a
    /// meaning of their own, and what is part of a `name` of a place.
    pub fn of<'t>(texts: impl Iterator<Item = &'t str>, names: &str) -> Self {
        let mut words = BTreeSet::new();
        for text in texts {
            let tags = JIEBA.tag(text, false);
            words.extend(tags.into_iter().filter(|tag| tells(tag.tag)).map(|tag| tag.word.to_owned()));
        }
        words.retain(|word| {
            word.chars().nth(1).is_some()
                && word.chars().all(|letter| is_han(letter) && letter != '某')
                && !STOPPED.contains(word.as_str())
                && !names.contains(word.as_str())
        });
        let words: Vec<String> = words.into_iter().collect();
        let mut beginnings: HashMap<[char; 2], Vec<(Vec<char>, u32)>> = HashMap::new();
        let mut may_begin = vec![false; SLOTS];
        for (word, number) in words.iter().zip(0u32..) {
            let letters: Vec<char> = word.chars().collect();
            let pair = [letters[0], letters[1]];
            may_begin[slot(pair)] = true;
            beginnings.entry(pair).or_default().push((letters[2..].to_vec(), number));
        }
        Self { words, beginnings, may_begin }
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// The word with this number.
    pub fn word(&self, number: u32) -> &str {
        &self.words[number as usize]
    }

    /// Adds the numbers of the words that stand in a text.
    pub fn read(&self, text: &str, found: &mut BTreeSet<u32>) {
        let letters: Vec<char> = text.chars().collect();
        for at in 1..letters.len() {
            let pair = [letters[at - 1], letters[at]];
            if !self.may_begin[slot(pair)] {
                continue;
            }
            let rests = self.beginnings.get(&pair).map_or(&[][..], Vec::as_slice);
            let following = &letters[at + 1..];
            found.extend(rests.iter().filter(|(rest, _)| following.starts_with(rest)).map(|(_, word)| *word));
        }
    }
}

/// Whether words of this part of speech say what a matter is: nouns that are no names, verbs, adjectives, idioms and
/// short forms.
fn tells(tag: &str) -> bool {
    let names = ["nr", "ns", "nt"];
    tag.starts_with(['n', 'v', 'a', 'i', 'l', 'j']) && !names.iter().any(|name| tag.starts_with(name))
}

fn is_han(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

fn slot([first, second]: [char; 2]) -> usize {
    // 31 spreads the letters of one row of the table over the slots.
    (first as usize * 31 + second as usize) % SLOTS
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "王某与李某某因渠水灌溉先后发生争吵，留有电话〔电话〕，3组12户受影响。已联系水管所。";

    fn held(vocabulary: &Vocabulary, text: &str) -> Vec<String> {
        let mut found = BTreeSet::new();
        vocabulary.read(text, &mut found);
        found.into_iter().map(|word| vocabulary.word(word).to_owned()).collect()
    }

    #[test]
    fn words_of_the_matter_stay_and_names_numbers_and_the_form_go() {
        let vocabulary = Vocabulary::of([TEXT].into_iter(), "水管所巷");
        let words = held(&vocabulary, TEXT);
        assert!(words.contains(&"渠水".to_owned()) && words.contains(&"灌溉".to_owned()), "{words:?}");
        for word in ["王某", "李某", "某某", "电话", "争吵", "联系", "水管所"] {
            assert!(!words.contains(&word.to_owned()), "{word} in {words:?}");
        }
    }

    #[test]
    fn a_text_holds_a_word_wherever_it_stands_and_holds_it_once() {
        let vocabulary = Vocabulary::of(["灌溉渠"].into_iter(), "");
        assert_eq!(held(&vocabulary, "因灌溉，又灌溉"), held(&vocabulary, "灌溉"));
        assert!(held(&vocabulary, "").is_empty() && held(&vocabulary, "灌").is_empty());
    }
}
