//! Which episodes are planted, where and when.
//!
//! When is the timetable's; where is drawn by the seed. No village is the home of two episodes.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use domain::AreaId;
use rand::{Rng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

use crate::{
    demand::Demand,
    episode::{
        Burst, Effect, Episode, EpisodeKind, Plan, Shape,
        timetable::{
            LEARNING_DAYS, OUTBREAK_DAYS, OUTBREAKS, REIGNITIONS, RETURN_DAYS, SEASON, SEASONS, SILENCES,
            Season, TOWN_RISE, TOWN_RISES, TREND, TRENDS,
        },
    },
    land::Land,
    stream::{Purpose, Streams, pick},
};

/// A village or town qualifies for an episode of a category when it has at least this part of an even share.
const EVEN_SHARE: f64 = 0.7;

impl Plan {
    /// Plants the episodes for which the span has room.
    pub(crate) fn draw(land: &Land, demand: &Demand, streams: Streams) -> Self {
        let mut random = streams.open(Purpose::Plan);
        let mut free: Vec<usize> = (0..land.villages.len()).collect();
        free.shuffle(&mut random);
        let mut planner = Planner { land, demand, random, free, plan: Self::default() };
        for (code, grids, extra, ago) in OUTBREAKS {
            planner.outbreak(code, grids, extra, ago);
        }
        for (code, weeks, ago) in TOWN_RISES {
            planner.town_rise(code, weeks * 7, ago);
        }
        for (code, town, days, ago) in TRENDS {
            planner.trend(code, town, days, ago);
        }
        for season in &SEASONS {
            planner.new_season(season);
        }
        for (code, times, ago) in REIGNITIONS {
            planner.reignition(code, times, ago);
        }
        for (weeks, ago) in SILENCES {
            planner.silence(weeks * 7, ago);
        }
        planner.plan
    }
}

impl Plan {
    /// The id of the next episode of a kind.
    pub(super) fn next_id(&self, land: &Land, kind: EpisodeKind) -> String {
        let number = 1 + self.episodes.iter().filter(|episode| episode.kind == kind).count();
        format!("{}-{}-{number:02}", land.code, kind.as_str())
    }
}

/// Where a village-wide or town-wide episode lies.
struct Scope {
    area: AreaId,
    name: String,
    villages: Vec<usize>,
}

struct Planner<'a> {
    land: &'a Land,
    demand: &'a Demand,
    random: ChaCha8Rng,
    /// Villages without an episode of their own, in the order in which they are taken.
    free: Vec<usize>,
    plan: Plan,
}

