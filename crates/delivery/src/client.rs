//! The connections that all attempts share.

use std::{sync::Arc, time::Duration};

use reqwest::redirect::Policy;

use crate::{DeliveryError, Settings, address::PublicOnly, mail::Post};

/// A connection pool with this project's manners: a time limit, no redirects, no proxy, and no private addresses
/// unless they are allowed.
#[derive(Clone, Debug)]
pub struct Client {
    pub(crate) http: reqwest::Client,
    pub(crate) post: Option<Post>,
}

impl Client {
    /// Makes the client.
    ///
    /// # Errors
    /// [`DeliveryError::Client`] or [`DeliveryError::Mail`] when the TLS or DNS set-up of the system fails.
    pub fn new(settings: &Settings) -> Result<Self, DeliveryError> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let patience = Duration::from_secs(settings.timeout_seconds);
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("fengsui/", env!("CARGO_PKG_VERSION")))
            .timeout(patience)
            // A redirect is how a public address hands a signed message to a private one.
            .redirect(Policy::none());
        if !settings.allow_private_addresses {
            builder = builder.dns_resolver(Arc::new(PublicOnly));
        }
        let post = settings.mail.as_ref().map(|smtp| Post::new(smtp, patience)).transpose()?;
        Ok(Self { http: builder.build()?, post })
    }
}
