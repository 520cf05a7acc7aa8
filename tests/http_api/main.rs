//! The HTTP server as programs and browsers see it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod bad_input;
mod chat_page;
mod conformance;
mod control_socket;
mod description;
mod documents;
mod files;
mod metrics;
mod open311;
mod open311_clients;
mod own_ticket;
mod served;
mod staff;
mod stream;
mod ticket_page;
mod tokens;
mod upkeep;

use axum::Router;
use axum::routing::get;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json as object};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use zhuqi::http::{door, server};
use zhuqi::store::{Store, StoreError};

use served::{Served, fields, json, problem};

/// A form that is filled in well.
pub(crate) fn form() -> Value {
    object!({
        "enterprise": "示例机械厂", "contact": "某某", "phone": "139 0000 0000", "region": "四平铁西",
        "category": "供电", "description": "车间这两天老停电，影响生产。",
    })
}

#[tokio::test]
async fn a_message_gets_replies_with_every_field() {
    let served = Served::start().await;
    let id = Uuid::new_v4().to_string();
    for body in [object!({"text": "你好", "id": id}), object!({"text": "", "id": id}), object!({"payload": "b1.99"})]
    {
        let answer = json(served.say(body.to_string())).await;
        let replies = answer["replies"].as_array().unwrap();
        assert!(!replies.is_empty(), "no reply to {body}");
        for reply in replies {
            let mut names: Vec<_> = reply.as_object().unwrap().keys().map(String::as_str).collect();
            names.sort_unstable();
            let expected = ["buttons", "card", "citations", "confidence", "elapsed_us", "id", "kind", "report", "text"];
            assert_eq!(names, expected);
            assert!(body.get("id").is_none_or(|id| *id == reply["id"]), "another id: {reply}");
            assert!(Uuid::parse_str(reply["id"].as_str().unwrap()).is_ok());
        }
    }
}

