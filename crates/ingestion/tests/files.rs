//! Files that a county has: a mediation ledger as LibreOffice saves it, read without a mapping, corrected and read again.
//! `ledger.csv` was typed by hand; the workbooks beside it are what `soffice --convert-to` made of it.

#![expect(clippy::unwrap_used, reason = "a test whose case cannot be set up must fail")]

use std::{fs, io, path::Path};

use calamine::{Reader, open_workbook};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Area, AreaId, AreaLevel, Areas, Channel, CountyTime, ReasonCode, Taxonomy};
use ingestion::{
    Checked, FileError, Headings, Layout, Mapping, Receipt, Reference, ResultBook, TableFile, TakenFor,
    check_file, propose,
};
use rust_xlsxwriter::{Format, Workbook};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/ledger");

fn headings() -> Headings {
    toml::from_str(include_str!("../../../config/headings.toml")).unwrap()
}

fn taxonomy() -> Taxonomy {
    toml::from_str(include_str!("../../../config/categories.toml")).unwrap()
}

fn areas() -> Areas {
    let area = |id: &str, parent: Option<&str>, level, name: &str| Area {
        id: id.into(),
        parent: parent.map(AreaId::from),
        level,
        name: name.to_owned(),
        households: 0,
        centre: None,
        outline: Vec::new(),
    };
    Areas::new(vec![
        area("620982", None, AreaLevel::County, "敦煌市"),
        area("620982100", Some("620982"), AreaLevel::Town, "月牙泉镇"),
        area("620982100201", Some("620982100"), AreaLevel::Village, "合水村"),
    ])
    .unwrap()
}

fn now() -> DateTime<Utc> {
    "2026-01-15T12:00:00Z".parse().unwrap()
}

