//! Tables of other systems, read through a mapping.

#![expect(clippy::unwrap_used, reason = "a test whose case cannot be set up must fail")]

use chrono::{DateTime, NaiveDate, Utc};
use domain::{Area, AreaId, AreaLevel, Areas, CountyTime, ReasonCode, Scale, Taxonomy};
use encoding_rs::GB18030;
use ingestion::{Checked, Discovered, Format, Mapping, Receipt, Reference, check, discover};

const GB31000: &str = include_str!("../../../config/mappings/gb31000.toml");
const GRID: &str = "620982100201003";

fn areas() -> Areas {
    let area = |id: &str, parent: Option<&str>, level| Area {
        id: id.into(),
        parent: parent.map(AreaId::from),
        level,
        name: id.to_owned(),
        households: 0,
        centre: None,
        outline: Vec::new(),
    };
    Areas::new(vec![area("620982", None, AreaLevel::County), area(GRID, Some("620982"), AreaLevel::Grid)])
        .unwrap()
}

fn taxonomy() -> Taxonomy {
    toml::from_str("[[category]]\ncode = \"02\"\nname_zh = \"邻里纠纷\"\nname_en = \"neighbours\"").unwrap()
}

fn import(input: &[u8], mapping: &Mapping) -> Checked {
    let (areas, taxonomy) = (areas(), taxonomy());
    let reference = Reference { areas: &areas, taxonomy: &taxonomy, time: CountyTime::SHANGHAI };
    check(input, &Format::Csv(mapping), &reference, Receipt::At(now()))
}

fn now() -> DateTime<Utc> {
    "2026-01-15T12:00:00Z".parse().unwrap()
}

fn codes(checked: &Checked) -> Vec<(u64, &str, ReasonCode)> {
    let reasons = checked.rejected.iter().flat_map(|row| row.reasons.iter().map(|reason| (row.row, reason)));
    reasons.map(|(row, reason)| (row, reason.field.as_str(), reason.code)).collect()
}

fn gb(text: &str) -> Vec<u8> {
    GB18030.encode(text).0.into_owned()
}

#[test]
fn an_export_after_gb31000_is_read_in_either_encoding_and_nobody_s_name_with_it() {
    let mapping: Mapping = toml::from_str(GB31000).unwrap();
    let text = format!(
        "事件编号,事件名称,网格编号,事件类别,发生日期,事件规模,涉及人数,涉及金额,事件简述,姓名,联系方式\r\n\
         A1,争水,{GRID},邻里纠纷,20260114,一般群体性事件,12,,两村争水,张三,13812345678\r\n\
         A2,噪声,{GRID},02,2026/1/13 21:05,01,,300,,李四,13912345678\r\n"
    );
    let checked = import(text.as_bytes(), &mapping);
    assert_eq!(checked, import(&gb(&text), &mapping));
    assert_eq!(checked.rejected, []);
    let [first, second] = checked.accepted.as_slice() else { panic!("two rows: {checked:?}") };
    assert_eq!(first.report.occurred_on, NaiveDate::from_ymd_opt(2026, 1, 14).unwrap());
    assert_eq!((first.report.scale, first.report.people), (Scale::Group, Some(12)));
    assert_eq!((second.report.summary.as_str(), second.report.amount_yuan), ("噪声", Some(300.0)));
    assert!(!format!("{checked:?}").contains("张三"));
}

#[test]
fn a_table_in_gb18030_is_read_and_a_broken_row_is_refused_alone() {
    let mapping: Mapping = toml::from_str(
        "source = \"lqet\"\nother_columns = \"ignore\"\n[columns]\nsource_id = \"事件编号\"\narea = \"网格编号\"\n\
         category = \"事件类别\"\noccurred_on = \"发生日期\"\nsummary = [\"事件简述\", \"事件名称\"]\nchannel = \"来源\"\n\
         [constants]\nscale = \"01\"\n[values.channel]\n\"巡查\" = \"patrol\"\n\"热线\" = \"hotline\"\n\
         [[skip]]\ncolumn = \"来源\"\nvalues = [\"测试\"]\nreason = \"test rows\"\n",
    )
    .unwrap();
    let text = format!(
        "事件编号,网格编号,事件类别,发生日期,事件名称,事件简述,来源,经办人\n1,{GRID},邻里,2026-01-14,争水,,巡查,甲\n\
         2,{GRID},邻里,2026-01-14,争水,争吵,热线,乙\n3,{GRID},邻里,2026-01-14,争水,,测试,丙\n\
         4,{GRID},邻里,2026-01-14,争水,,来信,丙\n"
    );
    let checked = import(&gb(&text), &mapping);
    let summaries: Vec<_> =
        checked.accepted.iter().map(|accepted| accepted.report.summary.as_str()).collect();
    assert_eq!(summaries, ["争水", "争吵"]);
    assert_eq!((checked.skipped[0].rule.as_str(), checked.skipped[0].rows), ("test rows", 1));
    assert_eq!(codes(&checked), [(5, "channel", ReasonCode::Unknown)]);
    assert_eq!(checked.rows(), 4);

    let mut mixed = text.into_bytes();
    mixed.extend_from_slice(&gb("5,地点,邻里,2026-01-14,争水,,巡查,丁\n"));
    let checked = import(&mixed, &mapping);
    assert_eq!(checked.accepted.len(), 2);
    assert_eq!(codes(&checked)[1], (6, "row", ReasonCode::Encoding));
    assert!(checked.rejected[1].reasons[0].message_zh.contains("GB 18030"));
}

