//! Receivers as they are: slow, away for two days, failing, hurried, forgetful, redirecting, gone, or not who they say. What
//! each got and how often; that nothing is lost; and that who honours the id keeps nothing twice.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{Message, MessageKind, Week};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use scheduler::Works;
use store::{EndpointState, MessageCounts, Store};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

use crate::{at, county, works};

/// What a receiver does with a request: `None` is no answer at all, for ever.
type Mood = Box<dyn Fn(u32) -> Option<String> + Send>;

/// A receiver that is no more than a socket, so that it can do what no server framework would.
#[derive(Clone, Default)]
struct Received(Arc<Mutex<BTreeMap<String, u32>>>);

impl Received {
    /// How often each message arrived, in the order of their ids.
    fn times(&self) -> Vec<u32> {
        self.0.lock().unwrap().values().copied().collect()
    }

    /// Takes requests one after the other, each on a connection of its own. `mood` is given the number of the request.
    fn serve(&self, listener: TcpListener, mood: Mood) {
        let received = self.clone();
        tokio::spawn(async move {
            let mut silent = Vec::new();
            for number in 1.. {
                let (mut stream, _) = listener.accept().await.unwrap();
                received.note(&mut stream).await;
                match mood(number) {
                    Some(answer) => stream.write_all(answer.as_bytes()).await.unwrap(),
                    None => silent.push(stream),
                }
            }
        });
    }

    /// Reads one whole request and keeps its id.
    async fn note(&self, stream: &mut TcpStream) {
        let mut text = String::new();
        let mut piece = [0; 4096];
        loop {
            let read = stream.read(&mut piece).await.unwrap();
            text.push_str(std::str::from_utf8(&piece[..read]).unwrap());
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let field = |name: &str| {
                head.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim().to_owned())
            };
            if body.len() >= field("content-length:").unwrap().parse().unwrap() {
                *self.0.lock().unwrap().entry(field("webhook-id:").unwrap()).or_default() += 1;
                return;
            }
        }
    }
}

fn answer(status: StatusCode, header: &str) -> Option<String> {
    Some(format!("HTTP/1.1 {}\r\n{header}connection: close\r\ncontent-length: 0\r\n\r\n", status.as_u16()))
}

async fn bind() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    (listener, url)
}

fn beginning() -> DateTime<Utc> {
    at("2026-11-23T01:00:00Z")
}

/// A county with so many messages to one committee at `url`.
async fn sending(messages: i64, url: &str) -> (Store, Works) {
    let store = county().await;
    let works = works(&store, url);
    works.open_endpoints().await.unwrap();
    issue(&store, messages).await;
    (store, works)
}

async fn issue(store: &Store, messages: i64) {
    for back in 0..messages {
        let week = Week::parse("2026-W46").unwrap().plus(-back);
        let id = domain::Bulletin::derive_id(&"t".into(), week);
        let message =
            Message::pending(MessageKind::Bulletin, id, "town".into(), "{}".to_owned(), beginning());
        store
            .keep_bulletin(&"t".into(), week, beginning(), beginning(), |_, _| {
                (String::new().into(), vec![message])
            })
            .await
            .unwrap();
    }
}

/// Works through the outbox every five minutes from one moment to another.
async fn pass_time(works: &Works, from: DateTime<Utc>, to: DateTime<Utc>) {
    let mut now = from;
    while now <= to {
        works.deliver(now).await.unwrap();
        now += TimeDelta::minutes(5);
    }
}

/// Attempts of each message, fewest first.
async fn attempts(store: &Store) -> Vec<u32> {
    let messages = store.messages(&store::MessageFilter::default()).await.unwrap();
    let mut attempts: Vec<u32> = messages.iter().map(|(message, _)| message.attempts).collect();
    attempts.sort_unstable();
    attempts
}

async fn delivered(store: &Store, messages: u64) {
    let counts = store.message_counts().await.unwrap();
    assert_eq!(counts, MessageCounts { pending: 0, delivered: messages, dead: 0 });
    assert_eq!(store.reconcile().await.unwrap().discrepancies, []);
}

