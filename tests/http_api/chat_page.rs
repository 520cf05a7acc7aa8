//! The page of the chat: what it says before anybody has asked, and how much of it travels.

use std::io::Read;

use flate2::read::GzDecoder;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING};
use reqwest::{Client, StatusCode};
use serde_json::json as object;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use zhuqi::channel::web;
use zhuqi::http::{door, server};

use crate::served::{Served, fields, json, problem};

/// All of the page may be so large on the wire, in bytes.
const PAGE_LIMIT: usize = 100 * 1024;

const PARTS: [&str; 6] = ["/", "/base.css", "/chat.css", "/plain.css", "/chat.js", "/icon.svg"];

#[tokio::test]
async fn the_first_screen_names_the_documents_and_that_their_periods_have_ended() {
    let served = Served::start().await;
    let page = served.get("/").send().await.unwrap().text().await.unwrap().replace("&#x2f;", "/");
    let knowledge = served.relay.assistant().knowledge().clone();
    assert!(page.contains("这5份官方文件，期限都已结束"), "{page}");
    for document in &knowledge.documents {
        assert!(page.contains(&document.title) && page.contains(&format!("href=\"/documents/{}\"", document.id)));
    }
}

#[tokio::test]
async fn without_javascript_the_notice_comes_first() {
    let served = Served::start().await;
    let page = served.get("/").send().await.unwrap().text().await.unwrap();
    let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("no {words}"));
    assert!(at("<noscript>\n") < at("id=\"welcome\""));
    assert!(at("没有开启它") < at("想问点什么"));
}

#[tokio::test]
async fn the_page_travels_compressed_and_light() {
    let served = Served::start().await;
    let mut sum = 0;
    for path in PARTS {
        let plain = served.get(path).send().await.unwrap().bytes().await.unwrap();
        let response = served.get(path).header(ACCEPT_ENCODING, "gzip").send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let packed = response.headers().get(CONTENT_ENCODING).is_some_and(|encoding| encoding == "gzip");
        let body = response.bytes().await.unwrap();
        sum += body.len();
        let mut read = Vec::new();
        match packed {
            true => drop(GzDecoder::new(&*body).read_to_end(&mut read).unwrap()),
            false => read.extend(&*body),
        }
        assert_eq!(read, plain, "{path}");
        assert!(packed || plain.len() < 1024, "{path} is sent as it is, {} bytes", plain.len());
    }
    assert!(sum < PAGE_LIMIT, "{sum} bytes");
}

#[tokio::test]
async fn every_page_names_who_runs_the_service() {
    let served = Served::start().await;
    let routes = web::routes(served.relay.clone(), Some("某某<市>工信局".to_owned())).unwrap();
    let listener = server::listen(([127, 0, 0, 1], 0).into()).await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let stop = CancellationToken::new();
    tokio::spawn(server::serve(listener, door::before(routes), stop.clone()));
    for path in ["/", "/tickets", "/documents", "/documents/jilin-2021-work-points"] {
        let page = Client::new().get(format!("{base}{path}")).send().await.unwrap().text().await.unwrap();
        assert!(page.contains("本服务由某某&lt;市&gt;工信局运营"), "{path}");
        let unnamed = served.get(path).send().await.unwrap().text().await.unwrap();
        assert!(!unnamed.contains("运营"), "{path}");
    }
    stop.cancel();
}

#[tokio::test]
async fn news_are_asked_for_in_plain_form() {
    let served = Served::start().await;
    let path = format!("/api/v1/conversations/{}/news", Uuid::new_v4());
    assert_eq!(json(served.post(&path, "{}")).await, object!({"news": []}));
    assert_eq!(json(served.post(&path, r#"{"seen":{"WZ-20260105-0001":2,"x":1}}"#)).await, object!({"news": []}));
    for wrong in [r#"{"seen":[1]}"#, r#"{"seen":{"WZ-20260105-0001":"2"}}"#, r#"{"seen":{"a":-1}}"#] {
        assert_eq!(fields(&problem(served.post(&path, wrong), StatusCode::BAD_REQUEST).await), ["seen"], "{wrong}");
    }
    problem(served.post("/api/v1/conversations/x/news", "{}"), StatusCode::NOT_FOUND).await;
}
