//! One fact sheet of each kind as it reads, and what must hold of all of them.

use domain::{AreaId, CategoryCode, Channel, Detector, Facts, PastEpisode, Signal, SignalKind};

use super::{Reader, Topic, factsheet};
use crate::fixture::{GRID, TOWN, World, day, signal};

/// A signal of a detector with every fact that its kind can have.
fn full(detector: Detector) -> Signal {
    let kind = detector.kind();
    let (category, observed, expected) = match kind {
        SignalKind::Silent => ("*", 0.0, 7.2),
        SignalKind::Irregular => ("*", 31.0, 7.2),
        _ => ("1001", 9.0, 2.1),
    };
    let mut signal = signal(TOWN, category, observed, expected);
    (signal.detector, signal.kind) = (detector, kind);
    signal.reports = (0..signal.observed as u128).map(uuid_of).collect();
    signal.from = day("2026-11-09");
    signal.facts = Facts {
        weight: 20.0,
        interval: Some(if expected > 5.0 { (3.0, 12.0) } else { (0.0, 5.0) }),
        people: 31,
        group_matters: 2,
        visits_ratio: Some(1.5),
        late_share: Some(1.0 / 3.0),
        known_share: Some(0.85),
        loudest_channel: Some((Channel::Hotline, 6)),
        busiest_grid: Some((GRID.into(), 5)),
        copied: if observed > 20.0 { 4 } else { 2 },
        sentences: vec!["工地拖欠工资两个月，已约谈包工头。".to_owned()],
        ..Facts::default()
    };
    match kind {
        SignalKind::Emerging => {
            signal.facts.since = Some(day("2026-11-09"));
            signal.facts.past = vec![
                episode("2026-01-05", "2026-01-18", 12.0, 5.1, 20.0),
                episode("2025-06-02", "2025-06-08", 6.0, 1.4, 2.0),
            ];
        }
        SignalKind::Recurring => {
            signal.event = Some("winter_irrigation".to_owned());
            let forecast = [("forecast", 11.4), ("forecast_lower", 6.0), ("forecast_upper", 18.0)];
            if detector != Detector::Return {
                signal.facts.visits_ratio = None;
                signal.facts.known_share = None;
                signal.parameters = forecast.map(|(name, value)| (name.to_owned(), value)).to_vec();
            }
        }
        SignalKind::Trending => {
            signal.ratio = 1.4;
            signal.facts.since = Some(day("2024-06-01"));
            signal.facts.outlook = Some((14.2, 8.0, 21.0));
            signal.facts.known_share = None;
        }
        SignalKind::Silent => {
            signal.facts.since = Some(day("2026-11-02"));
            signal.from = day("2026-11-02");
            signal.facts.visits_ratio = Some(0.2);
            signal.facts.sentences.clear();
        }
        SignalKind::Irregular => {}
    }
    if detector == Detector::Return {
        signal.parameters = [("usual_gap_days", 31.0), ("days_since_last", 6.0)]
            .map(|(name, value)| (name.to_owned(), value))
            .to_vec();
    }
    if detector == Detector::Topic {
        signal.facts.words = vec!["劳务公司".to_owned(), "封存账户".to_owned()];
    }
    if detector == Detector::SpaceTimeScan {
        signal.cluster = [GRID, "620982106201001"].map(AreaId::from).to_vec();
    }
    signal
}

fn uuid_of(number: u128) -> domain::ReportId {
    domain::ReportId::from_u128(number)
}

fn episode(from: &str, to: &str, observed: f64, expected: f64, afterwards: f64) -> PastEpisode {
    PastEpisode { from: day(from), to: day(to), observed, expected, afterwards }
}

/// The sheet as it reads, in both languages.
fn read(signal: &Signal, reader: Reader) -> String {
    let world = World::new();
    let lines = factsheet(signal, &world.context(), reader);
    let zh = lines.iter().map(|line| format!("{}：{}", line.topic.heading_zh(), line.zh));
    let en = lines.iter().map(|line| format!("{}: {}", line.topic.heading_en(), line.en));
    zh.chain([String::new()]).chain(en).collect::<Vec<_>>().join("\n")
}

