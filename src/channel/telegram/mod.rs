//! The Telegram bot: puts updates into the inbox, asked for or delivered, and sends replies.
//!
//! teloxide gives the types of the Bot API. Polling, sending and the calls themselves are ours: its dispatcher confirms
//! updates before they are on disk, and its client waits ten seconds inside every call that meets a server error.

mod address;
mod answer;
mod backoff;
mod client;
mod commands;
mod compose;
mod connect;
mod errors;
mod fetch;
mod hook;
mod html;
mod intake;
mod keyboard;
mod limit;
mod poll;
mod send;
mod split;
mod translate;

use std::fmt;
use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use reqwest::Url;
use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

pub use self::errors::TelegramError;

use self::client::Client;
use self::connect::Arrival;
use self::hook::Hook;
use self::intake::Intake;
use self::limit::SendLimit;
use crate::domain::message::{ConversationId, Message};
use crate::domain::reply::Reply;
use crate::http::webhook;
use crate::relay::{Clock, Relay};
use crate::store::StoreError;

/// Gives the lines that name a reply's sources.
pub type SourceLines = Arc<dyn Fn(&Reply) -> Vec<String> + Send + Sync>;

/// Something to press that opens a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageLink {
    /// What stands on it.
    pub label: String,
    /// The page.
    pub url: Url,
}

/// Gives what opens a reply's sources, if they can be reached from outside.
pub type SourceLinks = Arc<dyn Fn(&Reply) -> Vec<PageLink> + Send + Sync>;

/// Where messages go; they are on disk when `accept` returns.
#[async_trait]
pub trait Inbox: Send + Sync {
    /// Takes messages durably; the same message twice is one message.
    async fn accept(&self, messages: &[Message]) -> Result<(), StoreError>;

    /// Every id of the group in which staff work, the present one last; empty if there is no such group.
    fn staff_rooms(&self) -> Vec<ConversationId> {
        Vec::new()
    }

    /// A group goes on under another id; that is on disk when `moved` returns.
    async fn moved(&self, from: &ConversationId, to: &ConversationId) -> Result<(), StoreError> {
        let (_, _) = (from, to);
        Ok(())
    }
}

#[async_trait]
impl Inbox for Relay {
    async fn accept(&self, messages: &[Message]) -> Result<(), StoreError> {
        Self::accept(self, messages).await
    }

    fn staff_rooms(&self) -> Vec<ConversationId> {
        Self::staff_rooms(self)
    }

    async fn moved(&self, from: &ConversationId, to: &ConversationId) -> Result<(), StoreError> {
        // Of the conversations in other groups each moves when something is sent to it.
        if self.staff_room().as_ref() == Some(from) { self.go_on(from, to).await } else { Ok(()) }
    }
}

/// How long the bot waits for what; tests wait less.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// How long Telegram may hold a request for updates open, in whole seconds.
    pub long_poll: Duration,
    /// The wait after a first failure; it doubles with each further one.
    pub first_wait: Duration,
    /// The longest wait between two attempts.
    pub longest_wait: Duration,
    /// The wait while another program polls with the same token.
    pub stepped_down: Duration,
    /// How long one call may take, on top of a long poll.
    pub patience: Duration,
    /// So many messages and changes of messages go to one group at once …
    pub group_burst: NonZeroU32,
    /// … and then so many a minute. Telegram takes 20 in any minute.
    pub group_per_minute: NonZeroU32,
    /// So many messages and changes of messages go to one person at once …
    pub person_burst: NonZeroU32,
    /// … and then so many a second. Telegram takes one, and bears with short bursts.
    pub person_per_second: NonZeroU32,
    /// So many go out at once in all …
    pub burst: NonZeroU32,
    /// … and then so many a second. Telegram takes 30 in any second.
    pub per_second: NonZeroU32,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            long_poll: Duration::from_secs(10),
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(64),
            stepped_down: Duration::from_secs(60),
            patience: Duration::from_secs(10),
            group_burst: const { NonZeroU32::new(5).expect("not zero") },
            group_per_minute: const { NonZeroU32::new(15).expect("not zero") },
            person_burst: const { NonZeroU32::new(3).expect("not zero") },
            person_per_second: NonZeroU32::MIN,
            burst: const { NonZeroU32::new(5).expect("not zero") },
            per_second: const { NonZeroU32::new(25).expect("not zero") },
        }
    }
}

