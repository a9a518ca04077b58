//! What became of matters that had already come back: how soon they broke out again.

use chrono::{Days, NaiveDate, TimeDelta};
use statistics::recurrence::{self, Hazard, Spell};

use super::{
    VERBATIM,
    outbreaks::{Outbreak, Outbreaks},
};
use crate::sweep::Sweep;

/// Borders of the bands of days since an outbreak: a follow-up, a month, two months, half a year.
const BANDS: [f64; 4] = [14.0, 28.0, 56.0, 182.0];

/// The interval of a chance is not shown; its level is the usual one.
const ALPHA: f64 = 0.05;

/// The hazard of a further return, over all matters of the county that had come back often enough to be said, in the
/// whole history. `None` where there was no such matter.
///
/// The moment of settling is not reported, so days are counted from the outbreak. Only what is told nearly word for
/// word is followed here: a chain of chance likenesses would look like a matter that never ends.
pub(super) fn hazard(sweep: &Sweep<'_>) -> Option<Hazard> {
    let outbreaks = Outbreaks::since(sweep, sweep.horizon.first_week.monday());
    let grids = outbreaks.0.values().flat_map(|grids| grids.values());
    let spells: Vec<Spell> = grids.flat_map(|known| spells(known, sweep)).collect();
    recurrence::hazard(&spells, &BANDS, ALPHA).ok()
}

/// The spells that began with an outbreak from the last that `minimum_returns` asks for on.
fn spells(known: &[Outbreak<'_>], sweep: &Sweep<'_>) -> Vec<Spell> {
    let chosen = &sweep.parameters.returns;
    let within = TimeDelta::days(chosen.within_days);
    let mut returns = vec![0; known.len()];
    let mut next: Vec<Option<NaiveDate>> = vec![None; known.len()];
    for later in 0..known.len() {
        let before = (0..later).rev().find(|&earlier| {
            known[later].day - known[earlier].day <= within
                && known[later].telling.similarity(&known[earlier].telling) >= VERBATIM
        });
        if let Some(earlier) = before {
            returns[later] = returns[earlier] + 1;
            next[earlier] = Some(known[later].day);
        }
    }
    let spell = |outbreak: usize| {
        let begun = known[outbreak].day;
        let watched = (begun + within).min(sweep.horizon.today + Days::new(1));
        Spell {
            days: (next[outbreak].unwrap_or(watched) - begun).num_days() as f64,
            returned: next[outbreak].is_some(),
        }
    };
    (0..known.len()).filter(|&outbreak| returns[outbreak] >= chosen.minimum_returns).map(spell).collect()
}