#[tokio::test]
async fn a_wrong_message_is_refused_in_plain_words() {
    let served = Served::start().await;
    for (body, wrong) in [
        ("{}", &["text"][..]),
        (r#"{"text":"a","payload":"b"}"#, &["payload"]),
        (r#"{"text":5,"id":"7","sticker":1}"#, &["text", "id", "sticker"]),
    ] {
        let refused = problem(served.say(body), StatusCode::BAD_REQUEST).await;
        let mut named = fields(&refused);
        named.sort_unstable();
        let mut expected = wrong.to_vec();
        expected.sort_unstable();
        assert_eq!(named, expected, "{body}");
    }
    for body in ["", "{\"text\":", "[1]", "\u{0}"] {
        problem(served.say(body), StatusCode::BAD_REQUEST).await;
    }
    let elsewhere = served.post("/api/v1/conversations/not-a-uuid/messages", r#"{"text":"a"}"#);
    problem(elsewhere, StatusCode::NOT_FOUND).await;
}

#[tokio::test]
async fn only_small_json_is_taken() {
    let served = Served::start().await;
    let huge = object!({ "text": "长".repeat(30_000) }).to_string();
    problem(served.say(huge), StatusCode::PAYLOAD_TOO_LARGE).await;
    let fits = object!({ "text": "长".repeat(20_000) }).to_string();
    json(served.say(fits)).await;
    let form = served.say("{}").header("content-type", "text/plain");
    let form = form.build().map(|mut request| {
        request.headers_mut().insert("content-type", "text/plain".parse().unwrap());
        request
    });
    let response = served.client.execute(form.unwrap()).await.unwrap();
    served::problem_of(response, StatusCode::UNSUPPORTED_MEDIA_TYPE).await;
}

#[tokio::test]
async fn unknown_addresses_and_methods_are_problems() {
    let served = Served::start().await;
    for path in ["/nope", "/api/v1/nope", "/api/v1/conversations/x", "/../etc/passwd"] {
        problem(served.get(path), StatusCode::NOT_FOUND).await;
    }
    let request = served.client.request(Method::DELETE, format!("{}/api/v1/tickets", served.base));
    let response = request.send().await.unwrap();
    assert!(response.headers()["allow"].to_str().unwrap().contains("POST"));
    served::problem_of(response, StatusCode::METHOD_NOT_ALLOWED).await;
}

#[tokio::test]
async fn a_form_becomes_one_ticket_under_its_key() {
    let served = Served::start().await;
    let post =
        |form: &Value, key: &str| served.post("/api/v1/tickets", form.to_string()).header("idempotency-key", key);
    let response = post(&form(), "key-1").send().await.unwrap();
    assert_eq!(response.status(), StatusCode::CREATED);
    let first: Value = response.json().await.unwrap();
    assert_eq!(first["number"], "WZ-20260105-0001");

    let mut same = form();
    same["phone"] = "139-0000-0000".into();
    same["credit_code"] = "".into();
    assert_eq!(json(post(&same, "key-1")).await, first, "a repeated request makes no second ticket");
    let mut other = form();
    other["contact"] = "另一位".into();
    problem(post(&other, "key-1"), StatusCode::CONFLICT).await;
    assert_eq!(json(post(&form(), "key-2")).await["number"], "WZ-20260105-0002", "a duplicate is for staff to see");
    assert_eq!(json(served.post("/api/v1/tickets", form().to_string())).await["number"], "WZ-20260105-0003");

    let ticket = served.store.ticket(&"WZ-20260105-0001".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(ticket.draft.region.as_deref(), Some("四平市铁西区"));
    assert_eq!(ticket.draft.phone.unwrap().as_str(), "13900000000");
}

#[tokio::test]
async fn every_wrong_field_of_a_form_is_named() {
    let served = Served::start().await;
    let all = ["enterprise", "contact", "phone", "region", "category", "description"];
    let empty = problem(served.post("/api/v1/tickets", "{}"), StatusCode::BAD_REQUEST).await;
    assert_eq!(fields(&empty), all);
    let wrong = object!({
        "enterprise": "厂", "contact": 7, "phone": "12345", "region": "某某星球", "category": "天气",
        "description": "短", "credit_code": "91220000MA12345670", "mail": "a@example.com",
    });
    let refused = problem(served.post("/api/v1/tickets", wrong.to_string()), StatusCode::BAD_REQUEST).await;
    assert_eq!(fields(&refused), [&all[..1], &["credit_code"], &all[1..], &["mail"]].concat());
    assert!(refused["errors"][1]["reason"].as_str().unwrap().contains("校验不符"), "{refused}");
    for key in ["", &"x".repeat(129)] {
        let request = served.post("/api/v1/tickets", form().to_string()).header("idempotency-key", key);
        assert_eq!(fields(&problem(request, StatusCode::BAD_REQUEST).await), ["Idempotency-Key"]);
    }
}

#[tokio::test]
async fn a_ticket_is_shown_to_whoever_knows_its_code() {
    let served = Served::start().await;
    let made = json(served.post("/api/v1/tickets", form().to_string())).await;
    let (number, code) = (made["number"].as_str().unwrap(), made["code"].as_str().unwrap());
    let ask = |number: &str, code: &str| served.get(&format!("/api/v1/tickets/{number}?code={code}"));
    let shown = json(ask(number, code)).await;
    assert_eq!((&shown["status"], &shown["status_name"]), (&object!("submitted"), &object!("待受理")));
    let text = shown.to_string();
    assert!(!text.contains("13900000000") && !text.contains(code), "more than the enterprise needs: {text}");
    json(ask(number, &code.to_lowercase())).await;

    let mut refusals = Vec::new();
    for (number, code) in [(number, "AAAA"), (number, ""), ("WZ-20260105-0009", code), ("nonsense", code)] {
        let mut refused = problem(ask(number, code), StatusCode::NOT_FOUND).await;
        refused["request_id"].take();
        refusals.push(refused);
    }
    assert!(refusals.iter().all(|refused| *refused == refusals[0]), "a guess must not tell what exists");
    let bare = problem(served.get(&format!("/api/v1/tickets/{number}")), StatusCode::BAD_REQUEST).await;
    assert_eq!(fields(&bare), ["code"]);
    problem(served.get("/api/v1/tickets"), StatusCode::UNAUTHORIZED).await;
}

#[tokio::test]
async fn too_many_requests_are_held_back_one_caller_at_a_time() {
    let served = Served::start().await;
    let ask = |caller: Option<&str>| {
        let request = served.get("/api/v1/tickets/WZ-20260105-0001?code=x");
        caller.map_or(request.try_clone().unwrap(), |caller| request.header("x-forwarded-for", caller))
    };
    let mut held_back = None;
    for _ in 0..100 {
        let response = ask(Some("203.0.113.7")).send().await.unwrap();
        if response.status() == StatusCode::TOO_MANY_REQUESTS {
            held_back = Some(response);
            break;
        }
    }
    let response = held_back.expect("nobody was held back");
    let wait: u64 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait} s");
    served::problem_of(response, StatusCode::TOO_MANY_REQUESTS).await;
    problem(ask(Some("203.0.113.8")), StatusCode::NOT_FOUND).await;
    for _ in 0..100 {
        assert_eq!(ask(None).send().await.unwrap().status(), StatusCode::NOT_FOUND, "this machine itself is exempt");
    }
}

#[tokio::test]
async fn every_response_carries_the_security_headers() {
    let served = Served::start().await;
    for path in ["/", "/chat.js", "/chat.css", "/documents", "/icon.svg", "/healthz", "/nope"] {
        let response = served.get(path).send().await.unwrap();
        let policy = response.headers()["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'self'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(response.headers()["x-content-type-options"], "nosniff", "{path}");
        assert!(response.headers().contains_key("x-request-id"), "{path}");
    }
}

#[tokio::test]
async fn the_page_is_whole_and_asks_nobody_else() {
    let served = Served::start().await;
    let page = served.get("/").send().await.unwrap().text().await.unwrap();
    let assistant = served.relay.assistant();
    assert!(assistant.phrases().help.examples.iter().take(6).all(|example| page.contains(example.as_str())));
    for path in ["/chat.js", "/chat.css", "/base.css", "/plain.css"] {
        let asset = served.get(path).send().await.unwrap().text().await.unwrap();
        for forbidden in ["http://", "https://", "innerHTML", "eval("] {
            assert!(!asset.contains(forbidden) && !page.contains(forbidden), "{path}: {forbidden}");
        }
    }
    assert!(!page.contains("<script>") && !page.contains("style=") && !page.contains("onclick"));
}

#[tokio::test]
async fn it_is_ready_while_the_store_can_be_written() {
    let served = Served::start().await;
    assert_eq!(json(served.get("/healthz")).await["status"], "ok");
    let edition = served.relay.assistant().edition().digest.short().to_owned();
    assert_eq!(json(served.get("/readyz")).await, object!({"status": "ok", "reasons": [], "edition": edition}));
    served.store.fail_next(1, StoreError::Unwritable("no space left".into()));
    let response = served.get("/readyz").send().await.unwrap();
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["reasons"].as_array().unwrap().len(), 1, "{body}");
    let response = served.post("/api/v1/tickets", form().to_string()).send().await.unwrap();
    assert!(response.headers().contains_key("retry-after"));
    let refused = served::problem_of(response, StatusCode::SERVICE_UNAVAILABLE).await;
    assert!(!refused.to_string().contains("no space left"), "the reason is for the log");
}

#[tokio::test]
async fn a_panic_is_a_problem_and_harms_nobody_else() {
    let routes = Router::new()
        .route(
            "/boom",
            get(|| async {
                if true {
                    panic!("on purpose")
                }
            }),
        )
        .route("/fine", get(|| async {}));
    let listener = server::listen(([127, 0, 0, 1], 0).into()).await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let stop = CancellationToken::new();
    let served = tokio::spawn(server::serve(listener, door::before(routes), stop.clone()));
    let client = reqwest::Client::new();
    let refused = problem(client.get(format!("{base}/boom")), StatusCode::INTERNAL_SERVER_ERROR).await;
    assert!(!refused.to_string().contains("on purpose"));
    assert!(client.get(format!("{base}/fine")).send().await.unwrap().status().is_success());
    stop.cancel();
    served.await.unwrap().unwrap();
}
