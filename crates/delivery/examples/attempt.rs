//! Makes one attempt to every endpoint of a `[delivery]` table that comes in, and prints what came of each: to try an
//! address, and for `make interop`, where programs that nobody here wrote are the receivers.
//!
//! ```sh
//! cargo run --package delivery --example attempt < delivery.toml
//! ```
#![expect(clippy::print_stdout, reason = "it reports to its terminal")]

use std::{error::Error, io::Read};

use chrono::Utc;
use delivery::{Attachment, Client, Notice, Parcel, Settings};
use domain::{Message, MessageKind};
use uuid::Uuid;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let settings: Settings = toml::from_str(&text)?;
    settings.validate()?;
    let client = Client::new(&settings)?;
    #[expect(clippy::disallowed_methods, reason = "receivers compare the moment with their own clock")]
    let now = Utc::now();
    let payload = r#"{"type":"advisory","title":"关于邻里纠纷上升的风险提示","counts":{"observed":9.0}}"#;
    let notice = Notice {
        title: "风险提示敦综提〔2026〕15号".to_owned(),
        text: "近两周9件，往常约2.1件。\nhttp://10.0.0.5/".to_owned(),
    };
    let attachments = [Attachment {
        name: "敦综提〔2026〕15号.html".to_owned(),
        media_type: "text/html; charset=utf-8".to_owned(),
        bytes: "<!doctype html><p>市综治中心</p>".into(),
    }];
    for endpoint in &settings.endpoints {
        let subject = Uuid::from_u128(15);
        let message = Message::pending(
            MessageKind::Advisory,
            subject,
            endpoint.committee.clone(),
            payload.to_owned(),
            now,
        );
        let parcel = Parcel { message: &message, notice: &notice, attachments: &attachments };
        let sent = delivery::send(&client, endpoint, parcel, now).await;
        println!(
            "{}\t{}\t{:?}\t{}",
            endpoint.committee,
            message.id,
            sent.outcome,
            sent.error.unwrap_or_default()
        );
    }
    Ok(())
}
