//! The commands, one file each.

mod areas;
mod assess;
mod backtest;
mod backup;
mod bulletin;
mod check;
mod committee;
mod cube;
mod demo;
pub(crate) mod export;
mod forecast;
mod import;
mod jobs;
mod matching;
mod reconcile;
mod replay;
mod restore;
mod retain;
mod routes;
mod serve;
mod simulate;
pub(crate) mod stats;
mod template;
mod token;
mod verify;

use std::process::ExitCode;

use tracing_subscriber::{EnvFilter, fmt};

use crate::cli::{Arguments, Command};

/// Runs the command that was asked for.
pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    watch(&arguments)?;
    let code = match arguments.command {
        Command::Demo(flags) => demo::run(flags).await,
        Command::Serve(flags) => serve::run(&flags).await,
        Command::Import(flags) => import::run(flags).await,
        Command::Template(flags) => template::run(&flags),
        Command::Export(flags) => export::run(flags).await,
        Command::Match(flags) => matching::run(flags).await,
        Command::Assess(flags) => assess::run(flags).await,
        Command::Backtest(flags) => backtest::run(flags).await,
        Command::Forecast(flags) => forecast::run(flags).await,
        Command::Cube(flags) => cube::run(flags).await,
        Command::Areas(asked) => areas::run(asked).await,
        Command::Routes(asked) => routes::run(asked).await,
        Command::Jobs(flags) => jobs::run(&flags).await,
        Command::Replay(flags) => replay::run(flags).await,
        Command::Bulletin(flags) => bulletin::run(flags).await,
        Command::Retain(flags) => retain::run(flags).await,
        Command::Simulate(flags) => simulate::run(&flags),
        Command::Committee(flags) => committee::run(flags).await,
        Command::Stats(method) => stats::run(&method),
        Command::Backup(flags) => backup::run(flags).await,
        Command::Reconcile(flags) => reconcile::run(&flags).await,
        Command::Restore(flags) => restore::run(&flags).await,
        Command::Check(flags) => check::run(&flags).await,
        Command::Verify(flags) => verify::run(flags).await,
        Command::Token(flags) => token::run(&flags),
    }?;
    Ok(ExitCode::from(code))
}

/// Logs go to standard error; what a command has to say goes to standard output.
fn watch(arguments: &Arguments) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&arguments.log)
        .map_err(|error| crate::config::ConfigError::Value(format!("--log {:?}: {error}", arguments.log)))?;
    let log = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if arguments.log_json {
        log.json().init();
    } else {
        log.init();
    }
    Ok(())
}
