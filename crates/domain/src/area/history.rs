//! The tree through time: as drawn on any day, as known at any moment.
//!
//! Two times are kept. A change holds from a day on (valid time), and it is recorded at a moment (record time). Each
//! change keeps the drawings that it replaced, so the past is the present with changes taken back.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Area, AreaError, AreaId, Areas, Change, ChangeError, Crosswalk, Decision, Redrawing, Step};

/// A change that was recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AreaChange {
    /// Its id, derived from day and change: the journal's subject.
    pub id: Uuid,
    /// The first day of the new drawing.
    pub on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// The paper that decided it.
    pub why: String,
    /// What was asked for.
    pub change: Change,
    /// What it did.
    pub drawing: Redrawing,
}

impl AreaChange {
    fn derive_id(on: NaiveDate, change: &Change) -> Uuid {
        // The debug form names every value; a change is recorded once, and its id is stored with it.
        let name = format!("fengsui:area-change:{on}|{change:?}");
        Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())
    }

    /// The codes that end with it.
    fn ended(&self) -> impl Iterator<Item = &Area> {
        let goes_on = |id: &AreaId| self.drawing.after.iter().any(|area| area.id == *id);
        self.drawing.before.iter().filter(move |area| !goes_on(&area.id))
    }

    /// An area that ends with it, lying in what took it over whole, else where it lay: what was filed under it is found
    /// there, and whoever answers for that place may read it.
    fn left_behind(&self, ended: &Area) -> Area {
        let shares = self.drawing.shares.iter().find(|(id, _)| *id == ended.id);
        match shares.map(|(_, shares)| shares.as_slice()) {
            Some([whole]) => Area { parent: Some(whole.area.clone()), ..ended.clone() },
            _ => ended.clone(),
        }
    }

    /// The codes that begin with it.
    fn begun(&self) -> impl Iterator<Item = &Area> {
        let was_there = |id: &AreaId| self.drawing.before.iter().any(|area| area.id == *id);
        self.drawing.after.iter().filter(move |area| !was_there(&area.id))
    }
}

/// Which drawing of the county counts are made in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Drawn {
    /// As drawn today: the past is carried over, so that a series means one place from end to end.
    #[default]
    Today,
    /// As drawn then, on the day that is looked at, and as that was known then.
    Then,
}

impl Drawn {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Today, Self::Then];

    /// The word used on the wire and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Then => "then",
        }
    }

    /// The drawing named by [`Drawn::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|drawn| drawn.as_str() == text)
    }
}

/// Successive drawings of a county, each with its first day; never empty.
#[derive(Clone, Debug)]
pub struct Drawings(Vec<(NaiveDate, Areas)>);

impl Drawings {
    /// One drawing for all days.
    pub fn always(areas: Areas) -> Self {
        Self(vec![(NaiveDate::MIN, areas)])
    }

    /// The drawing of a day; before the first one, the first.
    pub fn on(&self, day: NaiveDate) -> &Areas {
        let next = self.0.partition_point(|(first, _)| *first <= day);
        &self.0[next.saturating_sub(1)].1
    }

    /// Each drawing with its first day, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = (NaiveDate, &Areas)> {
        self.0.iter().map(|(first, areas)| (*first, areas))
    }
}

/// One drawing of an area, with the days on which it held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AreaVersion {
    /// The first day; `None` where no earlier drawing is known.
    pub valid_from: Option<NaiveDate>,
    /// The first day on which it no longer holds; `None` while it does.
    pub valid_to: Option<NaiveDate>,
    /// The area as drawn: name, parent, border and households.
    pub area: Area,
}

/// All drawings of a county.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AreaHistory {
    /// Every code that was ever given, in order, as last drawn.
    last: Vec<Area>,
    /// In the order of their records.
    changes: Vec<AreaChange>,
}

impl AreaHistory {
    /// A history from the last drawing of every code, ended or not, and the recorded changes in their order.
    pub fn new(last: Vec<Area>, changes: Vec<AreaChange>) -> Self {
        Self { last, changes }
    }

    /// The recorded changes, in the order of their records.
    pub fn changes(&self) -> &[AreaChange] {
        &self.changes
    }

    /// The tree with all changes.
    ///
    /// # Errors
    /// [`AreaError`] when the stored areas are no tree.
    pub fn present(&self) -> Result<Areas, AreaError> {
        self.with(|_| true)
    }

    /// The tree as drawn on a day, as known at a moment.
    ///
    /// # Errors
    /// [`AreaError`] when the stored areas are no tree.
    pub fn at(&self, on: NaiveDate, known_at: DateTime<Utc>) -> Result<Areas, AreaError> {
        self.with(|change| change.on <= on && change.recorded_at <= known_at)
    }

    /// The tree in which counts are made of what is known at `as_of`, the end of the local day `on`.
    ///
    /// # Errors
    /// [`AreaError`] when the stored areas are no tree.
    pub fn drawn(&self, drawn: Drawn, on: NaiveDate, as_of: DateTime<Utc>) -> Result<Areas, AreaError> {
        match drawn {
            Drawn::Today => self.present(),
            Drawn::Then => self.at(on, as_of),
        }
    }

