//! `fengsui replay`

use std::io::Write;

use chrono::{DateTime, Days, TimeDelta, Utc};
use scheduler::{Crank, Retention, Works};

use crate::{assembly, cli::Replay, config::ConfigError, county::County, exit, progress};

/// Days after the last one in which messages are tried again until each was taken or is dead.
const LAST_TRIES: u64 = 3;

pub(crate) async fn run(flags: Replay) -> anyhow::Result<u8> {
    let mut config = assembly::configure(&flags.common)?;
    // A replay looks; it takes no words away.
    config.retention = Retention { report_months: 0, quarantine_months: 0 };
    let county = County::load(&config)?;
    let time = county.time;
    let store = assembly::open(&config, &county).await?;
    let works = assembly::works(&config, county, store.clone(), config.server.base_url.clone())?;
    if flags.to < flags.from {
        return Err(ConfigError::Value("--to lies before --from · --to 早于 --from".to_owned()).into());
    }
    works.open_endpoints().await?;
    let crank = Crank::new(works.clone(), &config.schedule)?;
    let lease = TimeDelta::seconds(i64::from(config.schedule.lease_seconds) + 1);
    let end = time.end_of(flags.to);

    // The first turn only marks the beginning: what came before it was never due.
    let mut clock = time.start_of(flags.from);
    crank.turn(clock).await;
    let bar = progress::bar((flags.to - flags.from).num_days().unsigned_abs() + 1, "重放 replaying");
    while let Some(tick) = crank.next(clock).filter(|tick| *tick <= end) {
        clock = tick;
        step(&crank, &works, clock).await?;
        // What a runner left open that was stopped is free after its lease.
        step(&crank, &works, clock + lease).await?;
        bar.set_position((time.day(clock) - flags.from).num_days().unsigned_abs());
    }
    bar.finish_and_clear();
    let last = end + Days::new(LAST_TRIES);
    while clock < last {
        clock += TimeDelta::hours(1);
        works.deliver(clock).await?;
    }

    let counts = store.message_counts().await?;
    store.close().await;
    writeln!(
        std::io::stdout(),
        "{} 至 {} 已重放：消息已送达 {}、待送 {}、未能送达 {} · replayed: messages delivered {}, pending {}, dead {}",
        flags.from,
        flags.to,
        counts.delivered,
        counts.pending,
        counts.dead,
        counts.delivered,
        counts.pending,
        counts.dead
    )?;
    Ok(exit::DONE)
}

async fn step(crank: &Crank, works: &Works, clock: DateTime<Utc>) -> anyhow::Result<()> {
    for turned in crank.turn(clock).await {
        if let Some(error) = turned.error {
            tracing::warn!(job = turned.job, tick = %turned.tick, error, "not run; it is taken up again");
        }
    }
    works.deliver(clock).await?;
    Ok(())
}
