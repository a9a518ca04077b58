//! What a backtest found, as one value: the text, the JSON and the page are views of it.

use analytics::backtest::{
    CurvePoint, Cutoffs, Episode, Line, Listed, Rival, Scorecard, Setting, Trial, best_lists, recommended,
    settings, strongest, strongest_lists,
};
use domain::Week;
use serde::Serialize;

use super::counties::Played;
use crate::cli::Backtest;

/// Numbers of signals a week for which curves are drawn, at most: twice as many as anybody reads.
const LONGEST_LIST: usize = 24;

/// The whole of it. The same inputs give the same bytes.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// The first and the last week whose ends were swept.
    pub(crate) weeks: [Week; 2],
    /// Signals on a week's list, at most.
    pub(crate) list: usize,
    /// The detectors, their lists cut so; all counties together.
    pub(crate) ours: Scorecard,
    /// The detectors with everything they said.
    pub(crate) uncut: Scorecard,
    /// The detectors with shorter and longer lists: of 1, 2, 3 … signals a week.
    pub(crate) curve: Vec<CurvePoint>,
    /// The rules to compare with.
    pub(crate) rivals: Vec<Challenge>,
    /// The counties, one by one.
    pub(crate) counties: Vec<OneCounty>,
    /// Other cut-offs, where they were asked for.
    pub(crate) sweep: Option<Sweep>,
}

/// How a rival did.
#[derive(Debug, Serialize)]
pub(crate) struct Challenge {
    pub(crate) rival: Rival,
    /// The score from which a signal is listed so that there are as many as of the detectors.
    pub(crate) threshold: f64,
    /// At that threshold.
    pub(crate) tuned: Scorecard,
    /// The score from which the rule is usually said to alarm.
    pub(crate) usual_threshold: f64,
    /// At the usual threshold.
    pub(crate) usual: Scorecard,
    /// Tuned to 1, 2, 3 … signals a week.
    pub(crate) curve: Vec<CurvePoint>,
}

/// One county by itself.
#[derive(Debug, Serialize)]
pub(crate) struct OneCounty {
    pub(crate) county: String,
    /// The detectors, lists cut.
    pub(crate) ours: Scorecard,
    /// What is known to have happened; lines point to it by position.
    pub(crate) episodes: Vec<Episode>,
    /// Everything the detectors said, uncut.
    pub(crate) lines: Vec<Line>,
}

/// Other cut-offs, tried on one loose replay.
#[derive(Debug, Serialize)]
pub(crate) struct Sweep {
    /// Signals a week and county, at most.
    pub(crate) signals_per_week: f64,
    /// Share of signals that must be right.
    pub(crate) precision: f64,
    /// The cut-offs to choose; `None` when none keeps to both.
    pub(crate) recommended: Option<Cutoffs>,
    pub(crate) settings: Vec<Setting>,
}

impl Sweep {
    /// The row that is recommended.
    pub(crate) fn choice(&self) -> Option<&Setting> {
        self.settings.iter().find(|setting| Some(setting.cutoffs) == self.recommended)
    }
}

impl Report {
    /// Scores what was played.
    pub(crate) fn of(played: &[Played], flags: &Backtest) -> Self {
        let list = flags.list as usize;
        let ours: Vec<Trial> = played.iter().map(|played| played.ours.clone()).collect();
        let cut: Vec<Listed<'_>> = ours.iter().map(|trial| trial.all().best(list)).collect();
        let card = Scorecard::of(&cut);
        let challenge = |(at, rival): (usize, Rival)| {
            let trials: Vec<Trial> = played.iter().map(|played| played.rivals[at].clone()).collect();
            let (tuned, threshold) = strongest(&trials, card.list.lines);
            let usual_threshold = rival.usual();
            let usual = trials.iter().map(|trial| trial.holding(|line| line.weight >= usual_threshold));
            Challenge {
                rival,
                threshold,
                tuned: Scorecard::of(&tuned),
                usual_threshold,
                usual: Scorecard::of(&usual.collect::<Vec<_>>()),
                curve: strongest_lists(&trials, 1..=LONGEST_LIST),
            }
        };
        let uncut = Scorecard::of(&ours.iter().map(Trial::all).collect::<Vec<_>>());
        Self {
            weeks: [flags.from, flags.to].map(Week::of),
            list,
            curve: best_lists(&ours, 1..=uncut.list.most.min(LONGEST_LIST)),
            uncut,
            rivals: Rival::ALL.into_iter().enumerate().map(challenge).collect(),
            counties: cut
                .iter()
                .map(|listed| OneCounty {
                    county: listed.trial.county.clone(),
                    ours: Scorecard::of(std::slice::from_ref(listed)),
                    episodes: listed.trial.episodes.clone(),
                    lines: listed.trial.lines.clone(),
                })
                .collect(),
            sweep: flags.sweep.then(|| sweep(played, flags)),
            ours: card,
        }
    }
}

fn sweep(played: &[Played], flags: &Backtest) -> Sweep {
    let loose: Vec<Trial> = played.iter().filter_map(|played| played.loose.clone()).collect();
    let settings = settings(&loose);
    let choice = recommended(&settings, flags.signals_per_week, flags.precision);
    Sweep {
        signals_per_week: flags.signals_per_week,
        precision: flags.precision,
        recommended: choice.map(|setting| setting.cutoffs),
        settings,
    }
}
