//! What an operator can do about a delivery that cannot even be tried.

/// Settings that cannot work. Failures of the network are no errors here: they are attempts ([`crate::Sent`]).
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// The secret of an endpoint is not usable.
    #[error(
        "the secret of committee {0} is not base64 after \"whsec_\"; make one with `openssl rand -base64 24`"
    )]
    BadSecret(String),
    /// The address of an endpoint is not usable.
    #[error("the address of committee {committee} is not usable: {reason}")]
    BadAddress {
        /// The committee.
        committee: String,
        /// What is wrong with it and what to do.
        reason: &'static str,
    },
    /// The HTTP client could not be made.
    #[error("failed to make the HTTP client")]
    Client(#[from] reqwest::Error),
}
