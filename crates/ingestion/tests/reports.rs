//! Reports as they arrive: what is accepted, what is refused, and what the sender is told.

#![expect(clippy::unwrap_used, reason = "a test whose case cannot be set up must fail")]

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Area, AreaHistory, AreaId, AreaLevel, Areas, Category, Change, Channel, CountyTime, Decision, Part,
    ReasonCode, Rejected, Report, Scale, Taxonomy,
};
use ingestion::{Checked, Format, Mapping, Receipt, Reference, check};
use serde_json::{Value, json};

const ID: &str = "019bbf0e-2d40-7abc-8def-123456789abc";
const GRID: &str = "620982100201003";

struct County {
    areas: Areas,
    taxonomy: Taxonomy,
}

impl County {
    fn new() -> Self {
        let area = |id: &str, parent: Option<&str>, level| Area {
            id: id.into(),
            parent: parent.map(AreaId::from),
            level,
            name: id.to_owned(),
            households: 0,
            centre: None,
            outline: Vec::new(),
        };
        let areas = Areas::new(vec![
            area("620982", None, AreaLevel::County),
            area("620982100", Some("620982"), AreaLevel::Town),
            area(GRID, Some("620982100"), AreaLevel::Grid),
        ])
        .unwrap();
        let category = |code: &str, zh: &str, en: &str| Category {
            code: code.into(),
            parent: None,
            name_zh: zh.to_owned(),
            name_en: en.to_owned(),
            restricted: false,
        };
        let taxonomy = Taxonomy::new(vec![
            category("02", "邻里纠纷", "neighbours"),
            category("10", "劳动争议纠纷", "labour"),
        ])
        .unwrap();
        Self { areas, taxonomy }
    }

    fn check(&self, input: impl AsRef<[u8]>, format: &Format<'_>) -> Checked {
        self.receive(input, format, Receipt::At(now()))
    }

    fn receive(&self, input: impl AsRef<[u8]>, format: &Format<'_>, receipt: Receipt) -> Checked {
        let reference =
            Reference { areas: &self.areas, taxonomy: &self.taxonomy, time: CountyTime::SHANGHAI };
        check(input.as_ref(), format, &reference, receipt)
    }
}

fn now() -> DateTime<Utc> {
    "2026-01-15T12:00:00Z".parse().unwrap()
}

fn report() -> Value {
    json!({
        "id": ID, "area": GRID, "category": "02", "occurred_on": "2026-01-14",
        "reported_at": "2026-01-15T09:30:00.123456789+08:00", "channel": "patrol", "scale": "01",
        "people": 4, "amount_yuan": 1200.5, "summary": "两户因灌溉用水争执。", "tags": ["irrigation_water"],
    })
}

/// The report with some fields replaced; `null` takes one away.
fn with(changes: &Value) -> String {
    let mut report = report();
    for (name, value) in changes.as_object().unwrap() {
        report[name] = value.clone();
    }
    report.to_string()
}

fn only(checked: Checked) -> Report {
    assert!(checked.rejected.is_empty(), "{:?}", checked.rejected);
    assert_eq!(checked.accepted.len(), 1);
    checked.accepted.into_iter().next().unwrap().report
}

fn refused(checked: Checked) -> Rejected {
    assert!(checked.accepted.is_empty(), "{:?}", checked.accepted);
    assert_eq!(checked.rejected.len(), 1);
    checked.rejected.into_iter().next().unwrap()
}

fn codes(rejected: &Rejected) -> Vec<(&str, ReasonCode)> {
    rejected.reasons.iter().map(|reason| (reason.field.as_str(), reason.code)).collect()
}

