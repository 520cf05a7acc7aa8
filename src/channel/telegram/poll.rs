//! Asks for updates and puts them into the inbox; what is not on disk yet is asked for again.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use teloxide::requests::Payload;
use teloxide::types::AllowedUpdate;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, info, warn};

use super::answer::{Tap, answer};
use super::backoff::Backoff;
use super::client::Client;
use super::connect::Bot;
use super::errors::{CallError, TelegramError};
use super::translate::{Incoming, translate};
use super::{Inbox, Pace};
use crate::domain::message::Message;
use crate::relay::Clock;

const ALLOWED: [AllowedUpdate; 3] =
    [AllowedUpdate::Message, AllowedUpdate::EditedMessage, AllowedUpdate::CallbackQuery];

/// getUpdates with updates left as they came, so that one that cannot be read does not spoil the others.
#[derive(Serialize)]
struct GetRawUpdates {
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<i64>,
    timeout: u64,
    allowed_updates: [AllowedUpdate; 3],
}

impl Payload for GetRawUpdates {
    type Output = Vec<Value>;
    const NAME: &'static str = "GetUpdates";
}

/// Asks for updates, one batch after the other.
pub(super) struct Poller<'a> {
    client: Arc<Client>,
    bot: Bot,
    inbox: &'a dyn Inbox,
    clock: Clock,
    pace: Pace,
    shutdown: CancellationToken,
    /// One more than the last update on disk, until Telegram has heard of it. Not kept longer: after a quiet week
    /// Telegram starts to count anew, maybe lower, and an old offset would throw those updates away.
    offset: Option<i64>,
    answers: TaskTracker,
}

impl<'a> Poller<'a> {
    /// A poller that has seen nothing yet.
    pub(super) fn new(
        client: Arc<Client>,
        bot: Bot,
        inbox: &'a dyn Inbox,
        clock: Clock,
        pace: Pace,
        shutdown: CancellationToken,
    ) -> Self {
        Self { client, bot, inbox, clock, pace, shutdown, offset: None, answers: TaskTracker::new() }
    }

    /// Polls until asked to stop, then finishes what it has begun.
    pub(super) async fn run(mut self) -> Result<(), TelegramError> {
        let outcome = self.poll().await;
        self.answers.close();
        self.answers.wait().await;
        outcome
    }

    async fn poll(&mut self) -> Result<(), TelegramError> {
        let mut backoff = Backoff::new(self.pace);
        let shutdown = self.shutdown.clone();
        loop {
            // A request that is given up confirms at most what is on disk.
            let asked = tokio::select! {
                () = shutdown.cancelled() => return Ok(()),
                asked = self.ask() => asked,
            };
            let wait = match asked {
                Ok(updates) => match self.take(&updates).await {
                    Ok(()) => {
                        backoff.reset();
                        continue;
                    }
                    Err(()) => backoff.next(),
                },
                Err(error) if error.is_wrong_token() => return Err(TelegramError::WrongToken),
                Err(error) => self.wait_after(&error, &mut backoff),
            };
            tokio::select! {
                () = shutdown.cancelled() => return Ok(()),
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    async fn ask(&self) -> Result<Vec<Value>, CallError> {
        let timeout = self.pace.long_poll.as_secs();
        let request = GetRawUpdates { offset: self.offset, timeout, allowed_updates: ALLOWED };
        self.client.call(&request, self.pace.long_poll + self.pace.patience).await
    }

    fn wait_after(&self, error: &CallError, backoff: &mut Backoff) -> Duration {
        if error.is_conflict() {
            let wait = self.pace.stepped_down;
            let wait_seconds = wait.as_secs_f32();
            error!(%error, wait_seconds, "another program asks Telegram for updates with this token (or has set a webhook); stop it or give each its own token; this one steps down for now");
            return wait;
        }
        let wait = error.wait().unwrap_or_else(|| backoff.next());
        warn!(%error, wait_seconds = wait.as_secs_f32(), "no updates from Telegram, trying again");
        wait
    }

    /// Takes a batch into the inbox; the offset moves only after that. An error asks to wait.
    async fn take(&mut self, updates: &[Value]) -> Result<(), ()> {
        let (messages, taps) = self.sort(updates);
        if !messages.is_empty()
            && let Err(failure) = self.inbox.accept(&messages).await
        {
            error!(error = %failure, messages = messages.len(), "the inbox cannot take messages; Telegram keeps them");
            return Err(());
        }
        let last = updates.iter().filter_map(id).max();
        self.offset = last.map(|last| last + 1);
        for tap in taps {
            self.answers.spawn(answer(self.client.clone(), tap));
        }
        if last.is_none() && !updates.is_empty() {
            warn!(updates = updates.len(), "updates without an id");
            return Err(());
        }
        Ok(())
    }

    fn sort(&self, updates: &[Value]) -> (Vec<Message>, Vec<Tap>) {
        let (mut messages, mut taps) = (Vec::new(), Vec::new());
        for update in updates {
            let Some(id) = id(update) else { continue };
            match translate(id, update, &self.bot, (self.clock)()) {
                Incoming::Said(message) => messages.push(message),
                Incoming::Pressed(message, query) => {
                    messages.push(message);
                    taps.push(Tap { query, refused: false });
                }
                Incoming::StaffPressed(message) => messages.push(message),
                Incoming::NotYours(query) => taps.push(Tap { query, refused: true }),
                Incoming::Ignored(Some(query)) => taps.push(Tap { query, refused: false }),
                Incoming::Ignored(None) => {}
                Incoming::Unparsable => warn!(telegram.update = id, "skipped update {id}, which cannot be read"),
            }
        }
        if !messages.is_empty() {
            info!(messages = messages.len(), "messages from Telegram");
        }
        (messages, taps)
    }
}

fn id(update: &Value) -> Option<i64> {
    update.get("update_id")?.as_i64()
}
