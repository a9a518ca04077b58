//! `fengsui stats changepoints`

use rayon::prelude::*;
use statistics::{
    changepoint::{Cost, Penalty, Segmentation, Settings, pelt},
    error::ChangePointError,
};

use super::{
    BATCH,
    error::{InputError, Kind},
    panel::{self, Columns, Series},
    table::Sheet,
};
use crate::{
    cli::stats::{Changepoints, SegmentCost},
    exit,
};

/// The columns of the result.
const HEADER: [&str; 7] = ["series", "segment", "start", "end", "n", "mean", "penalty"];

pub(crate) fn run(flags: &Changepoints) -> anyhow::Result<u8> {
    let columns = Columns { value: &["value", "observed", "count"], kind: Kind::Number, beside: None };
    let panel = panel::read(&flags.files.input, &columns)?;
    let settings = Settings {
        cost: match flags.cost {
            SegmentCost::Mean => Cost::Mean,
            SegmentCost::MeanVariance => Cost::MeanAndVariance { floor: flags.floor },
            SegmentCost::Poisson => Cost::Poisson,
        },
        penalty: flags.penalty.map_or(Penalty::Bic, Penalty::Fixed),
        min_size: flags.min_size,
    };
    let mut sheet = Sheet::create(&flags.files.output, HEADER)?;
    for batch in panel.series.chunks(BATCH) {
        let cut: Vec<_> = batch.par_iter().map(|series| pelt(&series.values, &settings)).collect();
        for (series, segmentation) in batch.iter().zip(cut) {
            match segmentation {
                Ok(segmentation) => write(&mut sheet, series, &segmentation)?,
                // One short series does not stop the others.
                Err(ChangePointError::TooShort { .. }) => {}
                Err(error) => return Err(InputError::method(&series.name, error).into()),
            }
        }
    }
    sheet.finish()?;
    Ok(exit::DONE)
}

fn write(sheet: &mut Sheet, series: &Series, segmentation: &Segmentation) -> anyhow::Result<()> {
    for (number, segment) in (1..).zip(&segmentation.segments) {
        sheet
            .text(&series.name)?
            .whole(number)?
            .whole(series.time(segment.start))?
            .whole(series.time(segment.end) - 1)?
            .whole((segment.end - segment.start) as i64)?
            .number(segment.mean)?
            .number(segmentation.penalty)?
            .end()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cli::stats::Files, commands::stats::rows};

    #[test]
    fn a_series_is_cut_where_its_level_changed() {
        let folder = tempfile::tempdir().unwrap();
        let mut flags = Changepoints {
            files: Files { input: folder.path().join("steps.csv"), output: folder.path().join("out.csv") },
            cost: SegmentCost::Poisson,
            penalty: None,
            min_size: 4,
            floor: 1e-6,
        };
        let mut text = "t,value\n".to_owned();
        for t in 101..=160 {
            text.push_str(&format!("{t},{}\n", t % 3 + if t > 135 { 6 } else { 0 }));
        }
        std::fs::write(&flags.files.input, text).unwrap();
        for cost in [SegmentCost::Poisson, SegmentCost::Mean, SegmentCost::MeanVariance] {
            flags.cost = cost;
            run(&flags).unwrap();
            let segments: Vec<_> = rows(&flags.files.output)
                .into_iter()
                .map(|row| (row["start"].clone(), row["end"].clone(), row["n"].clone()))
                .collect();
            let pair = |start: &str, end: &str, n: &str| (start.to_owned(), end.to_owned(), n.to_owned());
            assert_eq!(segments, [pair("101", "135", "35"), pair("136", "160", "25")], "{cost:?}");
        }
    }

    #[test]
    fn a_value_that_is_no_count_is_refused_under_poisson() {
        let folder = tempfile::tempdir().unwrap();
        let flags = Changepoints {
            files: Files { input: folder.path().join("half.csv"), output: folder.path().join("out.csv") },
            cost: SegmentCost::Poisson,
            penalty: None,
            min_size: 2,
            floor: 1e-6,
        };
        std::fs::write(&flags.files.input, "value\n1\n-2\n3\n4\n").unwrap();
        assert!(run(&flags).unwrap_err().to_string().starts_with("half: value 1 is not usable"));
    }
}