/// Hands over a file as a table: a workbook unless its name ends in csv.
fn with_file<T>(file: &Path, read: impl FnOnce(TableFile<'_>) -> T) -> T {
    let bytes = fs::read(file).unwrap();
    if file.extension().unwrap() == "csv" {
        read(TableFile::Text(&|| Ok(Box::new(io::Cursor::new(bytes.clone())))))
    } else {
        read(TableFile::Workbook(&|| Ok(Box::new(io::Cursor::new(bytes.clone())))))
    }
}

fn read(file: &Path, layout: &Layout<'_>) -> Result<(Checked, ResultBook), FileError> {
    let (areas, taxonomy) = (areas(), taxonomy());
    let reference = Reference { areas: &areas, taxonomy: &taxonomy, time: CountyTime::SHANGHAI };
    let (mut all, mut result) = (Checked::default(), ResultBook::default());
    with_file(file, |table| {
        check_file(table, layout, &reference, Receipt::At(now()), |batch| {
            result.add(&batch).unwrap();
            all.add(batch.checked);
        })
    })?;
    Ok((all, result))
}

fn recognised(file: &Path) -> Checked {
    read(file, &Layout::Recognised(&headings())).unwrap().0
}

fn codes(checked: &Checked) -> Vec<(u64, &str, ReasonCode)> {
    let reasons = checked.rejected.iter().flat_map(|row| row.reasons.iter().map(|reason| (row.row, reason)));
    reasons.map(|(row, reason)| (row, reason.field.as_str(), reason.code)).collect()
}

/// A workbook of one sheet, written into a folder of its own.
fn workbook(write: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("book.xlsx");
    let mut book = Workbook::new();
    write(book.add_worksheet());
    book.save(&file).unwrap();
    (folder, file)
}

fn row(sheet: &mut rust_xlsxwriter::Worksheet, row: u32, cells: &[&str]) {
    for (column, cell) in (0..).zip(cells) {
        sheet.write_string(row, column, *cell).unwrap();
    }
}

const HEADER: [&str; 5] = ["网格编号", "纠纷类型", "发生日期", "涉及金额", "纠纷简况"];

#[test]
fn the_ledger_that_libreoffice_saved_goes_in_as_it_was_typed() {
    let typed = recognised(&Path::new(FOLDER).join("ledger.csv"));
    let [first, second, third] = typed.accepted.as_slice() else { panic!("three rows: {typed:?}") };
    assert_eq!((first.report.area.as_str(), first.report.category.as_str()), ("620982100201", "02"));
    assert_eq!(first.report.occurred_on, NaiveDate::from_ymd_opt(2025, 6, 3).unwrap());
    assert_eq!((first.report.channel, first.report.amount_yuan), (Channel::Patrol, Some(3500.0)));
    assert_eq!((second.report.category.as_str(), second.report.channel), ("07", Channel::Public));
    assert!(!second.report.summary.contains("13812345678"));
    assert_eq!((third.report.area.as_str(), third.report.category.as_str()), ("620982100", "1001"));
    assert_eq!(codes(&typed), [(7, "occurred_on", ReasonCode::Malformed)]);
    assert!(typed.rejected[0].reasons[0].message_zh.contains("没有年份"));
    assert!(
        !format!("{typed:?}").contains("张三") && !format!("{typed:?}").contains("赵六"),
        "no name is kept"
    );

    for file in ["ledger.xlsx", "ledger.xls", "ledger.ods"] {
        let saved = recognised(&Path::new(FOLDER).join(file));
        let reports =
            |checked: &Checked| checked.accepted.iter().map(|row| row.report.clone()).collect::<Vec<_>>();
        assert_eq!(reports(&saved), reports(&typed), "{file}");
        assert_eq!(codes(&saved), codes(&typed), "{file}");
    }
}

#[test]
fn a_proposed_mapping_reads_the_file_as_it_was_read_without_one() {
    for file in ["ledger.csv", "ledger.xlsx"] {
        let file = Path::new(FOLDER).join(file);
        let (areas, taxonomy) = (areas(), taxonomy());
        let reference = Reference { areas: &areas, taxonomy: &taxonomy, time: CountyTime::SHANGHAI };
        let proposals = with_file(&file, |table| propose(table, &headings(), &reference)).unwrap();
        let [proposal] = proposals.as_slice() else { panic!("one table") };
        assert_eq!((proposal.header, proposal.missing.as_slice()), (Some(3), &[][..]));
        let person = proposal.columns.iter().find(|column| column.heading == "当事人姓名").unwrap();
        assert_eq!((person.taken_for, person.samples.len()), (TakenFor::Person, 0));
        assert!(!format!("{:?}", proposal.columns).contains("13812345678"));
        let mapping: Mapping = toml::from_str(&proposal.toml()).unwrap();
        let mapped = read(&file, &Layout::Mapped(&mapping)).unwrap().0;
        assert_eq!(mapped, recognised(&file));
    }
}

#[test]
fn columns_without_a_known_heading_are_guessed_by_what_stands_in_them() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("other.csv");
    fs::write(&file, "哪天,哪里,哪类,怎么回事\n2025.6.3,合水村,邻里,两户因地埂界线发生争执\n2025.6.4,月牙泉镇,欠薪,工地拖欠三个月工资未付\n").unwrap();
    let (areas, taxonomy) = (areas(), taxonomy());
    let reference = Reference { areas: &areas, taxonomy: &taxonomy, time: CountyTime::SHANGHAI };
    let proposals = with_file(&file, |table| propose(table, &headings(), &reference)).unwrap();
    let guesses: Vec<TakenFor> = proposals[0].columns.iter().map(|column| column.taken_for).collect();
    assert_eq!(guesses, ["occurred_on", "area", "category", "summary"].map(TakenFor::Guess));
    assert_eq!(proposals[0].missing, Vec::<&str>::new());
    let mapping: Mapping = toml::from_str(&proposals[0].toml()).unwrap();
    assert_eq!(read(&file, &Layout::Mapped(&mapping)).unwrap().0.accepted.len(), 2);
}

#[test]
fn refused_rows_go_in_once_they_are_corrected_and_nothing_is_doubled() {
    let file = Path::new(FOLDER).join("ledger.xlsx");
    let headings = headings();
    let (before, result) = read(&file, &Layout::Recognised(&headings)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let refused = folder.path().join("refused.xlsx");
    result.save(&refused).unwrap();
    assert_eq!(codes(&recognised(&refused)).len(), 1, "as it is, it is refused again");

    let mut book: calamine::Xlsx<_> = open_workbook(&refused).unwrap();
    let (name, range) = book.worksheets().remove(0);
    assert_eq!(name, "ledger");
    let corrected = folder.path().join("corrected.xlsx");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, column, cell) in range.cells() {
        let text = cell.to_string().replace("6月6日", "2025年6月6日");
        sheet.write_string(row as u32, column as u16, text).unwrap();
    }
    book.save(&corrected).unwrap();
    let after = recognised(&corrected);
    assert_eq!((after.accepted.len(), after.rejected.len()), (1, 0), "{after:?}");
    assert_eq!(after.accepted[0].report.category, "03".into());
    assert!(before.accepted.iter().all(|row| row.report.id != after.accepted[0].report.id));
}