#[test]
fn an_ended_code_is_refused_with_its_successors_unless_the_report_was_written_before() {
    let mut county = County::new();
    let mut history = AreaHistory::new(county.areas.all().to_vec(), Vec::new());
    let part = |id: &str| Part { id: id.into(), name: format!("网格{id}"), ..Part::default() };
    let split =
        Change::Split { area: GRID.into(), into: vec![part("620982100201004"), part("620982100201005")] };
    let on = "2026-01-15".parse().unwrap();
    history.decide(&Decision { on, why: String::new(), changes: vec![split] }, on, now()).unwrap();
    county.areas = history.present().unwrap();

    let mut row = report();
    row["reported_at"] = json!("2026-01-14T15:59:59Z");
    assert_eq!(county.check(row.to_string(), &Format::Json).accepted.len(), 1, "it was queued on a phone");
    row["reported_at"] = json!("2026-01-14T16:00:00Z");
    let checked = county.check(row.to_string(), &Format::Json);
    let reason = &checked.rejected[0].reasons[0];
    assert_eq!((reason.field.as_str(), reason.code), ("area", ReasonCode::Unknown));
    let said =
        format!("{GRID} 已于 2026-01-15 拆分为 620982100201004（网格620982100201004）、620982100201005");
    assert!(reason.message_zh.starts_with(&said), "{}", reason.message_zh);
    assert!(reason.message_en.contains("use the code in force"), "{}", reason.message_en);
    row["area"] = json!("620982100201005");
    assert_eq!(county.check(row.to_string(), &Format::Json).accepted.len(), 1);
}

#[test]
fn a_complete_report_is_accepted_as_it_was_sent() {
    let report = only(County::new().check(report().to_string(), &Format::Json));
    assert_eq!(report.id.to_string(), ID);
    assert_eq!(report.area, GRID.into());
    assert_eq!(report.category, "02".into());
    assert_eq!(report.occurred_on, NaiveDate::from_ymd_opt(2026, 1, 14).unwrap());
    // To the microsecond, which is what is stored: a retry must compare equal to what was kept.
    assert_eq!(report.reported_at, "2026-01-15T01:30:00.123456Z".parse::<DateTime<Utc>>().unwrap());
    assert_eq!(report.received_at, now());
    assert_eq!((report.channel, report.scale), (Channel::Patrol, Scale::Individual));
    assert_eq!((report.people, report.amount_yuan), (Some(4), Some(1200.5)));
    assert_eq!(report.summary, "两户因灌溉用水争执。");
    assert_eq!(report.tags, ["irrigation_water"]);
}

#[test]
fn a_category_may_be_named_in_either_language() {
    for name in ["02", "邻里纠纷", "邻里", "Neighbours"] {
        assert_eq!(
            only(County::new().check(with(&json!({"category": name})), &Format::Json)).category,
            "02".into()
        );
    }
}

#[test]
fn every_field_that_is_wrong_is_named_at_once() {
    let row = refused(County::new().check(
        with(&json!({
            "id": "7", "area": "620982999", "category": "九九", "occurred_on": "2026-01-16",
            "reported_at": "2026-01-16T00:00:00Z", "channel": "letter", "scale": "04", "people": -1,
            "amount_yuan": "plenty", "summary": "  ", "tags": ["a b"], "sumary": "x",
        })),
        &Format::Json,
    ));
    use ReasonCode::{Malformed, Missing, OutOfRange, Unknown};
    assert_eq!(
        codes(&row),
        [
            ("sumary", Unknown),
            ("id", Malformed),
            ("area", Unknown),
            ("category", Unknown),
            ("occurred_on", OutOfRange),
            ("reported_at", OutOfRange),
            ("channel", Unknown),
            ("scale", Unknown),
            ("people", OutOfRange),
            ("amount_yuan", Malformed),
            ("summary", Missing),
            ("tags", Malformed),
        ]
    );
    assert!(row.reasons[0].message_en.contains("did you mean summary?"), "{}", row.reasons[0].message_en);
    for reason in &row.reasons {
        assert!(
            reason.message_zh.contains('请') || reason.message_zh.contains('应'),
            "{}",
            reason.message_zh
        );
    }
}

#[test]
fn what_may_be_left_out_may_be_left_out_and_nothing_else() {
    let county = County::new();
    let optional =
        json!({"reported_at": null, "scale": null, "people": null, "amount_yuan": null, "tags": null});
    let sparse = only(county.check(with(&optional), &Format::Json));
    assert_eq!((sparse.scale, sparse.people, sparse.tags.len()), (Scale::Individual, None, 0));
    for field in ["id", "area", "category", "occurred_on", "channel", "summary"] {
        let row = refused(county.check(with(&json!({ field: null })), &Format::Json));
        assert_eq!(codes(&row), [(field, ReasonCode::Missing)]);
    }
}

