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

#[tokio::test]
async fn an_administrator_of_a_city_manages_its_staff_alone() {
    let served = Served::start().await;
    let city = served.token("shi.admin", Role::Admin, Some("四平市")).await;
    served.token("wang.li", Role::Agent, Some("四平市铁西区")).await;
    served.token("zhang.san", Role::Agent, Some("白城市")).await;
    served.token("admin", Role::Admin, None).await;
    let list = json(served.get("/api/v1/staff").bearer_auth(&city)).await;
    let listed: Vec<_> = list["staff"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(listed, ["shi.admin", "wang.li"]);
    for path in ["audit", "letters", "roster"] {
        problem(served.get(&format!("/api/v1/{path}")).bearer_auth(&city), StatusCode::FORBIDDEN).await;
    }
    for id in ["zhang.san", "admin", "nobody"] {
        for (deed, body) in [
            ("password", "{}"),
            ("access", r#"{"disabled":true}"#),
            ("tokens", r#"{"label":"试"}"#),
            ("link-code", "{}"),
        ] {
            let request = served.post(&format!("/api/v1/staff/{id}/{deed}"), body).bearer_auth(&city);
            problem(request, StatusCode::NOT_FOUND).await;
        }
        problem(served.get(&format!("/api/v1/staff/{id}/tokens")).bearer_auth(&city), StatusCode::NOT_FOUND).await;
    }
    let add = |region: &str| {
        let form = object!({"id": "xin.ren", "name": "某某", "role": "admin", "region": region});
        served.post("/api/v1/staff", form.to_string()).bearer_auth(&city)
    };
    problem(add("白城市"), StatusCode::BAD_REQUEST).await;
    json(add("四平市铁西区")).await;
    let edit = |id: &str, body: serde_json::Value| {
        served.client.put(format!("{}/api/v1/staff/{id}", served.base)).json(&body).bearer_auth(&city)
    };
    for id in ["shi.admin", "wang.li"] {
        problem(edit(id, object!({"name": "某某", "role": "admin"})), StatusCode::BAD_REQUEST).await;
    }
    problem(edit("admin", object!({"name": "某某", "role": "admin"})), StatusCode::NOT_FOUND).await;
    json(served.post("/api/v1/staff/wang.li/password", "{}").bearer_auth(&city)).await;
}

#[tokio::test]
async fn a_ticket_is_given_to_nobody_who_cannot_come_in() {
    let served = Served::start().await;
    let (number, _) = served.register("四平市铁西区", "供电").await;
    let token = served.token("wang.li", Role::Agent, None).await;
    served.token("zhang.san", Role::Agent, None).await;
    let gone = StaffId::new("zhang.san").unwrap();
    accounts::set_disabled(&*served.store, &gone, true, By("test"), clock()()).await.unwrap();
    let give = |agent: &str| {
        served.patch(&number, &object!({"command": "assign", "lead": "siping", "agent": agent})).bearer_auth(&token)
    };
    for agent in ["nobody", "zhang.san"] {
        let refused = problem(give(agent), StatusCode::BAD_REQUEST).await;
        assert!(refused["detail"].as_str().unwrap().contains(agent), "{refused}");
    }
    json(give("wang.li")).await;
}
