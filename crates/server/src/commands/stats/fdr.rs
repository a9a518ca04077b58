//! `fengsui stats fdr`

use statistics::multiplicity::{benjamini_hochberg, discrete, null::Null};

use super::{
    error::{InputError, Kind},
    names::Names,
    table::{Column, Sheet, Table},
};
use crate::{
    cli::stats::{Fdr, FdrMethod},
    exit,
};

/// What stands between the attainable p-values of a test.
const BETWEEN: [char; 3] = [' ', ';', '|'];

pub(crate) fn run(flags: &Fdr) -> anyhow::Result<u8> {
    let mut table = Table::open(&flags.files.input)?;
    let (p, mut laws) = match flags.method {
        FdrMethod::Bh => {
            let [p] = table.columns(["p"])?;
            (p, None)
        }
        FdrMethod::Discrete => {
            let [p, support] = table.columns(["p", "support"])?;
            (p, Some(Laws::new(support)))
        }
    };
    let mut tests = Vec::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    while table.advance()? {
        // A test that could not be made is still a test.
        let made = !matches!(table.text(p), "" | "NA" | "NaN");
        tests.push(if made { table.number(p, Kind::Probability)? } else { f64::NAN });
        if let Some(laws) = &mut laws {
            laws.read(&table)?;
        }
        rows.push(table.cells().map(str::to_owned).collect());
    }
    if rows.is_empty() {
        return Err(InputError::NoRows { file: table.file().to_owned() }.into());
    }
    let adjusted = match &laws {
        None => benjamini_hochberg(&tests),
        Some(laws) => discrete::adjusted(&tests, &laws.nulls, &laws.which)
            .map_err(|error| InputError::method(table.file(), error))?,
    };
    let header = table.header().iter().map(String::as_str).chain(["q"]);
    let mut sheet = Sheet::create(&flags.files.output, header)?;
    for (cells, q) in rows.iter().zip(adjusted) {
        for cell in cells {
            sheet.text(cell)?;
        }
        sheet.number(q)?.end()?;
    }
    sheet.finish()?;
    Ok(exit::DONE)
}

/// The laws of the p-values, one for each different support.
struct Laws {
    support: Column,
    names: Names,
    nulls: Vec<Null>,
    /// The law of each test.
    which: Vec<usize>,
}

impl Laws {
    fn new(support: Column) -> Self {
        Self { support, names: Names::default(), nulls: Vec::new(), which: Vec::new() }
    }

    /// Takes in the support of the current row.
    fn read(&mut self, table: &Table) -> Result<(), InputError> {
        let text = table.text(self.support);
        let law = self.names.place(text);
        if law == self.nulls.len() {
            let wrong = || table.cell(self.support, Kind::Support);
            let attainable: Option<Vec<f64>> = text
                .split(BETWEEN)
                .filter(|value| !value.is_empty())
                .map(|value| Kind::Probability.parse(value))
                .collect();
            let attainable = attainable.ok_or_else(wrong)?;
            self.nulls.push(match attainable.as_slice() {
                [] => Null::uniform(),
                attainable => Null::attainable(attainable).map_err(|_| wrong())?,
            });
        }
        self.which.push(law);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cli::stats::Files, commands::stats::rows};

    fn adjusted(
        method: FdrMethod,
        text: &str,
    ) -> anyhow::Result<Vec<std::collections::HashMap<String, String>>> {
        let folder = tempfile::tempdir()?;
        let flags = Fdr {
            files: Files { input: folder.path().join("p.csv"), output: folder.path().join("q.csv") },
            method,
        };
        std::fs::write(&flags.files.input, text)?;
        run(&flags)?;
        Ok(rows(&flags.files.output))
    }

    #[test]
    fn what_stands_beside_p_is_passed_through_and_q_is_added() {
        let rows = adjusted(FdrMethod::Bh, "grid,kind,p\nG1,\"a, b\",0.01\nG2,c,0.4\nG3,d,0.03\n").unwrap();
        assert_eq!((rows[0]["kind"].as_str(), rows[0]["q"].as_str()), ("a, b", "0.03"));
        assert_eq!((rows[2]["grid"].as_str(), rows[2]["q"].as_str()), ("G3", "0.045"));
    }

    #[test]
    fn a_test_that_could_not_be_made_counts_as_a_test() {
        let rows = adjusted(FdrMethod::Bh, "id,p\na,0.01\nb,NA\n").unwrap();
        assert_eq!((rows[0]["q"].as_str(), rows[1]["q"].as_str()), ("0.02", "1"));
    }

    #[test]
    fn a_p_value_above_one_is_refused() {
        let error = adjusted(FdrMethod::Bh, "id,p\na,1.01\n").unwrap_err();
        assert!(error.to_string().contains("line 2, column p: \"1.01\" is not a probability"), "{error}");
    }

    #[test]
    fn p_values_that_cannot_occur_are_not_paid_for() {
        let text = "id,p,support\na,0.001,0.001 0.3 1\nb,0.3,0.001;0.3;1\nc,1,\n";
        let (discrete, plain) = (adjusted(FdrMethod::Discrete, text), adjusted(FdrMethod::Bh, text));
        let q = |rows: &[std::collections::HashMap<String, String>]| rows[0]["q"].parse::<f64>().unwrap();
        assert!(q(&discrete.unwrap()) <= q(&plain.unwrap()));
        let error = adjusted(FdrMethod::Discrete, "p,support\n0.1,0.1 x\n").unwrap_err().to_string();
        assert!(error.contains("line 2, column support: \"0.1 x\" is not a list of p-values"), "{error}");
        let missing = adjusted(FdrMethod::Discrete, "p\n0.1\n").unwrap_err().to_string();
        assert!(missing.contains("lacks the column support"), "{missing}");
    }
}
