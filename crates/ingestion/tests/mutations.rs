//! Good files with something broken in them: no parser may panic, hang or drop a row.
//!
//! A few hundred broken files of each sort in every run; `FENGSUI_FUZZ_MINUTES=10 cargo test -p ingestion --test
//! mutations` goes on for so long with each. A failure prints the round, which is all that is needed to see it again.

#![expect(clippy::unwrap_used, reason = "a test whose case cannot be set up must fail")]
#![expect(clippy::print_stderr, reason = "whoever asked for minutes wants to know how many files they were")]

use std::{
    io::{Cursor, Read, Write},
    time::{Duration, Instant},
};

use chrono::{DateTime, Datelike, Utc};
use domain::{Area, AreaLevel, Areas, CountyTime, Taxonomy};
use ingestion::{
    Checked, Format, Headings, Layout, Mapping, Receipt, Reference, ResultBook, TableFile, check, check_file,
    propose,
};
use rand::{Rng, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;

const ROUNDS: u64 = 200;

/// Breaks in one file, at most: one shows what a parser does with it, several show what they do together.
const BREAKS: usize = 4;

/// What has broken parsers before: null bytes, marks that turn the direction of writing, half a surrogate pair, bytes
/// that are no UTF-8, quotes and commas, deep nesting, numbers and days at the end of the calendar, formulas, entities.
const HOSTILE: [&[u8]; 24] = [
    b"\0",
    "\u{202e}".as_bytes(),
    "\u{feff}".as_bytes(),
    "\u{2028}".as_bytes(),
    b"\\ud800",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\"",
    b"\"\"\"",
    b",,,,,,,,",
    b"\r",
    b"\n",
    b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    b"{\"a\":{\"a\":{\"a\":{\"a\":",
    b"9999-12-31T23:59:59+14:00",
    b"-262143-01-01",
    b"1e400",
    b"18446744073709551616",
    b"=cmd()",
    b"&lol;",
    b"<!DOCTYPE a [<!ENTITY lol \"x\">]>",
    b"r=\"XFD1048577\"",
    b"<row r=\"4294967295\">",
    "九九九九年十三月三十二日".as_bytes(),
];

const LEDGER: &str = include_str!("ledger/ledger.csv");

const REPORTS: &str = r#"{"id":"01900000-0000-7000-8000-000000000001","area":"620982100201","category":"02","occurred_on":"2025-06-03","reported_at":"2025-06-03T09:00:00+08:00","channel":"patrol","scale":"01","people":3,"amount_yuan":3500.5,"summary":"两户因排水沟走向发生争执，电话13812345678。","tags":["irrigation_water"]}
{"id":"01900000-0000-7000-8000-000000000002","area":"620982100","category":"1001","occurred_on":"2025-06-04","channel":"hotline","scale":"02","summary":"工地欠薪，已登记。"}
"#;

const MAPPING: &str = include_str!("../../../config/mappings/boston_311.toml");

fn reference(judge: impl FnOnce(&Reference<'_>)) {
    let area = |id: &str, parent: Option<&str>, level, name: &str| Area {
        id: id.into(),
        parent: parent.map(Into::into),
        level,
        name: name.to_owned(),
        households: 0,
        centre: None,
        outline: Vec::new(),
    };
    let areas = Areas::new(vec![
        area("620982", None, AreaLevel::County, "敦煌市"),
        area("620982100", Some("620982"), AreaLevel::Town, "月牙泉镇"),
        area("620982100201", Some("620982100"), AreaLevel::Village, "合水村"),
    ])
    .unwrap();
    let taxonomy: Taxonomy = toml::from_str(include_str!("../../../config/categories.toml")).unwrap();
    judge(&Reference { areas: &areas, taxonomy: &taxonomy, time: CountyTime::SHANGHAI });
}

fn now() -> DateTime<Utc> {
    "2026-01-15T12:00:00Z".parse().unwrap()
}

fn headings() -> Headings {
    toml::from_str(include_str!("../../../config/headings.toml")).unwrap()
}

/// Calls `each` with broken copies of `good`, the same in every run.
fn broken(good: &[u8], mut each: impl FnMut(u64, &[u8])) {
    let minutes: Option<u64> = std::env::var("FENGSUI_FUZZ_MINUTES").ok().and_then(|text| text.parse().ok());
    let until = minutes.map(|minutes| Instant::now() + Duration::from_secs(60 * minutes));
    let mut round = 0;
    while until.map_or(round < ROUNDS, |until| Instant::now() < until) {
        let mut random = ChaCha8Rng::seed_from_u64(round);
        let mut bytes = good.to_vec();
        for _ in 0..random.random_range(1..=BREAKS) {
            mutate(&mut bytes, &mut random);
        }
        each(round, &bytes);
        round += 1;
    }
    if minutes.is_some() {
        eprintln!("{round} broken files");
    }
}

/// Breaks one thing.
fn mutate(bytes: &mut Vec<u8>, random: &mut ChaCha8Rng) {
    let at = random.random_range(0..=bytes.len());
    let to = random.random_range(at..=bytes.len().min(at + 64));
    match random.random_range(0..6) {
        0 if at < bytes.len() => bytes[at] ^= 1 << random.random_range(0..8),
        1 => drop(bytes.drain(at..to)),
        2 => {
            let copy = bytes[at..to].to_vec();
            let place = random.random_range(0..=bytes.len());
            bytes.splice(place..place, copy);
        }
        3 => bytes.truncate(at),
        _ => {
            let hostile = HOSTILE.choose(random).unwrap();
            bytes.splice(at..at, hostile.iter().copied());
        }
    }
}

/// What holds of any result.
fn assert_sound(round: u64, checked: &Checked) {
    for accepted in &checked.accepted {
        let report = &accepted.report;
        assert!((2000..=2026).contains(&report.occurred_on.year()), "{round}: {report:?}");
        assert!(!report.summary.is_empty() && !report.summary.contains('\0'), "{round}: {report:?}");
        assert!(report.amount_yuan.is_none_or(|yuan| yuan.is_finite() && yuan >= 0.0), "{round}: {report:?}");
        assert_eq!(ingestion::redact(&report.summary), report.summary, "{round}");
    }
    for rejected in &checked.rejected {
        assert!(!rejected.reasons.is_empty(), "{round}: {rejected:?}");
        assert!(!rejected.raw.contains('\0'), "{round}: {rejected:?}");
    }
}

#[test]
fn broken_objects_are_accounted_for() {
    reference(|reference| {
        let array = format!("[{}]", REPORTS.trim().replace('\n', ","));
        broken(array.as_bytes(), |round, bytes| {
            assert_sound(round, &check(bytes, &Format::Json, reference, Receipt::At(now())));
        });
        broken(REPORTS.as_bytes(), |round, bytes| {
            let checked = check(bytes, &Format::Ndjson, reference, Receipt::At(now()));
            assert_sound(round, &checked);
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
            assert_eq!(checked.rows(), lines.count() as u64, "{round}: a line was dropped");
        });
    });
}

/// Reads a file as `import` does, makes the result workbook of it and proposes a mapping.
fn read(round: u64, file: TableFile<'_>, reference: &Reference<'_>, headings: &Headings) {
    let layout = Layout::Recognised(headings);
    let mut result = ResultBook::default();
    // A file that cannot be read on is refused as a whole: the caller says why.
    let _ = check_file(file, &layout, reference, Receipt::At(now()), |batch| {
        result.add(&batch).unwrap();
        assert_sound(round, &batch.checked);
    });
    let _ = propose(file, headings, reference);
}

#[test]
fn broken_tables_of_text_are_accounted_for() {
    let headings = headings();
    reference(|reference| {
        broken(LEDGER.as_bytes(), |round, bytes| {
            read(round, TableFile::Text(&|| Ok(Box::new(Cursor::new(bytes.to_vec())))), reference, &headings);
        });
    });
}

/// The archive with one of its parts broken, or the archive itself.
fn broken_book(good: &[u8], mut each: impl FnMut(u64, Vec<u8>)) {
    let mut parts = Vec::new();
    let mut archive = zip::ZipArchive::new(Cursor::new(good)).unwrap();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        parts.push((file.name().unwrap().into_owned(), bytes));
    }
    broken(good, |round, whole| {
        if round % 4 == 0 {
            return each(round, whole.to_vec());
        }
        let mut random = ChaCha8Rng::seed_from_u64(round);
        let chosen = random.random_range(0..parts.len());
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let plain =
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for (index, (name, bytes)) in parts.iter().enumerate() {
            let mut bytes = bytes.clone();
            if index == chosen {
                mutate(&mut bytes, &mut random);
            }
            writer.start_file(name.as_str(), plain).unwrap();
            writer.write_all(&bytes).unwrap();
        }
        each(round, writer.finish().unwrap().into_inner());
    });
}

/// Reads broken workbooks as `import` does.
fn read_books(broken: impl FnOnce(&mut dyn FnMut(u64, Vec<u8>))) {
    let headings = headings();
    reference(|reference| {
        broken(&mut |round, bytes| {
            let open = || -> std::io::Result<Box<dyn ingestion::Archive>> {
                Ok(Box::new(Cursor::new(bytes.clone())))
            };
            read(round, TableFile::Workbook(&open), reference, &headings);
        });
    });
}

#[test]
fn broken_xlsx_workbooks_are_accounted_for() {
    read_books(|book| broken_book(include_bytes!("ledger/ledger.xlsx"), book));
}

#[test]
fn broken_ods_workbooks_are_accounted_for() {
    read_books(|book| broken_book(include_bytes!("ledger/ledger.ods"), book));
}

#[test]
fn broken_xls_workbooks_are_accounted_for() {
    read_books(|book| {
        broken(include_bytes!("ledger/ledger.xls"), |round, bytes| book(round, bytes.to_vec()));
    });
}

#[test]
fn broken_mappings_are_refused_or_read() {
    reference(|reference| {
        broken(MAPPING.as_bytes(), |round, bytes| {
            let text = String::from_utf8_lossy(bytes);
            let Ok(mapping) = toml::from_str::<Mapping>(&text) else { return };
            assert_sound(
                round,
                &check(LEDGER.as_bytes(), &Format::Csv(&mapping), reference, Receipt::At(now())),
            );
        });
    });
}

/// A small county as its files have it.
fn drawn() -> Vec<Area> {
    let area = |id: &str, parent: Option<&str>, level, name: &str| Area {
        id: id.into(),
        parent: parent.map(Into::into),
        level,
        name: name.to_owned(),
        households: 48,
        centre: Some([94.661_967, 40.142_128]),
        outline: vec![vec![[94.6, 40.1], [94.7, 40.1], [94.7, 40.2]]],
    };
    vec![
        area("620982", None, AreaLevel::County, "敦煌市"),
        area("620982100", Some("620982"), AreaLevel::Town, "月牙泉镇"),
        area("620982100201", Some("620982100"), AreaLevel::Village, "合水村"),
        area("620982100201001", Some("620982100201"), AreaLevel::Grid, "第一网格"),
        area("620982100201002", Some("620982100201"), AreaLevel::Grid, "第二网格"),
    ]
}

/// What holds of the areas of any file that was taken: each lies on the globe, and they are written and read again equal.
fn assert_drawn(round: u64, areas: &[Area]) {
    for [longitude, latitude] in
        areas.iter().flat_map(|area| area.outline.iter().flatten().chain(&area.centre))
    {
        assert!(longitude.abs() <= 180.0 && latitude.abs() <= 90.0, "{round}: {longitude} {latitude}");
    }
    let again = ingestion::areas_from_csv(ingestion::areas_to_csv(areas).as_bytes()).unwrap();
    assert_eq!(again, areas, "{round}");
    // A tree with a hole or a loop is refused, and does not hang whoever walks it.
    if let Ok(tree) = Areas::new(areas.to_vec()) {
        for area in tree.all() {
            assert!(tree.lineage(&area.id).count() <= AreaLevel::ALL.len(), "{round}: {}", area.id);
        }
    }
}

#[test]
fn broken_files_of_areas_are_refused_or_drawn() {
    broken(ingestion::areas_to_csv(&drawn()).as_bytes(), |round, bytes| {
        if let Ok(areas) = ingestion::areas_from_csv(bytes) {
            assert_drawn(round, &areas);
        }
    });
    let geojson = ingestion::areas_to_geojson(&drawn()).to_string();
    broken(geojson.as_bytes(), |round, bytes| {
        if let Ok(areas) = ingestion::areas_from_geojson(bytes) {
            assert_drawn(round, &areas);
        }
    });
}

const DECISION: &str = r#"on = "2026-01-01"
why = "敦政发〔2025〕80号"
[[changes]]
kind = "split"
area = "620982100201001"
into = [{ id = "620982100201011", name = "第一网格甲", households = 20 }, { id = "620982100201012", name = "第一网格乙" }]
[[changes]]
kind = "rename"
area = "620982100201"
name = "合水新村"
"#;

#[test]
fn broken_decisions_on_areas_are_refused_or_keep_a_tree() {
    let areas = Areas::new(drawn()).unwrap();
    broken(DECISION.as_bytes(), |round, bytes| {
        let Ok(decision) = toml::from_str::<domain::Decision>(&String::from_utf8_lossy(bytes)) else {
            return;
        };
        for change in &decision.changes {
            if let Err(error) = change.redraw(&areas) {
                let (zh, en) = error.messages();
                assert!(!zh.is_empty() && !en.is_empty(), "{round}");
            }
        }
    });
}
