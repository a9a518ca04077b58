//! `fengsui areas …`: the county's register of places.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use domain::{AreaId, Part};

use super::Common;

/// What is done to the areas.
#[derive(Debug, Subcommand)]
pub(crate) enum Areas {
    /// 导出 · Write the areas to a .csv, .geojson or .json file, as drawn on any day.
    Export(Export),
    /// 导入 · Keep areas from a .csv, .geojson or .json file: new ones, and corrections of what was wrong all along.
    Import(Import),
    /// 拆分 · One area becomes several. Villages with grids are split by a file (areas change).
    Split(Split),
    /// 合并 · Areas become one; a single area gets a new code.
    Merge(Merge),
    /// 更名 · An area gets a new name.
    Rename(Rename),
    /// 划转 · An area lies in another one from now on.
    Reparent(Reparent),
    /// 变更 · Make all changes of a decision, from a TOML file.
    Change(Change),
    /// 沿革 · List how the areas were redrawn.
    History(History),
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The file; its ending decides the format.
    pub(crate) file: PathBuf,
    /// As drawn on this day. The default is today.
    #[arg(long)]
    pub(crate) on: Option<NaiveDate>,
    /// As that was known at the end of this day. The default is now.
    #[arg(long)]
    pub(crate) known_at: Option<NaiveDate>,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The file; its ending decides the format.
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) common: Common,
}

/// When and why, for each change.
#[derive(Debug, Args)]
pub(crate) struct Decided {
    /// The first day of the new drawing. The default is today.
    #[arg(long)]
    pub(crate) on: Option<NaiveDate>,
    /// The paper that decided it, such as 敦政发〔2025〕8号.
    #[arg(long, default_value = "")]
    pub(crate) why: String,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
#[command(after_help = "Example: fengsui areas split 620982001001003 --into 620982001001031,第三网格甲,36 \
--into 620982001001032,第三网格乙,24 --on 2025-03-01\n\
Old reports go to one part each, in the shares of the households; without households, in equal shares.")]
pub(crate) struct Split {
    /// The area.
    #[arg(value_parser = id)]
    pub(crate) area: AreaId,
    /// What it becomes: CODE,NAME or CODE,NAME,HOUSEHOLDS, twice or more. Its own code may go on as one of them.
    #[arg(long, required = true, value_parser = part)]
    pub(crate) into: Vec<Part>,
    #[command(flatten)]
    pub(crate) decided: Decided,
}

#[derive(Debug, Args)]
pub(crate) struct Merge {
    /// The areas.
    #[arg(required = true, value_parser = id)]
    pub(crate) areas: Vec<AreaId>,
    /// What they become: CODE where one of their codes goes on, else CODE,NAME or CODE,NAME,HOUSEHOLDS.
    #[arg(long, value_parser = part)]
    pub(crate) into: Part,
    #[command(flatten)]
    pub(crate) decided: Decided,
}

#[derive(Debug, Args)]
pub(crate) struct Rename {
    /// The area.
    #[arg(value_parser = id)]
    pub(crate) area: AreaId,
    /// Its new name.
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) decided: Decided,
}

#[derive(Debug, Args)]
pub(crate) struct Reparent {
    /// The area.
    #[arg(value_parser = id)]
    pub(crate) area: AreaId,
    /// The area it lies in from now on.
    #[arg(value_parser = id)]
    pub(crate) parent: AreaId,
    #[command(flatten)]
    pub(crate) decided: Decided,
}

#[derive(Debug, Args)]
#[command(after_help = include_str!("areas.txt"))]
pub(crate) struct Change {
    /// The decision (TOML).
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct History {
    #[command(flatten)]
    pub(crate) common: Common,
}

#[expect(clippy::unnecessary_wraps, reason = "a value parser may fail")]
fn id(text: &str) -> Result<AreaId, String> {
    Ok(AreaId::from(text.trim()))
}

fn part(text: &str) -> Result<Part, String> {
    let fields: Vec<&str> = text.split([',', '，']).map(str::trim).collect();
    let (code, name, households) = match fields[..] {
        [code] => (code, "", None),
        [code, name] => (code, name, None),
        [code, name, households] => {
            let count = households
                .parse()
                .map_err(|_| format!("{households:?} is no number of households · “{households}”不是户数"))?;
            (code, name, Some(count))
        }
        _ => return Err("write CODE,NAME,HOUSEHOLDS · 请写成 编码,名称,户数".to_owned()),
    };
    Ok(Part { id: code.into(), name: name.to_owned(), households, ..Part::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_written_as_code_name_and_households() {
        let parsed = part("620982001001031，第三网格甲, 36").unwrap();
        assert_eq!((parsed.id.as_str(), parsed.name.as_str()), ("620982001001031", "第三网格甲"));
        assert_eq!(parsed.households, Some(36));
        assert!(part("1,甲,many").unwrap_err().contains("户数"));
        assert!(part("1,2,3,4").is_err());
    }

    #[test]
    fn the_example_of_the_help_is_a_decision() {
        let text = include_str!("areas.txt").split("----\n").nth(1).unwrap();
        let decision: domain::Decision = toml::from_str(text).unwrap();
        let kinds: Vec<&str> = decision.changes.iter().map(|change| change.kind().as_str()).collect();
        assert_eq!(kinds, ["split", "merge", "rename", "reparent"]);
    }
}
