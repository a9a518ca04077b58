//! `fengsui routes`

use std::io::Write;

use advisories::Named;
use domain::{AreaId, RiskLevel};
use scheduler::Works;

use crate::{
    assembly,
    cli::{Common, routes as cli},
    config::{Config, ConfigError},
    county::County,
    exit, serving,
};

pub(crate) async fn run(asked: cli::Routes) -> anyhow::Result<u8> {
    match asked {
        cli::Routes::Check(common) => check(&common).await,
        cli::Routes::Explain(flags) => explain(&flags).await,
    }
}

async fn open(common: &Common) -> anyhow::Result<(Works, Config)> {
    let config = assembly::configure(common)?;
    let county = County::load(&config)?;
    let store = assembly::open(&config, &county).await?;
    Ok((assembly::works(&config, county, store, String::new())?, config))
}

async fn check(common: &Common) -> anyhow::Result<u8> {
    let (works, config) = open(common).await?;
    let (areas, taxonomy) = (works.store.areas().await?, works.store.taxonomy().await?);
    works.store.close().await;
    let mut out = std::io::stdout();
    if areas.is_empty() {
        return Err(ConfigError::Value(
            "the database has no areas yet; import them first · 尚未导入区划，请先运行 fengsui areas import"
                .to_owned(),
        )
        .into());
    }
    let holes = serving::holes(&works, &config.tokens, &areas, &taxonomy);
    for hole in &holes {
        writeln!(out, "✗ {hole}")?;
    }
    if holes.is_empty() {
        let (areas, routes) = (areas.all().len(), works.routes.routes().len());
        writeln!(
            out,
            "{areas} 个区域的每个类别、每个时段都有人接收（{routes} 条路由）· each category and hour of {areas} areas has a \
             receiver ({routes} routes)"
        )?;
        return Ok(exit::DONE);
    }
    writeln!(out, "{} 处缺口 · {} holes", holes.len(), holes.len())?;
    Ok(exit::FAULTS)
}

async fn explain(flags: &cli::Explain) -> anyhow::Result<u8> {
    let (works, _) = open(&flags.common).await?;
    let (areas, taxonomy) = (works.store.areas().await?, works.store.taxonomy().await?);
    works.store.close().await;
    let area = AreaId::new(flags.area.as_str());
    if areas.get(&area).is_none() {
        let said =
            format!("no area has the code {area}; see fengsui areas export · 没有编码为 {area} 的区域");
        return Err(ConfigError::Value(said).into());
    }
    let Some(category) = taxonomy.find(&flags.category) else {
        let said = format!(
            "no category is called {0:?}; see config/categories.toml · 没有类别“{0}”",
            flags.category
        );
        return Err(ConfigError::Value(said).into());
    };
    let mut out = std::io::stdout();
    writeln!(out, "{} {area} · {} {}", areas.full_name(&area), category.code, category.name_zh)?;
    if taxonomy.is_restricted(&category.code) {
        writeln!(out, "限制类别，不形成文书 · a restricted category: no document is ever drafted")?;
        return Ok(exit::DONE);
    }
    let named = |said: &str, named: &Named| {
        let committee = &named.committee;
        let channel = works.delivery.endpoint(committee).map_or("—", |endpoint| endpoint.channel.as_str());
        let name = works.routes.name_zh(committee);
        format!("  {said} {committee} {name} [{channel}] · 第 {0} 条路由 route {0}", named.route)
    };
    let mut before = None;
    for level in RiskLevel::ALL {
        let told = works.routes.explain(&areas, &area, &category.code, level);
        if before.as_ref() == Some(&told) {
            writeln!(out, "{} {}: 同上 as above", level.name_zh(), level.as_str())?;
            continue;
        }
        writeln!(out, "{} {}", level.name_zh(), level.as_str())?;
        match &told.lead {
            Some(lead) => writeln!(out, "{}", named("主送 lead     ", lead))?,
            None => writeln!(out, "  无人主办 nobody leads; add a [[route]] with a lead")?,
        }
        for copy in &told.copies {
            writeln!(out, "{}", named("抄送 copy     ", copy))?;
        }
        for outranked in &told.outranked {
            writeln!(out, "{}", named("让位 outranked", outranked))?;
        }
        before = Some(told);
    }
    Ok(exit::DONE)
}
