//! The numbers an operator may turn.

use domain::LinkKind;
use serde::{Deserialize, Serialize};

use super::{Evidence, Kinship, Nearness};
use crate::error::RulesError;

/// When two reports may tell of one matter. The likenesses are shared pairs of characters over all pairs of two first
/// sentences, `0..=1`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Days apart, at most, of two reports of one occurrence.
    pub duplicate_days: u32,
    /// Likeness of two reports of one grid and category by two channels, on one day or the next, at least.
    pub duplicate_likeness: f64,
    /// The same where they lie further apart, or of one only the village is known, or the categories only share their
    /// group.
    pub vague_likeness: f64,
    /// The same where the categories have nothing in common, since one may have been chosen without looking, or where both
    /// came through one channel, which seldom tells a matter twice.
    pub verbatim_likeness: f64,
    /// The larger of two known amounts over the smaller, at most.
    pub amount_ratio: f64,
    /// Days between two outbreaks of one matter, at most.
    pub recurrence_days: u32,
    /// Likeness of two outbreaks, at least: a year of a grid holds many matters that are told by one phrase.
    pub recurrence_likeness: f64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            duplicate_days: 7,
            duplicate_likeness: 0.4,
            vague_likeness: 0.65,
            verbatim_likeness: 0.85,
            amount_ratio: 2.0,
            recurrence_days: 365,
            recurrence_likeness: 0.95,
        }
    }
}

impl Rules {
    /// Whether the numbers make sense.
    ///
    /// # Errors
    /// [`RulesError`] that names the key and what it may be.
    pub fn check(&self) -> Result<(), RulesError> {
        for (key, likeness) in [
            ("duplicate_likeness", self.duplicate_likeness),
            ("vague_likeness", self.vague_likeness),
            ("verbatim_likeness", self.verbatim_likeness),
            ("recurrence_likeness", self.recurrence_likeness),
        ] {
            if !(likeness > 0.0 && likeness <= 1.0) {
                return Err(RulesError::Likeness(key));
            }
        }
        if self.amount_ratio < 1.0 || self.amount_ratio.is_nan() {
            return Err(RulesError::AmountRatio);
        }
        if self.recurrence_days <= self.duplicate_days {
            return Err(RulesError::Days);
        }
        Ok(())
    }

    /// How alike two reports must be.
    pub(super) fn needed(&self, kind: LinkKind, evidence: &Evidence) -> f64 {
        /// One day or the next: as long as a call takes from the hotline to its form.
        const SOON: u64 = 1;
        let Evidence { place, category, days, two_channels } = *evidence;
        match (kind, place, category) {
            (LinkKind::Recurrence, ..) => self.recurrence_likeness,
            (LinkKind::Duplicate, _, Kinship::Other) => self.verbatim_likeness,
            (LinkKind::Duplicate, ..) if !two_channels => self.verbatim_likeness,
            (LinkKind::Duplicate, Nearness::Grid, Kinship::Same) if days <= SOON => self.duplicate_likeness,
            (LinkKind::Duplicate, ..) => self.vague_likeness,
        }
    }
}
