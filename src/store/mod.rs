//! What is kept: inbox, conversations, tickets, outbox. One trait, engines beside it.

pub mod memory;
pub mod record;
pub mod sled;

mod outgoing;
mod ticket_index;

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::outgoing::{Delivery, Form, Notice, Notified, Outgoing, Progress};

use self::ticket_index::TicketIndex;
use crate::domain::conversation::Conversation;
use crate::domain::message::{ConversationId, Message, MessageId};
use crate::domain::reply::Reply;
use crate::domain::ticket::{Filter, Listed, Order, Page, Summary, Ticket, TicketNumber};

/// How a store fails. The reason is for the log; users read a plain sentence instead.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// Another writer was first (a ticket number is taken, a ticket has changed): read again and repeat.
    #[error("somebody else has written first")]
    Conflict,
    /// The same idempotency key came with another request.
    #[error("the idempotency key belongs to another request")]
    KeyReused,
    /// The disk is full or the store may not be written.
    #[error("the store cannot be written: {0}")]
    Unwritable(String),
    /// Everything else.
    #[error("the store failed: {0}")]
    Other(String),
}

/// What a store operation gives.
pub type Result<T> = std::result::Result<T, StoreError>;

/// A store, whatever its engine.
pub type SharedStore = Arc<dyn Store>;

/// A ticket that was changed.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedTicket {
    /// The ticket as it stands now.
    pub ticket: Ticket,
    /// The version it was read with; if it is another one by now, that is a [`StoreError::Conflict`].
    pub read_version: usize,
}

/// A message or a reply that could not be handled, kept for staff.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeadLetter {
    /// When it was given up.
    pub at: Timestamp,
    /// Whose it is.
    pub conversation: ConversationId,
    /// Why, without personal data.
    pub reason: String,
    /// What it is.
    pub letter: Letter,
}

/// What a dead letter is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Letter {
    /// A message that could not be handled.
    Message(Message),
    /// A reply that could not be sent.
    Reply(Reply),
}

/// One line of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audit {
    /// When.
    pub at: Timestamp,
    /// Who: a conversation or a member of staff.
    pub actor: String,
    /// What was done, such as `ticket.submitted`.
    pub action: String,
    /// To what, such as a ticket's number.
    pub subject: String,
}

/// A request that may be repeated under the same key, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyedRequest {
    /// The caller's key.
    pub key: String,
    /// A digest of the request's body: the same key with another digest is refused.
    pub digest: String,
    /// The ticket it made.
    pub ticket: TicketNumber,
    /// When.
    pub at: Timestamp,
}

/// A small record that is written or forgotten; see [`record`].
#[derive(Debug, Clone, PartialEq)]
pub struct RecordChange {
    /// Its kind.
    pub kind: String,
    /// Its key.
    pub key: String,
    /// Its value; none forgets it.
    pub value: Option<Value>,
}

/// Everything one message causes; written whole or not at all.
#[derive(Debug, Clone, Default)]
pub struct Turn {
    /// The messages to take out of the inbox, if they came by the inbox; one that is not there is a
    /// [`StoreError::Conflict`].
    pub done: Vec<(ConversationId, MessageId)>,
    /// The conversation as it stands now.
    pub conversation: Option<Conversation>,
    /// New tickets; a number that is taken is a [`StoreError::Conflict`].
    pub new_tickets: Vec<Ticket>,
    /// Tickets that have changed.
    pub changed_tickets: Vec<ChangedTicket>,
    /// Records to write or forget.
    pub records: Vec<RecordChange>,
    /// What goes into the audit log.
    pub audit: Vec<Audit>,
    /// A conversation that goes on as another one: the replies that wait for the first go to the second.
    pub moved: Option<(ConversationId, ConversationId)>,
    /// Replies for the sender.
    pub outbox: Vec<Notice>,
    /// Replies to give again if the same message is repeated (request/response channels); a known one is a
    /// [`StoreError::Conflict`].
    pub receipt: Option<Receipt>,
    /// The keyed request this turn answers; a known key is a [`StoreError::Conflict`] or [`StoreError::KeyReused`].
    pub keyed: Option<KeyedRequest>,
    /// A message that is given up.
    pub dead_letter: Option<DeadLetter>,
    /// When the turn is committed: the due time of its outbox rows.
    pub at: Timestamp,
}

/// What was replied to a message that may be repeated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// Whose message.
    pub conversation: ConversationId,
    /// Which message.
    pub message: MessageId,
    /// What was replied.
    pub replies: Vec<Reply>,
    /// When.
    pub at: Timestamp,
}

/// Which tickets to list; newest first.
#[derive(Debug, Clone, Default)]
pub struct TicketQuery {
    /// Only those of this conversation.
    pub conversation: Option<ConversationId>,
    /// Only those older than this one (for paging).
    pub before: Option<TicketNumber>,
    /// At most so many.
    pub limit: usize,
}

/// Looks at one ticket after the other.
pub type Look<'a> = dyn FnMut(&Summary) + Send + 'a;

/// What every engine offers. Unless said otherwise a write is on disk when its call returns.
#[async_trait]
pub trait Store: Send + Sync {
    /// Puts messages into the inbox in the given order. One that was accepted before (same conversation and id, within
    /// [`REMEMBERED`]) is dropped; returns how many were new.
    async fn accept(&self, messages: &[Message]) -> Result<usize>;

