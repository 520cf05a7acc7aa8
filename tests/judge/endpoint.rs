//! A model behind an OpenAI-compatible endpoint that does as a test says.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use futures::stream;
use serde_json::{Value, json};
use zhuqi::config::{Budget, Judge};

/// What the model does with a request.
#[derive(Debug, Clone)]
pub(crate) enum Does {
    /// Says this.
    Says(String),
    /// Says this after a while.
    Late(Duration, String),
    /// Answers with a status and nothing else.
    Fails(u16),
    /// Sends the caller somewhere else.
    Redirects(String),
    /// Answers with another JSON than a completion.
    Babbles,
    /// Answers with 3 GB.
    Floods,
}

/// A call as it came.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    /// The whole body.
    pub(crate) body: Value,
    /// What was asked, as the model reads it.
    pub(crate) request: Value,
    /// Whether the key was right.
    pub(crate) allowed: bool,
}

type Mind = Arc<dyn Fn(&Value) -> Does + Send + Sync>;

/// The endpoint; it goes on until the test ends.
pub(crate) struct Endpoint {
    address: String,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Endpoint {
    /// An endpoint whose model does this with what it is asked.
    pub(crate) async fn new(mind: impl Fn(&Value) -> Does + Send + Sync + 'static) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/v1", listener.local_addr().unwrap());
        let calls = Arc::new(Mutex::new(Vec::new()));
        let state: (Mind, Arc<Mutex<Vec<Call>>>) = (Arc::new(mind), calls.clone());
        let routes = Router::new().route("/v1/chat/completions", axum::routing::post(complete)).with_state(state);
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { address, calls }
    }

    /// An endpoint whose model always says this.
    pub(crate) async fn saying(judgement: Value) -> Self {
        Self::new(move |_| Does::Says(judgement.to_string())).await
    }

    /// Settings that name it.
    pub(crate) fn settings(&self) -> Judge {
        Judge {
            base_url: Some(self.address.parse().unwrap()),
            model: Some("fake".to_owned()),
            api_key: Some("key".into()),
            timeout: Duration::from_secs(5),
            budget: Budget::Calls(1000),
            ..Judge::default()
        }
    }

    /// Everything it was asked.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }
}

async fn complete(
    State((mind, calls)): State<(Mind, Arc<Mutex<Vec<Call>>>)>,
    headers: axum::http::HeaderMap,
    body: Bytes,
) -> Response {
    let body: Value = serde_json::from_slice(&body).unwrap();
    let request: Value = serde_json::from_str(body["messages"][1]["content"].as_str().unwrap()).unwrap();
    let allowed = headers.get("authorization").is_some_and(|value| value == "Bearer key");
    calls.lock().unwrap().push(Call { body, request: request.clone(), allowed });
    match mind(&request) {
        Does::Says(text) => completion(&text),
        Does::Late(time, text) => {
            tokio::time::sleep(time).await;
            completion(&text)
        }
        Does::Fails(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Does::Redirects(to) => (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, to)]).into_response(),
        Does::Babbles => axum::Json(json!({"ok": true})).into_response(),
        Does::Floods => {
            let part = || Ok::<_, Infallible>(Bytes::from_static(&[b' '; 1 << 20]));
            Body::from_stream(stream::iter((0..3 << 10).map(move |_| part()))).into_response()
        }
    }
}

fn completion(text: &str) -> Response {
    let message = json!({"role": "assistant", "content": text});
    axum::Json(json!({"choices": [{"message": message}], "usage": {"total_tokens": 1000}})).into_response()
}

/// The message that a request is about.
pub(crate) fn message(request: &Value) -> &str {
    request["turns"].as_array().unwrap().last().unwrap().as_str().unwrap()
}

/// A judgement by which the whole message asks one thing, answered by the first so many candidates.
pub(crate) fn asks(request: &Value, points: usize) -> String {
    let points: Vec<usize> = (1..=points).collect();
    json!({"acts": [{"act": "ask", "words": message(request), "points": points}]}).to_string()
}
