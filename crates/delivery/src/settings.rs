//! The settings an operator writes.

use domain::CommitteeId;
use serde::Deserialize;

use crate::{DeliveryError, Endpoint, PauseRule, RetryRule, Smtp};

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
    /// When to leave an endpoint alone.
    pub pause: PauseRule,
    /// The server that takes our mail, where committees are reached by it.
    #[serde(default)]
    pub mail: Option<Smtp>,
    /// How committees are reached.
    #[serde(default)]
    pub endpoints: Vec<Endpoint>,
}

impl Settings {
    /// Settings for whoever only calls: no committees, and whatever answers is within reach.
    pub fn of_a_caller(timeout_seconds: u64) -> Self {
        Self {
            timeout_seconds,
            allow_private_addresses: true,
            retry: RetryRule::default(),
            pause: PauseRule::default(),
            mail: None,
            endpoints: Vec::new(),
        }
    }

    /// Checks every endpoint once, at start.
    ///
    /// # Errors
    /// The first endpoint with an unusable secret or address, or that a committee has two.
    pub fn validate(&self) -> Result<(), DeliveryError> {
        if let Some(mail) = &self.mail {
            mail.validate()?;
        }
        for (place, endpoint) in self.endpoints.iter().enumerate() {
            endpoint.validate(self.allow_private_addresses, self.mail.is_some())?;
            if self.endpoints[..place].iter().any(|other| other.committee == endpoint.committee) {
                return Err(DeliveryError::Twice(endpoint.committee.to_string()));
            }
        }
        Ok(())
    }

    /// The endpoint of a committee.
    pub fn endpoint(&self, committee: &CommitteeId) -> Option<&Endpoint> {
        self.endpoints.iter().find(|endpoint| &endpoint.committee == committee)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Secret;

    #[test]
    fn two_endpoints_of_one_committee_are_refused_for_only_one_would_be_used() {
        let one = Endpoint::webhook(
            "t".into(),
            "https://example.org/".parse().unwrap(),
            vec![Secret::new("whsec_c2VjcmV0")],
        );
        let settings = Settings { endpoints: vec![one.clone(), one], ..Settings::of_a_caller(1) };
        assert!(matches!(settings.validate(), Err(DeliveryError::Twice(_))));
    }
}
