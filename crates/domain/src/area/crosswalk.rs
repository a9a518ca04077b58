//! The crosswalk: where the reports and visits of an area belong after it was split or merged.
//!
//! A code means what it meant on the day on which a report was received. What was filed under an area that was cut
//! later goes to exactly one of its parts, chosen by the id of the report in the shares of the households. So every
//! report is counted once, sums over the parts are those of the whole, and a part has the history that its size
//! gives it: were all given to the largest part, the small ones would rise from nothing and be taken for an outbreak.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{AreaId, ChangeKind};

/// A part of what an area was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// The area that took it over.
    pub area: AreaId,
    /// Its share of the households, above 0; the shares of one step add up to 1.
    pub weight: f64,
}

/// One split or merge, as it befell one area.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The first day of the new drawing.
    pub on: NaiveDate,
    /// Split or merge.
    pub kind: ChangeKind,
    /// Who took over what. The area itself is among them where its code goes on with another border.
    pub shares: Vec<Share>,
}

impl Step {
    /// The share that something falls to, by a number that is spread evenly over `0..1`.
    fn choose(&self, at: f64) -> &AreaId {
        let mut passed = 0.0;
        let chosen = self.shares.iter().find(|share| {
            passed += share.weight;
            at < passed
        });
        // Weights that add up to a little less than 1 leave the last share open at its end.
        chosen.or(self.shares.last()).map_or(&NOWHERE, |share| &share.area)
    }
}

/// A step without shares is refused when it is recorded.
static NOWHERE: AreaId = AreaId(String::new());

/// All steps, by the code that they befell, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Crosswalk(HashMap<AreaId, Vec<Step>>);

impl Crosswalk {
    /// Adds a step; of one code they come in the order of their days.
    pub(super) fn add(&mut self, from: AreaId, step: Step) {
        let steps = self.0.entry(from).or_default();
        let place = steps.partition_point(|earlier| earlier.on <= step.on);
        steps.insert(place, step);
    }

    /// Whether no area was ever split or merged.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The last step of a code.
    pub fn last(&self, id: &AreaId) -> Option<&Step> {
        self.0.get(id)?.last()
    }

    /// Where something belongs that was filed under `id` on `day`. The same `key` goes the same way for ever.
    ///
    /// `is_drawn` says whether a code is in force: what was filed under a code after it had ended still follows its
    /// last step.
    pub(super) fn carry<'a>(
        &'a self,
        mut id: &'a AreaId,
        mut day: NaiveDate,
        key: Uuid,
        is_drawn: impl Fn(&AreaId) -> bool,
    ) -> &'a AreaId {
        while let Some(step) = self.next(id, day, &is_drawn) {
            id = step.choose(spread(key, id));
            day = day.max(step.on);
        }
        id
    }

    /// All codes to which [`Crosswalk::carry`] may lead, each once.
    pub(super) fn reached<'a>(
        &'a self,
        id: &'a AreaId,
        day: NaiveDate,
        is_drawn: impl Fn(&AreaId) -> bool,
    ) -> Vec<&'a AreaId> {
        let mut reached = Vec::new();
        let mut open = vec![(id, day)];
        while let Some((id, day)) = open.pop() {
            match self.next(id, day, &is_drawn) {
                Some(step) => open.extend(step.shares.iter().map(|share| (&share.area, day.max(step.on)))),
                None if reached.contains(&id) => {}
                None => reached.push(id),
            }
        }
        reached
    }

    /// The step that something takes which was filed under a code on a day.
    fn next(&self, id: &AreaId, day: NaiveDate, is_drawn: impl Fn(&AreaId) -> bool) -> Option<&Step> {
        let steps = self.0.get(id)?;
        let later = steps.iter().find(|step| step.on > day);
        later.or_else(|| steps.last().filter(|_| !is_drawn(id)))
    }
}

/// A number in `0..1` from a key and a code, so that each step of a chain draws its own.
fn spread(key: Uuid, id: &AreaId) -> f64 {
    /// The first bits of an id by content that are spread evenly; version and variant come after them.
    const EVEN_BITS: u32 = 48;
    let (first, _) = Uuid::new_v5(&key, id.as_str().as_bytes()).as_u64_pair();
    (first >> (u64::BITS - EVEN_BITS)) as f64 / (1_u64 << EVEN_BITS) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn step(on: &str, shares: &[(&str, f64)]) -> Step {
        let shares = shares.iter().map(|&(area, weight)| Share { area: area.into(), weight }).collect();
        Step { on: day(on), kind: ChangeKind::Split, shares }
    }

    fn keys() -> impl Iterator<Item = Uuid> {
        (0..4000_u32).map(|number| Uuid::new_v5(&Uuid::NAMESPACE_OID, &number.to_be_bytes()))
    }

    /// How many of the keys that were filed under `a` on a day belong to each code now.
    fn carried(crosswalk: &Crosswalk, on: &str, drawn: &[&str]) -> HashMap<String, usize> {
        let mut counts = HashMap::new();
        for key in keys() {
            let from = AreaId::from("a");
            let to = crosswalk.carry(&from, day(on), key, |id| drawn.contains(&id.as_str()));
            *counts.entry(to.to_string()).or_default() += 1;
        }
        counts
    }

    #[test]
    fn each_report_goes_to_one_part_and_the_parts_get_their_shares() {
        let mut crosswalk = Crosswalk::default();
        crosswalk.add("a".into(), step("2025-03-01", &[("b", 0.75), ("c", 0.25)]));
        crosswalk.add("c".into(), step("2025-06-01", &[("d", 0.5), ("e", 0.5)]));
        let counts = carried(&crosswalk, "2025-01-01", &["b", "d", "e"]);
        assert_eq!(counts.values().sum::<usize>(), 4000);
        assert!(counts["b"].abs_diff(3000) < 120, "{counts:?}");
        assert!(counts["d"].abs_diff(500) < 90 && counts["e"].abs_diff(500) < 90, "{counts:?}");
    }

    #[test]
    fn a_code_that_goes_on_means_its_new_border_from_the_day_on() {
        let mut crosswalk = Crosswalk::default();
        crosswalk.add("a".into(), step("2025-03-01", &[("a", 0.5), ("b", 0.5)]));
        let before = carried(&crosswalk, "2025-02-28", &["a", "b"]);
        assert!(before["a"].abs_diff(2000) < 130, "{before:?}");
        let after = carried(&crosswalk, "2025-03-01", &["a", "b"]);
        assert_eq!(after, HashMap::from([("a".to_owned(), 4000)]));
    }

    #[test]
    fn what_is_filed_under_an_ended_code_follows_its_last_step() {
        let mut crosswalk = Crosswalk::default();
        crosswalk.add("a".into(), step("2025-03-01", &[("b", 1.0)]));
        assert_eq!(carried(&crosswalk, "2025-09-01", &["b"]), HashMap::from([("b".to_owned(), 4000)]));
    }
}
