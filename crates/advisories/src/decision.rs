//! The verb of this crate: signals in, drafts and withheld signals out.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use domain::{
    Advisory, AdvisoryForm, AdvisoryState, CommitteeId, RiskLevel, Signal, SignalId, SignalKind, SignalStatus,
};
use uuid::Uuid;

use crate::{
    Context, Receivers, deadline, grade, letter,
    level::is_about_reporting,
    restraint::{Past, Said, WithheldBy, rank, same_matter},
    wording,
};

/// What was decided about one sweep.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decision {
    /// Every signal, most pressing first, with its level; [`SignalStatus::New`], or [`SignalStatus::Withheld`] with
    /// the rule in `withheld_by`. What an analyst already confirmed or dismissed keeps its status.
    pub signals: Vec<Signal>,
    /// The new drafts, in the same order.
    pub advisories: Vec<Advisory>,
}

/// Decides which signals become advisories. The order of `signals` is irrelevant, and deciding twice adds nothing.
pub fn decide<'a>(
    signals: Vec<Signal>,
    past: impl Into<Past<'a>>,
    context: &Context<'_>,
    now: DateTime<Utc>,
) -> Decision {
    let present: HashSet<SignalId> = signals.iter().map(|signal| signal.id).collect();
    let said = Said::new(past.into(), present, context, now);
    let mut candidates: Vec<Candidate> =
        signals.into_iter().map(|signal| Candidate::new(signal, &said, context)).collect();
    candidates.sort_by(|a, b| rank(&a.signal, &b.signal));
    // A signal that is handed over twice is one signal; equal ones are neighbours in the order of rank.
    candidates.dedup_by_key(|candidate| candidate.signal.id);

    mute_narrower(&mut candidates, context);
    merge_same_matter(&mut candidates, context);
    spend_budget(&mut candidates, &said);

    let mut decision = Decision::default();
    for candidate in candidates {
        if let (Fate::Open, Some(receivers)) = (candidate.fate, &candidate.receivers) {
            decision.advisories.push(draft(&candidate.signal, receivers.clone(), context, now));
        }
        decision.signals.push(candidate.settled());
    }
    decision
}

/// A signal on its way to a decision.
struct Candidate {
    signal: Signal,
    receivers: Option<Receivers>,
    fate: Fate,
}

/// Where a candidate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// It has its advisory already.
    Told,
    /// Nothing speaks against an advisory so far.
    Open,
    /// A rule holds it back, for what it points at.
    Withheld(WithheldBy, Option<Uuid>),
    /// An analyst set it aside.
    Dismissed,
}

impl Candidate {
    fn new(mut signal: Signal, said: &Said<'_>, context: &Context<'_>) -> Self {
        signal.level = grade(&signal, context).level;
        let receivers = context.routes.find(context.areas, &signal.area, &signal.category, signal.level);
        let fate = if signal.status == SignalStatus::Dismissed {
            Fate::Dismissed
        } else if context.taxonomy.is_restricted(&signal.category) {
            Fate::Withheld(WithheldBy::Restricted, None)
        } else if said.speaks_of(signal.id) {
            Fate::Told
        } else if let Some(hold) = said.held_by(&signal) {
            Fate::Withheld(WithheldBy::OnHold, Some(hold))
        } else if is_small_cell(&signal, context) {
            Fate::Withheld(WithheldBy::SmallCell, None)
        } else {
            match &receivers {
                None => Fate::Withheld(WithheldBy::NoRoute, None),
                Some(Receivers { lead, .. }) => {
                    let cooled =
                        said.cooled_by(&signal, lead).map(|advisory| (WithheldBy::CoolDown, advisory));
                    let followed = || said.follows(&signal, lead).map(|told| (WithheldBy::Ongoing, told));
                    match cooled.or_else(followed) {
                        Some((rule, advisory)) => Fate::Withheld(rule, Some(advisory)),
                        None => Fate::Open,
                    }
                }
            }
        };
        Self { signal, receivers, fate }
    }

    fn lead(&self) -> Option<&CommitteeId> {
        self.receivers.as_ref().map(|receivers| &receivers.lead)
    }

    /// Whether its committee is told of it, now or already.
    fn stands(&self) -> bool {
        matches!(self.fate, Fate::Told | Fate::Open)
    }

    fn settled(self) -> Signal {
        let mut signal = self.signal;
        match self.fate {
            Fate::Dismissed => {}
            Fate::Withheld(rule, cause) => {
                signal.status = SignalStatus::Withheld;
                signal.withheld_by = Some(rule.as_str().to_owned());
                signal.withheld_for = cause;
            }
            Fate::Told | Fate::Open => {
                if signal.status == SignalStatus::Withheld {
                    signal.status = SignalStatus::New;
                }
                signal.withheld_by = None;
                signal.withheld_for = None;
            }
        }
        signal
    }
}

