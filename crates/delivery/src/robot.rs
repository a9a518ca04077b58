//! Robots of group chats: 企业微信, 钉钉, 飞书. Each documents its own signature, and each says with HTTP 200 that it
//! refused.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use crate::{
    Address, Client, Notice, Outcome, Secret, Sent,
    webhook::{answered, causes},
};

/// Answers of robots are a few words.
const LARGEST_ANSWER: usize = 64 * 1024;

/// A robot of a group chat.
#[derive(Clone, Debug)]
pub struct Robot {
    /// Whose.
    pub kind: RobotKind,
    /// Its address, with the key that the chat gave it.
    pub url: Address,
}

/// Whose robot it is, and what it is signed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RobotKind {
    /// 企业微信: the key stands in the address.
    Wecom,
    /// 钉钉: moment and signature stand in the address (加签).
    Dingtalk(Secret),
    /// 飞书: moment and signature stand in the body (签名校验).
    Feishu(Secret),
}

impl RobotKind {
    /// The word for it in the configuration and on the wire.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Wecom => "wecom",
            Self::Dingtalk(_) => "dingtalk",
            Self::Feishu(_) => "feishu",
        }
    }

    /// Messages a minute that the chat takes from one robot, as its documentation says.
    pub fn per_minute(&self) -> u32 {
        match self {
            Self::Wecom | Self::Dingtalk(_) => 20,
            Self::Feishu(_) => 100,
        }
    }

    /// Codes that say "too fast", as the documentation of each lists them.
    fn too_fast(&self) -> &'static [i64] {
        match self {
            Self::Wecom => &[45009],
            Self::Dingtalk(_) => &[90030, 130_101],
            Self::Feishu(_) => &[9499, 11232],
        }
    }

    /// How long a robot that was too fast is not heard: 钉钉 blocks it for ten minutes, the others count by the minute.
    fn pause(&self) -> TimeDelta {
        match self {
            Self::Wecom | Self::Feishu(_) => TimeDelta::minutes(1),
            Self::Dingtalk(_) => TimeDelta::minutes(10),
        }
    }

    /// What to do about the usual refusals.
    fn hint(&self, code: i64) -> &'static str {
        match (self, code) {
            (Self::Wecom, 93000) => {
                "the key in the address is not valid; copy the address of the robot again"
            }
            (Self::Dingtalk(_), 310_000) | (Self::Feishu(_), 19021) => {
                "the signature was refused; compare the secret, and the clock of this machine"
            }
            (Self::Dingtalk(_), 300_001 | 400_101) | (Self::Feishu(_), 19001) => {
                "the token in the address is not valid; copy the address of the robot again"
            }
            _ => "the robot did not take it",
        }
    }
}

/// What the three answer with: 企业微信 and 钉钉 an `errcode`, 飞书 a `code`.
#[derive(Deserialize)]
struct Answer {
    #[serde(alias = "code")]
    errcode: i64,
    #[serde(default, alias = "msg")]
    errmsg: String,
}

/// Says the notice in the chat.
pub(crate) async fn send(client: &Client, robot: &Robot, notice: &Notice, now: DateTime<Utc>) -> Sent {
    let (url, body) = request(robot, notice, now);
    match client.http.post(url).json(&body).send().await {
        Ok(response) => {
            let status = response.status().as_u16();
            let said = answered(&response, now);
            if said.outcome != Outcome::Taken {
                return said;
            }
            judge(&robot.kind, status, answer(response).await)
        }
        Err(error) => Sent::failed(None, causes(&error)),
    }
}

/// Address and body of one attempt.
fn request(robot: &Robot, notice: &Notice, now: DateTime<Utc>) -> (Url, Value) {
    let text = format!("{}\n{}", notice.title, notice.text);
    let mut url = robot.url.0.clone();
    let body = match &robot.kind {
        RobotKind::Wecom => json!({ "msgtype": "text", "text": { "content": text } }),
        RobotKind::Dingtalk(secret) => {
            // 钉钉 signs the text "moment in milliseconds, line feed, secret" with the secret.
            let moment = now.timestamp_millis();
            let text_signed = format!("{moment}\n{}", secret.text());
            let sign = sign(secret.text().as_bytes(), text_signed.as_bytes());
            url.query_pairs_mut().append_pair("timestamp", &moment.to_string()).append_pair("sign", &sign);
            json!({ "msgtype": "text", "text": { "content": text } })
        }
        RobotKind::Feishu(secret) => {
            // 飞书 signs an empty text with "moment in seconds, line feed, secret" as the key.
            let moment = now.timestamp();
            let key = format!("{moment}\n{}", secret.text());
            json!({
                "timestamp": moment.to_string(),
                "sign": sign(key.as_bytes(), b""),
                "msg_type": "text",
                "content": { "text": text },
            })
        }
    };
    (url, body)
}

