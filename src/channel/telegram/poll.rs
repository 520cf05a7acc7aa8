//! Asks for updates and puts them into the inbox; what is not on disk yet is asked for again.

use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use teloxide::requests::Payload;
use teloxide::types::AllowedUpdate;
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use super::backoff::Backoff;
use super::client::Client;
use super::connect::ALLOWED;
use super::errors::{CallError, TelegramError};
use super::intake::{Intake, id};
use super::{Inbox, Pace};

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
    client: &'a Client,
    intake: &'a Intake,
    inbox: &'a dyn Inbox,
    pace: Pace,
    shutdown: &'a CancellationToken,
    /// One more than the last update on disk, until Telegram has heard of it. Not kept longer: after a quiet week
    /// Telegram starts to count anew, maybe lower, and an old offset would throw those updates away.
    offset: Option<i64>,
}

impl<'a> Poller<'a> {
    /// A poller that has seen nothing yet.
    pub(super) fn new(
        client: &'a Client,
        intake: &'a Intake,
        inbox: &'a dyn Inbox,
        pace: Pace,
        shutdown: &'a CancellationToken,
    ) -> Self {
        Self { client, intake, inbox, pace, shutdown, offset: None }
    }

    /// Polls until asked to stop.
    pub(super) async fn run(mut self) -> Result<(), TelegramError> {
        let mut backoff = Backoff::new(self.pace);
        let shutdown = self.shutdown;
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
        if let Err(failure) = self.intake.take(self.inbox, updates).await {
            error!(error = %failure, updates = updates.len(), "the inbox cannot take messages; Telegram keeps them");
            return Err(());
        }
        let last = updates.iter().filter_map(id).max();
        self.offset = last.map(|last| last + 1);
        if last.is_none() && !updates.is_empty() {
            warn!(updates = updates.len(), "updates without an id");
            return Err(());
        }
        Ok(())
    }
}
