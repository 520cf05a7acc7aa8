//! How long a caller of the API waits for a registered problem that is on disk: single requests, one after another, on
//! one kept connection, with an empty store and with a hundred thousand tickets in it.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use reqwest::Client;
use tokio_util::sync::CancellationToken;
use zhuqi::app;
use zhuqi::assistant::Assistant;
use zhuqi::config::Settings;
use zhuqi::desk::office::Office;
use zhuqi::desk::submit::submit;
use zhuqi::domain::calendar;
use zhuqi::domain::ticket::{Category, Draft, TicketNumber};
use zhuqi::http::server;
use zhuqi::relay::Relay;
use zhuqi::store::sled::SledStore;
use zhuqi::store::{Store, Turn};

const TICKETS: u32 = 100_000;
/// So many are written at once while the store is filled.
const AT_ONCE: u32 = 1000;
/// The first requests open the connection and the files.
const WARM_UP: usize = 200;
const REQUESTS: usize = 3000;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime starts");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let variables = [("KNOWLEDGE", "knowledge"), ("DIALOGS", "dialogs")];
    let variables = variables.map(|(name, dir)| (format!("ZHUQI_{name}__DIR").into(), root.join(dir).into()));
    let settings = Settings::load(None, variables).expect("the settings are sound");
    let assistant = app::assistant(&settings).expect("the knowledge is sound");
    let office = app::office(&settings, &assistant).expect("the desks are sound");
    for tickets in [0, TICKETS] {
        let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder on a real disk");
        let store = Arc::new(SledStore::open(dir.path()).expect("the store opens"));
        runtime.block_on(fill(&store, &office, tickets));
        let mut waits = runtime.block_on(measure(store, assistant.clone(), office.clone()));
        waits.sort_unstable();
        report(tickets, &waits);
    }
}

/// Puts so many tickets into the store, over two years.
async fn fill(store: &SledStore, office: &Office, tickets: u32) {
    let begin: Timestamp = "2024-01-02T01:00:00Z".parse().expect("a moment");
    let ticket = |at: u32| {
        let when = begin + SignedDuration::from_mins(i64::from(at) * 10);
        submit(draft(at), None, TicketNumber::new(calendar::day(when), at + 1), office, when).0
    };
    for from in (0..tickets).step_by(AT_ONCE as usize) {
        let new_tickets = (from..from + AT_ONCE).map(ticket).collect();
        store.commit(Turn { new_tickets, at: begin, ..Turn::default() }).await.expect("it is kept");
    }
}

fn draft(at: u32) -> Draft {
    Draft {
        enterprise: format!("某某{}号机械有限公司", at % 3000),
        credit_code: None,
        contact: "某某".to_owned(),
        phone: None,
        region: Some("四平市铁西区".to_owned()),
        category: Some(Category::ALL[at as usize % Category::ALL.len()].0),
        description: "车间这两天老停电，一上午跳闸三次，机器里的料全凝住了，想请供电部门来看看线路。".to_owned(),
    }
}

/// How long each request waits for its 201.
async fn measure(store: Arc<SledStore>, assistant: Arc<Assistant>, office: Arc<Office>) -> Vec<Duration> {
    let relay = Arc::new(Relay::new(store, assistant, office, app::clock()));
    let routes = app::routes(relay, app::clock()).expect("the pages are sound");
    let listener = server::listen(([127, 0, 0, 1], 0).into()).await.expect("a port is free");
    let url = format!("http://{}/api/v1/tickets", listener.local_addr().expect("it has an address"));
    let stop = CancellationToken::new();
    let serving = tokio::spawn(server::serve(listener, routes, stop.clone()));
    let form = serde_json::json!({
        "enterprise": "某某机械有限公司", "contact": "某某", "phone": "13900000000", "region": "四平市铁西区",
        "category": "供电", "description": "车间这两天老停电，影响生产。",
    });
    let client = Client::new();
    let mut waits = Vec::with_capacity(REQUESTS);
    for at in 0..WARM_UP + REQUESTS {
        let begun = Instant::now();
        let response = client.post(&url).json(&form).send().await.expect("the server answers");
        let status = response.status();
        response.bytes().await.expect("the answer is whole");
        assert_eq!(status, 201);
        if at >= WARM_UP {
            waits.push(begun.elapsed());
        }
    }
    stop.cancel();
    drop(client);
    serving.await.expect("it ends").expect("it served");
    waits
}

#[expect(clippy::print_stdout, reason = "a bench reports to whoever runs it")]
fn report(tickets: u32, sorted: &[Duration]) {
    let at = |percent: usize| sorted[(sorted.len() - 1) * percent / 100].as_secs_f64() * 1000.0;
    let [p50, p95, p99, most] = [50, 95, 99, 100].map(at);
    println!(
        "POST /api/v1/tickets over {tickets} tickets: p50 {p50:.2} ms, p95 {p95:.2} ms, p99 {p99:.2} ms, \
         longest {most:.2} ms ({} requests)",
        sorted.len()
    );
}
