//! What comes from each place, week by week: reports, and patrols that were written down.

use domain::AreaLevel;

use crate::sweep::Sweep;

/// Weekly contacts of every area, for the last weeks of the horizon.
#[derive(Debug)]
pub(super) struct Contacts {
    weeks: usize,
    first_week: usize,
    reports: Vec<f64>,
    patrols: Vec<f64>,
    visits: Vec<f64>,
}

impl Contacts {
    /// Counts the last `weeks` counted weeks. A report of a restricted category shows that somebody is there, and that
    /// is all it is used for.
    pub fn count(sweep: &Sweep<'_>, weeks: usize) -> Self {
        let weeks = weeks.min(sweep.horizon.weeks);
        let first_week = sweep.horizon.weeks - weeks;
        let empty = vec![0.0; sweep.places.len() * weeks];
        let mut contacts =
            Self { weeks, first_week, reports: empty.clone(), patrols: empty.clone(), visits: empty };
        let week_of = |day| sweep.horizon.week_of(day)?.checked_sub(first_week);
        for row in sweep.rows.iter() {
            if let Some(week) = week_of(row.report.occurred_on) {
                for area in above(sweep, row.area) {
                    contacts.reports[area * weeks + week] += 1.0;
                }
            }
        }
        for effort in sweep.snapshot.effort {
            if let (Some(grid), Some(week)) = (sweep.places.number(&effort.grid), week_of(effort.day)) {
                for area in above(sweep, grid) {
                    contacts.patrols[area * weeks + week] += 1.0;
                    contacts.visits[area * weeks + week] += f64::from(effort.visits);
                }
            }
        }
        contacts
    }

    /// How many weeks are counted.
    pub fn weeks(&self) -> usize {
        self.weeks
    }

    /// The number of the first of them in the horizon.
    pub fn first_week(&self) -> usize {
        self.first_week
    }

    /// Reports of an area, one value a week.
    pub fn reports(&self, area: usize) -> &[f64] {
        &self.reports[area * self.weeks..][..self.weeks]
    }

    /// Recorded patrols of an area, one value a week.
    pub fn patrols(&self, area: usize) -> &[f64] {
        &self.patrols[area * self.weeks..][..self.weeks]
    }

    /// Visits on the recorded patrols of an area, one value a week.
    pub fn visits(&self, area: usize) -> &[f64] {
        &self.visits[area * self.weeks..][..self.weeks]
    }

    /// How many of the last weeks passed without a report and without a patrol.
    pub fn silent_weeks(&self, area: usize) -> usize {
        let weeks = self.reports(area).iter().zip(self.patrols(area)).rev();
        weeks.take_while(|(reports, patrols)| **reports == 0.0 && **patrols == 0.0).count()
    }
}

/// The area itself and those it lies in.
fn above<'s>(sweep: &'s Sweep<'_>, area: usize) -> impl Iterator<Item = usize> + 's {
    AreaLevel::ALL.into_iter().filter_map(move |level| sweep.places.ancestor(area, level))
}
