//! `fengsui serve`

use std::io::Write;

use anyhow::Context as _;
use tokio::net::TcpListener;

use crate::{assembly, cli::Common, county::County, exit, serving};

pub(crate) async fn run(flags: &Common) -> anyhow::Result<u8> {
    let config = assembly::configure(flags)?;
    let county = County::load(&config)?;
    let store = assembly::open(&config, &county).await?;
    let (listener, address) = listen(config.server.listen).await?;
    let base_url = match config.server.base_url.trim_end_matches('/') {
        "" => address.clone(),
        url => url.to_owned(),
    };
    let works = assembly::works(&config, county, store, base_url)?;
    writeln!(std::io::stdout(), "ready {address}")?;
    serving::serve(listener, works, &config, serving::stop_on_signal()).await?;
    Ok(exit::DONE)
}

/// Binds the address and says where it is reached.
pub(crate) async fn listen(address: std::net::SocketAddr) -> anyhow::Result<(TcpListener, String)> {
    let listener = TcpListener::bind(address).await.with_context(|| {
        format!("failed to listen on {address}; is another server running there? try --listen")
    })?;
    let address = listener.local_addr()?;
    Ok((listener, format!("http://{address}")))
}