#[tokio::test]
async fn a_receiver_that_is_down_for_two_days_gets_all_its_messages_once_and_is_hardly_asked_meanwhile() {
    let (listener, url) = bind().await;
    let address = listener.local_addr().unwrap();
    drop(listener);
    let (store, works) = sending(10, &url).await;
    let back = beginning() + TimeDelta::days(2);
    pass_time(&works, beginning(), back).await;
    let asked: u32 = attempts(&store).await.iter().sum();
    assert!((10..=25).contains(&asked), "five before the first pause, and a probe after each: {asked}");
    let endpoint = store.endpoints().await.unwrap().remove(0);
    assert_eq!((endpoint.state, endpoint.failures), (EndpointState::Paused, asked));
    assert!(endpoint.last_error.starts_with("no connection"));

    let received = Received::default();
    received.serve(TcpListener::bind(address).await.unwrap(), Box::new(|_| answer(StatusCode::OK, "")));
    // The longest pause is six hours, and then one probe brings all others.
    pass_time(&works, back, back + TimeDelta::hours(6)).await;
    assert_eq!(received.times(), [1; 10]);
    delivered(&store, 10).await;
}

#[tokio::test]
async fn a_receiver_that_answers_500_twice_is_asked_a_third_time() {
    let (listener, url) = bind().await;
    let received = Received::default();
    let mood =
        |number| answer(if number <= 2 { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::OK }, "");
    received.serve(listener, Box::new(mood));
    let (store, works) = sending(1, &url).await;
    pass_time(&works, beginning(), beginning() + TimeDelta::hours(1)).await;
    assert_eq!(received.times(), [3]);
    delivered(&store, 1).await;
}

#[tokio::test]
async fn a_receiver_that_asks_for_an_hour_gets_it_from_all_messages() {
    let (listener, url) = bind().await;
    let received = Received::default();
    let mood = |number| match number {
        1 => answer(StatusCode::TOO_MANY_REQUESTS, "retry-after: 3600\r\n"),
        _ => answer(StatusCode::OK, ""),
    };
    received.serve(listener, Box::new(mood));
    let (store, works) = sending(1, &url).await;
    works.deliver(beginning()).await.unwrap();
    // What is issued meanwhile waits as well, and uses no attempt up.
    issue(&store, 3).await;
    pass_time(&works, beginning(), beginning() + TimeDelta::minutes(55)).await;
    assert_eq!(received.times(), [1], "nothing came before the hour was over");
    pass_time(&works, beginning() + TimeDelta::hours(1), beginning() + TimeDelta::hours(2)).await;
    delivered(&store, 3).await;
    assert_eq!(attempts(&store).await, [1, 1, 2]);
}

#[tokio::test]
async fn a_receiver_that_takes_a_message_and_vanishes_gets_it_again_under_the_same_id() {
    let (listener, url) = bind().await;
    let received = Received::default();
    let mood = |number| if number == 1 { Some(String::new()) } else { answer(StatusCode::OK, "") };
    received.serve(listener, Box::new(mood));
    let (store, works) = sending(1, &url).await;
    pass_time(&works, beginning(), beginning() + TimeDelta::hours(1)).await;
    assert_eq!(received.times(), [2], "one message, by its id");
    delivered(&store, 1).await;
}

#[tokio::test]
async fn a_message_that_was_taken_while_its_sender_died_comes_again_under_the_same_id() {
    let (listener, url) = bind().await;
    let received = Received::default();
    received.serve(listener, Box::new(|_| answer(StatusCode::OK, "")));
    let (store, works) = sending(1, &url).await;
    // The sender had the lease, sent, and died before it could write that down.
    let lease = TimeDelta::seconds(i64::from(works.lease_seconds));
    let message = store.lease_messages(beginning(), beginning() + lease, 1).await.unwrap().remove(0);
    let notice = delivery::Notice { title: String::new(), text: String::new() };
    let parcel = delivery::Parcel { message: &message, notice: &notice, attachments: &[] };
    let endpoint = works.delivery.endpoint(&message.committee).unwrap();
    let sent = delivery::send(&works.client, endpoint, parcel, beginning()).await;
    assert_eq!(sent.outcome, delivery::Outcome::Taken);

    pass_time(&works, beginning(), beginning() + lease - TimeDelta::seconds(1)).await;
    assert_eq!(received.times(), [1], "another sender waits for the lease");
    works.deliver(beginning() + lease).await.unwrap();
    assert_eq!(received.times(), [2], "one message, by its id");
    delivered(&store, 1).await;
}

