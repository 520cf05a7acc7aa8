//! The description of the API says what the routes do, neither less nor more.

use std::collections::BTreeSet;

use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::served::{Served, json};

/// What may stand in the place of a parameter so that the route is reached.
pub(crate) fn filled(path: &str) -> String {
    let known = [("{conversation}", "x"), ("{number}", "x"), ("{id}", "x"), ("{token}", "x"), ("{digest}", "x")];
    let filled = known.iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value));
    let filled = filled.replace("{code}", "x").replace("{request}", "x").replace("{name}", "x");
    let filled = filled.replace("{document}", "x").replace("{locator}", "x");
    assert!(!filled.contains('{'), "what is put in here? {filled}");
    filled
}

#[tokio::test]
async fn every_described_route_answers_to_exactly_the_described_methods() {
    let served = Served::start().await;
    let description = json(served.get("/api/v1/openapi.json")).await;
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
    for (path, item) in description["paths"].as_object().unwrap() {
        let described: BTreeSet<String> = item
            .as_object()
            .unwrap()
            .keys()
            .map(|method| method.to_uppercase())
            .flat_map(|method| if method == "GET" { vec!["GET".to_owned(), "HEAD".to_owned()] } else { vec![method] })
            .collect();
        let request = served.client.request(Method::TRACE, format!("{}{}", served.base, filled(path)));
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED, "{path}");
        let allowed = response.headers()["allow"].to_str().unwrap().split(',').map(|name| name.trim().to_owned());
        assert_eq!(allowed.collect::<BTreeSet<_>>(), described, "{path}");
    }
}

#[test]
fn every_route_of_the_api_is_made_from_its_description() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/api");
    let mut folders = vec![folder];
    let mut described = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(!text.contains(".route("), "{}: a route without a description", path.display());
            described += text.matches("#[utoipa::path(").count();
        }
    }
    assert!(described >= 40, "{described}");
}

#[tokio::test]
async fn every_reference_leads_somewhere_and_every_operation_tells_of_problems() {
    let served = Served::start().await;
    let description = json(served.get("/api/v1/openapi.json")).await;
    let mut left = vec![&description];
    while let Some(value) = left.pop() {
        match value {
            Value::Object(fields) => {
                if let Some(reference) = fields.get("$ref").and_then(Value::as_str) {
                    let place = reference.strip_prefix('#').unwrap();
                    assert!(description.pointer(place).is_some(), "{reference}");
                }
                left.extend(fields.values());
            }
            Value::Array(values) => left.extend(values),
            _ => {}
        }
    }
    for (path, item) in description["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let (unknown, broken) = if path.starts_with("/open311/") { ("4XX", "5XX") } else { ("401", "500") };
            for status in [unknown, broken] {
                let reference = operation["responses"][status]["$ref"].as_str().unwrap();
                let problem = description.pointer(reference.trim_start_matches('#')).unwrap();
                assert!(problem["content"]["application/problem+json"].is_object(), "{method} {path} {status}");
            }
            assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{method} {path}");
        }
    }
}
