//! What an enterprise does with its own ticket by number and code.

use reqwest::StatusCode;
use serde_json::{Value, json as object};
use zhuqi::domain::message::{Channel, ConversationId};
use zhuqi::domain::reply::{Kind, Reply};
use zhuqi::domain::staff::Role;
use zhuqi::store::{Form, Notice, Store, Turn};

use crate::served::{Served, clock, fields, json, problem};

#[tokio::test]
async fn an_enterprise_without_a_chat_follows_its_ticket_to_the_end() {
    let served = Served::start().await;
    let (number, code) = served.register("四平市铁西区", "供电").await;
    let token = served.token("wang.li", Role::Agent, None).await;
    let path = format!("/api/v1/tickets/{number}/commands?code={code}");
    let send = |command: Value| served.post(&path, command.to_string());
    let own = json(served.get(&format!("/api/v1/tickets/{number}?code={code}"))).await;
    assert_eq!(own["can"], object!(["supply", "attach", "correct", "chase", "withdraw"]));
    assert!(own["due_at"].is_string() && own["answer"].is_null());

    json(served.patch(&number, &object!({"command": "ask", "question": "请写明电表号"})).bearer_auth(&token)).await;
    let supplied = json(send(object!({"command": "supply", "text": "电表号 1234"}))).await;
    assert_eq!(supplied["status"], "accepted", "what was asked for sets the clocks going again");
    problem(send(object!({"command": "confirm"})), StatusCode::CONFLICT).await;
    json(served.patch(&number, &object!({"command": "answer", "text": "修好了"})).bearer_auth(&token)).await;
    let reopened = json(send(object!({"command": "reopen", "reason": "又停了"}))).await;
    assert_eq!((&reopened["status"], &reopened["answer"]), (&object!("reopened"), &Value::Null));
    json(served.patch(&number, &object!({"command": "answer", "text": "换了变压器"})).bearer_auth(&token)).await;
    let confirmed = json(send(object!({"command": "confirm"}))).await;
    assert_eq!(confirmed["can"], object!(["rate", "reopen", "supply", "attach"]));
    let rated = json(send(object!({"command": "rate", "rating": 5, "words": "很快"}))).await;
    let last = rated["events"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["rating"], &last["words"], &last["actor"]), (&object!(5), &object!("很快"), &object!("企业")));
}

#[tokio::test]
async fn only_the_code_opens_it_and_only_for_the_enterprises_part() {
    let served = Served::start().await;
    let (number, code) = served.register("四平市铁西区", "供电").await;
    let withdraw = object!({"command": "withdraw"}).to_string();
    for (number, code) in [(number.as_str(), "AAAA"), ("WZ-20260105-0009", code.as_str()), ("x", code.as_str())] {
        let path = format!("/api/v1/tickets/{number}/commands?code={code}");
        problem(served.post(&path, withdraw.clone()), StatusCode::NOT_FOUND).await;
    }
    let bare = served.post(&format!("/api/v1/tickets/{number}/commands"), withdraw);
    assert_eq!(fields(&problem(bare, StatusCode::BAD_REQUEST).await), ["code"]);
    let path = format!("/api/v1/tickets/{number}/commands?code={code}");
    for wrong in [object!({"command": "accept"}), object!({"command": "note", "text": "好"})] {
        problem(served.post(&path, wrong.to_string()), StatusCode::BAD_REQUEST).await;
    }
    problem(served.post(&path, r#"{"command":"rate","rating":6}"#), StatusCode::BAD_REQUEST).await;
    problem(served.patch(&number, &object!({"command": "accept"})), StatusCode::UNAUTHORIZED).await;
    for path in ["events", "notified"] {
        let staff_only = served.get(&format!("/api/v1/tickets/{number}/{path}?code={code}"));
        problem(staff_only, StatusCode::UNAUTHORIZED).await;
    }
}

#[tokio::test]
async fn a_repeated_command_is_done_once() {
    let served = Served::start().await;
    let (number, code) = served.register("四平市铁西区", "供电").await;
    let path = format!("/api/v1/tickets/{number}/commands?code={code}");
    let supply = |text: &str| {
        let body = object!({"command": "supply", "text": text}).to_string();
        served.post(&path, body).header("idempotency-key", "k")
    };
    assert_eq!(json(supply("电表号 1234")).await["version"], 2);
    assert_eq!(json(supply("电表号 1234")).await["version"], 2);
    problem(supply("别的"), StatusCode::CONFLICT).await;
    let (other, code) = served.register("四平市铁西区", "供电").await;
    let path = format!("/api/v1/tickets/{other}/commands?code={code}");
    let body = object!({"command": "supply", "text": "电表号 5678"}).to_string();
    let same_key = served.post(&path, body).header("idempotency-key", "k");
    assert_eq!(json(same_key).await["version"], 2, "keys of different enterprises do not meet");
}

#[tokio::test]
async fn staff_do_not_read_the_code_in_what_the_enterprise_was_told() {
    let served = Served::start().await;
    let (number, code) = served.register("四平市铁西区", "供电").await;
    let to = ConversationId::new(Channel::Telegram, "4711").unwrap();
    let reply = Reply::plain(Kind::Ticket, format!("登记好了，编号 {number}，查询码 {code}。"));
    let notice = Notice::about(&number.parse().unwrap(), to, reply, Form::Message);
    served.store.commit(Turn { outbox: vec![notice], at: clock()(), ..Turn::default() }).await.unwrap();
    let token = served.token("wang.li", Role::Agent, None).await;
    let body = json(served.get(&format!("/api/v1/tickets/{number}/notified")).bearer_auth(&token)).await;
    let text = body["notified"][0]["text"].as_str().unwrap();
    assert_eq!(text, format!("登记好了，编号 {number}，查询码 （查询码只给企业）。"));
}
