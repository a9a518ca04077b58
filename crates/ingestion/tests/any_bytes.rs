//! Whatever arrives, nothing panics, nothing is dropped, and what is accepted keeps the rules.

#![expect(clippy::unwrap_used, reason = "a test whose case cannot be set up must fail")]

use std::sync::LazyLock;

use chrono::{DateTime, Datelike, Utc};
use domain::{Area, AreaLevel, Areas, Category, CountyTime, Taxonomy};
use ingestion::{Checked, Format, Mapping, Receipt, Reference, check, discover};
use proptest::prelude::*;

fn now() -> DateTime<Utc> {
    "2026-01-15T12:00:00Z".parse().unwrap()
}

static MAPPING: LazyLock<Mapping> = LazyLock::new(|| {
    toml::from_str(
        "places = \"from_file\"\ncategories = \"from_file\"\nother_columns = \"ignore\"\ndate_formats = [\"%Y%m%d\", \"%s\"]\n\
         time_zone = \"America/New_York\"\n[county]\nid = \"c\"\nname = \"C\"\n\
         [columns]\ntown = \"a\"\nvillage = \"b\"\ncategory = \"c\"\noccurred_on = \"d\"\nreported_at = \"d\"\n\
         received_at = \"d\"\nsummary = [\"e\", \"c\"]\nlongitude = \"d\"\nlatitude = \"d\"\n\
         [constants]\nchannel = \"import\"\n[[skip]]\ncolumn = \"a\"\nvalues = [\"x\"]\nreason = \"x\"\n",
    )
    .unwrap()
});

fn checked(input: &[u8], format: &Format<'_>, receipt: Receipt) -> Checked {
    let county = Area {
        id: "c".into(),
        parent: None,
        level: AreaLevel::County,
        name: "C".to_owned(),
        households: 0,
        centre: None,
        outline: Vec::new(),
    };
    let category = Category {
        code: "02".into(),
        parent: None,
        name_zh: "邻里纠纷".to_owned(),
        name_en: "neighbours".to_owned(),
        restricted: false,
    };
    let areas = Areas::new(vec![county]).unwrap();
    let taxonomy = Taxonomy::new(vec![category]).unwrap();
    let known = Reference { areas: &areas, taxonomy: &taxonomy, time: CountyTime::SHANGHAI };
    let Format::Csv(mapping) = format else { return check(input, format, &known, receipt) };
    let found = discover(input, mapping, &known);
    let areas = Areas::new([areas.all(), &found.areas].concat()).unwrap();
    let taxonomy = Taxonomy::new([taxonomy.all(), &found.categories].concat()).unwrap();
    check(input, format, &Reference { areas: &areas, taxonomy: &taxonomy, ..known }, receipt)
}

/// Every rule that holds for any result.
fn assert_sound(checked: &Checked) {
    for accepted in &checked.accepted {
        let report = &accepted.report;
        assert!(report.occurred_on.year() >= 2000);
        assert!(!report.summary.is_empty() && report.summary.chars().count() <= 2000);
        assert!(!report.summary.contains('\0'));
        assert!(report.amount_yuan.is_none_or(|amount| amount.is_finite() && amount >= 0.0));
        assert!(!report.id.is_nil());
        assert_eq!(ingestion::redact(&report.summary), report.summary);
    }
    for rejected in &checked.rejected {
        assert!(!rejected.reasons.is_empty());
        assert!(!rejected.raw.contains('\0') && rejected.raw.len() <= 2 * 64 * 1024);
    }
}

fn lines_with_content(input: &[u8]) -> u64 {
    let input = input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input);
    input.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).count() as u64
}

fn records(input: &[u8]) -> u64 {
    let reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(input);
    (reader.into_byte_records().count() as u64).saturating_sub(1)
}

