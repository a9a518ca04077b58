//! 一、本月总体情况: the month against the one before and against last year, by category and by town.

use chrono::NaiveDate;
use domain::{AreaId, Month, Report};

use crate::{
    Context,
    document::Block,
    figure,
    suppression::Cell,
    tally::{Tally, by_category, by_town, printed},
};

/// Rows of the table of categories; what is smaller is one row of others.
const MOST_CATEGORIES: usize = 12;

/// Categories that are named of the month that comes, as it was last year.
const NAMED_AHEAD: usize = 3;

/// This month, the month before, and the same month of the year before.
const COLUMNS: usize = 3;

/// The two tables of a month.
pub(super) struct Situation {
    categories: Tally<COLUMNS>,
    towns: Tally<COLUMNS>,
    below: u32,
}

impl Situation {
    /// Counts the reports of a county. `reports` are those that may be printed.
    pub(super) fn count(reports: &[&Report], county: &AreaId, month: Month, context: &Context<'_>) -> Self {
        let months = [month, month.before(1), month.before(12)];
        let within = |day: NaiveDate| months.map(|month| month.contains(day));
        let below = context.rules.suppress_below;
        let categories = by_category(reports, within, [0, 1], MOST_CATEGORIES, context);
        let mut categories = Tally::of(&categories, below);
        let mut towns = Tally::of(&by_town(reports, county, within, context), below);
        categories.agree(&mut towns);
        Self { categories, towns, below }
    }

    /// The sentence of the totals, and the tables.
    pub(super) fn section(&self, name: &str, month: Month) -> Vec<Block> {
        let [this, last, year_ago] = self.categories.totals;
        let span = figure::span_zh(month.first(), month.last());
        let before = [(this, last, "上月"), (this, year_ago, "去年同期")].map(|(this, earlier, name)| {
            format!("{name}{}{}", count_zh(earlier, self.below), change_zh(this, earlier, name))
        });
        let sentence = format!(
            "{span}，{name}共排查上报矛盾纠纷{}；{}。按类别的情况见下表。",
            count_zh(this, self.below),
            before.join("；")
        );
        vec![
            Block::paragraph(sentence),
            self.table("类　别", &self.categories),
            // Words between two tables: a word processor takes tables that touch for one.
            Block::paragraph(format!("按乡镇的情况（{}处）见下表。", self.towns.rows.len())),
            self.table("乡　镇", &self.towns),
        ]
    }

    fn table(&self, of: &str, tally: &Tally<COLUMNS>) -> Block {
        let line = |name: &str, cells: &[Cell; COLUMNS]| {
            let cells = cells.iter().map(|cell| printed(*cell, self.below, 1));
            std::iter::once(name.to_owned()).chain(cells).collect()
        };
        Block::Table {
            head: [of, "本月", "上月", "去年同期"].map(str::to_owned).to_vec(),
            rows: tally.rows.iter().map(|(name, cells)| line(name, cells)).collect(),
            total: line("合　计", &tally.totals),
        }
    }
}

/// 三、下月重点：去年同月的件数和居前的类别。
pub(super) fn year_ago(reports: &[&Report], coming: Month, context: &Context<'_>) -> String {
    let then = coming.before(12);
    let below = context.rules.suppress_below;
    let counted = by_category(reports, |day| [then.contains(day)], [0, 0], MOST_CATEGORIES, context);
    let tally = Tally::of(&counted, below);
    let foremost: Vec<String> = tally
        .rows
        .iter()
        .filter_map(|(name, [cell])| match cell {
            Cell::Shown(n) => Some(format!("{name}{n}件")),
            Cell::Small | Cell::Hidden => None,
        })
        .take(NAMED_AHEAD)
        .collect();
    let (year, month) = (then.year(), then.number());
    let sentence = format!("去年同期（{year}年{month}月）共上报{}", count_zh(tally.totals[0], below));
    if foremost.is_empty() {
        format!("{sentence}。")
    } else {
        format!("{sentence}，居前的是{}。", foremost.join("、"))
    }
}

fn count_zh(cell: Cell, below: u32) -> String {
    match cell {
        Cell::Shown(n) => format!("{n}件"),
        Cell::Small => format!("不足{below}件"),
        Cell::Hidden => "件数不列示".to_owned(),
    }
}

/// How a month differs from an earlier one, where both may be said.
fn change_zh(this: Cell, earlier: Cell, name: &str) -> String {
    let (Cell::Shown(now), Cell::Shown(then)) = (this, earlier) else { return String::new() };
    let share = (f64::from(now) - f64::from(then)) / f64::from(then) * 100.0;
    let than = if name == "上月" { "环比" } else { "同比" };
    if now == then {
        format!("，{than}持平")
    } else if now > then {
        format!("，{than}上升{}%", figure::decimal(share))
    } else {
        format!("，{than}下降{}%", figure::decimal(-share))
    }
}