#[test]
fn a_retry_of_a_report_without_a_time_says_the_same_as_the_first_attempt() {
    let county = County::new();
    let attempt = |id: &str, minutes| {
        let receipt = Receipt::At(now() + chrono::TimeDelta::minutes(minutes));
        only(county.receive(with(&json!({"reported_at": null, "id": id})), &Format::Json, receipt))
    };
    for id in [ID, "c6a0b1d2-93f4-4a5b-8c6d-7e8f90a1b2c3"] {
        assert!(attempt(id, 0).says_the_same(&attempt(id, 90)), "{id}");
    }
    // The moment inside the id: it was made in the evening of the 14th, UTC.
    assert_eq!(attempt(ID, 0).reported_at.date_naive(), NaiveDate::from_ymd_opt(2026, 1, 15).unwrap());
}

#[test]
fn the_day_of_receipt_is_the_county_s_and_not_the_one_in_greenwich() {
    let county = County::new();
    let late: DateTime<Utc> = "2026-01-15T20:00:00Z".parse().unwrap();
    let same_day = with(&json!({"occurred_on": "2026-01-16"}));
    only(county.receive(&same_day, &Format::Json, Receipt::At(late)));
    refused(county.receive(&same_day, &Format::Json, Receipt::At(late - chrono::TimeDelta::hours(5))));
}

#[test]
fn a_clock_that_runs_a_little_ahead_is_forgiven() {
    let county = County::new();
    only(county.check(with(&json!({"reported_at": "2026-01-15T12:04:59Z"})), &Format::Json));
    let row = refused(county.check(with(&json!({"reported_at": "2026-01-15T12:05:01Z"})), &Format::Json));
    assert_eq!(codes(&row), [("reported_at", ReasonCode::OutOfRange)]);
}

#[test]
fn dates_at_the_ends_of_time_are_refused_as_out_of_range() {
    for day in ["9999-12-31", "1999-12-31", "0000-01-01"] {
        let row = refused(County::new().check(with(&json!({"occurred_on": day})), &Format::Json));
        assert_eq!(codes(&row), [("occurred_on", ReasonCode::OutOfRange)], "{day}");
    }
    for moment in ["9999-12-31T23:59:60-23:59", "0000-01-01T00:00:00+23:59"] {
        let row = refused(County::new().check(with(&json!({"reported_at": moment})), &Format::Json));
        assert_eq!(codes(&row), [("reported_at", ReasonCode::OutOfRange)], "{moment}");
    }
}

#[test]
fn a_number_where_a_code_belongs_is_refused_because_it_has_lost_its_zeros() {
    let row = refused(County::new().check(with(&json!({"category": 2})), &Format::Json));
    assert_eq!(codes(&row), [("category", ReasonCode::Malformed)]);
    assert!(row.reasons[0].message_en.contains("as text"));
}

#[test]
fn only_a_trusted_import_may_say_when_a_report_was_received() {
    let county = County::new();
    let input = with(&json!({"received_at": "2026-01-15T02:00:00Z"}));
    assert_eq!(codes(&refused(county.check(&input, &Format::Json))), [("received_at", ReasonCode::Unknown)]);
    let trusted = Receipt::AsRecorded { fallback: now() };
    let recorded = only(county.receive(&input, &Format::Json, trusted));
    assert_eq!(recorded.received_at, "2026-01-15T02:00:00Z".parse::<DateTime<Utc>>().unwrap());
    assert_eq!(only(county.receive(report().to_string(), &Format::Json, trusted)).received_at, now());
    // What happens after its own receipt cannot be.
    let early = with(&json!({"received_at": "2026-01-13T02:00:00Z", "reported_at": null}));
    let row = refused(county.receive(early, &Format::Json, trusted));
    assert_eq!(codes(&row), [("occurred_on", ReasonCode::OutOfRange)]);
}

