use super::*;

fn file(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    file
}

fn places() -> Places {
    coordinates(file("A 0 0\nB 1.5 -2\n").path()).unwrap()
}

#[test]
fn spaces_tabs_commas_quotes_blank_lines_and_comments_are_read() {
    let text = "\u{feff}# coordinates\r\n\r\nA\t0.5\t1\r\n\"Old Town\", 2, 3\r\n// end\r\n";
    let places = coordinates(file(text).path()).unwrap();
    assert_eq!(places.ids, ["A", "Old Town"]);
    assert_eq!(places.coordinates, [[0.5, 1.0], [2.0, 3.0]]);
}

#[test]
fn cases_are_read_with_their_days_and_covariates() {
    let cases = cases(file("B 2 2024/1/9\nA 1 2024-01-10 35 F\n").path(), &places()).unwrap();
    let read: Vec<_> = cases.iter().map(|case| (case.location, case.count, case.group.as_str())).collect();
    assert_eq!(read, [(1, 2, ""), (0, 1, "35 F")]);
    assert_eq!(cases[0].day, NaiveDate::from_ymd_opt(2024, 1, 9).unwrap());
}

#[test]
fn what_is_wrong_is_named_by_line_and_field() {
    let error = |text: &str| cases(file(text).path(), &places()).unwrap_err().to_string();
    assert!(error("A 1 2024/1/1\nC 1 2024/1/1\n").contains("line 2: the location \"C\" has no coordinates"));
    assert!(error("A x 2024/1/1\n").contains("line 1, column count: \"x\" is not a count"));
    assert!(error("A 1 13/31/2024\n").contains("line 1, column date: \"13/31/2024\" is not a day"));
    assert!(error("A 1\n").contains("line 1: 2 fields where location count date are needed"));
    assert!(error("\n").contains("holds no rows"));
    let twice = coordinates(file("A 0 0\nA 1 1\n").path()).unwrap_err().to_string();
    assert!(twice.contains("line 2, column location: \"A\" is not a name of its own"), "{twice}");
}

#[test]
fn degrees_are_told_from_kilometres_by_where_the_study_lies() {
    let guess = |text: &str| coordinates(file(text).path()).unwrap().guess();
    assert_eq!(guess("A 40.7 -73.9\nB 40.9 -73.7\n"), System::Geographic);
    assert_eq!(guess("A 40.1 94.6\nB 40.2 94.7\n"), System::Geographic);
    assert_eq!(guess("A 0 0\nB 36 17\n"), System::Planar);
    assert_eq!(guess("A 512300 4012300\nB 514000 4015000\n"), System::Planar);
}
