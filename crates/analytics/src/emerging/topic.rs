//! Emerging, by the words: what do the reports of a town tell in the last weeks that they did not tell before?
//!
//! Counts see that there is more; words see that there is something else, also where the number of reports has not
//! changed. Words are cut by `jieba-rs` ([`vocabulary`]), counted once a matter ([`matters`]), compared with the past
//! and with the same season of it ([`rising`]), and grouped by `linfa` into topics ([`grouping`]). A restricted
//! category has no topics.

mod grouping;
mod matters;
mod rising;
mod sentences;
mod vocabulary;

use std::collections::BTreeSet;

use domain::{AreaLevel, Detector, Facts, ReportId};

use crate::{
    finding::{Finding, Test, ratio},
    sweep::Sweep,
};
use matters::Matter;
use rising::{Cell, Pasts, Rising, Tally};
use vocabulary::Vocabulary;

/// Sentences that are quoted, at most: as many as a reader takes in at a glance.
const QUOTED: usize = 3;

/// Words that are named, at most.
const NAMED: usize = 8;

/// Tests every group of categories of every town that has enough matters in the window, county by county.
pub(crate) fn tests(sweep: &Sweep<'_>) -> Vec<Test> {
    let chosen = &sweep.parameters.topics;
    if sweep.horizon.weeks < chosen.minimum_weeks + chosen.weeks {
        return Vec::new();
    }
    let (matters, vocabulary) = matters::read(sweep);
    let seasons = matters::seasons(sweep);
    let mut tests = Vec::new();
    for county in sweep.places.at(AreaLevel::County) {
        for group in 0..sweep.kinds.len() {
            let of_group: Vec<&Matter<'_>> =
                matters.iter().filter(|matter| matter.group == group && matter.county == county).collect();
            if !of_group.is_empty() {
                tests.extend(
                    Texts { sweep, vocabulary: &vocabulary, seasons: &seasons, of_group }.tests(group),
                );
            }
        }
    }
    tests
}

/// The texts of one group of categories in one county.
struct Texts<'s, 'a> {
    sweep: &'s Sweep<'a>,
    vocabulary: &'s Vocabulary,
    seasons: &'s [bool],
    of_group: Vec<&'s Matter<'a>>,
}

impl<'s, 'a> Texts<'s, 'a> {
    fn first_week(&self) -> usize {
        self.sweep.horizon.weeks - self.sweep.parameters.topics.weeks
    }

    fn tests(&self, group: usize) -> Vec<Test> {
        let chosen = &self.sweep.parameters.topics;
        let first = self.first_week();
        let counted = |within: &dyn Fn(&Matter<'_>) -> bool| {
            let mut pasts = Pasts::of(self.vocabulary.len());
            let past = self.of_group.iter().filter(|matter| matter.week < first && within(matter));
            past.for_each(|matter| pasts.add(&matter.words, self.seasons[matter.week]));
            pasts
        };
        let towns: BTreeSet<usize> = self.of_group.iter().map(|matter| matter.town).collect();
        let mut county: Option<Pasts> = None;
        let mut tests = Vec::new();
        for town in towns {
            let now: Vec<&'s Matter<'a>> = self
                .of_group
                .iter()
                .copied()
                .filter(|matter| matter.week >= first && matter.town == town)
                .collect();
            if now.len() < chosen.minimum_matters {
                continue;
            }
            let mut tally = Tally::of(self.vocabulary.len());
            now.iter().for_each(|matter| tally.add(&matter.words));
            let said_often = tally.with.iter().any(|with| *with as usize >= chosen.minimum_matters);
            let topics = if said_often {
                let county = county.get_or_insert_with(|| counted(&|_| true));
                let pasts = counted(&|matter| matter.town == town);
                let cell = Cell { now: &tally, pasts: &pasts, county, prior: chosen.prior_matters };
                self.topics(town, group, &cell, &now)
            } else {
                Vec::new()
            };
            // A place in which nothing rises was looked at too.
            if topics.is_empty() {
                tests.push(Test::new(1.0, None));
            }
            tests.extend(topics);
        }
        tests
    }

