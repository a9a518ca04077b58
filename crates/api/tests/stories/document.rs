//! The document and the handlers are one.

use axum::{
    body::Body,
    http::{Method, StatusCode},
};

use crate::county::{County, Who, request};

/// Every operation of the document, as `METHOD path`.
pub fn operations() -> Vec<(Method, String)> {
    let mut operations = Vec::new();
    for (path, item) in api::openapi().paths.paths {
        for (method, operation) in [(Method::GET, item.get), (Method::POST, item.post)] {
            if operation.is_some() {
                operations.push((method, path.clone()));
            }
        }
    }
    operations
}

#[test]
fn the_paths_are_those_that_clients_were_promised() {
    let list: Vec<String> = operations().iter().map(|(method, path)| format!("{method} {path}")).collect();
    insta::assert_snapshot!(list.join("\n"));
}

#[tokio::test]
async fn every_path_of_the_document_is_served_and_asks_for_a_token() {
    let county = County::new().await;
    for (method, path) in operations() {
        let address =
            path.replace("{id}", "01936000-0000-7000-8000-000000000001").replace("{file}", "mediation.xlsx");
        let reply =
            county.send(request(method.clone(), Who::Nobody, &address).body(Body::empty()).unwrap()).await;
        let expected = match path.as_str() {
            "/healthz" | "/readyz" | "/metrics" | "/key.pem" => StatusCode::OK,
            _ => StatusCode::UNAUTHORIZED,
        };
        assert_eq!(reply.status, expected, "{method} {path}");
    }
}

#[tokio::test]
async fn the_document_is_served_as_it_is_made() {
    let county = County::new().await;
    let reply = county.get(Who::Nobody, "/openapi.json").await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.json(), serde_json::to_value(api::openapi()).unwrap());
}

#[test]
fn every_reference_of_the_document_leads_to_a_schema() {
    let document = serde_json::to_value(api::openapi()).unwrap();
    let text = document.to_string();
    let references: Vec<&str> =
        text.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(references.len() > 20, "{references:?}");
    for reference in references {
        assert!(document.pointer(reference).is_some(), "{reference} leads nowhere");
    }
}
