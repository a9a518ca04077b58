//! The channels, and how an operator writes them.

use std::path::PathBuf;

use chrono::TimeDelta;
use domain::CommitteeId;
use serde::Deserialize;
use url::Url;

use crate::{Address, DeliveryError, Endpoint, Mailboxes, Robot, RobotKind, Secret, Webhook};

/// How a committee is reached.
#[derive(Clone, Debug)]
pub enum Channel {
    /// The committee's own system, over signed HTTP.
    Webhook(Webhook),
    /// People, by mail with the letter attached.
    Mail(Mailboxes),
    /// People in a group chat: counts and a link only.
    Robot(Robot),
    /// A folder that another system watches: one file for each message.
    Folder(PathBuf),
    /// Nothing is sent: the committee fetches over the API.
    Inbox,
}

impl Channel {
    /// The word for it in the configuration and on the wire.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Webhook(_) => "webhook",
            Self::Mail(_) => "mail",
            Self::Robot(robot) => robot.kind.as_str(),
            Self::Folder(_) => "folder",
            Self::Inbox => "inbox",
        }
    }

    /// Where it leads, as far as it may be printed.
    pub fn destination(&self) -> String {
        match self {
            Self::Webhook(webhook) => format!("{:?}", webhook.url),
            Self::Robot(robot) => format!("{:?}", robot.url),
            Self::Mail(to) => to.hosts(),
            Self::Folder(path) => path.display().to_string(),
            Self::Inbox => String::new(),
        }
    }

    /// Time between two messages at least; zero for as many as there are.
    pub fn gap(&self) -> TimeDelta {
        match self {
            // One gap less than messages, so that no minute, wherever it begins, has more than so many.
            Self::Robot(robot) => {
                TimeDelta::milliseconds(60_000 / i64::from(robot.kind.per_minute() - 1) + 1)
            }
            Self::Webhook(_) | Self::Mail(_) | Self::Folder(_) | Self::Inbox => TimeDelta::zero(),
        }
    }

    /// Whether people read it, so that nobody words a notice in vain.
    pub fn takes_words(&self) -> bool {
        matches!(self, Self::Mail(_) | Self::Robot(_))
    }

    /// Whether it carries documents, so that nobody composes them in vain.
    pub fn takes_documents(&self) -> bool {
        matches!(self, Self::Mail(_))
    }
}

/// One `[[delivery.endpoints]]` as it is written; which keys belong together depends on the channel.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    committee: CommitteeId,
    #[serde(default)]
    channel: Word,
    url: Option<Url>,
    secrets: Option<Vec<Secret>>,
    secret: Option<Secret>,
    to: Option<Vec<String>>,
    path: Option<PathBuf>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Word {
    #[default]
    Webhook,
    Mail,
    Wecom,
    Dingtalk,
    Feishu,
    Folder,
    Inbox,
}

impl TryFrom<Entry> for Endpoint {
    type Error = DeliveryError;

    fn try_from(entry: Entry) -> Result<Self, DeliveryError> {
        let committee = entry.committee;
        let missing = |key| DeliveryError::MissingKey { committee: committee.to_string(), key };
        let mut given = [
            ("url", entry.url.is_some()),
            ("secrets", entry.secrets.is_some()),
            ("secret", entry.secret.is_some()),
            ("to", entry.to.is_some()),
            ("path", entry.path.is_some()),
        ];
        let mut uses = |keys: &[&str]| {
            for (key, given) in &mut given {
                *given &= !keys.contains(key);
            }
        };
        let channel = match entry.channel {
            Word::Webhook => {
                uses(&["url", "secrets"]);
                Channel::Webhook(Webhook {
                    url: Address(entry.url.ok_or_else(|| missing("url"))?),
                    secrets: entry.secrets.ok_or_else(|| missing("secrets"))?,
                })
            }
            Word::Mail => {
                uses(&["to"]);
                let to = entry.to.filter(|to| !to.is_empty()).ok_or_else(|| missing("to"))?;
                Channel::Mail(Mailboxes::parse(&to)?)
            }
            Word::Folder => {
                uses(&["path"]);
                Channel::Folder(entry.path.ok_or_else(|| missing("path"))?)
            }
            Word::Inbox => Channel::Inbox,
            word @ (Word::Wecom | Word::Dingtalk | Word::Feishu) => {
                uses(&["url"]);
                let url = Address(entry.url.ok_or_else(|| missing("url"))?);
                let mut signed = |sign: fn(Secret) -> RobotKind| {
                    uses(&["secret"]);
                    entry.secret.clone().map(sign).ok_or_else(|| missing("secret"))
                };
                let kind = match word {
                    Word::Dingtalk => signed(RobotKind::Dingtalk)?,
                    Word::Feishu => signed(RobotKind::Feishu)?,
                    _ => RobotKind::Wecom,
                };
                Channel::Robot(Robot { kind, url })
            }
        };
        if let Some((key, _)) = given.iter().find(|(_, left)| *left) {
            let channel = channel.as_str();
            return Err(DeliveryError::ForeignKey { committee: committee.to_string(), channel, key });
        }
        Ok(Self { committee, channel })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Endpoint, String> {
        let entry: Entry = toml::from_str(text).map_err(|error| error.to_string())?;
        Endpoint::try_from(entry).map_err(|error| error.to_string())
    }

    #[test]
    fn an_entry_without_a_channel_is_a_webhook() {
        let endpoint =
            read("committee = \"t\"\nurl = \"https://example.org/\"\nsecrets = [\"whsec_c2VjcmV0\"]")
                .unwrap();
        assert_eq!(endpoint.channel.as_str(), "webhook");
    }

    #[test]
    fn each_channel_says_which_key_it_lacks_and_which_is_not_its_own() {
        for (text, key) in [
            ("channel = \"mail\"", "to"),
            ("channel = \"folder\"", "path"),
            ("channel = \"wecom\"", "url"),
            ("channel = \"dingtalk\"\nurl = \"https://example.org/\"", "secret"),
            ("channel = \"feishu\"\nurl = \"https://example.org/\"", "secret"),
            ("channel = \"folder\"\npath = \"a\"\nsecret = \"x\"", "secret"),
            ("channel = \"wecom\"\nurl = \"https://example.org/\"\nto = [\"a@b.cn\"]", "to"),
        ] {
            let refused = read(&format!("committee = \"t\"\n{text}")).unwrap_err();
            assert!(refused.contains(key) && refused.contains("committee t"), "{text}: {refused}");
        }
        assert!(read("committee = \"t\"\nchannel = \"telex\"").unwrap_err().contains("telex"));
    }

    #[test]
    fn a_chat_hears_no_more_in_any_minute_than_it_takes() {
        for (kind, most) in [(RobotKind::Wecom, 20), (RobotKind::Feishu(Secret::new("x")), 100)] {
            let url = Address::new("https://chat.example/".parse().unwrap());
            let gap = Channel::Robot(Robot { kind, url }).gap();
            assert!(gap * most > TimeDelta::minutes(1), "the message after {most} lies beyond the minute");
        }
    }

    #[test]
    fn neither_a_secret_nor_the_key_in_an_address_is_ever_printed() {
        for text in [
            "channel = \"dingtalk\"\nurl = \"https://example.org/send?access_token=hidden\"\nsecret = \"SEChidden\"",
            "channel = \"wecom\"\nurl = \"https://example.org/send?key=hidden\"",
        ] {
            let shown = format!("{:?}", read(&format!("committee = \"t\"\n{text}")).unwrap());
            assert!(shown.contains("example.org") && !shown.contains("hidden"), "{shown}");
        }
    }
}