#[test]
fn rows_without_an_id_get_the_same_one_each_time_and_another_one_from_another_system() {
    let (_folder, file) = workbook(|sheet| {
        row(sheet, 0, &HEADER);
        row(sheet, 1, &["620982100201", "02", "2025-06-03", "", "争水"]);
    });
    let id =
        |headings: &Headings| read(&file, &Layout::Recognised(headings)).unwrap().0.accepted[0].report.id;
    assert_eq!(id(&headings()), id(&headings()));
    assert_ne!(id(&headings()), id(&headings().of_file(Some("lqet".to_owned()), None)));
}

#[test]
fn cells_are_read_as_they_show_numbers_dates_formulas_and_merged_ones() {
    let (_folder, file) = workbook(|sheet| {
        row(sheet, 0, &["矛盾纠纷台账"]);
        row(sheet, 2, &HEADER);
        let date = Format::new().set_num_format("yyyy年m月d日");
        sheet.merge_range(3, 0, 4, 0, "", &Format::new()).unwrap();
        sheet.write_number(3, 0, 620_982_100_201.0).unwrap();
        sheet.write_number(3, 1, 2.0).unwrap();
        sheet.write_number_with_format(3, 2, 45_811.0, &date).unwrap();
        sheet.write_formula(3, 3, rust_xlsxwriter::Formula::new("=100*12").set_result("1200")).unwrap();
        row(sheet, 3, &[]);
        sheet.write_string(3, 4, "争\u{0}水\u{202e}").unwrap();
        sheet.write_string(4, 1, "02 邻里纠纷").unwrap();
        sheet.write_number(4, 2, 45_812.0).unwrap();
        sheet.write_string(4, 4, "又争水").unwrap();
    });
    let checked = recognised(&file);
    assert_eq!(checked.rejected, []);
    let [first, second] = checked.accepted.as_slice() else { panic!("two rows: {checked:?}") };
    assert_eq!((first.row, second.row), (4, 5), "rows are counted as the sheet counts them");
    assert_eq!((first.report.area.as_str(), first.report.category.as_str()), ("620982100201", "02"));
    assert_eq!(
        (first.report.occurred_on.to_string().as_str(), first.report.amount_yuan),
        ("2025-06-03", Some(1200.0))
    );
    assert_eq!((second.report.area.as_str(), second.report.category.as_str()), ("620982100201", "02"));
    assert_eq!(second.report.occurred_on.to_string(), "2025-06-04");
    assert!(!first.report.summary.contains(['\u{0}', '\u{202e}']));
}

#[test]
fn codes_of_the_zongzhi_taxonomy_count_under_its_heading_and_what_is_never_analysed_is_left_out() {
    let (_folder, file) = workbook(|sheet| {
        row(sheet, 0, &["网格编号", "综治矛盾纠纷类别", "发生日期", "事件简述"]);
        row(sheet, 1, &["620982100201", "0903", "20250603", "林地界线"]);
        row(sheet, 2, &["620982100201", "城市管理", "二〇二五年六月三日", "占道经营"]);
        row(sheet, 3, &["620982100201", "1601", "20250603", "不应分析"]);
        row(sheet, 4, &["620982100201", "涉民族问题", "20250603", "不应分析"]);
    });
    let checked = recognised(&file);
    let categories: Vec<_> = checked.accepted.iter().map(|row| row.report.category.as_str()).collect();
    assert_eq!(categories, ["07", "99"]);
    assert_eq!((checked.rejected.len(), checked.skipped[0].rows), (0, 2));
}

#[test]
fn a_table_whose_columns_are_not_known_says_once_what_to_do() {
    let (_folder, file) = workbook(|sheet| {
        row(sheet, 0, &["网格编号", "姓名", "发生日期"]);
        row(sheet, 1, &["620982100201", "张三", "20250603"]);
    });
    let checked = recognised(&file);
    let fields: Vec<_> = codes(&checked).into_iter().map(|(row, field, _)| (row, field.to_owned())).collect();
    assert_eq!(fields, [(1, "category".to_owned()), (1, "summary".to_owned())]);
    assert!(checked.rejected[0].reasons[0].message_en.contains("--explain"));
}

