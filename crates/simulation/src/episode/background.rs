//! What is there without being planted, and yet is true when it is found: the silent spells of single grids.

use crate::{
    demand::Demand,
    episode::{Episode, EpisodeKind, Plan},
    habits::Habits,
    land::{Land, numeral},
};

/// Shorter spells, at the edges of the span, are no silence that anybody could name.
const LEAST_DAYS: usize = 21;
const DAYS_A_WEEK: usize = 7;

impl Plan {
    /// Adds the grids' silent spells to what is known to be true, grid by grid, each from its begin.
    pub(crate) fn tell_habits(&mut self, land: &Land, demand: &Demand, habits: &Habits) {
        for (position, grid) in land.grids.iter().enumerate() {
            let village = &land.villages[grid.village];
            let weights = &demand.grids[village.grids.clone()];
            let share = demand.grids[position] / weights.iter().sum::<f64>();
            for spell in habits.spells(position) {
                let days = spell.start..spell.end.min(demand.span.days);
                if days.len() < LEAST_DAYS {
                    continue;
                }
                let ordinary: f64 = days
                    .clone()
                    .flat_map(|day| (0..demand.categories.len()).map(move |category| (category, day)))
                    .map(|(category, day)| demand.expected(grid.village, category, day))
                    .sum();
                let weeks = days.len() / DAYS_A_WEEK;
                let episode = Episode {
                    id: self.next_id(land, EpisodeKind::GridSilence),
                    kind: EpisodeKind::GridSilence,
                    areas: vec![grid.id.clone()],
                    category: None,
                    from: demand.span.day(days.start),
                    to: demand.span.day(days.end - 1),
                    extra: -share * ordinary,
                    note_zh: format!(
                        "{}{}第{}网格连续{weeks}周没有上报，也没有巡查记录",
                        land.towns[village.town].name,
                        village.name,
                        numeral(grid.number)
                    ),
                    note_en: format!("a grid without reports and patrols for {weeks} weeks"),
                };
                self.episodes.push(episode);
            }
        }
    }
}
