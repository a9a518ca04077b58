//! The command line. Its help is the first page of the manual.

pub(crate) mod areas;
pub(crate) mod routes;
pub(crate) mod stats;

use std::{net::SocketAddr, path::PathBuf};

use api::ExportFormat;
use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};
use domain::{Drawn, Month, Verdict, Week};

use crate::exit;

/// 烽燧 Fengsui: early warning for local disputes. Reports come in, patterns are found, committees are told.
#[derive(Debug, Parser)]
#[command(version, about, after_help = exit::HELP, propagate_version = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Log filter, for example `info` or `fengsui=debug,store=info`; statements of the database are named at sqlx::query.
    #[arg(long, env = "FENGSUI_LOG", default_value = "warn,sqlx::query=error", global = true)]
    pub(crate) log: String,
    /// Write the log as JSON lines instead of text.
    #[arg(long, env = "FENGSUI_LOG_JSON", global = true)]
    pub(crate) log_json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 演示：模拟一个县，从上报到送达全部走一遍 · Simulate a county and run the whole pipeline on it.
    Demo(Demo),
    /// 运行服务 · Serve the API and the pages, and turn the scheduler.
    Serve(Common),
    /// 导入文件 · Import reports from a workbook, CSV, JSON or NDJSON file. Safe to repeat.
    Import(Import),
    /// 模板 · Write a workbook to fill in: a mediation ledger, a 综治 ledger, or a list after GB/T 31000.
    Template(Template),
    /// 导出 · Write reports to a file: xlsx, csv, ndjson or parquet. Restricted matters lose place and text.
    Export(Export),
    /// 比对 · Propose reports that may tell of one matter; the server does it by itself as they arrive.
    Match(Match),
    /// 研判 · Look for patterns in what was known on a day; print them.
    Assess(Assess),
    /// 回测 · Replay week by week as known then, and compare with a truth file.
    Backtest(Backtest),
    /// 预测 · Expect the counts of the next four weeks, town by group of categories; or score such forecasts of the past.
    Forecast(Forecast),
    /// 计数表 · Keep counts by day, area and category as Parquet beside the database; export them for other tools.
    Cube(Cube),
    /// 区划 · Export and import the areas; split, merge, rename and move them.
    #[command(subcommand)]
    Areas(areas::Areas),
    /// 路由 · Who is told about what: check the table for holes, or ask about one place and category.
    #[command(subcommand)]
    Routes(routes::Routes),
    /// 任务 · List the jobs of the schedule: when each ran last, what failed, when it runs next.
    Jobs(Common),
    /// 重放 · Turn the scheduler over past days, each tick at its own moment: sweeps, letters by rule, bulletins, messages.
    Replay(Replay),
    /// 简报 · Write the weekly bulletins of all towns, or the monthly report of the county.
    Bulletin(Bulletin),
    /// 模拟数据 · Write a synthetic county, with planted episodes and their truth, to files.
    Simulate(Simulate),
    /// 接收端 · Be a committee: receive advisories over HTTP, verify, keep and acknowledge them.
    Committee(Committee),
    /// 统计 · Run one statistical method on a CSV file, for comparison with other tools.
    #[command(subcommand)]
    Stats(stats::Stats),
    /// 备份 · Copy the database while it is in use, and read the copy back (SQLite).
    Backup(Backup),
    /// 恢复 · Put a backup in the place of the database; the old one is put aside (SQLite, service stopped).
    Restore(Restore),
    /// 体检 · Look over the database: is it whole, do references hold, do counts agree with the journal?
    Check(Common),
    /// 对账 · Compare what was issued with the outbox: issued = delivered + pending + dead, by committee and channel.
    Reconcile(Common),
    /// 到期清除 · Take away the words and exact places of what is older than configured; counts stay. Runs every night.
    Retain(Retain),
    /// 核验 · Tell whether a file is a letter or bulletin as it was issued: by the database, or by a seal that was kept.
    Verify(Verify),
    /// 口令 · Make a token and print it with the configuration entry for it.
    Token(Token),
}

