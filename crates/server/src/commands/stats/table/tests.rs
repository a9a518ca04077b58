use std::io::{Cursor, Write as _};

use super::*;

fn table(bytes: impl AsRef<[u8]>) -> Result<Table, InputError> {
    Table::read("F.csv".to_owned(), Cursor::new(bytes.as_ref().to_vec()))
}

#[test]
fn a_byte_order_mark_windows_line_ends_and_quotes_are_no_hindrance() {
    let mut table = table("\u{feff}\"t\",\"observed\" \r\n1,\"4\"\r\n\r\n2, 5 \r\n").unwrap();
    let [t, observed] = table.columns(["t", "Observed"]).unwrap();
    assert!(table.advance().unwrap());
    assert_eq!((table.whole(t).unwrap(), table.number(observed, Kind::Count).unwrap()), (1, 4.0));
    assert!(table.advance().unwrap());
    assert_eq!((table.whole(t).unwrap(), table.number(observed, Kind::Count).unwrap()), (2, 5.0));
    assert!(!table.advance().unwrap());
}

#[test]
fn a_packed_stream_is_known_by_its_first_bytes() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(b"p\n0.5\n").unwrap();
    let mut table = table(packed.finish().unwrap()).unwrap();
    let [p] = table.columns(["p"]).unwrap();
    assert!(table.advance().unwrap());
    assert_eq!(table.number(p, Kind::Probability).unwrap(), 0.5);
}

#[test]
fn a_missing_column_is_named_with_those_found_and_those_needed() {
    let error = table("week,cases\n1,2\n").unwrap().columns(["t", "cases", "series"]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "F.csv lacks the column t, series; found: week, cases; needed: t, cases, series / F.csv 缺少 t, series 列；\
         现有：week, cases；需要：t, cases, series"
    );
}

#[test]
fn a_cell_that_is_not_a_count_is_named_by_line_and_column() {
    for bad in ["x", "-1", "1.5", "", "NA", "inf", "nan"] {
        let mut table = table(format!("t,observed\n1,3\n2,{bad}\n")).unwrap();
        let [observed] = table.columns(["observed"]).unwrap();
        assert!(table.advance().unwrap() && table.number(observed, Kind::Count).is_ok());
        assert!(table.advance().unwrap());
        let error = table.number(observed, Kind::Count).unwrap_err().to_string();
        assert!(
            error.starts_with(&format!("F.csv, line 3, column observed: {bad:?} is not a count")),
            "{error}"
        );
        assert!(error.contains(&format!("第3行 observed 列：{bad:?} 不是计数")), "{error}");
    }
}

#[test]
fn a_row_of_another_length_than_the_header_is_refused() {
    let mut table = table("t,observed\n1,2,3\n").unwrap();
    assert!(matches!(table.advance(), Err(InputError::Cells { line: 2, got: 3, expected: 2, .. })));
}

#[test]
fn whole_numbers_may_be_written_as_r_writes_them() {
    let mut table = table("t\n1e+05\n7.0\n2.5\n").unwrap();
    let [t] = table.columns(["t"]).unwrap();
    let mut next = || table.advance().and_then(|_| table.whole(t));
    assert_eq!((next().unwrap(), next().unwrap()), (100_000, 7));
    assert!(matches!(next(), Err(InputError::Cell { kind: Kind::Whole, .. })));
}

#[test]
fn a_file_that_is_not_there_or_not_utf8_is_said() {
    let missing = Table::open(Path::new("no/such.csv")).err().unwrap();
    assert!(missing.to_string().starts_with("no/such.csv cannot be read"), "{missing}");
    assert!(matches!(table(b"t\n\xff\xfe\n").unwrap().advance(), Err(InputError::NoTable { .. })));
}

#[test]
fn what_a_sheet_writes_reads_back_as_the_same_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let numbers = [0.1 + 0.2, 1e-300, 7.289915824e19, -5.0, 0.0, f64::MIN_POSITIVE];
    for name in ["plain.csv", "packed.csv.gz"] {
        let path = folder.path().join(name);
        let mut sheet = Sheet::create(&path, ["name", "x", "alarm"]).unwrap();
        for x in numbers {
            sheet.text("a,\"b\"").unwrap().number(x).unwrap().flag(true).unwrap().end().unwrap();
        }
        sheet.text("none").unwrap().maybe(None).unwrap().number(f64::INFINITY).unwrap().end().unwrap();
        sheet.finish().unwrap();
        let mut table = Table::open(&path).unwrap();
        let [name, x, alarm] = table.columns(["name", "x", "alarm"]).unwrap();
        for wanted in numbers {
            assert!(table.advance().unwrap());
            assert_eq!(table.number(x, Kind::Number).unwrap().to_bits(), wanted.to_bits());
            assert_eq!((table.text(name), table.text(alarm)), ("a,\"b\"", "1"));
        }
        assert!(table.advance().unwrap());
        assert_eq!((table.text(x), table.text(alarm)), ("", "Inf"));
    }
}

#[test]
fn a_sheet_that_was_not_finished_leaves_the_last_result_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.csv");
    std::fs::write(&path, "the last result").unwrap();
    drop(Sheet::create(&path, ["t"]).unwrap());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "the last result");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no part of it stays behind");
    Sheet::create(&path, ["t"]).unwrap().finish().unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "t\n");
}
