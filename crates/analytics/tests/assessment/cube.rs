//! The cube against counting by hand, and what it must never show.

use std::collections::BTreeMap;

use analytics::{Breadth, Cube, Export, Period, Receipts, RollUp};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    AreaHistory, AreaId, AreaLevel, CategoryCode, Change, Decision, Drawings, Effort, Part, Report,
};

use crate::county::{County, TIME, day, end_of};

/// Four months with a restricted matter in them, reports of a town as a whole, and patrols of two grids.
fn county(seed: u64) -> County {
    let mut county = County::quiet(seed, "2025-01-06", "2025-04-27");
    county.plant(&["t0v0"], "0103", "2025-02-03", "2025-02-16", 9);
    let town = |report: &Report| Report {
        id: uuid::Uuid::from_u128(report.id.as_u128() ^ 1),
        area: "t2".into(),
        ..report.clone()
    };
    let wide: Vec<Report> = county.reports.iter().step_by(40).map(town).collect();
    county.reports.extend(wide);
    county
}

fn patrol(grid: &str, on: &str, visits: u32, received: &str) -> (DateTime<Utc>, Effort) {
    (end_of(received), Effort { grid: grid.into(), day: day(on), visits, zero_report: visits == 0 })
}

/// The category of the county under which a report is counted, if it is.
fn counted_as(report: &Report, breadth: Breadth) -> Option<CategoryCode> {
    let code = report.category.as_str();
    match breadth {
        Breadth::Category => Some(report.category.clone()),
        Breadth::Group if code == "0103" => Some("0103".into()),
        Breadth::Group => Some(code[..2].into()),
        Breadth::Every => (code != "0103").then(CategoryCode::every),
    }
}

#[test]
fn every_sum_is_what_counting_by_hand_gives() {
    let county = county(1);
    let cube = Cube::build(&county.reports, &[], TIME);
    assert_eq!(cube.reports(), county.reports.len() as u64);
    for known_by in [day("2025-03-09"), day("2025-12-31")] {
        for level in AreaLevel::ALL {
            for breadth in [Breadth::Category, Breadth::Group, Breadth::Every] {
                for period in [Period::Day, Period::Week, Period::Month] {
                    let mut by_hand: BTreeMap<(AreaId, CategoryCode, NaiveDate), u64> = BTreeMap::new();
                    for report in county.reports.iter().filter(|one| one.received_at <= TIME.end_of(known_by))
                    {
                        let hidden = report.category == "0103".into() && level > AreaLevel::Town;
                        let area = county.areas.ancestor_at(&report.area, level);
                        let (Some(area), Some(category), false) = (area, counted_as(report, breadth), hidden)
                        else {
                            continue;
                        };
                        let key = (area.id.clone(), category, period.start(report.occurred_on));
                        *by_hand.entry(key).or_default() += 1;
                    }
                    let asked = RollUp { level, breadth, period, known_by };
                    let counted: BTreeMap<_, _> = cube
                        .counts(&county.areas, &county.taxonomy, asked)
                        .into_iter()
                        .map(|count| {
                            let category = count.category.cloned().unwrap_or_else(CategoryCode::every);
                            ((count.area.clone(), category, count.start), count.reports)
                        })
                        .collect();
                    assert_eq!(counted, by_hand, "{asked:?}");
                }
            }
        }
    }
}

#[test]
fn the_order_of_the_rows_is_irrelevant_and_the_files_are_the_same_bytes() {
    let mut county = county(2);
    let effort =
        [patrol("t0v0g0", "2025-01-06", 3, "2025-01-12"), patrol("t0v0g1", "2025-01-06", 0, "2025-01-12")];
    let cube = Cube::build(&county.reports, &effort, TIME);
    county.shuffle(7);
    let backwards: Vec<_> = effort.iter().rev().cloned().collect();
    let again = Cube::build(&county.reports, &backwards, TIME);
    assert_eq!(again, cube);
    for ((_, one), (_, other)) in cube.months().zip(again.months()) {
        assert_eq!(one.reports_to_parquet().unwrap(), other.reports_to_parquet().unwrap());
        assert_eq!(one.effort_to_parquet().unwrap(), other.effort_to_parquet().unwrap());
    }
}

