//! analytics
use polars::prelude::*;
/// probe
pub fn probe(a: Vec<u32>, b: Vec<u32>) -> PolarsResult<DataFrame> {
    let df = DataFrame::new_infer_height(vec![Column::new("a".into(), a), Column::new("b".into(), b)])?;
    #[allow(deprecated)]
    df.group_by(["a", "b"])?.count()
}
