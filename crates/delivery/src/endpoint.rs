//! Where a committee is reached, and the settings an operator writes.

use std::fmt;

use domain::CommitteeId;
use serde::Deserialize;
use standardwebhooks::Webhook;
use url::{Host, Url};

use crate::{DeliveryError, RetryRule, address};

/// A shared secret. It prints as `***`, everywhere.
#[derive(Clone, Deserialize, PartialEq, Eq)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// A secret from its text, `whsec_` followed by base64.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(crate) fn signer(&self) -> Option<Webhook> {
        Webhook::new(&self.0).ok()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// How one committee is reached.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// The committee.
    pub committee: CommitteeId,
    /// Where its system listens.
    pub url: Url,
    /// The secret both sides share. While it is being rotated, list the new one first and the old one after it:
    /// each message is signed with all of them.
    pub secrets: Vec<Secret>,
}

/// The `[delivery]` part of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Seconds until an attempt without an answer is given up.
    pub timeout_seconds: u64,
    /// Whether addresses of the machine itself and of private networks may be called. In a closed network they are
    /// all there is; on an open one they are how a wrong address reaches what it must not.
    pub allow_private_addresses: bool,
    /// When to try again.
    pub retry: RetryRule,
    /// The committees that have a webhook.
    #[serde(default)]
    pub endpoints: Vec<Endpoint>,
}

impl Settings {
    /// Checks every endpoint once, at start.
    ///
    /// # Errors
    /// The first endpoint with an unusable secret or address.
    pub fn validate(&self) -> Result<(), DeliveryError> {
        self.endpoints.iter().try_for_each(|endpoint| endpoint.validate(self.allow_private_addresses))
    }

    /// The endpoint of a committee.
    pub fn endpoint(&self, committee: &CommitteeId) -> Option<&Endpoint> {
        self.endpoints.iter().find(|endpoint| &endpoint.committee == committee)
    }
}

impl Endpoint {
    fn validate(&self, allow_private: bool) -> Result<(), DeliveryError> {
        let bad = |reason| DeliveryError::BadAddress { committee: self.committee.to_string(), reason };
        if self.secrets.is_empty() || self.secrets.iter().any(|secret| secret.signer().is_none()) {
            return Err(DeliveryError::BadSecret(self.committee.to_string()));
        }
        if !matches!(self.url.scheme(), "http" | "https") {
            return Err(bad("it must begin with http:// or https://"));
        }
        let literal = match self.url.host() {
            Some(Host::Ipv4(ip)) => Some(ip.into()),
            Some(Host::Ipv6(ip)) => Some(ip.into()),
            Some(Host::Domain(_)) => None,
            None => return Err(bad("it names no host")),
        };
        if literal.is_some_and(|ip| !allow_private && !address::is_public(ip)) {
            return Err(bad("it is a private address; set allow_private_addresses = true if that is meant"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(url: &str, secret: &str) -> Endpoint {
        Endpoint { committee: "t".into(), url: url.parse().unwrap(), secrets: vec![Secret::new(secret)] }
    }

    #[test]
    fn a_secret_never_prints() {
        let shown = format!("{:?}", endpoint("https://example.org/", "whsec_c2VjcmV0"));
        assert!(shown.contains("***") && !shown.contains("c2Vj"), "{shown}");
    }

    #[test]
    fn a_private_address_is_refused_unless_it_is_meant() {
        let private = endpoint("http://10.0.0.8/hook", "whsec_c2VjcmV0");
        assert!(matches!(private.validate(false), Err(DeliveryError::BadAddress { .. })));
        assert!(private.validate(true).is_ok());
    }

    #[test]
    fn a_secret_that_cannot_sign_is_refused_at_start() {
        assert!(matches!(
            endpoint("https://example.org/", "whsec_%%%").validate(true),
            Err(DeliveryError::BadSecret(_))
        ));
    }
}