#[test]
fn a_row_with_more_cells_than_any_ledger_is_refused_alone() {
    let (_folder, file) = workbook(|sheet| {
        row(sheet, 0, &HEADER);
        row(sheet, 1, &["620982100201", "02", "2025-06-03", "", "争水"]);
        sheet.write_string(1, 16_383, "far out").unwrap();
        row(sheet, 2, &["620982100201", "02", "2025-06-03", "", "又争水"]);
    });
    let checked = recognised(&file);
    assert_eq!((checked.accepted.len(), codes(&checked)), (1, vec![(2, "row", ReasonCode::TooLarge)]));
}

#[test]
fn bytes_that_are_no_workbook_are_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("book.xlsx");
    let real = fs::read(Path::new(FOLDER).join("ledger.xlsx")).unwrap();
    for bytes in
        [&b""[..], b"PK\x03\x04", b"<html>", b"\xd0\xcf\x11\xe0 and no more", &real[..real.len() / 2]]
    {
        fs::write(&file, bytes).unwrap();
        let error = read(&file, &Layout::Recognised(&headings())).map(|_| ()).unwrap_err();
        assert!(matches!(error, FileError::NotAWorkbook(_)), "{error}");
        assert!(error.to_string().contains(".xlsx"));
    }
}

#[test]
fn a_template_that_is_filled_in_goes_in_and_an_empty_one_holds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("template.xlsx");
    let kinds: Vec<String> = headings().template_kinds().map(str::to_owned).collect();
    assert_eq!(kinds, ["gb31000", "mediation", "zongzhi"]);
    for kind in kinds {
        let bytes = headings().template(&kind, &taxonomy()).unwrap().unwrap();
        assert_eq!(
            bytes,
            headings().template(&kind, &taxonomy()).unwrap().unwrap(),
            "the same bytes each time"
        );
        fs::write(&file, &bytes).unwrap();
        assert_eq!(recognised(&file), Checked::default(), "{kind}: the hidden lists are no rows");

        // What a person fills in, taken from the lists that the template offers.
        let mut book: calamine::Xlsx<_> = open_workbook(&file).unwrap();
        let header: Vec<String> = book
            .worksheet_range("填报 report")
            .unwrap()
            .rows()
            .nth(1)
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect();
        let lists = book.worksheet_range("选项 lists").unwrap();
        let cells = header.iter().enumerate().map(|(column, heading)| {
            let listed =
                lists.get_value((0, column as u32)).map(ToString::to_string).filter(|text| !text.is_empty());
            listed.unwrap_or_else(|| {
                match heading.trim_end_matches('*') {
                    "网格编号" => "620982100201",
                    "村（社区）" => "合水村",
                    "发生日期" | "受理日期" => "2025-06-03",
                    "涉及人数" => "2",
                    "事件简述" | "纠纷简要情况" => "两户争水",
                    _ => "",
                }
                .to_owned()
            })
        });
        let cells: Vec<String> = cells.collect();
        let (_folder, filled) = workbook(|sheet| {
            row(sheet, 1, &header.iter().map(String::as_str).collect::<Vec<_>>());
            row(sheet, 2, &cells.iter().map(String::as_str).collect::<Vec<_>>());
        });
        let checked = recognised(&filled);
        assert_eq!((checked.accepted.len(), codes(&checked)), (1, vec![]), "{kind}");
        assert_eq!(checked.accepted[0].report.category, "01".into(), "the first category of either taxonomy");
    }
    assert_eq!(headings().template("other", &taxonomy()).unwrap(), None);
}

#[test]
fn an_ods_that_was_cut_off_inside_a_table_is_refused_and_does_not_hang() {
    use std::io::{Read, Write};
    let whole = fs::read(Path::new(FOLDER).join("ledger.ods")).unwrap();
    let mut archive = zip::ZipArchive::new(io::Cursor::new(whole)).unwrap();
    let mut content = String::new();
    archive.by_name("content.xml").unwrap().read_to_string(&mut content).unwrap();
    let (cut, _) = content.split_once("</table:table>").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cut.ods");
    let mut writer = zip::ZipWriter::new(fs::File::create(&file).unwrap());
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        writer.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(if name == "content.xml" { cut.as_bytes() } else { &bytes }).unwrap();
    }
    writer.finish().unwrap();
    let refused = read(&file, &Layout::Recognised(&headings())).unwrap_err();
    assert!(refused.to_string().contains("ends in the middle"), "{refused}");
}
