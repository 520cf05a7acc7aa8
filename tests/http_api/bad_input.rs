//! What is wrong with a request is said in plain words, and nothing is done.

use futures::future::join_all;
use reqwest::header::HeaderValue;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json as object};
use zhuqi::domain::staff::Role;
use zhuqi::store::Store;
use zhuqi::store::TicketQuery;

use crate::form;
use crate::served::{Served, fields, json, problem, problem_of};

/// The problem with a form in which one field stands differently.
async fn with(served: &Served, field: &str, value: impl Into<Value>) -> String {
    let mut form = form();
    form[field] = value.into();
    let refused = problem(served.post("/api/v1/tickets", form.to_string()), StatusCode::BAD_REQUEST).await;
    assert_eq!(fields(&refused), [field], "{refused}");
    refused["errors"][0]["reason"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn each_field_says_what_is_wrong_with_it() {
    let served = Served::start().await;
    for (field, value, said) in [
        ("phone", "12345", "11位手机号"),
        ("phone", "1390000000a", "11位手机号"),
        ("credit_code", "91220000MA12345675", "最后一位应是“4”"),
        ("credit_code", "9122O000MA12345674", "第5位不会是“O”，是不是数字0"),
        ("credit_code", "91220000MA1234567", "您填了17位"),
        ("region", "四平铁冬区", "是不是“四平市铁"),
        ("region", "月球", "例如"),
        ("category", "停水", "可选：供电、供气"),
        ("enterprise", "厂", "企业名称要有 2 到 60 个字"),
        ("contact", "某\u{2028}某", "联系人姓名里有换行"),
        ("enterprise", "12", "2 到 60 个字"),
        ("enterprise", "某\n厂", "换行"),
        ("enterprise", &"长".repeat(61), "2 到 60 个字"),
        ("contact", "\u{202e}\u{200b}某", "2 到 60 个字"),
        ("description", "停电", "至少 5 个字"),
        ("description", &"长".repeat(4001), "现在有 4001 个字"),
    ] {
        let reason = with(&served, field, value).await;
        assert!(reason.contains(said), "{field} {value:.20}: {reason}");
    }
    for value in [object!(13_900_000_000_u64), object!(true), object!(["139"]), object!({"a": 1})] {
        assert!(with(&served, "phone", value).await.contains("加双引号"));
    }
    assert!(with(&served, "e_mail", "a@example.com").await.contains("没有“e_mail”这一项"));
    assert_eq!(served.store.tickets(&TicketQuery { limit: 9, ..TicketQuery::default() }).await.unwrap(), []);
}

#[tokio::test]
async fn marks_that_nobody_sees_are_not_kept() {
    let served = Served::start().await;
    let mut form = form();
    form["enterprise"] = "示例\u{202e}机械厂\u{feff}".into();
    form["description"] = "车间\u{0}老停电\u{7}，\n三\u{2066}天了".into();
    json(served.post("/api/v1/tickets", form.to_string())).await;
    let ticket = served.store.ticket(&"WZ-20260105-0001".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(
        (ticket.draft.enterprise.as_str(), ticket.draft.description.as_str()),
        ("示例机械厂", "车间老停电，\n三天了")
    );
}

#[tokio::test]
async fn what_is_no_json_is_pointed_at() {
    let served = Served::start().await;
    let deep = "[".repeat(200_000 / 8);
    for (body, said) in [
        (b"{\"phone\":\"1\",\n\"phone\":\"2\"}".to_vec(), "“phone”写了两次（第 2 行"),
        (b"{\n  \"phone\": }".to_vec(), "第 2 行第 12 列"),
        (b"{\"a\":\"\xff\"}".to_vec(), "第 1 行"),
        (b"{\"a\":\"1\"} x".to_vec(), "第 1 行"),
        (format!("{{\"a\":{deep}").into_bytes(), "第 1 行"),
        (b"\"text\"".to_vec(), "JSON 对象"),
        (Vec::new(), "第 1 行"),
    ] {
        let request = served.post("/api/v1/tickets", "").body(body);
        let refused = problem(request, StatusCode::BAD_REQUEST).await;
        assert!(refused["detail"].as_str().unwrap().contains(said), "{said}: {refused}");
    }
    let huge = served.post("/api/v1/tickets", "x".repeat(65 * 1024));
    problem(huge, StatusCode::PAYLOAD_TOO_LARGE).await;
    let form = served.client.post(format!("{}/api/v1/tickets", served.base)).form(&[("phone", "1")]);
    problem(form, StatusCode::UNSUPPORTED_MEDIA_TYPE).await;
}

#[tokio::test]
async fn strange_addresses_find_nothing() {
    let served = Served::start().await;
    let token = served.token("admin", Role::Admin, None).await;
    for path in [
        "/api/v1/tickets/WZ-20260105-0001%2F..%2F..",
        "/api/v1/tickets/..%2f..%2fetc%2fpasswd",
        "/api/v1/tickets/%00",
        "/api/v1/tickets/%ff",
        "/api/v1/tickets/WZ-20260105-99999999999999999999",
        "/api/v1/staff/%2e%2e/tokens",
        "/open311/v2/requests/%ff.json",
        "//api/v1/tickets",
        "/API/V1/TICKETS",
    ] {
        let response = served.get(path).bearer_auth(&token).send().await.unwrap();
        assert!(
            matches!(response.status(), StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST),
            "{path}: {}",
            response.status()
        );
        let said = response.text().await.unwrap();
        assert!(said.chars().any(|c| c > '\u{2e7f}'), "{path}: {said}");
    }
    let long = format!("/api/v1/tickets?q={}", "长".repeat(6000));
    assert_eq!(json(served.get(&long).bearer_auth(&token)).await["total"], 0);
}

#[tokio::test]
async fn a_hundred_repeats_at_once_make_one_ticket() {
    let served = Served::start().await;
    let send = || {
        let request = served.post("/api/v1/tickets", form().to_string()).header("idempotency-key", "key-1");
        async move { request.send().await.unwrap() }
    };
    let mut answers = Vec::new();
    for response in join_all((0..100).map(|_| send())).await {
        assert_eq!(response.status(), StatusCode::CREATED);
        answers.push(response.json::<Value>().await.unwrap());
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    let kept = served.store.tickets(&TicketQuery { limit: 9, ..TicketQuery::default() }).await.unwrap();
    assert_eq!(kept.len(), 1);
    for key in ["密钥", "a\tb", " "] {
        let key = HeaderValue::from_bytes(key.as_bytes()).unwrap();
        let request = served.post("/api/v1/tickets", form().to_string()).header("idempotency-key", key);
        assert_eq!(fields(&problem(request, StatusCode::BAD_REQUEST).await), ["Idempotency-Key"]);
    }
}

#[tokio::test]
async fn other_methods_do_nothing() {
    let served = Served::start().await;
    let (number, code) = served.register("四平市铁西区", "供电").await;
    let path = format!("{}/api/v1/tickets/{number}?code={code}", served.base);
    let ask = |method: Method| served.client.request(method, &path);
    let head = ask(Method::HEAD).send().await.unwrap();
    assert_eq!((head.status(), head.headers()["etag"].to_str().unwrap()), (StatusCode::OK, "\"1\""));
    assert!(head.bytes().await.unwrap().is_empty());
    for method in
        [Method::OPTIONS, Method::TRACE, Method::PUT, Method::DELETE, Method::from_bytes(b"PROPFIND").unwrap()]
    {
        let response = ask(method.clone()).send().await.unwrap();
        assert_eq!(response.headers()["allow"], "GET,HEAD,PATCH", "{method}");
        assert!(!response.headers().contains_key("access-control-allow-origin"), "{method}");
        problem_of(response, StatusCode::METHOD_NOT_ALLOWED).await;
    }
}

#[tokio::test]
async fn every_answer_of_the_api_carries_the_security_headers_and_is_kept_nowhere() {
    let served = Served::start().await;
    let (number, code) = served.register("四平市铁西区", "供电").await;
    let own = format!("/api/v1/tickets/{number}?code={code}");
    for path in
        [own.as_str(), "/api/v1/tickets", "/api/v1/openapi.json", "/open311/v2/requests.xml", "/metrics", "/nope"]
    {
        let response = served.get(path).send().await.unwrap();
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(
            (header("x-content-type-options"), header("cache-control")),
            ("nosniff".into(), "no-store".into()),
            "{path}"
        );
        assert_eq!((header("referrer-policy"), header("x-request-id").len()), ("no-referrer".into(), 36), "{path}");
        assert!(header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
    }
}
