//! The same text many times, beyond what the county's stock of phrases gives.
//!
//! Texts are the same when they share nearly all their three-character pieces, digits and punctuation left out, so that
//! another amount or day makes no other text.

use domain::likeness::Shingles;
use statistics::distribution::Counts;

use super::{Habit, half_year::HalfYear};
use crate::{cube::Row, sweep::Sweep};

/// Characters in a piece: two are a word that anybody uses, four miss a text with one name changed.
const PIECE: usize = 3;

/// Repetitions in a grid, at least: two reports of one matter may well read alike.
const LEAST_REPEATED: usize = 3;

/// Grids in which reports repeat an earlier one, of whatever category. How often two reports read alike by chance is
/// learned from reports of one category from different grids, which are likelier to than those of two.
pub(super) fn repeated(sweep: &Sweep<'_>, half: &HalfYear<'_>) -> Vec<Habit> {
    let chosen = &sweep.parameters.irregular;
    let by_chance = by_chance(half, chosen.same_text);
    let grids = half.reports.iter().filter(|(_, rows)| rows.len() >= chosen.minimum_reports);
    grids
        .filter_map(|(&grid, rows)| {
            let texts: Vec<Shingles> = rows.iter().map(pieces).filter(|text| !text.is_empty()).collect();
            let (mut times, mut expected) = (0usize, 0.0);
            for (position, text) in texts.iter().enumerate() {
                let earlier = &texts[..position];
                expected += (position as f64 * by_chance).min(1.0);
                times += usize::from(earlier.iter().any(|other| text.jaccard(other) >= chosen.same_text));
            }
            let p_value =
                if times == 0 { 1.0 } else { Counts::poisson(expected).ok()?.upper_tail(times as f64) };
            Some(Habit {
                place: grid,
                p_value,
                holds: times >= LEAST_REPEATED && times as f64 >= chosen.minimum_share * texts.len() as f64,
                observed: times as f64,
                expected,
            })
        })
        .collect()
}

/// The share of pairs of one category from different grids that read alike; half a pair is added to what was seen.
fn by_chance(half: &HalfYear<'_>, same: f64) -> f64 {
    let mut rows: Vec<&Row<'_>> = half.all().collect();
    rows.sort_unstable_by_key(|row| (row.category, row.report.occurred_on, row.report.id));
    let (mut pairs, mut equal) = (1.0, 0.5);
    for pair in
        rows.windows(2).filter(|pair| pair[0].category == pair[1].category && pair[0].area != pair[1].area)
    {
        pairs += 1.0;
        equal += f64::from(pieces(pair[0]).jaccard(&pieces(pair[1])) >= same);
    }
    equal / pairs
}

/// The pieces of a text, each once.
fn pieces(row: &Row<'_>) -> Shingles {
    Shingles::of(row.report.summary.chars().filter(|letter| letter.is_alphabetic()), PIECE).distinct()
}
