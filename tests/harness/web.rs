//! A conversation over HTTP that repeats a message under its id until it is answered.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tokio::sync::watch;
use uuid::Uuid;

use super::PATIENCE;
use super::person::{Act, Line, Shown};

/// A request is made again after this time, or as soon as the server is back.
const PAUSE: Duration = Duration::from_millis(100);

/// Where the server is; it changes with every start.
pub(crate) type Base = watch::Receiver<String>;

/// A client that talks to a server which may be killed at any time.
#[derive(Clone)]
pub(crate) struct Web {
    client: Client,
    base: Base,
}

/// One conversation.
pub(crate) struct WebChat {
    web: Web,
    id: Uuid,
    /// The payloads of the buttons shown last.
    buttons: BTreeMap<String, String>,
    /// The last message as it was sent, and everything that came back.
    pub(crate) last: (Value, Value),
}

impl Web {
    pub(crate) fn new(base: Base) -> Self {
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(10)).build().unwrap();
        Self { client, base }
    }

    /// A client of a server that stays where it is.
    pub(crate) fn of(base: &str) -> Self {
        Self::new(watch::channel(base.to_owned()).1)
    }

    /// A conversation of its own.
    pub(crate) fn chat(&self) -> WebChat {
        WebChat { web: self.clone(), id: Uuid::new_v4(), buttons: BTreeMap::new(), last: Default::default() }
    }

    /// A GET.
    pub(crate) async fn get(&self, path: &str) -> Value {
        self.insist(|base| self.client.get(format!("{base}{path}"))).await
    }

    /// A POST with this idempotency key, if there is one.
    pub(crate) async fn post(&self, path: &str, key: Option<&str>, body: &Value) -> Value {
        let request = |base: &str| {
            let request = self.client.post(format!("{base}{path}")).json(body);
            match key {
                Some(key) => request.header("idempotency-key", key),
                None => request,
            }
        };
        self.insist(request).await
    }

    /// Makes a request again until it is answered by anything but a fault of the server.
    async fn insist(&self, request: impl Fn(&str) -> RequestBuilder) -> Value {
        let begun = Instant::now();
        let mut base = self.base.clone();
        while begun.elapsed() < PATIENCE {
            let address = base.borrow_and_update().clone();
            if let Some((status, body)) = attempt(request(&address)).await
                && !status.is_server_error()
            {
                assert!(status.is_success(), "{status}: {body}");
                return serde_json::from_str(&body).unwrap();
            }
            // The server is back, or it was there all the time and only one connection broke.
            _ = tokio::time::timeout(PAUSE, base.changed()).await;
        }
        panic!("no answer within {PATIENCE:?}");
    }
}

impl WebChat {
    /// Sends a message under its id; gives every reply as it came.
    pub(crate) async fn exchange(&self, message: &Value) -> Value {
        self.web.post(&format!("/api/v1/conversations/{}/messages", self.id), None, message).await
    }

    /// The same conversation on another server.
    pub(crate) fn on(self, web: &Web) -> Self {
        Self { web: web.clone(), ..self }
    }
}

impl Line for WebChat {
    async fn send(&mut self, act: &Act, replies: usize) -> Vec<Shown> {
        let id = Uuid::new_v4();
        let message = match act {
            Act::Say(text) => json!({"id": id, "text": text}),
            Act::Press(label) => json!({"id": id, "payload": self.buttons.get(label).expect("a button shown last")}),
        };
        let body = self.exchange(&message).await;
        let came = body["replies"].as_array().unwrap();
        assert_eq!(came.len(), replies, "{message} got {body}");
        self.buttons = came.iter().flat_map(buttons).collect();
        let shown = came.iter().map(shown).collect();
        self.last = (message, body);
        shown
    }
}

fn buttons(reply: &Value) -> impl Iterator<Item = (String, String)> + '_ {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    reply["buttons"].as_array().unwrap().iter().map(move |button| (text(&button["label"]), text(&button["payload"])))
}

fn shown(reply: &Value) -> Shown {
    Shown {
        text: reply["text"].as_str().unwrap().to_owned(),
        labels: buttons(reply).map(|(label, _)| label).collect(),
        sourced: !reply["citations"].as_array().unwrap().is_empty(),
    }
}

/// The whole answer, unless a kill has cut it off.
async fn attempt(request: RequestBuilder) -> Option<(StatusCode, String)> {
    let response = request.send().await.ok()?;
    Some((response.status(), response.text().await.ok()?))
}