#[test]
fn personal_numbers_are_masked_in_the_summary_and_in_what_is_kept_of_a_refused_row() {
    let county = County::new();
    let summary = "王某(身份证11010119900307002X,电话138 1234 5678)与网格620982100201003的邻居争执";
    let kept = only(county.check(with(&json!({"summary": summary})), &Format::Json)).summary;
    assert_eq!(kept, "王某(身份证〔身份证号〕,电话〔电话〕)与网格620982100201003的邻居争执");
    let row =
        refused(county.check(with(&json!({"summary": summary, "channel": "13812345678"})), &Format::Json));
    assert_eq!(row.id.unwrap().to_string(), ID);
    let text = format!("{}{:?}", row.raw, row.reasons);
    assert!(!text.contains("13812345678") && !text.contains("1234 5678") && !text.contains("002X"), "{text}");
    assert!(row.raw.contains(GRID) && row.raw.contains(ID), "{}", row.raw);
}

#[test]
fn null_bytes_and_marks_of_direction_do_not_enter_a_summary() {
    let report =
        only(County::new().check(with(&json!({"summary": "\u{202e}甲\u{0}乙\u{200f}"})), &Format::Json));
    assert_eq!(report.summary, "甲乙");
}

#[test]
fn a_summary_of_two_thousand_characters_is_the_longest() {
    let county = County::new();
    only(county.check(with(&json!({"summary": "水".repeat(2000)})), &Format::Json));
    let row = refused(county.check(with(&json!({"summary": "水".repeat(2001)})), &Format::Json));
    assert_eq!(codes(&row), [("summary", ReasonCode::OutOfRange)]);
}

#[test]
fn one_bad_line_does_not_spoil_the_others() {
    let good = report().to_string();
    let mut input = b"\xef\xbb\xbf".to_vec();
    for line in [good.as_bytes(), b"{\"id\":", b"", b"\xc1\xda\xc0\xef", b"[]", b"\xff\xff", good.as_bytes()]
    {
        input.extend_from_slice(line);
        input.extend_from_slice(b"\r\n");
    }
    let checked = County::new().check(&input, &Format::Ndjson);
    assert_eq!(checked.accepted.iter().map(|accepted| accepted.row).collect::<Vec<_>>(), [1, 7]);
    let refused: Vec<_> = checked.rejected.iter().map(|row| (row.row, row.reasons[0].code)).collect();
    use ReasonCode::{Encoding, Malformed};
    assert_eq!(refused, [(2, Malformed), (4, Encoding), (5, Malformed), (6, Encoding)]);
    assert!(checked.rejected[1].reasons[0].message_en.contains("GB 18030"));
    assert!(!checked.rejected[3].reasons[0].message_en.contains("GB 18030"));
}

#[test]
fn bytes_that_are_not_text_spoil_only_their_own_element_of_an_array() {
    let good = report().to_string();
    let mut input = format!("[{good},").into_bytes();
    input.extend_from_slice(b"{\"summary\":\"\xc1\xda\xff\"},");
    input.extend_from_slice(format!("{good}]").as_bytes());
    let checked = County::new().check(&input, &Format::Json);
    assert_eq!(checked.accepted.len(), 2);
    assert_eq!(
        (checked.rejected[0].row, codes(&checked.rejected[0])),
        (2, vec![("row", ReasonCode::Encoding)])
    );
}

#[test]
fn json_that_is_cut_off_is_one_refused_row_with_the_place_of_the_fault() {
    let row = refused(County::new().check(&report().to_string()[..60], &Format::Json));
    assert_eq!(codes(&row), [("row", ReasonCode::Malformed)]);
    assert!(row.reasons[0].message_en.contains("line 1, column 60"), "{}", row.reasons[0].message_en);
}

#[test]
fn a_row_beyond_64_kib_is_refused_and_kept_in_part() {
    for length in [70_000, 10_000_000] {
        let row =
            refused(County::new().check(with(&json!({"summary": "x".repeat(length)})), &Format::Ndjson));
        assert_eq!(codes(&row), [("row", ReasonCode::TooLarge)]);
        assert!(row.raw.len() <= 64 * 1024);
    }
}

