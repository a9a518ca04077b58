//! One county of five years, looked at from outside: what it promises to those who analyse it.

#![expect(clippy::unwrap_used, reason = "a test fails where it stands, in its set-up too")]

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use chrono::{Datelike, NaiveDate, TimeDelta};
use domain::{Areas, Calendar, Report, Taxonomy};
use simulation::{County, Episode, EpisodeKind, Parameters, areas_json, county, to_ndjson, truth_json};

static CALENDAR: LazyLock<Calendar> =
    LazyLock::new(|| toml::from_str(include_str!("../../../config/calendar.toml")).unwrap());
static TAXONOMY: LazyLock<Taxonomy> =
    LazyLock::new(|| toml::from_str(include_str!("../../../config/categories.toml")).unwrap());
static COUNTY: LazyLock<County> = LazyLock::new(|| simulate(&Parameters::default()));
static QUIET: LazyLock<County> =
    LazyLock::new(|| simulate(&Parameters { episodes: false, ..Parameters::default() }));

fn simulate(parameters: &Parameters) -> County {
    county(parameters, &CALENDAR, &TAXONOMY)
}

/// A season, for tests that need many counties and no history.
fn season(seed: u64) -> Parameters {
    Parameters { seed, from: day("2025-03-03"), until: day("2025-05-25"), ..Parameters::default() }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn text(county: &County) -> String {
    let lines: Vec<String> = county.reports.iter().map(to_ndjson).collect();
    let effort = serde_json::to_string(&county.effort).unwrap();
    [lines.join("\n"), areas_json(&county.areas), truth_json(&county.truth), effort].join("\n")
}

fn reports(county: &County) -> impl Iterator<Item = &Report> {
    county.reports.iter().map(|filed| &filed.report)
}

/// Reports of an episode's places, category and days.
fn inside(county: &County, areas: &Areas, episode: &Episode) -> f64 {
    reports(county)
        .filter(|report| (episode.from..=episode.to).contains(&report.occurred_on))
        .filter(|report| episode.category.as_ref().is_none_or(|category| *category == report.category))
        .filter(|report| episode.areas.iter().any(|area| areas.contains(area, &report.area)))
        .count() as f64
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others_on_the_same_land() {
    let (one, again, other) = (simulate(&season(1)), simulate(&season(1)), simulate(&season(2)));
    assert_eq!(text(&one), text(&again));
    assert_ne!(text(&one), text(&other));
    assert_eq!(one.areas, other.areas);
}

#[test]
fn a_year_brings_about_eight_thousand_reports() {
    let mut years: BTreeMap<i32, u32> = BTreeMap::new();
    for report in reports(&COUNTY) {
        *years.entry(report.occurred_on.year()).or_default() += 1;
    }
    assert_eq!(years.len(), 5);
    assert!(years.values().all(|count| (7_000..=9_000).contains(count)), "{years:?}");
}

#[test]
fn wage_arrears_peak_in_the_eight_weeks_before_each_spring_festival_though_its_date_moves() {
    let mut weeks: BTreeMap<NaiveDate, u32> = BTreeMap::new();
    for report in reports(&COUNTY).filter(|report| report.category.as_str() == "1001") {
        let monday =
            report.occurred_on - TimeDelta::days(report.occurred_on.weekday().num_days_from_monday().into());
        *weeks.entry(monday).or_default() += 1;
    }
    for festival in CALENDAR.festival(Calendar::SPRING_FESTIVAL) {
        let around = weeks.range(*festival - TimeDelta::days(182)..=*festival + TimeDelta::days(182));
        // A winter of which the simulation holds a part cannot show its peak.
        if *festival < day("2021-02-01") || *festival > day("2025-12-28") {
            continue;
        }
        let (peak, _) = around.max_by_key(|(_, count)| **count).unwrap();
        let before = (*festival - *peak).num_days();
        assert!((0..=56).contains(&before), "{festival}: the peak lies {before} days before");
    }
}

#[test]
fn every_report_fits_the_areas_the_categories_and_the_time_it_was_received() {
    let areas = Areas::new(COUNTY.areas.clone()).unwrap();
    let mut last = None;
    let mut ids = BTreeSet::new();
    for report in reports(&COUNTY) {
        assert!(areas.get(&report.area).is_some() && report.area.as_str().len() == 15);
        assert!(TAXONOMY.get(&report.category).is_some());
        let occurred = domain::CountyTime::SHANGHAI.start_of(report.occurred_on);
        assert!(occurred <= report.reported_at && report.reported_at <= report.received_at);
        assert!(last <= Some(report.received_at), "in the order of receipt");
        last = Some(report.received_at);
        assert_eq!(report.id.get_version_num(), 7);
        assert!(ids.insert(report.id), "ids are unique");
    }
}

#[test]
fn reports_arrive_as_in_life_mostly_soon_some_late_some_in_batches_and_some_twice() {
    let all = COUNTY.reports.len() as f64;
    let share =
        |holds: &dyn Fn(&Report) -> bool| reports(&COUNTY).filter(|it| holds(it)).count() as f64 / all;
    let delay = |it: &Report| (domain::CountyTime::SHANGHAI.day(it.received_at) - it.occurred_on).num_days();
    assert!((0.4..0.7).contains(&share(&|it| delay(it) == 0)));
    assert!((0.02..0.15).contains(&share(&|it| delay(it) > 14)));
    let told: BTreeMap<_, u32> = reports(&COUNTY).fold(BTreeMap::new(), |mut told, it| {
        *told.entry((&it.area, it.occurred_on, it.amount_yuan.map(f64::to_bits), it.people)).or_default() +=
            1;
        told
    });
    assert!(told.values().filter(|count| **count > 1).count() > 500, "the same matter by two channels");
}

#[test]
fn what_was_planted_for_the_redaction_stands_in_the_summary() {
    let planted: Vec<_> = COUNTY.reports.iter().filter(|filed| !filed.planted.is_empty()).collect();
    assert!((0.03..0.06).contains(&(planted.len() as f64 / COUNTY.reports.len() as f64)));
    for filed in planted {
        assert!(filed.planted.iter().all(|number| filed.report.summary.contains(number.as_str())));
    }
}

#[test]
fn every_planted_resident_id_has_a_valid_check_character() {
    const WEIGHTS: [u32; 18] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1];
    let ids: Vec<&String> =
        COUNTY.reports.iter().flat_map(|filed| &filed.planted).filter(|number| number.len() == 18).collect();
    assert!(ids.len() > 100);
    for id in ids {
        let digits = id.chars().map(|digit| digit.to_digit(10).unwrap_or(10));
        assert_eq!(digits.zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum::<u32>() % 11, 1, "{id}");
    }
}

#[test]
fn effort_is_moderate_ordered_by_day_and_sometimes_says_zero_in_so_many_words() {
    assert!((100_000..150_000).contains(&COUNTY.effort.len()), "{}", COUNTY.effort.len());
    assert!(COUNTY.effort.is_sorted_by_key(|effort| effort.day));
    assert!(COUNTY.effort.iter().any(|effort| effort.zero_report));
    assert!(COUNTY.effort.iter().all(|effort| effort.visits > 0));
}

#[test]
fn every_kind_of_episode_is_planted_several_times_and_some_are_fresh() {
    for kind in EpisodeKind::ALL {
        let of_kind: Vec<_> = COUNTY.truth.iter().filter(|episode| episode.kind == kind).collect();
        assert!(of_kind.len() >= 3, "{kind:?}");
        assert!(of_kind.iter().any(|it| it.to >= day("2025-12-07")), "{kind:?} has a fresh one");
        assert!(of_kind.iter().any(|it| it.to < day("2025-11-01")), "{kind:?} has a past one");
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
    }
}

#[test]
fn an_episode_changes_the_counts_by_what_it_claims() {
    let areas = Areas::new(COUNTY.areas.clone()).unwrap();
    // A grid's habit of falling silent is there in both.
    for episode in COUNTY.truth.iter().filter(|episode| episode.kind != EpisodeKind::GridSilence) {
        let difference = inside(&COUNTY, &areas, episode) - inside(&QUIET, &areas, episode);
        // Poisson noise at four standard deviations, and what is late, twice, or in the wrong category. A
        // silence has the noise of a whole village.
        let allowance = 4.0 * episode.extra.abs().sqrt() + 0.1 * episode.extra.abs();
        assert!(difference * episode.extra.signum() > 0.0, "{}: {difference}", episode.id);
        assert!(
            (difference - episode.extra).abs() <= allowance,
            "{}: {difference} {}",
            episode.id,
            episode.extra
        );
    }
}

#[test]
fn a_silent_village_or_grid_sends_neither_reports_nor_patrols() {
    let areas = Areas::new(COUNTY.areas.clone()).unwrap();
    let of_kind =
        |county: &'static County, kind| county.truth.iter().filter(move |episode| episode.kind == kind);
    let villages = of_kind(&COUNTY, EpisodeKind::Silence).map(|episode| (&*COUNTY, episode));
    // Planted reports may fall into a grid's silent spell, so the habit is looked at where nothing is planted.
    let grids = of_kind(&QUIET, EpisodeKind::GridSilence).map(|episode| (&*QUIET, episode));
    assert!(grids.clone().count() > 300);
    for (county, episode) in villages.chain(grids.step_by(10)) {
        assert_eq!(inside(county, &areas, episode), 0.0, "{}", episode.id);
        let walked = |effort: &&domain::Effort| {
            (episode.from..=episode.to).contains(&effort.day)
                && areas.contains(&episode.areas[0], &effort.grid)
        };
        assert_eq!(county.effort.iter().filter(walked).count(), 0, "{}", episode.id);
    }
}

#[test]
fn a_doubled_effort_doubles_the_patrols_and_what_they_find_from_its_day_on_and_nothing_else() {
    let doubled = Parameters { effort_doubles_on: Some(day("2025-04-14")), episodes: false, ..season(1) };
    let (before, after) = (simulate(&Parameters { episodes: false, ..season(1) }), simulate(&doubled));
    let count = |county: &County, patrol: bool, late: bool| {
        let of = |it: &&Report| (it.channel == domain::Channel::Patrol) == patrol;
        reports(county).filter(of).filter(|it| (it.occurred_on >= day("2025-04-14")) == late).count() as f64
    };
    assert_eq!(count(&before, true, false), count(&after, true, false));
    assert_eq!(count(&before, false, false), count(&after, false, false));
    assert!((1.85..2.15).contains(&(count(&after, true, true) / count(&before, true, true))));
    // Matters found on patrol reach the hotline a second time as others do.
    assert!((0.97..1.1).contains(&(count(&after, false, true) / count(&before, false, true))));
    let walks = |county: &County| {
        county.effort.iter().filter(|effort| effort.day >= day("2025-04-14")).count() as f64
    };
    assert!((1.9..2.1).contains(&(walks(&after) / walks(&before))));
}

#[test]
fn batching_grids_write_at_the_end_of_the_month_and_copying_ones_paste_their_text() {
    let usual = simulate(&Parameters { episodes: false, ..season(1) });
    let habits = Parameters { batching: 0.5, copying: 0.5, episodes: false, ..season(1) };
    let county = simulate(&habits);
    let in_heaps = |county: &County| {
        let day = |it: &Report| domain::CountyTime::SHANGHAI.day(it.reported_at);
        reports(county).filter(|it| (day(it) + chrono::Days::new(1)).day() == 1).count() as f64
    };
    assert!(in_heaps(&county) > 2.0 * in_heaps(&usual));
    let repeated = |county: &County| {
        county.reports.len() - reports(county).map(|it| it.summary.as_str()).collect::<BTreeSet<_>>().len()
    };
    assert!(repeated(&county) > 2 * repeated(&usual) + 50, "{} {}", repeated(&county), repeated(&usual));
    assert_eq!(county.effort, usual.effort, "no other habit moves");
}

#[test]
fn without_episodes_every_report_outside_a_silence_stays_as_it_was() {
    let with: BTreeMap<_, _> = reports(&COUNTY).map(|it| (it.id, it)).collect();
    let kept = reports(&QUIET).filter(|it| with.get(&it.id) == Some(it)).count();
    assert!(QUIET.truth.iter().all(|episode| episode.kind == EpisodeKind::GridSilence));
    assert!(kept as f64 > 0.995 * QUIET.reports.len() as f64 && kept < COUNTY.reports.len());
}

#[test]
fn a_matter_that_comes_back_keeps_its_parties() {
    let areas = Areas::new(COUNTY.areas.clone()).unwrap();
    let episode = COUNTY.truth.iter().find(|episode| episode.kind == EpisodeKind::Reignition).unwrap();
    let again = reports(&COUNTY)
        .filter(|it| areas.contains(&episode.areas[0], &it.area))
        .filter(|it| (episode.from..=episode.to).contains(&it.occurred_on))
        .filter(|it| it.summary.starts_with("再次巡查发现"))
        .count();
    assert!(again >= 2, "{again}");
}

#[test]
fn further_counties_have_their_own_codes_and_disputes() {
    let parameters = Parameters { counties: 3, ..season(1) };
    let codes: Vec<String> = simulation::counties(&parameters, &CALENDAR, &TAXONOMY)
        .map(|county| {
            assert!(county.reports.len() > 1_000);
            assert!(reports(&county).all(|it| it.area.as_str().starts_with(county.areas[0].id.as_str())));
            county.areas[0].id.to_string()
        })
        .collect();
    assert_eq!(codes, ["620982", "990001", "990002"]);
}

#[test]
fn a_span_without_days_gives_a_county_without_reports() {
    let empty = simulate(&Parameters { until: day("2020-12-31"), ..Parameters::default() });
    assert_eq!((empty.areas.len(), empty.reports.len(), empty.truth.len()), (896, 0, 0));
}

#[test]
fn a_line_of_ndjson_is_the_report_and_nothing_of_what_was_planted() {
    let filed = COUNTY.reports.iter().find(|filed| !filed.planted.is_empty()).unwrap();
    let line = to_ndjson(filed);
    assert!(!line.contains('\n'));
    assert_eq!(serde_json::from_str::<Report>(&line).unwrap(), filed.report);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&line).unwrap().as_object().unwrap().len(), 12);
}
