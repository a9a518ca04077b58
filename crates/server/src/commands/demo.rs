//! `fengsui demo`: a county at work, on one machine, with nothing typed.

use std::{collections::BTreeMap, io::Write, path::Path};

use anyhow::Context as _;
use chrono::{Datelike, Days, NaiveDate};
use delivery::{Client, Endpoint, Secret, receiver};
use domain::{AdvisoryState, AreaId, AreaLevel, Month, Role, Verdict, Week};
use ingestion::{Format, Receipt, Reference};
use scheduler::Works;
use store::{AdvisoryFilter, Store};

use crate::{
    assembly,
    cli::Demo,
    commands::{committee, serve::listen},
    config::Config,
    county::County,
    exit, intake, progress, serving, tokens,
};

/// The demo looks at its outbox and clock every second, so that a visitor sees a letter leave.
const POLL_SECONDS: u64 = 1;
/// Weeks whose bulletins the demo writes, the last one included.
const BULLETIN_WEEKS: i64 = 4;

pub(crate) async fn run(flags: Demo) -> anyhow::Result<u8> {
    std::fs::create_dir_all(&flags.data_dir)
        .with_context(|| format!("failed to make the folder {}", flags.data_dir.display()))?;
    let secrets =
        tokens::of_demo(&flags.data_dir, &["grid_worker", "town", "analyst", "admin", "committee"])?;
    let (inbox, inbox_url) = listen("127.0.0.1:0".parse()?).await?;
    let mut config = Config::load(flags.config.as_deref())?;
    config.database.url = format!("sqlite:{}", flags.data_dir.join("fengsui.db").display());
    let county = County::load(&config)?;
    rewire(&mut config, &county, &secrets, &inbox_url)?;

    let store = assembly::open(&config, &county).await?;
    let (listener, address) = listen(flags.listen).await?;
    let fresh = store.latest_sweep().await?.is_none();
    if fresh {
        fill(&store, &county, &flags).await?;
    }
    config.tokens = let_in(&store, &secrets).await?;
    let works = assembly::works(&config, county, store.clone(), address.clone())?;
    let stop = serving::stop_on_signal();
    let receiving =
        tokio::spawn(committee::receive(inbox, committee_inbox(&flags.data_dir, &secrets), stop.clone()));
    if fresh {
        sweep(&works, last_day(&flags)).await?;
    }
    let serving = tokio::spawn({
        let (works, stop) = (works.clone(), stop.clone());
        async move { serving::serve(listener, works, &config, stop).await }
    });
    if fresh {
        issue_first(&works, &address, &secrets).await?;
    }
    greet(&works, &address, &secrets, fresh).await?;
    let ended = serving.await?;
    stop.cancel();
    receiving.await??;
    ended?;
    Ok(exit::DONE)
}

/// Lets every committee be reached at the demo's own receiver.
fn rewire(
    config: &mut Config,
    county: &County,
    secrets: &BTreeMap<String, String>,
    inbox_url: &str,
) -> anyhow::Result<()> {
    config.schedule.poll_seconds = POLL_SECONDS;
    config.delivery.allow_private_addresses = true;
    let secret = Secret::new(secret(secrets, "committee_secret")?);
    config.delivery.endpoints = county
        .routes
        .committees()
        .iter()
        .map(|committee| {
            let url = format!("{inbox_url}/{}", committee.id).parse()?;
            Ok(Endpoint::webhook(committee.id.clone(), url, vec![secret.clone()]))
        })
        .collect::<anyhow::Result<_>>()?;
    config.delivery.validate()?;
    Ok(())
}

fn secret<'a>(secrets: &'a BTreeMap<String, String>, name: &str) -> anyhow::Result<&'a str> {
    secrets.get(name).map(String::as_str).with_context(|| format!("the demo has no token {name:?}"))
}

fn committee_inbox(folder: &Path, secrets: &BTreeMap<String, String>) -> committee::Inbox {
    committee::Inbox {
        folder: folder.join("inbox"),
        secret: Secret::new(secrets.get("committee_secret").cloned().unwrap_or_default()),
        token: secrets.get("committee").cloned(),
        verdict: Some(Verdict::True),
    }
}

/// The last simulated day: the one that was asked for, or last Sunday.
fn last_day(flags: &Demo) -> NaiveDate {
    let today = domain::CountyTime::SHANGHAI.day(assembly::now());
    flags.as_of.unwrap_or_else(|| Week::of(today).plus(-1).sunday())
}

