//! Carries messages: inbox, per-conversation order, assistant, one transaction, outbox, sender.

mod act;
mod attach;
mod backoff;
mod card;
mod changes;
mod converse;
mod decide;
mod deed;
mod delivery;
mod digest;
mod effects;
mod files;
mod inbox;
mod known;
mod news;
mod own;
mod patrol;
mod place;
mod register;
pub mod room;
mod roster;
mod said;
mod sender;
mod serving;
mod shield;
mod staff_room;
mod tell;
mod turn;
mod turns;

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use tokio::sync::{Mutex, Notify};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

pub use self::act::{ActError, Key};
use self::changes::Changes;
pub use self::changes::Following;
pub use self::decide::Decide;
use self::delivery::Post;
pub use self::news::News;
pub use self::register::Registered;
use self::roster::Roster;
use self::serving::Serving;
use self::turns::Turns;
use crate::assistant::Assistant;
use crate::desk::office::Office;
use crate::domain::message::{Channel, ConversationId, Enclosed, Message, MessageId};
use crate::domain::reply::Reply;
use crate::judge::model::Model;
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

    /// Sends one reply, as the answer to the message `answers` where that is to be seen; returns once the channel has taken
    /// it, with what the channel calls it, if it calls it anything.
    async fn send(
        &self,
        conversation: &ConversationId,
        reply: &Reply,
        answers: Option<&MessageId>,
    ) -> Result<Option<MessageId>, SendError>;

    /// Puts a reply in place of one that was sent before.
    async fn replace(&self, conversation: &ConversationId, sent: &MessageId, reply: &Reply) -> Result<(), SendError> {
        let (_, _, _) = (conversation, sent, reply);
        Err(SendError::Refused("the channel cannot change what was sent".to_owned()))
    }

    /// Shows a short text to whoever pressed a button by this message.
    async fn acknowledge(&self, press: &MessageId, text: &str) -> Result<(), SendError> {
        let (_, _) = (press, text);
        Err(SendError::Refused("the channel has no such thing".to_owned()))
    }

    /// Fetches a file that came with a message of a conversation, at most [`MAX_BYTES`](crate::domain::attachment::Attached::MAX_BYTES) and one more.
    async fn fetch(&self, file: &Enclosed) -> Result<Vec<u8>, SendError> {
        let _ = file;
        Err(SendError::Refused("the channel has no files".to_owned()))
    }
}

/// At shutdown so much time is left for what is under way.
const DRAINING_LIMIT: Duration = Duration::from_secs(10);

/// A ticket number that others keep taking first is tried for so often before the store counts as failing.
const NUMBER_TRIES: u32 = 100;

/// What nobody repeats any more is forgotten this often.
const SWEEPING: Duration = Duration::from_secs(60 * 60);

/// Carries messages between channels, assistant and store. The assistant is a parameter for tests only.
pub struct Relay<D: Decide = Assistant> {
    store: SharedStore,
    /// Taken once for each message: whatever is exchanged meanwhile serves the next one.
    serving: RwLock<Arc<Serving<D>>>,
    /// Every id of the group in which staff work, the present one last; empty if there is no such group.
    staff_rooms: RwLock<Vec<ConversationId>>,
    /// The address of the console, as staff reach it.
    console: Option<String>,
    /// Whom the assistant may ask how a message is meant, if anybody.
    judge: Option<Arc<Model>>,
    clock: Clock,
    turns: Turns,
    roster: Roster,
    outbox_bell: Notify,
    changes: Changes,
    /// What is sent and fetched goes through it; empty before [`Relay::run`].
    post: RwLock<Arc<Post>>,
    /// Held from reading the last ticket number until the next one is on disk.
    numbering: Mutex<()>,
}

impl<D: Decide> Relay<D> {
    /// A relay over a store; nothing moves before [`Relay::run`].
    pub fn new(store: SharedStore, assistant: Arc<D>, office: Arc<Office>, clock: Clock) -> Self {
        Self {
            store,
            serving: RwLock::new(Arc::new(Serving { assistant, office })),
            staff_rooms: RwLock::default(),
            console: None,
            judge: None,
            clock,
            turns: Turns::default(),
            roster: Roster::default(),
            outbox_bell: Notify::new(),
            changes: Changes::default(),
            post: RwLock::new(Arc::new(Post::new(Vec::new()))),
            numbering: Mutex::new(()),
        }
    }

    /// The store it carries to and from.
    pub fn store(&self) -> &SharedStore {
        &self.store
    }

    /// The same relay with a group in which staff work on tickets: every id it has had, the present one last.
    pub fn with_staff_room(mut self, ids: impl IntoIterator<Item = ConversationId>) -> Self {
        self.staff_rooms = RwLock::new(ids.into_iter().collect());
        self
    }

    /// The same relay, naming the pages of tickets to staff; `console` is the console's address without a slash at its end.
    pub fn with_console(mut self, console: Option<String>) -> Self {
        self.console = console;
        self
    }

    /// The same relay, asking a judge outside how a message is meant where the assistant wants to know.
    pub fn with_judge(mut self, judge: Option<Arc<Model>>) -> Self {
        self.judge = judge;
        self
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// The desks, the calendar and the deadlines in use.
    pub fn office(&self) -> Arc<Office> {
        self.serving().office.clone()
    }

    /// The assistant in use.
    pub fn assistant(&self) -> Arc<D> {
        self.serving().assistant.clone()
    }

    fn serving(&self) -> Arc<Serving<D>> {
        self.serving.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn post(&self) -> Arc<Post> {
        self.post.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Uses another assistant and its office from the next message on, as after a change of the knowledge; a message
    /// under way ends with those it began with.
    pub fn replace(&self, assistant: Arc<D>, office: Arc<Office>) {
        *self.serving.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(Serving { assistant, office });
    }

    /// Takes messages into the inbox; they are on disk when it returns, and handled later by [`Relay::run`].
    pub async fn accept(&self, messages: &[Message]) -> Result<(), StoreError> {
        self.store.accept(messages).await?;
        messages.iter().for_each(|message| self.roster.call(&message.conversation));
        Ok(())
    }

    /// Handles what is accepted and sends the replies, beginning with what an earlier run has left. Ends soon after
    /// `shutdown`: what is under way gets 10 s, the rest stays in inbox and outbox for the next run.
    pub async fn run(self: Arc<Self>, messengers: Vec<Arc<dyn Messenger>>, shutdown: CancellationToken) {
        let post = Arc::new(Post::new(messengers));
        *self.post.write().unwrap_or_else(PoisonError::into_inner) = post.clone();
        let inbox = self.clone().empty_inbox(shutdown.clone());
        let outbox = self.clone().empty_outbox(post, shutdown.clone());
        tokio::join!(inbox, outbox, self.sweep(shutdown.clone()), self.patrol(shutdown));
    }

    async fn sweep(&self, shutdown: CancellationToken) {
        let sweeping = async {
            loop {
                if let Err(error) = self.store.sweep((self.clock)()).await {
                    tracing::warn!(%error, "what is too old could not be forgotten");
                }
                tokio::time::sleep(SWEEPING).await;
            }
        };
        shutdown.run_until_cancelled(sweeping).await;
    }
}

/// Waits for what is under way, but not longer than `limit`; then it is cut off.
async fn drain<T: 'static>(tasks: &mut JoinSet<T>, limit: Duration) {
    let ended = async { while tasks.join_next().await.is_some() {} };
    if tokio::time::timeout(limit, ended).await.is_err() {
        tracing::warn!(tasks = tasks.len(), "cut off at shutdown; inbox and outbox keep what is left");
        tasks.abort_all();
    }
}
