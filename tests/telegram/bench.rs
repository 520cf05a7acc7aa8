//! A bot that polls a fake Telegram into an inbox that can be looked into.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use secrecy::SecretString;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use zhuqi::channel::telegram::{Inbox, Telegram, TelegramError};
use zhuqi::domain::message::{Content, Message};
use zhuqi::store::StoreError;

use crate::fake_bot_api::pace::FAST;
use crate::fake_bot_api::{FakeBotApi, TOKEN};

/// Long enough for a busy machine, short enough to notice a hang.
pub(crate) const SOON: Duration = Duration::from_secs(10);

/// An inbox in memory that drops repeats, and fails or waits on demand.
pub(crate) struct TestInbox {
    fake: Arc<FakeBotApi>,
    kept: Mutex<Kept>,
    changes: watch::Sender<usize>,
    /// Closed while it has no permits.
    pub(crate) gate: Semaphore,
}

#[derive(Default)]
struct Kept {
    messages: Vec<Message>,
    seen: HashSet<(String, String)>,
    failures: usize,
    arrived: usize,
    accepts: usize,
    confirmed_too_early: Vec<String>,
}

#[async_trait]
impl Inbox for TestInbox {
    async fn accept(&self, messages: &[Message]) -> Result<(), StoreError> {
        self.with(|kept| kept.arrived += 1);
        let _open = self.gate.acquire().await.expect("the gate exists");
        self.with(|kept| {
            kept.accepts += 1;
            if kept.failures > 0 {
                kept.failures -= 1;
                return Err(StoreError::Unwritable("the disk is full".to_owned()));
            }
            for message in messages {
                let key = (message.conversation.to_string(), message.id.0.clone());
                if !kept.seen.insert(key) {
                    continue;
                }
                let update = message.id.0.strip_prefix('u').and_then(|id| id.parse::<i64>().ok());
                if update.is_some_and(|id| self.fake.is_confirmed(id)) {
                    kept.confirmed_too_early.push(message.id.0.clone());
                }
                kept.messages.push(message.clone());
            }
            Ok(())
        })
    }
}

impl TestInbox {
    pub(crate) fn new(fake: Arc<FakeBotApi>) -> Self {
        let kept = Mutex::new(Kept::default());
        Self { fake, kept, changes: watch::Sender::new(0), gate: Semaphore::new(1) }
    }

    fn with<T>(&self, use_kept: impl FnOnce(&mut Kept) -> T) -> T {
        let result = use_kept(&mut self.kept.lock().expect("no test panics with it"));
        self.changes.send_modify(|count| *count += 1);
        result
    }

    /// The next `times` accepts fail.
    pub(crate) fn fail(&self, times: usize) {
        self.with(|kept| kept.failures = times);
    }

    /// How often accept was called.
    pub(crate) fn accepts(&self) -> usize {
        self.look(|kept| kept.accepts)
    }

    /// Messages that Telegram had forgotten before they were accepted; there must be none.
    pub(crate) fn confirmed_too_early(&self) -> Vec<String> {
        self.look(|kept| kept.confirmed_too_early.clone())
    }

    /// Waits for `n` messages and gives them as `conversation text`.
    pub(crate) async fn wait_for(&self, n: usize) -> Vec<String> {
        self.wait(&format!("{n} messages"), |kept| kept.messages.len() >= n).await;
        self.look(|kept| kept.messages.iter().map(line).collect())
    }

    /// Waits until `n` batches have come, accepted or not.
    pub(crate) async fn wait_for_batches(&self, n: usize) {
        self.wait(&format!("{n} batches"), |kept| kept.arrived >= n).await;
    }

    async fn wait(&self, what: &str, met: impl Fn(&Kept) -> bool) {
        let mut changes = self.changes.subscribe();
        let waiting = async {
            while !self.look(&met) {
                changes.changed().await.expect("the inbox lives");
            }
        };
        if tokio::time::timeout(SOON, waiting).await.is_err() {
            let all: Vec<_> = self.look(|kept| kept.messages.iter().map(line).collect());
            panic!("waited in vain for {what}; there are {all:?}");
        }
    }

    fn look<T>(&self, at: impl FnOnce(&Kept) -> T) -> T {
        at(&self.kept.lock().expect("no test panics with it"))
    }
}

fn line(message: &Message) -> String {
    let content = match &message.content {
        Content::Text(text) => text.clone(),
        Content::Press(payload) => format!("[{payload}]"),
        Content::Unreadable(kind) => format!("{kind:?}"),
        other => format!("{other:?}"),
    };
    format!("{} {content}", message.conversation)
}

/// Everything of one test.
pub(crate) struct Bench {
    pub(crate) fake: Arc<FakeBotApi>,
    pub(crate) inbox: Arc<TestInbox>,
    pub(crate) telegram: Arc<Telegram>,
    pub(crate) shutdown: CancellationToken,
    running: JoinHandle<Result<(), TelegramError>>,
}

/// A bot for `fake` that is not started.
pub(crate) fn telegram(fake: &FakeBotApi) -> Telegram {
    let url = fake.url().parse().expect("an address");
    Telegram::new(SecretString::from(TOKEN), Some(url)).expect("a bot").with_pace(FAST)
}

impl Bench {
    /// A bot that polls a new server.
    pub(crate) async fn start() -> Self {
        Self::start_with(FakeBotApi::start().await)
    }

    /// A bot that polls `fake`, after what a test has scripted there.
    pub(crate) fn start_with(fake: FakeBotApi) -> Self {
        let fake = Arc::new(fake);
        let (inbox, telegram) = (Arc::new(TestInbox::new(fake.clone())), Arc::new(telegram(&fake)));
        Self::run(fake, inbox, telegram)
    }

    fn run(fake: Arc<FakeBotApi>, inbox: Arc<TestInbox>, telegram: Arc<Telegram>) -> Self {
        let shutdown = CancellationToken::new();
        let running = tokio::spawn({
            let (inbox, telegram, shutdown) = (inbox.clone(), telegram.clone(), shutdown.clone());
            async move { telegram.run(inbox.as_ref(), Arc::new(|| Timestamp::UNIX_EPOCH), shutdown).await }
        });
        Self { fake, inbox, telegram, shutdown, running }
    }

    /// Waits until the bot has stopped by itself or was asked to, and gives its outcome.
    pub(crate) async fn stopped(self) -> Result<(), TelegramError> {
        tokio::time::timeout(SOON, self.running).await.expect("the bot stops").expect("the bot does not panic")
    }

    /// Asks the bot to stop, checks that it does and that nothing was confirmed before it was accepted.
    pub(crate) async fn stop(self) {
        self.shutdown.cancel();
        assert_eq!(self.inbox.confirmed_too_early(), [""; 0]);
        assert_eq!(self.stopped().await, Ok(()));
    }

    /// Kills the bot and starts another on the same server and inbox.
    pub(crate) async fn restart(self) -> Self {
        self.running.abort();
        let _ = self.running.await;
        Self::run(self.fake, self.inbox, self.telegram)
    }
}