impl Planner<'_> {
    fn outbreak(&mut self, code: &str, grids: usize, extra: usize, ago: usize) {
        let Some(days) = self.days(OUTBREAK_DAYS, ago) else { return };
        let Some((category, village)) = self.village(code) else { return };
        let centre = self.random.random_range(self.land.villages[village].grids.clone());
        // Only grids of the same setting: a quarrel about fields does not spread into blocks.
        let community = self.land.villages[village].community;
        let mut near = self.land.neighbours(centre, self.land.grids.len());
        near.retain(|grid| self.land.villages[self.land.grids[*grid].village].community == community);
        near.truncate(grids);
        let places = (0..extra)
            .filter_map(|_| Some((*pick(&near, &mut self.random)?, self.random.random_range(days.clone()))))
            .collect();
        let theme = self.random.random();
        self.plan.bursts.push(Burst { category, places, theme, same_matter: false });
        let what = self.name_zh(category);
        let note_zh = format!(
            "{}一带{}个相邻网格两周内因同类事由多报{what}{extra}件",
            self.village_name(village),
            near.len()
        );
        let note_en = format!(
            "{extra} more reports of {} over {} neighbouring grids in two weeks",
            self.name_en(category),
            near.len()
        );
        let areas = near.iter().map(|grid| self.land.grids[*grid].id.clone()).collect();
        self.record(
            EpisodeKind::LocalOutbreak,
            areas,
            Some(category),
            days,
            extra as f64,
            (note_zh, note_en),
        );
    }

    fn town_rise(&mut self, code: &str, length: usize, ago: usize) {
        let Some(days) = self.days(length, ago) else { return };
        let Some((category, scope)) = self.town(code) else { return };
        let notes = (
            format!("{}{}连续{}周约为平时的两倍", scope.name, self.name_zh(category), length / 7),
            format!(
                "{} at twice the ordinary level for {} weeks in one town",
                self.name_en(category),
                length / 7
            ),
        );
        let effect = Effect { villages: scope.villages, category, days, shape: Shape::Times(TOWN_RISE) };
        self.apply(EpisodeKind::TownRise, scope.area, vec![effect], notes);
    }

    fn trend(&mut self, code: &str, town: bool, length: usize, ago: usize) {
        let Some(days) = self.days(length, ago) else { return };
        let Some((category, scope)) = self.scope(code, town) else { return };
        let months = length / 30;
        let notes = (
            format!("{}{}{months}个月来持续上升，年增约四成", scope.name, self.name_zh(category)),
            format!("{} rising by about forty percent a year for {months} months", self.name_en(category)),
        );
        let effect = Effect { villages: scope.villages, category, days, shape: Shape::Growth(TREND) };
        self.apply(EpisodeKind::Trend, scope.area, vec![effect], notes);
    }

    fn new_season(&mut self, &Season { code, town, first, last, years }: &Season) {
        let end = self.demand.span.day(self.demand.span.days.saturating_sub(1));
        let windows: Vec<RangeInclusive<usize>> = (end.year() - years + 1..=end.year())
            .filter_map(|year| {
                let day =
                    |[month, day]: [u32; 2]| self.demand.position(NaiveDate::from_ymd_opt(year, month, day)?);
                Some(day(first)?..=day(last)?)
            })
            .filter(|window| *window.start() >= LEARNING_DAYS)
            .collect();
        // A season that was seen once is not a season yet.
        if windows.len() < 2 {
            return;
        }
        let Some((category, scope)) = self.scope(code, town) else { return };
        let notes = (
            format!(
                "{}近{}年每年{}月{}日至{}月{}日{}约为平时的三倍",
                scope.name,
                windows.len(),
                first[0],
                first[1],
                last[0],
                last[1],
                self.name_zh(category)
            ),
            format!(
                "{} at three times the ordinary level every year from {:02}-{:02} to {:02}-{:02}, for {} years now",
                self.name_en(category),
                first[0],
                first[1],
                last[0],
                last[1],
                windows.len()
            ),
        );
        let effects = windows
            .into_iter()
            .map(|days| Effect {
                villages: scope.villages.clone(),
                category,
                days,
                shape: Shape::Times(SEASON),
            })
            .collect();
        self.apply(EpisodeKind::NewSeason, scope.area, effects, notes);
    }

    fn reignition(&mut self, code: &str, times: usize, ago: usize) {
        let gaps: Vec<usize> = (1..times).map(|_| self.random.random_range(RETURN_DAYS)).collect();
        let Some(days) = self.days(gaps.iter().sum::<usize>() + 1, ago) else { return };
        let Some((category, village)) = self.village(code) else { return };
        let grid = self.random.random_range(self.land.villages[village].grids.clone());
        let mut day = *days.start();
        let mut places = vec![(grid, day)];
        for gap in gaps {
            day += gap;
            places.push((grid, day));
        }
        let theme = self.random.random();
        self.plan.bursts.push(Burst { category, places, theme, same_matter: true });
        let notes = (
            format!(
                "{}{}同一{}先后{times}次发生，调解后又起",
                self.village_name(village),
                self.grid_name(grid),
                self.name_zh(category)
            ),
            format!(
                "the same matter ({}) {times} times at one grid, after it was settled",
                self.name_en(category)
            ),
        );
        let areas = vec![self.land.grids[grid].id.clone()];
        self.record(EpisodeKind::Reignition, areas, Some(category), days, times as f64, notes);
    }

    fn silence(&mut self, length: usize, ago: usize) {
        let Some(days) = self.days(length, ago) else { return };
        let Some(village) = self.free.pop() else { return };
        let missing: f64 = days
            .clone()
            .flat_map(|day| (0..self.demand.categories.len()).map(move |category| (category, day)))
            .map(|(category, day)| self.demand.expected(village, category, day))
            .sum();
        self.plan.silences.push((village, days.clone()));
        let notes = (
            format!("{}连续{}周没有上报，也没有巡查记录", self.village_name(village), length / 7),
            format!("a village without reports and patrols for {} weeks", length / 7),
        );
        let areas = vec![self.land.villages[village].id.clone()];
        self.record(EpisodeKind::Silence, areas, None, days, -missing, notes);
    }

    /// Plants effects of one category and records them as one episode.
    fn apply(&mut self, kind: EpisodeKind, area: AreaId, effects: Vec<Effect>, notes: (String, String)) {
        let (Some(first), Some(last)) = (effects.first(), effects.last()) else { return };
        let (category, days) = (first.category, *first.days.start()..=*last.days.end());
        let extra =
            effects.iter().flat_map(|effect| effect.added(self.demand)).map(|(.., extra)| extra).sum();
        self.plan.effects.extend(effects);
        self.record(kind, vec![area], Some(category), days, extra, notes);
    }

    fn record(
        &mut self,
        kind: EpisodeKind,
        areas: Vec<AreaId>,
        category: Option<usize>,
        days: RangeInclusive<usize>,
        extra: f64,
        (note_zh, note_en): (String, String),
    ) {
        self.plan.episodes.push(Episode {
            id: self.plan.next_id(self.land, kind),
            kind,
            areas,
            category: category.map(|category| self.demand.categories[category].code.clone()),
            from: self.demand.span.day(*days.start()),
            to: self.demand.span.day(*days.end()),
            extra,
            note_zh,
            note_en,
        });
    }

    /// The days of an episode that ends so many days before the span; `None` when there is no room.
    fn days(&self, length: usize, ago: usize) -> Option<RangeInclusive<usize>> {
        let last = self.demand.span.days.checked_sub(1 + ago)?;
        let first = (last + 1).checked_sub(length)?;
        (first >= LEARNING_DAYS).then_some(first..=last)
    }

    fn scope(&mut self, code: &str, town: bool) -> Option<(usize, Scope)> {
        if town {
            return self.town(code);
        }
        let (category, village) = self.village(code)?;
        let area = self.land.villages[village].id.clone();
        Some((category, Scope { area, name: self.village_name(village), villages: vec![village] }))
    }

    /// Takes the next free village in which the category is at home.
    fn village(&mut self, code: &str) -> Option<(usize, usize)> {
        let category = self.demand.category(code)?;
        let yearly = |village: &usize| self.demand.yearly(*village, category);
        let all = self.land.villages.len();
        let even = (0..all).map(|village| yearly(&village)).sum::<f64>() / all as f64;
        let position = self.free.iter().rposition(|village| yearly(village) >= EVEN_SHARE * even)?;
        Some((category, self.free.remove(position)))
    }

    /// A town in which the category is at home and of which no episode of the category is told yet.
    fn town(&mut self, code: &str) -> Option<(usize, Scope)> {
        let category = self.demand.category(code)?;
        let towns: Vec<Scope> = self
            .land
            .towns
            .iter()
            .enumerate()
            .map(|(position, town)| Scope {
                area: town.id.clone(),
                name: town.name.clone(),
                villages: (0..self.land.villages.len())
                    .filter(|village| self.land.villages[*village].town == position)
                    .collect(),
            })
            .collect();
        let yearly = |scope: &Scope| -> f64 {
            scope.villages.iter().map(|village| self.demand.yearly(*village, category)).sum()
        };
        let even = towns.iter().map(yearly).sum::<f64>() / towns.len() as f64;
        let code = &self.demand.categories[category].code;
        let told = |scope: &Scope| {
            self.plan.episodes.iter().any(|episode| {
                episode.areas == [scope.area.clone()] && episode.category.as_ref() == Some(code)
            })
        };
        let mut fit: Vec<Scope> =
            towns.into_iter().filter(|scope| yearly(scope) >= EVEN_SHARE * even && !told(scope)).collect();
        if fit.is_empty() {
            return None;
        }
        let chosen = self.random.random_range(0..fit.len());
        Some((category, fit.swap_remove(chosen)))
    }

    fn village_name(&self, village: usize) -> String {
        let village = &self.land.villages[village];
        format!("{}{}", self.land.towns[village.town].name, village.name)
    }

    fn grid_name(&self, grid: usize) -> String {
        format!("第{}网格", crate::land::numeral(self.land.grids[grid].number))
    }

    fn name_zh(&self, category: usize) -> &str {
        &self.demand.categories[category].name_zh
    }

    fn name_en(&self, category: usize) -> &str {
        &self.demand.categories[category].name_en
    }
}