    /// The conversations that have messages in the inbox.
    async fn waiting(&self) -> Result<Vec<ConversationId>>;

    /// The oldest messages of a conversation in the inbox, at most so many.
    async fn oldest(&self, conversation: &ConversationId, limit: usize) -> Result<Vec<Message>>;

    /// The oldest message of a conversation in the inbox.
    async fn next(&self, conversation: &ConversationId) -> Result<Option<Message>> {
        Ok(self.oldest(conversation, 1).await?.pop())
    }

    /// A conversation as it was committed or remembered last.
    async fn conversation(&self, id: &ConversationId) -> Result<Option<Conversation>>;

    /// Keeps a conversation without waiting for the disk; a power failure may take it.
    async fn remember(&self, conversation: &Conversation) -> Result<()>;

    /// Writes everything one message causes, whole or not at all.
    async fn commit(&self, turn: Turn) -> Result<()>;

    /// What was replied to a message before.
    async fn receipt(&self, conversation: &ConversationId, message: &MessageId) -> Result<Option<Receipt>>;

    /// What came of a keyed request before.
    async fn keyed(&self, key: &str) -> Result<Option<KeyedRequest>>;

    /// The count of the last ticket of a day; 0 before the first.
    async fn last_count(&self, day: Date) -> Result<u32>;

    /// A ticket by its number.
    async fn ticket(&self, number: &TicketNumber) -> Result<Option<Ticket>>;

    /// Tickets, newest first.
    async fn tickets(&self, query: &TicketQuery) -> Result<Vec<Ticket>>;

    /// The page of the tickets that are wanted, in an order, that follows the ticket `after` (none: the first page).
    async fn page(
        &self,
        filter: &Filter,
        order: Order,
        after: Option<&TicketNumber>,
        limit: usize,
    ) -> Result<Page<Listed>>;

    /// How many tickets are wanted.
    async fn count(&self, filter: &Filter) -> Result<usize>;

    /// Shows every ticket that is wanted to `look`, newest first. One that changes meanwhile is shown once, as it was
    /// before or as it is after.
    async fn survey(&self, filter: &Filter, look: &mut Look<'_>) -> Result<()>;

    /// How far the replies that tell of a ticket have come, oldest first; without those that only redraw its card.
    async fn notified(&self, ticket: &TicketNumber) -> Result<Vec<Notified>>;

    /// The ticket that a reply told of, by what its channel calls that reply.
    async fn told_by(&self, conversation: &ConversationId, message: &MessageId) -> Result<Option<TicketNumber>>;

    /// A small record; see [`record::find`].
    async fn record(&self, kind: &str, key: &str) -> Result<Option<Value>>;

    /// All small records of a kind, by key; see [`record::all`].
    async fn records(&self, kind: &str) -> Result<Vec<Value>>;

    /// The audit log, newest first, from before the line `before` on (none: from its end); each line with its place.
    async fn audit(&self, before: Option<u64>, limit: usize) -> Result<Vec<(u64, Audit)>>;

    /// Keeps a file under its digest (the SHA-256 of its bytes, in hexadecimal); on disk when it returns.
    async fn keep_file(&self, digest: &str, bytes: Vec<u8>) -> Result<()>;

    /// A file by its digest.
    async fn file(&self, digest: &str) -> Result<Option<Vec<u8>>>;

    /// Holds a file that came at `at` for a conversation until it is let go of or swept; on disk when it returns. Says
    /// whether there was room: all that is held has at most [`HELD_BYTES`].
    async fn hold_file(&self, of: &ConversationId, digest: &str, bytes: Vec<u8>, at: Timestamp) -> Result<bool>;

    /// A file that is held for a conversation, by its digest.
    async fn held_file(&self, of: &ConversationId, digest: &str) -> Result<Option<Vec<u8>>>;

    /// Lets go of everything that is held for a conversation but the files with these digests.
    async fn let_go(&self, of: &ConversationId, but: &[String]) -> Result<()>;

    /// Replies that are due, oldest first, only the first of each conversation, of conversations not in `busy`.
    async fn due(&self, now: Timestamp, busy: &[ConversationId], limit: usize) -> Result<Vec<Outgoing>>;

    /// When the next reply becomes due, if any waits.
    async fn next_due(&self) -> Result<Option<Timestamp>>;

    /// Notes how sending went; a reply that is settled already is left alone.
    async fn settle(&self, id: u64, delivery: Delivery) -> Result<()>;

    /// What could not be handled or sent, newest first.
    async fn dead_letters(&self, limit: usize) -> Result<Vec<DeadLetter>>;

    /// Forgets seen message ids, receipts and keys older than [`REMEMBERED`], and held files older than
    /// [`HeldFiles::KEPT`](crate::domain::held::HeldFiles::KEPT).
    async fn sweep(&self, now: Timestamp) -> Result<()>;

    /// Whether the store can be written just now.
    async fn healthy(&self) -> bool;
}

/// What is held for conversations that have no ticket yet may take so much of the disk, whoever sends it.
pub const HELD_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// How long a repeated message or request is recognised: Telegram repeats within 24 h, with room to spare.
pub const REMEMBERED: jiff::SignedDuration = jiff::SignedDuration::from_hours(48);
