//! Which reports may tell of one matter: told twice through two channels, or broken out again within a year.
//!
//! Compared are place, days, category, amount and the sentence that says what happened; no person is looked up and no
//! index of texts is kept. Reports are compared within a [`block`] only, so that the work grows with a village and not
//! with the county. What comes out is a proposal with its reason; an analyst decides.

mod reason;
mod rules;

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use domain::{
    AreaId, AreaLevel, Areas, CategoryCode, Link, LinkId, LinkKind, LinkState, Report, ReportId, Taxonomy,
    likeness::Telling,
};

pub use rules::Rules;

/// Where the reports that may be alike lie: the village, or the area itself where it is wider.
pub fn block(area: &AreaId, areas: &Areas) -> AreaId {
    areas.ancestor_at(area, AreaLevel::Village).map_or_else(|| area.clone(), |village| village.id.clone())
}

/// Links between the fresh reports and all of their block, each pair once. `reports` holds the fresh ones too; those
/// that lie further from them in time than the rules look are passed over.
///
/// A fresh report is joined to the report most like it, as a duplicate, and to the outbreaks next before and next after
/// it, as a recurrence: a chain of three is two links. Which of two comes first does not depend on the order in which
/// they are looked at, so looking again proposes the same links.
pub fn propose(
    fresh: &HashSet<ReportId>,
    reports: &[Report],
    areas: &Areas,
    taxonomy: &Taxonomy,
    rules: &Rules,
    at: DateTime<Utc>,
) -> Vec<Link> {
    let matters: Vec<Matter<'_>> =
        reports.iter().filter_map(|report| Matter::read(report, areas, taxonomy)).collect();
    let mut links: BTreeMap<LinkId, Link> = BTreeMap::new();
    for one in matters.iter().filter(|one| fresh.contains(&one.report.id)) {
        let found = matters.iter().filter_map(|other| one.joined_to(other, rules));
        let (doubles, returns): (Vec<_>, Vec<_>) = found.partition(|pair| pair.kind == LinkKind::Duplicate);
        let double = doubles.into_iter().max_by(Pair::by_likeness);
        // A retelling returns with the report it retells.
        let retells = double.as_ref().is_some_and(|pair| pair.later.report.id == one.report.id);
        let (before, after): (Vec<_>, Vec<_>) =
            returns.into_iter().filter(|_| !retells).partition(|pair| pair.later.report.id == one.report.id);
        let nearest = [before, after].into_iter().filter_map(|side| side.into_iter().min_by(Pair::by_gap));
        for pair in double.into_iter().chain(nearest) {
            let link = pair.link(at);
            links.entry(link.id).or_insert(link);
        }
    }
    links.into_values().collect()
}

/// What of a report is compared.
struct Matter<'a> {
    report: &'a Report,
    telling: Telling,
    /// Its grid is known, and not only its village.
    in_a_grid: bool,
    /// The widest category it belongs to.
    group: &'a CategoryCode,
    /// A chain of family violence at one grid would point at a family: such matters have none.
    restricted: bool,
}

impl<'a> Matter<'a> {
    /// `None` for a report that says too little to be told from others.
    fn read(report: &'a Report, areas: &Areas, taxonomy: &'a Taxonomy) -> Option<Self> {
        let lineage = std::iter::successors(taxonomy.get(&report.category), |category| {
            category.parent.as_ref().and_then(|parent| taxonomy.get(parent))
        });
        Some(Self {
            report,
            telling: Telling::of(&report.summary)?,
            in_a_grid: areas.get(&report.area).is_some_and(|area| area.level == AreaLevel::Grid),
            group: lineage.last().map_or(&report.category, |category| &category.code),
            restricted: taxonomy.is_restricted(&report.category),
        })
    }

