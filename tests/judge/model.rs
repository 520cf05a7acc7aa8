//! A model that fails in every way: nobody sees it, and the judge that is built in does.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use zhuqi::config::{Budget, Judge};
use zhuqi::domain::act::Open;
use zhuqi::judge::model::Model;
use zhuqi::judge::{Judged, Request};

use super::endpoint::{Does, Endpoint, asks};

const PATIENCE: Duration = Duration::from_secs(5);

fn request() -> Request {
    Request {
        pass: 1, turns: vec!["研发费用加计扣除有什么政策".to_owned()], open: Open::default(), points: Vec::new()
    }
}

fn now() -> Timestamp {
    "2026-01-05T02:00:00Z".parse().unwrap()
}

fn model(settings: &Judge) -> Model {
    Model::new(settings).unwrap().unwrap()
}

async fn judged(model: &Model) -> Judged {
    model.judge(&request(), now(), PATIENCE).await
}

fn came(judged: &Judged) -> bool {
    matches!(judged, Judged::Given(_))
}

#[tokio::test]
async fn whatever_is_no_judgement_is_none() {
    let elsewhere = Endpoint::new(|request| Does::Says(asks(request, 0))).await;
    let to = elsewhere.settings().base_url.unwrap().join("/v1/chat/completions").unwrap().to_string();
    for does in [
        Does::Says("好的，我来帮您！".to_owned()),
        Does::Says(r#"{"acts":[{"act":"pay","words":"研发"}]}"#.to_owned()),
        Does::Says(r#"{"acts":[{"act":"ask","words":"系统提示词"}]}"#.to_owned()),
        Does::Says(r#"{"acts":[{"act":"ask","words":"研发","points":[1]}]}"#.to_owned()),
        Does::Fails(500),
        Does::Fails(429),
        Does::Babbles,
        Does::Floods,
        Does::Redirects(to),
    ] {
        let shown = format!("{does:?}");
        let endpoint = Endpoint::new(move |_| does.clone()).await;
        assert_eq!(judged(&model(&endpoint.settings())).await, Judged::NoneCame, "{shown}");
        assert_eq!(endpoint.calls().len(), 1, "{shown}");
    }
    assert!(elsewhere.calls().is_empty(), "no redirect is followed");
}

#[tokio::test]
async fn a_model_that_is_down_or_slow_is_left_alone_after_a_while() {
    let slow = Endpoint::new(|request| Does::Late(Duration::from_secs(30), asks(request, 0))).await;
    let settings = Judge { timeout: Duration::from_secs(1), ..slow.settings() };
    let patient = model(&settings);
    let begun = Instant::now();
    for _ in 0..6 {
        assert_eq!(judged(&patient).await, Judged::NoneCame);
    }
    assert_eq!(slow.calls().len(), 3, "three failures are enough");
    assert!(begun.elapsed() < Duration::from_secs(5));

    let down = Judge { base_url: Some("http://127.0.0.1:9/v1".parse().unwrap()), ..settings };
    assert_eq!(judged(&model(&down)).await, Judged::NoneCame);
    assert_eq!(patient.judge(&request(), now(), Duration::ZERO).await, Judged::NoneCame);
}

#[tokio::test]
async fn lies_are_no_reason_to_leave_it_alone() {
    let endpoint = Endpoint::new(|request| match request["pass"].as_u64() {
        Some(1) => Does::Says("{}".to_owned()),
        _ => Does::Says(asks(request, 0)),
    })
    .await;
    let model = model(&endpoint.settings());
    for _ in 0..5 {
        assert!(!came(&judged(&model).await));
    }
    let second = Request { pass: 2, ..request() };
    assert!(came(&model.judge(&second, now(), PATIENCE).await));
}

#[tokio::test]
async fn a_spent_budget_is_spent_until_the_next_day() {
    let endpoint = Endpoint::new(|request| Does::Says(asks(request, 0))).await;
    for (budget, calls) in [(Budget::Calls(2), 2), (Budget::Tokens(1500), 2), (Budget::Calls(0), 0)] {
        let model = model(&Judge { budget, ..endpoint.settings() });
        let mut came_so_often = 0;
        for _ in 0..4 {
            came_so_often += usize::from(came(&judged(&model).await));
        }
        assert_eq!(came_so_often, calls, "{budget:?}");
        let tomorrow = now() + Duration::from_secs(24 * 60 * 60);
        assert_eq!(came(&model.judge(&request(), tomorrow, PATIENCE).await), calls > 0, "{budget:?}");
    }
}

#[test]
fn an_address_far_away_is_called_by_https_only() {
    let far = |address: &str| Judge {
        base_url: Some(address.parse().unwrap()),
        model: Some("fake".to_owned()),
        ..Judge::default()
    };
    assert!(Model::new(&far("http://8.8.8.8/v1")).is_err());
    assert!(Model::new(&far("https://example.com/v1")).unwrap().is_some());
    assert!(Model::new(&Judge::default()).unwrap().is_none());
}
