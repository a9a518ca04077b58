//! What one sweep looks at: everything it may know, and nothing else.

use domain::{Areas, Calendar, CountyTime, Effort, Report, Taxonomy};

/// The inputs of a sweep. Rows may come in any order and may hold more than was known at the cut: the sweep itself
/// leaves out what was received later.
#[derive(Clone, Copy, Debug)]
pub struct Snapshot<'a> {
    /// Field reports.
    pub reports: &'a [Report],
    /// Patrol effort; an empty slice where it is not recorded. It carries no moment of receipt, so a caller that
    /// replays the past passes what was known then; days after the cut are left out here.
    pub effort: &'a [Effort],
    /// The tree of areas.
    pub areas: &'a Areas,
    /// The categories in force.
    pub taxonomy: &'a Taxonomy,
    /// Festivals and the windows that move disputes.
    pub calendar: &'a Calendar,
    /// The county's civil time.
    pub time: CountyTime,
}
