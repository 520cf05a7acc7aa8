//! What staff do by the API, and what they cannot.

use reqwest::StatusCode;
use serde_json::{Value, json as object};
use zhuqi::domain::staff::Role;

use crate::served::{Served, fields, json, problem};

#[tokio::test]
async fn a_ticket_is_worked_off_by_commands() {
    let served = Served::start().await;
    let (number, code) = served.register("四平市铁西区", "供电").await;
    let token = served.token("wang.li", Role::Agent, Some("四平市")).await;
    for (command, status) in [
        (object!({"command": "accept"}), "accepted"),
        (object!({"command": "assign", "lead": "siping"}), "assigned"),
        (object!({"command": "note", "text": "已联系供电公司"}), "assigned"),
        (object!({"command": "answer", "text": "线路已经修好。"}), "answered"),
    ] {
        let ticket = json(served.patch(&number, &command).bearer_auth(&token)).await;
        assert_eq!(ticket["status"], status, "{command}");
    }
    let events = json(served.get(&format!("/api/v1/tickets/{number}/events")).bearer_auth(&token)).await;
    let codes: Vec<_> = events["events"].as_array().unwrap().iter().map(|event| event["code"].clone()).collect();
    assert_eq!(codes, ["submitted", "accepted", "assigned", "noted", "answered"]);
    let notified = json(served.get(&format!("/api/v1/tickets/{number}/notified")).bearer_auth(&token)).await;
    assert_eq!(notified, object!({"notified": []}), "a form has no chat to tell");
    let own = json(served.get(&format!("/api/v1/tickets/{number}?code={code}"))).await;
    let text = own.to_string();
    assert!(text.contains("线路已经修好") && !text.contains("供电公司") && !text.contains("某工作人员"), "{text}");
}

#[tokio::test]
async fn a_stale_change_changes_nothing() {
    let served = Served::start().await;
    let (number, _) = served.register("四平市铁西区", "供电").await;
    let token = served.token("wang.li", Role::Agent, None).await;
    let path = format!("/api/v1/tickets/{number}");
    let seen = served.get(&path).bearer_auth(&token).send().await.unwrap();
    let tag = seen.headers()["etag"].clone();
    assert_eq!(seen.status(), StatusCode::OK);
    let again = served.get(&path).bearer_auth(&token).header("if-none-match", &tag).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    let accept = object!({"command": "accept"});
    json(served.patch(&number, &accept).bearer_auth(&token).header("if-match", &tag)).await;
    let note = object!({"command": "note", "text": "晚了一步"});
    let stale = served.patch(&number, &note).bearer_auth(&token).header("if-match", &tag);
    problem(stale, StatusCode::PRECONDITION_FAILED).await;
    let now = served.get(&path).bearer_auth(&token).header("if-none-match", &tag).send().await.unwrap();
    assert_eq!((now.status(), now.headers()["etag"].to_str().unwrap()), (StatusCode::OK, "\"2\""));
    problem(served.patch(&number, &accept).bearer_auth(&token), StatusCode::CONFLICT).await;
}

#[tokio::test]
async fn another_regions_ticket_is_as_if_there_were_none() {
    let served = Served::start().await;
    let (number, _) = served.register("四平市铁西区", "供电").await;
    let token = served.token("zhang.san", Role::Supervisor, Some("白城市")).await;
    let absent = "WZ-20260105-0099";
    for path in ["", "/events", "/notified", "/attachments"] {
        let ask = |number: &str| served.get(&format!("/api/v1/tickets/{number}{path}")).bearer_auth(&token);
        let (mut one, mut other) =
            (problem(ask(&number), StatusCode::NOT_FOUND).await, problem(ask(absent), StatusCode::NOT_FOUND).await);
        assert_eq!(one["request_id"].take().is_null(), other["request_id"].take().is_null());
        assert_eq!(one, other);
    }
    let extend = object!({"command": "extend", "days": 1, "reason": "再等等"});
    problem(served.patch(&number, &extend).bearer_auth(&token), StatusCode::NOT_FOUND).await;
    let list = json(served.get("/api/v1/tickets").bearer_auth(&token)).await;
    assert_eq!((&list["tickets"], &list["total"]), (&object!([]), &object!(0)));
    let figures = json(served.get("/api/v1/figures").bearer_auth(&token)).await;
    assert_eq!((&figures["total"], &figures["solved"]["percent"]), (&object!(0), &Value::Null));
}

#[tokio::test]
async fn each_role_does_only_what_is_its_own() {
    let served = Served::start().await;
    let (number, _) = served.register("四平市铁西区", "供电").await;
    let agent = served.token("wang.li", Role::Agent, None).await;
    let admin = served.token("admin", Role::Admin, None).await;
    let extend = object!({"command": "extend", "days": 1, "reason": "再等等"});
    json(served.patch(&number, &object!({"command": "accept"})).bearer_auth(&agent)).await;
    problem(served.patch(&number, &extend).bearer_auth(&agent), StatusCode::FORBIDDEN).await;
    json(served.patch(&number, &extend).bearer_auth(&admin)).await;
    for path in ["/api/v1/audit", "/api/v1/staff", "/api/v1/staff/admin/tokens"] {
        problem(served.get(path).bearer_auth(&agent), StatusCode::FORBIDDEN).await;
        problem(served.get(path), StatusCode::UNAUTHORIZED).await;
        json(served.get(path).bearer_auth(&admin)).await;
    }
    let audit = json(served.get("/api/v1/audit?limit=2").bearer_auth(&admin)).await;
    assert_eq!(audit["lines"][0]["action"], "ticket.extended");
    let next = audit["next"].as_u64().unwrap();
    let older = json(served.get(&format!("/api/v1/audit?limit=2&before={next}")).bearer_auth(&admin)).await;
    assert!(older["lines"][0]["place"].as_u64().unwrap() < next);
}

