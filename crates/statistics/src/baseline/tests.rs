use super::*;

#[test]
fn what_has_no_baseline_is_said() {
    let settings = Settings::default();
    assert_eq!(assess(&[], &[], &settings), Err(BaselineError::TooShort { periods: 0, needed: 13 }));
    let mut weeks = vec![1.0; 100];
    weeks[7] = f64::NAN;
    assert!(matches!(assess(&weeks, &[], &settings), Err(BaselineError::NotACount { index: 7, .. })));
}