/// A bot on Telegram. Sends over the trait [`crate::relay::Messenger`].
pub struct Telegram {
    client: Arc<Client>,
    pace: Pace,
    source_lines: SourceLines,
    source_links: SourceLinks,
    arrival: Arrival,
    /// Empty until Telegram has told who we are.
    intake: OnceLock<Intake>,
    limit: SendLimit,
}

impl Telegram {
    /// A bot with `token`; `api_url` names another Bot API server than Telegram's own. Nothing is called yet.
    pub fn new(token: SecretString, api_url: Option<Url>) -> Result<Self, TelegramError> {
        let client = Arc::new(Client::new(token, api_url)?);
        let pace = Pace::default();
        let (source_lines, source_links): (SourceLines, SourceLinks) =
            (Arc::new(|_| Vec::new()), Arc::new(|_| Vec::new()));
        let limit = SendLimit::new(pace);
        Ok(Self { client, pace, source_lines, source_links, arrival: Arrival::Asked, intake: OnceLock::new(), limit })
    }

    /// The same bot, showing under each reply the lines that `source_lines` gives for it.
    #[must_use]
    pub fn with_source_lines(mut self, source_lines: SourceLines) -> Self {
        self.source_lines = source_lines;
        self
    }

    /// The same bot, with buttons under each reply that open what `source_links` gives for it.
    #[must_use]
    pub fn with_source_links(mut self, source_links: SourceLinks) -> Self {
        self.source_links = source_links;
        self
    }

    /// The same bot, to which Telegram delivers updates in place of being asked for them: `public` is where we are
    /// reached from outside, `secret` what Telegram proves itself with. See [`Telegram::delivered`].
    pub fn with_webhook(mut self, public: Option<&Url>, secret: Option<SecretString>) -> Result<Self, TelegramError> {
        let secret = secret.filter(hook::is_strong).ok_or(TelegramError::WeakSecret)?;
        let public = public.ok_or(TelegramError::Unreachable)?;
        let url = format!("{}{}", public.as_str().trim_end_matches('/'), hook::PATH);
        self.arrival = Arrival::Delivered { url, secret };
        Ok(self)
    }

    /// The same bot at another pace.
    #[must_use]
    pub fn with_pace(mut self, pace: Pace) -> Self {
        self.limit = SendLimit::new(pace);
        self.pace = pace;
        self
    }

    /// Connects and puts updates into `inbox` until `shutdown`, those that are delivered into the one of
    /// [`Telegram::delivered`]. Network failures are waited out; an error means that no attempt can succeed before
    /// somebody changes the settings.
    pub async fn run(&self, inbox: &dyn Inbox, clock: Clock, shutdown: CancellationToken) -> Result<(), TelegramError> {
        let room = intake::chats(&inbox.staff_rooms()).pop();
        let Some(bot) = connect::identify(&self.client, self.pace, &shutdown).await? else { return Ok(()) };
        // From now on what is delivered can be taken.
        let intake = self.intake.get_or_init(|| Intake::new(self.client.clone(), bot, clock));
        let arrives = connect::connect(&self.client, self.pace, &self.arrival, room, &shutdown).await?;
        let outcome = match (&self.arrival, arrives) {
            (_, false) => Ok(()),
            (Arrival::Asked, true) => poll::Poller::new(&self.client, intake, inbox, self.pace, &shutdown).run().await,
            (Arrival::Delivered { .. }, true) => {
                shutdown.cancelled().await;
                Ok(())
            }
        };
        intake.finish().await;
        outcome
    }

    /// How deliveries are known and who takes them into `inbox`; none where updates are asked for.
    pub fn delivered(self: Arc<Self>, inbox: Arc<dyn Inbox>) -> Option<(webhook::Hook, Arc<dyn webhook::Receive>)> {
        let Arrival::Delivered { secret, .. } = &self.arrival else { return None };
        let known = webhook::Hook { path: hook::PATH, header: hook::SECRET_HEADER, secret: secret.clone() };
        Some((known, Arc::new(Hook { telegram: self, inbox })))
    }
}

impl fmt::Debug for Telegram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Telegram").field("client", &self.client).field("pace", &self.pace).finish_non_exhaustive()
    }
}