/// Too few reports to be told of. A silence is of few reports by nature; how few is said in no document.
fn is_small_cell(signal: &Signal, context: &Context<'_>) -> bool {
    signal.kind != SignalKind::Silent && signal.observed < f64::from(context.rules.suppress_below)
}

/// Whether two signals speak of one matter: both of disputes in one line of categories, or both of silence, or both of
/// how forms are filled in.
fn speak_of_one_matter(a: &Signal, b: &Signal, context: &Context<'_>) -> bool {
    let reporting = is_about_reporting(a.kind) || is_about_reporting(b.kind);
    if reporting { a.kind == b.kind } else { same_matter(&a.category, &b.category, context) }
}

/// A signal about a wider area mutes those inside it that go to the same committee at no higher a level.
fn mute_narrower(candidates: &mut [Candidate], context: &Context<'_>) {
    let mutes = |wide: &Candidate, narrow: &Candidate| {
        wide.stands()
            // The silent grids of a town do not speak for a village that is silent as a whole.
            && !is_about_reporting(narrow.signal.kind)
            && wide.signal.area != narrow.signal.area
            && wide.signal.level >= narrow.signal.level
            && wide.lead() == narrow.lead()
            && speak_of_one_matter(&wide.signal, &narrow.signal, context)
            && context.areas.contains(&wide.signal.area, &narrow.signal.area)
    };
    let muted: Vec<(usize, SignalId)> = (0..candidates.len())
        .filter(|&narrow| candidates[narrow].fate == Fate::Open)
        .filter_map(|narrow| {
            let wide = candidates.iter().find(|wide| mutes(wide, &candidates[narrow]))?;
            Some((narrow, wide.signal.id))
        })
        .collect();
    for (position, wide) in muted {
        candidates[position].fate = Fate::Withheld(WithheldBy::MutedByParent, Some(wide));
    }
}

/// Of several signals about one area and matter, what is told already or ranks first speaks for the others.
fn merge_same_matter(candidates: &mut [Candidate], context: &Context<'_>) {
    let told = (0..candidates.len()).filter(|&position| candidates[position].fate == Fate::Told);
    let mut speaking: Vec<usize> = told.collect();
    for position in 0..candidates.len() {
        if candidates[position].fate != Fate::Open {
            continue;
        }
        let covers = |&other: &usize| {
            let (other, signal) = (&candidates[other].signal, &candidates[position].signal);
            other.area == signal.area && speak_of_one_matter(other, signal, context)
        };
        match speaking.iter().copied().find(|other| covers(other)) {
            Some(other) => {
                let cause = Some(candidates[other].signal.id);
                candidates[position].fate = Fate::Withheld(WithheldBy::SameMatter, cause);
            }
            None => speaking.push(position),
        }
    }
}

/// Spends each committee's attention of the week, most pressing first.
fn spend_budget(candidates: &mut [Candidate], said: &Said<'_>) {
    let mut left: HashMap<CommitteeId, u32> = HashMap::new();
    for candidate in candidates.iter_mut().filter(|candidate| candidate.fate == Fate::Open) {
        let Some(lead) = candidate.receivers.as_ref().map(|receivers| receivers.lead.clone()) else {
            continue;
        };
        let remaining = left.entry(lead.clone()).or_insert_with(|| said.budget_left(&lead));
        match remaining.checked_sub(1) {
            Some(fewer) => *remaining = fewer,
            None => candidate.fate = Fate::Withheld(WithheldBy::Budget, None),
        }
    }
}

fn draft(signal: &Signal, receivers: Receivers, context: &Context<'_>, now: DateTime<Utc>) -> Advisory {
    let mut advisory = Advisory {
        id: Advisory::derive_id(signal.id),
        signal: signal.id,
        number: None,
        form: form(signal.level),
        level: signal.level,
        area: signal.area.clone(),
        category: signal.category.clone(),
        lead: receivers.lead,
        copies: receivers.copies,
        title: wording::title_zh(signal, form(signal.level), context),
        finding: wording::finding_zh(signal, context),
        suggestions: wording::suggestions_zh(signal, context),
        reply_by: deadline(signal.level, context.time.day(now), context).day,
        letter: String::new(),
        state: AdvisoryState::Draft,
        drafted_at: now,
        issued_at: None,
        acknowledged_at: None,
        answer: None,
        corrects: None,
    };
    advisory.letter = letter(&advisory, signal, None, context, None).html();
    advisory
}

/// From orange upwards measures are asked for; below, a notice is enough.
fn form(level: RiskLevel) -> AdvisoryForm {
    if level >= RiskLevel::Orange { AdvisoryForm::Recommendation } else { AdvisoryForm::Notice }
}

#[cfg(test)]
mod tests;
