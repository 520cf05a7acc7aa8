//! News of tickets are pushed as they happen: to the conversation that registered them, and to nobody else.

use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json as object};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use zhuqi::app;
use zhuqi::domain::staff::Role;
use zhuqi::http::server;

use crate::served::{Served, clock, json, problem};

/// What comes by itself comes within this time.
const SOON: Duration = Duration::from_secs(10);
/// What does not come within this time does not come.
const NEVER: Duration = Duration::from_millis(400);
/// The caller a proxy on this machine speaks for.
const CALLER: (&str, &str) = ("x-forwarded-for", "203.0.113.77");

/// Where the news of a conversation come from.
fn path(conversation: Uuid) -> String {
    format!("/api/v1/conversations/{conversation}/news")
}

/// A trouble told in a conversation until it is a ticket; its number.
async fn register(served: &Served, conversation: Uuid) -> String {
    let said = ["我们厂在四平铁西，这两天老停电", "同意", "示例机械厂", "某某", "13900000000", "确认提交"];
    let mut last = Value::Null;
    for words in said {
        let path = format!("/api/v1/conversations/{conversation}/messages");
        last = json(served.post(&path, object!({ "text": words }).to_string())).await;
    }
    last["replies"][0]["report"]["number"].as_str().unwrap_or_else(|| panic!("not registered: {last}")).to_owned()
}

/// The next event of a stream as its name and what it carries; none if none comes in time.
async fn event(stream: &mut Response, within: Duration) -> Option<(String, Value)> {
    let mut text = String::new();
    let read = async {
        while let Some(chunk) = stream.chunk().await.unwrap() {
            text.push_str(std::str::from_utf8(&chunk).unwrap());
            let Some((event, _)) = text.split_once("\n\n") else { continue };
            let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
            if let Some(data) = field("data:") {
                return Some((field("event:").unwrap().to_owned(), serde_json::from_str(data).unwrap()));
            }
        }
        None
    };
    tokio::time::timeout(within, read).await.ok().flatten()
}

#[tokio::test]
async fn news_come_by_themselves_and_only_to_whoever_registered() {
    let served = Served::start().await;
    let admin = served.token("admin", Role::Admin, None).await;
    let (own, other) = (Uuid::new_v4(), Uuid::new_v4());
    let number = register(&served, own).await;
    register(&served, other).await;
    let mut stream = served.get(&path(own)).header(ACCEPT_ENCODING, "gzip").send().await.unwrap();
    let mut of_other = served.get(&path(other)).send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    assert_eq!(stream.headers()["x-accel-buffering"], "no");
    assert!(!stream.headers().contains_key(CONTENT_ENCODING), "compressed news would wait for more");
    assert_eq!(event(&mut stream, NEVER).await, None, "nothing has happened yet");

    json(served.patch(&number, &object!({"command": "accept"})).bearer_auth(&admin)).await;
    let (name, told) = event(&mut stream, SOON).await.expect("news by itself");
    assert_eq!((name.as_str(), told["ticket"].as_str(), &told["version"]), ("news", Some(&*number), &object!(2)));
    assert!(told["reply"]["text"].as_str().unwrap().contains("已受理"), "{told}");
    assert_eq!(event(&mut of_other, NEVER).await, None, "it is another's ticket");

    // Whoever comes again is told what they have not said to have read, and nothing after they have.
    let mut again = served.get(&path(own)).send().await.unwrap();
    assert_eq!(event(&mut again, SOON).await.unwrap().1["version"], 2);
    json(served.post(&path(own), object!({"seen": {&number: 2}}).to_string())).await;
    let mut again = served.get(&path(own)).send().await.unwrap();
    assert_eq!(event(&mut again, NEVER).await, None);
    problem(served.get("/api/v1/conversations/x/news"), StatusCode::NOT_FOUND).await;
}

#[tokio::test]
async fn one_address_holds_no_more_connections_than_its_share() {
    let served = Served::start().await;
    let open = || served.get(&path(Uuid::new_v4())).header(CALLER.0, CALLER.1);
    let mut held = Vec::new();
    let refused = loop {
        let response = open().send().await.unwrap();
        if response.status() != StatusCode::OK {
            break response;
        }
        held.push(response);
        assert!(held.len() < 200, "no end of connections");
    };
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.headers().contains_key("retry-after"));
    assert!(served.get(&path(Uuid::new_v4())).send().await.unwrap().status().is_success(), "another caller");
    drop(held);
    for _ in 0..50 {
        if open().send().await.unwrap().status().is_success() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the connections that were closed still count");
}

#[tokio::test]
async fn a_stop_waits_for_nobody_who_listens() {
    let served = Served::start().await;
    let listener = server::listen(([127, 0, 0, 1], 0).into()).await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let stop = CancellationToken::new();
    let routes = app::routes(served.relay.clone(), clock()).unwrap();
    let serving = tokio::spawn(server::serve(listener, routes, stop.clone()));
    let mut stream = served.client.get(base + &path(Uuid::new_v4())).send().await.unwrap();
    stop.cancel();
    tokio::time::timeout(Duration::from_secs(3), serving).await.expect("it ends at once").unwrap().unwrap();
    assert_eq!(stream.chunk().await.unwrap(), None);
}
