//! What keeps a signal from becoming an advisory. A withheld signal is listed with the rule that held it back:
//! nothing disappears in silence.

use std::{cmp::Ordering, collections::HashSet};

use chrono::{DateTime, Utc};
use domain::{
    Advisory, AdvisoryId, AdvisoryState, CategoryCode, CommitteeId, Hold, HoldId, Sighting, Signal, SignalId,
};

use crate::{Context, Episode, episodes, route::lineage};

/// The rule that held a signal back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WithheldBy {
    /// Family violence, minors: no document is ever drafted.
    Restricted,
    /// An analyst asked not to be told of it until a day.
    OnHold,
    /// Fewer reports than may leave the analysts' desk.
    SmallCell,
    /// Nobody leads for this area, category and level.
    NoRoute,
    /// The same matter was brought up within the cool-down, and its level has not risen.
    CoolDown,
    /// The same episode was brought up and has not ended since, and its level has not risen.
    Ongoing,
    /// The same committee is told about the wider area, at no lower a level.
    MutedByParent,
    /// Another signal of the sweep speaks of the same area and matter, and ranks before it.
    SameMatter,
    /// The committee's attention for this week is spent.
    Budget,
}

impl WithheldBy {
    /// All rules, in the order in which they are asked.
    pub const ALL: [Self; 9] = [
        Self::Restricted,
        Self::OnHold,
        Self::SmallCell,
        Self::NoRoute,
        Self::CoolDown,
        Self::Ongoing,
        Self::MutedByParent,
        Self::SameMatter,
        Self::Budget,
    ];

    /// The word kept in `Signal::withheld_by`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Restricted => "restricted",
            Self::OnHold => "on_hold",
            Self::SmallCell => "small_cell",
            Self::NoRoute => "no_route",
            Self::CoolDown => "cool_down",
            Self::Ongoing => "ongoing",
            Self::MutedByParent => "muted_by_parent",
            Self::SameMatter => "same_matter",
            Self::Budget => "budget",
        }
    }

    /// The rule named by [`WithheldBy::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == text)
    }

    /// 为什么没有发
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::Restricted => "限制类别，不形成文书",
            Self::OnHold => "分析员已暂缓提示",
            Self::SmallCell => "件数过少，不对外提供",
            Self::NoRoute => "未配置主送单位",
            Self::CoolDown => "冷却期内已提示，等级未升高",
            Self::Ongoing => "同一情况持续跟踪中，已提示，等级未升高",
            Self::MutedByParent => "已就上级区域作出提示",
            Self::SameMatter => "同一区域同类情况已并入",
            Self::Budget => "该单位本周提示数已满",
        }
    }

    /// Why nothing was sent.
    pub fn name_en(self) -> &'static str {
        match self {
            Self::Restricted => "restricted category: no document is drafted",
            Self::OnHold => "an analyst put the matter on hold",
            Self::SmallCell => "too few reports to leave the analysts' desk",
            Self::NoRoute => "no committee leads here: complete the routing table",
            Self::CoolDown => "told within the cool-down, and the level has not risen",
            Self::Ongoing => "told already and still followed: it has not ended, and its level has not risen",
            Self::MutedByParent => "the wider area is already being told",
            Self::SameMatter => "another signal covers the same area and matter",
            Self::Budget => "the committee's items for this week are used up",
        }
    }
}

/// The order of attention: level, then expected harm, then how rare, then the id as the last word.
pub(crate) fn rank(a: &Signal, b: &Signal) -> Ordering {
    b.level
        .cmp(&a.level)
        .then_with(|| b.facts.rank().total_cmp(&a.facts.rank()))
        .then_with(|| a.q_value.total_cmp(&b.q_value))
        .then_with(|| a.id.cmp(&b.id))
}

/// What was decided before: by the machine, and by people.
#[derive(Clone, Copy, Debug, Default)]
pub struct Past<'a> {
    /// Advisories that were drafted, in any state, at least as far back as the cool-down and the present week.
    pub said: &'a [Advisory],
    /// Matters that analysts put on hold.
    pub holds: &'a [Hold],
    /// What earlier sweeps saw, at least as far back as an ongoing episode is not brought up again.
    pub seen: &'a [Sighting],
}

impl<'a, const N: usize> From<&'a [Advisory; N]> for Past<'a> {
    fn from(said: &'a [Advisory; N]) -> Self {
        Self { said, ..Self::default() }
    }
}

impl<'a> From<&'a Vec<Advisory>> for Past<'a> {
    fn from(said: &'a Vec<Advisory>) -> Self {
        Self { said, ..Self::default() }
    }
}