/// Flags that every command on a database shares.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Common {
    /// Your configuration file; what it does not set keeps the embedded default.
    #[arg(long, env = "FENGSUI_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// Database, instead of the configured one: sqlite:PATH or postgres://…
    #[arg(long)]
    pub(crate) database: Option<String>,
    /// Address to listen on, instead of the configured one.
    #[arg(long)]
    pub(crate) listen: Option<SocketAddr>,
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Where the demo keeps its database and tokens. Removed, it starts afresh.
    #[arg(long, default_value = "fengsui-data")]
    pub(crate) data_dir: PathBuf,
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// Years of history to simulate.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=12))]
    pub(crate) years: u32,
    /// Seed of the simulation: the same seed and days give the same county.
    #[arg(long, default_value_t = 620_982)]
    pub(crate) seed: u64,
    /// Last simulated day; the default is last Sunday.
    #[arg(long)]
    pub(crate) as_of: Option<NaiveDate>,
    /// Your configuration file, for rules and schedules.
    #[arg(long, env = "FENGSUI_CONFIG")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = include_str!("cli/import.txt"))]
pub(crate) struct Import {
    /// The file; its ending decides the format (.csv, .xlsx, .xls, .ods, .json, .ndjson; text also with .gz).
    pub(crate) file: PathBuf,
    /// For a table of another system: which column is what (TOML). Without it the usual headings are recognised.
    #[arg(long)]
    pub(crate) mapping: Option<PathBuf>,
    /// Look at the file and print a mapping for it; nothing is imported.
    #[arg(long, conflicts_with_all = ["mapping", "dry_run", "result", "effort", "areas"])]
    pub(crate) explain: bool,
    /// Name of the system that wrote the file: part of the ids that are derived for rows without one. Give the same
    /// name each time.
    #[arg(long)]
    pub(crate) source: Option<String>,
    /// Where the rows lie that name no place: the ledger of one village.
    #[arg(long, conflicts_with = "mapping")]
    pub(crate) place: Option<String>,
    /// Write the rows that were rejected, with their reasons, into this workbook (.xlsx). Correct the cells and import
    /// it like any other file.
    #[arg(long, value_name = "FILE")]
    pub(crate) result: Option<PathBuf>,
    /// Areas to import first (.json as `fengsui simulate` writes them, .csv or .geojson).
    #[arg(long)]
    pub(crate) areas: Option<PathBuf>,
    /// Patrol effort to import as well (NDJSON, as `fengsui simulate` writes it).
    #[arg(long)]
    pub(crate) effort: Option<PathBuf>,
    /// Check everything, keep nothing: say how many rows would be accepted, repeated and rejected.
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Put it into the system's timer, for example daily at 02:30; for PostgreSQL use pg_dump --format=custom."
)]
pub(crate) struct Backup {
    /// The copy. The default stands beside the database and is named after the moment.
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The backup. It stays where it is.
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
#[command(
    after_help = "How long words are kept stands under [retention] in the configuration. It cannot be undone."
)]
pub(crate) struct Retain {
    /// Say what would go, change nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Template {
    /// mediation, zongzhi or gb31000.
    #[arg(long)]
    pub(crate) kind: String,
    /// The file to write (.xlsx).
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// xlsx, csv, ndjson or parquet.
    #[arg(long, value_parser = parse_format)]
    pub(crate) format: ExportFormat,
    /// The file to write.
    #[arg(long)]
    pub(crate) out: PathBuf,
    /// In this area or below it.
    #[arg(long)]
    pub(crate) area: Option<String>,
    /// Of this category, by code or name.
    #[arg(long)]
    pub(crate) category: Option<String>,
    /// Happened on this day or later.
    #[arg(long)]
    pub(crate) from: Option<NaiveDate>,
    /// Happened on this day or earlier.
    #[arg(long)]
    pub(crate) to: Option<NaiveDate>,
    /// With place and text of restricted matters, as the analysts' desk sees them. Keep the file there.
    #[arg(long)]
    pub(crate) desk: bool,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Match {
    /// Score the proposals against this file (matters.json of `fengsui simulate`).
    #[arg(long)]
    pub(crate) truth: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Assess {
    /// The data cut: only what had been received by the end of this day counts. The default is today.
    #[arg(long)]
    pub(crate) as_of: Option<NaiveDate>,
    /// Record signals and draft advisories in the database, instead of only printing them.
    #[arg(long)]
    pub(crate) record: bool,
    /// Count in the areas as drawn today, with the past carried over, or as drawn then, on the day of the data cut.
    #[arg(long, default_value = "today", value_parser = parse_drawn, conflicts_with = "record")]
    pub(crate) drawn: Drawn,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// Count a report that was merged into another beside it.
    #[arg(long)]
    pub(crate) with_duplicates: bool,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
#[command(after_help = include_str!("cli/backtest.txt"))]
pub(crate) struct Backtest {
    /// First week (any day in it).
    #[arg(long)]
    pub(crate) from: NaiveDate,
    /// Last week (any day in it).
    #[arg(long)]
    pub(crate) to: NaiveDate,
    /// Episodes that are known to have happened in the database's county (truth.json of `fengsui simulate`).
    #[arg(long, conflicts_with = "simulate")]
    pub(crate) truth: Option<PathBuf>,
    /// Instead of the database: counties simulated in memory, one for each of these seeds.
    #[arg(long, value_name = "SEED", value_delimiter = ',')]
    pub(crate) simulate: Vec<u64>,
    /// Plant no episodes in the simulated counties: what is raised then is false.
    #[arg(long, requires = "simulate")]
    pub(crate) quiet: bool,
    /// Signals on a week's list, at most: those of greatest weight.
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) list: u32,
    /// Try other cut-offs on a second, loose replay, and recommend one.
    #[arg(long)]
    pub(crate) sweep: bool,
    /// Signals a week and county that are wished for, at most.
    #[arg(long, default_value_t = 12.0, requires = "sweep")]
    pub(crate) signals_per_week: f64,
    /// Share of signals that must be right in a recommended setting, at least, 0 to 1.
    #[arg(long, default_value_t = 0.8, requires = "sweep")]
    pub(crate) precision: f64,
    /// Write everything into this file, as JSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Write the report into this file, as one HTML page.
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Forecast {
    /// The data cut: only what had been received by the end of this day counts. The default is today.
    #[arg(long, conflicts_with = "backtest")]
    pub(crate) as_of: Option<NaiveDate>,
    /// Score the forecasts of past weeks, against the same week of the year before and against the week before.
    #[arg(long, requires_all = ["from", "to"])]
    pub(crate) backtest: bool,
    /// First week from whose end is forecast (any day in it).
    #[arg(long, requires = "backtest")]
    pub(crate) from: Option<NaiveDate>,
    /// Last week from whose end is forecast (any day in it).
    #[arg(long, requires = "backtest")]
    pub(crate) to: Option<NaiveDate>,
    /// Print JSON, with all quantiles.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Without --rebuild only the newest month of receipts is counted anew. The folder can be deleted at any time: \
the database has everything."
)]
pub(crate) struct Cube {
    /// Count everything anew, whatever is kept.
    #[arg(long)]
    pub(crate) rebuild: bool,
    /// Also write tables for other tools into this folder: reports, weekly, effort, areas, categories and events,
    /// each .parquet. Small counts are not suppressed: the files stay with the analysts.
    #[arg(long)]
    pub(crate) export: Option<PathBuf>,
    /// Export what had been received by the end of this day. The default is today.
    #[arg(long, requires = "export")]
    pub(crate) as_of: Option<NaiveDate>,
    /// Count a report that was merged into another beside it.
    #[arg(long)]
    pub(crate) with_duplicates: bool,
    /// Export counts as drawn today, with the past carried over, or as drawn then: each report where it was filed, and a
    /// row for each drawing of an area with its days.
    #[arg(long, default_value = "today", value_parser = parse_drawn, requires = "export")]
    pub(crate) drawn: Drawn,
    /// Where the counts are kept. The default for sqlite:PATH is PATH.cube; for PostgreSQL it must be named.
    #[arg(long)]
    pub(crate) folder: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// First day.
    #[arg(long)]
    pub(crate) from: NaiveDate,
    /// Last day.
    #[arg(long)]
    pub(crate) to: NaiveDate,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The file: .html, .pdf or .docx.
    pub(crate) file: PathBuf,
    /// Its seal, as `/v1/advisories/{id}/seals` tells it (JSON); no database is asked then.
    #[arg(long)]
    pub(crate) seal: Option<PathBuf>,
    /// The public key (PEM) that must have sealed it; the default is this instance's own.
    #[arg(long)]
    pub(crate) key: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Bulletin {
    /// The week, like 2026-W47. The default is the last complete one.
    #[arg(long, value_parser = parse_week)]
    pub(crate) week: Option<Week>,
    /// The month, like 2026-11: the county's report of it instead of the bulletins of a week.
    #[arg(long, value_parser = parse_month, conflicts_with = "week")]
    pub(crate) month: Option<Month>,
    /// The data cut: the end of this day. The default is the last day of the week or month.
    #[arg(long)]
    pub(crate) as_of: Option<NaiveDate>,
    /// Folder for the pages (HTML).
    #[arg(long, default_value = "bulletins")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Writes areas.json, reports.ndjson, effort.ndjson, truth.json and matters.json into one folder for each county. All of it is SYNTHETIC."
)]
pub(crate) struct Simulate {
    /// Folder to write into.
    #[arg(long)]
    pub(crate) out: PathBuf,
    /// Seed: the same seed and days give the same bytes.
    #[arg(long, default_value_t = 620_982)]
    pub(crate) seed: u64,
    /// First day.
    #[arg(long, default_value = "2021-01-04")]
    pub(crate) from: NaiveDate,
    /// Last day.
    #[arg(long, default_value = "2025-12-28")]
    pub(crate) until: NaiveDate,
    /// How many counties: 1, 6 for a prefecture, 90 for a province.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=200))]
    pub(crate) counties: u32,
    /// Plant no episodes: what is raised then is false, but for grids that fall silent by habit.
    #[arg(long)]
    pub(crate) quiet: bool,
    /// From this day on twice the patrols are walked and find twice as much; what comes by itself stays as it was.
    #[arg(long)]
    pub(crate) effort_doubles_on: Option<NaiveDate>,
    /// Share of the grids that write everything up on the last day of the month, 0 to 1.
    #[arg(long, default_value_t = 0.1, value_parser = share)]
    pub(crate) batching: f64,
    /// Share of the grids that paste one text for all their reports, 0 to 1.
    #[arg(long, default_value_t = 0.0, value_parser = share)]
    pub(crate) copying: f64,
    /// Share of the matters that reach the county a second time, through the hotline or the police, 0 to 1.
    #[arg(long, default_value_t = 0.03, value_parser = share)]
    pub(crate) doubles: f64,
}

#[derive(Debug, Args)]
pub(crate) struct Committee {
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:9090")]
    pub(crate) listen: SocketAddr,
    /// The secret shared with the server (whsec_…).
    #[arg(long, env = "FENGSUI_COMMITTEE_SECRET")]
    pub(crate) secret: String,
    /// Folder to keep messages in, one file each.
    #[arg(long, default_value = "committee-inbox")]
    pub(crate) inbox: PathBuf,
    /// Token of the town, to acknowledge with. Without it messages are only kept.
    #[arg(long, env = "FENGSUI_COMMITTEE_TOKEN")]
    pub(crate) token: Option<String>,
    /// Also answer each advisory with this verdict: true, partly_true, false or known.
    #[arg(long, value_parser = parse_verdict)]
    pub(crate) verdict: Option<Verdict>,
}

#[derive(Debug, Args)]
pub(crate) struct Token {
    /// Whom it is for.
    pub(crate) name: String,
    /// grid_worker, town, analyst or admin.
    #[arg(long, default_value = "town", value_parser = parse_role)]
    pub(crate) role: domain::Role,
    /// The area it reaches.
    #[arg(long)]
    pub(crate) area: String,
}

fn parse_week(text: &str) -> Result<Week, String> {
    Week::try_from(text.to_owned())
}

fn parse_month(text: &str) -> Result<Month, String> {
    Month::parse(text).ok_or_else(|| format!("{text:?} is no month; write it like 2026-11"))
}

fn parse_format(text: &str) -> Result<ExportFormat, String> {
    ExportFormat::parse(text).ok_or_else(|| "write xlsx, csv, ndjson or parquet".to_owned())
}

fn parse_verdict(text: &str) -> Result<Verdict, String> {
    Verdict::parse(text).ok_or_else(|| "write true, partly_true, false or known".to_owned())
}

fn parse_role(text: &str) -> Result<domain::Role, String> {
    domain::Role::ALL
        .into_iter()
        .find(|role| role.as_str() == text)
        .ok_or_else(|| "write grid_worker, town, analyst or admin".to_owned())
}

fn parse_drawn(text: &str) -> Result<Drawn, String> {
    Drawn::parse(text).ok_or_else(|| "write today or then · 请填 today 或 then".to_owned())
}

fn share(text: &str) -> Result<f64, String> {
    let wrong =
        || format!("{text} is no share; give a number from 0 to 1 · {text} 不是比例，请填 0 到 1 之间的数");
    let share: f64 = text.parse().map_err(|_| wrong())?;
    if (0.0..=1.0).contains(&share) { Ok(share) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent_with_itself() {
        Arguments::command().debug_assert();
    }
}
