//! Which words of a town rise against their own past.
//!
//! A word is counted once a matter. Its share of the matters of a town and group of categories is compared with two
//! pasts, all of it and the same season of earlier years, each a Gamma posterior whose prior is the share in the county
//! (the informative Dirichlet prior of Monroe, Colaresi & Quinn 2008, "Fightin' Words", *Political Analysis* 16:372,
//! one word at a time). Their normal z-score says how far it rises (eq. 15, 16, 20 and 22); how rare that is, with
//! three or five matters, is read from the exact Poisson–Gamma (negative-binomial) tail.

use statistics::distribution::Counts;

/// Half a matter is spread over every past (Jeffreys' prior), so that no share is 0.
const JEFFREYS: f64 = 0.5;

/// How often words stand in the matters of one past.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    /// Matters.
    pub matters: u32,
    /// Matters that hold a word, by word.
    pub with: Vec<u32>,
}

impl Tally {
    /// Nothing counted of so many words.
    pub fn of(words: usize) -> Self {
        Self { matters: 0, with: vec![0; words] }
    }

    /// Counts a matter.
    pub fn add(&mut self, words: &[u32]) {
        self.matters += 1;
        words.iter().for_each(|&word| self.with[word as usize] += 1);
    }
}

/// All of the past, and the same season of earlier years.
#[derive(Clone, Debug)]
pub(super) struct Pasts {
    /// Every week before the window.
    pub all: Tally,
    /// Of these, the weeks around the same days of earlier years.
    pub season: Tally,
}

impl Pasts {
    /// Nothing counted of so many words.
    pub fn of(words: usize) -> Self {
        Self { all: Tally::of(words), season: Tally::of(words) }
    }

    /// Counts a past matter.
    pub fn add(&mut self, words: &[u32], in_season: bool) {
        self.all.add(words);
        if in_season {
            self.season.add(words);
        }
    }
}

/// The share of a word as a Gamma law: `events` in `matters`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Share {
    events: f64,
    matters: f64,
}

impl Share {
    /// A prior mean with the weight of so many matters.
    fn prior(mean: f64, matters: f64) -> Self {
        Self { events: mean * matters, matters }
    }

    fn after(self, events: u32, matters: u32) -> Self {
        Self { events: self.events + f64::from(events), matters: self.matters + f64::from(matters) }
    }

    fn mean(self) -> f64 {
        self.events / self.matters
    }

    /// The law of how many of `matters` new matters hold the word: a Poisson count with a Gamma rate.
    fn law(self, matters: f64) -> Option<Counts> {
        Counts::negative_binomial(self.mean() * matters, self.events).ok()
    }
}

/// What is usual for one word in one place: against all of its past, and against the season's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Usual {
    all: Share,
    season: Share,
}

impl Usual {
    /// `with` and `in_season` are how many matters held the word; `prior` is the weight of the county's share, in
    /// matters.
    fn of(word: usize, place: &Pasts, county: &Pasts, prior: f64) -> Self {
        let count = |tally: &Tally| (tally.with[word], tally.matters);
        let (events, matters) = count(&county.all);
        let wide = Share { events: JEFFREYS, matters: 1.0 }.after(events, matters);
        let (events, matters) = count(&county.season);
        let wide_in_season = Share::prior(wide.mean(), prior).after(events, matters);
        let (events, matters) = count(&place.all);
        let all = Share::prior(wide.mean(), prior).after(events, matters);
        let (events, matters) = count(&place.season);
        let season = Share::prior(wide_in_season.mean(), prior).after(events, matters);
        Self { all, season }
    }

    /// The share that is expected: the larger of the two.
    pub fn share(&self) -> f64 {
        self.all.mean().max(self.season.mean())
    }

    /// The probability of at least `with` among `matters` if nothing rises: the larger of the two, so that a word must
    /// be new against both pasts.
    pub fn p_value(&self, with: u32, matters: u32) -> f64 {
        let tail =
            |share: Share| share.law(f64::from(matters)).map_or(1.0, |law| law.upper_tail(f64::from(with)));
        tail(self.all).max(tail(self.season))
    }

    /// What so many matters usually stay below, at a level.
    pub fn upper(&self, matters: f64, level: f64) -> f64 {
        let bound = |share: Share| share.law(matters).map_or(0.0, |law| law.quantile(level));
        bound(self.all).max(bound(self.season))
    }

    /// The log-odds ratio over its standard deviation, against the nearer of the two pasts.
    fn z(&self, with: u32, matters: u32) -> f64 {
        let z = |past: Share| {
            let prior = past.mean();
            let odds = |events: f64, matters: f64| (events / (matters - events).max(JEFFREYS)).ln();
            let now = f64::from(with) + prior;
            let rise = odds(now, f64::from(matters) + 1.0) - odds(past.events, past.matters);
            rise / (1.0 / now + 1.0 / past.events).sqrt()
        };
        z(self.all).min(z(self.season))
    }
}

/// A word that rises.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rising {
    /// Its number.
    pub word: u32,
    /// How far: the z-score of its log-odds ratio.
    pub z: f64,
    /// The expected number of words of this place that would look as rare by chance: a p-value for the place.
    pub by_chance: f64,
}

/// What was counted of one place and group of categories.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell<'a> {
    /// The window.
    pub now: &'a Tally,
    /// The place's own pasts.
    pub pasts: &'a Pasts,
    /// Those of its county.
    pub county: &'a Pasts,
    /// Weight of the county's share, in matters.
    pub prior: f64,
}