#[tokio::test]
async fn a_receiver_that_is_too_slow_is_given_up_and_asked_again() {
    let (listener, url) = bind().await;
    let received = Received::default();
    received.serve(listener, Box::new(|number| if number == 1 { None } else { answer(StatusCode::OK, "") }));
    let (store, mut works) = sending(1, &url).await;
    works.client = delivery::Client::new(&delivery::Settings::of_a_caller(1)).unwrap();
    works.deliver(beginning()).await.unwrap();
    let (_, error) = store.messages(&store::MessageFilter::default()).await.unwrap().remove(0);
    assert!(error.unwrap().starts_with("no answer in time"));
    pass_time(&works, beginning(), beginning() + TimeDelta::hours(1)).await;
    assert_eq!(received.times(), [2], "one message, by its id");
    delivered(&store, 1).await;
}

#[tokio::test]
async fn a_redirect_to_a_private_address_is_not_followed_and_the_message_dies_with_the_reason() {
    let (inside, inside_url) = bind().await;
    let never = Received::default();
    never.serve(inside, Box::new(|_| answer(StatusCode::OK, "")));
    let (listener, url) = bind().await;
    let received = Received::default();
    let mood = move |_| answer(StatusCode::TEMPORARY_REDIRECT, &format!("location: {inside_url}\r\n"));
    received.serve(listener, Box::new(mood));
    let (store, works) = sending(1, &url).await;
    pass_time(&works, beginning(), beginning() + TimeDelta::days(3)).await;
    assert_eq!((received.times(), never.times()), (vec![8], vec![]));
    let counts = store.message_counts().await.unwrap();
    assert_eq!(counts, MessageCounts { pending: 0, delivered: 0, dead: 1 });
    let (_, error) = store.messages(&store::MessageFilter::default()).await.unwrap().remove(0);
    assert!(error.unwrap().contains("enter the final address"));
}

#[tokio::test]
async fn a_receiver_that_is_gone_for_good_is_not_asked_again_until_an_operator_says_so() {
    let (listener, url) = bind().await;
    let received = Received::default();
    let mood = |number| answer(if number == 1 { StatusCode::GONE } else { StatusCode::OK }, "");
    received.serve(listener, Box::new(mood));
    let (store, works) = sending(1, &url).await;
    pass_time(&works, beginning(), beginning() + TimeDelta::days(3)).await;
    assert_eq!(received.times(), [1]);
    assert_eq!(store.endpoints().await.unwrap()[0].state, EndpointState::Stopped);
    store.resume_endpoint(&"town".into()).await.unwrap();
    works.deliver(beginning() + TimeDelta::days(3)).await.unwrap();
    delivered(&store, 1).await;
}

#[tokio::test]
async fn a_receiver_with_the_certificate_of_somebody_else_gets_nothing_at_all() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    // A self-signed pair that nothing else uses: openssl req -x509 -newkey ec … -subj /CN=somebody-else.example
    let file = |name| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/stories").join(name);
    let _ = rustls::crypto::ring::default_provider().install_default();
    let identity = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_file(file("stranger.pem")).unwrap()],
            PrivateKeyDer::from_pem_file(file("stranger.key")).unwrap(),
        )
        .unwrap();
    let heard = Arc::new(Mutex::new(0));
    let shaken = Arc::clone(&heard);
    tokio::spawn(async move {
        let acceptor = TlsAcceptor::from(Arc::new(identity));
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            if acceptor.accept(stream).await.is_ok() {
                *shaken.lock().unwrap() += 1;
            }
        }
    });
    let (store, works) = sending(1, &format!("https://{address}/")).await;
    works.deliver(beginning()).await.unwrap();
    assert_eq!(*heard.lock().unwrap(), 0, "no handshake was ended, so no byte of a message was sent");
    let (message, error) = store.messages(&store::MessageFilter::default()).await.unwrap().remove(0);
    assert_eq!(message.attempts, 1);
    assert!(error.unwrap().contains("certificate"));
}
