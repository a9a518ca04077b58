//! The seals of issued files.

use domain::Seal;
use store::Sealed;
use uuid::Uuid;

use crate::ground::Ground;
use crate::samples::{minutes, morning};

fn sealed(subject: u128, form: &str, sha256: &str) -> Sealed {
    Sealed {
        subject: Uuid::from_u128(subject),
        form: form.to_owned(),
        sealed_at: morning(),
        seal: Seal {
            sha256: sha256.to_owned(),
            signature: format!("signature of {sha256}"),
            public_key: "-----BEGIN PUBLIC KEY-----".to_owned(),
        },
    }
}

on_both! {
    a_seal_is_found_by_the_digest_of_its_file_and_keeps_its_first_moment,
}

async fn a_seal_is_found_by_the_digest_of_its_file_and_keeps_its_first_moment(ground: &Ground) {
    let (pdf, html, other) = (sealed(1, "pdf", "aa"), sealed(1, "html", "bb"), sealed(2, "html", "cc"));
    for each in [&pdf, &html, &other] {
        ground.store.keep_seal(each).await.unwrap();
    }
    let again = Sealed { sealed_at: morning() + minutes(60), ..pdf.clone() };
    ground.store.keep_seal(&again).await.unwrap();
    assert_eq!(ground.store.seal("aa").await.unwrap(), Some(pdf.clone()));
    assert_eq!(ground.store.seal("dd").await.unwrap(), None);
    assert_eq!(ground.store.seals(Uuid::from_u128(1)).await.unwrap(), [html, pdf]);
}