    /// The tree with the changes that hold. Changes of one area are recorded in the order of their days, so those that
    /// do not hold can be taken back one by one, last record first.
    fn with(&self, holds: impl Fn(&AreaChange) -> bool) -> Result<Areas, AreaError> {
        let places: HashMap<&AreaId, usize> =
            self.last.iter().zip(0..).map(|(area, place)| (&area.id, place)).collect();
        let ended: HashSet<&AreaId> =
            self.changes.iter().flat_map(AreaChange::ended).map(|area| &area.id).collect();
        let mut drawn: Vec<Option<&Area>> =
            self.last.iter().map(|area| (!ended.contains(&area.id)).then_some(area)).collect();
        for change in self.changes.iter().rev().filter(|change| !holds(change)) {
            for area in change.begun() {
                if let Some(&place) = places.get(&area.id) {
                    drawn[place] = None;
                }
            }
            for area in &change.drawing.before {
                if let Some(&place) = places.get(&area.id) {
                    drawn[place] = Some(area);
                }
            }
        }
        let mut crosswalk = Crosswalk::default();
        let mut former = Vec::new();
        for change in self.changes.iter().filter(|change| holds(change)) {
            former.extend(change.ended().map(|area| change.left_behind(area)));
            for (from, shares) in &change.drawing.shares {
                let step = Step { on: change.on, kind: change.change.kind(), shares: shares.clone() };
                crosswalk.add(from.clone(), step);
            }
        }
        Ok(Areas::new(drawn.into_iter().flatten().cloned().collect())?.with_past(former, crosswalk))
    }

    /// All drawings that held since a day, as known at a moment: for counts in which everything stays where it was filed.
    ///
    /// # Errors
    /// [`AreaError`] when the stored areas are no tree.
    pub fn since(&self, first: NaiveDate, known_at: DateTime<Utc>) -> Result<Drawings, AreaError> {
        let later = self.days().into_iter().filter(|day| *day > first);
        let days = std::iter::once(first).chain(later);
        Ok(Drawings(days.map(|day| Ok((day, self.at(day, known_at)?))).collect::<Result<_, AreaError>>()?))
    }

    /// The days on which the tree was drawn anew, ascending.
    pub fn days(&self) -> BTreeSet<NaiveDate> {
        self.changes.iter().map(|change| change.on).collect()
    }

    /// Every drawing of every area as known now, by area in their order, oldest first.
    pub fn versions(&self) -> Vec<AreaVersion> {
        let mut by_area: HashMap<&AreaId, Vec<AreaVersion>> = HashMap::new();
        let mut since: HashMap<&AreaId, NaiveDate> = HashMap::new();
        for change in &self.changes {
            for area in &change.drawing.before {
                let valid_from = since.remove(&area.id);
                // Two changes of one day: the drawing between them never held.
                if valid_from != Some(change.on) {
                    let version = AreaVersion { valid_from, valid_to: Some(change.on), area: area.clone() };
                    by_area.entry(&area.id).or_default().push(version);
                }
            }
            since.extend(change.drawing.after.iter().map(|area| (&area.id, change.on)));
        }
        let ended: HashSet<&AreaId> =
            self.changes.iter().flat_map(AreaChange::ended).map(|area| &area.id).collect();
        let mut versions = Vec::new();
        for area in &self.last {
            versions.extend(by_area.remove(&area.id).unwrap_or_default());
            if !ended.contains(&area.id) {
                let valid_from = since.get(&area.id).copied();
                versions.push(AreaVersion { valid_from, valid_to: None, area: area.clone() });
            }
        }
        versions
    }

    /// Makes the changes of a decision, recorded at a moment of the local day `today`, and returns those that are new:
    /// one that was recorded before is passed over, so that a repeat adds nothing.
    ///
    /// # Errors
    /// [`ChangeError`] for the first change that cannot be made; none is then.
    pub fn decide(
        &mut self,
        decision: &Decision,
        today: NaiveDate,
        at: DateTime<Utc>,
    ) -> Result<Vec<AreaChange>, ChangeError> {
        if decision.changes.is_empty() {
            return Err(ChangeError::Empty);
        }
        if decision.on > today {
            return Err(ChangeError::Future(decision.on));
        }
        let mut next = self.clone();
        for change in &decision.changes {
            next.add(decision, change, at)?;
        }
        let new = next.changes[self.changes.len()..].to_vec();
        for on in next.days() {
            next.at(on, at).map_err(|error| ChangeError::Tree { on, error })?;
        }
        *self = next;
        Ok(new)
    }

    fn add(&mut self, decision: &Decision, change: &Change, at: DateTime<Utc>) -> Result<(), ChangeError> {
        let on = decision.on;
        let id = AreaChange::derive_id(on, change);
        if self.changes.iter().any(|known| known.id == id) {
            return Ok(());
        }
        let present = self.present().map_err(|error| ChangeError::Tree { on, error })?;
        let drawing = change.redraw(&present)?;
        for area in &drawing.before {
            if let Some(last) = self.last_change(&area.id).filter(|last| *last > on) {
                return Err(ChangeError::Order { area: area.id.clone(), last });
            }
        }
        let change = AreaChange {
            id,
            on,
            recorded_at: at,
            why: decision.why.clone(),
            change: change.clone(),
            drawing,
        };
        for area in &change.drawing.after {
            match self.last.iter_mut().find(|known| known.id == area.id) {
                Some(known) => *known = area.clone(),
                None => self.last.push(area.clone()),
            }
        }
        for area in change.ended() {
            if let Some(known) = self.last.iter_mut().find(|known| known.id == area.id) {
                *known = change.left_behind(area);
            }
        }
        self.changes.push(change);
        Ok(())
    }

    /// The day of the last change that drew an area.
    fn last_change(&self, id: &AreaId) -> Option<NaiveDate> {
        let drew = |change: &&AreaChange| change.drawing.after.iter().any(|area| area.id == *id);
        self.changes.iter().filter(drew).map(|change| change.on).max()
    }

    /// Every code that was ever given, as last drawn or left behind, in the order in which they were given.
    pub fn last(&self) -> &[Area] {
        &self.last
    }
}

#[cfg(test)]
mod tests;
