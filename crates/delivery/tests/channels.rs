//! The channels that people and folders read, against stand-ins on loopback.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its receiver has failed")]

use std::sync::{Arc, Mutex};

use axum::{Json, Router, extract::State, response::IntoResponse, routing::post};
use chrono::{DateTime, TimeDelta, Utc};
use delivery::{
    Address, Channel, Client, Endpoint, Mailboxes, Notice, Outcome, Parcel, Robot, RobotKind, Secret, Sent,
    Settings,
};
use domain::{Message, MessageKind};
use serde_json::{Value, json};
use uuid::Uuid;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn message() -> Message {
    let payload = r#"{"title":"关于邻里纠纷上升的风险提示","finding":"李某家排水沟"}"#.to_owned();
    Message::pending(MessageKind::Advisory, Uuid::from_u128(43), "town".into(), payload, now())
}

async fn send(channel: Channel) -> Sent {
    let notice =
        Notice { title: "风险提示".to_owned(), text: "近两周9件。\nhttp://10.0.0.5/".to_owned() };
    let client = Client::new(&Settings::of_a_caller(5)).unwrap();
    let endpoint = Endpoint { committee: "town".into(), channel };
    delivery::send(
        &client,
        &endpoint,
        Parcel { message: &message(), notice: &notice, attachments: &[] },
        now(),
    )
    .await
}

/// A chat that keeps what it hears and gives the same answer to all.
async fn chat(answer: Value) -> (String, Arc<Mutex<Vec<Value>>>) {
    async fn hear(
        State((heard, answer)): State<(Arc<Mutex<Vec<Value>>>, Value)>,
        Json(body): Json<Value>,
    ) -> impl IntoResponse {
        heard.lock().unwrap().push(body);
        Json(answer)
    }
    let heard = Arc::default();
    let router = Router::new().route("/", post(hear)).with_state((Arc::clone(&heard), answer));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (format!("http://{address}/"), heard)
}

fn robot(kind: RobotKind, url: &str) -> Channel {
    Channel::Robot(Robot { kind, url: Address::new(url.parse().unwrap()) })
}

#[tokio::test]
async fn a_chat_hears_the_notice_and_nothing_of_the_payload() {
    for kind in
        [RobotKind::Wecom, RobotKind::Dingtalk(Secret::new("SECx")), RobotKind::Feishu(Secret::new("x"))]
    {
        let (url, heard) = chat(json!({ "errcode": 0, "errmsg": "ok" })).await;
        let sent = send(robot(kind.clone(), &url)).await;
        assert_eq!((sent.outcome, sent.status), (Outcome::Taken, Some(200)), "{kind:?}");
        let heard = heard.lock().unwrap()[0].to_string();
        assert!(heard.contains("近两周9件") && !heard.contains("排水沟"), "{heard}");
    }
}

#[tokio::test]
async fn a_chat_that_refuses_with_http_200_has_not_taken_it_and_one_that_was_hurried_is_waited_for() {
    let (url, _) = chat(json!({ "code": 19021, "msg": "sign match fail" })).await;
    let sent = send(robot(RobotKind::Feishu(Secret::new("x")), &url)).await;
    assert_eq!(sent.outcome, Outcome::Failed);
    assert!(sent.error.unwrap().contains("compare the secret"));

    let (url, _) = chat(json!({ "errcode": 130_101, "errmsg": "send too fast" })).await;
    let sent = send(robot(RobotKind::Dingtalk(Secret::new("SECx")), &url)).await;
    assert_eq!((sent.outcome, sent.retry_after), (Outcome::TooFast, Some(TimeDelta::minutes(10))));
}

#[tokio::test]
async fn a_message_is_in_the_folder_once_however_often_it_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        assert_eq!(send(Channel::Folder(folder.path().to_owned())).await.outcome, Outcome::Taken);
    }
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files, [folder.path().join(format!("{}.json", message().id))]);
    assert_eq!(std::fs::read_to_string(&files[0]).unwrap(), message().payload);

    let sent = send(Channel::Folder(folder.path().join("away"))).await;
    assert!(sent.error.unwrap().contains("check that it is there"));
}

#[tokio::test]
async fn a_mail_server_that_falls_silent_is_given_up() {
    use tokio::io::AsyncWriteExt;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let silent = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"220 here\r\n").await.unwrap();
        stream
    });
    let mail = toml::from_str(&format!(
        "host = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\nfrom = \"f@example.cn\""
    ));
    let settings = Settings { mail: Some(mail.unwrap()), ..Settings::of_a_caller(1) };
    let client = Client::new(&settings).unwrap();
    let to = Mailboxes::parse(&["zz@example.cn".to_owned()]).unwrap();
    let endpoint = Endpoint { committee: "town".into(), channel: Channel::Mail(to) };
    let notice = Notice { title: "风险提示".to_owned(), text: "9件".to_owned() };
    let parcel = Parcel { message: &message(), notice: &notice, attachments: &[] };
    let sent = delivery::send(&client, &endpoint, parcel, now()).await;
    assert_eq!(sent.outcome, Outcome::Failed);
    assert!(sent.error.unwrap().contains("fell silent"));
    drop(silent.await);
}
