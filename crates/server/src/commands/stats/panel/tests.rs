use super::*;

const COUNTS: Columns<'_> = Columns { value: &["count"], kind: Kind::Count, beside: Some("offset") };

fn panel(text: &str) -> Result<Panel, InputError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.csv");
    std::fs::write(&path, text).unwrap();
    read(&path, &COUNTS)
}

#[test]
fn rows_may_come_in_any_order_and_series_keep_that_of_their_first_rows() {
    let panel = panel("series,t,count\nb,12,2\na,1,5\nb,11,1\na,2,6\nb,13,3\n").unwrap();
    let read: Vec<_> = panel.series.iter().map(|s| (s.name.as_str(), s.first, s.values.clone())).collect();
    assert_eq!(read, [("b", 11, vec![1.0, 2.0, 3.0]), ("a", 1, vec![5.0, 6.0])]);
    assert_eq!(panel.series[0].time(2), 13);
}

#[test]
fn without_times_and_names_the_rows_are_one_series_from_one() {
    let panel = panel("count,offset\n4,0.5\n5,\n").unwrap();
    let series = &panel.series[0];
    assert!(!panel.named && series.name == "long");
    assert_eq!((series.first, series.values.as_slice()), (1, [4.0, 5.0].as_slice()));
    assert!(series.beside[0] == 0.5 && series.beside[1].is_nan());
}

#[test]
fn a_gap_is_not_a_zero() {
    let error = panel("series,t,count\nm1,1,0\nm1,2,0\nm1,4,0\n").unwrap_err();
    assert!(error.to_string().starts_with("m1 has no row for t = 3; a gap is not a zero"), "{error}");
}

#[test]
fn a_period_that_is_there_twice_is_refused_with_its_line() {
    let error = panel("series,t,count\nm1,1,0\nm2,1,0\nm1,1,3\n").unwrap_err();
    assert!(error.to_string().starts_with("m1 has t = 1 twice, again at line 4"), "{error}");
}

#[test]
fn a_table_without_rows_or_without_values_is_refused() {
    assert!(matches!(panel("series,t,count\n"), Err(InputError::NoRows { .. })));
    assert!(matches!(panel("series,t,n\na,1,1\n"), Err(InputError::Columns { .. })));
    assert!(matches!(panel(""), Err(InputError::Columns { .. })));
}

#[test]
fn judging_begins_where_it_is_asked_to_but_never_before_it_can() {
    let series = Series { name: "s".to_owned(), first: 11, values: vec![0.0; 9], beside: Vec::new() };
    assert_eq!(series.begin(None, 3), 3);
    assert_eq!(series.begin(Some(16), 3), 5);
    assert_eq!(series.begin(Some(1), 3), 3);
}