#[test]
fn nesting_without_end_is_refused_and_not_followed() {
    let deep = format!("{{\"summary\":{}{}}}", "[".repeat(20_000), "]".repeat(20_000));
    assert_eq!(codes(&refused(County::new().check(deep, &Format::Json))), [("row", ReasonCode::Malformed)]);
    let wide = with(&json!({"people": {"n": [1, {"m": 2}]}, "tags": [1, "a"], "channel": true}));
    let row = refused(County::new().check(wide, &Format::Json));
    assert_eq!(
        codes(&row),
        [
            ("channel", ReasonCode::Malformed),
            ("people", ReasonCode::Malformed),
            ("tags", ReasonCode::Malformed)
        ]
    );
}

#[test]
fn a_field_that_stands_twice_is_refused() {
    let input = report().to_string().replacen('{', "{\"summary\":\"另一个\",", 1);
    assert_eq!(
        codes(&refused(County::new().check(input, &Format::Json))),
        [("summary", ReasonCode::Malformed)]
    );
}

#[test]
fn a_hostile_row_does_not_make_an_answer_many_times_its_size() {
    let many: Vec<String> = (0..5_000).map(|n| format!("\"k{n}\":0")).collect();
    let row = refused(County::new().check(format!("{{{}}}", many.join(",")), &Format::Json));
    assert!(row.reasons.len() < 50);
}

#[test]
fn a_table_with_the_wire_s_own_header_needs_no_mapping() {
    let county = County::new();
    let csv = format!(
        "id,area,category,occurred_on,reported_at,channel,scale,people,amount_yuan,summary,tags\n\
         {ID},{GRID},邻里,2026-01-14,2026-01-15T09:30:00+08:00,patrol,1,4,1200.5,\"争水,
已劝开\",irrigation_water;quarrel\n\
         ,{GRID},02,2026-01-14 08:00,,hotline,,,,欠薪,\n\
         ,{GRID},02,2026-01-14,,hotline,,,,欠薪,,\n"
    );
    let mapping = Mapping::default();
    let checked = county.check(&csv, &Format::Csv(&mapping));
    assert_eq!(checked.accepted.iter().map(|accepted| accepted.row).collect::<Vec<_>>(), [2, 3]);
    let first = &checked.accepted[0].report;
    assert_eq!((first.summary.as_str(), first.tags.len()), ("争水,\n已劝开", 2));
    assert_eq!(checked.accepted[1].report.id.get_version_num(), 5);
    assert_eq!(codes(&checked.rejected[0]), [("row", ReasonCode::Malformed)]);
    // A second import finds the same ids and the same content.
    let again = county.receive(&csv, &Format::Csv(&mapping), Receipt::At(now() + chrono::TimeDelta::days(9)));
    assert!(again.accepted.iter().zip(&checked.accepted).all(|(a, b)| a.report.says_the_same(&b.report)));
}

#[test]
fn a_header_with_a_column_that_nobody_knows_is_refused_once_with_the_nearest_name() {
    let line = format!("{ID},{GRID},02,2026-01-14,patrol,x\n");
    let csv = format!("id,aera,category,occurred_on,channel,summary\n{}", line.repeat(3));
    let row = refused(County::new().check(csv, &Format::Csv(&Mapping::default())));
    assert_eq!((row.row, codes(&row)), (1, vec![("aera", ReasonCode::Unknown)]));
    assert!(row.reasons[0].message_zh.contains("area"));
}

#[test]
fn a_quotation_mark_that_is_not_closed_is_named_as_the_cause() {
    let line = format!("{ID},{GRID},02,2026-01-14,patrol,x\n");
    let csv = format!("id,area,category,occurred_on,channel,summary\n{line}\"{}", line.repeat(1000));
    let checked = County::new().check(csv, &Format::Csv(&Mapping::default()));
    assert_eq!((checked.accepted.len(), checked.rejected.len()), (1, 1));
    assert!(checked.rejected[0].reasons[0].message_en.contains("quotation mark"));
}

#[test]
fn a_number_that_a_spreadsheet_rewrote_is_recognised() {
    let row = refused(County::new().check(with(&json!({"area": "6.20982E+14"})), &Format::Json));
    assert!(row.reasons[0].message_zh.contains("文本格式"));
}