/// A value as JSON might hold it, near enough to a report that some are accepted.
fn json_value() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("\"c\"".to_owned()),
        Just("\"02\"".to_owned()),
        Just("\"2026-01-14\"".to_owned()),
        Just("\"2026-01-14T01:02:03.123456789Z\"".to_owned()),
        Just("\"019bbf0e-2d40-7abc-8def-123456789abc\"".to_owned()),
        Just("\"patrol\"".to_owned()),
        Just("\"01\"".to_owned()),
        Just("[\"a\",\"13812345678\"]".to_owned()),
        Just("null".to_owned()),
        Just("\"\\u0000\\u202e\\ud800\"".to_owned()),
        any::<f64>().prop_map(|n| n.to_string()),
        any::<i64>().prop_map(|n| n.to_string()),
        "\\PC{0,12}".prop_map(|text| serde_json::to_string(&text).unwrap()),
    ]
}

fn json_object() -> impl Strategy<Value = String> {
    let field = prop_oneof![
        Just("id"),
        Just("area"),
        Just("category"),
        Just("occurred_on"),
        Just("reported_at"),
        Just("channel"),
        Just("scale"),
        Just("people"),
        Just("amount_yuan"),
        Just("summary"),
        Just("tags"),
        Just("received_at"),
        Just("other"),
    ];
    prop::collection::vec((field, json_value()), 0..14).prop_map(|fields| {
        let fields: Vec<String> =
            fields.into_iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        format!("{{{}}}", fields.join(","))
    })
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("x".to_owned()),
        Just("2026-01-14T09:00:00".to_owned()),
        Just("20150308".to_owned()),
        Just("9223372036854775807".to_owned()),
        Just("9999-12-31T23:59:59-23:59".to_owned()),
        Just("\"a,\n\"\"b\"".to_owned()),
        Just("\"".to_owned()),
        "[a-c0-9 .-]{0,8}",
        "\\PC{0,8}",
    ]
}

proptest! {
    #[test]
    fn any_bytes_are_accounted_for_in_every_format(input in prop::collection::vec(any::<u8>(), 0..400)) {
        let trusted = Receipt::AsRecorded { fallback: now() };
        for receipt in [Receipt::At(now()), trusted] {
            let json = checked(&input, &Format::Json, receipt);
            assert_sound(&json);
            prop_assert_eq!(json.rows(), 1);
            let lines = checked(&input, &Format::Ndjson, receipt);
            assert_sound(&lines);
            prop_assert_eq!(lines.rows(), lines_with_content(&input));
            assert_sound(&checked(&input, &Format::Csv(&Mapping::default()), receipt));
            assert_sound(&checked(&input, &Format::Csv(&MAPPING), receipt));
        }
    }

    #[test]
    fn any_objects_are_accounted_for(objects in prop::collection::vec(json_object(), 0..6)) {
        let array = format!("[{}]", objects.join(","));
        let trusted = Receipt::AsRecorded { fallback: now() };
        let whole = checked(array.as_bytes(), &Format::Json, trusted);
        assert_sound(&whole);
        prop_assert_eq!(whole.rows(), objects.len() as u64);
        let lines = checked(objects.join("\n").as_bytes(), &Format::Ndjson, trusted);
        prop_assert_eq!(whole, lines);
    }

    #[test]
    fn any_table_is_accounted_for(rows in prop::collection::vec(prop::collection::vec(cell(), 4..6), 0..8)) {
        let rows: Vec<String> = rows.iter().map(|cells| cells.join(",")).collect();
        let table = format!("a,b,c,d,e\n{}\n", rows.join("\n"));
        let result = checked(table.as_bytes(), &Format::Csv(&MAPPING), Receipt::AsRecorded { fallback: now() });
        assert_sound(&result);
        prop_assert_eq!(result.rows(), records(table.as_bytes()));
    }

    #[test]
    fn the_order_of_lines_changes_no_verdict(objects in prop::collection::vec(json_object(), 0..6)) {
        let forward = checked(objects.join("\n").as_bytes(), &Format::Ndjson, Receipt::At(now()));
        let reversed: Vec<_> = objects.iter().rev().cloned().collect();
        let backward = checked(reversed.join("\n").as_bytes(), &Format::Ndjson, Receipt::At(now()));
        let reports = |result: &Checked| result.accepted.iter().map(|row| row.report.clone()).collect::<Vec<_>>();
        let mut turned = reports(&backward);
        turned.reverse();
        prop_assert_eq!(reports(&forward), turned);
    }
}
