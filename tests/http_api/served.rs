//! A server of the product on a free port of this machine, over a store in memory.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use zhuqi::app;
use zhuqi::assistant::Assistant;
use zhuqi::config::Settings;
use zhuqi::desk::accounts::{self, By, Password};
use zhuqi::desk::office::Office;
use zhuqi::desk::tokens;
use zhuqi::domain::staff::{Role, Staff, StaffId};
use zhuqi::http::server;
use zhuqi::relay::{Clock, Relay};
use zhuqi::store::memory::MemoryStore;

/// The moment the server takes for now.
pub(crate) const NOW: &str = "2026-01-05T01:00:00Z";

/// A running server; it stops when dropped.
pub(crate) struct Served {
    pub(crate) base: String,
    pub(crate) client: Client,
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) relay: Arc<Relay>,
    stop: CancellationToken,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// The time as the server sees it.
pub(crate) fn clock() -> Clock {
    Arc::new(|| NOW.parse::<Timestamp>().unwrap())
}

/// The shipped knowledge, loaded once.
fn assistant() -> Arc<Assistant> {
    static LOADED: OnceLock<Arc<Assistant>> = OnceLock::new();
    LOADED.get_or_init(|| app::assistant(&settings()).unwrap()).clone()
}

fn office() -> Arc<Office> {
    app::office(&settings(), &assistant()).unwrap()
}

fn settings() -> Settings {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let variables = [("KNOWLEDGE", "knowledge"), ("DIALOGS", "dialogs")];
    let variables = variables.map(|(name, dir)| (format!("ZHUQI_{name}__DIR").into(), root.join(dir).into()));
    Settings::load(None, variables).unwrap()
}

impl Served {
    /// Starts one.
    pub(crate) async fn start() -> Self {
        let store = Arc::new(MemoryStore::new());
        let relay = Arc::new(Relay::new(store.clone(), assistant(), office(), clock()));
        let routes = app::routes(relay.clone(), clock()).unwrap();
        let listener = server::listen(([127, 0, 0, 1], 0).into()).await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let stop = CancellationToken::new();
        tokio::spawn(server::serve(listener, routes, stop.clone()));
        Self { base, client: Client::new(), store, relay, stop }
    }

    /// The bearer token of a new member of staff.
    pub(crate) async fn token(&self, id: &str, role: Role, region: Option<&str>) -> String {
        let staff = Staff {
            id: StaffId::new(id).unwrap(),
            name: "某工作人员".to_owned(),
            role,
            region: region.map(str::to_owned),
            desk: None,
            telegram: None,
            disabled: false,
        };
        let (id, now, by) = (staff.id.clone(), clock()(), By("test"));
        let password = Password::fresh();
        accounts::add(&*self.store, &office(), staff, &password, by, now).await.unwrap();
        tokens::make(&*self.store, &id, "试用", by, now).await.unwrap().1.reveal().to_owned()
    }

    /// A ticket from the public form; its number and its code.
    pub(crate) async fn register(&self, region: &str, category: &str) -> (String, String) {
        let form = serde_json::json!({
            "enterprise": "示例机械厂", "contact": "某某", "phone": "139 0000 0000", "region": region,
            "category": category, "description": "车间这两天老停电，影响生产。",
        });
        let made = json(self.post("/api/v1/tickets", form.to_string())).await;
        (made["number"].as_str().unwrap().to_owned(), made["code"].as_str().unwrap().to_owned())
    }

    /// A PATCH of a ticket.
    pub(crate) fn patch(&self, number: &str, body: &Value) -> RequestBuilder {
        self.client.patch(format!("{}/api/v1/tickets/{number}", self.base)).json(body)
    }

    /// A GET of a path.
    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.base))
    }

    /// A POST of a body that says it is JSON.
    pub(crate) fn post(&self, path: &str, body: impl Into<String>) -> RequestBuilder {
        let request = self.client.post(format!("{}{path}", self.base));
        request.header("content-type", "application/json").body(body.into())
    }

    /// A message in a conversation of its own.
    pub(crate) fn say(&self, body: impl Into<String>) -> RequestBuilder {
        self.post(&format!("/api/v1/conversations/{}/messages", Uuid::new_v4()), body)
    }
}

/// The JSON of a response that succeeded.
pub(crate) async fn json(request: RequestBuilder) -> Value {
    let response = request.send().await.unwrap();
    assert!(response.status().is_success(), "{}: {}", response.status(), response.text().await.unwrap());
    response.json().await.unwrap()
}

/// Checks that a response is a sound problem document with that status, and gives it.
pub(crate) async fn problem(request: RequestBuilder, status: StatusCode) -> Value {
    problem_of(request.send().await.unwrap(), status).await
}

/// The same for a response that has come already.
pub(crate) async fn problem_of(response: Response, status: StatusCode) -> Value {
    assert_eq!(response.status(), status);
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    let body: Value = response.json().await.unwrap();
    assert_eq!((body["status"].as_u64(), body["request_id"].as_str()), (Some(status.as_u16().into()), Some(&*id)));
    for text in [&body["title"], &body["detail"]] {
        assert!(text.as_str().is_some_and(|text| text.chars().any(|c| c > '\u{2e7f}')), "not Chinese: {body}");
    }
    body
}

/// The fields a problem names, in its order.
pub(crate) fn fields(problem: &Value) -> Vec<&str> {
    problem["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect()
}
