//! A relay with everything around it, ready to be talked to.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use zhuqi::domain::message::{Channel, Content, ConversationId, Message, MessageId};
use zhuqi::domain::ticket::Ticket;
use zhuqi::relay::{Clock, Messenger, Relay};
use zhuqi::store::memory::MemoryStore;
use zhuqi::store::{DeadLetter, Store, TicketQuery};

use super::office::office;
use super::scripted::{Postbox, Scripted, clock};

/// What has not come by then never will.
const DEADLINE: Duration = Duration::from_secs(30);

pub(crate) struct House {
    pub(crate) clock: Clock,
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) assistant: Arc<Scripted>,
    pub(crate) postbox: Arc<Postbox>,
    pub(crate) relay: Arc<Relay<Scripted>>,
    stop: CancellationToken,
    running: Option<JoinHandle<()>>,
}

pub(crate) fn chat(key: impl ToString) -> ConversationId {
    ConversationId::new(Channel::Telegram, key.to_string()).unwrap()
}

impl House {
    /// A house in which nothing runs yet.
    pub(crate) fn new() -> Self {
        let (clock, store, assistant) = (clock(), Arc::new(MemoryStore::new()), Arc::new(Scripted::default()));
        let postbox = Arc::new(Postbox::new(clock.clone()));
        let relay = Arc::new(Relay::new(store.clone(), assistant.clone(), office(), clock.clone()));
        Self { clock, store, assistant, postbox, relay, stop: CancellationToken::new(), running: None }
    }

    /// A house in which the relay runs.
    pub(crate) fn running() -> Self {
        let mut house = Self::new();
        house.start();
        house
    }

    pub(crate) fn start(&mut self) {
        self.stop = CancellationToken::new();
        let messengers: Vec<Arc<dyn Messenger>> = vec![self.postbox.clone()];
        self.running = Some(tokio::spawn(self.relay.clone().run(messengers, self.stop.clone())));
    }

    /// Tells the relay to stop; [`House::stopped`] waits for it.
    pub(crate) fn tell_to_stop(&self) {
        self.stop.cancel();
    }

    pub(crate) async fn stopped(&mut self) {
        self.running.take().unwrap().await.unwrap();
    }

    pub(crate) fn message(&self, chat: &ConversationId, id: impl ToString, text: impl Into<String>) -> Message {
        let at = (self.clock)();
        let content = Content::Text(text.into());
        Message::new(MessageId(id.to_string()), chat.clone(), content, at)
    }

    /// Hands in a message; the id is its text.
    pub(crate) async fn say(&self, chat: &ConversationId, text: &str) {
        self.relay.accept(&[self.message(chat, text, text)]).await.unwrap();
    }

    pub(crate) async fn tickets(&self) -> Vec<Ticket> {
        self.store.tickets(&TicketQuery { limit: usize::MAX, ..TicketQuery::default() }).await.unwrap()
    }

    pub(crate) async fn dead_letters(&self) -> Vec<DeadLetter> {
        self.store.dead_letters(usize::MAX).await.unwrap()
    }

    /// Whether nothing waits in inbox and outbox.
    pub(crate) async fn idle(&self) -> bool {
        self.store.waiting().await.unwrap().is_empty() && self.store.next_due().await.unwrap().is_none()
    }

    /// Waits until so many replies have arrived in a chat.
    pub(crate) async fn replies(&self, chat: &ConversationId, count: usize) -> Vec<String> {
        until(async || self.postbox.texts(chat).len() >= count).await;
        self.postbox.texts(chat)
    }
}

/// Waits until the condition holds.
pub(crate) async fn until(condition: impl AsyncFn() -> bool) {
    let begun = Instant::now();
    while !condition().await {
        assert!(begun.elapsed() < DEADLINE, "it did not come about");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
