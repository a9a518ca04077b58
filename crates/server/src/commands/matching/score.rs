//! How many of the links are right, and how many matters that were told more than once were found, where the truth is known.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt,
    path::Path,
};

use anyhow::Context as _;
use domain::{Link, LinkKind, LinkState, ReportId};
use serde::Deserialize;
use store::{LinkFilter, Store};

use crate::source;

/// Links read at once.
const PAGE: u32 = 1_000;

/// A report in `matters.json`, as `fengsui simulate` writes it.
#[derive(Deserialize)]
struct Told {
    report: ReportId,
    matter: u64,
    occurrence: u64,
}

/// Which reports tell of which matter, and of which of its outbreaks.
pub(super) struct Truth(HashMap<ReportId, (u64, u64)>);

/// Precision and recall, with what they are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Score {
    right: usize,
    links: usize,
    found: usize,
    planted: usize,
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |part: usize, all: usize| part as f64 / all.max(1) as f64;
        let Self { right, links, found, planted } = *self;
        let (precision, recall) = (share(right, links), share(found, planted));
        write!(
            f,
            "precision {precision:.3} ({right} of {links} links), recall {recall:.3} ({found} of {planted})"
        )
    }
}

impl Truth {
    /// Reads `matters.json`.
    pub(super) fn read(file: &Path) -> anyhow::Result<Self> {
        let told: Vec<Told> = serde_json::from_slice(&source::read(file)?)
            .with_context(|| format!("{} is no matters.json of fengsui simulate", file.display()))?;
        Ok(Self::new(told))
    }

    fn new(told: Vec<Told>) -> Self {
        Self(told.into_iter().map(|told| (told.report, (told.matter, told.occurrence))).collect())
    }

    /// Scores the links of a kind. A duplicate is right when both reports tell of one outbreak, a recurrence when they tell
    /// of two outbreaks of one matter. Found is an outbreak when one link leads to its second telling, or from it back to
    /// an earlier outbreak.
    pub(super) fn score(&self, kind: LinkKind, links: &[Link]) -> Score {
        let ends = |link: &Link| Some((*self.0.get(&link.earlier)?, *self.0.get(&link.later)?));
        let holds = |((one, first), (other, second)): ((u64, u64), (u64, u64))| match kind {
            LinkKind::Duplicate => (first == second).then_some(first),
            LinkKind::Recurrence => (one == other && first != second).then_some(second),
        };
        let hits: Vec<u64> = links.iter().filter_map(ends).filter_map(holds).collect();
        let planted = self.planted(kind);
        let found: BTreeSet<&u64> = hits.iter().filter(|outbreak| planted.contains(outbreak)).collect();
        Score { right: hits.len(), links: links.len(), found: found.len(), planted: planted.len() }
    }

    /// The outbreaks that a link of this kind should lead to.
    fn planted(&self, kind: LinkKind) -> BTreeSet<u64> {
        let mut tellings: BTreeMap<u64, usize> = BTreeMap::new();
        let mut outbreaks: BTreeMap<u64, BTreeMap<u64, ReportId>> = BTreeMap::new();
        for (report, (matter, outbreak)) in &self.0 {
            *tellings.entry(*outbreak).or_default() += 1;
            let first = outbreaks.entry(*matter).or_default().entry(*outbreak).or_insert(*report);
            *first = (*first).min(*report);
        }
        match kind {
            LinkKind::Duplicate => {
                tellings.into_iter().filter(|(_, count)| *count > 1).map(|(outbreak, _)| outbreak).collect()
            }
            LinkKind::Recurrence => outbreaks
                .into_values()
                .flat_map(|outbreaks| {
                    // Ids of version 7 begin with the moment of the report: the first outbreak returns to nothing.
                    let first = outbreaks.values().min().copied();
                    outbreaks.into_iter().filter(move |(_, report)| Some(*report) != first)
                })
                .map(|(outbreak, _)| outbreak)
                .collect(),
        }
    }
}

/// Every proposed link of a kind.
pub(super) async fn proposed(store: &Store, kind: LinkKind) -> anyhow::Result<Vec<Link>> {
    let mut links = Vec::new();
    let mut filter = LinkFilter { kind, state: LinkState::Proposed, within: None, limit: PAGE, after: None };
    loop {
        let page = store.links(&filter).await?;
        links.extend(page.items);
        if page.next.is_none() {
            return Ok(links);
        }
        filter.after = page.next;
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn link(kind: LinkKind, earlier: u128, later: u128) -> Link {
        let (earlier, later) = (ReportId::from_u128(earlier), ReportId::from_u128(later));
        Link {
            id: Link::derive_id(kind, earlier, later),
            kind,
            earlier,
            later,
            likeness: 1.0,
            reason_zh: String::new(),
            reason_en: String::new(),
            state: LinkState::Proposed,
            proposed_at: DateTime::UNIX_EPOCH,
            decided_at: None,
        }
    }

    #[test]
    fn a_matter_of_three_outbreaks_one_of_them_told_twice_is_scored_by_kind() {
        let told = [(1, 7, 70), (2, 7, 70), (3, 7, 71), (4, 7, 72), (5, 8, 80)];
        let told =
            told.map(|(id, matter, occurrence)| Told { report: ReportId::from_u128(id), matter, occurrence });
        let truth = Truth::new(told.into_iter().collect());
        let score = |kind, links: &[(u128, u128)]| {
            let links: Vec<Link> = links.iter().map(|(one, other)| link(kind, *one, *other)).collect();
            truth.score(kind, &links)
        };
        let expected = Score { right: 1, links: 2, found: 1, planted: 1 };
        assert_eq!(score(LinkKind::Duplicate, &[(1, 2), (3, 5)]), expected);
        let expected = Score { right: 2, links: 3, found: 1, planted: 2 };
        assert_eq!(score(LinkKind::Recurrence, &[(1, 3), (2, 3), (1, 5)]), expected);
    }
}
