//! Builds every part and joins them; the only file that names engines.

use std::io::{IsTerminal, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use axum::{Router, middleware};
use jiff::Timestamp;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::api;
use crate::assistant::{Assistant, Consults};
use crate::channel::telegram::{PageLink, SourceLinks, Telegram};
use crate::channel::web;
use crate::config::{Ask, Mode, Settings, StoreUrl};
use crate::console;
use crate::content::{self, Edition, watch};
use crate::desk::office::Office;
use crate::domain::message::{Channel, ConversationId};
use crate::domain::reply::Source;
use crate::http::staff_session::{self, Sessions};
use crate::http::traffic::{self, Traffic};
use crate::http::{bearer, control, document_address, door, server, webhook};
use crate::judge::learned::Learned;
use crate::judge::model::Model;
use crate::relay::{Clock, Messenger, Relay, room};
use crate::search::Search;
use crate::search::embeddings::Embeddings;
use crate::search::engine::{Engine, Terms};
use crate::search::semantic::Semantic;
use crate::store::sled::SledStore;
use crate::store::{SharedStore, Store};

/// How often the content files are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long work under way may take once we are asked to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// The time of this machine.
pub fn clock() -> Clock {
    #[expect(clippy::disallowed_methods, reason = "this is where the time comes from")]
    Arc::new(Timestamp::now)
}

/// The assistant with the knowledge and the dialogs as they are on disk; it asks the judge outside that the settings name.
pub fn assistant(settings: &Settings) -> anyhow::Result<Arc<Assistant>> {
    let consults = match (settings.judge.service(), settings.judge.ask) {
        (None, _) => Consults::Never,
        (Some(_), Ask::Always) => Consults::Always,
        (Some(_), Ask::Unsure) => Consults::WhenUnsure,
    };
    assistant_consulting(settings, consults)
}

/// The same assistant, asking a judge outside when it is told to.
pub fn assistant_consulting(settings: &Settings, consults: Consults) -> anyhow::Result<Arc<Assistant>> {
    let edition = edition(settings)?;
    let (terms, search) = search(&edition, settings)?;
    let learned = Arc::new(Learned::read(&settings.knowledge.dir)?);
    let service = settings.judge.service().map(str::to_owned);
    Ok(Arc::new(Assistant::new(edition, terms, search, learned).consulting(consults, service)))
}

/// The judge outside that the settings name, if they name one.
pub fn model(settings: &Settings) -> anyhow::Result<Option<Arc<Model>>> {
    Ok(Model::new(&settings.judge).context("judge.base_url 用不了")?.map(Arc::new))
}

/// The desks, the calendar and the deadlines, as the assistant's content and the settings have them.
pub fn office(settings: &Settings, assistant: &Assistant) -> anyhow::Result<Arc<Office>> {
    let edition = assistant.edition();
    let profile = edition.desks.profile(&settings.desk.profile).context("desk.profile 的设置有误")?.clone();
    let (knowledge, calendar, desks) = (edition.knowledge.clone(), edition.calendar.clone(), edition.desks.clone());
    Ok(Arc::new(Office::new(knowledge, calendar, desks, profile)))
}

/// The knowledge and the dialogs as they are on disk; an error names every fault, or setting, that forbids their use.
pub fn edition(settings: &Settings) -> anyhow::Result<Edition> {
    let loaded = content::load(&settings.knowledge.dir, &settings.dialogs.dir);
    let (errors, warnings): (Vec<_>, Vec<_>) = loaded.faults.iter().partition(|fault| fault.is_error());
    warnings.iter().for_each(|fault| tracing::debug!(%fault, "the knowledge deserves a look"));
    if !warnings.is_empty() {
        tracing::warn!(warnings = warnings.len(), "the knowledge deserves a look: run `zhuqi knowledge check`");
    }
    let Some(edition) = loaded.edition else {
        let lines: Vec<_> = errors.iter().map(ToString::to_string).collect();
        bail!("知识或对话文件有 {} 处错误，改好才能启动：\n{}", lines.len(), lines.join("\n"));
    };
    edition.desks.profile(&settings.desk.profile).context("设置里的 desk.profile 有误")?;
    Ok(edition)
}

/// The search over a content, with its words; with an embedding service if the settings name one.
pub fn search(edition: &Edition, settings: &Settings) -> anyhow::Result<(Arc<Terms>, Arc<dyn Search>)> {
    let terms = Arc::new(Terms::new(&edition.knowledge));
    let engine = Engine::build(edition.knowledge.clone(), terms.clone());
    let service = &settings.embeddings;
    let (Some(address), Some(model)) = (&service.base_url, &service.model) else {
        return Ok((terms, Arc::new(engine)));
    };
    let embeddings = Embeddings::new(address, model, service.api_key.clone()).context("向量服务用不了")?;
    let kept = || data(settings).unwrap_or(Path::new("")).join("embeddings.bin");
    let cache = service.cache.clone().unwrap_or_else(kept);
    Ok((terms, Arc::new(Semantic::new(engine, edition.knowledge.clone(), embeddings, model, &cache))))
}

/// The store of the settings; only one process at a time can hold it.
pub fn store(settings: &Settings) -> anyhow::Result<SharedStore> {
    match &settings.store.url {
        StoreUrl::Sled(path) => Ok(Arc::new(SledStore::open(path)?)),
        StoreUrl::Postgres(_) => bail!("这个版本还不支持 PostgreSQL，请把 store.url 写成 sled://data 这样的形式"),
    }
}

/// A relay over the store of the settings, for a conversation in this process.
pub async fn relay(settings: &Settings) -> anyhow::Result<Arc<Relay>> {
    let store = store(settings)?;
    let assistant = assistant(settings)?;
    let office = office(settings, &assistant)?;
    Ok(Arc::new(Relay::new(store, assistant, office, clock()).with_judge(model(settings)?)))
}

/// The server that holds the store of the settings just now, if one does.
pub fn running(settings: &Settings) -> Option<control::Client> {
    control::Client::connect(&control::path(data(settings)?))
}

/// Every route of the public server but those of channels that are delivered to.
pub fn routes(relay: Arc<Relay>, clock: Clock) -> anyhow::Result<Router> {
    routes_with(Router::new(), relay, clock, None)
}

fn routes_with(delivered: Router, relay: Arc<Relay>, clock: Clock, operator: Option<String>) -> anyhow::Result<Router> {
    let page = web::routes(relay.clone(), operator).context("网页对话的页面有误")?;
    let sessions = Sessions::new(relay.store().clone(), clock.clone());
    let pages = console::routes(relay.clone()).context("工作台的页面有误")?;
    let routes = page.merge(pages).merge(api::routes(api::Service { relay: relay.clone(), clock })).merge(delivered);
    let identified = routes
        .layer(middleware::from_fn_with_state(sessions, staff_session::identify))
        .layer(middleware::from_fn_with_state(relay, bearer::identify));
    let counted = middleware::from_fn_with_state(Traffic::default(), traffic::count);
    Ok(door::before(identified).layer(counted))
}

/// Serves every channel until SIGINT or SIGTERM, then lets work under way end.
pub async fn serve(settings: &Settings) -> anyhow::Result<()> {
    let asked_to_stop = asked_to_stop()?;
    // What fails soonest comes first: reading the knowledge takes longest.
    let store = store(settings)?;
    let listener = server::listen(settings.server.listen).await?;
    let address = listener.local_addr()?;
    let assistant = assistant(settings)?;
    let office = office(settings, &assistant)?;
    let staff_room = staff_room(&*store, settings).await?;
    let relay = Relay::new(store, assistant, office, clock()).with_staff_room(staff_room);
    let relay = relay.with_console(console(settings)).with_judge(model(settings)?);
    let relay = Arc::new(relay);
    let bot = telegram(settings, &relay)?;
    let routes = routes_with(webhook(bot.as_ref(), &relay), relay.clone(), clock(), settings.server.operator.clone())?;

    let stop = CancellationToken::new();
    let mut parts = JoinSet::new();
    if let Some(data) = data(settings) {
        let path = control::path(data);
        let control = control::listen(&path).with_context(|| format!("不能使用 {}", path.display()))?;
        let (routes, stop) = (routes.clone(), stop.clone());
        parts.spawn(async move { control::serve(control, routes, stop).await.context("control socket") });
    }
    let bot_mode = bot.as_ref().map(|_| settings.telegram.mode.as_str());
    let messengers = bot.into_iter().map(|bot| connect(bot, &relay, &mut parts, &stop)).collect();
    let (watched, stopped, settings) = (relay.clone(), stop.clone(), settings.clone());
    parts.spawn_blocking(move || {
        follow_changes(&watched, &settings, &stopped);
        Ok(())
    });
    let (carrier, stopped) = (relay, stop.clone());
    parts.spawn(async move {
        carrier.run(messengers, stopped).await;
        Ok(())
    });
    let stopped = stop.clone();
    parts.spawn(async move { server::serve(listener, routes, stopped).await.context("HTTP server") });
    tracing::info!(server.address = %address, "listening");
    tracing::info!(telegram.mode = bot_mode, "the Telegram bot is {}", if bot_mode.is_some() { "on" } else { "off" });
    if std::io::stderr().is_terminal() {
        writeln!(std::io::stderr(), "助企已启动：http://{address}    按 Ctrl-C 停止")?;
        writeln!(std::io::stderr(), "{}", bot_told(bot_mode))?;
    }
    until_stopped(asked_to_stop, parts, stop).await
}

/// Uses the knowledge and the dialogs anew whenever their files change, until `stop`; with a fault in them the last good
/// ones stay. It is one thread that reads them all: what one reading has used up in memory serves the next.
fn follow_changes(relay: &Relay, settings: &Settings, stop: &CancellationToken) {
    let look = || watch::mark(&[&settings.knowledge.dir, &settings.dialogs.dir]);
    let mut known = look();
    let mut seen = known;
    while !stop.is_cancelled() {
        std::thread::sleep(LOOK_EVERY);
        let mark = look();
        // Files are taken once they have been left alone for one look: half a save is no knowledge.
        if mark == known || std::mem::replace(&mut seen, mark) != mark {
            continue;
        }
        known = mark;
        match catch_unwind(AssertUnwindSafe(|| read_anew(settings))) {
            Ok(Ok((assistant, office))) => {
                tracing::info!(edition.digest = %assistant.edition().digest, "the knowledge was read anew");
                relay.replace(assistant, office);
            }
            Ok(Err(error)) => tracing::error!(%error, "the changed knowledge has faults; the last good one stays"),
            Err(_) => tracing::error!("the changed knowledge could not be read; the last good one stays"),
        }
    }
}

fn read_anew(settings: &Settings) -> anyhow::Result<(Arc<Assistant>, Arc<Office>)> {
    let assistant = assistant(settings)?;
    let office = office(settings, &assistant)?;
    Ok((assistant, office))
}

/// Waits for a signal, or for a part that ends on its own, and then for the others.
async fn until_stopped(
    asked_to_stop: impl Future<Output = ()>,
    mut parts: JoinSet<anyhow::Result<()>>,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let mut outcome = tokio::select! {
        () = asked_to_stop => Ok(()),
        ended = parts.join_next() => match ended {
            Some(ended) => ended.map_err(Into::into).and_then(|ended| ended)
                .and_then(|()| bail!("服务的一个部分自己停下了")),
            None => Ok(()),
        },
    };
    tracing::info!("stopping");
    stop.cancel();
    let drained = tokio::time::timeout(DRAIN, async {
        while let Some(ended) = parts.join_next().await {
            outcome = std::mem::replace(&mut outcome, Ok(())).and(ended.map_err(Into::into).and_then(|ended| ended));
        }
    });
    if drained.await.is_err() {
        tracing::warn!(limit_seconds = DRAIN.as_secs(), "work under way was cut off; messages in the inbox stay there");
    }
    outcome
}

/// Takes SIGINT and SIGTERM from now on, also those of the time in which it starts; gives what waits for one.
fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// The folder of the embedded store.
fn data(settings: &Settings) -> Option<&Path> {
    match &settings.store.url {
        StoreUrl::Sled(path) => Some(path),
        StoreUrl::Postgres(_) => None,
    }
}

/// The staff group by every id it has had, if there is one.
async fn staff_room(store: &dyn Store, settings: &Settings) -> anyhow::Result<Vec<ConversationId>> {
    let Some(chat) = settings.telegram.staff_chat else { return Ok(Vec::new()) };
    let named = ConversationId::new(Channel::Telegram, chat.to_string()).context("telegram.staff_chat 的设置有误")?;
    Ok(room::ids_of(store, named).await?)
}

/// The address of the console, if it is known from outside.
fn console(settings: &Settings) -> Option<String> {
    let public = settings.server.public_url.as_ref()?;
    Some(format!("{}/console", public.as_str().trim_end_matches('/')))
}

/// The Telegram bot, if it has a token; nothing is called yet.
fn telegram(settings: &Settings, relay: &Arc<Relay>) -> anyhow::Result<Option<Arc<Telegram>>> {
    let telegram = &settings.telegram;
    let Some(token) = telegram.token.clone() else { return Ok(None) };
    let namer = relay.clone();
    let bot = Telegram::new(token, telegram.api_url.clone()).context("Telegram 启动不了")?;
    let bot = bot.with_source_lines(Arc::new(move |reply| namer.assistant().source_lines(reply)));
    let bot = match settings.server.public_url.as_ref().filter(|public| is_reachable(public)) {
        Some(public) => bot.with_source_links(source_links(relay.clone(), public)),
        None => bot,
    };
    let bot = match telegram.mode {
        Mode::Polling => bot,
        Mode::Webhook => bot
            .with_webhook(settings.server.public_url.as_ref(), telegram.webhook_secret.clone())
            .context("Telegram 启动不了")?,
    };
    Ok(Some(Arc::new(bot)))
}

/// Whether an address can be one that others reach: Telegram takes no button that opens any other.
fn is_reachable(public: &Url) -> bool {
    public.domain().is_some_and(|name| name.contains('.'))
}

/// What opens a reply's sources on the pages of this server.
fn source_links(relay: Arc<Relay>, public: &Url) -> SourceLinks {
    let public = public.as_str().trim_end_matches('/').to_owned();
    Arc::new(move |reply| {
        let page =
            |source: &Source| format!("{public}{}", document_address::of_place(&source.document, &source.locator));
        let labels = relay.assistant().source_labels(reply);
        let links = labels.into_iter().zip(&reply.citations);
        links.filter_map(|(label, source)| Some(PageLink { label, url: page(source).parse().ok()? })).collect()
    })
}

/// Whether there is a Telegram bot, for whoever has started the server.
fn bot_told(mode: Option<&str>) -> String {
    match mode {
        Some(mode) => format!("Telegram：已开（{mode}）"),
        None => "Telegram：没有开；要开请设置 telegram.token（环境变量 ZHUQI_TELEGRAM__TOKEN）".to_owned(),
    }
}

/// The route by which Telegram delivers, if it does.
fn webhook(bot: Option<&Arc<Telegram>>, relay: &Arc<Relay>) -> Router {
    let delivered = bot.and_then(|bot| bot.clone().delivered(relay.clone()));
    delivered.map_or_else(Router::new, |(known, receiver)| webhook::routes(known, receiver))
}

/// Starts the Telegram bot, and gives what sends its replies.
fn connect(
    bot: Arc<Telegram>,
    relay: &Arc<Relay>,
    parts: &mut JoinSet<anyhow::Result<()>>,
    stop: &CancellationToken,
) -> Arc<dyn Messenger> {
    let (receiver, inbox, stop) = (bot.clone(), relay.clone(), stop.clone());
    parts.spawn(async move {
        // The web chat goes on without a bot that needs other settings.
        if let Err(error) = receiver.run(&*inbox, clock(), stop.clone()).await {
            tracing::error!(%error, "the Telegram bot has stopped");
        }
        stop.cancelled().await;
        Ok(())
    });
    bot
}