#[test]
fn what_is_written_is_read_and_a_month_put_in_anew_is_a_whole_cube() {
    let county = county(3);
    let effort =
        [patrol("t0v0g0", "2025-01-06", 3, "2025-01-12"), patrol("t1v2g5", "2025-04-01", 0, "2025-04-06")];
    let whole = Cube::build(&county.reports, &effort, TIME);
    let cut = end_of("2025-04-10");
    let known: Vec<Report> = county.reports.iter().filter(|one| one.received_at <= cut).cloned().collect();
    let mut grown = Cube::build(&known, &effort, TIME);
    assert_ne!(grown, whole);
    for (month, receipts) in whole.months().skip(3) {
        let (reports, effort) =
            (receipts.reports_to_parquet().unwrap(), receipts.effort_to_parquet().unwrap());
        grown.put(month, Receipts::from_parquet(&reports, &effort).unwrap());
    }
    assert_eq!(grown, whole);
}

#[test]
fn bytes_of_another_table_are_refused_with_what_to_do() {
    let receipts = Receipts::default();
    let (reports, effort) = (receipts.reports_to_parquet().unwrap(), receipts.effort_to_parquet().unwrap());
    assert_eq!(Receipts::from_parquet(&reports, &effort).unwrap(), receipts, "nothing is something to read");
    for (left, right) in [(&b"PAR1"[..], &effort[..]), (&effort, &reports)] {
        let error = Receipts::from_parquet(left, right).unwrap_err();
        assert!(error.to_string().contains("fengsui cube --rebuild"), "{error}");
    }
}

#[test]
fn effort_is_what_was_known_and_a_later_count_takes_the_place_of_an_earlier() {
    let effort = [
        patrol("t0v0g0", "2025-01-31", 5, "2025-01-31"),
        patrol("t0v0g0", "2025-01-31", 8, "2025-02-02"),
        patrol("t0v0g1", "2025-01-30", 0, "2025-02-02"),
    ];
    let cube = Cube::build(&[], &effort, TIME);
    let visits = |known_by: &str| -> Vec<u32> {
        cube.effort(day(known_by)).iter().map(|effort| effort.visits).collect()
    };
    assert_eq!(visits("2025-01-30"), [0; 0]);
    assert_eq!(visits("2025-02-01"), [5]);
    assert_eq!(visits("2025-02-02"), [0, 8]);
}

#[test]
fn an_export_names_no_place_below_the_town_for_a_restricted_category() {
    let county = county(4);
    let cube = Cube::build(&county.reports, &[], TIME);
    let export = Export {
        cube: &cube,
        drawings: &Drawings::always(county.areas.clone()),
        versions: None,
        taxonomy: &county.taxonomy,
        calendar: &county.calendar,
        known_by: day("2025-12-31"),
    };
    let tables: BTreeMap<_, _> = export.tables().unwrap().into_iter().collect();
    let nothing = Receipts::default().effort_to_parquet().unwrap();
    let mut shown = Cube::default();
    let month = cube.months().next().unwrap().0;
    shown.put(month, Receipts::from_parquet(&tables["reports.parquet"], &nothing).unwrap());
    assert_eq!(shown.reports(), cube.reports());
    // Without its restricted flag the category would be counted in villages: from the export it cannot be.
    let open = domain::Taxonomy::new(
        county
            .taxonomy
            .all()
            .iter()
            .map(|category| domain::Category { restricted: false, ..category.clone() })
            .collect(),
    )
    .unwrap();
    let asked = RollUp {
        level: AreaLevel::Town,
        breadth: Breadth::Category,
        period: Period::Month,
        known_by: day("2025-12-31"),
    };
    let restricted = CategoryCode::from("0103");
    let found = |cube: &Cube, level: AreaLevel| -> u64 {
        let counts = cube.counts(&county.areas, &open, RollUp { level, ..asked });
        counts.iter().filter(|count| count.category == Some(&restricted)).map(|count| count.reports).sum()
    };
    assert_eq!(found(&cube, AreaLevel::Village), 9, "the cube itself knows the village");
    assert_eq!(found(&shown, AreaLevel::Town), found(&cube, AreaLevel::Town));
    assert_eq!(found(&shown, AreaLevel::Village), 0);
}

