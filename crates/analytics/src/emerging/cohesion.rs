//! Whether the reports of a cluster tell of one thing: neighbours who quarrel about the same ditch use the same words.
//!
//! Where and when disputes lie together says one thing, what they are about another; under chance the two are
//! independent. So a handful of reports that alone could be luck becomes a signal when it tells one story, and a handful
//! that tells five becomes less of one.

use domain::likeness::Telling;
use statistics::distribution::Counts;

use crate::cube::Row;

/// Two reports are alike from here on: sentences of equal length then share half of their pairs of characters.
const ALIKE: f64 = 1.0 / 3.0;

/// Two reports of one grid that share nearly all are one matter told twice, and count once.
const SAME_MATTER: f64 = 0.9;

/// Fewest reports that can tell one story.
const FEWEST: usize = 3;

/// What the reports of a group of categories tell in ordinary times.
#[derive(Debug, Default)]
pub(super) struct Stock(Vec<Telling>);

impl Stock {
    /// Reads reports of the past.
    pub fn read<'a>(rows: impl Iterator<Item = &'a Row<'a>>) -> Self {
        Self(rows.filter_map(|row| Telling::of(&row.report.summary)).collect())
    }

    /// The chance that among so many reports one is like as many others as here; 1 where too little is told.
    ///
    /// For each report, the share of the stock that is like it is the chance of each other report; the number of
    /// those that are is then binomial, taken as Poisson, which is a little too careful. The smallest of these chances is
    /// multiplied by their number (Bonferroni).
    pub fn chance<'a>(&self, rows: impl Iterator<Item = &'a Row<'a>>) -> f64 {
        let mut told: Vec<(usize, Telling)> = Vec::new();
        for row in rows {
            let Some(telling) = Telling::of(&row.report.summary) else { continue };
            let again = |(area, other): &(usize, Telling)| {
                *area == row.area && telling.similarity(other) >= SAME_MATTER
            };
            if !told.iter().any(again) {
                told.push((row.area, telling));
            }
        }
        if told.len() < FEWEST || self.0.is_empty() {
            return 1.0;
        }
        let rarest = told
            .iter()
            .enumerate()
            .map(|(centre, (_, telling))| {
                let alike = |other: &&Telling| telling.similarity(other) >= ALIKE;
                // Half a report more: what was never seen may still come.
                let share = (self.0.iter().filter(alike).count() as f64 + 0.5) / (self.0.len() as f64 + 1.0);
                let others = told.iter().enumerate().filter(|(other, _)| *other != centre);
                let like = others.map(|(_, (_, other))| other).filter(alike).count();
                Counts::poisson(share * (told.len() - 1) as f64)
                    .map_or(1.0, |law| law.upper_tail(like as f64))
            })
            .fold(1.0, f64::min);
        (rarest * told.len() as f64).min(1.0)
    }
}

/// One p-value of two independent ones: the chance of a product as small as theirs (Fisher 1932, *Statistical Methods for
/// Research Workers*, §21.1).
pub(super) fn together(one: f64, other: f64) -> f64 {
    let product = (one * other).max(f64::MIN_POSITIVE);
    (product * (1.0 - product.ln())).min(1.0)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};
    use domain::{Channel, Report, ReportId, Scale};

    use super::*;

    const STORIES: [&str; 6] = [
        "三组村民因斗渠放水先后次序与下游农户争执不下",
        "住户反映楼上夜间装修电钻声音太大无法休息",
        "两家因宅基地院墙滴水檐越界问题多次争吵",
        "商户在人行道摆放货架占用通道引起邻铺不满",
        "租户退房时房东以墙面污损为由拒退押金",
        "羊群进入苜蓿地啃食青苗要求赔偿损失",
    ];

    fn report(summary: &str) -> Report {
        Report {
            id: ReportId::nil(),
            area: "620982106200001".into(),
            category: "02".into(),
            occurred_on: NaiveDate::default(),
            reported_at: DateTime::UNIX_EPOCH,
            received_at: DateTime::UNIX_EPOCH,
            channel: Channel::Patrol,
            scale: Scale::Individual,
            people: None,
            amount_yuan: None,
            summary: summary.to_owned(),
            tags: Vec::new(),
        }
    }

    fn chance(stock: &[Report], cluster: &[Report]) -> f64 {
        let row = |(area, report)| Row { report, area, category: 0 };
        let past: Vec<Row<'_>> = stock.iter().enumerate().map(row).collect();
        let now: Vec<Row<'_>> = cluster.iter().enumerate().map(row).collect();
        Stock::read(past.iter()).chance(now.iter())
    }

    fn stock() -> Vec<Report> {
        STORIES.iter().cycle().take(120).map(|story| report(story)).collect()
    }

    #[test]
    fn five_reports_of_one_ditch_are_rarer_than_five_of_anything() {
        let ditch: Vec<Report> = ["一组", "二组", "四组", "五组", "六组"]
            .iter()
            .map(|group| report(&format!("{group}村民因斗渠放水先后次序与下游农户争执")))
            .collect();
        let mixed: Vec<Report> = STORIES[1..6].iter().map(|story| report(story)).collect();
        assert!(chance(&stock(), &ditch) < 0.05, "{}", chance(&stock(), &ditch));
        assert_eq!(chance(&stock(), &mixed), 1.0);
    }

    #[test]
    fn what_everybody_says_is_no_story() {
        let common: Vec<Report> = (0..60).map(|_| report(STORIES[0])).collect();
        assert_eq!(chance(&common, &common[..5]), 1.0);
    }

    #[test]
    fn one_matter_told_twice_counts_once() {
        let reports = [report(STORIES[0]), report(STORIES[0]), report(STORIES[3])];
        let rows: Vec<Row<'_>> = reports.iter().map(|report| Row { report, area: 7, category: 0 }).collect();
        let stock = stock();
        let past: Vec<Row<'_>> = stock.iter().map(|report| Row { report, area: 0, category: 0 }).collect();
        assert_eq!(Stock::read(past.iter()).chance(rows.iter()), 1.0);
    }

    #[test]
    fn two_p_values_make_one() {
        assert!((together(0.05, 0.05) - 0.0025 * (1.0 - 0.0025_f64.ln())).abs() < 1e-15);
        assert_eq!(together(1.0, 1.0), 1.0);
        assert!(together(0.0, 0.5) > 0.0);
    }
}
