//! How long a caller of the API waits for a registered problem that is on disk.

use std::path::Path;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use tokio_util::sync::CancellationToken;
use zhuqi::app;
use zhuqi::config::Settings;
use zhuqi::http::server;
use zhuqi::relay::Relay;
use zhuqi::store::sled::SledStore;

fn register(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime starts");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let variables = [("KNOWLEDGE", "knowledge"), ("DIALOGS", "dialogs")];
    let variables = variables.map(|(name, dir)| (format!("ZHUQI_{name}__DIR").into(), root.join(dir).into()));
    let settings = Settings::load(None, variables).expect("the settings are sound");
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder on a real disk");
    let store = Arc::new(SledStore::open(dir.path()).expect("the store opens"));
    let assistant = app::assistant(&settings).expect("the knowledge is sound");
    let office = app::office(&settings, &assistant).expect("the desks are sound");
    let relay = Arc::new(Relay::new(store, assistant, office, app::clock()));
    let routes = app::routes(relay, app::clock()).expect("the pages are sound");
    let form = serde_json::json!({
        "enterprise": "某某机械有限公司", "contact": "某某", "phone": "13900000000", "region": "四平市铁西区",
        "category": "供电", "description": "车间这两天老停电，影响生产。",
    });
    let (client, stop) = (reqwest::Client::new(), CancellationToken::new());
    let url = runtime.block_on(async {
        let listener = server::listen(([127, 0, 0, 1], 0).into()).await.expect("a port is free");
        let url = format!("http://{}/api/v1/tickets", listener.local_addr().expect("it has an address"));
        tokio::spawn(server::serve(listener, routes, stop.clone()));
        url
    });
    criterion.bench_function("POST /api/v1/tickets, flushed", |bencher| {
        bencher.iter(|| {
            let response = runtime.block_on(client.post(&url).json(&form).send()).expect("the server answers");
            assert_eq!(response.status(), 201);
        });
    });
    stop.cancel();
}

criterion_group!(benches, register);
criterion_main!(benches);