#[test]
fn places_and_categories_of_a_file_are_found_once_and_then_known() {
    let mapping: Mapping = toml::from_str(
        "places = \"from_file\"\ncategories = \"from_file\"\nfewest_rows = 2\n[county]\nid = \"c\"\nname = \"C\"\n\
         [columns]\ntown = \"town\"\nvillage = \"ward\"\nlongitude = \"x\"\nlatitude = \"y\"\nsummary = \"category\"\n\
         [constants]\nchannel = \"import\"\n[values.town]\n\"C\" = \"\"\n",
    )
    .unwrap();
    let csv = "town,ward,x,y,category,occurred_on\n\
               East / Side,w1,2.0,41.0,Noise - Loud,2026-01-14\n\
               East / Side,w1,4.0,43.0,noise (loud),2026-01-14\n\
               East / Side,w2,0,0,Rats,2026-01-14\n\
               C,w1,4.0,43.0,Rats,2026-01-14\n\
               ***,w1,,,Rats,2026-01-14\n";
    let (areas, taxonomy) = (Areas::default(), Taxonomy::default());
    let known = Reference { areas: &areas, taxonomy: &taxonomy, time: CountyTime::SHANGHAI };
    let found = discover(csv.as_bytes(), &mapping, &known);
    let places: Vec<_> = found.areas.iter().map(|area| (area.id.as_str(), area.level, area.centre)).collect();
    assert_eq!(
        places,
        [
            ("c", AreaLevel::County, Some([10.0 / 3.0, 127.0 / 3.0])),
            ("c/east-side", AreaLevel::Town, Some([3.0, 42.0])),
            ("c/east-side/w1", AreaLevel::Village, Some([3.0, 42.0])),
        ]
    );
    let names: Vec<_> = found.categories.iter().map(|c| (c.code.as_str(), c.name_zh.as_str())).collect();
    assert_eq!(names, [("noise-loud", "Noise - Loud"), ("rats", "Rats")]);

    let (areas, taxonomy) = (Areas::new(found.areas).unwrap(), Taxonomy::new(found.categories).unwrap());
    let reference = Reference { areas: &areas, taxonomy: &taxonomy, ..known };
    assert_eq!(discover(csv.as_bytes(), &mapping, &reference), Discovered::default());
    let checked = check(csv.as_bytes(), &Format::Csv(&mapping), &reference, Receipt::At(now()));
    assert_eq!(checked.rejected, []);
    let areas: Vec<_> = checked.accepted.iter().map(|row| row.report.area.as_str()).collect();
    assert_eq!(areas, ["c/east-side/w1", "c/east-side/w1", "c/east-side", "c", "c"]);
    assert_eq!(checked.accepted[1].report.category, "noise-loud".into());
}

#[test]
fn a_header_that_lacks_what_the_mapping_names_or_has_it_twice_says_so_once() {
    let mapping: Mapping = toml::from_str(
        "[columns]\nsummary = [\"text\", \"title\"]\n[[skip]]\ncolumn = \"source\"\nvalues = [\"x\"]\nreason = \"r\"",
    )
    .unwrap();
    let checked = import(b"id,area,id\n1,2,3\n4,5,6\n", &mapping);
    use ReasonCode::{Malformed, Missing};
    assert_eq!(codes(&checked), [(1, "summary", Missing), (1, "row", Missing), (1, "row", Malformed)]);
    let mapping: Mapping = toml::from_str("encoding = \"utf-8\"").unwrap();
    assert_eq!(codes(&import(&gb("编号,地点\n1,2\n"), &mapping)), [(1, "row", ReasonCode::Encoding)]);
}
