//! A real receiver on loopback, with its moods.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its receiver has failed")]

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use chrono::{DateTime, TimeDelta, Utc};
use delivery::{
    Client, Endpoint, Notice, Outcome, Parcel, Secret, Sent, Settings,
    receiver::{Refusal, verify},
};
use domain::{Message, MessageKind, MessageState};
use uuid::Uuid;

const SECRET: &str = "whsec_ZHVuaHVhbmctYmVhY29uLXRvd2Vy";

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn settings(allow_private_addresses: bool) -> Settings {
    Settings { allow_private_addresses, ..Settings::of_a_caller(5) }
}

fn message() -> Message {
    Message {
        id: Uuid::from_u128(42),
        kind: MessageKind::Advisory,
        subject: Uuid::from_u128(43),
        committee: "town-620982106".into(),
        payload: r#"{"title":"关于邻里纠纷上升的风险提示"}"#.to_owned(),
        state: MessageState::Pending,
        attempts: 0,
        due_at: now(),
        created_at: now(),
    }
}

async fn listen(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}/")
}

fn endpoint(url: &str, secrets: &[&str]) -> Endpoint {
    Endpoint::webhook(
        "town-620982106".into(),
        url.parse().unwrap(),
        secrets.iter().map(|secret| Secret::new(*secret)).collect(),
    )
}

async fn send(client: &Client, endpoint: &Endpoint, message: &Message, now: DateTime<Utc>) -> Sent {
    let notice = Notice { title: String::new(), text: String::new() };
    delivery::send(client, endpoint, Parcel { message, notice: &notice, attachments: &[] }, now).await
}

async fn checking(State(verdicts): State<Arc<AtomicU32>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    match verify(&Secret::new(SECRET), &headers, &body, now()) {
        Ok(id) => {
            assert_eq!(id, Uuid::from_u128(42).to_string());
            verdicts.fetch_add(1, Ordering::SeqCst);
            StatusCode::NO_CONTENT
        }
        Err(_) => StatusCode::UNAUTHORIZED,
    }
}

#[tokio::test]
async fn a_signed_message_is_taken_and_a_forged_one_is_refused() {
    let taken = Arc::new(AtomicU32::new(0));
    let url = listen(Router::new().route("/", post(checking)).with_state(taken.clone())).await;
    let client = Client::new(&settings(true)).unwrap();

    let sent = send(&client, &endpoint(&url, &[SECRET]), &message(), now()).await;
    assert_eq!((sent.status, sent.error), (Some(204), None));

    let sent = send(&client, &endpoint(&url, &["whsec_Zm9yZ2Vk"]), &message(), now()).await;
    assert_eq!(sent.status, Some(401));
    assert!(sent.error.unwrap().contains("secrets"));

    let sent = send(&client, &endpoint(&url, &[SECRET]), &message(), now() - TimeDelta::hours(1)).await;
    assert_eq!(sent.status, Some(401), "an old message replayed is refused");
    assert_eq!(taken.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn while_a_secret_is_rotated_both_sides_keep_talking() {
    let taken = Arc::new(AtomicU32::new(0));
    let url = listen(Router::new().route("/", post(checking)).with_state(taken.clone())).await;
    let client = Client::new(&settings(true)).unwrap();
    let sent = send(&client, &endpoint(&url, &["whsec_bmV3LXNlY3JldA==", SECRET]), &message(), now()).await;
    assert_eq!(sent.status, Some(204));
}

#[tokio::test]
async fn a_receiver_that_fails_redirects_or_is_down_is_reported_with_what_to_do() {
    async fn busy() -> Response {
        (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "120")]).into_response()
    }
    async fn elsewhere() -> Response {
        (StatusCode::FOUND, [(header::LOCATION, "http://127.0.0.1:1/")]).into_response()
    }
    let url = listen(
        Router::new()
            .route("/busy", post(busy))
            .route("/elsewhere", post(elsewhere))
            .route("/gone", post(|| async { StatusCode::GONE }))
            .route("/broken", post(|| async { StatusCode::INTERNAL_SERVER_ERROR })),
    )
    .await;
    let client = Client::new(&settings(true)).unwrap();
    let to = async |path: &str| {
        send(&client, &endpoint(&format!("{url}{path}"), &[SECRET]), &message(), now()).await
    };

    assert_eq!(to("busy").await.retry_after, Some(TimeDelta::seconds(120)));
    assert!(to("elsewhere").await.error.unwrap().contains("final address"));
    assert_eq!(to("broken").await.status, Some(500));
    assert_eq!(to("gone").await.outcome, Outcome::Gone);

    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let sent = send(&client, &endpoint(&format!("http://{gone}/"), &[SECRET]), &message(), now()).await;
    assert_eq!(sent.status, None);
    assert!(sent.error.unwrap().starts_with("no connection"));
}

#[tokio::test]
async fn a_name_that_leads_inside_is_not_called_unless_allowed() {
    let url = listen(Router::new().route("/", post(|| async { StatusCode::OK }))).await;
    let url = url.replace("127.0.0.1", "localhost");
    let open = Client::new(&settings(true)).unwrap();
    let guarded = Client::new(&settings(false)).unwrap();
    assert_eq!(send(&open, &endpoint(&url, &[SECRET]), &message(), now()).await.status, Some(200));
    let refused = send(&guarded, &endpoint(&url, &[SECRET]), &message(), now()).await;
    assert!(refused.error.unwrap().contains("private addresses"));
}

#[test]
fn a_message_without_its_headers_is_refused() {
    let refusal = verify(&Secret::new(SECRET), &HeaderMap::new(), b"{}", now()).unwrap_err();
    assert_eq!(refusal, Refusal::Header("webhook-id"));
}
