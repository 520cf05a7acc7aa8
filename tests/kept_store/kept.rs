//! A copy of the kept store with the product of today around it, at the hour in which it was left.
//!
//! `layout-3.zip` is the data folder of a `zhuqi serve` of November 2026 that was killed at work: web conversations
//! numbered from 1, a ticket in each of eight states, two members of staff, a staff group, replies that could not be
//! sent and messages that were not handled yet.

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use zhuqi::app;
use zhuqi::assistant::Assistant;
use zhuqi::config::Settings;
use zhuqi::domain::message::{Channel, ConversationId};
use zhuqi::domain::ticket::{Ticket, TicketNumber};
use zhuqi::http::server;
use zhuqi::relay::{Clock, Relay};
use zhuqi::store::Store;
use zhuqi::store::sled::SledStore;

/// Ten minutes after the store was left.
const NOW: &str = "2026-11-29T06:44:18Z";
/// The group in which its staff work.
pub(crate) const GROUP: &str = "-10055";
/// The password of its staff.
pub(crate) const PASSWORD: &str = "horse-battery-staple";
/// The bearer token of its administrator.
pub(crate) const TOKEN: &str = "8a6576140b14592367ba629065ccb2674037ea924fab84b2ca84837651519334";

/// The product over a copy of the kept store; it stops when dropped.
pub(crate) struct Kept {
    base: String,
    client: Client,
    pub(crate) store: Arc<SledStore>,
    pub(crate) relay: Arc<Relay>,
    stop: CancellationToken,
    _dir: TempDir,
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// The shipped knowledge, loaded once.
fn assistant() -> &'static Arc<Assistant> {
    static READ: OnceLock<Arc<Assistant>> = OnceLock::new();
    READ.get_or_init(|| app::assistant(&settings()).unwrap())
}

fn settings() -> Settings {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let variables = [("KNOWLEDGE", "knowledge"), ("DIALOGS", "dialogs")];
    let variables = variables.map(|(name, dir)| (format!("ZHUQI_{name}__DIR").into(), root.join(dir).into()));
    Settings::load(None, variables).unwrap()
}

/// A copy of the folder as it was left.
fn copy() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kept_store/layout-3.zip");
    zip::ZipArchive::new(File::open(kept).unwrap()).unwrap().extract(dir.path()).unwrap();
    dir
}

/// One of the eight tickets, in the order in which they were registered.
pub(crate) fn number(count: u32) -> TicketNumber {
    format!("WZ-20261129-{count:04}").parse().unwrap()
}

/// A button that was shown.
pub(crate) fn press(payload: &str) -> Value {
    json!({ "payload": payload })
}

/// Words.
pub(crate) fn say(text: &str) -> Value {
    json!({ "text": text })
}

impl Kept {
    pub(crate) async fn open() -> Self {
        let dir = copy();
        let store = Arc::new(SledStore::open(dir.path()).unwrap());
        let clock: Clock = Arc::new(|| NOW.parse::<Timestamp>().unwrap());
        let office = app::office(&settings(), assistant()).unwrap();
        let room = ConversationId::new(Channel::Telegram, GROUP).unwrap();
        let relay = Relay::new(store.clone(), assistant().clone(), office, clock.clone()).with_staff_room([room]);
        let relay = Arc::new(relay);
        let routes = app::routes(relay.clone(), clock).unwrap();
        let listener = server::listen(([127, 0, 0, 1], 0).into()).await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let stop = CancellationToken::new();
        tokio::spawn(server::serve(listener, routes, stop.clone()));
        let client = Client::builder().no_proxy().cookie_store(true).redirect(Policy::none()).build().unwrap();
        Self { base, client, store, relay, stop, _dir: dir }
    }

    /// Goes on with the web conversation of this number; gives the replies.
    pub(crate) async fn go_on(&self, conversation: u32, message: Value) -> Vec<Value> {
        let conversation = format!("00000000-0000-4000-8000-{conversation:012}");
        let mut message = message;
        message["id"] = json!(Uuid::new_v4());
        let url = format!("{}/api/v1/conversations/{conversation}/messages", self.base);
        let response = self.client.post(url).json(&message).send().await.unwrap();
        assert!(response.status().is_success(), "{message}: {}", response.status());
        let body: Value = response.json().await.unwrap();
        body["replies"].as_array().unwrap().clone()
    }

    /// A page or a list, as whoever holds the administrator's token reads it.
    pub(crate) async fn get(&self, path: &str) -> Value {
        let response = self.client.get(format!("{}{path}", self.base)).bearer_auth(TOKEN).send().await.unwrap();
        assert!(response.status().is_success(), "{path}: {}", response.status());
        response.json().await.unwrap()
    }

    /// Sends a form.
    pub(crate) async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        self.client.post(format!("{}{path}", self.base)).form(fields).send().await.unwrap()
    }

    pub(crate) async fn ticket(&self, count: u32) -> Ticket {
        self.store.ticket(&number(count)).await.unwrap().unwrap()
    }
}
