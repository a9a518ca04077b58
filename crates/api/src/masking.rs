//! What a caller may see of a restricted matter (family violence, minors): one layer, on every path.
//!
//! Outside the analysts' desk such a matter has no place narrower than its town, no text and no list of reports,
//! and it is found only by what is shown: a filter for a village must not tell that it lies in that village.

use ::advisories::Reader;
use domain::{AreaId, AreaLevel, CategoryCode, Facts, Report, Signal};

use crate::{service::Reference, tokens::Caller};

/// One caller's view of the county.
pub(crate) struct Sight<'a> {
    masked: bool,
    reference: &'a Reference,
}

impl<'a> Sight<'a> {
    /// The view of this caller.
    pub(crate) fn of(caller: &Caller, reference: &'a Reference) -> Self {
        Self::new(caller.is_at_the_desk(), reference)
    }

    /// The view from the analysts' desk, or from outside it.
    pub(crate) fn new(at_the_desk: bool, reference: &'a Reference) -> Self {
        Self { masked: !at_the_desk, reference }
    }

    /// Whether matters of this category are shown in part only.
    pub(crate) fn hides(&self, category: &CategoryCode) -> bool {
        self.masked && self.reference.taxonomy.is_restricted(category)
    }

    /// The report as the caller may see it.
    pub(crate) fn report(&self, mut report: Report) -> Report {
        if self.hides(&report.category) {
            report.area = self.town_of(&report.area);
            report.summary.clear();
            report.tags.clear();
        }
        report
    }

    /// What of a fact sheet the caller may read.
    pub(crate) fn reader(&self) -> Reader {
        if self.masked { Reader::Committee } else { Reader::Desk }
    }

    /// Where something of this category is shown to the caller: a restricted matter in its town.
    pub(crate) fn place(&self, area: &AreaId, category: &CategoryCode) -> AreaId {
        if self.hides(category) { self.town_of(area) } else { area.clone() }
    }

    /// The signal as the caller may see it.
    pub(crate) fn signal(&self, mut signal: Signal) -> Signal {
        if self.hides(&signal.category) {
            signal.area = self.town_of(&signal.area);
            signal.cluster.clear();
            signal.reports.clear();
            signal.series.clear();
            // Weeks and people of so few matters point at a family.
            signal.facts =
                Facts { weight: signal.facts.weight, chance: signal.facts.chance, ..Facts::default() };
        }
        signal
    }

    /// Whether something that is shown at `shown` belongs in a list cut to `asked`. Without a cut everything does.
    pub(crate) fn belongs(&self, shown: &AreaId, category: &CategoryCode, asked: Option<&AreaId>) -> bool {
        match asked {
            Some(asked) if self.hides(category) => self.reference.areas.contains(asked, shown),
            _ => true,
        }
    }

    /// The town that holds this area; an area wider than a town stays as it is.
    fn town_of(&self, area: &AreaId) -> AreaId {
        let town = self.reference.areas.ancestor_at(area, AreaLevel::Town);
        town.map_or_else(|| area.clone(), |town| town.id.clone())
    }
}