    fn joined_to(&'a self, other: &'a Self, rules: &Rules) -> Option<Pair<'a>> {
        if self.report.id == other.report.id {
            return None;
        }
        let place = Nearness::of(self, other)?;
        let category = Kinship::of(self, other);
        let days = (self.report.occurred_on - other.report.occurred_on).num_days().unsigned_abs();
        let kind = if days <= u64::from(rules.duplicate_days) {
            (!amounts_differ(self.report, other.report, rules)).then_some(LinkKind::Duplicate)
        } else {
            let soon = days <= u64::from(rules.recurrence_days);
            (soon && category != Kinship::Other && !self.restricted).then_some(LinkKind::Recurrence)
        }?;
        let likeness = self.telling.similarity(&other.telling);
        let evidence =
            Evidence { place, category, days, two_channels: self.report.channel != other.report.channel };
        if likeness < rules.needed(kind, &evidence) {
            return None;
        }
        let order = |matter: &Self| match kind {
            LinkKind::Duplicate => (matter.report.received_at.timestamp_micros(), matter.report.id),
            LinkKind::Recurrence => (i64::from(matter.report.occurred_on.to_epoch_days()), matter.report.id),
        };
        let (earlier, later) = if order(self) < order(other) { (self, other) } else { (other, self) };
        Some(Pair { kind, earlier, later, evidence, likeness })
    }
}

/// How near two reports lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Nearness {
    Grid,
    /// Of one of the two no more than the village is known.
    Village,
}

impl Nearness {
    /// `None` for two different grids.
    fn of(one: &Matter<'_>, other: &Matter<'_>) -> Option<Self> {
        match one.in_a_grid && other.in_a_grid {
            true => (one.report.area == other.report.area).then_some(Self::Grid),
            false => Some(Self::Village),
        }
    }
}

/// How near two categories are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kinship {
    Same,
    /// Of one widest category.
    Group,
    Other,
}

impl Kinship {
    fn of(one: &Matter<'_>, other: &Matter<'_>) -> Self {
        match (one.report.category == other.report.category, one.group == other.group) {
            (true, _) => Self::Same,
            (false, true) => Self::Group,
            (false, false) => Self::Other,
        }
    }
}

/// Two amounts that are known and too far apart for one matter.
fn amounts_differ(one: &Report, other: &Report, rules: &Rules) -> bool {
    match (one.amount_yuan, other.amount_yuan) {
        (Some(one), Some(other)) => one.max(other) > rules.amount_ratio * one.min(other).max(1.0),
        _ => false,
    }
}

/// What speaks for two reports, beside their texts.
#[derive(Clone, Copy, Debug)]
struct Evidence {
    place: Nearness,
    category: Kinship,
    days: u64,
    two_channels: bool,
}

/// Two reports that are alike enough, and by what.
struct Pair<'a> {
    kind: LinkKind,
    earlier: &'a Matter<'a>,
    later: &'a Matter<'a>,
    evidence: Evidence,
    likeness: f64,
}

impl Pair<'_> {
    /// The most alike, of equals the nearest in time.
    fn by_likeness(one: &Self, other: &Self) -> std::cmp::Ordering {
        one.likeness.total_cmp(&other.likeness).then_with(|| Self::by_gap(other, one))
    }

    /// The nearest in time; ids decide between equals.
    fn by_gap(one: &Self, other: &Self) -> std::cmp::Ordering {
        let ids = |pair: &Self| (pair.earlier.report.id, pair.later.report.id);
        one.evidence.days.cmp(&other.evidence.days).then_with(|| ids(one).cmp(&ids(other)))
    }

    fn link(&self, at: DateTime<Utc>) -> Link {
        let (earlier, later) = (self.earlier.report.id, self.later.report.id);
        Link {
            id: Link::derive_id(self.kind, earlier, later),
            kind: self.kind,
            earlier,
            later,
            likeness: self.likeness,
            reason_zh: self.reason_zh(),
            reason_en: self.reason_en(),
            state: LinkState::Proposed,
            proposed_at: at,
            decided_at: None,
        }
    }
}

#[cfg(test)]
mod tests;
