//! `fengsui stats fdr`

use statistics::multiplicity::benjamini_hochberg;

use super::{
    error::{InputError, Kind},
    table::{Sheet, Table},
};
use crate::{
    cli::stats::{Fdr, FdrMethod},
    exit,
};

pub(crate) fn run(flags: &Fdr) -> anyhow::Result<u8> {
    let mut table = Table::open(&flags.input)?;
    let [p] = table.columns(["p"])?;
    let mut tests = Vec::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    while table.advance()? {
        // A test that could not be made is still a test.
        let made = !matches!(table.text(p), "" | "NA" | "NaN");
        tests.push(if made { table.number(p, Kind::Probability)? } else { f64::NAN });
        rows.push(table.cells().map(str::to_owned).collect());
    }
    if rows.is_empty() {
        return Err(InputError::NoRows { file: table.file().to_owned() }.into());
    }
    let adjusted = match flags.method {
        FdrMethod::Bh => benjamini_hochberg(&tests),
    };
    let header = table.header().iter().map(String::as_str).chain(["q"]);
    let mut sheet = Sheet::create(&flags.output, header)?;
    for (cells, q) in rows.iter().zip(adjusted) {
        for cell in cells {
            sheet.text(cell)?;
        }
        sheet.number(q)?.end()?;
    }
    sheet.finish()?;
    Ok(exit::DONE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::stats::rows;

    fn adjusted(text: &str) -> anyhow::Result<Vec<std::collections::HashMap<String, String>>> {
        let folder = tempfile::tempdir()?;
        let flags = Fdr {
            input: folder.path().join("p.csv"),
            method: FdrMethod::Bh,
            output: folder.path().join("q.csv"),
        };
        std::fs::write(&flags.input, text)?;
        run(&flags)?;
        Ok(rows(&flags.output))
    }

    #[test]
    fn what_stands_beside_p_is_passed_through_and_q_is_added() {
        let rows = adjusted("grid,kind,p\nG1,\"a, b\",0.01\nG2,c,0.4\nG3,d,0.03\n").unwrap();
        assert_eq!((rows[0]["kind"].as_str(), rows[0]["q"].as_str()), ("a, b", "0.03"));
        assert_eq!((rows[2]["grid"].as_str(), rows[2]["q"].as_str()), ("G3", "0.045"));
    }

    #[test]
    fn a_test_that_could_not_be_made_counts_as_a_test() {
        let rows = adjusted("id,p\na,0.01\nb,NA\n").unwrap();
        assert_eq!((rows[0]["q"].as_str(), rows[1]["q"].as_str()), ("0.02", "1"));
    }

    #[test]
    fn a_p_value_above_one_is_refused() {
        let error = adjusted("id,p\na,1.01\n").unwrap_err();
        assert!(error.to_string().contains("line 2, column p: \"1.01\" is not a probability"), "{error}");
    }
}
