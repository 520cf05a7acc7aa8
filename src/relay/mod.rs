//! Carries messages: inbox, per-conversation order, assistant, one transaction, outbox, sender.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;

use crate::assistant::Assistant;
use crate::domain::message::{Channel, ConversationId, Message};
use crate::domain::reply::Reply;
use crate::store::{SharedStore, StoreError};

/// Where the time comes from; tests hand in their own.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Why a reply could not be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendError {
    /// The channel asks to wait so long before the next send to this conversation.
    Wait(Duration),
    /// The channel failed in a way that may pass; the reason is for the log.
    Passing(String),
    /// The enterprise cannot be reached any more (blocked, gone); the reason is for staff.
    Gone(String),
    /// The conversation goes on under another id.
    Moved(ConversationId),
    /// The channel will never take this reply; the reason is for staff.
    Refused(String),
}

/// Sends replies over one channel.
#[async_trait]
pub trait Messenger: Send + Sync {
    /// The channel it sends over.
    fn channel(&self) -> Channel;

    /// Sends one reply; returns once the channel has taken it.
    async fn send(&self, conversation: &ConversationId, reply: &Reply) -> Result<(), SendError>;
}

/// Carries messages between channels, assistant and store.
pub struct Relay {
    store: SharedStore,
    assistant: RwLock<Arc<Assistant>>,
    clock: Clock,
}

impl Relay {
    /// A relay over a store; nothing moves before [`Relay::run`].
    pub fn new(store: SharedStore, assistant: Arc<Assistant>, clock: Clock) -> Self {
        Self { store, assistant: RwLock::new(assistant), clock }
    }

    /// The assistant in use.
    pub fn assistant(&self) -> Arc<Assistant> {
        self.assistant.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Uses another assistant from the next message on, as after a change of the knowledge.
    pub fn replace_assistant(&self, assistant: Arc<Assistant>) {
        *self.assistant.write().unwrap_or_else(PoisonError::into_inner) = assistant;
    }

    /// Takes messages into the inbox; they are on disk when it returns, and handled later by [`Relay::run`].
    pub async fn accept(&self, messages: &[Message]) -> Result<(), StoreError> {
        self.store.accept(messages).await.map(|_| ())
    }

    /// Handles one message of a request/response channel and returns the replies; effects are on disk by then.
    pub async fn converse(&self, message: Message) -> Result<Vec<Reply>, StoreError> {
        let _ = (message, (self.clock)());
        Ok(Vec::new())
    }
}
