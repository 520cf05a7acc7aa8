//! Bearer tokens: made, used, listed, ended.

use reqwest::StatusCode;
use serde_json::json as object;
use zhuqi::desk::accounts::{self, By};
use zhuqi::domain::staff::{Role, StaffId};
use zhuqi::store::Store;

use crate::served::{Served, clock, fields, json, problem};

#[tokio::test]
async fn a_token_is_shown_once_and_ends_at_once() {
    let served = Served::start().await;
    let token = served.token("wang.li", Role::Agent, None).await;
    let path = "/api/v1/staff/wang.li/tokens";
    let wrong = problem(served.post(path, r#"{"label":""}"#).bearer_auth(&token), StatusCode::BAD_REQUEST).await;
    assert_eq!(fields(&wrong), ["label"]);
    let made = json(served.post(path, r#"{"label":"数据大屏"}"#).bearer_auth(&token)).await;
    let (secret, id) = (made["token"].as_str().unwrap(), made["id"].as_str().unwrap());
    json(served.get("/api/v1/desks").bearer_auth(secret)).await;
    let list = json(served.get(path).bearer_auth(&token)).await;
    assert_eq!(list["tokens"].as_array().unwrap().len(), 2);
    let mine = list["tokens"].as_array().unwrap().iter().find(|token| token["id"] == id).unwrap();
    assert_eq!((&mine["label"], &mine["used_on"]), (&object!("数据大屏"), &object!("2026-01-05")));
    let kept = format!("{:?} {:?}", served.store.records("bearer").await, served.store.audit(None, 100).await);
    assert!(!kept.contains(secret) && !list.to_string().contains(secret), "only a digest is kept");

    let end = served.client.delete(format!("{}{path}/{id}", served.base));
    json(end.try_clone().unwrap().bearer_auth(&token)).await;
    problem(end.bearer_auth(&token), StatusCode::NOT_FOUND).await;
    problem(served.get("/api/v1/desks").bearer_auth(secret), StatusCode::UNAUTHORIZED).await;
}

#[tokio::test]
async fn whoever_is_disabled_is_out_with_every_token() {
    let served = Served::start().await;
    let token = served.token("wang.li", Role::Agent, None).await;
    json(served.get("/api/v1/tickets").bearer_auth(&token)).await;
    let id = StaffId::new("wang.li").unwrap();
    accounts::set_disabled(&*served.store, &id, true, By("test"), clock()()).await.unwrap();
    problem(served.get("/api/v1/tickets").bearer_auth(&token), StatusCode::UNAUTHORIZED).await;
    for nonsense in ["", "x", &"0".repeat(64)] {
        problem(served.get("/api/v1/tickets").bearer_auth(nonsense), StatusCode::UNAUTHORIZED).await;
    }
    let basic = served.get("/api/v1/tickets").basic_auth("wang.li", Some("x"));
    problem(basic, StatusCode::UNAUTHORIZED).await;
}

#[tokio::test]
async fn nobody_makes_a_token_for_somebody_above() {
    let served = Served::start().await;
    let agent = served.token("wang.li", Role::Agent, None).await;
    let admin = served.token("admin", Role::Admin, None).await;
    let body = r#"{"label":"试"}"#;
    problem(served.post("/api/v1/staff/admin/tokens", body).bearer_auth(&agent), StatusCode::FORBIDDEN).await;
    json(served.post("/api/v1/staff/wang.li/tokens", body).bearer_auth(&admin)).await;
    problem(served.post("/api/v1/staff/nobody/tokens", body).bearer_auth(&admin), StatusCode::NOT_FOUND).await;
}

#[tokio::test]
async fn staff_are_not_held_back_like_strangers() {
    let served = Served::start().await;
    let token = served.token("wang.li", Role::Agent, None).await;
    for _ in 0..50 {
        let request = served.get("/api/v1/tickets").bearer_auth(&token).header("x-forwarded-for", "203.0.113.9");
        json(request).await;
    }
}
