//! `make accuracy`: how often outbreaks are found and how often there are none, on worlds with known truth.
//!
//! Every table stands beside what the reference tools reach on the same worlds. The threshold is set on the
//! worlds without outbreaks; an outbreak is found when a period that holds some of it is below the threshold.
#![expect(clippy::print_stdout, reason = "a bench reports to its terminal")]

mod daily;
mod lunar;
mod noufaily;
mod scans;
mod score;
mod worlds;

fn main() -> anyhow::Result<()> {
    let chosen = std::env::args().nth(1).filter(|argument| !argument.starts_with('-'));
    let wanted = |name: &str| chosen.as_deref().is_none_or(|chosen| chosen == name);
    if wanted("noufaily2013") {
        noufaily::run()?;
    }
    if wanted("daily2019") {
        daily::run()?;
    }
    if wanted("lunar") {
        lunar::run()?;
    }
    if wanted("scans") {
        scans::run()?;
    }
    Ok(())
}
