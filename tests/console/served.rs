//! A server of the product on a free port of this machine, and browsers of staff.

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};

use jiff::{SignedDuration, Timestamp};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use tokio_util::sync::CancellationToken;
use zhuqi::app;
use zhuqi::assistant::Assistant;
use zhuqi::config::Settings;
use zhuqi::desk::accounts::{self, By, Password};
use zhuqi::desk::office::Office;
use zhuqi::domain::staff::{Role, Staff, StaffId};
use zhuqi::domain::ticket::{Category, Draft, Ticket, TicketNumber};
use zhuqi::http::server;
use zhuqi::relay::Relay;
use zhuqi::store::memory::MemoryStore;
use zhuqi::store::{Store, Turn};

/// Everybody's password here.
pub(crate) const PASSWORD: &str = "horse-battery-staple";
/// When the server's time begins: a Monday morning in 北京时间.
const BEGINS: &str = "2026-03-02T02:00:00Z";

/// A running server; it stops when dropped.
pub(crate) struct Served {
    pub(crate) base: String,
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) relay: Arc<Relay>,
    seconds: Arc<AtomicI64>,
    stop: CancellationToken,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn settings() -> Settings {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let variables = [("KNOWLEDGE", "knowledge"), ("DIALOGS", "dialogs")];
    let variables = variables.map(|(name, dir)| (format!("ZHUQI_{name}__DIR").into(), root.join(dir).into()));
    Settings::load(None, variables).unwrap()
}

/// The shipped knowledge, loaded once.
fn loaded() -> (Arc<Assistant>, Arc<Office>) {
    static LOADED: OnceLock<(Arc<Assistant>, Arc<Office>)> = OnceLock::new();
    let load = || {
        let assistant = app::assistant(&settings()).unwrap();
        let office = app::office(&settings(), &assistant).unwrap();
        (assistant, office)
    };
    LOADED.get_or_init(load).clone()
}

impl Served {
    /// Starts one with an administrator, a supervisor, an agent of 四平市 and one of 长春市.
    pub(crate) async fn start() -> Self {
        let store = Arc::new(MemoryStore::new());
        let seconds = Arc::new(AtomicI64::new(0));
        let now = seconds.clone();
        let begins: Timestamp = BEGINS.parse().unwrap();
        let clock: zhuqi::relay::Clock =
            Arc::new(move || begins + SignedDuration::from_secs(now.load(Ordering::SeqCst)));
        let (assistant, office) = loaded();
        let relay = Arc::new(Relay::new(store.clone(), assistant, office, clock.clone()));
        let routes = app::routes(relay.clone(), clock).unwrap();
        let listener = server::listen(([127, 0, 0, 1], 0).into()).await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let stop = CancellationToken::new();
        tokio::spawn(server::serve(listener, routes, stop.clone()));
        let served = Self { base, store, relay, seconds, stop };
        for (id, role, region) in [
            ("admin", Role::Admin, None),
            ("supervisor", Role::Supervisor, None),
            ("siping", Role::Agent, Some("四平市")),
            ("changchun", Role::Agent, Some("长春市")),
        ] {
            served.hire(id, role, region).await;
        }
        served
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, hours: i64) {
        self.seconds.fetch_add(hours * 3600, Ordering::SeqCst);
    }

    /// Makes the account of somebody who has chosen their own password.
    pub(crate) async fn hire(&self, id: &str, role: Role, region: Option<&str>) {
        let staff = Staff {
            id: StaffId::new(id).unwrap(),
            name: format!("某{id}"),
            role,
            region: region.map(str::to_owned),
            desk: None,
            telegram: None,
            disabled: false,
        };
        let (password, office, at) = (Password::typed(PASSWORD), self.relay.office(), self.relay.now());
        let mut account = accounts::add(&*self.store, &office, staff, &password, By("test"), at).await.unwrap();
        // They have chosen their own password long ago.
        account.is_temporary = false;
        let mut turn = Turn { at, ..Turn::default() };
        turn.keep(&account).unwrap();
        self.store.commit(turn).await.unwrap();
    }

    /// Registers a problem.
    pub(crate) async fn problem(
        &self,
        enterprise: &str,
        region: Option<&str>,
        category: Option<Category>,
    ) -> TicketNumber {
        let draft = Draft {
            enterprise: enterprise.to_owned(),
            credit_code: None,
            contact: "某某".to_owned(),
            phone: None,
            region: region.map(str::to_owned),
            category,
            description: "车间这两天老停电".to_owned(),
        };
        self.relay.register(draft, None).await.unwrap().ticket.number
    }

    /// A ticket about power in 四平市铁西区.
    pub(crate) async fn power(&self) -> TicketNumber {
        self.problem("某某机械有限公司", Some("四平市铁西区"), Some(Category::Power)).await
    }

    pub(crate) async fn ticket(&self, number: &TicketNumber) -> Ticket {
        self.store.ticket(number).await.unwrap().unwrap()
    }

    /// A browser of nobody in particular.
    pub(crate) fn browser(&self) -> Browser {
        let client = Client::builder().cookie_store(true).redirect(Policy::none()).build().unwrap();
        Browser { base: self.base.clone(), client }
    }

    /// A browser in which somebody has signed in.
    pub(crate) async fn signed_in(&self, login: &str) -> Browser {
        let browser = self.browser();
        let response = browser.sign_in(login, PASSWORD).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{login} cannot sign in");
        browser
    }
}

/// A browser: it keeps cookies and follows no redirect by itself.
pub(crate) struct Browser {
    base: String,
    pub(crate) client: Client,
}

impl Browser {
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.client.get(self.url(path)).send().await.unwrap()
    }

    /// The text of a page that must be there.
    pub(crate) async fn page(&self, path: &str) -> String {
        let response = self.get(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.text().await.unwrap()
    }

    /// Sends a form as it is, whatever is in it.
    pub(crate) async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        self.client.post(self.url(path)).form(fields).send().await.unwrap()
    }

    pub(crate) async fn sign_in(&self, login: &str, password: &str) -> Response {
        self.send("/console/sign-in", &[("login", login), ("password", password)]).await
    }

    /// The key that the forms of this session carry.
    pub(crate) async fn form_key(&self) -> String {
        hidden(&self.page("/console/tickets").await, "form_key")
    }

    /// Sends a form with its key.
    pub(crate) async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let key = self.form_key().await;
        let fields: Vec<_> = fields.iter().copied().chain([("form_key", key.as_str())]).collect();
        self.send(path, &fields).await
    }

    /// Sends a form of a ticket's page as it was seen at `version`.
    pub(crate) async fn act(&self, number: &TicketNumber, version: usize, fields: &[(&str, &str)]) -> Response {
        let version = version.to_string();
        let fields: Vec<_> = fields.iter().copied().chain([("version", version.as_str())]).collect();
        self.submit(&format!("/console/tickets/{number}"), &fields).await
    }
}

/// The value of a hidden field.
pub(crate) fn hidden(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name}"));
    rest.split('"').next().unwrap().to_owned()
}

/// Where a response leads.
pub(crate) fn leads_to(response: &Response) -> &str {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    response.headers()["location"].to_str().unwrap()
}