fn sign(key: &[u8], text: &[u8]) -> String {
    STANDARD.encode(hmac_sha256::HMAC::mac(text, key))
}

/// Reads the answer's words, as far as a robot has any.
async fn answer(mut response: Response) -> Option<Answer> {
    let mut bytes = Vec::new();
    while let Ok(Some(piece)) = response.chunk().await {
        bytes.extend_from_slice(&piece);
        if bytes.len() > LARGEST_ANSWER {
            return None;
        }
    }
    serde_json::from_slice(&bytes).ok()
}

fn judge(kind: &RobotKind, status: u16, answer: Option<Answer>) -> Sent {
    match answer {
        Some(Answer { errcode: 0, .. }) => Sent::taken(Some(status)),
        Some(Answer { errcode, .. }) if kind.too_fast().contains(&errcode) => Sent {
            outcome: Outcome::TooFast,
            status: Some(status),
            error: Some(format!("{errcode}: the chat asks for fewer messages a minute")),
            retry_after: Some(kind.pause()),
        },
        Some(Answer { errcode, errmsg }) => {
            Sent::failed(Some(status), format!("{errcode}: {} ({errmsg})", kind.hint(errcode)))
        }
        None => Sent::failed(
            Some(status),
            "the answer is not that of a robot; compare the address with the one that the chat shows"
                .to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice() -> Notice {
        Notice {
            title: "风险提示 敦综提〔2026〕15号".to_owned(), text: "近两周 9 件。".to_owned()
        }
    }

    fn robot(kind: RobotKind) -> Robot {
        Robot { kind, url: Address("https://chat.example/send?key=k".parse().unwrap()) }
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    /// `printf '1800000000000\nSECsecret' | openssl dgst -sha256 -hmac SECsecret -binary | base64`
    #[test]
    fn the_signature_of_dingtalk_stands_in_the_address_as_openssl_makes_it() {
        let (url, body) = request(&robot(RobotKind::Dingtalk(Secret::new("SECsecret"))), &notice(), now());
        let query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        assert_eq!(query[0], ("key".to_owned(), "k".to_owned()));
        assert_eq!(query[1], ("timestamp".to_owned(), "1800000000000".to_owned()));
        assert_eq!(query[2], ("sign".to_owned(), "vIlUD0bYdfFYAD5I8aG1PiK8kwxLukG3KmdsB2Sjyrw=".to_owned()));
        assert_eq!(body["text"]["content"], "风险提示 敦综提〔2026〕15号\n近两周 9 件。");
    }

    /// `printf '' | openssl dgst -sha256 -mac hmac -macopt hexkey:$(printf '1800000000\nsecret' | xxd -p) -binary | base64`
    #[test]
    fn the_signature_of_feishu_stands_in_the_body_as_openssl_makes_it() {
        let (url, body) = request(&robot(RobotKind::Feishu(Secret::new("secret"))), &notice(), now());
        assert_eq!(url.query(), Some("key=k"));
        assert_eq!(body["timestamp"], "1800000000");
        assert_eq!(body["sign"], "/VBDxHJOpK+a+hkmyhkLC4XOQcuL/rXi79XziO3XmM4=");
    }

    #[test]
    fn a_refusal_with_http_200_is_a_refusal_and_too_fast_is_none() {
        let answer = |text: &str| serde_json::from_str(text).ok();
        let kind = RobotKind::Wecom;
        assert_eq!(judge(&kind, 200, answer(r#"{"errcode":0,"errmsg":"ok"}"#)).outcome, Outcome::Taken);
        let refused = judge(&kind, 200, answer(r#"{"errcode":93000,"errmsg":"invalid webhook url"}"#));
        assert_eq!(refused.outcome, Outcome::Failed);
        assert!(refused.error.unwrap().contains("key in the address"));
        let feishu = RobotKind::Feishu(Secret::new("s"));
        assert_eq!(judge(&feishu, 200, answer(r#"{"code":0,"msg":"success"}"#)).outcome, Outcome::Taken);
        let forged = judge(&feishu, 200, answer(r#"{"code":19021,"msg":"sign match fail"}"#));
        assert!(forged.error.unwrap().contains("clock"));
        let ding = RobotKind::Dingtalk(Secret::new("s"));
        let hasty = judge(&ding, 200, answer(r#"{"errcode":130101,"errmsg":"send too fast"}"#));
        assert_eq!((hasty.outcome, hasty.retry_after), (Outcome::TooFast, Some(TimeDelta::minutes(10))));
        assert_eq!(judge(&ding, 200, None).outcome, Outcome::Failed, "a login page is no robot");
    }
}
