//! A season that nobody has told of: the periodogram.

use statistics::periodogram::{Settings, periodogram};

use super::super::{
    error::{InputError, Kind},
    panel::{self, Columns},
    table::Sheet,
};
use crate::{cli::stats::Season, exit};

/// The columns of the result.
const HEADER: [&str; 9] = ["series", "peak", "period", "power", "p", "ratio", "lower", "upper", "height"];

/// Looks for unknown periods in each series.
pub(super) fn run(flags: &Season) -> anyhow::Result<u8> {
    let columns = Columns { value: &["count", "observed"], kind: Kind::Count, beside: None };
    let panel = panel::read(&flags.files.input, &columns)?;
    let settings = Settings {
        shortest: flags.shortest,
        longest: flags.longest,
        peaks: flags.peaks,
        replicates: flags.permutations,
        seed: flags.seed,
        alpha: flags.alpha,
        ..Settings::default()
    };
    let mut sheet = Sheet::create(&flags.files.output, HEADER)?;
    for series in &panel.series {
        let found = periodogram(&series.values, None, &settings)
            .map_err(|error| InputError::method(&series.name, error))?;
        for (number, peak) in (1..).zip(&found.peaks) {
            sheet
                .text(&series.name)?
                .whole(number)?
                .number(peak.period)?
                .number(peak.power)?
                .number(peak.p_value)?
                .number(peak.ratio)?
                .number(peak.lower)?
                .number(peak.upper)?
                .number(series.first as f64 + peak.height)?
                .end()?;
        }
    }
    sheet.finish()?;
    Ok(exit::DONE)
}
