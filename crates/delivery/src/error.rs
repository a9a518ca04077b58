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
    /// A key that the channel needs is not there.
    #[error("the endpoint of committee {committee} lacks the key {key}, which its channel needs")]
    MissingKey {
        /// The committee.
        committee: String,
        /// The key.
        key: &'static str,
    },
    /// A key that belongs to another channel.
    #[error(
        "the endpoint of committee {committee} has the key {key}, which the channel {channel} does not know; remove it or change \
         the channel"
    )]
    ForeignKey {
        /// The committee.
        committee: String,
        /// Its channel.
        channel: &'static str,
        /// The key.
        key: &'static str,
    },
    /// Only one of them would be used.
    #[error("the committee {0} has two endpoints; keep one")]
    Twice(String),
    /// A mail address cannot be read.
    #[error("{0:?} is no mail address; write name@host or Name <name@host>")]
    BadMailbox(String),
    /// Mail without a server.
    #[error("the committee {0} is reached by mail, but no server is named; fill in [delivery.mail]")]
    NoMailServer(String),
    /// The server that takes our mail cannot be used so.
    #[error("failed to prepare TLS to the mail server")]
    Mail(#[from] lettre::transport::smtp::Error),
    /// The HTTP client could not be made.
    #[error("failed to make the HTTP client")]
    Client(#[from] reqwest::Error),
}