/// What had been said by now, as the rules ask for it.
pub(crate) struct Said<'a> {
    advisories: Vec<&'a Advisory>,
    holds: Vec<&'a Hold>,
    episodes: Vec<Episode>,
    /// The signals of the present sweep: what was said of them is this decision itself, not its past.
    present: HashSet<SignalId>,
    context: &'a Context<'a>,
    now: DateTime<Utc>,
}

impl<'a> Said<'a> {
    pub(crate) fn new(
        past: Past<'a>,
        present: HashSet<SignalId>,
        context: &'a Context<'a>,
        now: DateTime<Utc>,
    ) -> Self {
        let advisories = past.said.iter().filter(|advisory| advisory.drafted_at <= now).collect();
        let today = context.time.day(now);
        let holds = past.holds.iter().filter(|hold| hold.is_in_force(today)).collect();
        let episodes = episodes(past.seen, context);
        Self { advisories, holds, episodes, present, context, now }
    }

    /// Whether this signal already has its advisory, whatever became of it.
    pub(crate) fn speaks_of(&self, signal: SignalId) -> bool {
        self.advisories.iter().any(|advisory| advisory.signal == signal)
    }

    /// The hold under which a signal falls.
    pub(crate) fn held_by(&self, signal: &Signal) -> Option<HoldId> {
        let covers = |hold: &&&Hold| {
            hold.kind == signal.kind
                && self.context.areas.contains(&hold.area, &signal.area)
                && lineage(self.context.taxonomy, &signal.category).any(|code| *code == hold.category)
        };
        self.holds.iter().find(covers).map(|hold| hold.id)
    }

    /// The advisory by which the lead was told of the same matter, here or in a wider area, within the cool-down and at no
    /// lower a level. A dismissed draft counts: an analyst looked and said no. One that was withdrawn is as if unsaid.
    pub(crate) fn cooled_by(&self, signal: &Signal, lead: &CommitteeId) -> Option<AdvisoryId> {
        let week = self.context.time.week(self.now);
        let cool_down = i64::from(self.context.rules.cool_down_weeks);
        let cools = |advisory: &&&Advisory| {
            !self.present.contains(&advisory.signal)
                && advisory.state != AdvisoryState::Withdrawn
                && advisory.lead == *lead
                && advisory.level >= signal.level
                && week.since(self.context.time.week(advisory.drafted_at)) < cool_down
                && same_matter(&advisory.category, &signal.category, self.context)
                && self.context.areas.contains(&advisory.area, &signal.area)
                // What was said of a town's forms says nothing of a village that fell silent.
                && (!signal.category.is_every() || advisory.area == signal.area)
        };
        // The newest: what the reader remembers.
        let newest =
            self.advisories.iter().filter(cools).max_by_key(|advisory| (advisory.drafted_at, advisory.id));
        newest.map(|advisory| advisory.id)
    }

    /// The advisory by which the lead was told of the episode with which a signal goes on, at no lower a level and not too
    /// long ago: what goes on is followed, not raised anew. What an analyst set aside is not followed.
    pub(crate) fn follows(&self, signal: &Signal, lead: &CommitteeId) -> Option<AdvisoryId> {
        let (sighting, week) = (Sighting::from(signal), self.context.time.week(self.now));
        let followed = i64::from(self.context.rules.follow_weeks);
        let going_on = self.episodes.iter().filter(|episode| episode.goes_on_with(&sighting, self.context));
        let told = going_on.flat_map(|episode| {
            self.advisories.iter().filter(move |advisory| episode.holds(advisory.signal))
        });
        let covers = |advisory: &&&Advisory| {
            !self.present.contains(&advisory.signal)
                && !matches!(advisory.state, AdvisoryState::Dismissed | AdvisoryState::Withdrawn)
                && advisory.lead == *lead
                && advisory.level >= signal.level
                && week.since(self.context.time.week(advisory.drafted_at)) < followed
        };
        told.filter(covers)
            .max_by_key(|advisory| (advisory.drafted_at, advisory.id))
            .map(|advisory| advisory.id)
    }

    /// What this committee may still be told this week. A dismissed draft did not reach it and costs nothing.
    pub(crate) fn budget_left(&self, lead: &CommitteeId) -> u32 {
        let week = self.context.time.week(self.now);
        let spent = self.advisories.iter().filter(|advisory| {
            advisory.lead == *lead
                && advisory.state != AdvisoryState::Dismissed
                && self.context.time.week(advisory.drafted_at) == week
        });
        let spent = u32::try_from(spent.count()).unwrap_or(u32::MAX);
        self.context.rules.budget_per_committee_and_week.saturating_sub(spent)
    }
}

/// Whether two categories are one matter: the same, or one within the other.
pub(crate) fn same_matter(a: &CategoryCode, b: &CategoryCode, context: &Context<'_>) -> bool {
    lineage(context.taxonomy, a).any(|code| code == b) || lineage(context.taxonomy, b).any(|code| code == a)
}