/// The county of two redrawings of 1 March: one grid is split in two, and a village moves to another town.
fn redrawn(county: &County) -> AreaHistory {
    let part = |id: &str, households| Part {
        id: id.into(),
        name: id.to_owned(),
        households: Some(households),
        ..Part::default()
    };
    let decision = Decision {
        on: day("2025-03-01"),
        why: String::new(),
        changes: vec![
            Change::Split { area: "t0v0g0".into(), into: vec![part("t0v0g0", 10), part("t0v0g9", 40)] },
            Change::Reparent { area: "t1v1".into(), parent: "t2".into() },
        ],
    };
    let mut history = AreaHistory::new(county.areas.all().to_vec(), Vec::new());
    history.decide(&decision, day("2025-06-01"), end_of("2025-03-01")).unwrap();
    history
}

#[test]
fn counts_as_drawn_then_and_as_drawn_today_add_up_to_the_same() {
    let county = county(5);
    let history = redrawn(&county);
    let mut cube = Cube::build(&county.reports, &[], TIME);
    let asked = RollUp {
        level: AreaLevel::Town,
        breadth: Breadth::Every,
        period: Period::Week,
        known_by: day("2025-12-31"),
    };
    let sums = |counts: Vec<analytics::Count<'_>>, in_town: &str, from: &str, before: &str| -> u64 {
        let weeks = counts.iter().filter(|count| (day(from)..day(before)).contains(&count.start));
        weeks
            .filter(|count| in_town.is_empty() || *count.area == in_town.into())
            .map(|count| count.reports)
            .sum()
    };
    let as_filed = county.areas.clone();
    let filed = |town: &str, from: &str, before: &str| {
        sums(cube.counts(&as_filed, &county.taxonomy, asked), town, from, before)
    };
    let drawings = history.since(NaiveDate::MIN, end_of("2025-06-01")).unwrap();
    let then = |town: &str, from: &str, before: &str| {
        sums(cube.counts_as_drawn(&drawings, &county.taxonomy, asked), town, from, before)
    };
    let (first, change, end) = ("2025-01-01", "2025-02-24", "2025-06-01");
    assert_eq!(then("", first, end), filed("", first, end));
    assert_eq!(then("t1", first, change), filed("t1", first, change), "before the day all is as it was");
    assert!(then("t1", "2025-03-03", end) < filed("t1", "2025-03-03", end), "a village has left");

    let present = history.present().unwrap();
    let all = |counts: Vec<analytics::Count<'_>>| sums(counts, "", first, end);
    let before = all(cube.counts(&as_filed, &county.taxonomy, asked));
    let grids = RollUp { level: AreaLevel::Grid, ..asked };
    let of_grid = |cube: &Cube, areas: &domain::Areas, grid: &str| -> u64 {
        let counts = cube.counts(areas, &county.taxonomy, grids);
        counts.iter().filter(|count| *count.area == grid.into()).map(|count| count.reports).sum()
    };
    let whole = of_grid(&cube, &as_filed, "t0v0g0");
    cube.redraw(&present);
    assert_eq!(all(cube.counts(&present, &county.taxonomy, asked)), before);
    let parts = ["t0v0g0", "t0v0g9"].map(|grid| of_grid(&cube, &present, grid));
    assert_eq!(parts[0] + parts[1], whole);
    assert!(parts[1] > 0, "the new part has a past: {parts:?}");
}

#[test]
fn an_export_as_drawn_then_has_a_row_for_each_drawing_of_an_area() {
    let county = county(6);
    let history = redrawn(&county);
    let cube = Cube::build(&county.reports, &[], TIME);
    let (versions, drawings) =
        (history.versions(), history.since(NaiveDate::MIN, end_of("2025-06-01")).unwrap());
    let export = |drawings: &Drawings, versions| {
        let export = Export {
            cube: &cube,
            drawings,
            versions,
            taxonomy: &county.taxonomy,
            calendar: &county.calendar,
            known_by: day("2025-12-31"),
        };
        export.tables().unwrap().into_iter().collect::<BTreeMap<_, _>>()
    };
    let then = export(&drawings, Some(&versions));
    let today = export(&Drawings::always(history.present().unwrap()), None);
    assert_eq!(versions.len(), county.areas.all().len() + 3, "two areas were drawn twice, one began");
    assert_ne!(then["areas.parquet"], today["areas.parquet"]);
    assert_ne!(then["weekly.parquet"], today["weekly.parquet"]);
}