    fn topics(&self, town: usize, group: usize, cell: &Cell<'_>, now: &[&'s Matter<'a>]) -> Vec<Test> {
        let chosen = &self.sweep.parameters.topics;
        let least = u32::try_from(chosen.minimum_matters).unwrap_or(u32::MAX);
        let rising = cell.rising(least, self.sweep.parameters.false_discovery_rate);
        let words: Vec<u32> = rising.iter().map(|rising| rising.word).collect();
        let texts: Vec<&[u32]> = now.iter().map(|matter| matter.words.as_slice()).collect();
        grouping::grouped(&words, &texts)
            .into_iter()
            .map(|topic| {
                let topic: Vec<Rising> = topic.into_iter().map(|position| rising[position]).collect();
                let rarest = topic.iter().map(|rising| rising.by_chance).fold(1.0, f64::min);
                Test::new(rarest, self.finding(town, group, cell, now, &topic, rarest))
            })
            .collect()
    }

    fn finding(
        &self,
        town: usize,
        group: usize,
        cell: &Cell<'_>,
        now: &[&'s Matter<'a>],
        topic: &[Rising],
        p_value: f64,
    ) -> Option<Finding> {
        let chosen = &self.sweep.parameters.topics;
        let words: BTreeSet<u32> = topic.iter().map(|rising| rising.word).collect();
        // One word of many may stand in a matter that tells something else.
        let tells = |matter: &Matter<'_>| {
            2 * matter.words.iter().filter(|word| words.contains(word)).count() >= words.len()
        };
        let telling: Vec<&Matter<'a>> = now.iter().copied().filter(|matter| tells(matter)).collect();
        let places: BTreeSet<usize> = telling.iter().map(|matter| matter.place).collect();
        let strongest = topic.first()?;
        let usual = cell.usual(strongest.word as usize);
        let observed = telling.len() as f64;
        let expected = usual.share() * now.len() as f64;
        let ratio = ratio(observed, expected);
        let rare = p_value * chosen.once_in_weeks <= 1.0;
        let many = telling.len() >= chosen.minimum_matters && places.len() >= chosen.minimum_grids;
        if !many || ratio < chosen.minimum_ratio || !rare {
            return None;
        }
        let horizon = &self.sweep.horizon;
        let weeks = horizon.weeks;
        let from = telling.first().map_or(self.first_week(), |matter| matter.week);
        let span = (horizon.week(from).monday(), horizon.week(weeks - 1).sunday());
        let (mut told, mut all) = (vec![0.0; weeks], vec![0.0; weeks]);
        for matter in self.of_group.iter().filter(|matter| matter.town == town) {
            all[matter.week] += 1.0;
            told[matter.week] += f64::from(u8::from(tells(matter)));
        }
        Some(Finding {
            detector: Detector::Topic,
            area: town,
            cluster: Vec::new(),
            category: group,
            event: None,
            span,
            observed,
            expected,
            upper: usual.upper(now.len() as f64, self.sweep.parameters.upper_quantile),
            ratio,
            parameters: vec![
                ("weeks", chosen.weeks as f64),
                ("matters", now.len() as f64),
                ("grids", places.len() as f64),
                ("words", words.len() as f64),
                ("z", strongest.z),
                ("past_share", usual.share()),
                ("minimum_matters", chosen.minimum_matters as f64),
                ("minimum_ratio", chosen.minimum_ratio),
                ("once_in_weeks", chosen.once_in_weeks),
                ("false_discovery_rate", self.sweep.parameters.false_discovery_rate),
            ],
            series: self.sweep.weekly_chart(&told, |week| Some((usual.share() * all[week], None))),
            evidence: vec![span],
            reports: Some(reports(&telling)),
            facts: self.facts(&telling, topic),
        })
    }

    /// The words that rise, and typical sentences.
    fn facts(&self, matters: &[&Matter<'a>], topic: &[Rising]) -> Facts {
        let words: Vec<&str> = topic.iter().map(|rising| self.vocabulary.word(rising.word)).collect();
        let texts: Vec<&[u32]> = matters.iter().map(|matter| matter.words.as_slice()).collect();
        let typical = grouping::typical(&texts, QUOTED);
        let mut sentences: Vec<String> = Vec::new();
        for matter in typical {
            let text = matters[matter].reports.first().map_or("", |report| report.summary.as_str());
            let sentence = sentences::telling(text, &words);
            if !sentence.is_empty() && !sentences.contains(&sentence) {
                sentences.push(sentence);
            }
        }
        let words = words.into_iter().take(NAMED).map(str::to_owned).collect();
        Facts { words, sentences, ..Facts::default() }
    }
}

/// The reports that tell of these matters, oldest first.
fn reports(matters: &[&Matter<'_>]) -> Vec<ReportId> {
    matters.iter().flat_map(|matter| &matter.reports).map(|report| report.id).collect()
}
