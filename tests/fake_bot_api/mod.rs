//! A strict Bot API server for tests: what Telegram would refuse, it refuses.
//!
//! It speaks to the bot as Telegram does (long polling with offsets and redelivery, JSON, urlencoded and multipart
//! bodies, method names in any letter case) and lets a test speak as the people in the chats.

#![allow(dead_code, reason = "each test crate uses its own part of the server")]

mod faults;
mod form;
mod markup;
mod methods;
pub(crate) mod pace;
mod people;
mod server;
mod webhook;
mod world;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub(crate) use faults::Fault;
pub(crate) use world::{Answered, Call, Sent};

use faults::Scripted;
use world::World;

/// The token the server knows.
pub(crate) const TOKEN: &str = "4711:FAKE-Token_of-the-test-bot-do-not-log";

/// The bot's user id and name.
pub(crate) const BOT: (i64, &str) = (4711, "zhuqi_test_bot");

/// A running server; it stops when dropped.
pub(crate) struct FakeBotApi {
    state: Arc<State>,
    address: SocketAddr,
    server: JoinHandle<()>,
    deliveries: JoinHandle<()>,
}

struct State {
    world: std::sync::Mutex<World>,
    changes: watch::Sender<u64>,
}

impl State {
    /// Looks at the world or changes it; whoever waits looks again afterwards.
    fn with<T>(&self, use_world: impl FnOnce(&mut World) -> T) -> T {
        let result = use_world(&mut self.world.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        self.changes.send_modify(|count| *count += 1);
        result
    }

    /// Looks at the world without waking anybody.
    fn look<T>(&self, at: impl FnOnce(&World) -> T) -> T {
        at(&self.world.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

impl FakeBotApi {
    /// Starts a server on a free port.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("the port");
        let state = Arc::new(State { world: std::sync::Mutex::new(World::new()), changes: watch::Sender::new(0) });
        let server = tokio::spawn(server::serve(listener, state.clone()));
        let deliveries = tokio::spawn(webhook::deliver(state.clone()));
        Self { state, address, server, deliveries }
    }

    /// The address to give the bot as `telegram.api_url`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Makes the next `times` calls of `method` fail; those for `chat` only, if one is given.
    pub(crate) fn fail(&self, method: &'static str, chat: Option<i64>, times: usize, fault: Fault) {
        self.state.with(|world| world.faults.push(Scripted { method, chat, times, fault }));
    }

    /// What was sent to a chat so far, in order.
    pub(crate) fn sent(&self, chat: i64) -> Vec<Sent> {
        self.state.look(|world| world.sent.iter().filter(|sent| sent.chat == chat).cloned().collect())
    }

    /// The button presses that were answered so far.
    pub(crate) fn answered(&self) -> Vec<Answered> {
        self.state.look(|world| world.answered.clone())
    }

    /// The calls of a method so far, those that failed included.
    pub(crate) fn calls(&self, method: &str) -> Vec<Call> {
        self.state.look(|world| world.calls.iter().filter(|call| call.is(method)).cloned().collect())
    }

    /// What the bot has answered to updates that were delivered to it, as the update's number and the HTTP status.
    pub(crate) fn deliveries(&self) -> Vec<(i64, u16)> {
        self.state.look(|world| world.deliveries.clone())
    }

    /// Whether the bot has confirmed an update, so that it never comes again.
    pub(crate) fn is_confirmed(&self, update: i64) -> bool {
        self.state.look(|world| world.confirmed.contains(&update))
    }

    /// The updates that are not confirmed.
    pub(crate) fn pending(&self) -> usize {
        self.state.look(|world| world.queue.len())
    }

    /// Waits until `n` messages were sent to a chat and returns them.
    pub(crate) async fn wait_for_replies(&self, chat: i64, n: usize, within: Duration) -> Vec<Sent> {
        self.wait(&format!("{n} messages to {chat}"), within, |world| {
            world.sent.iter().filter(|sent| sent.chat == chat).count() >= n
        })
        .await;
        self.sent(chat)
    }

    /// Waits until a method was called `n` times and returns the calls.
    pub(crate) async fn wait_for_calls(&self, method: &str, n: usize, within: Duration) -> Vec<Call> {
        self.wait(&format!("{n} calls of {method}"), within, |world| {
            world.calls.iter().filter(|call| call.is(method)).count() >= n
        })
        .await;
        self.calls(method)
    }

    /// Waits until `n` button presses were answered; their calls alone come a moment earlier.
    pub(crate) async fn wait_for_answers(&self, n: usize, within: Duration) -> Vec<Answered> {
        self.wait(&format!("{n} answered presses"), within, |world| world.answered.len() >= n).await;
        self.answered()
    }

    /// Waits until the bot has confirmed every update.
    pub(crate) async fn wait_until_all_confirmed(&self, within: Duration) {
        self.wait("no update pending", within, |world| world.queue.is_empty()).await;
    }

    async fn wait(&self, what: &str, within: Duration, met: impl Fn(&World) -> bool) {
        let mut changes = self.state.changes.subscribe();
        let waiting = async {
            while !self.state.look(&met) {
                changes.changed().await.expect("the server lives as long as its handle");
            }
        };
        if tokio::time::timeout(within, waiting).await.is_err() {
            let calls = self.state.look(|world| world.calls.iter().map(|call| call.method.clone()).collect::<Vec<_>>());
            panic!("waited {within:?} in vain for {what}; calls so far: {calls:?}");
        }
    }
}

impl Drop for FakeBotApi {
    fn drop(&mut self) {
        self.server.abort();
        self.deliveries.abort();
    }
}