impl Cell<'_> {
    /// What is usual for a word.
    pub fn usual(&self, word: usize) -> Usual {
        Usual::of(word, self.pasts, self.county, self.prior)
    }

    /// The words that stand in `least` matters or more and of which at most `rate` as rare are expected by chance
    /// among all words of the place, the rarest first.
    ///
    /// Sparse counts cannot reach most p-values, so what is expected at a threshold is summed over what each word can
    /// reach (Tarone 1990, *Biometrics* 46:515; the numerator of Heyse's rule in `statistics::multiplicity::discrete`).
    /// It is not divided by the rank, as a false-discovery rate would be: the words of one sentence rise together, and
    /// five of them are one discovery, in whose wake a common word would be let in.
    pub fn rising(&self, least: u32, rate: f64) -> Vec<Rising> {
        let matters = self.now.matters;
        let mut rising: Vec<(u32, Usual, f64)> = (0u32..)
            .zip(&self.now.with)
            .filter(|(_, with)| **with >= least)
            .map(|(word, with)| {
                let usual = self.usual(word as usize);
                (word, usual, usual.p_value(*with, matters))
            })
            .filter(|(_, _, p_value)| *p_value <= rate)
            .collect();
        if rising.is_empty() {
            return Vec::new();
        }
        rising.sort_by(|one, other| one.2.total_cmp(&other.2).then(one.0.cmp(&other.0)));
        let thresholds: Vec<f64> = rising.iter().map(|(_, _, p_value)| *p_value).collect();
        let by_chance = self.by_chance(least, &thresholds);
        rising
            .into_iter()
            .zip(by_chance)
            .map(|((word, usual, _), by_chance)| Rising {
                word,
                z: usual.z(self.now.with[word as usize], matters),
                by_chance,
            })
            .filter(|rising| rising.by_chance <= rate)
            .collect()
    }

    /// For each ascending threshold, how many words are expected at or below it if nothing rises.
    fn by_chance(&self, least: u32, thresholds: &[f64]) -> Vec<f64> {
        let key = |word: usize| {
            let (place, county) = (self.pasts, self.county);
            (county.all.with[word], county.season.with[word], place.all.with[word], place.season.with[word])
        };
        let mut words: Vec<usize> = (0..self.now.with.len()).collect();
        words.sort_unstable_by_key(|&word| key(word));
        let highest = thresholds.last().copied().unwrap_or(0.0);
        let lowest = thresholds.first().copied().unwrap_or(0.0);
        let mut by_chance = vec![0.0; thresholds.len()];
        for alike in words.chunk_by(|&one, &other| key(one) == key(other)) {
            let usual = self.usual(alike[0]);
            let mut reached = thresholds.len();
            for with in least..=self.now.matters {
                let p_value = usual.p_value(with, self.now.matters);
                if p_value <= highest {
                    // A word reaches every threshold from its p-value on to the next larger one that it can take.
                    let from = thresholds.partition_point(|threshold| *threshold < p_value);
                    by_chance[from..reached].iter_mut().for_each(|sum| *sum += p_value * alike.len() as f64);
                    reached = from.min(reached);
                }
                if p_value <= lowest {
                    break;
                }
            }
        }
        by_chance
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten common words, each in one matter of ten, and five words of one sentence that nobody used before.
    fn cell(now: &Tally) -> Vec<Rising> {
        let mut pasts = Pasts::of(15);
        for matter in 0..400u32 {
            pasts.add(&[matter % 10], matter % 4 == 0);
        }
        Cell { now, pasts: &pasts, county: &pasts, prior: 50.0 }.rising(4, 0.1)
    }

    #[test]
    fn a_new_sentence_rises_with_all_its_words_and_lets_no_common_word_in() {
        let mut now = Tally::of(15);
        for matter in 0..12 {
            match matter {
                0..4 => now.add(&[0, 10, 11, 12, 13, 14]),
                4..6 => now.add(&[10, 11, 12, 13, 14]),
                other => now.add(&[other]),
            }
        }
        let words: Vec<u32> = cell(&now).iter().map(|rising| rising.word).collect();
        assert_eq!(words, [10, 11, 12, 13, 14]);
    }

    #[test]
    fn words_that_come_as_often_as_ever_do_not_rise() {
        let mut now = Tally::of(15);
        (0..40).for_each(|matter| now.add(&[matter % 10]));
        assert!(cell(&now).is_empty());
    }

    #[test]
    fn a_word_must_be_new_against_its_season_too() {
        let (mut pasts, quiet) = (Pasts::of(1), [].as_slice());
        for matter in 0..400 {
            let in_season = matter % 10 == 0;
            pasts.add(if in_season { &[0] } else { quiet }, in_season);
        }
        let mut now = Tally::of(1);
        (0..12).for_each(|matter| now.add(if matter < 8 { &[0] } else { quiet }));
        let rising =
            |pasts: &Pasts| Cell { now: &now, pasts, county: pasts, prior: 50.0 }.rising(4, 0.1).len();
        assert_eq!(rising(&pasts), 0, "all forty matters of the season told it");
        pasts.season = Tally::of(1);
        (0..40).for_each(|_| pasts.season.add(quiet));
        assert_eq!(rising(&pasts), 1);
    }

    #[test]
    fn by_chance_is_never_less_than_the_p_value_and_grows_with_it() {
        let mut now = Tally::of(15);
        (0..12).for_each(|matter| now.add(if matter < 6 { &[0, 10] } else { &[1] }));
        let rising = cell(&now);
        assert!(!rising.is_empty());
        assert!(rising.windows(2).all(|pair| pair[0].by_chance <= pair[1].by_chance));
    }
}
