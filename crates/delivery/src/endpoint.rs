//! Where a committee is reached.

use std::fmt;

use domain::CommitteeId;
use serde::Deserialize;
use url::{Host, Url};

use crate::{Channel, DeliveryError, Webhook, address, channel::Entry};

/// A shared secret. It prints as `***`, everywhere.
#[derive(Clone, Deserialize, PartialEq, Eq)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// A secret from its text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The signer of Standard Webhooks, where the text is `whsec_` followed by base64.
    pub(crate) fn signer(&self) -> Option<standardwebhooks::Webhook> {
        standardwebhooks::Webhook::new(&self.0).ok()
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// An address over HTTP. Only its host prints: the rest may hold a key.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(pub(crate) Url);

impl Address {
    /// Wraps a URL.
    pub fn new(url: Url) -> Self {
        Self(url)
    }

    fn check(&self, allow_private: bool) -> Result<(), &'static str> {
        if !matches!(self.0.scheme(), "http" | "https") {
            return Err("it must begin with http:// or https://");
        }
        let literal = match self.0.host() {
            Some(Host::Ipv4(ip)) => Some(ip.into()),
            Some(Host::Ipv6(ip)) => Some(ip.into()),
            Some(Host::Domain(_)) => None,
            None => return Err("it names no host"),
        };
        if literal.is_some_and(|ip| !allow_private && !address::is_public(ip)) {
            return Err("it is a private address; set allow_private_addresses = true if that is meant");
        }
        Ok(())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}/***", self.0.scheme(), self.0.host_str().unwrap_or_default())
    }
}

/// How one committee is reached.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Entry")]
pub struct Endpoint {
    /// The committee.
    pub committee: CommitteeId,
    /// Over what.
    pub channel: Channel,
}

impl Endpoint {
    /// An endpoint over a signed webhook.
    pub fn webhook(committee: CommitteeId, url: Url, secrets: Vec<Secret>) -> Self {
        Self { committee, channel: Channel::Webhook(Webhook { url: Address(url), secrets }) }
    }

    /// Checks what can be checked without the network.
    pub(crate) fn validate(&self, allow_private: bool, has_mail: bool) -> Result<(), DeliveryError> {
        let committee = || self.committee.to_string();
        let reached = |url: &Address| {
            url.check(allow_private)
                .map_err(|reason| DeliveryError::BadAddress { committee: committee(), reason })
        };
        match &self.channel {
            Channel::Webhook(webhook) => {
                let secrets = &webhook.secrets;
                if secrets.is_empty() || secrets.iter().any(|secret| secret.signer().is_none()) {
                    return Err(DeliveryError::BadSecret(committee()));
                }
                reached(&webhook.url)
            }
            Channel::Robot(robot) => reached(&robot.url),
            Channel::Mail(_) if !has_mail => Err(DeliveryError::NoMailServer(committee())),
            Channel::Mail(_) | Channel::Folder(_) | Channel::Inbox => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(url: &str, secret: &str) -> Endpoint {
        Endpoint::webhook("t".into(), url.parse().unwrap(), vec![Secret::new(secret)])
    }

    #[test]
    fn a_secret_never_prints() {
        let shown = format!("{:?}", endpoint("https://example.org/", "whsec_c2VjcmV0"));
        assert!(shown.contains("***") && !shown.contains("c2Vj"), "{shown}");
    }

    #[test]
    fn a_private_address_is_refused_unless_it_is_meant() {
        let private = endpoint("http://10.0.0.8/hook", "whsec_c2VjcmV0");
        assert!(matches!(private.validate(false, false), Err(DeliveryError::BadAddress { .. })));
        assert!(private.validate(true, false).is_ok());
    }

    #[test]
    fn a_secret_that_cannot_sign_is_refused_at_start() {
        assert!(matches!(
            endpoint("https://example.org/", "whsec_%%%").validate(true, false),
            Err(DeliveryError::BadSecret(_))
        ));
    }
}