#[tokio::test]
async fn the_enterprises_word_is_nobody_elses() {
    let served = Served::start().await;
    let (number, _) = served.register("四平市铁西区", "供电").await;
    let token = served.token("admin", Role::Admin, None).await;
    for wrong in [object!({"command": "confirm"}), object!({"command": "lapse"}), object!({}), object!({"command": 5})]
    {
        let refused = problem(served.patch(&number, &wrong).bearer_auth(&token), StatusCode::BAD_REQUEST).await;
        assert_eq!(fields(&refused), ["command"], "{wrong}");
    }
    for (wrong, field) in [
        (object!({"command": "assign"}), "lead"),
        (object!({"command": "accept", "text": "好"}), "text"),
        (object!({"command": "sort", "category": "天气"}), "command"),
    ] {
        let refused = problem(served.patch(&number, &wrong).bearer_auth(&token), StatusCode::BAD_REQUEST).await;
        assert_eq!(fields(&refused), [field], "{wrong}");
    }
    let empty = object!({"command": "answer", "text": "  "});
    problem(served.patch(&number, &empty).bearer_auth(&token), StatusCode::BAD_REQUEST).await;
}

#[tokio::test]
async fn pages_hold_every_ticket_once() {
    let served = Served::start().await;
    for count in 0..7 {
        served.register("四平市铁西区", if count % 2 == 0 { "供电" } else { "融资" }).await;
    }
    let token = served.token("admin", Role::Admin, None).await;
    for order in ["newest", "oldest", "due", "updated"] {
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let path = format!("/api/v1/tickets?order={order}&limit=3{after}");
            let page = json(served.get(&path).bearer_auth(&token)).await;
            assert_eq!(page["total"], 7);
            let numbers = page["tickets"].as_array().unwrap().iter().map(|ticket| ticket["number"].to_string());
            seen.extend(numbers);
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(seen.len(), 7, "{order}");
        let ascending = seen.is_sorted();
        seen.sort();
        seen.dedup();
        assert_eq!((seen.len(), ascending), (7, matches!(order, "oldest" | "due")), "{order}");
    }
    for (query, total) in [
        ("category=融资", 3),
        ("category=none", 0),
        ("region=四平市", 7),
        ("region=白城市", 0),
        ("status=submitted,answered", 7),
        ("status=open", 7),
        ("status=closed", 0),
        ("agent=none", 7),
        ("agent=me", 0),
        ("q=示例", 7),
        ("q=wz-20260105-0003", 1),
        ("overdue=true", 0),
        ("from=2026-01-05&until=2026-01-05", 7),
        ("from=2026-01-06", 0),
        ("until=2026-01-05T01:00:00Z", 0),
    ] {
        let list = json(served.get(&format!("/api/v1/tickets?{query}")).bearer_auth(&token)).await;
        assert_eq!(list["total"], total, "{query}");
    }
    for wrong in ["limit=0", "limit=201", "limit=x", "order=best", "status=new", "region=某地", "after=1", "colour=red"]
    {
        let request = served.get(&format!("/api/v1/tickets?{wrong}")).bearer_auth(&token);
        let refused = problem(request, StatusCode::BAD_REQUEST).await;
        assert_eq!(fields(&refused), [wrong.split('=').next().unwrap()]);
    }
}

#[tokio::test]
async fn duplicates_of_one_enterprise_are_merged_once() {
    let served = Served::start().await;
    let (one, _) = served.register("四平市铁西区", "供电").await;
    let (other, _) = served.register("四平市铁西区", "供电").await;
    let (agent, supervisor) =
        (served.token("wang.li", Role::Agent, None).await, served.token("li.si", Role::Supervisor, None).await);
    let merge = |token: &str, into: &str| {
        let path = format!("/api/v1/tickets/{other}/merge");
        let request = served.post(&path, object!({ "into": into }).to_string());
        request.bearer_auth(token).header("idempotency-key", "merge-1")
    };
    problem(merge(&agent, &one), StatusCode::FORBIDDEN).await;
    let first = json(merge(&supervisor, &one)).await;
    assert_eq!((&first["number"], &first["version"]), (&object!(one), &object!(2)));
    assert_eq!(json(merge(&supervisor, &one)).await, first, "the same key again does nothing");
    problem(merge(&supervisor, &other), StatusCode::CONFLICT).await;
    let gone = json(served.get(&format!("/api/v1/tickets/{other}")).bearer_auth(&supervisor)).await;
    assert_eq!(gone["status"], "merged");
}
