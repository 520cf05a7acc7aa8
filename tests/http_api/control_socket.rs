//! The control socket: the same API with an administrator's rights, for whoever owns the data folder.

use std::os::unix::fs::PermissionsExt;

use reqwest::StatusCode;
use serde_json::{Value, json as object};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use zhuqi::app;
use zhuqi::http::control::{self, Client, ClientError};
use zhuqi::http::reply_body::RepliesBody;

use crate::served::{Served, clock, problem};

#[tokio::test]
async fn whoever_owns_the_folder_has_an_administrators_rights() {
    let served = Served::start().await;
    let dir = tempfile::tempdir().unwrap();
    let path = control::path(dir.path());
    std::fs::write(&path, "what a killed server left").unwrap();
    assert!(Client::connect(&path).is_none(), "nobody listens yet");
    let socket = control::listen(&path).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let stop = CancellationToken::new();
    let routes = app::routes(served.relay.clone(), clock()).unwrap();
    let serving = tokio::spawn(control::serve(socket, routes, stop.clone()));

    let client = Client::connect(&path).unwrap();
    let form = object!({
        "enterprise": "示例机械厂", "contact": "某某", "phone": "13900000000", "region": "四平市铁西区",
        "category": "供电", "description": "车间这两天老停电。",
    });
    let made: Value = client.post("/api/v1/tickets", &form).await.unwrap();
    let tickets: Value = client.get("/api/v1/tickets", &[("limit", "1".into())]).await.unwrap();
    assert_eq!(tickets["tickets"][0]["number"], made["number"]);
    assert_eq!(tickets["tickets"][0]["phone"], "13900000000");
    assert!(tickets["tickets"][0].get("code").is_none(), "the code is the enterprise's own");
    let number = made["number"].as_str().unwrap();
    let one: Value = client.get(&format!("/api/v1/tickets/{number}"), &[]).await.unwrap();
    assert_eq!(one, tickets["tickets"][0]);
    problem(served.get("/api/v1/tickets"), StatusCode::UNAUTHORIZED).await;

    let route = format!("/api/v1/conversations/{}/messages", Uuid::new_v4());
    let answer: RepliesBody = client.post(&route, &object!({"text": "你好"})).await.unwrap();
    assert!(!answer.replies.is_empty());
    let refused = client.post::<Value>("/api/v1/tickets", &object!({})).await;
    assert!(matches!(refused, Err(ClientError::Problem(problem)) if problem.errors.len() == 6));

    stop.cancel();
    serving.await.unwrap().unwrap();
    assert!(!path.exists(), "the file goes with the server");
}
