//! Runs the HTTP server and the crank side by side until told to stop.

use std::{future::Future, sync::Arc, time::Duration};

use advisories::Hole;
use anyhow::Context as _;
use api::{Service, TokenEntry, Tokens};
use domain::{AreaId, Areas, Role, Taxonomy};
use scheduler::{Crank, Works};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{assembly, commands::export, config::Config, county::County, key, pages};

/// Serves until the stop token is cancelled; then open requests are finished, the turn that runs is finished, and
/// the store is closed. Nothing that was answered is lost either way: it was on disk before the answer.
pub(crate) async fn serve(
    listener: TcpListener,
    works: Works,
    config: &Config,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let signer = key::load(config)?.map(Arc::new);
    let works = Works { signer: signer.clone(), ..works };
    let store = works.store.clone();
    let service = Service {
        store: store.clone(),
        time: works.time,
        clock: Arc::new(assembly::now),
        tokens: Tokens::from_entries(config.tokens.clone())?,
        calendar: works.calendar.clone(),
        routes: works.routes.clone(),
        headings: Arc::new(County::load(config)?.headings),
        parquet: export::parquet,
        press: works.press.clone(),
        rules: works.rules.clone(),
        signer,
        base_url: works.base_url.clone(),
        meters: api::install_meters()?,
        stop: stop.clone(),
        pages: pages::router(),
    };
    tell_holes(&works, &config.tokens).await?;
    works.open_endpoints().await?;
    let crank = Crank::new(works, &config.schedule)?;
    let turning = tokio::spawn({
        let stop = stop.clone();
        async move { crank.run(assembly::now, stop).await }
    });

    let limit = Duration::from_secs(config.server.shutdown_seconds);
    let server =
        axum::serve(listener, api::router(service)).with_graceful_shutdown(stop.clone().cancelled_owned());
    tokio::select! {
        served = server => served.context("the server stopped")?,
        () = after(stop.clone(), limit) => tracing::warn!("open connections outlasted the limit and were closed"),
    }
    stop.cancel();
    if tokio::time::timeout(limit, turning).await.is_err() {
        tracing::warn!("the turn in progress outlasted the limit; its lease lets another run finish it");
    }
    store.close().await;
    Ok(())
}

/// Says which matters would reach nobody: a hole in the routing table is found at start and not on the bad day.
async fn tell_holes(works: &Works, tokens: &[TokenEntry]) -> anyhow::Result<()> {
    let (areas, taxonomy) = (works.store.areas().await?, works.store.taxonomy().await?);
    for hole in holes(works, tokens, &areas, &taxonomy) {
        tracing::warn!(%hole, "the routing table has a hole");
    }
    Ok(())
}

/// What the routing table and the channels leave open. A committee is reached over its endpoint, or fetches from its inbox
/// with the token of a town that holds its area.
pub(crate) fn holes(works: &Works, tokens: &[TokenEntry], areas: &Areas, taxonomy: &Taxonomy) -> Vec<Hole> {
    works.routes.check(areas, taxonomy, |id| {
        let fetches = |area: &AreaId| {
            tokens.iter().any(|token| token.role == Role::Town && areas.contains(&token.area, area))
        };
        works.delivery.endpoint(id).is_some()
            || works.routes.committee(id).is_some_and(|committee| fetches(&committee.area))
    })
}

async fn after(stop: CancellationToken, limit: Duration) {
    stop.cancelled().await;
    tokio::time::sleep(limit).await;
}

/// A token that is cancelled by Ctrl-C or by the service manager's SIGTERM.
pub(crate) fn stop_on_signal() -> CancellationToken {
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        signalled().await;
        told.cancel();
    });
    stop
}

#[cfg(unix)]
fn signalled() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    async {
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = tokio::signal::ctrl_c() => {}
                    _ = terminate.recv() => {}
                }
            }
            Err(_) => drop(tokio::signal::ctrl_c().await),
        }
    }
}

#[cfg(not(unix))]
async fn signalled() {
    drop(tokio::signal::ctrl_c().await);
}
