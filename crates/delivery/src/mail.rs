//! Mail over SMTP: the counts and a link to read, and the letter attached.

use std::{collections::BTreeSet, error::Error, time::Duration};

use chrono::{DateTime, Utc};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    message::{self, Mailbox, MessageBuilder, MultiPart, SinglePart, header::ContentType},
    transport::smtp::{
        authentication::Credentials,
        client::{Tls, TlsParameters},
    },
};
use serde::Deserialize;

use crate::{DeliveryError, Parcel, Secret, Sent};

/// The server that takes our mail.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// Its name; its certificate must be for it.
    pub host: String,
    /// Its port; the usual one of the kind of protection when absent.
    pub port: Option<u16>,
    /// How the line is protected.
    #[serde(default)]
    pub security: Security,
    /// Who writes: `烽燧 <fengsui@example.gov.cn>`.
    pub from: String,
    /// The account, where the server asks for one.
    pub username: Option<String>,
    /// Its password.
    pub password: Option<Secret>,
}

/// How the line to the mail server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// TLS from the first byte, on port 465.
    #[default]
    Tls,
    /// Begun in plain and protected before anything is said, on port 587; never sent without.
    Starttls,
    /// Not at all, on port 25: for a relay on the same machine.
    None,
}

impl Security {
    fn port(self) -> u16 {
        match self {
            Self::Tls => 465,
            Self::Starttls => 587,
            Self::None => 25,
        }
    }
}

impl Smtp {
    pub(crate) fn validate(&self) -> Result<(), DeliveryError> {
        mailbox(&self.from).map(drop)
    }
}

/// Where a committee reads its mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailboxes(Vec<Mailbox>);

impl Mailboxes {
    /// Reads addresses.
    ///
    /// # Errors
    /// [`DeliveryError::BadMailbox`] with the first that is none.
    pub fn parse(texts: &[String]) -> Result<Self, DeliveryError> {
        texts.iter().map(|text| mailbox(text)).collect::<Result<_, _>>().map(Self)
    }

    /// The hosts, without the names before the @, which may be those of persons.
    pub(crate) fn hosts(&self) -> String {
        let hosts: BTreeSet<&str> = self.0.iter().map(|to| to.email.domain()).collect();
        hosts.into_iter().collect::<Vec<_>>().join(", ")
    }
}

fn mailbox(text: &str) -> Result<Mailbox, DeliveryError> {
    text.parse().map_err(|_| DeliveryError::BadMailbox(text.to_owned()))
}

/// The line to the mail server, and who writes.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    line: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    patience: Duration,
}

impl Post {
    pub(crate) fn new(smtp: &Smtp, patience: Duration) -> Result<Self, DeliveryError> {
        let parameters = || TlsParameters::new_rustls(smtp.host.clone());
        let tls = match smtp.security {
            Security::Tls => Tls::Wrapper(parameters()?),
            Security::Starttls => Tls::Required(parameters()?),
            Security::None => Tls::None,
        };
        let mut line = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&smtp.host)
            .port(smtp.port.unwrap_or_else(|| smtp.security.port()))
            .tls(tls)
            .timeout(Some(patience));
        if let (Some(name), Some(password)) = (&smtp.username, &smtp.password) {
            line = line.credentials(Credentials::new(name.clone(), password.text().to_owned()));
        }
        Ok(Self { line: line.build(), from: mailbox(&smtp.from)?, patience })
    }

    /// The mail as it travels. Its `Message-ID` is made of the message's id: a repeat is known by it.
    fn compose(
        &self,
        to: &Mailboxes,
        parcel: Parcel<'_>,
        now: DateTime<Utc>,
    ) -> Result<message::Message, String> {
        let id = format!("<{}@{}>", parcel.message.id, self.from.email.domain());
        let head: MessageBuilder = message::Message::builder()
            .message_id(Some(id))
            .date(now.into())
            .from(self.from.clone())
            .subject(&parcel.notice.title);
        let head = to.0.iter().cloned().fold(head, MessageBuilder::to);
        let mut parts = MultiPart::mixed().singlepart(SinglePart::plain(parcel.notice.text.clone()));
        for attachment in parcel.attachments {
            let kind = ContentType::parse(&attachment.media_type).map_err(|error| error.to_string())?;
            let file = message::Attachment::new(attachment.name.clone());
            parts = parts.singlepart(file.body(attachment.bytes.clone(), kind));
        }
        head.multipart(parts).map_err(|error| error.to_string())
    }
}

/// Hands the mail to the server; taken is what the server has taken on.
pub(crate) async fn send(
    client: &crate::Client,
    to: &Mailboxes,
    parcel: Parcel<'_>,
    now: DateTime<Utc>,
) -> Sent {
    let Some(post) = &client.post else {
        return Sent::failed(None, "no mail server is named; fill in [delivery.mail]".to_owned());
    };
    let mail = match post.compose(to, parcel, now) {
        Ok(mail) => mail,
        Err(error) => return Sent::failed(None, format!("the mail cannot be written: {error}")),
    };
    // The library's own limit is for the connection; a server that falls silent later would hold us for ever.
    match tokio::time::timeout(post.patience, post.line.send(mail)).await {
        Ok(Ok(answer)) => Sent::taken(Some(answer.code().into())),
        Ok(Err(error)) => Sent::failed(error.status().map(Into::into), explain(&error)),
        Err(_) => Sent::failed(None, "no answer in time: the mail server fell silent".to_owned()),
    }
}

fn explain(error: &lettre::transport::smtp::Error) -> String {
    let hint = match error.status().map(u16::from) {
        Some(535) => "the mail server refused name or password",
        Some(550..=554) => "the mail server refused sender or receiver",
        Some(400..=499) => "the mail server asks for patience",
        _ if error.is_tls() => "the mail server's certificate or TLS does not do",
        _ => "the mail server did not take it",
    };
    let mut text = format!("{hint}: {error}");
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_never_prints() {
        let smtp: Smtp = toml::from_str(
            "host = \"mail.example\"\nfrom = \"烽燧 <f@example.cn>\"\nusername = \"f\"\npassword = \"hidden\"",
        )
        .unwrap();
        assert!(smtp.validate().is_ok());
        assert!(!format!("{smtp:?}").contains("hidden"));
        assert_eq!((smtp.security, smtp.security.port()), (Security::Tls, 465));
    }

    #[test]
    fn what_is_no_address_is_refused_at_start() {
        let refused = Mailboxes::parse(&["镇综治中心".to_owned()]).unwrap_err();
        assert!(refused.to_string().contains("name@host"));
    }
}
