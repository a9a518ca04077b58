//! `fengsui simulate`

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::Path,
};

use anyhow::Context as _;
use simulation::Parameters;

use crate::{cli::Simulate, config::Config, county::County, exit, progress};

pub(crate) fn run(flags: &Simulate) -> anyhow::Result<u8> {
    let county = County::load(&Config::load(None)?)?;
    let parameters = Parameters {
        seed: flags.seed,
        from: flags.from,
        until: flags.until,
        counties: flags.counties,
        episodes: !flags.quiet,
        effort_doubles_on: flags.effort_doubles_on,
        batching: flags.batching,
        copying: flags.copying,
        doubles: flags.doubles,
    };
    let bar = progress::bar(u64::from(flags.counties), "模拟 simulating");
    for simulated in simulation::counties(&parameters, &county.calendar, &county.taxonomy) {
        let code = simulated.areas.first().map_or("county", |area| area.id.as_str()).to_owned();
        let folder = flags.out.join(code);
        write(&folder, &simulated).with_context(|| format!("failed to write into {}", folder.display()))?;
        bar.suspend(|| {
            writeln!(
                std::io::stdout(),
                "{}: {} reports, {} effort records, {} episodes (synthetic)",
                folder.display(),
                simulated.reports.len(),
                simulated.effort.len(),
                simulated.truth.len()
            )
        })?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(exit::DONE)
}

/// Writes the files of one county; the truth lies beside the data and is never imported.
fn write(folder: &Path, county: &simulation::County) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("areas.json"), simulation::areas_json(&county.areas))?;
    fs::write(folder.join("truth.json"), simulation::truth_json(&county.truth))?;
    fs::write(folder.join("matters.json"), simulation::matters_json(&county.reports))?;
    let mut reports = BufWriter::new(File::create(folder.join("reports.ndjson"))?);
    for filed in &county.reports {
        writeln!(reports, "{}", simulation::to_ndjson(filed))?;
    }
    reports.flush()?;
    let mut effort = BufWriter::new(File::create(folder.join("effort.ndjson"))?);
    for record in &county.effort {
        serde_json::to_writer(&mut effort, record)?;
        writeln!(effort)?;
    }
    Ok(effort.flush()?)
}
