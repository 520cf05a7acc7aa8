//! What Prometheus reads.

use reqwest::StatusCode;
use zhuqi::domain::staff::Role;

use crate::served::{Served, problem};

#[tokio::test]
async fn it_shows_what_there_is_to_do() {
    let served = Served::start().await;
    let (number, code) = served.register("四平市铁西区", "供电").await;
    served.get(&format!("/api/v1/tickets/{number}?code={code}")).send().await.unwrap();
    served.get("/nowhere").send().await.unwrap();
    let text = served.get("/metrics").send().await.unwrap().text().await.unwrap();
    for line in [
        "zhuqi_tickets{status=\"submitted\"} 1",
        "zhuqi_store_writable 1",
        "zhuqi_outbox_conversations 0",
        "zhuqi_inbox_conversations 0",
        "zhuqi_http_requests_total{method=\"GET\",route=\"/api/v1/tickets/{number}\",status=\"200\"} 1",
        "zhuqi_http_requests_total{method=\"POST\",route=\"/api/v1/tickets\",status=\"201\"} 1",
        "zhuqi_http_requests_total{method=\"GET\",route=\"none\",status=\"404\"} 1",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    assert!(!text.contains(&number) && !text.contains(&code));
}

#[tokio::test]
async fn strangers_do_not_see_it() {
    let served = Served::start().await;
    let ask = || served.get("/metrics").header("x-forwarded-for", "203.0.113.9");
    problem(ask(), StatusCode::FORBIDDEN).await;
    let agent = served.token("wang.li", Role::Agent, None).await;
    problem(ask().bearer_auth(agent), StatusCode::FORBIDDEN).await;
    let admin = served.token("admin", Role::Admin, None).await;
    assert!(ask().bearer_auth(admin).send().await.unwrap().status().is_success());
}