#[test]
fn an_emerging_fact_sheet_reads_like_this() {
    insta::assert_snapshot!(read(&full(Detector::SeasonalBaseline), Reader::Desk));
}

#[test]
fn a_recurring_fact_sheet_reads_like_this() {
    insta::assert_snapshot!(read(&full(Detector::CalendarEffect), Reader::Desk));
}

#[test]
fn a_trending_fact_sheet_reads_like_this() {
    insta::assert_snapshot!(read(&full(Detector::MannKendall), Reader::Desk));
}

#[test]
fn a_silent_fact_sheet_reads_like_this() {
    insta::assert_snapshot!(read(&full(Detector::Silence), Reader::Desk));
}

#[test]
fn an_irregular_fact_sheet_reads_like_this() {
    insta::assert_snapshot!(read(&full(Detector::Heaping), Reader::Desk));
}

#[test]
fn the_sheets_of_the_other_detectors_read_like_this() {
    let others =
        [Detector::SpaceTimeScan, Detector::Topic, Detector::Return, Detector::OwnSeason, Detector::Copies];
    let sheets =
        others.map(|detector| format!("# {}\n{}", detector.as_str(), read(&full(detector), Reader::Desk)));
    insta::assert_snapshot!(sheets.join("\n\n"));
}

#[test]
fn every_sentence_of_every_sheet_has_its_figure() {
    let world = World::new();
    for detector in Detector::ALL {
        for reader in [Reader::Desk, Reader::Committee] {
            for line in factsheet(&full(detector), &world.context(), reader) {
                // What is quoted is the reports' own.
                if line.topic == Topic::Texts {
                    continue;
                }
                for sentence in line.zh.split_terminator('。').chain(line.en.split_terminator(". ")) {
                    let figure = sentence.contains(|letter: char| letter.is_ascii_digit());
                    assert!(figure, "{}: {sentence}", detector.as_str());
                }
            }
        }
    }
}

#[test]
fn what_is_not_known_is_not_said() {
    for detector in Detector::ALL {
        let mut bare = full(detector);
        (bare.facts, bare.reports, bare.parameters) = (Facts::default(), Vec::new(), Vec::new());
        // Few reports are a doubt of their own.
        bare.observed = bare.observed.max(9.0);
        let world = World::new();
        let topics: Vec<Topic> =
            factsheet(&bare, &world.context(), Reader::Desk).iter().map(|line| line.topic).collect();
        let always = [Topic::Place, Topic::Matter, Topic::Count, Topic::Usual, Topic::Rarity, Topic::Cut];
        assert_eq!(topics, always, "{}", detector.as_str());
    }
}

#[test]
fn a_committee_reads_no_text_no_grid_and_no_small_cell() {
    let mut found = full(Detector::SeasonalBaseline);
    found.facts.past[1].observed = 2.0;
    let (desk, committee) = (read(&found, Reader::Desk), read(&found, Reader::Committee));
    for told in ["包工头", "第一网格", "群体性事件2件", "其中2件文字相同", "上报2件"] {
        assert!(desk.contains(told), "{told} is missing in {desk}");
        assert!(!committee.contains(told), "{told} is told in {committee}");
    }
    assert!(committee.contains("上报不足3件") && committee.contains("fewer than 3 reports"), "{committee}");
    assert!(committee.contains("其中6件（67%）来自12345热线"), "{committee}");
}

#[test]
fn a_silence_tells_apart_fewer_patrols_and_peace() {
    let mut silent = full(Detector::Silence);
    assert!(read(&silent, Reader::Desk).contains("可能源于走访减少"));
    silent.facts.visits_ratio = Some(1.0);
    assert!(read(&silent, Reader::Desk).contains("也可能确属平稳"));
    assert_eq!(silent.category, CategoryCode::every());
}