/// Simulates the county and takes its reports in through the same door as everybody's.
async fn fill(store: &Store, county: &County, flags: &Demo) -> anyhow::Result<()> {
    let until = last_day(flags);
    let years = i32::try_from(flags.years)?;
    let from = until.with_year(until.year() - years).unwrap_or(until) + Days::new(1);
    let from = Week::of(from).monday();
    let parameters =
        simulation::Parameters { seed: flags.seed, from, until, ..simulation::Parameters::default() };
    let spinner = progress::spinner("模拟 simulating");
    let (calendar, taxonomy) = (county.calendar.clone(), county.taxonomy.clone());
    let simulated =
        tokio::task::spawn_blocking(move || simulation::county(&parameters, &calendar, &taxonomy)).await?;
    spinner.finish_and_clear();

    std::fs::write(flags.data_dir.join("truth.json"), simulation::truth_json(&simulated.truth))?;
    store.put_areas(&simulated.areas).await?;
    let mut input = String::new();
    for filed in &simulated.reports {
        input.push_str(&simulation::to_ndjson(filed));
        input.push('\n');
    }
    let (areas, taxonomy) = (store.areas().await?, store.taxonomy().await?);
    let reference = Reference { areas: &areas, taxonomy: &taxonomy, time: county.time };
    let now = assembly::now();
    let receipt = Receipt::AsRecorded { fallback: now };
    let checked = ingestion::check(input.as_bytes(), &Format::Ndjson, &reference, receipt);
    let summary = intake::keep(store, checked, "fengsui demo", now).await?;
    tracing::info!(?summary, "county filled");
    intake::keep_effort(store, &simulated.effort, county.time, now).await
}

/// The first sweep, the bulletins of the last weeks and the report of the last month.
async fn sweep(works: &Works, last_day: NaiveDate) -> anyhow::Result<()> {
    let now = assembly::now();
    let as_of = works.time.end_of(last_day).min(now);
    let spinner = progress::spinner("研判 assessing");
    works.assess(as_of, now, "fengsui demo").await?;
    spinner.finish_and_clear();
    let last = Week::of(last_day);
    for week in (0..BULLETIN_WEEKS).rev().map(|back| last.plus(-back)) {
        works.write_bulletins(week, works.time.end_of(week.sunday()).min(now), now).await?;
    }
    let month = Month::of(last_day + Days::new(1)).before(1);
    works.write_monthly(month, as_of, now).await?;
    Ok(())
}

/// The tokens of the demo with their places: one town, and a grid worker of its first village.
async fn let_in(store: &Store, secrets: &BTreeMap<String, String>) -> anyhow::Result<Vec<api::TokenEntry>> {
    let areas = store.areas().await?;
    let county = areas.at(AreaLevel::County).next().context("the demo has no county")?.id.clone();
    // The first one: fixed, so that a token keeps its place over restarts.
    let town = areas.at(AreaLevel::Town).next().context("the demo has no town")?.id.clone();
    let village = areas.children(&town).next().context("the town has no village")?.id.clone();
    let entry = |key: &str, name: &str, role, area: &AreaId| {
        Ok::<_, anyhow::Error>(tokens::entry(name, role, area.clone(), secret(secrets, key)?))
    };
    Ok(vec![
        entry("grid_worker", "演示网格员", Role::GridWorker, &village)?,
        entry("town", "演示镇综治中心", Role::Town, &town)?,
        entry("analyst", "演示分析员", Role::Analyst, &county)?,
        entry("admin", "演示管理员", Role::Admin, &county)?,
        entry("committee", "演示接收端", Role::Town, &county)?,
    ])
}

/// Confirms and issues the gravest draft as the demo's analyst would, over the API.
async fn issue_first(works: &Works, address: &str, secrets: &BTreeMap<String, String>) -> anyhow::Result<()> {
    let filter = AdvisoryFilter { state: Some(AdvisoryState::Draft), ..AdvisoryFilter::default() };
    let drafts = works.store.advisories(&filter).await?;
    let Some(gravest) = drafts.iter().max_by_key(|draft| (draft.level, std::cmp::Reverse(draft.id))) else {
        return Ok(());
    };
    let token = secret(secrets, "analyst")?;
    let client = Client::new(&works.delivery)?;
    for step in ["confirm", "issue"] {
        let link = format!("{address}/v1/advisories/{}/{step}", gravest.id);
        receiver::report_back(&client, &link, token, "{}".to_owned()).await?;
    }
    Ok(())
}

async fn greet(
    works: &Works,
    address: &str,
    secrets: &BTreeMap<String, String>,
    fresh: bool,
) -> anyhow::Result<()> {
    let reports = works.store.count_reports().await?;
    let sweep = works.store.latest_sweep().await?;
    let mut out = std::io::stdout();
    // The cut is the end of a day: a second before it lies in that day.
    let day = sweep.map(|sweep| works.time.day(sweep.as_of - chrono::TimeDelta::seconds(1)));
    writeln!(out, "烽燧 Fengsui — 模拟数据 synthetic data")?;
    writeln!(
        out,
        "{reports} 件上报 reports, 数据截至 as of {}{}",
        day.map(|day| day.to_string()).unwrap_or_default(),
        if fresh { "" } else { "（沿用已有数据 kept from before）" }
    )?;
    for (key, zh, en, page) in [
        ("analyst", "分析员", "analyst", "/"),
        ("town", "镇综治中心", "town committee", "/"),
        ("grid_worker", "网格员（手机）", "grid worker, phone page", "/field"),
    ] {
        writeln!(out, "  {zh} {en}: {address}{page}#token={}", secret(secrets, key)?)?;
    }
    writeln!(out, "Ctrl-C 结束 ends it.")?;
    writeln!(out, "ready {address}")?;
    Ok(())
}
