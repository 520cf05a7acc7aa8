//! The Telegram bot: asks for updates, puts them into the inbox, sends replies.
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
mod html;
mod keyboard;
mod poll;
mod send;
mod split;
mod translate;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::Url;
use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

pub use self::errors::TelegramError;

use self::client::Client;
use crate::domain::message::Message;
use crate::domain::reply::Reply;
use crate::relay::{Clock, Relay};
use crate::store::StoreError;

/// Gives the lines that name a reply's sources.
pub type SourceLines = Arc<dyn Fn(&Reply) -> Vec<String> + Send + Sync>;

/// Where messages go; they are on disk when `accept` returns.
#[async_trait]
pub trait Inbox: Send + Sync {
    /// Takes messages durably; the same message twice is one message.
    async fn accept(&self, messages: &[Message]) -> Result<(), StoreError>;
}

#[async_trait]
impl Inbox for Relay {
    async fn accept(&self, messages: &[Message]) -> Result<(), StoreError> {
        Self::accept(self, messages).await
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
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            long_poll: Duration::from_secs(10),
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(64),
            stepped_down: Duration::from_secs(60),
            patience: Duration::from_secs(10),
        }
    }
}

/// A bot on Telegram. Sends over the trait [`crate::relay::Messenger`].
pub struct Telegram {
    client: Arc<Client>,
    pace: Pace,
    source_lines: SourceLines,
    staff_chat: Option<i64>,
}

impl Telegram {
    /// A bot with `token`; `api_url` names another Bot API server than Telegram's own. Nothing is called yet.
    pub fn new(token: SecretString, api_url: Option<Url>) -> Result<Self, TelegramError> {
        let client = Arc::new(Client::new(token, api_url)?);
        Ok(Self { client, pace: Pace::default(), source_lines: Arc::new(|_| Vec::new()), staff_chat: None })
    }

    /// The same bot, showing under each reply the lines that `source_lines` gives for it.
    #[must_use]
    pub fn with_source_lines(mut self, source_lines: SourceLines) -> Self {
        self.source_lines = source_lines;
        self
    }

    /// The same bot with a group in which staff work on tickets.
    #[must_use]
    pub fn with_staff_chat(mut self, staff_chat: Option<i64>) -> Self {
        self.staff_chat = staff_chat;
        self
    }

    /// The same bot at another pace.
    #[must_use]
    pub fn with_pace(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    /// Connects and puts updates into `inbox` until `shutdown`. Network failures are waited out; an error means that no
    /// attempt can succeed before somebody changes the settings.
    pub async fn run(&self, inbox: &dyn Inbox, clock: Clock, shutdown: CancellationToken) -> Result<(), TelegramError> {
        let Some(bot) = connect::connect(&self.client, self.pace, self.staff_chat, &shutdown).await? else {
            return Ok(());
        };
        poll::Poller::new(self.client.clone(), bot, inbox, clock, self.pace, shutdown).run().await
    }
}

impl fmt::Debug for Telegram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Telegram").field("client", &self.client).field("pace", &self.pace).finish_non_exhaustive()
    }
}
